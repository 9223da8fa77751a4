"""Reads a Word form: its text by mammoth, and what mammoth leaves out from the file itself."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import mammoth
from lxml import etree

from decision_register.importing.lines import Form
from decision_register.importing.web import lines_of_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ASIDE = {"header": "page header", "footer": "page footer", "comments": "comment"}
_BREAKS = {f"{_W}{name}" for name in ("p", "tab", "br", "tc", "cr")}
_PART = re.compile(r"word/(header|footer|comments)\d*\.xml")
_LOOKED_AT = {f"{_W}name", f"{_W}pPr"}
_LARGEST = 50_000_000


class WordFaultError(Exception):
    """Why a file cannot be read as a Word form; one plain sentence."""


def read_word(content: bytes, is_known: Callable[[str], bool]) -> Form:
    """Return a form as it reads when all tracked changes are accepted; what was struck out is put aside.

    Raises `WordFaultError` for a file that Word could not open either.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _LARGEST:
                raise WordFaultError("is too large to be a form")  # noqa: EM101, TRY003, TRY301 - the sentence's end
            aside = [
                (_ASIDE[found[1]], words)
                for name in sorted(archive.namelist())
                if (found := _PART.fullmatch(name)) and (words := _words(archive.read(name)))
            ]
            document = archive.read("word/document.xml")
            notes = [
                archive.read(name) for name in ("word/footnotes.xml", "word/endnotes.xml") if name in archive.namelist()
            ]
        made = mammoth.convert_to_html(
            _without_looks(content), convert_image=mammoth.images.img_element(lambda _image: {"src": ""})
        )
    except WordFaultError:
        raise
    except Exception as error:  # a damaged file may fail in any way
        fault = "is no Word document that can be opened; save it again in Word as .docx"
        raise WordFaultError(fault) from error
    aside += [("words struck out as a tracked change", words) for words in _deleted(document)]
    if _has_insertions(document):
        aside.append(("tracked changes, taken as accepted", "the words put in are in the notice"))
    words = " ".join((_words(document), *(words for _, words in aside), *map(_words, notes)))
    return Form(lines_of_html(made.value, is_known), tuple(aside), words)


def _without_looks(content: bytes) -> io.BytesIO:
    """Return the form with its styles cut down to their names and numbering, which is all that mammoth looks at.

    Word files carry thousands of elements of looks, and reading them takes most of the time of an import.
    """
    slim = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(slim, "w") as kept:
        for part in archive.infolist():
            inside = archive.read(part)
            if part.filename == "word/styles.xml":
                root = _parsed(inside)
                for element in list(root):
                    if element.tag != f"{_W}style":
                        root.remove(element)
                    for looks in [one for one in element if one.tag not in _LOOKED_AT]:
                        element.remove(looks)
                inside = etree.tostring(root)
            kept.writestr(part.filename, inside)
    return slim


def _parsed(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _words(content: bytes) -> str:
    """Return every word of a part that a reader sees, in order; of a text box, once."""
    root = _parsed(content)
    for twice in list(root.iter(_FALLBACK)):
        parent = twice.getparent()
        if parent is not None:
            parent.remove(twice)
    parts = [" " if node.tag in _BREAKS else node.text or "" for node in root.iter(f"{_W}t", *_BREAKS)]
    return " ".join("".join(parts).split())


def _deleted(content: bytes) -> Iterator[str]:
    for deletion in _parsed(content).iter(f"{_W}del"):
        words = "".join(node.text or "" for node in deletion.iter(f"{_W}delText")).strip()
        if words:
            yield words


def _has_insertions(content: bytes) -> bool:
    return next(_parsed(content).iter(f"{_W}ins"), None) is not None
