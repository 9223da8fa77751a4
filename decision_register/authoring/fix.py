"""Mends what needs no judgement, and never what a notice says: the form of dates, headings and statuses, field order.

Signs that cannot be seen are none of what it says.

Each cure is a new line for an old one. After it the notice is read again; if anything that it says were another, the
file is left as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.body import Prose
from decision_register.fields import FIELDS, STATUSES, Kind
from decision_register.front_matter import Text
from decision_register.manuscript import read_manuscript
from decision_register.markup import plain_text
from decision_register.rules.signs import with_unseen_named, without_unseen
from decision_register.source import read_text as source_of
from decision_register.values import day_meant, existing_day
from decision_register.wording import fields_as_typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.front_matter import Entry
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Form, Settings


_FIELD = re.compile(r"(?P<name>\s*(?:- )?\w+:\s+)(?P<value>(?:(?! #)[^\"\\\\])+?)\s*")
"""A field of one line that nothing but a colon keeps from being read."""
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
    text = manuscript.source.text
    manuscript, first = _with_quotation_marks(manuscript, settings.form)
    if manuscript.problems:
        return Fixed(text, ())
    manuscript, seen = _without_unseen(manuscript, settings.form)
    first += seen
    lines = manuscript.source.text.split("\n")
    cures = [*first, *_values(manuscript, lines), *_headings(manuscript, lines, settings.form)]
    for cure in cures[len(first) :]:
        lines[cure.line - 1] = cure.after
    mended = "\n".join(lines)
    again = read_manuscript(source_of(mended.encode(), manuscript.path), settings.form)
    ordered = _in_order(again, mended)
    if ordered != mended:
        cures.append(Cure(0, "the fields as they stand", "the fields in the order of the handbook"))
    same = says(read_manuscript(source_of(ordered.encode(), manuscript.path), settings.form)) == says(manuscript)
    return Fixed(ordered, tuple(cures)) if cures and same else Fixed(text, ())


def _with_quotation_marks(manuscript: Manuscript, form: Form) -> tuple[Manuscript, list[Cure]]:
    """Return the notice with quotation marks around each value that could not be read for a colon in it.

    It is taken only if the value then reads as it was typed.
    """
    cures: list[Cure] = []
    values: list[str] = []
    mended = manuscript
    while problem := next((one for one in mended.problems if one.kind == "unquoted-colon"), None):
        lines = mended.source.text.split("\n")
        before = lines[problem.span.line - 1]
        found = _FIELD.fullmatch(before)
        if not found:
            return manuscript, []
        lines[problem.span.line - 1] = f'{found["name"]}"{found["value"]}"'
        mended = read_manuscript(source_of("\n".join(lines).encode(), manuscript.path), form)
        cures.append(Cure(problem.span.line, before, lines[problem.span.line - 1]))
        values.append(found["value"])
    read = {typed.value.text for typed in mended.values if isinstance(typed.value, Text)}
    return (mended, cures) if read.issuperset(values) else (manuscript, [])


def _without_unseen(manuscript: Manuscript, form: Form) -> tuple[Manuscript, list[Cure]]:
    """Return the notice without signs that cannot be seen, or as it is where it would say something else then."""
    before = manuscript.source.text.split("\n")
    after = [without_unseen(line) for line in before]
    if after == before:
        return manuscript, []
    mended = read_manuscript(source_of("\n".join(after).encode(), manuscript.path), form)
    lines = enumerate(zip(before, after, strict=True), 1)
    cures = [Cure(number, with_unseen_named(was), now) for number, (was, now) in lines if was != now]
    return (mended, cures) if says(mended) == says(manuscript) else (manuscript, [])


def says(manuscript: Manuscript) -> tuple[object, ...]:
    """Return what a notice says, however it is typed: what no cure may change."""
    values = {name: _meaning(name, without_unseen(value)) for name, value in fields_as_typed(manuscript).items()}
    sections = [
        (
            section.form.heading if section.form else without_unseen(section.title),
            [
                without_unseen(plain_text(block.html) if isinstance(block, Prose) else block.part)
                for block in section.blocks
            ],
        )
        for section in manuscript.body.sections
    ]
    return sorted(values.items()), sections, manuscript.problems


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
    meant = [form.section_named(heading.text) for heading in manuscript.body.headings]
    for heading, section in zip(manuscript.body.headings, meant, strict=True):
        line = lines[heading.span.line - 1]
        if section is None or meant.count(section) > 1 or not line.startswith("#"):
            continue
        after = f"{'#' * section.level} {section.heading}"
        if line.rstrip() != after:
            yield Cure(heading.span.line, line, after)


def _in_order(manuscript: Manuscript, text: str) -> str:
    """Return the text with its fields in the order of the handbook; comments above a field go with it."""
    entries = manuscript.fields.entries
    order = {field.key: place for place, field in enumerate(FIELDS)}
    keys = [entry.key.text for entry in entries]
    wanted = sorted(range(len(keys)), key=lambda at: (order.get(keys[at], len(order)), at))
    if wanted == sorted(wanted) or len(set(keys)) != len(keys):
        return text
    lines = text.split("\n")
    starts = [_start(entry, lines) for entry in entries]
    end = manuscript.front_matter.closing_line - 1
    blocks = [lines[start:stop] for start, stop in zip(starts, [*starts[1:], end], strict=True)]
    return "\n".join([*lines[: starts[0]], *(line for at in wanted for line in blocks[at]), *lines[end:]])


def _start(entry: Entry, lines: list[str]) -> int:
    """Return the first line of a field, counted from 0, with the comments right above it."""
    start = entry.key.span.line - 1
    while start > 1 and lines[start - 1].startswith("#"):
        start -= 1
    return start
