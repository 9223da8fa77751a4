"""Looks inside a document for what readers cannot use and what nobody meant to publish.

Work is bounded: only so many pages, so many parts and so many bytes are looked at, and a file that cannot be read is
said to be so.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from decision_register.covered import PageReader, TooMuchToReadError, Words, has_covered_words
from decision_register.inspected import Passage, Trait
from decision_register.pictures import is_picture, without_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_PAGES = 500
"""How many pages of a PDF are looked at, and how many a PDF may have to be counted as read."""
LARGEST_PART = 30_000_000
"""The most bytes of one part of an Office file, once unpacked."""
LARGEST_FILE = 100_000_000
"""The most bytes of all parts of an Office file, once unpacked."""
MOST_PARTS = 5_000
MOST_WORDS = 1_000_000
"""How many characters of a document's words are looked at."""

_OFFICE = frozenset({"docx", "xlsx", "pptx", "odt", "ods"})
_BEGINS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
_CREATOR = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator)[^>]*>([^<]{1,200})<")
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\s|<text:tracked-changes")
_HIDDEN = re.compile(rb"<w:vanish(?:\s*/>|\s+w:val=\"(?:1|true|on)\")|<sheet\s[^>]*state=\"(?:hidden|veryHidden)\"")
_COMMENTS = re.compile(r"(?:^|/)comments\d*\.xml$|threadedComments/")
_DANGEROUS_XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DRAWN = re.compile(rb"<(?:wp:docPr|pic:cNvPr|p:cNvPr|xdr:cNvPr|svg:title|svg:desc|draw:frame|v:shape)\b[^<]{0,600}")
_WITH_WORDS = re.compile(
    r"^(?:word/(?!styles|settings|theme|fontTable|_rels)|xl/sharedStrings|ppt/slides/|content\.xml)"
)
_ENDS_A_LINE = re.compile(r"</(?:w:p|a:p|text:p|text:h|si|w:tc)>|<w:br\s*/>|<w:tab\s*/>")
_ANY_TAG = re.compile(r"<[^<>]*>")
_SIGNATURE = re.compile(r"(?:^|[^a-z])signature", re.IGNORECASE)
_MOST_ELEMENTS = 20_000
"""The most elements of a PDF's structure that are looked at."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What is in a document: its pages (of a PDF that can be read), its traits, and the words that were read."""

    pages: int | None = None
    traits: tuple[Trait, ...] = ()
    passages: tuple[Passage, ...] = ()


def inspect_document(name: str, content: bytes) -> Inside:
    """Return what is inside a document of this name; never raises, whatever the bytes are."""
    ending = name.rpartition(".")[2].lower()
    begins = b"PK\x03\x04" if ending in _OFFICE else _BEGINS.get(ending, b"")
    if not content.startswith(begins):
        return Inside(traits=(Trait("document-is-something-else", ending.upper()),))
    try:
        if ending == "pdf":
            return _inside_pdf(content)
        if ending in _OFFICE:
            return _sorted(_inside_office(content))
        if is_picture(name):
            return _sorted(_inside_image(name, content))
    except Exception:  # noqa: BLE001 - a damaged file may fail in any way; that it does is the finding
        return Inside(traits=(Trait("document-unreadable"),))
    return Inside(passages=(Passage(content[:MOST_WORDS].decode("utf-8", errors="replace")),))


def _sorted(found: Iterable[Trait | Passage], pages: int | None = None) -> Inside:
    """Return what was found, each trait once, and so many words."""
    traits: dict[Trait, None] = {}
    passages, words = [], 0
    for one in found:
        if isinstance(one, Trait):
            traits[one] = None
        elif words < MOST_WORDS:
            passages.append(one)
            words += len(one.words)
    return Inside(pages, tuple(traits), tuple(passages))


def _inside_pdf(content: bytes) -> Inside:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        return Inside(traits=(Trait("document-locked"),))
    pages = len(reader.pages)
    if pages > MOST_PAGES:
        return Inside(pages, (Trait("document-too-long", f"{pages:,} pages"),))
    return _sorted(_pdf_traits(reader), pages)


def _pdf_traits(reader: Any) -> Iterator[Trait | Passage]:  # noqa: ANN401 - a PdfReader, which is imported late
    root, about = reader.trailer["/Root"], reader.metadata or {}
    lacking = [] if "/StructTreeRoot" in root else ["tags"]
    lacking += [] if about.get("/Title") else ["a title"]
    lacking += [] if root.get("/Lang") else ["a language"]
    if lacking:
        yield Trait("document-hard-to-hear", " and ".join(lacking))
    if about.get("/Author"):
        yield Trait("document-names-its-author", str(about["/Author"])[:60])
    if "/EmbeddedFiles" in (root.get("/Names") or {}):
        yield Trait("document-holds-other-files", "attachments")
    if any(_SIGNATURE.search(words) for words in _pictures_described(root)):
        yield Trait("document-shows-a-signature", "by the description of a picture")
    page_reader = PageReader()
    for number, page in enumerate(reader.pages, 1):
        kinds = {str(note.get_object().get("/Subtype")) for note in page.get("/Annots") or ()}
        if kinds - {"/Link", "/Widget"}:
            yield Trait("document-holds-comments", f"page {number}")
        try:
            drawn = list(page_reader.marks(page))
            if has_covered_words(drawn):
                yield Trait("document-covers-words", f"page {number}")
        except TooMuchToReadError:
            yield Trait("document-too-long", f"too much drawn on page {number}")
            return
        if not any(isinstance(mark, Words) for mark in drawn) and "/XObject" in (page.get("/Resources") or {}):
            yield Trait("document-without-text", f"page {number}")
        yield Passage(page.extract_text(), f"page {number}")


def _pictures_described(root: Any) -> Iterator[str]:  # noqa: ANN401 - a dictionary of the PDF
    """Yield what the tags of a PDF say its pictures show (ISO 32000-1, 14.9.3)."""
    ahead = [root.get("/StructTreeRoot")]
    for _ in range(_MOST_ELEMENTS):
        element = ahead.pop() if ahead else None
        element = element.get_object() if element is not None else None
        if isinstance(element, list):
            ahead += element
        elif isinstance(element, dict):
            yield str(element.get("/Alt", ""))
            ahead.append(element.get("/K"))
        if not ahead:
            return


def _inside_office(content: bytes) -> Iterator[Trait | Passage]:
    """Yield what stands in the parts of an Office file, each part bounded, and no entity ever expanded."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        sizes = [part.file_size for part in parts]
        if len(parts) > MOST_PARTS or max(sizes, default=0) > LARGEST_PART or sum(sizes) > LARGEST_FILE:
            yield Trait("document-unreadable")
            return
        for part in parts:
            if part.filename.endswith(("vbaProject.bin", ".exe", ".zip")) or "/embeddings/" in part.filename:
                yield Trait("document-holds-other-files", part.filename)
            if _COMMENTS.search(part.filename):
                yield Trait("document-holds-comments", "the file")
            if part.filename.endswith((".xml", ".rels")):
                text = archive.read(part)
                yield from _inside_xml(text)
                if _WITH_WORDS.search(part.filename):
                    yield Passage(_words_of(text))


def _inside_xml(text: bytes) -> Iterator[Trait]:
    if _DANGEROUS_XML.search(text):
        yield Trait("document-unreadable")
    if _TRACKED.search(text):
        yield Trait("document-holds-tracked-changes")
    if _HIDDEN.search(text):
        yield Trait("document-holds-hidden-text")
    if b"<o:signatureline" in text or any(
        _SIGNATURE.search(match[0].decode("utf-8", errors="replace")) for match in _DRAWN.finditer(text)
    ):
        yield Trait("document-shows-a-signature", "by the description of a picture")
    for match in _CREATOR.finditer(text):
        yield Trait("document-names-its-author", match[1].decode("utf-8", errors="replace")[:60])


def _words_of(xml: bytes) -> str:
    """Return the words between the tags, a paragraph, a row or a cell on a line."""
    return unescape(_ANY_TAG.sub("", _ENDS_A_LINE.sub("\n", xml.decode("utf-8", errors="replace"))))


def _inside_image(name: str, content: bytes) -> Iterator[Trait]:
    """Yield that a picture carries notes of the camera (where and when it was taken, by whom), or is a signature."""
    if _SIGNATURE.search(name):
        yield Trait("document-shows-a-signature", "by its name")
    if len(without_notes(name, content)) != len(content):
        yield Trait("picture-tells-of-its-maker")
