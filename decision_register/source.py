"""Reads the folder of notices: the only module that opens what authors commit.

Any file gives a `Source`; what makes one unreadable is kept in it as a `Problem`, for a rule to report.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from decision_register.findings import Span
from decision_register.names import readable
from decision_register.packing import packs_as_values
from decision_register.pictures import PictureFaultError, without_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from decision_register.inspected import Passage, Trait

LARGEST_NOTICE = 500_000
"""The most bytes one notice may have; the longest published notices have about 60,000."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff\ufffe\uffff]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SAME_MOMENT = 2_000_000_000
"""Nanoseconds that some file systems do not tell apart."""
_LEFT_BEHIND = (".", "~$", "Thumbs.db", "desktop.ini")


@packs_as_values
@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file, its front matter or its body cannot be read: the rule's name, where, and what stood there.

    `cure` says how to mend this very line, where more is known of it than the rule knows; `meant` is that line mended.
    """

    kind: str
    span: Span = Span()
    value: str = ""
    cure: str = ""
    meant: str = ""


@packs_as_values
@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file in a notice's folder: `name` is POSIX, relative to the folder; `pages` of a PDF.

    `size` is that of the copy that is published, in bytes: of a picture, without the notes of its maker.

    `blob` is git's digest of its bytes, by which a change since a commit is seen;
    `traits` are what its inspection found, and `passages` the words it read.
    """

    name: str
    size: int
    symbolic_link: bool = False
    pages: int | None = None
    blob: str = ""
    traits: tuple[Trait, ...] = ()
    passages: tuple[Passage, ...] = ()


@packs_as_values
@dataclass(frozen=True, slots=True)
class Source:
    r"""One notice as it stands on disk.

    `path` is POSIX, relative to the project; `text` has `\n` line ends and no byte-order mark, and is empty when
    there is a `problem`; `byte_order_mark` says that the file began with one.
    """

    path: str
    text: str
    problem: Problem | None = None
    byte_order_mark: bool = False
    documents: tuple[DocumentFile, ...] = ()

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.path.rpartition("/")[2].removesuffix(".md")


@packs_as_values
@dataclass(frozen=True, slots=True)
class Listed:
    """A notice's file, how findings name it, and its stamp: what changes when it or one of its documents does.

    `place` names the file from the root, as a worker on another machine must find it.

    The stamp holds time and size of each file, as git has it; it is empty for a file that may change once more within
    the time that clocks tell apart, and which must be read again.
    """

    place: str
    path: str
    stamp: str = ""

    @property
    def file(self) -> Path:
        """The file; made when it is asked for, as most notices of a long register are only listed."""
        return Path(self.place)


@packs_as_values
@dataclass(frozen=True, slots=True)
class Listing:
    """The files of all notices by path, and the paths of files that are neither a notice nor in a notice's folder."""

    notices: tuple[Listed, ...]
    strays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """All notices by path, and the paths of files that are neither a notice nor in a notice's folder."""

    notices: tuple[Source, ...]
    strays: tuple[str, ...] = ()


def read_sources(folder: Path) -> Sources:
    """Return every notice under the folder, in the order of their paths, which begin with the folder as given."""
    listing = list_notices(folder)
    return Sources(tuple(read_source(listed.file, listed.path) for listed in listing.notices), listing.strays)


def list_notices(folder: Path) -> Listing:
    """Return what is under the folder, without opening a file; what has a name that is no text is no notice."""
    notices: list[Listed] = []
    strays: list[str] = []
    _list_folder(folder.absolute(), folder.as_posix(), notices, strays, time.time_ns() - _SAME_MOMENT)
    return Listing(tuple(sorted(notices, key=attrgetter("path"))), tuple(sorted(strays)))


def _list_folder(folder: Path, shown: str, notices: list[Listed], strays: list[str], settled: int) -> None:
    """List one folder and those inside it; a folder of a notice's stem holds that notice's documents."""
    with os.scandir(folder) as entries:
        children = {entry.name: entry for entry in entries if not entry.name.startswith(_LEFT_BEHIND)}
    folders = {name: child for name, child in children.items() if child.is_dir()}
    for name, child in children.items():
        stem = name.removesuffix(".md")
        path = f"{shown}/{name}"
        if readable(name) != name:
            strays.append(f"{shown}/{readable(name)}")
        elif name in folders and not child.is_symlink():
            if f"{name}.md" not in children:
                _list_folder(Path(child.path), path, notices, strays, settled)
        elif name != stem and (child.is_symlink() or child.is_file()):
            notices.append(Listed(child.path, path, _stamp_with_documents(child, folders.get(stem), settled)))
        else:
            strays.append(path)


def _stamp_with_documents(notice: os.DirEntry[str], beside: os.DirEntry[str] | None, settled: int) -> str:
    """Return the stamp of a notice and, if there is a folder of its stem beside it, of all that is in that."""
    stamp = _stamp(notice.name, notice.stat(follow_symlinks=False), settled)
    if beside is None:
        return stamp
    stamps = [stamp, _stamp(beside.name, beside.stat(follow_symlinks=False), settled)]
    stamps += [] if beside.is_symlink() else _stamps_within(beside.path, settled)
    return " ".join(stamps) if all(stamps) else ""


def _stamps_within(folder: str, settled: int) -> list[str]:
    """Return the stamps of all in a folder and the folders inside it; an empty one if they cannot all be listed."""
    try:
        inside = sorted(_within(folder))
        return [_stamp(path, os.stat(path, follow_symlinks=False), settled) for path in inside]  # noqa: PTH116 - quicker
    except OSError:
        return [""]


def _within(folder: str) -> Iterator[str]:
    """Yield the path of all in a folder and the folders inside it; symbolic links are not followed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry.path
            if entry.is_dir(follow_symlinks=False):
                yield from _within(entry.path)


def stamps_in(folder: Path) -> list[tuple[str, str]]:
    """Return each file under a folder with its stamp, as in `Listed`."""
    settled = time.time_ns() - _SAME_MOMENT
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [(readable(file.as_posix()), _stamp(file.name, file.stat(), settled)) for file in files]


def _stamp(name: str, known: os.stat_result, settled: int) -> str:
    written, changed = known.st_mtime_ns, known.st_ctime_ns
    if written > settled or changed > settled:
        return ""
    return f"{readable(name)}:{written}:{changed}:{known.st_size}:{known.st_ino}"


def text_at(path: str) -> str:
    """Return the text of a notice that a finding names, to show the line; nothing for one that cannot be read.

    Signs that cannot be seen are shown as such.
    """
    file = Path(path)
    source = _source(file, path, ()) if file.suffix == ".md" and file.is_file() else None
    if source and source.problem and source.problem.cure:
        return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    return source.text if source else ""


def texts_at(paths: Iterable[str]) -> dict[str, str]:
    """Return the text of each notice that findings name."""
    return {path: text_at(path) for path in sorted(set(paths))}


def read_source(file: Path, path: str) -> Source:
    """Return one notice; `path` is how findings name it."""
    return _source(file, path, _read_documents(file.with_suffix("")))


def _source(file: Path, path: str, documents: tuple[DocumentFile, ...]) -> Source:
    if file.is_symlink():
        return Source(path, "", Problem("symbolic-link-notice"), documents=documents)
    size = file.stat().st_size
    if size > LARGEST_NOTICE:
        return Source(path, "", Problem("too-large", value=f"{size:,} bytes"), documents=documents)
    return read_text(file.read_bytes(), path, documents)


def read_text(content: bytes, path: str, documents: tuple[DocumentFile, ...] = ()) -> Source:
    """Return the notice in these bytes."""
    marked = content.startswith(_BYTE_ORDER_MARK)
    if content.startswith(_UTF_16):
        return Source(path, "", Problem("not-utf-8", value="UTF-16"), documents=documents)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        return Source(path, "", _undecodable(content, error.start), documents=documents)
    if not text.strip():
        return Source(path, "", Problem("empty-file"), byte_order_mark=marked, documents=documents)
    found = _CONTROL.search(text)
    if found:
        span = _span_at(text, found.start())
        problem = Problem("not-text", span, f"U+{ord(found[0]):04X}", _to_delete(text, found.start()))
        return Source(path, "", problem, byte_order_mark=marked, documents=documents)
    return Source(path, text, byte_order_mark=marked, documents=documents)


def _to_delete(text: str, at: int) -> str:
    """Return how to find and delete a sign that cannot be seen; nothing in a file that is no text at all."""
    if "\0" in text:
        return ""
    before = text[text.rfind("\n", 0, at) + 1 : at][-30:].strip()
    where = f"after “{before}” on this line" if before else "in front of this line"
    return f"Delete what stands {where}: a sign that cannot be seen, left from Word or a PDF."


def _undecodable(content: bytes, at: int) -> Problem:
    """Return the problem of bytes that are not UTF-8: a file that is no text, or a text in another encoding."""
    before = content[:at].decode("utf-8", errors="replace")
    if b"\x00" in content:
        return Problem("not-text", _span_at(before, len(before)), f"byte {content[at]:#04x}")
    return Problem("not-utf-8", _span_at(before, len(before)), f"byte {content[at]:#04x}")


def _span_at(text: str, at: int) -> Span:
    """Return the place of one character."""
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return Span(line, column, column + 1)


def _read_documents(folder: Path) -> tuple[DocumentFile, ...]:
    """Return every file in a notice's folder and the folders inside it, by name; symbolic links are not followed."""
    if folder.is_symlink():
        return (DocumentFile(folder.name, 0, symbolic_link=True),)
    if not folder.is_dir():
        return ()
    found = [_read_document(file, folder) for file in sorted(folder.rglob("*")) if _is_document(file)]
    return tuple(found)


def _is_document(file: Path) -> bool:
    return not file.name.startswith(_LEFT_BEHIND) and (file.is_symlink() or file.is_file())


def _read_document(file: Path, folder: Path) -> DocumentFile:
    name = readable(file.relative_to(folder).as_posix())
    if file.is_symlink():
        return DocumentFile(name, 0, symbolic_link=True)
    return document_file(name, file.read_bytes())


def document_file(name: str, content: bytes) -> DocumentFile:
    """Return what is inside a document of this name, relative to its notice's folder."""
    from decision_register.inspection import inspect_document  # as most notices have no document

    inside = inspect_document(name.rpartition("/")[2], content)
    size, blob = _published_size(name, content), blob_digest(content)
    return DocumentFile(name, size, pages=inside.pages, blob=blob, traits=inside.traits, passages=inside.passages)


def _published_size(name: str, content: bytes) -> int:
    try:
        return len(without_notes(name, content))
    except PictureFaultError:
        return len(content)


def blob_digest(content: bytes) -> str:
    """Return the name that git gives to these bytes (SHA-1 of the blob)."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
