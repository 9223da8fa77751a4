"""Reads the shape of a table of HTML: its rows with joined cells in their places, and what the table serves for."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from decision_register.importing.lines import MARK

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    Row: TypeAlias = list[HtmlElement | None]

_SPACES = re.compile(r"\s+")
_WIDEST = 60
"""The most columns that a joined cell is taken to cover."""
_A_PAIR = 2
_HEADINGS = "|".join(f".//h{level}" for level in range(1, 7))


class Shape(StrEnum):
    """What a table serves for: the looks of a page, figures, or maybe the labels of a form."""

    LOOKS = "looks"
    FIGURES = "figures"
    FORM = "form"


def text_of(thing: str | HtmlElement) -> str:
    """Return the words of an element, or of a text, on one line."""
    words = thing if isinstance(thing, str) else " ".join(thing.itertext())
    return _SPACES.sub(" ", words.replace(MARK, " ")).strip()


def rows_of(table: HtmlElement) -> list[Row]:
    """Return the rows of a table, each cell in its column.

    A place that a joined cell covers, beside its first, is None.
    """
    typed = [
        [cell for cell in row if cell.tag in {"td", "th"}]
        for row in table.iter("tr")
        if next(row.iterancestors("table")) is table
    ]
    typed = [row for row in typed if row]
    placed: dict[tuple[int, int], HtmlElement | None] = {}
    for number, cells in enumerate(typed):
        column = 0
        for cell in cells:
            while (number, column) in placed:
                column += 1
            for down in range(_span(cell, "rowspan", len(typed) - number)):
                for along in range(_span(cell, "colspan", _WIDEST)):
                    placed[number + down, column + along] = None
            placed[number, column] = cell
    width = max((column + 1 for _, column in placed), default=0)
    return [[placed.get((number, column)) for column in range(width)] for number in range(len(typed))]


def are_joined(rows: list[Row]) -> bool:
    """Say whether cells of these rows were joined."""
    return any(
        _span(cell, name, _WIDEST) > 1 for row in rows for cell in filled(row) for name in ("colspan", "rowspan")
    )


def _span(cell: HtmlElement, name: str, most: int) -> int:
    typed = cell.get(name) or ""
    return min(max(int(typed), 1), most) if typed.isascii() and typed.isdigit() else 1


def filled(row: Row) -> list[HtmlElement]:
    """Return the cells that begin in a row."""
    return [cell for cell in row if cell is not None]


def shape_of(rows: list[Row], is_known: Callable[[str], bool]) -> Shape:
    """Return what a table serves for, as far as it can be told without what stands before it."""
    cells = [filled(row) for row in rows]
    pairs = [row for row in cells if len(row) >= _A_PAIR]
    inside = any(cell.xpath(f".//table|{_HEADINGS}") for row in cells for cell in row)
    if inside or not pairs or any(len(row) == 1 and is_known(text_of(row[0])) for row in cells):
        return Shape.LOOKS
    labels = [is_known(text_of(row[0])) for row in pairs]
    if not any(labels) or (labels[0] and not any(labels[1:]) and _is_heading(pairs, is_known)):
        return Shape.FIGURES
    return Shape.FORM


def _is_heading(pairs: list[list[HtmlElement]], is_known: Callable[[str], bool]) -> bool:
    """Say whether the first of some rows names the columns of those below it."""
    first = pairs[0]
    if len(pairs) == 1 or len(label_pairs(first, is_known)) > 1:
        return False
    return len(first) > _A_PAIR or all(cell.tag == "th" or _is_bold(cell) for cell in first)


def _is_bold(cell: HtmlElement) -> bool:
    bold = "".join("".join(part.itertext()) for part in cell.iter("strong", "b"))
    return bool(bold.strip()) and text_of(bold) == text_of(cell)


def label_pairs(cells: list[HtmlElement], is_known: Callable[[str], bool]) -> list[list[HtmlElement]]:
    """Return a row of a form as its labels with their values: one, or each two cells if all of the first are labels."""
    if len(cells) > _A_PAIR and len(cells) % _A_PAIR == 0:
        pairs = [cells[at : at + _A_PAIR] for at in range(0, len(cells), _A_PAIR)]
        if all(is_known(text_of(label)) for label, _ in pairs):
            return pairs
    return [cells]
