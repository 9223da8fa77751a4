"""The published copy of a picture: the same picture, without the notes that cameras and programs leave in it.

Such notes may tell where and when a photograph was taken, by whom, and what it looked like before it was cut. Only
the parts that are needed to show the picture are kept (JPEG: ITU-T T.81 annex B; PNG: third edition, 5.6 and 11), and
which way up it is. The picture itself is copied as it is, not compressed again.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    (b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP", b"acTL", b"fcTL", b"fdAT")
)
_START_OF_SCAN, _EXIF, _COMMENT = 0xDA, 0xE1, 0xFE
_NOTES = range(0xE0, 0xF0)
_NO_LENGTH = frozenset((0x00, 0x01, 0xFF, *range(0xD0, 0xD9)))
"""What may follow FF without a length of its own: a byte of the picture, filling, or a restart."""
_ORIENTATION = 0x0112
_SHORTEST = 2


class PictureFaultError(ValueError):
    """The bytes are not a whole picture of the kind their name says."""


def is_picture(name: str) -> bool:
    """Return whether a file of this name is published without its notes."""
    return name.lower().endswith((".png", ".jpg", ".jpeg"))


def without_notes(name: str, content: bytes) -> bytes:
    """Return a document's bytes as they are published: a picture without its notes, and anything else as it is.

    Raises `PictureFaultError` for bytes that are not a whole picture.
    """
    if not is_picture(name):
        return content
    return b"".join(_png_kept(content) if name.lower().endswith(".png") else _jpeg_kept(content))


def _png_kept(content: bytes) -> Iterator[bytes]:
    if not content.startswith(_PNG_BEGINS):
        raise PictureFaultError
    yield _PNG_BEGINS
    at = len(_PNG_BEGINS)
    while True:
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        chunk = content[at : at + 12 + size]
        if len(chunk) < 12 + size:
            raise PictureFaultError
        if kind[:1].isupper() or kind in _PNG_KEPT:
            yield chunk
        elif kind == b"eXIf" and (turned := _orientation(chunk[8:-4])) > 1:
            yield _png_chunk(b"eXIf", _only_orientation(turned))
        if kind == b"IEND":
            return
        at += 12 + size


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def _jpeg_kept(content: bytes) -> Iterator[bytes]:
    """Yield the parts to keep; what stands after the end of the picture is left out."""
    if not content.startswith(b"\xff\xd8"):
        raise PictureFaultError
    yield b"\xff\xd8"
    at = 2
    while True:
        if content[at : at + 2] == b"\xff\xd9":
            yield b"\xff\xd9"
            return
        if content[at : at + 1] != b"\xff" or at + 4 > len(content) or content[at + 1] in _NO_LENGTH:
            raise PictureFaultError
        kind = content[at + 1]
        size = int.from_bytes(content[at + 2 : at + 4])
        part = content[at : at + 2 + size]
        if size < _SHORTEST or len(part) < 2 + size:
            raise PictureFaultError
        yield from _jpeg_part(kind, part)
        at += 2 + size
        if kind == _START_OF_SCAN:
            ends = _end_of_scan(content, at)
            yield content[at:ends]
            at = ends


def _jpeg_part(kind: int, part: bytes) -> Iterator[bytes]:
    """Yield a part of a JPEG file if it is needed to show the picture: its size, its colours, which way up it is."""
    said = part[4:]
    if kind == _EXIF and said.startswith(b"Exif\0\0"):
        turned = _orientation(said[6:])
        if turned > 1:
            note = b"Exif\0\0" + _only_orientation(turned)
            yield b"\xff\xe1" + (len(note) + 2).to_bytes(2) + note
    elif (kind not in _NOTES and kind != _COMMENT) or said.startswith((b"JFIF\0", b"ICC_PROFILE\0", b"Adobe")):
        yield part


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the next part begins after the picture's own bytes."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise PictureFaultError
        if content[at + 1] not in _NO_LENGTH:
            return at
        at += 1 if content[at + 1] == 0xFF else 2  # noqa: PLR2004 - filling


def _orientation(exif: bytes) -> int:
    """Return which way up the picture is, 1 to 8 (Exif 2.32, 4.6.4 A); 1, upright, where nothing says."""
    if exif[:2] not in (b"II", b"MM"):
        return 1

    def number(at: int, size: int) -> int:
        return int.from_bytes(exif[at : at + size], "little" if exif[:2] == b"II" else "big")

    begins = number(4, 4)
    for entry in range(min(number(begins, 2), 200)):
        at = begins + 2 + 12 * entry
        if number(at, 2) == _ORIENTATION:
            turned = number(at + 8, 2)
            return turned if turned in range(1, 9) else 1
    return 1


def _only_orientation(turned: int) -> bytes:
    entry = _ORIENTATION.to_bytes(2) + (3).to_bytes(2) + (1).to_bytes(4) + turned.to_bytes(2) + bytes(2)
    return b"MM\0*" + (8).to_bytes(4) + (1).to_bytes(2) + entry + bytes(4)
