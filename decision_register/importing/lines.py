"""What every source is turned into first: lines in the order of reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

STRUCK_OUT = "words struck out as a tracked change"
"""What such words beside a form are called, which a person must decide on."""
_MARKS = re.compile(r"([\\`*_\[\]])")
_AT_THE_START = re.compile(r"^(\s*)([#>]|-(?=-|\s|$)|\+(?=\s|$)|\d+[.)](?=\s|$))")


class ImportFaultError(Exception):
    """Why a file cannot be brought in; the end of one plain sentence that begins with its name."""


class Kind(StrEnum):
    """What a line is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    TABLE = "table"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, a paragraph, a point of a list, a table, or a label of a form with its value.

    `words` are as a reader sees them; `markdown` is the same as a notice has it. `label` is the words in the first cell
    of a form's row; `level` counts the depth of a heading or of a point, from 1; `of_form` says that a heading is the
    office's own.
    """

    kind: Kind
    words: str
    markdown: str
    label: str = ""
    level: int = 1
    of_form: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture inside a source: the name that the text calls it by, its bytes, and what its maker says it shows."""

    name: str
    content: bytes
    shows: str


@dataclass(frozen=True, slots=True)
class Form:
    """One decision as it was read: its lines, what stood beside them, and every word of the source.

    `aside` are words that belong to no line, such as those of a page header or a comment, each with what it is. `words`
    was read in another way than `lines`, so that the one can be held against the other. `address` is where it stood on
    the web, `documents` are the files it links to, beside the source, and `pictures` those inside it. `notes` are for a
    person to decide on, and hold no words that stand nowhere else.
    """

    lines: tuple[Line, ...]
    aside: tuple[tuple[str, str], ...] = ()
    words: str = ""
    address: str = ""
    documents: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()


def plain_line(words: str, kind: Kind = Kind.TEXT) -> Line:
    """Return a line of plain words."""
    return Line(kind, words, escaped(words))


def escaped(words: str) -> str:
    """Return words so that a notice shows them as they are."""
    return _AT_THE_START.sub(lambda found: f"{found[1]}{_escaped_start(found[2])}", with_marks_escaped(words))


def with_marks_escaped(words: str) -> str:
    """Return a piece of a line, in which nothing is taken for markup."""
    return _MARKS.sub(r"\\\1", words.replace("&", "&amp;").replace("<", "&lt;"))


def _escaped_start(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}" if len(mark) > 1 else f"\\{mark}"
