"""Reads text that was copied from a page: each line is a paragraph, a point, or a label with its value."""

from __future__ import annotations

import re

from decision_register.importing.lines import Form, Kind, Line, escaped, plain_line

_BULLETS = "•·▪◦\uf0b7\uf0a7\uf0d8"
"""The last three are those of Word, in a font of signs."""
_POINT = re.compile(rf"\s*(?:[{_BULLETS}]\s*|[*–-]\s+|o\t\s*)(?P<words>\S.*)")  # noqa: RUF001
_BULLET_ALONE = re.compile(rf"\s*[{_BULLETS}]\s*")
_LETTER_AS_BULLET = re.compile(r"^\s*o\t", re.MULTILINE)
_PAGE = re.compile(r"page\s*\|?\s*\d+(?:\s*(?:of|/)\s*\d+)?|\d+\s*\|\s*page", re.IGNORECASE)
_BEGINNING = re.compile(rf"^(?:[{_BULLETS}*–-]|o|\(?\w{{1,4}}[.)]|\d{{1,2}}(?:\.\d{{1,2}})*|[^\t]*:)[ ]*\t+")  # noqa: RUF001
"""A bullet, a number or a label, after which a tab makes no column."""
_IN_COLUMNS = "figures stood in columns made with tabs; see that each stands where it should"
_MANY_ZEROS = 0.3
"""The share of zeros at every other place that text in UTF-16 has, when most of its letters are those of English."""


def read_copied(content: bytes) -> Form:
    """Return the text, in UTF-8, UTF-16 or the code page of Windows; the numbers of pages are put aside."""
    text = decoded(content)
    typed = text.splitlines()
    pages = tuple(("page number", line.strip()) for line in typed if _PAGE.fullmatch(line.strip()))
    lines = lines_of("\n".join(line for line in typed if not _PAGE.fullmatch(line.strip())))
    notes = (_IN_COLUMNS,) if sum(map(_has_columns, typed)) > 1 else ()
    return Form(tuple(lines), pages, _LETTER_AS_BULLET.sub("", text), notes=notes)


def lines_of(text: str) -> list[Line]:
    """Return each line of a text as a paragraph or a point; a bullet may stand on a line before its words."""
    lines = []
    is_point = False
    for typed in text.splitlines():
        if _BULLET_ALONE.fullmatch(typed):
            is_point = True
            continue
        point = _POINT.fullmatch(typed)
        words = " ".join((point["words"] if point else typed).split())
        if words:
            lines.append(Line(Kind.ITEM, words, escaped(words)) if point or is_point else plain_line(words))
            is_point = False
    return lines


def _has_columns(typed: str) -> bool:
    return "\t" in _BEGINNING.sub("", typed.strip(), count=1)


def decoded(content: bytes) -> str:
    """Return text in UTF-8, UTF-16 or the code page of Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for at, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = content[at::2]
        if half and half.count(0) > len(half) * _MANY_ZEROS:
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
