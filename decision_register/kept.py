"""What is kept between builds, beside the site: readings of notices, and which pages are as they were.

It may be deleted at any time: everything in it is made again from the notices. It is one SQLite file for each version
of this software and of the settings; whatever goes wrong with it, the build goes on without it.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import sqlite3
import sys
import threading
import weakref
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from decision_register.findings import FaultError
from decision_register.software import software_digest
from decision_register.texts import unpack_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from decision_register.notice import Notice
    from decision_register.settings import Settings
    from decision_register.texts import Text

_FEW = 100
_PAGE = 1 << 15
"""Bytes that SQLite reads at once; a long row is taken up in a third of the time that it takes with the usual 4096."""
_MOST_FILES = 4
"""How many versions are kept: the site and its preview, today's and one before."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS shelves (number INTEGER PRIMARY KEY, sum, readings, names, outlines, notices)",
    "CREATE TABLE IF NOT EXISTS packs (digest TEXT PRIMARY KEY, packed BLOB)",
    "CREATE TABLE IF NOT EXISTS checks (only INTEGER PRIMARY KEY, seen TEXT, together BLOB)",
    "CREATE TABLE IF NOT EXISTS texts (digest TEXT PRIMARY KEY, text BLOB)",
    "CREATE TABLE IF NOT EXISTS wordings (blob TEXT PRIMARY KEY, wording BLOB)",
    "CREATE TABLE IF NOT EXISTS templates (key TEXT PRIMARY KEY, compiled BLOB)",
    "CREATE TABLE IF NOT EXISTS builds (site TEXT PRIMARY KEY, inputs TEXT, told BLOB) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS pages (path TEXT PRIMARY KEY, key TEXT, digest TEXT, mark TEXT) WITHOUT ROWID",
)
_ON_NO_SHELF = (
    "FROM packs WHERE digest NOT IN"
    " (SELECT names FROM shelves UNION SELECT outlines FROM shelves UNION SELECT notices FROM shelves)"
)


class KeptFaultError(FaultError):
    """Why what was kept cannot be had; one plain sentence with the cure."""


class KeptPage(NamedTuple):
    """A file of the last build: the key of what a page showed, its SHA-256, and the mark of the file."""

    key: str
    digest: str
    mark: str


def mark_of(file: str) -> str:
    """Return what tells a file that was written again: its number, size and time; nothing for one that is not there."""
    try:
        known = os.stat(file)  # noqa: PTH116 - pathlib takes as long as the question itself
    except OSError:
        return ""
    return f"{known.st_ino} {known.st_size} {known.st_mtime_ns}"


class Kept:
    """Readings and pages kept for one version of the software and of the settings, on any day."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Open what is kept in this folder, or begin anew; where nothing can be kept, for this time only."""
        of_any_day = replace(settings, today=datetime.date.min)
        version = hashlib.sha256(f"{software_digest()} {of_any_day!r} {sys.version}".encode()).hexdigest()[:16]
        file = folder / f"kept-{version}.sqlite"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            for old in sorted(folder.glob("kept-*.sqlite"), key=lambda other: -other.stat().st_mtime)[_MOST_FILES:]:
                old.unlink()
        try:
            self._connection = _open(file)
        except sqlite3.Error:
            try:
                file.unlink(missing_ok=True)
                self._connection = _open(file)
            except (OSError, sqlite3.Error):
                file = _elsewhere() / "kept.sqlite"
                self._connection = _open(file)
        self._folder = file.parent
        self.texts = KeptTexts(file)
        if file.parent != folder:
            from shutil import rmtree  # seldom needed, as `tempfile` is, and long to import

            weakref.finalize(self.texts, rmtree, file.parent, ignore_errors=True)

    def shelves(self) -> Iterator[tuple[int, bytes, str, str, str]]:
        """Yield the number of each shelf, its readings, and the digests of its packs; see `kept_readings`."""
        for number, check_sum, readings, *packs in self._rows(
            "SELECT number, sum, readings, names, outlines, notices FROM shelves"
        ):
            if zlib.crc32(readings) == check_sum:
                yield number, readings, *packs

    def keep_shelf(self, number: int, readings: bytes, *packs: bytes) -> None:
        """Keep readings and packs on a shelf instead of what was on it."""
        digests = [hashlib.sha256(pack).hexdigest() for pack in packs]
        self._change("INSERT OR REPLACE INTO packs VALUES (?, ?)", zip(digests, packs, strict=True))
        row = (number, zlib.crc32(readings), readings, *digests)
        self._change("INSERT OR REPLACE INTO shelves VALUES (?, ?, ?, ?, ?, ?)", [row])

    def forget_packs(self) -> None:
        """Forget the packs that no shelf has any more, once they are many; another command may be about to look."""
        if len(list(self._rows(f"SELECT digest {_ON_NO_SHELF}"))) > _FEW:
            self._change(f"DELETE {_ON_NO_SHELF}", [()])

    def pack(self, digest: str) -> bytes:
        """Return a pack. Raises `KeptFaultError` for one that is not there as it was kept, and forgets all shelves."""
        for (packed,) in self._rows("SELECT packed FROM packs WHERE digest = ?", (digest,)):
            if hashlib.sha256(packed).hexdigest() == digest:
                return bytes(packed)
        self._change("DELETE FROM shelves", [()])
        what = f"What was kept in {self._folder} was damaged, or changed by another command"
        fault = f"{what}; run the command again, which reads all notices anew."
        raise KeptFaultError(fault)

    def together(self, seen: str) -> bytes | None:
        """Return what the last check found in all notices together, packed, if it saw what has this digest."""
        rows = self._rows("SELECT together FROM checks WHERE seen = ?", (seen,))
        return next((packed for (packed,) in rows), None)

    def keep_together(self, seen: str, together: bytes) -> None:
        """Keep what a check found, and the digest of all that it saw, instead of that of the last one."""
        self._change("INSERT OR REPLACE INTO checks VALUES (1, ?, ?)", [(seen, together)])

    def keep_texts(self, texts: Iterable[tuple[str, bytes]]) -> None:
        """Keep these texts (digest of the notice's file, packed text)."""
        self._change("INSERT OR REPLACE INTO texts VALUES (?, ?)", texts)

    def forget_texts(self, needed: Collection[str]) -> None:
        """Forget the texts that no notice has any more, once they are as many as the others."""
        there = {digest for (digest,) in self._rows("SELECT digest FROM texts")}
        if len(there) > 2 * len(needed) + _FEW:
            self._change("DELETE FROM texts WHERE digest = ?", [(digest,) for digest in there.difference(needed)])

    def wordings(self) -> dict[str, bytes]:
        """Return the packed wording of each notice of the past by git's digest of its file."""
        return dict(self._rows("SELECT blob, wording FROM wordings"))

    def keep_wordings(self, wordings: Mapping[str, bytes]) -> None:
        """Keep these wordings, too."""
        self._change("INSERT OR REPLACE INTO wordings VALUES (?, ?)", wordings.items())

    def templates(self) -> dict[str, bytes]:
        """Return what was made of each template, by the key that Jinja gives it."""
        return dict(self._rows("SELECT key, compiled FROM templates"))

    def keep_templates(self, compiled: Mapping[str, bytes], before: Mapping[str, bytes]) -> None:
        """Keep what was made of these templates, too; `before` is what is kept now."""
        rows = [(key, code) for key, code in compiled.items() if before.get(key) != code]
        self._change("INSERT OR REPLACE INTO templates VALUES (?, ?)", rows)

    def build_of(self, site: str, inputs: str) -> bytes | None:
        """Return what the last build of a site told, if it was made from these inputs."""
        rows = self._rows("SELECT told FROM builds WHERE site = ? AND inputs = ?", (site, inputs))
        return next((told for (told,) in rows), None)

    def keep_build(self, site: str, inputs: str, told: bytes) -> None:
        """Keep what a build of a site told."""
        self._change("INSERT OR REPLACE INTO builds VALUES (?, ?, ?)", [(site, inputs, told)])

    def pages(self) -> dict[str, KeptPage]:
        """Return each file of the last build by its path in the site."""
        return {row[0]: KeptPage(*row[1:]) for row in self._rows("SELECT path, key, digest, mark FROM pages")}

    def keep_pages(self, pages: Mapping[str, KeptPage], before: Mapping[str, KeptPage]) -> None:
        """Keep these files, by their paths in the site, and no other; `before` are those that are kept now."""
        rows = [(path, page.key, page.digest, page.mark) for path, page in pages.items() if before.get(path) != page]
        self._change("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?)", rows)
        self._change("DELETE FROM pages WHERE path = ?", [(path,) for path in before.keys() - pages.keys()])

    def _rows(self, query: str, values: tuple[str, ...] = ()) -> Iterator[tuple[Any, ...]]:
        with contextlib.suppress(sqlite3.Error):
            yield from self._connection.execute(query, values)

    def _change(self, query: str, rows: Iterable[tuple[object, ...]]) -> None:
        with contextlib.suppress(sqlite3.Error), self._connection:
            self._connection.executemany(query, rows)


class KeptTexts:
    """The texts that are kept, for any thread and for the copies of this process."""

    def __init__(self, file: Path) -> None:
        """Read from what is kept in this file."""
        self._file = file
        self._local = threading.local()

    def __call__(self, notice: Notice) -> Text:
        """Return the text of a notice. Raises `KeptFaultError` when it could not be kept."""
        return unpack_text(self.packed(notice))

    def packed(self, notice: Notice) -> bytes:
        """Return the text of a notice as it is kept."""
        if notice.is_confidential:
            return b""
        try:
            found = self._connection().execute("SELECT text FROM texts WHERE digest = ?", (notice.source_digest,))
            ((text,),) = found
        except (sqlite3.Error, ValueError):
            fault = f"What is kept between builds cannot be read in {self._file.parent}; see that the disk is not full."
            raise KeptFaultError(fault) from None
        return bytes(text)

    def _connection(self) -> sqlite3.Connection:
        """Return a connection that neither another thread nor the process this one is a copy of has opened."""
        if getattr(self._local, "process", None) != os.getpid():
            self._local.connection = sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
            self._local.process = os.getpid()
        connection: sqlite3.Connection = self._local.connection
        return connection


def _elsewhere() -> Path:
    """Return a new folder for what can be kept for this time only."""
    from tempfile import mkdtemp

    return Path(mkdtemp(prefix="decision-register-"))


def _open(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=1)
    connection.execute(f"PRAGMA page_size = {_PAGE}")  # of a file that is new
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA synchronous = OFF")  # what is lost is made again
    for table in _TABLES:
        connection.execute(table)
    return connection
