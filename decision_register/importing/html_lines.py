"""Reads HTML, a web page's own or what a Word form is turned into, as lines."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import html

from decision_register.importing.lines import MARK, Kind, Line, escaped, with_marks_escaped
from decision_register.importing.numerals import numeral
from decision_register.importing.tables import (
    BLOCKS,
    Shape,
    are_joined,
    by_columns,
    filled,
    is_across,
    label_pairs,
    rows_of,
    runs_of,
    shape_of,
)
from decision_register.importing.tables import text_of as _text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from decision_register.importing.tables import Row

_MANY_NUMBERS = re.compile(r"\d+(?:\.\d+)+\.?")
"""A number such as `2.1`, which stands before a paragraph and not before a point of a list."""
_SPACES = re.compile(r"\s+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NUMERALS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_TICKS = {True: "☒", False: "☐"}
_TYPED_INTO = ("", "text", "date", "number", "email", "tel", "url", "datetime-local", "month", "week", "time")


def lines_of_html(fragment: str, is_known: Callable[[str], bool]) -> tuple[Line, ...]:
    """Return the lines of a piece of HTML."""
    if not fragment.strip():
        return ()
    root = html.fragment_fromstring(fragment, create_parent="body")
    write_answers(root)
    return tuple(lines_in(root, is_known))


def write_answers(root: html.HtmlElement) -> None:
    """Put what was typed, ticked or chosen in a form to fill in where it stands, as words."""
    for box in list(root.iter("input", "select")):
        if box.tag == "select":
            answer = " ".join(_text(one) for one in box.xpath(".//option[@selected]"))
        elif box.get("type", "").lower() in {"checkbox", "radio"}:
            answer = _TICKS[box.get("checked") is not None]
        else:
            answer = (box.get("value") or "") if box.get("type", "").lower() in _TYPED_INTO else ""
        parent = box.getparent()
        if answer.strip() and parent is not None:
            words = html.Element("span")
            words.text, words.tail = answer, box.tail
            parent.replace(box, words)


def lines_in(element: html.HtmlElement, is_known: Callable[[str], bool], depth: int = 0) -> Iterator[Line]:
    """Yield the lines of an element; words between blocks are paragraphs of their own."""
    loose: list[str] = [_escaped_text(element.text)]
    for child in element:
        if isinstance(child.tag, str) and _is_block(child):
            yield from _paragraphs("".join(loose), Kind.ITEM if depth else Kind.TEXT, max(depth, 1))
            loose = []
            yield from _block(child, is_known, depth)
        elif isinstance(child.tag, str):
            loose.append(_inline(child))
        loose.append(_escaped_text(child.tail))
    yield from _paragraphs("".join(loose), Kind.ITEM if depth else Kind.TEXT, max(depth, 1))


def _is_block(element: html.HtmlElement) -> bool:
    return element.tag in BLOCKS or any(inner.tag in BLOCKS for inner in element.iterdescendants())


def _block(element: html.HtmlElement, is_known: Callable[[str], bool], depth: int) -> Iterator[Line]:
    if element.tag in _HEADINGS:
        words = _text(element)
        if words:
            yield Line(Kind.HEADING, words, escaped(words), level=_HEADINGS[element.tag])
    elif element.tag == "table":
        yield from _table(element, is_known)
    elif element.tag in {"ul", "ol"}:
        yield from _list(element, is_known, depth)
    elif element.tag == "dl":
        yield from _terms(element, is_known)
    elif element.tag == "p" and _is_bold(element):
        if is_known(_text(element)):
            yield Line(Kind.HEADING, _text(element), escaped(_text(element)), level=3)
        else:
            for line in _paragraphs(_paragraph(element), Kind.TEXT, 3):
                yield replace(line, kind=Kind.HEADING) if is_known(line.words) else line
    else:
        yield from lines_in(element, is_known, depth)


def _list(element: html.HtmlElement, is_known: Callable[[str], bool], depth: int) -> Iterator[Line]:
    """Yield the points of a list, those of a numbered one with their numbers or letters."""
    items = [child for child in element if child.tag == "li"]
    single = len(items) == 1 and is_known(_text(items[0]))
    number = _number(element.get("start"), 1) - 1
    for child in element:
        if not isinstance(child.tag, str):
            continue
        mark = ""
        if child.tag == "li":
            number = _number(child.get("value"), number + 1)
            mark = f"{numeral(number, _style_of(element))}." if element.tag == "ol" else ""
        lines = list(lines_in(child, is_known, 0 if single else depth + 1))
        yield from [replace(line, mark="") for line in lines] if single else _point(lines, mark, depth + 1)


def _point(lines: list[Line], mark: str, level: int) -> Iterator[Line]:
    """Yield the lines of a point: its paragraphs as one, with its mark, and what stands below them."""
    own = next((n for n, line in enumerate(lines) if line.kind is not Kind.ITEM or line.level != level), len(lines))
    if own:
        first = lines[0]
        words, markdown = " ".join(line.words for line in lines[:own]), "\n\n".join(one.markdown for one in lines[:own])
        yield replace(first, words=words, markdown=markdown, mark=first.mark or mark)
    yield from lines[own:]


def _style_of(numbered: html.HtmlElement) -> str:
    """Return how a list of HTML counts."""
    looks = re.search(r"list-style(?:-type)?\s*:[^;]*?\b(lower|upper)-(alpha|latin|roman)", numbered.get("style", ""))
    if looks:
        return f"{looks[1]}{'Roman' if looks[2] == 'roman' else 'Letter'}"
    return _NUMERALS.get(numbered.get("type", ""), "decimal")


def _number(typed: str | None, otherwise: int) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 7 else otherwise  # noqa: PLR2004


def _terms(element: html.HtmlElement, is_known: Callable[[str], bool]) -> Iterator[Line]:
    """Yield the terms of a list of terms, each with what stands for it, as the rows of a form."""
    row: list[html.HtmlElement] = []
    for child in element.iter("dt", "dd"):
        if next(child.iterancestors("dl")) is not element:
            continue
        if child.tag == "dt" and row:
            yield from _row(row, is_known)
            row = []
        row.append(child)
    if row:
        yield from _row(row, is_known)


def _is_bold(element: html.HtmlElement) -> bool:
    """Say whether all words of a paragraph are bold, as headings of old pages are."""
    bold = "".join(text for part in element.iter("strong", "b") for text in part.itertext())
    return bool(bold.strip()) and _SPACES.sub("", bold) == _SPACES.sub("", element.text_content())


def _paragraph(element: html.HtmlElement) -> str:
    return "".join((_escaped_text(element.text), *(_inline(child) + _escaped_text(child.tail) for child in element)))


def _paragraphs(markdown: str, kind: Kind, level: int) -> Iterator[Line]:
    """Yield a line for each run of words that line breaks set apart."""
    for part in markdown.split("\n"):
        mark, counted, text = part.partition(MARK)
        if not counted:
            mark, text = "", part
        text = _SPACES.sub(" ", text.replace(MARK, " ")).strip()
        if text:
            own = Kind.TEXT if counted and _MANY_NUMBERS.fullmatch(mark.strip()) else kind
            yield Line(own, plain_of(text), _start_escaped(text), level=level, mark=plain_of(mark))


def _start_escaped(markdown: str) -> str:
    return (
        escaped(markdown[:1]) + markdown[1:]
        if markdown[:1] in "+#>-"
        else re.sub(r"^(\d+)([.)]\s)", r"\1\\\2", markdown)
    )


def plain_of(markdown: str) -> str:
    """Return the words of a line that this module wrote as Markdown."""
    text = re.sub(r"(?<!\\)\]\([^)\s]*\)", "", markdown)
    text = re.sub(r"(?<!\\)(\*\*|\*|!?\[)", "", text)
    text = re.sub(r"\\(.)", r"\1", text)
    return text.replace("&lt;", "<").replace("&amp;", "&").strip()


def _escaped_text(text: str | None) -> str:
    return with_marks_escaped(_SPACES.sub(" ", text or ""))


def _inline(element: html.HtmlElement) -> str:  # noqa: PLR0911 - one for each tag
    """Return the words of a piece of a line as Markdown; a line break is a new line."""
    if element.tag == "br":
        return "\n"
    if element.tag == "img":
        return _picture(element)
    inner = _paragraph(element)
    if not inner.strip():
        return inner
    before, words, after = inner[: len(inner) - len(inner.lstrip())], inner.strip(), inner[len(inner.rstrip()) :]
    if element.tag == "a":
        address = (element.get("href") or "").strip().replace(" ", "%20").replace("(", "%28").replace(")", "%29")
        kept = address if re.match(r"https?://|mailto:", address) else file_of(address)
        return f"{before}[{words}]({kept}){after}" if kept else inner
    if element.tag in {"strong", "b"} and "\n" not in words and "*" not in words:
        return f"{before}**{words}**{after}"
    if element.tag in {"em", "i"} and "\n" not in words and "*" not in words:
        return f"{before}*{words}*{after}"
    return inner


def _picture(element: html.HtmlElement) -> str:
    """Return a picture of a Word form, which names its file; those of a web page were put aside before."""
    file = element.get("src") or ""
    shows = with_marks_escaped(_SPACES.sub(" ", element.get("alt") or "").strip())
    return f"![{shows}]({file})" if file else ""


def file_of(address: str) -> str:
    """Return the name of the file that a link of a saved page leads to, as it stands beside the notice then."""
    parts = urlsplit(address)
    name = parts.path.rpartition("/")[2]
    return name if name and not parts.scheme and not parts.netloc and "." in name else ""


def _table(table: html.HtmlElement, is_known: Callable[[str], bool]) -> Iterator[Line]:
    """Yield a form's rows as labels, or a table of figures as a table; what may be a form is both."""
    for caption in table.findall("caption"):
        yield from lines_in(caption, is_known)
    for rows in runs_of(rows_of(table), is_known):
        yield from _run(rows, is_known)


def _run(rows: list[Row], is_known: Callable[[str], bool]) -> Iterator[Line]:
    """Yield some rows of a table, of which none but the first and the last may be words that stand across it."""
    shape = shape_of(rows, is_known)
    if shape is Shape.LOOKS:
        for row in rows:
            yield from _row(filled(row), is_known, of_form=False)
        return
    many = [number for number, row in enumerate(rows) if not is_across(row)]
    inside = rows[many[0] : many[-1] + 1]
    yield from _across(rows[: many[0]], is_known)
    cells = by_columns([filled(row) for row in inside], is_known)
    as_form = tuple(tuple(_row(row, is_known)) for row in cells)
    yield replace(_figures(inside), joined=are_joined(inside), rows=as_form if shape is Shape.FORM else ())
    yield from _across(rows[many[-1] + 1 :], is_known)


def _across(rows: list[Row], is_known: Callable[[str], bool]) -> Iterator[Line]:
    return (line for row in rows for cell in filled(row) for line in lines_in(cell, is_known))


def _row(cells: list[html.HtmlElement], is_known: Callable[[str], bool], *, of_form: bool = True) -> Iterator[Line]:
    """Yield a row of a form as a label with its value, and any other as lines."""
    for first, *others in label_pairs(cells, is_known) if cells else ():
        name = list(lines_in(first, is_known))
        inner = [line for cell in others for line in lines_in(cell, is_known)]
        if others and is_known(_text(first)):
            value = " ".join(filter(None, map(_text, others)))
            markdown = inner[0].markdown if inner else ""
            yield Line(Kind.LABEL, value, markdown, label=_text(first), rows=(tuple(inner),))
        elif of_form and len(name) == len(inner) == 1 and name[0].kind is inner[0].kind is Kind.TEXT:
            words, markdown = (
                f"{one.rstrip(' :')}: {other}"
                for one, other in ((name[0].words, inner[0].words), (name[0].markdown, inner[0].markdown))
            )
            yield Line(Kind.TEXT, words, markdown)
        else:
            yield from (*name, *inner)


def _figures(rows: list[list[html.HtmlElement | None]]) -> Line:
    cells = [[_in_cell(cell) for cell in row] for row in rows]
    head, *rest = [f"| {' | '.join(row)} |" for row in cells]
    markdown = "\n".join([head, f"|{' --- |' * len(cells[0])}", *rest])
    return Line(Kind.TABLE, _text(" ".join(_text(cell) for row in rows for cell in filled(row))), markdown)


def _in_cell(cell: html.HtmlElement | None) -> str:
    """Return what stands in a cell on one line; its paragraphs and points are set apart."""
    lines = [] if cell is None else list(lines_in(cell, lambda _: False))
    parts = [_SPACES.sub(" ", f"{line.mark} {line.markdown}").strip().replace("|", "\\|") for line in lines]
    return "".join(f"{part}{' ' if part[-1:] in '.;:,!?' else '; '}" for part in parts[:-1]) + "".join(parts[-1:])
