"""Rules DN33x: text that Markdown reads otherwise than its author sees it: lists, tables and paragraphs that are none.

Who writes in Word sees a list where lines begin with a sign. Markdown asks for an empty line above, for its own signs,
and takes spaces in front of a paragraph for the code of a program; it does so without a word.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from decision_register.findings import Span
from decision_register.rules.rule import Breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.body import Line
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_POINT = re.compile(r"\s*(?:[-*+]|(?P<number>\d{1,4})\.)\s+\S")
_HYPHENED = re.compile(r" {0,3}- +\S")
_POINT_BELOW = re.compile(r"^(?! *(?:[-*+]|\d{1,4}\.)\s)[^\n#|>][^\n]*\n[ \t]*(?:[-*+]|\d{1,4}\.)[ \t]", re.MULTILINE)
"""A point below a line that is none; without it, looking at each block would find nothing."""
_RULE_OF_TABLE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*|\s*\|\s*:?-+:?\s*\|\s*")
BULLETS = "•·◦▪▫●○■□‣\u2043∙"
"""The signs that Word puts before a point."""
_BULLET = re.compile(rf"\s*(?P<bullet>[{BULLETS}]|[oØü§](?=\t))\s*(?P<words>\S.*)")
_NO_SPACE = re.compile(r"\s*(?P<bullet>-)(?P<words>[^\W\d_].*)")
_DASH = re.compile(r"\s*(?P<bullet>[–—])\s+(?P<words>\S.*)")  # noqa: RUF001 - as Word types it
_BRACKETED = re.compile(r"\s*(?P<bullet>\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})\))\s+(?P<words>\S.*)")
_ONE_BELOW_ANOTHER = (_NO_SPACE, _DASH, _BRACKETED)
"""What may begin a line of prose too, and begins a list where two lines in a row have it."""
_MAY_BEGIN_A_POINT = re.compile(r"^ *(?:-[^\W\d_]|[–—]|\(?\w{1,4}\))", re.MULTILINE)  # noqa: RUF001 - as above
_FAR_RIGHT = re.compile(r"(?: {4}|\t| {1,3}\t)\s*\S")
_SOME_FAR_RIGHT = re.compile(r"^ {0,3}(?: |\t)", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_ENDS_A_SENTENCE = (":", ".", ";")
_LIKE_ONE_BELOW_ANOTHER = 2


class Block(NamedTuple):
    """Neighbouring lines that are not empty, between headings; and whether the list above may go on in them."""

    lines: tuple[Line, ...]
    after_list: bool


def _blocks(manuscript: Manuscript) -> Iterator[Block]:
    """Yield the blocks of a text; headings, withheld blocks and what stands between fences are none."""
    body = manuscript.body
    headings = {heading.span.line for heading in body.headings}
    breaks = headings | _fenced(body.lines)
    below_heading = {line.number for line in body.lines if re.fullmatch("=+ *|-+ *", line.text)}
    breaks |= {number for number in below_heading if number - 1 in headings}
    breaks |= {line.number for line in body.lines if line.text.startswith("[withheld")}
    block: list[Line] = []
    in_list = False
    for line in body.lines:
        if line.number not in breaks and line.text.strip():
            block.append(line)
            continue
        if block:
            yield Block(tuple(block), in_list)
            in_list = _begins_a_list(block[0]) or (in_list and _is_far_right(block[0]))
        in_list = in_list and line.number not in breaks
        block = []
    if block:
        yield Block(tuple(block), in_list)


def _fenced(lines: tuple[Line, ...]) -> set[int]:
    """Return the numbers of the lines from each fence to the one that closes it."""
    fences = [line.number for line in lines if _FENCE.match(line.text)]
    return {number for first, last in zip(fences[::2], fences[1::2], strict=False) for number in range(first, last + 1)}


def _begins_a_list(line: Line) -> bool:
    return _POINT.match(line.text) is not None and not _is_far_right(line)


def _is_far_right(line: Line) -> bool:
    return _FAR_RIGHT.match(line.text) is not None


def _whole(line: Line) -> Span:
    shown = line.text.strip()
    return Span.of(line.number, len(line.text) - len(line.text.lstrip()) + 1, shown)


@rule("DN330", "list-runs-into-paragraph")
def list_runs_into_paragraph(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """An empty line stands before the first point of a list.

    Without it the points are shown as more words of the paragraph above, with their hyphens, one after another.

    Bad:

    ```
    The money pays for:
    - a road safety officer;
    - a course for two officers.
    ```

    Good:

    ```
    The money pays for:

    - a road safety officer;
    - a course for two officers.
    ```
    """
    if not _POINT_BELOW.search(manuscript.body.text):
        return
    for block in _blocks(manuscript):
        point = _first_point(block.lines)
        if point:
            shown = point.text.strip()[:40]
            yield Breach(
                f"The line {shown!r} stands directly below a paragraph, so it is shown as more words of that and not "
                "as a list",
                "Leave an empty line above it; if it is no list, join it to the line above.",
                _whole(point),
                point.text.strip(),
            )


def _first_point(lines: tuple[Line, ...]) -> Line | None:
    """Return the first line of a paragraph that begins a list.

    One line of prose may begin with a hyphen or a year. So it is two that do, from 1 if they are numbered, or one below
    a line that ends as before a list.
    """
    if _POINT.match(lines[0].text) or lines[0].text.lstrip().startswith((">", "|")):
        return None
    for above, line, below in zip(lines, lines[1:], (*lines[2:], None), strict=False):
        point = _POINT.match(line.text)
        if point is None:
            continue
        ends = above.text.rstrip(" *_").endswith(_ENDS_A_SENTENCE[:1] if point["number"] else _ENDS_A_SENTENCE)
        next_one = _POINT.match(below.text) if below else None
        another = next_one is not None and bool(next_one["number"]) == bool(point["number"])
        if point["number"] not in (None, "1") and not ends:
            continue
        if ends or another:
            return line
    return None


@rule("DN331", "table-runs-into-text")
def table_runs_into_text(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """An empty line stands before a table and after it.

    Without the first, the bars are shown and no table; without the second, the words below become a row of it.

    Bad:

    ```
    The grants are:
    | Grant | Sum |
    | --- | --- |
    | Bikes | £10 |
    ```

    Good:

    ```
    The grants are:

    | Grant | Sum |
    | --- | --- |
    | Bikes | £10 |
    ```
    """
    if not _bars_touch_words(manuscript):
        return
    for lines, _after_list in _blocks(manuscript):
        ruled = next((at for at, line in enumerate(lines) if _RULE_OF_TABLE.fullmatch(line.text)), 0)
        if ruled > 1:
            message = "The table stands directly below a paragraph, so its bars and hyphens are shown and no table"
            first = lines[ruled - 1]
            yield Breach(message, "Leave an empty line above it.", _whole(first), first.text.strip()[:60])
        below = next((line for line in lines[ruled + 1 :] if "|" not in line.text), None) if ruled == 1 else None
        if below:
            shown = below.text.strip()[:40]
            message = f"The line {shown!r} stands directly below a table, so it is shown as a row of it"
            yield Breach(message, "Leave an empty line above it.", _whole(below), below.text.strip()[:60])


def _bars_touch_words(manuscript: Manuscript) -> bool:
    """Say whether words stand right above or right below a line with bars."""
    lines = manuscript.body.lines
    for row in manuscript.body.lines_with("|"):
        at = row.number - lines[0].number
        if any(line.text.strip() and "|" not in line.text for line in lines[max(at - 1, 0) : at + 2]):
            return True
    return False


@rule("DN332", "bullet-of-word")
def bullet_of_word(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A point of a list begins with a hyphen and a space.

    The bullets that are copied from Word make no list: the points run together, and a screen reader names no list.

    Bad:

    ```
    • a road safety officer;
    • a course for two officers.
    ```

    Good:

    ```
    - a road safety officer;
    - a course for two officers.
    ```
    """
    if not (manuscript.body.may_hold(*BULLETS, "\t") or _MAY_BEGIN_A_POINT.search(manuscript.body.text)):
        return
    told = None
    for block in _blocks(manuscript):
        for line, bullet in zip(block.lines, _bullets(block.lines), strict=True):
            headings = sum(heading.span.line < line.number for heading in manuscript.body.headings)
            this = (headings, bullet["bullet"].endswith(")")) if bullet else None
            if bullet and this != told:  # one finding for all points of a list
                message = f"The line begins with {bullet['bullet']!r}, which makes no list"
                yield Breach(message, _as_a_point(bullet), _whole(line), line.text.strip()[:60])
            told = this


def _as_a_point(bullet: re.Match[str]) -> str:
    """Return how to write a point of a list instead."""
    if bullet["bullet"].endswith(")"):
        return "Begin each point with 1. , 2. and so on, or leave an empty line between the points."
    begin = f"Begin each point with a hyphen and a space instead, as in - {bullet['words'].strip()[:40]},"
    return f"{begin} and leave an empty line above the first."


def lists_as_meant(manuscript: Manuscript) -> Iterator[tuple[int, str]]:
    """Yield the lines, by number, of lists that their author sees and no reader would, typed as points of a list.

    The first has an empty line above. Only where the whole rest of the block is one list can nobody mean anything else.
    """
    for lines, _after_list in _blocks(manuscript):
        bullets = [_BULLET.fullmatch(line.text) for line in lines]
        begins = next((at for at, bullet in enumerate(bullets) if bullet), None)
        if begins is not None:
            found = [bullet for bullet in bullets[begins:] if bullet]
            points = [f"- {bullet['words']}" for bullet in found if bullet["bullet"] == found[0]["bullet"]]
        else:
            point = _first_point(lines)
            begins = lines.index(point) if point else len(lines)
            points = [line.text for line in lines[begins:] if _HYPHENED.match(line.text)]
        rest = lines[begins:]
        if rest and len(points) == len(rest) and not any(map(_is_far_right, rest)):
            first = f"\n{points[0]}" if begins else points[0]
            yield from ((line.number, typed) for line, typed in zip(rest, (first, *points[1:]), strict=True))


def _bullets(lines: tuple[Line, ...]) -> list[re.Match[str] | None]:
    """Return the bullet of each line."""
    found = [_BULLET.fullmatch(line.text) for line in lines]
    for pattern in _ONE_BELOW_ANOTHER:
        likely = [pattern.fullmatch(line.text) for line in lines]
        if any(one and two for one, two in pairwise(likely)):
            found = [sure or one for sure, one in zip(found, likely, strict=True)]
    return found


@rule("DN333", "cells-between-tabs")
def cells_between_tabs(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """The cells of a table stand between bars.

    Cells that are copied from Word or Excel have tabs between them, and are shown as one paragraph.

    Bad: two lines with a tab between their cells.

    Good:

    ```
    | Grant | Sum |
    | --- | --- |
    | Bikes | £10 |
    ```
    """
    if not manuscript.body.may_hold("\t"):
        return
    for lines, _after_list in _blocks(manuscript):
        rows = [line for line in lines if len(_cells(line.text)) > 1]
        first = next((one for one, two in pairwise(rows) if two.number == one.number + 1), None)
        if first:
            cells = _cells(first.text)
            yield Breach(
                "The words of these lines stand apart by tabs, which make no table: they are shown as one paragraph",
                f"Write each line as | {' | '.join(cells)} |, with a line of | {' | '.join(['---'] * len(cells))} | "
                "below the first; or put them into a Word file and let python build.py import bring it in.",
                _whole(first),
                first.text.strip()[:60],
            )


def _cells(line: str) -> list[str]:
    """Return the cells that tabs part; a point of a list and a row between bars have none."""
    if _POINT.match(line) or _BULLET.match(line) or line.lstrip().startswith(("|", ">")):
        return []
    return [cell.strip() for cell in line.strip().split("\t") if cell.strip()]


@rule("DN334", "paragraph-becomes-code")
def paragraph_becomes_code(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A paragraph begins at the very left.

    Four spaces or a tab in front of it make it the code of a program, which is shown on one long line in other letters.

    Bad: a paragraph that is set in with the Tab key, as in a letter.

    Good: the paragraph begins at the very left.
    """
    if not _SOME_FAR_RIGHT.search(manuscript.body.text):
        return
    for block in _blocks(manuscript):
        first = block.lines[0]
        if _is_far_right(first) and not block.after_list and len(_cells(first.text)) < _LIKE_ONE_BELOW_ANOTHER:
            shown = first.text.strip()[:40]
            yield Breach(
                f"The paragraph {shown!r} begins with spaces or a tab, so it is shown as the code of a program, on one "
                "long line",
                "Delete the spaces or the tab in front of it.",
                _whole(first),
                first.text.strip()[:60],
            )
