"""Turns the lines of a form into a draft: which field each label is, and which section each paragraph belongs to.

Every interpretation is told with the words it was made from. What has no place in the form stays in the text, where the
rules find it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from decision_register.fields import STATUSES
from decision_register.importing.labels import DATE, MARKING, SIGNATURE, labels_of
from decision_register.importing.lines import STRUCK_OUT, Kind, Line
from decision_register.importing.web import plain_of
from decision_register.references import same_key
from decision_register.settings import heading_key
from decision_register.slips import MARKING as MARKING_OF_PAPERS
from decision_register.sums import sums_in
from decision_register.values import day_meant, existing_day, says_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from decision_register.importing.lines import Form, Picture
    from decision_register.settings import ReferenceForm, Settings

_LABELLED = re.compile(r"(?P<label>[^:]{2,90}?)\s*:\s*(?P<value>.*)", re.DOTALL)
_TITLED = re.compile(r"(?P<reference>\S+(?:\s?[-/]\s?\d+)?)\s*(?:[–—:]|\s-\s|\s)\s*(?P<title>\S.*)")  # noqa: RUF001
_NO_INTERESTS = re.compile(
    r"none of (?:my|these) interests|no (?:personal |pecuniary )?interests?\b|interests.{0,80}not preclude",
    re.IGNORECASE,
)
_OF_INTERESTS = re.compile(r"register of interests|declar", re.IGNORECASE)
_A_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Cllr)\.? )?[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,2}")  # noqa: RUF001
_BETWEEN_NAMES = re.compile(r"\s+and\s+|\s*/\s*|\s*&\s*|\s*;\s*")
_WORD = re.compile(r"\w+")
_MARKED = re.compile(rf"\bOFFICIAL\b|\bRESTRICTED\b|{MARKING_OF_PAPERS.pattern}", MARKING_OF_PAPERS.flags)
_LONGEST_HEADING = 90


@dataclass
class Draft:
    """A notice in the making: its fields, its text as lines of Markdown under headings, and what is to be told.

    `read` says how words were understood, `to_decide` what a person must settle, `left_out` what is not in the notice.
    """

    fields: dict[str, object] = field(default_factory=dict)
    body: list[Line] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    to_decide: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    used: dict[int, str] = field(default_factory=dict)
    """The words that became a field or a heading of the form, by the number of their line."""


def known_words(settings: Settings) -> Callable[[str], bool]:
    """Return what says whether words are a label or a section of the office's form."""
    labels, form = labels_of(settings.form), settings.form
    return lambda words: heading_key(words) in labels or form.section_named(words) is not None


def draft_of(form: Form, settings: Settings) -> Draft:
    """Return the draft of a form that was read."""
    mapper = _Mapper(settings)
    for line in form.lines:
        mapper.take(line)
    draft = mapper.finish()
    if form.address and "source_url" not in draft.fields:
        draft.fields["source_url"] = form.address
        draft.read.append(f"source_url: {form.address}, the address that the page names as its own")
    lost = _lost_words(form, draft)
    for what, words in form.aside:
        if _MARKED.search(words) and what.startswith("page "):
            draft.to_decide.append(f"the form is marked in its {what}: “{words}”; see that it may be published")
        else:
            (draft.to_decide if what == STRUCK_OUT else draft.left_out).append(f"{what}: “{words}”")
    draft.to_decide += form.notes
    _tell_of_pictures(form, draft)
    if lost:
        draft.to_decide.append(f"words of the source that stand nowhere else: “{lost}”")
    return draft


def _tell_of_pictures(form: Form, draft: Draft) -> None:
    """Keep the pictures that stand in the text; one in the place of a value, such as a signature, is left out."""
    text = "\n".join(line.markdown for line in draft.body)
    for picture in form.pictures:
        shows = f"described as “{picture.shows}”" if picture.shows else "of which nothing says what it shows"
        if f"]({picture.name})" not in text:
            draft.to_decide.append(f"a picture {shows} is left out, as it stands in no section; it may be a signature")
            continue
        draft.pictures.append(picture)
        if picture.shows:
            draft.read.append(f"the picture {picture.name} is {shows}")
        else:
            draft.to_decide.append(f"the picture {picture.name} has no words that say what it shows; write them")


class _Mapper:
    """Takes lines in the order of reading."""

    def __init__(self, settings: Settings) -> None:
        self._form, self._reference = settings.form, settings.reference
        self._labels = labels_of(settings.form)
        self._draft = Draft()
        self._before: list[Line] = []  # before the first thing that is known
        self._begun = self._signed = False
        self._sections = self._number = 0
        self._headings: list[str] = []
        self._title_of_heading = ""  # until a label names the title
        self._waiting = ""  # a label whose value comes on the next line

    def take(self, line: Line) -> None:
        """Put a line where it belongs."""
        self._number += 1
        if self._waiting and line.kind is Kind.TEXT and not self._label_in(line):
            label, self._waiting = self._waiting, ""
            self._set(self._labels[heading_key(label)], line.words, f"{label}: {line.words}")
        elif line.kind is Kind.LABEL:
            self._take_label(line.label, line)
        elif self._is_section(line):
            self._begin_section(line)
        elif self._is_title(line):
            pass
        elif line.kind in {Kind.TEXT, Kind.HEADING} and self._sections <= 1 and (found := self._label_in(line)):
            label, value = found
            key = self._labels[heading_key(label)]
            if value:
                self._set(key, value, line.words)
            else:
                self._waiting = label
        elif not self._is_declaration(line):
            self._keep(line)

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
        self._propose_sums()
        return draft

    def _leave_out_fixed_words(self) -> None:
        """Take out a section whose words the office has fixed, if a notice may leave it to the page to show them."""
        kept: list[Line] = []
        fixed = ""
        for line in self._draft.body:
            if line.of_form:
                section = self._form.section_named(line.words)
                fixed = line.words if section and section.fixed_text and not section.required else ""
            elif fixed:
                self._draft.left_out.append(f"under {fixed}, where the page shows the office’s words: “{line.words}”")  # noqa: RUF001
            if not fixed:
                kept.append(line)
        self._draft.body[:] = kept

    def _keep(self, line: Line) -> None:
        if not self._begun:
            self._before.append(line)
            return
        self._draft.body.append(line)

    def _is_section(self, line: Line) -> bool:
        if line.kind in {Kind.TABLE, Kind.LABEL} or len(line.words) > _LONGEST_HEADING:
            return self._begins_with_section(line)
        return self._form.section_named(line.words) is not None or self._begins_with_section(line)

    def _begins_with_section(self, line: Line) -> bool:
        found = _LABELLED.fullmatch(line.words) if line.kind is Kind.TEXT else None
        return bool(found and found["value"] and self._form.section_named(found["label"]))

    def _begin_section(self, line: Line) -> None:
        found = _LABELLED.fullmatch(line.words)
        inline = bool(found and found["value"] and self._form.section_named(line.words) is None)
        heading = found["label"] if inline and found else line.words
        self._draft.used[self._number] = heading
        section = self._form.section_named(heading)
        assert section is not None  # noqa: S101 - `_is_section` found it
        self._begun = True
        self._sections += 1
        self._draft.body.append(Line(Kind.HEADING, section.heading, section.heading, level=section.level, of_form=True))
        if heading != section.heading:
            self._headings.append(f"“{heading}”")
        if inline and found:
            after = line.markdown[line.markdown.index(":") + 1 :].strip().removeprefix("**").strip()
            self._draft.body.append(Line(Kind.TEXT, plain_of(after), after))

    def _label_in(self, line: Line) -> tuple[str, str] | None:
        found = _LABELLED.fullmatch(line.words)
        if found and heading_key(found["label"]) in self._labels:
            return found["label"], found["value"]
        return (line.words, "") if heading_key(line.words) in self._labels and line.kind is Kind.HEADING else None

    def _take_label(self, label: str, line: Line) -> None:
        key = self._labels.get(heading_key(label))
        if key and line.words:
            self._set(key, line.words, f"{label}: {line.words}")
        elif key:
            self._without_value(label)
        else:
            self._begin_section(Line(Kind.HEADING, label, label))
            self._keep(Line(Kind.TEXT, line.words, line.markdown))

    def _without_value(self, label: str) -> None:
        self._draft.to_decide.append(f"“{label}” has no value in the source")
        self._draft.used[self._number] = label

    def _is_title(self, line: Line) -> bool:
        """Take a line such as `WPCC4-0014: Drugs case management`, or the first heading, as the title."""
        if "title" in self._draft.fields or self._sections or line.kind not in {Kind.HEADING, Kind.TEXT}:
            return False
        found = _TITLED.fullmatch(line.words)
        reference = normal_reference(found["reference"], self._reference) if found else ""
        if found and reference:
            self._set("reference", found["reference"], line.words)
            self._set("title", found["title"], line.words)
            return True
        if line.kind is Kind.HEADING and line.level == 1:
            self._set("title", line.words, line.words)
            self._title_of_heading = line.words
            return True
        return False

    def _is_declaration(self, line: Line) -> bool:
        if not _OF_INTERESTS.search(line.words) or "interests" in self._draft.fields or self._sections > 1:
            return False
        if _NO_INTERESTS.search(line.words):
            self._set("interests", "none", line.words)
            return True
        return False

    def _set(self, key: str, value: str, source: str) -> None:
        """Set a field from the words of the source."""
        self._begun = True
        draft = self._draft
        draft.used[self._number] = source
        key = self._which_date(key)
        if key == "title" and self._title_of_heading:
            draft.left_out.append(f"the heading “{self._title_of_heading}”, as the form names its title")
            del draft.fields["title"]
            draft.read = [told for told in draft.read if not told.startswith("title: ")]
            self._title_of_heading = ""
        if key == MARKING:
            draft.to_decide.append(f"the form is marked: “{source}”; see that it may be published")
        elif key == "reference":
            self._set_reference(value, source)
        elif key in draft.fields:
            if draft.fields[key] != value:
                draft.to_decide.append(f"{key} stands twice; the second is “{source}”")
        elif key.endswith("_date"):
            self._set_date(key, value, source)
        elif key == "status":
            self._set_status(value, source)
        elif key == SIGNATURE:
            self._set_maker(value, source)
        elif key == "lead_officer":
            self._set_officers(value, source)
        else:
            said = _NO_INTERESTS.search(value) or says_nothing(value)
            draft.fields[key] = "none" if key == "interests" and said else value
            draft.read.append(f"{key}: {draft.fields[key]}, from “{source}”")

    def _which_date(self, key: str) -> str:
        if key != DATE:
            return key
        if self._signed or self._sections:
            return "decision_date"
        return "request_date"

    def _set_reference(self, value: str, source: str) -> None:
        draft, value = self._draft, value.strip(" .:")
        normal = normal_reference(value, self._reference) or value
        known = draft.fields.get("reference")
        if known is None:
            draft.fields["reference"] = normal
            draft.read.append(f"reference: {normal}, from “{source}”")
            if not self._reference.matches(normal):
                draft.to_decide.append(f"the reference “{value}” has not the office’s form")  # noqa: RUF001
            known = normal
        printed = [name for name in dict.fromkeys((value, normal)) if name != known]
        others = draft.fields.setdefault("also_known_as", [])
        assert isinstance(others, list)  # noqa: S101 - set here only
        for name in printed:
            if name not in others:
                others.append(name)
                draft.read.append(f"also_known_as: {name}, from “{source}”")
        if same_key(str(known)) != same_key(normal):
            draft.to_decide.append(f"two references were found, {known} and {value}; see which is right")
        if not others:
            del draft.fields["also_known_as"]

    def _set_date(self, key: str, value: str, source: str) -> None:
        day = existing_day(day_meant(value))
        if day:
            self._draft.fields[key] = day
            self._draft.read.append(f"{key}: {day.isoformat()}, from “{source}”, the day first")
        else:
            self._draft.to_decide.append(f"{key}: “{source}” is no date that can be read")

    def _set_status(self, value: str, source: str) -> None:
        words = "-".join(_WORD.findall(value.casefold()))
        if words in STATUSES:
            self._draft.fields["status"] = words
            self._draft.read.append(f"status: {words}, from “{source}”")
        else:
            self._draft.to_decide.append(f"status: “{source}” is none of {', '.join(STATUSES)}")

    def _set_maker(self, value: str, source: str) -> None:
        self._signed = True
        if "decision_maker" in self._draft.fields:
            self._draft.to_decide.append(f"the decision maker stands twice; the second is “{source}”")
            return
        name, _, role = (part.strip() for part in value.partition(","))
        self._draft.fields["decision_maker"] = {"name": name, **({"role": role} if role else {})}
        self._draft.read.append(f"decision_maker: {name}{f', {role}' if role else ''}, from “{source}”")

    def _set_officers(self, value: str, source: str) -> None:
        parts = [part.partition(",") for part in _BETWEEN_NAMES.split(value)]
        names = [name.strip() for name, _, _ in parts]
        if len(names) == 1 or not all(_A_NAME.fullmatch(name) for name in names):
            name, _, role = value.partition(",")
            names, roles = [name.strip()], [role.strip()]
        else:
            roles = [role.strip() for _, _, role in parts]
        self._draft.fields["lead_officer"] = names[0] if len(names) == 1 else names
        self._draft.read.append(f"lead_officer: {' and '.join(names)}, from “{source}”")
        for name, role in zip(names, roles, strict=True):
            if role:
                self._draft.read.append(f"the role of {name}, “{role}”, is not a part of the field")

    def _propose_sums(self) -> None:
        """Tell each sum in the text with its sentence, to be put into `costs` by a person."""
        for line in self._draft.body:
            for sentence in re.split(r"(?<=[.;])\s", line.words):
                for words in dict.fromkeys(found.words for found in sums_in(sentence) if found.currency == "£"):
                    self._draft.to_decide.append(f"costs: {words} may belong there, from “{sentence.strip()}”")


def normal_reference(printed: str, form: ReferenceForm) -> str:
    """Return a reference in the office's form if only a hyphen, zeros, spaces or case are amiss, or nothing."""
    words = printed.strip().strip(".:")
    shapes = [words, words.upper(), re.sub(r"\s", "", words).upper()]
    for shape in shapes:
        for candidate in _padded(shape):
            if form.matches(candidate):
                return candidate
    compact = shapes[-1]
    joined = (f"{compact[:at]}-{compact[at:]}" for at in range(1, len(compact)))
    found = [candidate for shape in joined for candidate in _padded(shape) if form.matches(candidate)]
    return found[0] if len(set(found)) == 1 else ""


def _padded(shape: str) -> Iterator[str]:
    yield shape
    number = re.search(r"\d+$", shape)
    if number:
        for digits in range(len(number[0]) + 1, 7):
            yield f"{shape[: number.start()]}{number[0]:0>{digits}}"


def _lost_words(form: Form, draft: Draft) -> str:
    """Return the words of the source that are neither in the draft nor in what is told, as often as they lack."""
    aside = [words for _, words in form.aside]
    headings = {id(line) for line in draft.body if line.kind is Kind.HEADING and line.of_form}
    kept = (line.words for line in draft.body if id(line) not in headings)
    told = Counter(_WORD.findall(" ".join((*kept, *draft.used.values(), *draft.left_out, *aside)).casefold()))
    lost: list[str] = []
    for word in _WORD.findall(form.words):
        key = word.casefold()
        told[key] -= 1
        if told[key] < 0:
            lost.append(word)
    return " ".join(lost)
