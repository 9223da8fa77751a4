"""Reads a Word form: its text by mammoth, and what mammoth leaves out from the file itself."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import count
from typing import TYPE_CHECKING, Any

import mammoth
from lxml import etree

from decision_register.importing.counting import W
from decision_register.importing.html_lines import lines_of_html
from decision_register.importing.lines import (
    ACROSS,
    COMMENT,
    DRAWN,
    LOCKED,
    MARK,
    OLD_OFFICE,
    Form,
    ImportFaultError,
    Picture,
)
from decision_register.importing.word_signs import Looks
from decision_register.importing.word_xml import (
    Seen,
    drawn_across,
    parsed,
    take_out_unseen,
    without_twins,
    words_of,
    write_numbers,
    write_plainly,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element as Element

_ASIDE = {"header": "page header", "footer": "page footer", "comments": COMMENT}
_PART = re.compile(r"word/(header|footer|comments)\d*\.xml")
_DRAWN = re.compile(r"word/(?:charts/chart|diagrams/data)\d*\.xml")
_INSIDE = re.compile(
    r"word/(?:embeddings/(?!Microsoft_(?:Office_)?Excel_(?:Work)?[Ss]heet)|afchunk)(?P<name>[^/]+)", re.IGNORECASE
)
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_OF_LEVELS = {f"{W}numFmt", f"{W}pStyle"}
_LOOKED_AT = {f"{W}name", f"{W}pPr"}
_PICTURES = {"image/png": "png", "image/jpeg": "jpg"}
_NOTE = re.compile(r'(<li id="(?:foot|end)note-[^"]*">(?:<p>)?)')
_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-[^"]*">↑</a>')
_LARGEST = 50_000_000


def read_word(content: bytes, is_known: Callable[[str], bool]) -> Form:
    """Return a form as it reads when all tracked changes are accepted; what its reader does not see is put aside.

    Raises `ImportFaultError` for a file that Word could not open either.
    """
    _refuse_what_is_no_form(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _LARGEST:
                raise ImportFaultError("is too large to be a form")  # noqa: EM101, TRY003, TRY301 - the sentence's end
            parts = {part.filename: archive.read(part) for part in archive.infolist()}
        beside = [*_around(parts), *_drawn(parts)]
        seen = Seen(beside.copy(), list(_inside(parts)))
        words = " ".join((*_made_plain(parts, seen), *(words for _, words in beside)))
        album = _Album()
        made = mammoth.convert_to_html(_zipped(parts), convert_image=mammoth.images.img_element(album.take))
    except ImportFaultError:
        raise
    except Exception as error:  # a damaged file may fail in any way
        fault = "is no Word document that can be opened; save it again in Word as .docx"
        raise ImportFaultError(fault) from error
    lines = lines_of_html(_with_notes_numbered(made.value), is_known)
    return Form(lines, tuple(seen.aside), words, pictures=tuple(album.pictures), notes=(*seen.notes, *album.notes))


def _refuse_what_is_no_form(content: bytes) -> None:
    fault = ""
    if not content:
        fault = "is empty; save the form in Word again"
    elif content.startswith(OLD_OFFICE) and LOCKED in content:
        fault = (
            "is locked with a password; open it in Word and take the password away under File, Info, Protect Document"
        )
    elif content.startswith(OLD_OFFICE):
        fault = "is a file of an older Word under a new name; open it in Word and save it as .docx"
    if fault:
        raise ImportFaultError(fault)


def _around(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield what stands at the edges of pages and in comments, with what it is."""
    for name in sorted(parts):
        found = _PART.fullmatch(name)
        root = parsed(parts[name]) if found or name == "word/document.xml" else None
        if root is None:
            continue
        yield from ((ACROSS, words) for words in dict.fromkeys(drawn_across(root)))
        if found:
            whole = without_twins(root)
            each = whole.findall(f"{W}comment") if found[1] == "comments" else [whole]
            yield from ((_ASIDE[found[1]], words) for words in map(words_of, each) if words)


def _drawn(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield the words of each chart and diagram, which a notice cannot show."""
    for name in sorted(filter(_DRAWN.fullmatch, parts)):
        texts = (node.text or "" for node in parsed(parts[name]).iter("{*}t", "{*}v"))
        words = " ".join(" ".join(texts).split())
        yield DRAWN, words or "no words"


def _inside(parts: dict[str, bytes]) -> Iterator[str]:
    for name in sorted(parts):
        if found := _INSIDE.fullmatch(name):
            yield f"the file {found['name']} inside the form is left out; save it by itself and list it under documents"


def _made_plain(parts: dict[str, bytes], seen: Seen) -> Iterator[str]:
    """Change the text of a form, its notes and its styles so that mammoth sees what a reader does; yield its words."""
    styles = parsed(parts["word/styles.xml"]) if "word/styles.xml" in parts else None
    numbering = parsed(parts["word/numbering.xml"]) if "word/numbering.xml" in parts else None
    looks = Looks(styles)
    for name in ("word/document.xml", *(note for note in _NOTES if note in parts)):
        root = without_twins(parsed(parts[name]))
        write_plainly(root, looks, seen)
        yield words_of(root)
        take_out_unseen(root, looks, seen)
        write_numbers(root, numbering, styles)
        parts[name] = etree.tostring(root)
    if styles is not None:
        parts["word/styles.xml"] = _without_looks(styles)
    if numbering is not None:
        for level in numbering.iter(f"{W}lvl"):
            for looks in [one for one in level if one.tag not in _OF_LEVELS]:
                level.remove(looks)
        parts["word/numbering.xml"] = etree.tostring(numbering)


def _without_looks(styles: Element) -> bytes:
    """Return the styles of a form cut down to their names and numbering, which is all that mammoth looks at.

    Word files carry thousands of elements of looks, and reading them takes most of the time of an import.
    """
    for element in list(styles):
        if element.tag != f"{W}style":
            styles.remove(element)
        for looks in [one for one in element if one.tag not in _LOOKED_AT]:
            element.remove(looks)
    slim: bytes = etree.tostring(styles)
    return slim


def _zipped(parts: dict[str, bytes]) -> io.BytesIO:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return whole


def _with_notes_numbered(html: str) -> str:
    """Return the HTML with each note at its end named by its number, as in the text, and without a link back."""
    numbers = count(1)
    named = _NOTE.sub(lambda begun: f"{begun[1]}[{next(numbers)}]{MARK}", html)
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
