"""Looks inside a document for what readers cannot use and what nobody meant to publish.

Work is bounded: only so many pages, so many parts and so many bytes are looked at, and a file that cannot be read is
said to be so. What is drawn over words in a PDF is not found; a person has to look.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PAGES = 500
"""How many pages of a PDF are looked at, and how many a PDF may have to be counted as read."""
LARGEST_PART = 30_000_000
"""The most bytes of one part of an Office file, once unpacked."""
MOST_PARTS = 5_000

_OFFICE = frozenset({"docx", "xlsx", "pptx", "odt", "ods"})
_IMAGES = frozenset({"jpg", "jpeg", "png"})
_BEGINS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
_CREATOR = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator)[^>]*>([^<]{1,200})<")
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\s|<text:tracked-changes")
_HIDDEN = re.compile(rb"<w:vanish(?:\s*/>|\s+w:val=\"(?:1|true|on)\")|<sheet\s[^>]*state=\"(?:hidden|veryHidden)\"")
_COMMENTS = re.compile(r"(?:^|/)comments\d*\.xml$|threadedComments/")
_DANGEROUS_XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TEXT_CHUNKS = (b"tEXt", b"iTXt", b"zTXt", b"eXIf")


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing about a document that a rule tells of: the rule's name, and what or where it is."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Inside:
    """What is in a document: its pages (of a PDF that can be read) and its traits."""

    pages: int | None = None
    traits: tuple[Trait, ...] = ()


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
            return Inside(traits=tuple(dict.fromkeys(_inside_office(content))))
        if ending in _IMAGES:
            return Inside(traits=tuple(_inside_image(content, ending)))
    except Exception:  # noqa: BLE001 - a damaged file may fail in any way; that it does is the finding
        return Inside(traits=(Trait("document-unreadable"),))
    return Inside()


def _inside_pdf(content: bytes) -> Inside:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        return Inside(traits=(Trait("document-locked"),))
    pages = len(reader.pages)
    if pages > MOST_PAGES:
        return Inside(pages, (Trait("document-too-long", f"{pages:,} pages"),))
    return Inside(pages, tuple(_pdf_traits(reader)))


def _pdf_traits(reader: Any) -> Iterator[Trait]:  # noqa: ANN401 - a PdfReader, which is imported late
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
    for number, page in enumerate(reader.pages, 1):
        kinds = {str(note.get_object().get("/Subtype")) for note in page.get("/Annots") or ()}
        if kinds - {"/Link", "/Widget"}:
            yield Trait("document-holds-comments", f"page {number}")
        if not page.extract_text().strip() and "/XObject" in (page.get("/Resources") or {}):
            yield Trait("document-without-text", f"page {number}")


def _inside_office(content: bytes) -> Iterator[Trait]:
    """Yield what stands in the parts of an Office file, each part bounded, and no entity ever expanded."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or any(part.file_size > LARGEST_PART for part in parts):
            yield Trait("document-unreadable")
            return
        for part in parts:
            if part.filename.endswith(("vbaProject.bin", ".exe", ".zip")):
                yield Trait("document-holds-other-files", part.filename)
            if _COMMENTS.search(part.filename):
                yield Trait("document-holds-comments", "the file")
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    yield from _inside_xml(stream.read(LARGEST_PART))


def _inside_xml(text: bytes) -> Iterator[Trait]:
    if _DANGEROUS_XML.search(text):
        yield Trait("document-unreadable")
    if _TRACKED.search(text):
        yield Trait("document-holds-tracked-changes")
    if _HIDDEN.search(text):
        yield Trait("document-holds-hidden-text")
    for match in _CREATOR.finditer(text):
        yield Trait("document-names-its-author", match[1].decode("utf-8", errors="replace")[:60])


def _inside_image(content: bytes, ending: str) -> Iterator[Trait]:
    """Yield that a picture carries notes of the camera: where and when it was taken, and by whom."""
    if ending == "png":
        found = any(kind in _TEXT_CHUNKS for kind in _png_chunks(content))
    else:
        found = any(
            part.startswith((b"Exif\0", b"http://ns.adobe.com/", b"Photoshop 3.0")) for part in _jpeg_parts(content)
        )
    if found:
        yield Trait("picture-tells-of-its-maker")


def _png_chunks(content: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(content):
        yield content[at + 4 : at + 8]
        at += 12 + int.from_bytes(content[at : at + 4])


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    """Yield the notes before the picture itself; each begins with FF, its kind (E1, ED and so on) and its length."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xDA:  # noqa: PLR2004 - start of scan
        size = int.from_bytes(content[at + 2 : at + 4])
        yield content[at + 4 : at + 2 + size]
        at += 2 + max(2, size)
