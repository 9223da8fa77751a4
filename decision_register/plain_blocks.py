"""The plainest blocks of Markdown, as HTML: paragraphs, lists and tables in which nothing but words stands.

Most of a notice is such text, and Python-Markdown takes thirty times as long to find that out. What is not plain
beyond doubt is left to it. A block that is taken here holds no sign of markup, so no HTML of an author's can be in it;
tests hold the result equal to what Python-Markdown makes, for any text.
"""

from __future__ import annotations

import re
from itertools import pairwise

_SIGNS = r"`\\\[<&*_\x00-\x1f"
_WORDS = rf"(?!\d+\.\s)[£“‘\"'(]?[^\W_](?:[^|{_SIGNS}]*[^\s|{_SIGNS}])?"  # noqa: RUF001 - Word types this quote
"""A line of words: it begins as no heading, list, quotation or rule does, and holds no sign of markup."""
_PARAGRAPH = re.compile(rf"{_WORDS}(?:\n{_WORDS})*|\ue000\w+\ue001")
_LIST = re.compile(rf"[-*+] +{_WORDS}(?:\n[-*+] +{_WORDS})*")
_NUMBERED = re.compile(rf"1\. +{_WORDS}(?:\n\d+\. +{_WORDS})*")
_ROW = rf"\|[^{_SIGNS}]*\|"
_TABLE = re.compile(rf"{_ROW}\n\|[|:\- ]*\|(?:\n{_ROW})+")
_MARKER = re.compile(r"(?:[-*+]|\d+\.) +")
_LIKE_A_LIST = re.compile(r"^(?: |[-*+]|\d+\.)", re.MULTILINE)
"""A line that may be of a list; two lists beside each other may be one."""
_NUMBER_CELL = re.compile(r"\s*[-−+]?£?\s?[\d,]+(?:\.\d+)?\s?%?\s*")  # noqa: RUF001 - and this sign
_GAP = re.compile(r"\n{2,}")
_LOOKS_BLANK = re.compile(r"^[^\S\n]+$", re.MULTILINE)
"""A line of other spaces than that of the keyboard, which Python-Markdown takes for a block of its own."""
_BLANK_LINE = re.compile(r"(?<=\n) +\n")


def split_blocks(text: str) -> list[tuple[str, str]]:
    """Return the text cut at its blank lines: each plain block as its HTML, each run of others as typed.

    Of each pair one is empty: (HTML, "") or ("", Markdown). A text with tabs, odd spaces or
    links defined apart is one run.
    """
    if "]:" in text or "\t" in text:
        return [("", text)]
    text = _BLANK_LINE.sub("\n", text).strip("\n")
    if not text.strip():
        return []
    if _LOOKS_BLANK.search(text):
        return [("", text)]
    gaps = [(0, 0), *(gap.span() for gap in _GAP.finditer(text)), (len(text), len(text))]
    places = [(before[1], after[0]) for before, after in pairwise(gaps)]
    lists = [_LIKE_A_LIST.search(text, *place) is not None for place in places]
    pieces: list[tuple[str, str]] = []
    run = -1
    for number, (start, end) in enumerate(places):
        alone = not (lists[number - 1] and number) and not any(lists[number + 1 : number + 2])
        html = plain_block(text[start:end], may_be_list=lists[number] and alone)
        if html and run >= 0:
            pieces.append(("", text[run : places[number - 1][1]]))
            run = -1
        if html:
            pieces.append((html, ""))
        elif run < 0:
            run = start
    return [*pieces, ("", text[run:])] if run >= 0 else pieces


def plain_block(block: str, *, may_be_list: bool) -> str:
    """Return the HTML of a plain block, or nothing for one that Python-Markdown must look at."""
    if may_be_list:
        return _list_of(block)
    if _PARAGRAPH.fullmatch(block):
        return f"<p>{_escaped(block)}</p>"
    return _table_of(block) if block.startswith("|") and _TABLE.fullmatch(block) else ""


def _list_of(block: str) -> str:
    tag = "ul" if _LIST.fullmatch(block) else "ol" if _NUMBERED.fullmatch(block) else ""
    items = (_MARKER.sub("", _escaped(line), count=1) for line in block.split("\n"))
    return f"<{tag}>\n" + "".join(f"<li>{item}</li>\n" for item in items) + f"</{tag}>" if tag else ""


def _table_of(block: str) -> str:
    header, rule, *rows = ([cell.strip(" ") for cell in row[1:-1].split("|")] for row in _escaped(block).split("\n"))
    if len(header) < 2 or len(rule) != len(header):  # noqa: PLR2004 - one column needs more looking at
        return ""
    head = "".join(f'<th scope="col">{cell}</th>\n' for cell in header)
    body = "".join(f"<tr>\n{_cells(row, len(header))}</tr>\n" for row in rows)
    return (
        f'<div class="table-box"><table>\n<thead>\n<tr>\n{head}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table></div>'
    )


def _cells(row: list[str], columns: int) -> str:
    padded = [*row, *[""] * columns][:columns]
    return "".join(f'<td class="number">{cell}</td>\n' if is_number(cell) else f"<td>{cell}</td>\n" for cell in padded)


def is_number(cell: str) -> bool:
    """Say whether a cell of a table holds a number or a sum, and is lined up with those above it."""
    return _NUMBER_CELL.fullmatch(cell) is not None


def _escaped(words: str) -> str:
    return words.replace(">", "&gt;").replace("\u00a0", "&nbsp;")  # as the sanitiser writes them
