"""Reads a Word form: its text by mammoth, and what mammoth leaves out from the file itself."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import count
from typing import TYPE_CHECKING, Any

import mammoth
from lxml import etree

from decision_register.importing.lines import STRUCK_OUT, Form, ImportFaultError, Picture
from decision_register.importing.web import lines_of_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ASIDE = {"header": "page header", "footer": "page footer", "comments": "comment"}
_BREAKS = {f"{_W}{name}" for name in ("p", "tab", "br", "tc", "cr")}
_PART = re.compile(r"word/(header|footer|comments)\d*\.xml")
_LOOKED_AT = {f"{_W}name", f"{_W}pPr"}
_PICTURES = {"image/png": "png", "image/jpeg": "jpg"}
_NOTE = re.compile(r'<li id="(?:foot|end)note-[^"]*"><p>')
_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-[^"]*">↑</a>')
_LARGEST = 50_000_000


def read_word(content: bytes, is_known: Callable[[str], bool]) -> Form:
    """Return a form as it reads when all tracked changes are accepted; what was struck out is put aside.

    Raises `ImportFaultError` for a file that Word could not open either.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _LARGEST:
                raise ImportFaultError("is too large to be a form")  # noqa: EM101, TRY003, TRY301 - the sentence's end
            aside = [
                (_ASIDE[found[1]], words)
                for name in sorted(archive.namelist())
                if (found := _PART.fullmatch(name)) and (words := _words(archive.read(name)))
            ]
            document = archive.read("word/document.xml")
            notes = [
                archive.read(name) for name in ("word/footnotes.xml", "word/endnotes.xml") if name in archive.namelist()
            ]
        album = _Album()
        made = mammoth.convert_to_html(_without_looks(content), convert_image=mammoth.images.img_element(album.take))
    except ImportFaultError:
        raise
    except Exception as error:  # a damaged file may fail in any way
        fault = "is no Word document that can be opened; save it again in Word as .docx"
        raise ImportFaultError(fault) from error
    aside += [(STRUCK_OUT, words) for words in _changed(document, "del", "delText")]
    put_in = [f"a tracked change put in “{words}”, which is in the notice" for words in _changed(document, "ins", "t")]
    words = " ".join((_words(document), *(words for _, words in aside), *map(_words, notes)))
    lines = lines_of_html(_with_notes_numbered(made.value), is_known)
    return Form(lines, tuple(aside), words, pictures=tuple(album.pictures), notes=(*put_in, *album.notes))


def _with_notes_numbered(html: str) -> str:
    """Return the HTML with each note at its end named by its number, as in the text, and without a link back."""
    numbers = count(1)
    named = _NOTE.sub(lambda _: f"<li><p>[{next(numbers)}] ", html)
    return _BACK.sub("", named)


class _Album:
    """Takes the pictures of a form, as mammoth comes to them."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.notes: list[str] = []

    def take(self, image: Any) -> dict[str, str]:  # noqa: ANN401 - mammoth tells no types
        """Return where a picture will stand; of a kind that no browser shows, nothing but a note is kept."""
        shows = " ".join((image.alt_text or "").split())
        ending = _PICTURES.get(image.content_type)
        if not ending:
            called = f" described as “{shows}”" if shows else ""
            self.notes.append(f"a picture{called} is left out; save it as .png and list it under documents")
            return {"src": ""}
        with image.open() as stream:
            picture = Picture(f"picture-{len(self.pictures) + 1}.{ending}", stream.read(), shows)
        self.pictures.append(picture)
        return {"src": picture.name, "alt": shows}


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


def _parsed_once(content: bytes) -> etree._Element:
    """Return a part without what is in it twice, for older versions of Word."""
    root = _parsed(content)
    for twice in list(root.iter(_FALLBACK)):
        parent = twice.getparent()
        if parent is not None:
            parent.remove(twice)
    return root


def _words(content: bytes) -> str:
    """Return every word of a part that a reader sees, in order; of a text box, once."""
    root = _parsed_once(content)
    parts = [" " if node.tag in _BREAKS else node.text or "" for node in root.iter(f"{_W}t", *_BREAKS)]
    return " ".join("".join(parts).split())


def _changed(content: bytes, change: str, text: str) -> Iterator[str]:
    """Yield the words of each tracked change of a kind; of a text box, once."""
    for element in _parsed_once(content).iter(f"{_W}{change}"):
        words = "".join(node.text or "" for node in element.iter(f"{_W}{text}")).strip()
        if words:
            yield words
