"""Reads a spreadsheet or CSV of decisions: one row each, with labels of the form or names of fields as headings."""

from __future__ import annotations

import csv
import datetime
import io
import re
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

from decision_register.importing.lines import (
    ERROR,
    HIDDEN,
    LOCKED,
    OLD_OFFICE,
    STRUCK_THROUGH,
    Form,
    ImportFaultError,
    Kind,
    Line,
)
from decision_register.importing.numerals import in_format
from decision_register.importing.plain import decoded, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.worksheet.worksheet import Worksheet

_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
_NAMED_SEPARATOR = re.compile(r'"?sep=(?P<sign>[^\w\s"]|\t)"?\r?\n', re.IGNORECASE)
"""The first line by which a CSV file tells Excel what stands between its cells."""
_LOOKED_AT = 5
"""How many rows from the top may be the headings."""
_NO_PART_OF_A_DAY = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|am/pm|a/p|h+:m+(?::s+)?')
"""What a format of a day has beside its day, month and year: words, a colour, the time."""
_DAY_OF_MONTH = re.compile(r"(?<!d)dd?(?!d)")
_SHORT = 30
_LONGEST_TOLD = 90


@dataclass(frozen=True, slots=True)
class Row:
    """A decision of a sheet: what its place is called, and the decision or why it is not brought in."""

    place: str
    form: Form | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a cell shows, and what stands beside it: a comment, or its own words if its reader does not see them.

    `notes` are for a person to decide on.
    """

    shown: str = ""
    aside: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The rows of a sheet by their numbers, and those of them that are hidden.

    `top` is the number of the row of headings, or 0. `between` is the sign that stands between the cells of a CSV file.
    """

    name: str
    rows: dict[int, list[_Cell]]
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    is_hidden: bool = False
    top: int = 0
    between: str = ""

    @property
    def below(self) -> list[int]:
        """The numbers of the rows below the headings, if there are headings that can be seen."""
        return [number for number in self.rows if number > self.top] if self.top and not self.is_hidden else []


def read_sheet(name: str, content: bytes, is_known: Callable[[str], bool]) -> list[Row]:
    """Return the decision of each row. Raises `ImportFaultError` when no sheet has a row of headings of the form."""
    found = _sheets_of_workbook(content) if name.lower().endswith(".xlsx") else [_sheet_of_csv(content, is_known)]
    sheets = [replace(sheet, top=_top_of(sheet.rows, is_known)) for sheet in found if sheet.rows]
    if not any(sheet.below for sheet in sheets):
        none = "has no row of headings such as Reference, Title and Date of decision; put one on top"
        headed = any(sheet.top for sheet in sheets)
        raise ImportFaultError("has a row of headings, but no decision below it that can be seen" if headed else none)
    return [row for sheet in sheets for row in _read(sheet, is_known, alone=len(sheets) == 1)]


def _top_of(rows: dict[int, list[_Cell]], is_known: Callable[[str], bool]) -> int:
    """Return the number of the row of headings: of the first rows, the one with the most words of the form, or 0."""
    shown = {number: [cell.shown for cell in rows[number]] for number in islice(rows, _LOOKED_AT)}
    known = {number: _count_known(words, is_known) for number, words in shown.items()}
    top = max(known, key=known.__getitem__)
    return top if known[top] else 0


def _count_known(cells: list[str], is_known: Callable[[str], bool]) -> int:
    return sum(is_known(_as_heading(cell)) for cell in cells)


def _as_heading(cell: str) -> str:
    """Return a heading, maybe the name of a field, as words."""
    return cell.strip().replace("_", " ")


def _read(sheet: _Sheet, is_known: Callable[[str], bool], *, alone: bool) -> Iterator[Row]:
    place = "" if alone else f"sheet “{sheet.name}”, "
    if sheet.is_hidden or not sheet.top:
        why = "is hidden in Excel" if sheet.is_hidden else "has no row of headings"
        yield Row(f"sheet “{sheet.name}”", fault=f"{why}, so nothing of it was brought in")
        return
    above = " ".join(cell.shown for number, row in sheet.rows.items() if number < sheet.top for cell in row)
    below = sheet.below
    for number in below:
        if fault := _fault_of(sheet, number, is_known, is_next=number == below[0]):
            yield Row(f"{place}row {number}", fault=fault)
            continue
        form = _form_of(_headings_of(sheet), sheet.rows[number], is_known)
        told = (("above the headings", above.strip()),) if above.strip() else ()
        yield Row(f"{place}row {number}", replace(form, aside=(*told, *form.aside)))
        above = ""


def _headings_of(sheet: _Sheet) -> list[str]:
    """Return the headings up to the last one that is not empty."""
    headings = [_as_heading(cell.shown) for cell in sheet.rows[sheet.top]]
    while not headings[-1]:
        headings.pop()
    return headings


def _fault_of(sheet: _Sheet, number: int, is_known: Callable[[str], bool], *, is_next: bool) -> str:
    """Return why a row below the headings is no decision that can be brought in, or nothing."""
    row, headings = sheet.rows[number], _headings_of(sheet)
    if number in sheet.hidden_rows:
        return "is hidden in Excel; show it there to bring it in, or delete it"
    if _looks_like_headings(row, headings, is_known, is_next=is_next):
        return "looks like a second row of headings; keep one, in which each column has its name"
    beyond = len(row) > len(sheet.rows[sheet.top]) or any(cell.shown for cell in row[len(headings) :])
    if sheet.between and beyond:
        sign = _SEPARATORS.get(sheet.between, f"the sign {sheet.between}")
        return f"has more cells than there are headings; {sign} may stand without quotation marks"
    return ""


def _looks_like_headings(
    row: list[_Cell], headings: list[str], is_known: Callable[[str], bool], *, is_next: bool
) -> bool:
    """Say whether a row has words of the form in most cells, or is next to the headings and begins with no value."""
    shown = [cell.shown for cell in row if cell.shown]
    known = _count_known(shown, is_known)
    first = next(place for place, heading in enumerate(headings) if is_known(heading))
    begins = any(cell.shown for cell in row[first : first + 1])
    is_short = bool(shown) and all(len(words) <= _SHORT for words in shown)
    return (known > 1 and known * 2 >= len(shown)) or (is_next and not begins and is_short)


def _form_of(headings: list[str], row: list[_Cell], is_known: Callable[[str], bool]) -> Form:
    lines, notes = [], [note for cell in row for note in cell.notes]
    for heading, cell in zip_longest(headings, row, fillvalue=""):
        if not isinstance(cell, _Cell):
            continue
        parts = lines_of(cell.shown)
        words, markdown = " ".join(part.words for part in parts), _markdown(parts)
        if parts and is_known(heading):
            lines.append(Line(Kind.LABEL, words, markdown, label=heading))
        elif parts and heading:
            lines.append(Line(Kind.TEXT, f"{heading}: {words}", f"{heading}: {markdown}"))
            told = f"“{heading}: {words[:_LONGEST_TOLD]}” stands in the text, as the form has no such label"
            notes.append(f"{told}; see where it belongs")
        elif parts:
            lines.append(Line(Kind.TEXT, words, markdown))
            notes.append(
                f"“{words[:_LONGEST_TOLD]}” stands in a column without a heading; see that the text may have it"
            )
    aside = tuple(told for cell in row for told in cell.aside)
    words = " ".join(cell.shown for cell in row if cell.shown)
    return Form(tuple(_known_first(lines)), aside, words, notes=tuple(notes))


def _known_first(lines: list[Line]) -> list[Line]:
    """Return lines so that the first is one of the form, as what stands before the form is left out."""
    first = next((at for at, line in enumerate(lines) if line.kind is Kind.LABEL), 0)
    return [*lines[first : first + 1], *lines[:first], *lines[first + 1 :]]


def _markdown(parts: list[Line]) -> str:
    """Return the paragraphs and points of a cell."""
    text, before = "", None
    for part in parts:
        between = "\n" if before is part.kind is Kind.ITEM else "\n\n"
        text += (between if text else "") + ("- " if part.kind is Kind.ITEM else "") + part.markdown
        before = part.kind
    return text


def _sheet_of_csv(content: bytes, is_known: Callable[[str], bool]) -> _Sheet:
    text = decoded(content)
    if named := _NAMED_SEPARATOR.match(text):
        text, between = text[named.end() :], named["sign"]
    else:
        between = max(_SEPARATORS, key=lambda sign: _likelihood(sign, text, is_known))
    read: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True):
            read.append(row)  # noqa: PERF402 - what was read before a fault tells where it is
    except csv.Error as error:
        where = f"has a quotation mark in row {len(read) + 1} that is not closed, or stands inside a cell by itself"
        fault = f"{where}; close it or type it twice"
        raise ImportFaultError(fault) from error
    rows = {number: [_Cell(cell.strip()) for cell in row] for number, row in enumerate(read, 1) if any(row)}
    return _Sheet("", rows, between=between)


def _likelihood(between: str, text: str, is_known: Callable[[str], bool]) -> tuple[int, int]:
    """Return how many headings are known if this sign is between cells, and how often the first line has it."""
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=between), _LOOKED_AT))
    except csv.Error:
        rows = []
    return max((_count_known(row, is_known) for row in rows), default=0), text.partition("\n")[0].count(between)


def _sheets_of_workbook(content: bytes) -> list[_Sheet]:
    from openpyxl import load_workbook

    if content.startswith(OLD_OFFICE):
        kind = "is locked with a password" if LOCKED in content else "is a file of an older Excel under a new name"
        fault = f"{kind}; open it in Excel and save it as .xlsx without a password"
        raise ImportFaultError(fault)
    try:
        book = load_workbook(io.BytesIO(content), data_only=True, rich_text=True)
        typed = load_workbook(io.BytesIO(content))
    except Exception as error:  # a damaged file may fail in any way
        fault = "is no workbook that can be opened; save it again in Excel as .xlsx"
        raise ImportFaultError(fault) from error
    return [_sheet_of(sheet, typed[sheet.title]) for sheet in book.worksheets]


def _sheet_of(sheet: Worksheet, typed: Worksheet) -> _Sheet:
    dimensions = sheet.column_dimensions.values()
    hidden = {column for one in dimensions if one.hidden for column in range(one.min or 0, (one.max or 0) + 1)}
    rows = {
        number: [_cell_of(cell, typed.cell(cell.row, cell.column).value, cell.column in hidden) for cell in row]
        for number, row in enumerate(sheet.iter_rows(), 1)
    }
    full = {number: row for number, row in rows.items() if any(cell != _Cell() for cell in row)}
    unseen = frozenset(number for number in full if sheet.row_dimensions[number].hidden)
    return _Sheet(sheet.title, full, unseen, is_hidden=sheet.sheet_state != "visible")


def _cell_of(cell: Any, typed: object, is_hidden: bool) -> _Cell:  # noqa: ANN401 - openpyxl has many kinds
    value, struck = _without_struck(cell.value)
    shown, is_known = shown_of(value, cell.number_format)
    aside = [("comment", cell.comment.text)] if cell.comment else []
    aside += [(STRUCK_THROUGH, struck)] if struck else []
    notes = []
    if not is_known:
        so = f"in a way that is not known here ({cell.number_format})"
        notes.append(f"the cell {cell.coordinate} shows {shown} {so}; see that “{shown}” is right")
    if cell.value is None and typed is not None:
        held = "a formula whose result the file does not hold; open it in Excel and save it"
        notes.append(f"the cell {cell.coordinate} has {held}: “{getattr(typed, 'text', typed)}”")
    if shown and cell.data_type == "e":
        notes.append(f"the cell {cell.coordinate} shows {shown}, which is an error of Excel; type what it is to say")
        aside.append((ERROR, shown))
        shown = ""
    if shown and (is_hidden or (cell.font and cell.font.strike)):
        aside.append((HIDDEN if is_hidden else STRUCK_THROUGH, shown))
        shown = ""
    return _Cell(shown, tuple(aside), tuple(notes))


def _without_struck(value: Any) -> tuple[object, str]:  # noqa: ANN401 - as above
    """Return the value of a cell without the words that are struck through, and those words."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if not isinstance(value, CellRichText):
        return value, ""
    struck = [isinstance(part, TextBlock) and bool(part.font.strike) for part in value]
    kept, gone = (
        "".join(str(part) for part, is_gone in zip(value, struck, strict=True) if is_gone is one)
        for one in (False, True)
    )
    return kept, gone.strip()


def shown_of(value: object, looks: str) -> tuple[str, bool]:
    """Return what a cell of Excel shows for a value in a number format, and whether that format is known here.

    A whole day is shown as `2024-07-25`, whatever its format; of another, only what its format shows: `July 2024`.
    """
    if isinstance(value, datetime.datetime):
        return _day_shown(value, looks), True
    if isinstance(value, bool):
        return ("yes" if value else "no"), True
    if isinstance(value, int | float | str):
        shown, is_known = in_format(value, looks)
        return shown.strip(), is_known
    return ("" if value is None else str(value)), True


def _day_shown(value: datetime.datetime, looks: str) -> str:
    """Return a day whose format may leave out the day of the month or the year, which nobody reads in the cell then."""
    seen = _NO_PART_OF_A_DAY.sub("", looks.casefold())
    day, month, year = _DAY_OF_MONTH.search(seen), "m" in seen, "y" in seen
    if (day and month and year) or not (day or month or year):
        return value.isoformat(" ") if value.time() != datetime.time.min else value.date().isoformat()
    parts = [(day, str(value.day)), (month, value.strftime("%B")), (year, str(value.year))]
    return " ".join(words for is_shown, words in parts if is_shown)
