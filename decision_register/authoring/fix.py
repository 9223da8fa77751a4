"""Mends what needs no judgement, and never what a notice says.

That is the form of dates, headings, statuses and lists, the signs between the name of a field and its value, and the
order of fields. Signs that cannot be seen, and the bullets of Word, are none of what it says.

Each cure is a new line for an old one. After it the notice is read again; if anything that it says were another, the
file is left as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.body import Prose
from decision_register.check import check_manuscript
from decision_register.fields import FIELDS, STATUSES, Kind
from decision_register.front_matter import Text
from decision_register.manuscript import read_manuscript, texts_of
from decision_register.markup import plain_text
from decision_register.rules.blocks import BULLETS, lists_as_meant
from decision_register.rules.catalogue import FIXED
from decision_register.rules.sections import close_section
from decision_register.rules.signs import with_unseen_named, without_unseen
from decision_register.source import read_text as source_of
from decision_register.values import day_meant, existing_day
from decision_register.wording import fields_as_typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.front_matter import Entry
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Form, FormSection, Settings


_OF_SIGNS = frozenset(("unquoted-colon", "no-space-after-sign", "line-out-of-place", "front-matter-unreadable"))
"""The slips in a line of a field that lie in its signs and spaces only."""
_UNSURE = re.compile(r"[\"\\\\]|\s#|:\s+[\[{]")
"""What makes a line unsure: marks that are there already, what may be a remark, and what may be a list."""
_LIKENESS = 0.85
"""How like a heading of the form one must be, of 1, to be surely that one with a slip."""
_SIGNS_OF_POINTS = frozenset(f"-*+{BULLETS}")
_QUOTATION_MARKS = "“”‘’\"'"  # noqa: RUF001 - as Word types them


@dataclass(frozen=True, slots=True)
class Cure:
    """One line that is mended: its number from 1, as it is and as it will be; line 0 is the order of the fields."""

    line: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """The text of a notice with its cures."""

    text: str
    cures: tuple[Cure, ...]


def fix(manuscript: Manuscript, settings: Settings) -> Fixed:
    """Return a notice mended, or as it was where nothing can be mended safely."""
    text, form = manuscript.source.text, settings.form
    manuscript, of_signs = _with_signs(manuscript, form)
    if manuscript.problems:
        return Fixed(text, ())
    first = list(of_signs)
    for mend in (_without_unseen, _with_lists):
        manuscript, cures = mend(manuscript, form)
        first += cures
    lines = manuscript.source.text.split("\n")
    cures = [*first, *_values(manuscript, lines), *_headings(manuscript, lines, form)]
    for cure in cures[len(first) :]:
        lines[cure.line - 1] = cure.after
    mended = "\n".join(lines)
    again = _read(mended, manuscript.path, form)
    typed_anew = {cure.line for cure in of_signs}
    if any(one.code in FIXED and one.span.line in typed_anew for one in check_manuscript(again, settings)):
        return Fixed(text, ())
    ordered, moved = _in_order(again, mended)
    same = says(_read(ordered, manuscript.path, form), form) == says(manuscript, form)
    return Fixed(ordered, (*cures, *moved)) if (cures or moved) and same else Fixed(text, ())


def _read(text: str, path: str, form: Form) -> Manuscript:
    return read_manuscript(source_of(text.encode(), path), form)


def _with_signs(manuscript: Manuscript, form: Form) -> tuple[Manuscript, list[Cure]]:
    """Return the notice with the colon, the quotation marks or the spaces that a line of its fields lacks.

    They are taken only if the value of each of these lines then reads as it was typed.
    """
    cures: list[Cure] = []
    mended = manuscript
    while problem := next((one for one in mended.problems if one.kind in _OF_SIGNS and one.meant), None):
        at = problem.span.line - 1
        lines = mended.source.text.split("\n")
        if _UNSURE.search(lines[at]) or len(cures) > len(lines):
            return manuscript, []
        cures.append(Cure(at + 1, lines[at], problem.meant))
        lines[at] = problem.meant
        mended = _read("\n".join(lines), manuscript.path, form)
    if not cures or mended.problems:
        return manuscript, []
    read = {value.span.line: value.text for typed in mended.values for value in texts_of(typed.value)}
    as_typed = all(_without_signs(read.get(cure.line, "")) in _without_signs(cure.before) for cure in cures)
    return (mended, cures) if as_typed else (manuscript, [])


def _without_signs(text: str) -> str:
    return re.sub(r"[\s:\"']", "", text)


def _with_lists(manuscript: Manuscript, form: Form) -> tuple[Manuscript, list[Cure]]:
    """Return the notice with the lists that its author sees as lists; their words stay, each in its place."""
    lines = manuscript.source.text.split("\n")
    cures = [Cure(number, lines[number - 1], meant) for number, meant in lists_as_meant(manuscript)]
    for cure in cures:
        lines[cure.line - 1] = cure.after
    mended = _read("\n".join(lines), manuscript.path, form)
    same = says(mended, form, signs_too=False) == says(manuscript, form, signs_too=False)
    return (mended, cures) if cures and same else (manuscript, [])


def _without_unseen(manuscript: Manuscript, form: Form) -> tuple[Manuscript, list[Cure]]:
    """Return the notice without signs that cannot be seen, or as it is where it would say something else then."""
    before = manuscript.source.text.split("\n")
    after = [without_unseen(line) for line in before]
    if after == before:
        return manuscript, []
    mended = _read("\n".join(after), manuscript.path, form)
    lines = enumerate(zip(before, after, strict=True), 1)
    cures = [Cure(number, with_unseen_named(was), now) for number, (was, now) in lines if was != now]
    return (mended, cures) if says(mended, form) == says(manuscript, form) else (manuscript, [])


def says(manuscript: Manuscript, form: Form, *, signs_too: bool = True) -> tuple[object, ...]:
    """Return what a notice says, however it is typed: what no cure may change.

    `signs_too` are the signs that begin points; only the cure of lists may change them.
    """
    values = {name: _meaning(name, without_unseen(value)) for name, value in fields_as_typed(manuscript).items()}
    sections = [
        (
            meant.heading if (meant := _section_meant(section.title, form)) else without_unseen(section.title),
            [
                _words(plain_text(block.html), signs_too=signs_too)
                if isinstance(block, Prose)
                else without_unseen(block.part)
                for block in section.blocks
            ],
        )
        for section in manuscript.body.sections
    ]
    return sorted(values.items()), sections, manuscript.problems


def _words(text: str, *, signs_too: bool) -> str:
    """Return the words of a text with one space between them."""
    return " ".join(word for word in without_unseen(text).split() if signs_too or word not in _SIGNS_OF_POINTS)


def _section_meant(heading: str, form: Form) -> FormSection | None:
    return form.section_named(heading) or close_section(heading, form, _LIKENESS)


def _meaning(name: str, value: str) -> str:
    day = existing_day(day_meant(value.strip(_QUOTATION_MARKS)))
    return day.isoformat() if day else _status_meant(value) or value if name == "status" else value


def _status_meant(value: str) -> str:
    words = "-".join(value.casefold().replace("-", " ").strip(f" .:{_QUOTATION_MARKS}").split())
    return words if words in STATUSES else ""


def _values(manuscript: Manuscript, lines: list[str]) -> Iterator[Cure]:
    """Yield the cures of dates and statuses, one a line at most."""
    done: set[int] = set()
    for typed in manuscript.values:
        value = typed.value
        if not isinstance(value, Text) or value.span.line in done:
            continue
        cured = ""
        if typed.field.kind is Kind.DATE:
            day = existing_day(day_meant(value.text.strip(_QUOTATION_MARKS)))
            cured = day.isoformat() if day else ""
        elif typed.name == "status":
            cured = _status_meant(value.text)
        line = lines[value.span.line - 1]
        raw = line[value.span.column - 1 : value.span.end_column - 1]
        if cured and cured != value.text and raw.strip("'\"") == value.text:
            done.add(value.span.line)
            after = line[: value.span.column - 1] + cured + line[value.span.end_column - 1 :]
            yield Cure(value.span.line, line, after)


def _headings(manuscript: Manuscript, lines: list[str], form: Form) -> Iterator[Cure]:
    """Yield the cures of headings that stand for a section of the form in other words, or at another level."""
    meant = [_section_meant(heading.text, form) for heading in manuscript.body.headings]
    for heading, section in zip(manuscript.body.headings, meant, strict=True):
        line = lines[heading.span.line - 1]
        if section is None or meant.count(section) > 1 or not line.startswith("#"):
            continue
        if heading.level != section.level and not form.section_named(heading.text):
            continue  # a heading inside a section may be like one of the form by chance
        after = f"{'#' * section.level} {section.heading}"
        if line.rstrip() != after:
            yield Cure(heading.span.line, line, after)


def _in_order(manuscript: Manuscript, text: str) -> tuple[str, list[Cure]]:
    """Return the text with its fields in the order of the handbook, and which they are; comments above go with them."""
    entries = manuscript.fields.entries
    order = {field.key: place for place, field in enumerate(FIELDS)}
    keys = [entry.key.text for entry in entries]
    wanted = sorted(range(len(keys)), key=lambda at: (order.get(keys[at], len(order)), at))
    if wanted == sorted(wanted) or len(set(keys)) != len(keys):
        return text, []
    lines = text.split("\n")
    starts = [_start(entry, lines) for entry in entries]
    end = manuscript.front_matter.closing_line - 1
    blocks = [lines[start:stop] for start, stop in zip(starts, [*starts[1:], end], strict=True)]
    ordered = "\n".join([*lines[: starts[0]], *(line for at in wanted for line in blocks[at]), *lines[end:]])
    return ordered, [Cure(0, ", ".join(keys), ", ".join(keys[at] for at in wanted))]


def _start(entry: Entry, lines: list[str]) -> int:
    """Return the first line of a field, counted from 0, with the comments right above it."""
    start = entry.key.span.line - 1
    while start > 1 and lines[start - 1].startswith("#"):
        start -= 1
    return start
