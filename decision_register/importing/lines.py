"""What every source is turned into first: lines in the order of reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from decision_register.rules import signs

STRUCK_OUT = "words struck out as a tracked change"
STRUCK_THROUGH = "words struck through"
HIDDEN = "hidden words"
ERROR = "an error of Excel"
MOVED_AWAY = "words moved elsewhere as a tracked change"
COMMENT = "comment"
ACROSS = "words drawn across the page"
DRAWN = "a chart or diagram is left out, with the words"
TO_DECIDE = frozenset((ACROSS, COMMENT, DRAWN, STRUCK_OUT, STRUCK_THROUGH, HIDDEN, MOVED_AWAY))
"""What words beside a form are called that a person must decide on: its maker may have meant them to go or to stay."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""What a file of an older Office, or one that is locked with a password, begins with."""
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What stands in one that is locked."""
MARK = "\ufdd0"
"""Stands between the number that Word counted for a paragraph and its words; no text holds it."""
_WORD = re.compile(r"\w+")
_MARKS_OF_DIRECTION = dict.fromkeys((0x200E, 0x200F))
_OF_A_NOTE = re.compile(r"(?<=\S)\s*(?:\[\d{1,3}\]\s*)+$")
_OF_A_PAIR = 3
"""How many lines stand between and beside two columns."""
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
    office's own. `mark` is the number or letter of a point, as printed (`3.`, `(b)`). `rows` are the lines that
    each row of a table is, should it be a form, or those that a label's value is; `joined` says that cells of a table
    were joined.
    """

    kind: Kind
    words: str
    markdown: str
    label: str = ""
    level: int = 1
    of_form: bool = False
    mark: str = ""
    rows: tuple[tuple[Line, ...], ...] = ()
    joined: bool = False

    @property
    def is_wide(self) -> bool:
        """Say whether a table has more than two columns."""
        return self.kind is Kind.TABLE and self.markdown.partition("\n")[0].replace("\\|", "").count("|") > _OF_A_PAIR


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
    the web, `documents` are the files it links to, beside the source, each with the name its link has in the text, and
    `pictures` those inside it. `notes` are for a
    person to decide on, and hold no words that stand nowhere else.
    """

    lines: tuple[Line, ...]
    aside: tuple[tuple[str, str], ...] = ()
    words: str = ""
    address: str = ""
    documents: tuple[tuple[str, str], ...] = ()
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


def alone(name: str, taken: set[str]) -> str:
    """Return the name of a file, changed if another file has it already, and take it; Windows sees no capitals."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if dot else (name, "")
    names = (name, *(f"{stem}-{number}{ending}" for number in range(2, len(taken) + 3)))
    free = next(one for one in names if one.casefold() not in taken)
    taken.add(free.casefold())
    return free


def words_in(text: str) -> list[str]:
    """Return the words of a text, without the signs between them."""
    return _WORD.findall(text)


def without_unseen(words: str) -> str:
    """Return words without the signs that nobody sees, such as spaces of no width and marks of direction."""
    return signs.without_unseen(words).translate(_MARKS_OF_DIRECTION)


def without_note_marks(words: str) -> str:
    """Return a label, a heading or a value without the numbers of notes that stand after it, as in `Costs[2]`."""
    return _OF_A_NOTE.sub("", words)
