"""Reads the shape of a table of HTML: its rows with joined cells in their places, and what the table serves for."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from decision_register.importing.lines import MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

    Row: TypeAlias = list[HtmlElement | None]

_SPACES = re.compile(r"\s+")
NO_WORDS = frozenset(("script", "style", "noscript", "template", "svg", "iframe"))
_OF_BLOCKS = """
h1 h2 h3 h4 h5 h6 p li ul ol table div section article main blockquote dl dt dd figure figcaption header address pre hr
fieldset center body details summary
"""
BLOCKS = frozenset(_OF_BLOCKS.split())
APART = BLOCKS | {"br", "td", "th", "tr", "caption", "option", "nav", "aside", "footer", "form", "button", "title"}
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
    """Return the words of an element, or of a text, on one line; blocks, cells and broken lines stand apart."""
    words = thing if isinstance(thing, str) else "".join(_pieces(thing))
    return _SPACES.sub(" ", words.replace(MARK, " ")).strip()


def _pieces(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in NO_WORDS:
        return
    yield element.text or ""
    for child in element:
        apart = " " if child.tag in APART else ""
        yield apart
        yield from _pieces(child)
        yield f"{apart}{child.tail or ''}"


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


def is_across(row: Row) -> bool:
    """Say whether a row is one cell that stands across the table."""
    return row[0] is not None and len(filled(row)) == 1


def runs_of(rows: list[Row], is_known: Callable[[str], bool]) -> Iterator[list[Row]]:
    """Yield the rows of a table in runs: a heading of the form that stands across it is a run of its own."""
    run: list[Row] = []
    for row in rows:
        cells = filled(row)
        if is_across(row) and is_known(text_of(cells[0])):
            yield from ([run] if run else [])
            yield [row]
            run = []
        else:
            run.append(row)
    yield from ([run] if run else [])


def shape_of(rows: list[Row], is_known: Callable[[str], bool]) -> Shape:
    """Return what rows of a table serve for, as far as it can be told without what stands before them."""
    cells = [filled(row) for row in rows]
    pairs = [row for row in cells if len(row) >= _A_PAIR]
    if not pairs or any(_holds_blocks(cell, is_known) for row in cells for cell in row):
        return Shape.LOOKS
    labels = [is_known(text_of(row[0])) for row in pairs]
    if not any(labels) or (labels[0] and not any(labels[1:]) and _is_heading(pairs, is_known)):
        return Shape.FIGURES
    return Shape.FORM


def _holds_blocks(cell: HtmlElement, is_known: Callable[[str], bool]) -> bool:
    """Say whether a cell holds a table, or a heading that is more than the look of its words."""
    headings = cell.xpath(_HEADINGS)
    return bool(cell.xpath(".//table")) or any(
        text_of(one) != text_of(cell) or is_known(text_of(one)) for one in headings
    )


def by_columns(cells: list[list[HtmlElement]], is_known: Callable[[str], bool]) -> list[list[HtmlElement]]:
    """Return two rows, of which the first holds labels and the second their values, as a row for each label."""
    if len(cells) != _A_PAIR or len(cells[0]) != len(cells[1]) or len(cells[0]) < _A_PAIR:
        return cells
    above, below = ([is_known(text_of(cell)) for cell in row] for row in cells)
    return [list(pair) for pair in zip(*cells, strict=True)] if all(above) and not any(below) else cells


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
