"""Writes a draft as the file of a notice, and what is to be told of it as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.fields import FIELDS
from decision_register.front_matter import as_yaml
from decision_register.importing.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.importing.lines import Line
    from decision_register.importing.mapping import Draft


def notice_text(draft: Draft) -> str:
    """Return the file: its fields in the order of the handbook, then its text."""
    order = [one.key for one in FIELDS]
    fields = {key: draft.fields[key] for key in sorted(draft.fields, key=order.index)}
    front = as_yaml(fields) if fields else ""
    return f"---\n{front}---\n\n{_body(draft.body)}"


def _body(lines: list[Line]) -> str:
    text, before = [], None
    for line in lines:
        if before and not (line.kind is before.kind is Kind.ITEM):
            text.append("")
        text.append(_typed(line))
        before = line
    return "\n".join(text) + "\n"


def _typed(line: Line) -> str:
    if line.kind is Kind.HEADING:
        return f"{'#' * min(max(line.level, 2), 6)} {line.words}"  # a heading holds no marks
    if line.kind is Kind.ITEM:
        return f"{'    ' * (line.level - 1)}- {line.markdown}"
    return line.markdown


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
