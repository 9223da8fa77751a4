"""Turns the lines of a form into a draft: which field each label is, and which section each paragraph belongs to.

Every interpretation is told with the words it was made from. What has no place in the form stays in the text, where the
rules find it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from decision_register.importing.filling import Draft, Filling, says_no_interests
from decision_register.importing.html_lines import plain_of
from decision_register.importing.labels import DATE, SIGNATURE, labels_of
from decision_register.importing.lines import TO_DECIDE, Kind, Line, without_note_marks, without_unseen, words_in
from decision_register.importing.telling import (
    begins_a_signature,
    lost_words,
    propose_sums,
    tell_of_pictures,
    tell_of_signature,
)
from decision_register.references import normal_reference, references_in
from decision_register.settings import heading_key
from decision_register.slips import MARKING as MARKING_OF_PAPERS
from decision_register.values import day_meant, existing_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from decision_register.importing.lines import Form
    from decision_register.settings import FormSection, Settings

_LABELLED = re.compile(r"(?P<label>[^:]{2,90}?)\s*:\s*(?P<value>.*)", re.DOTALL)
_TITLED = re.compile(r"(?P<reference>\S+(?:\s?[-/]\s?\d+)?)(?P<sign>\s*[–—:]\s*|\s-\s|\s+)(?P<title>\S.*)")  # noqa: RUF001
_MARKED = re.compile(rf"\bOFFICIAL\b|\bRESTRICTED\b|{MARKING_OF_PAPERS.pattern}", MARKING_OF_PAPERS.flags)
_TITLED_LAST = re.compile(r"(?P<title>\S.*?)\s*(?:[–—:(\[]|\s-\s|\s)\s*(?P<reference>\S+?)[)\]]?")  # noqa: RUF001
_SIGNS = ":–—"  # noqa: RUF001 - Word types these
_NO_TITLES = frozenset(
    ("decision", "decisions", "decision details", "decision notice", "decision record", "decision form")
)
"""What systems of councils put over every decision; what it is called stands below."""
_INNER_LABEL = re.compile(r"(?:[^\s:]+\s+){0,3}[^\s:]+(?=\s*:)")
_LONGEST_HEADING = 90
_LONGEST_DAY = 30
_ALIKE = 0.6
"""The part of the words of a line that the office's fixed words have too, if it says the same."""
_LONGEST_VALUE = 300


def known_words(settings: Settings) -> Callable[[str], bool]:
    """Return what says whether words are a label or a section of the office's form."""
    labels, form = labels_of(settings.form), settings.form

    def is_known(words: str) -> bool:
        bare = without_note_marks(without_unseen(words))
        return heading_key(bare) in labels or form.section_named(bare) is not None

    return is_known


def draft_of(form: Form, settings: Settings) -> Draft:
    """Return the draft of a form that was read."""
    mapper = _Mapper(settings)
    seen = [_without_unseen(line) for line in form.lines]
    for before, line, after in zip([None, *seen], seen, [*seen[1:], None], strict=False):
        beside = {one.kind for one in (before, after) if one}
        mapper.take(line, in_list=line.kind is Kind.ITEM and Kind.ITEM in beside)
    draft = mapper.finish()
    draft.is_form = mapper.knows_some or bool(
        references_in((form.words, *(line.words for line in seen)), settings.reference.pattern)
    )
    if form.address and "source_url" not in draft.fields:
        draft.fields["source_url"] = form.address
        draft.read.append(f"source_url: {form.address}, the address that the page names as its own")
    lost = lost_words(form, draft)
    marked: list[str] = []
    seldom_seen: list[str] = []
    for what, words in form.aside:
        if _MARKED.search(words) and what.startswith("page "):
            marked.append(f"the form is marked in its {what}: “{words}”; see that it may be published")
        else:
            (seldom_seen if what in TO_DECIDE else draft.left_out).append(f"{what}: “{words}”")
    draft.to_decide[:0] = [*marked, *seldom_seen, *form.notes]  # what may have to stay unpublished comes first
    tell_of_pictures(form, draft)
    if lost:
        draft.to_decide.append(f"words of the source that stand nowhere else: “{lost}”")
    propose_sums(draft)
    return draft


class _Mapper:
    """Takes lines in the order of reading."""

    def __init__(self, settings: Settings) -> None:
        self._form, self._reference = settings.form, settings.reference
        self._labels = labels_of(settings.form)
        self._draft = Draft()
        self._before: list[Line] = []  # before the first thing that is known
        self._filling = Filling(self._draft, settings.reference)
        self._begun = self._under_a_system = self._signing = False
        self._sections = self._number = 0
        self._headings: list[str] = []
        self.knows_some = False
        """Whether a label, a heading of the form or a reference was seen."""
        self._waiting = ""  # a label whose value comes on the next line

    def take(self, line: Line, *, in_list: bool = False) -> None:
        """Put a line where it belongs; a point among others of a list begins no section."""
        self._number += 1
        if self._waiting and self._is_value(line):
            return
        if line.kind is Kind.TABLE and line.rows and self._is_form(line):
            for row in line.rows:
                for part in row:
                    self.take(part)
        elif line.kind is Kind.LABEL:
            self._take_label(line.label.rstrip(" :"), line)
        elif not in_list and self._is_section(line):
            self._begin_section(line)
        elif not (self._is_title(line) or self._is_labelled(line) or self._is_declaration(line)):
            self._keep(line)

    def _is_labelled(self, line: Line) -> bool:
        found = self._label_in(line)
        if found is None:
            return False
        label, value = found
        short = self._key(label) in {SIGNATURE, "reference"} or self._key(label).endswith(DATE)
        value, more = self._split(value) if short else (value, "")
        if value:
            self._set(self._key(label), value, line.words)
        else:
            self._waiting = label
            self._draft.used[self._number] = label
        if more:
            self._draft.used[self._number] = line.words
            self._number += 1
            self._is_labelled(replace(line, words=more))
        return True

    def _split(self, value: str) -> tuple[str, str]:
        """Return a value without the label that follows it on its line, and that label with its own value."""
        for found in _INNER_LABEL.finditer(value):
            words = found[0].split()
            for many in range(len(words), 0, -1):
                if self._bare_key(" ".join(words[-many:])) in self._labels:
                    at = found.end() - len(" ".join(words[-many:]))
                    return value[:at].strip(), value[at:]
        return value, ""

    def _key(self, label: str) -> str:
        return self._labels[self._bare_key(label)]

    def _is_value(self, line: Line) -> bool:
        """Give the label on the line before its value, if this line can be that; else tell that it has none."""
        label, self._waiting = self._waiting, ""
        key = self._key(label)
        if line.kind is Kind.TEXT and not self._label_in(line) and not self._is_section(line):
            longest = {SIGNATURE: _LONGEST_HEADING, "reference": _LONGEST_DAY}.get(key, _LONGEST_VALUE)
            if len(line.words) <= (_LONGEST_DAY if key.endswith(DATE) else longest):
                self._set(key, line.words, f"{label}: {line.words}")
                return True
        self._without_value(label)
        return False

    def _is_form(self, table: Line) -> bool:
        """Say whether a table with labels in it is a form, by how many there are and by what stands before it."""
        first = [row[0] for row in table.rows if row]
        keys = [self._labels.get(self._bare_key(one.label)) for one in first if one.kind is Kind.LABEL]
        if self._sections and (self._filling.has("reference") or "reference" not in keys):
            # by now a form has said what it is of; what is left is who signed it, or sections beside their names
            return len(keys) == len(first) and (SIGNATURE in keys or not any(keys)) and not table.is_wide
        if len(keys) == 1 and len(first) > 1 and (keys[0] or "").endswith(DATE) and first[0].kind is Kind.LABEL:
            return not _is_day(first[1].words.partition(":")[0])  # the days below a heading `Date`
        return True

    @staticmethod
    def _bare_key(words: str) -> str:
        return heading_key(without_note_marks(words))

    def finish(self) -> Draft:
        """Return what came of all lines."""
        draft = self._draft
        if self._waiting:
            self._without_value(self._waiting)
        for line in self._before:
            if self._begun:
                draft.left_out.append(f"before the form: {f'“{line.words}”' if line.words else 'a picture'}")
            else:
                draft.body.append(line)
        if self._headings:
            draft.read.append(f"these headings were read as those of the form: {', '.join(self._headings)}")
        self._leave_out_fixed_words()
        return draft

    def _leave_out_fixed_words(self) -> None:
        """Take out a section whose words the office has fixed, if a notice may leave it to the page to show them."""
        kept: list[Line] = []
        fixed, words = "", frozenset[str]()
        for line in self._draft.body:
            if line.of_form:
                section = self._form.section_named(line.words)
                shows = section.fixed_text if section and not section.required else ""
                fixed, words = (line.words if shows else ""), frozenset(words_in(shows.casefold()))
            elif line.kind is Kind.HEADING or line.mark.startswith("["):  # another part begins, or the notes
                fixed = ""
            elif fixed:
                self._leave_out(line, fixed, words)
            if not fixed:
                kept.append(line)
        self._draft.body[:] = kept

    def _leave_out(self, line: Line, fixed: str, words: frozenset[str]) -> None:
        """Tell a line in the place of the office's words; one that says something else is for a person to decide."""
        typed = words_in(line.words.casefold())
        alike = sum(word in words for word in typed) >= len(typed) * _ALIKE
        told = f"under {fixed}, where the page shows the office’s words: “{line.words}”"  # noqa: RUF001
        (self._draft.left_out if alike else self._draft.to_decide).append(told)
        self._draft.told += [] if alike else [line.words]

    def _keep(self, line: Line) -> None:
        self._tell_second_form(line)
        if not self._begun:
            self._before.append(line)
            return
        self._signing = self._sections > 0 and (self._signing or begins_a_signature(line.words))
        self._signing = self._signing and line.kind is not Kind.HEADING
        if self._signing and line.words:
            tell_of_signature(self._draft, line.words)
        if line.joined:
            told = "cells of a table were joined; see that each figure stands in its row and column"
            self._draft.to_decide.append(f"{told}: “{line.words[:_LONGEST_HEADING]}”")
        self._draft.body.append(line)

    def _tell_second_form(self, line: Line) -> None:
        """Tell what looks like the beginning of another decision in the same file."""
        labelled = [one for row in line.rows for one in row if one.kind is Kind.LABEL]
        pairs = [(one.label, one.words) for one in labelled]
        if line.kind is Kind.TEXT and (found := _LABELLED.fullmatch(line.words)):
            pairs.append((found["label"], found["value"]))
        for label, value in pairs:
            reference = normal_reference(value, self._reference.matches)
            own = str(self._draft.fields.get("reference", ""))
            if self._labels.get(self._bare_key(label)) == "reference" and reference and reference != own:
                told = f"another form seems to begin at “{label}: {value}”; if it does, save it as a file of its own"
                self._draft.to_decide.append(told)

    def _is_section(self, line: Line) -> bool:
        if line.kind in {Kind.TABLE, Kind.LABEL} or len(line.words) > _LONGEST_HEADING:
            return self._begins_with_section(line)
        return self._section(line.words) is not None or self._begins_with_section(line)

    def _section(self, words: str) -> FormSection | None:
        return self._form.section_named(without_note_marks(words))

    def _begins_with_section(self, line: Line) -> bool:
        found = _LABELLED.fullmatch(line.words) if line.kind is Kind.TEXT else None
        return bool(found and found["value"] and self._section(found["label"]))

    def _begin_section(self, line: Line) -> None:
        found = _LABELLED.fullmatch(line.words)
        inline = bool(found and found["value"] and self._section(line.words) is None)
        heading = found["label"] if inline and found else line.words
        self._draft.used[self._number] = heading
        section = self._section(heading)
        assert section is not None  # noqa: S101 - `_is_section` found it
        self._begun = self.knows_some = True
        self._signing = False
        self._sections += 1
        self._draft.body.append(Line(Kind.HEADING, section.heading, section.heading, level=section.level, of_form=True))
        if heading != section.heading:
            self._headings.append(f"“{heading}”")
        if inline and found:
            after = line.markdown[line.markdown.index(":") + 1 :].strip().removeprefix("**").strip()
            self._draft.body.append(Line(Kind.TEXT, plain_of(after), after))

    def _label_in(self, line: Line) -> tuple[str, str] | None:
        """Return the label and the value of a line; below the first section, only of who signed and when."""
        if line.kind not in {Kind.TEXT, Kind.HEADING}:
            return None
        found = _LABELLED.fullmatch(line.words)
        if found and self._bare_key(found["label"]) in self._labels:
            label, value = found["label"], found["value"]
        elif self._bare_key(line.words) in self._labels and line.kind is Kind.HEADING:
            label, value = line.words, ""
        else:
            return None
        key, has = self._key(label), self._filling.has
        signed = key == SIGNATURE or (has(SIGNATURE) and key in {DATE, "decision_date"} and not has("decision_date"))
        return (label, value) if self._sections <= 1 or (signed and not (key == SIGNATURE and has(key))) else None

    def _take_label(self, label: str, line: Line) -> None:
        key = self._labels.get(self._bare_key(label))
        inner = line.rows[0] if line.rows else ()
        if key and line.words:
            apart = ", " if key in {SIGNATURE, "lead_officer"} else " "
            value = apart.join(one.words for one in inner) if inner else line.words
            self._set(key, value, f"{label}: {line.words}")
        elif key:
            self._without_value(label)
        else:
            self._begin_section(Line(Kind.HEADING, label, label))
            for one in inner or ([Line(Kind.TEXT, line.words, line.markdown)] if line.markdown else []):
                self._keep(one)

    def _without_value(self, label: str) -> None:
        self.knows_some = True
        self._draft.to_decide.append(f"“{label}” has no value in the source")
        self._draft.used.setdefault(self._number, label)

    def _set(self, key: str, value: str, source: str) -> None:
        self._begun = self.knows_some = True
        self._draft.used[self._number] = source
        self._signing = self._signing or key == SIGNATURE
        self._filling.put(key, without_note_marks(value), source, in_text=self._sections > 0)

    def _is_title(self, line: Line) -> bool:
        """Take a line such as `WPCC4-0014: Drugs case management`, or the first heading, as the title."""
        if self._filling.has("title") or self._sections or line.kind not in {Kind.HEADING, Kind.TEXT}:
            return False
        first, last = _TITLED.fullmatch(line.words), _TITLED_LAST.fullmatch(line.words)
        apart = first and (line.kind is Kind.HEADING or first["sign"].strip() or first["reference"][-1] in _SIGNS)
        if first and apart and normal_reference(first["reference"], self._reference.matches):
            found = first
        elif last and line.kind is Kind.HEADING and self._reference.matches(last["reference"]):
            found = last
        else:
            return self._is_heading_of_all(line)
        self._set("reference", found["reference"], line.words)
        self._set("title", found["title"], line.words)
        return True

    def _is_heading_of_all(self, line: Line) -> bool:
        if line.kind is not Kind.HEADING or line.level > (2 if self._under_a_system else 1):
            return False
        if heading_key(line.words) in _NO_TITLES:
            self._under_a_system = True
            self._draft.left_out.append(f"the heading “{line.words}”, which says nothing of what was decided")
            return True
        self._begun = True
        self._draft.used[self._number] = line.words
        self._filling.put_title(line.words)
        return True

    def _is_declaration(self, line: Line) -> bool:
        """Take a declaration that there are no interests, in the paragraph of its own that forms have for it."""
        own = line.kind is Kind.TEXT and not self._filling.has("interests") and self._sections <= 1
        if own and says_no_interests(line.words):
            self._set("interests", "none", line.words)
            return True
        return False


def _without_unseen(line: Line) -> Line:
    words, markdown, label = (without_unseen(text) for text in (line.words, line.markdown, line.label))
    if (words, markdown, label) == (line.words, line.markdown, line.label):
        return line
    return replace(line, words=words, markdown=markdown, label=label)


def _is_day(words: str) -> bool:
    return existing_day(day_meant(words)) is not None
