"""Reads a spreadsheet or CSV of decisions: one row each, with labels of the form or names of fields as headings."""

from __future__ import annotations

import csv
import datetime
import io
from typing import TYPE_CHECKING

from decision_register.importing.lines import Form, ImportFaultError, Kind, Line, escaped, plain_line
from decision_register.importing.plain import decoded

if TYPE_CHECKING:
    from collections.abc import Callable


def read_sheet(name: str, content: bytes, is_known: Callable[[str], bool]) -> list[Form]:
    """Return the decision of each row. Raises `ImportFaultError` when the first row names nothing of the form."""
    rows = _cells_of_workbook(content) if name.lower().endswith(".xlsx") else _cells_of_csv(content)
    rows = [row for row in rows if any(row)]
    headings = [heading.replace("_", " ") for heading in rows[0]] if rows else []
    if not any(map(is_known, headings)):
        fault = "has no row of headings such as Reference, Title and Date of decision; put one on top"
        raise ImportFaultError(fault)
    return [_form_of(headings, row, is_known) for row in rows[1:]]


def _form_of(headings: list[str], row: list[str], is_known: Callable[[str], bool]) -> Form:
    lines = []
    for heading, value in zip(headings, row, strict=False):
        if value:
            known = is_known(heading)
            lines.append(
                Line(Kind.LABEL, value, escaped(value), label=heading) if known else plain_line(f"{heading}: {value}")
            )
    return Form(tuple(lines), words=" ".join(value for value in row if value))


def _cells_of_csv(content: bytes) -> list[list[str]]:
    text = decoded(content)
    begun = text.partition("\n")[0]
    between = max(",;\t", key=begun.count)
    return [
        [" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=between)
    ]


def _cells_of_workbook(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [[_typed(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except Exception as error:  # a damaged file may fail in any way
        fault = "is no workbook that can be opened; save it again in Excel as .xlsx"
        raise ImportFaultError(fault) from error


def _typed(cell: object) -> str:
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return "" if cell is None else " ".join(str(cell).split())
