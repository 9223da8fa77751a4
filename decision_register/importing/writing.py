"""Writes a draft as the file of a notice, and what is to be told of it as a report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.blank_form import field_lines, note_of_costs
from decision_register.fields import FIELDS, Need
from decision_register.front_matter import as_yaml
from decision_register.importing.lines import Kind, with_marks_escaped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from decision_register.importing.filling import Draft
    from decision_register.importing.lines import Line

_AT_THE_END = re.compile(r"(?<=\d)([.)])$")
_NUMBER = re.compile(r"(\d{1,6})[.)]")
_NEEDED = (Need.ALWAYS, Need.UNLESS_DRAFT)


def notice_text(draft: Draft) -> str:
    """Return the file: its fields in the order of the handbook, then its text.

    A field that is needed and that the source does not say is blank, below a note of what to write.
    """
    return f"---\n{''.join(_fields(draft))}---\n\n{_body(draft.body)}"


def _fields(draft: Draft) -> Iterator[str]:
    for field in FIELDS:
        known = draft.fields.get(field.key)
        if field.need in _NEEDED:
            yield field_lines(field, known or ({} if field.parts else None))
        elif known:
            yield as_yaml({field.key: known})
        elif field.key == "costs" and draft.sums:
            yield _of_costs(draft.sums[0].pence)


def _of_costs(pence: Decimal) -> str:
    """Return what an author makes the first cost of."""
    pounds = pence / 100
    return note_of_costs(f"{pounds:.0f}" if pounds == int(pounds) else f"{pounds:.2f}")


def _body(lines: list[Line]) -> str:
    text: list[str] = []
    lists: list[_List] = []  # those that the line before stands in, the outer first
    before: Line | None = None
    for line in lines:
        typed, apart = _point(line, lists) if line.kind is Kind.ITEM else (_typed(line), True)
        if line.kind is not Kind.ITEM:
            lists.clear()
        if before and (apart or before.kind is not Kind.ITEM):
            text.append("")
        text.append(typed)
        before = line
    return "\n".join(text) + "\n"


@dataclass(slots=True)
class _List:
    """A list that is being written: how deep it stands in its source, and its last number, or 0 without numbers."""

    level: int
    number: int


def _point(line: Line, lists: list[_List]) -> tuple[str, bool]:
    """Return a point, and whether it begins a list of another kind than the one before it.

    Numbers that follow on are those of a list; other numbers, and letters, stand in the text of points without one.
    """
    while lists and lists[-1].level > line.level:
        lists.pop()
    own = lists[-1] if lists and lists[-1].level == line.level else None
    numbered = _NUMBER.fullmatch(line.mark)
    number = int(numbered[1]) if numbered and (not own or own.number in {0, int(numbered[1]) - 1}) else 0
    apart = own is not None and bool(own.number) != bool(number)
    if own:
        own.number = number
    else:
        lists.append(_List(line.level, number))
    mark = _shown(line.mark) if not number else ""
    sign = f"{number}." if number else f"- {mark}".rstrip()
    inside = line.markdown.replace("\n\n", f"\n\n{'    ' * len(lists)}")
    return f"{'    ' * (len(lists) - 1)}{sign} {inside}", apart


def _typed(line: Line) -> str:
    if line.kind is Kind.HEADING:
        return f"{'#' * min(max(line.level, 2), 6)} {line.words}"  # a heading holds no marks
    return f"{_shown(line.mark)} {line.markdown}" if line.mark else line.markdown


def _shown(mark: str) -> str:
    """Return the number of a point so that it is shown, and begins no list."""
    return _AT_THE_END.sub(r"\\\1", with_marks_escaped(mark))


def report_text(source: str, path: str, draft: Draft) -> str:
    """Return what is to be told of one import."""
    return "\n".join(_report(source, path, draft)) + "\n"


def _report(source: str, path: str, draft: Draft) -> Iterator[str]:
    yield f"{source}"
    yield f"became {path}"
    for heading, lines in (
        ("For you to decide:", draft.to_decide),
        ("How the words were read:", draft.read),
        ("Left out of the notice:", draft.left_out),
    ):
        if lines:
            yield ""
            yield heading
            yield from (f"  - {line}" for line in lines)
