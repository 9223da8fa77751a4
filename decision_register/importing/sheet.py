"""Reads a spreadsheet or CSV of decisions: one row each, with labels of the form or names of fields as headings."""

from __future__ import annotations

import csv
import datetime
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from decision_register.importing.lines import (
    HIDDEN,
    LOCKED,
    OLD_OFFICE,
    STRUCK_THROUGH,
    Form,
    ImportFaultError,
    Kind,
    Line,
)
from decision_register.importing.plain import decoded, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.worksheet.worksheet import Worksheet

_DECIMALS = re.compile(r"0\.(0+)")
_CURRENCY = re.compile(r"[£€$]")
_OTHER_LOOKS = re.compile(r"E[+-]|\?/|[dmyhs]", re.IGNORECASE)
"""What a format of Excel has that shows no plain number, sum or share, but powers, fractions or days."""
_NOT_SHOWN = re.compile(r"\[[^\]£€$]*\]|\"[^\"£€$]*\"|\\\\.|_.")


@dataclass(frozen=True, slots=True)
class Row:
    """A decision of a sheet: what its place is called, and the decision or why it is not brought in."""

    place: str
    form: Form | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a cell shows, and what stands beside it: a comment, or its own words if its reader does not see them."""

    shown: str = ""
    aside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The rows of a sheet by their numbers, and those of them that are hidden."""

    name: str
    rows: dict[int, list[_Cell]]
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    is_hidden: bool = False


def read_sheet(name: str, content: bytes, is_known: Callable[[str], bool]) -> list[Row]:
    """Return the decision of each row. Raises `ImportFaultError` when no sheet has a row of headings of the form."""
    sheets = _sheets_of_workbook(content) if name.lower().endswith(".xlsx") else [_sheet_of_csv(content)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    read = [row for sheet in sheets for row in _read(sheet, is_known, alone=len(sheets) == 1)]
    if not any(row.form for row in read):
        headed = any(is_known(cell.shown) for sheet in sheets for cell in next(iter(sheet.rows.values())))
        none = "has no row of headings such as Reference, Title and Date of decision; put one on top"
        raise ImportFaultError("has a row of headings, but no decision below it that can be seen" if headed else none)
    return read


def _read(sheet: _Sheet, is_known: Callable[[str], bool], *, alone: bool) -> Iterator[Row]:
    first, *others = sheet.rows
    headings = [cell.shown.replace("_", " ") for cell in sheet.rows[first]]
    place = "" if alone else f"sheet “{sheet.name}”, "
    if sheet.is_hidden or not any(map(is_known, headings)):
        why = "is hidden in Excel" if sheet.is_hidden else "has no row of headings"
        yield Row(f"sheet “{sheet.name}”", fault=f"{why}, so nothing of it was brought in")
        return
    for number in others:
        if number in sheet.hidden_rows:
            yield Row(f"{place}row {number}", fault="is hidden in Excel; show it there to bring it in, or delete it")
        else:
            yield Row(f"{place}row {number}", _form_of(headings, sheet.rows[number], is_known))


def _form_of(headings: list[str], row: list[_Cell], is_known: Callable[[str], bool]) -> Form:
    lines = []
    for heading, cell in zip(headings, row, strict=False):
        parts = lines_of(cell.shown)
        words, markdown = " ".join(part.words for part in parts), _markdown(parts)
        if parts and is_known(heading):
            lines.append(Line(Kind.LABEL, words, markdown, label=heading))
        elif parts:
            lines.append(Line(Kind.TEXT, f"{heading}: {words}", f"{heading}: {markdown}" if heading else markdown))
    aside = tuple(told for cell in row for told in cell.aside)
    return Form(tuple(lines), aside, " ".join(cell.shown for cell in row if cell.shown))


def _markdown(parts: list[Line]) -> str:
    """Return the paragraphs and points of a cell."""
    text, before = "", None
    for part in parts:
        between = "\n" if before is part.kind is Kind.ITEM else "\n\n"
        text += (between if text else "") + ("- " if part.kind is Kind.ITEM else "") + part.markdown
        before = part.kind
    return text


def _sheet_of_csv(content: bytes) -> _Sheet:
    text = decoded(content)
    begun = text.partition("\n")[0]
    between = max(",;\t", key=begun.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    return _Sheet("", {n: [_Cell(cell.strip()) for cell in row] for n, row in enumerate(rows, 1) if any(row)})


def _sheets_of_workbook(content: bytes) -> list[_Sheet]:
    from openpyxl import load_workbook

    if content.startswith(OLD_OFFICE):
        kind = "is locked with a password" if LOCKED in content else "is a file of an older Excel under a new name"
        fault = f"{kind}; open it in Excel and save it as .xlsx without a password"
        raise ImportFaultError(fault)
    try:
        book, typed = (load_workbook(io.BytesIO(content), data_only=shown) for shown in (True, False))
        return [_sheet_of(sheet, typed[sheet.title]) for sheet in book.worksheets]
    except Exception as error:  # a damaged file may fail in any way
        fault = "is no workbook that can be opened; save it again in Excel as .xlsx"
        raise ImportFaultError(fault) from error


def _sheet_of(sheet: Worksheet, typed: Worksheet) -> _Sheet:
    dimensions = sheet.column_dimensions.values()
    hidden = {column for one in dimensions if one.hidden for column in range(one.min or 0, (one.max or 0) + 1)}
    rows = {
        number: [_cell_of(cell, typed.cell(cell.row, cell.column).value, cell.column in hidden) for cell in row]
        for number, row in enumerate(sheet.iter_rows(), 1)
    }
    full = {number: row for number, row in rows.items() if any(cell.shown or cell.aside for cell in row)}
    unseen = frozenset(number for number in full if sheet.row_dimensions[number].hidden)
    return _Sheet(sheet.title, full, unseen, is_hidden=sheet.sheet_state != "visible")


def _cell_of(cell: Any, typed: object, is_hidden: bool) -> _Cell:  # noqa: ANN401 - openpyxl has many kinds
    shown = shown_of(cell.value, cell.number_format)
    aside = [("comment", cell.comment.text)] if cell.comment else []
    if not shown and typed is not None:
        aside.append(("a sum of Excel that was never reckoned", str(typed)))
    if shown and (is_hidden or (cell.font and cell.font.strike)):
        aside.append((HIDDEN if is_hidden else STRUCK_THROUGH, shown))
        shown = ""
    return _Cell(shown, tuple(aside))


def shown_of(value: object, looks: str) -> str:
    """Return what a cell of Excel shows for a value in a number format: `£17,355.50`, `4.7%`, `2024-07-25`."""
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value).isoformat(*((" ",) if value.time() else ()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float):
        return "" if value is None else str(value).strip()
    plain = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    looks = _NOT_SHOWN.sub("", looks.partition(";")[0].replace("[$", "["))
    if "0" not in looks or _OTHER_LOOKS.search(looks):
        return plain
    decimals = len(found[1]) if (found := _DECIMALS.search(looks)) else 0
    if "%" in looks:
        return f"{value * 100:.{decimals}f}%"
    currency = found[0] if (found := _CURRENCY.search(looks)) else ""
    figures = f"{abs(value):,.{decimals}f}" if "," in looks else f"{abs(value):.{decimals}f}"
    return f"{'-' if value < 0 else ''}{currency}{figures}"
