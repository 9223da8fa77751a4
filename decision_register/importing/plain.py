"""Reads text that was copied from a page: each line is a paragraph, a point, or a label with its value."""

from __future__ import annotations

import re

from decision_register.importing.lines import Form, Kind, Line, escaped, plain_line

_POINT = re.compile(r"\s*[•·▪◦*-]\s+(?P<words>\S.*)")
_MANY_ZEROS = 0.3
"""The share of zeros at every other place that text in UTF-16 has, when most of its letters are those of English."""


def read_copied(content: bytes) -> Form:
    """Return the text, in UTF-8, UTF-16 or the code page of Windows."""
    text = decoded(content)
    return Form(tuple(lines_of(text)), words=text)


def lines_of(text: str) -> list[Line]:
    """Return each line of a text as a paragraph or a point."""
    lines = []
    for typed in text.splitlines():
        point = _POINT.fullmatch(typed)
        words = " ".join((point["words"] if point else typed).split())
        if words:
            lines.append(Line(Kind.ITEM, words, escaped(words)) if point else plain_line(words))
    return lines


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
