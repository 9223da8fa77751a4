"""Reads text that was copied from a page: each line is a paragraph, a point, or a label with its value."""

from __future__ import annotations

import re

from decision_register.importing.lines import Form, Kind, Line, escaped, plain_line

_POINT = re.compile(r"\s*[•·▪◦*-]\s+(?P<words>\S.*)")


def read_copied(content: bytes) -> Form:
    """Return the text, in UTF-8, UTF-16 or the code page of Windows."""
    text = decoded(content)
    lines = []
    for typed in text.splitlines():
        point = _POINT.fullmatch(typed)
        words = " ".join((point["words"] if point else typed).split())
        if words:
            lines.append(Line(Kind.ITEM, words, escaped(words)) if point else plain_line(words))
    return Form(tuple(lines), words=text)


def decoded(content: bytes) -> str:
    """Return text in UTF-8, UTF-16 or the code page of Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
