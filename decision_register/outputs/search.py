"""The search index: small pages made for Pagefind, indexed by its binary in shards of whole years, or parts of one.

Finished shards are kept, so that a year that has not changed is not indexed again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Self

from decision_register.body import Prose
from decision_register.pagefind import SCRIPT, SHIPPED, Indexing, find_pagefind, index_pages, name_by_place
from decision_register.pages import Output
from decision_register.references import slug_of
from decision_register.software import software_digest
from decision_register.work import in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from decision_register.notice import Notice
    from decision_register.register import Register
    from decision_register.work import Workers

SHARD = 300
"""How many notices of the newest year one shard holds at most: an edit is indexed with all of its shard."""

OLD_SHARD = 1000
"""How many notices of earlier years, which are seldom edited, one shard holds at most.

For each word a reader loads a piece of each shard, and Pagefind takes 0.3 MB of memory and 2 ms for each notice.
"""

AT_ONCE = 2
"""How many shards are indexed at one time."""

_UNUSED = 3600
"""After how many seconds a shard that no build has used is deleted."""

_DIGESTS = "digests.json"
"""Stands in each finished shard, with the SHA-256 of its files by their paths."""


class ShardMaker:
    """Makes the shards of the index that are new, in the folder `kept`.

    After an edit, when most stay, they are begun at once: Pagefind is another program, and works while this one goes
    on. Otherwise they wait for `go_on`, as pages are made in copies of this process before, which need all processors.
    Raises `SearchFaultError` when Pagefind is missing or fails.
    """

    def __init__(self, register: Register, kept: Path, workers: Workers) -> None:
        """Look which shards are new."""
        self._register, self._kept, self._workers = register, kept, workers
        binary = find_pagefind()
        shards = {kept / "search" / _digest(notices, register, binary): notices for notices in _shards(register)}
        self._first = {folder: _first_day(notices) for folder, notices in shards.items()}
        self._new = {folder: notices for folder, notices in shards.items() if not folder.is_dir()}
        self._at_once = len(self._new) <= min(AT_ONCE, len(shards) - 1) and not workers.cluster
        self._begun: dict[Path, Indexing] = {}
        self._aside: Future[None] | None = None

    def __enter__(self) -> Self:
        """Begin with the new shards, if most stay."""
        with ExitStack() as held:
            if self._at_once:
                for folder, notices in self._new.items():
                    self._begun[folder] = held.enter_context(_indexing(self._staged(notices), folder))
                self._new = {}
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what is still at work."""
        self._held.close()

    def go_on(self) -> None:
        """Begin with all other new shards, beside the work that follows."""
        if self._new:
            pool = self._held.enter_context(ThreadPoolExecutor(1))
            self._aside = pool.submit(self._make_new)

    def finished(self) -> list[Path]:
        """Wait, and return the folder of each shard."""
        for folder, indexing in self._begun.items():
            _settle(indexing.files(), folder, self._first[folder])
        if self._aside:
            self._aside.result()
        finished = list(self._first)
        _forget_others(self._kept, finished)
        return finished

    def _staged(self, notices: list[Notice]) -> list[tuple[str, str]]:
        return [(f"decisions/{notice.slug}/index.html", _record(notice, self._register)) for notice in notices]

    def _make_new(self) -> None:
        staged = map(self._staged, self._new.values())
        if self._workers.cluster:
            made = in_turn(self._workers.cluster, index_pages, staged, AT_ONCE + 1)
            for folder, files in zip(self._new, made, strict=True):
                _settle(files, folder, self._first[folder])
        else:
            shards = ((folder, self._first[folder], pages) for folder, pages in zip(self._new, staged, strict=True))
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(in_turn(pool, _make_shard, shards, AT_ONCE + 1))


def finish_shards(register: Register, kept: Path, workers: Workers) -> list[Path]:
    """Return the folder of each shard of the index, once all are made; as `ShardMaker`."""
    with ShardMaker(register, kept, workers) as maker:
        maker.go_on()
        return maker.finished()


def search_of(register: Register, finished: list[Path], stands: Callable[[str, str], bool]) -> Iterator[Output]:
    """Yield the search index, and the references that the search page reads.

    `stands` says whether the site has a file of this path and SHA-256 already; such a file is not read again.
    """
    names = []
    for folder in finished:
        digests = (folder / _DIGESTS).read_bytes()
        names.append(hashlib.sha256(digests).hexdigest()[:10])
        for path, digest in json.loads(digests).items():
            if folder == finished[0] or path not in SHIPPED:
                place = f"pagefind/{path}" if path == SCRIPT else f"pagefind/{names[-1]}/{path}"
                yield Output(place, None if stands(place, digest) else (folder / path).read_bytes(), digest)
    yield from _names(register, names)


def _shards(register: Register) -> list[list[Notice]]:
    """Return the notices cut into shards: whole years, oldest first, so that old shards do not change.

    A year that is too long for one is cut in order of its days, so that a new notice changes its last shard only.
    """
    years: defaultdict[int, list[Notice]] = defaultdict(list)
    for notice in reversed(register.notices):
        years[notice.decision_date.year].append(notice)
    shards: list[list[Notice]] = [[]]
    for year, notices in years.items():
        most = SHARD if year == max(years) else OLD_SHARD
        if shards[-1] and len(shards[-1]) + len(notices) > most:
            shards.append([])
        for start in range(0, len(notices), most):
            if start:
                shards.append([])
            shards[-1] += notices[start : start + most]
    return shards


def _first_day(notices: list[Notice]) -> str:
    """Return the day of the first decision of a shard, as in `20190104`."""
    return f"{notices[0].decision_date:%Y%m%d}" if notices else ""


def _digest(notices: list[Notice], register: Register, binary: Path) -> str:
    """Return the name of a shard, which is another one as soon as anything that it is made of is."""
    digest = hashlib.sha256(f"{software_digest()} {binary.stat().st_size}".encode())
    for notice in notices:
        files = " ".join(document.file.blob for document in notice.documents)
        digest.update(f"{notice.slug} {notice.source_digest} {register.standing_of(notice)} {files}\n".encode())
    return digest.hexdigest()[:32]


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Give a folder for what is in the making, beside the one that the shard will have."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as name:
        yield Path(name)


@contextmanager
def _indexing(pages: list[tuple[str, str]], folder: Path) -> Iterator[Indexing]:
    """Let Pagefind index these pages, path and HTML, beside the folder that the shard will have."""
    with _scratch(folder) as scratch:
        indexing = Indexing(pages, scratch)
        try:
            yield indexing
        finally:
            indexing.stop()


def _make_shard(shard: tuple[Path, str, list[tuple[str, str]]]) -> None:
    """Make a shard in its folder: of these pages, path and HTML, the first of which was decided on a day."""
    folder, first, staged = shard
    with _indexing(staged, folder) as indexing:
        _settle(indexing.files(), folder, first)


def _settle(files: dict[str, bytes], folder: Path, first: str) -> None:
    """Put a finished shard into its folder, whole, with the digests of its files.

    Its pages are named so that the name of a later decision is greater, whichever shard it is in: Pagefind puts what
    it finds in several indexes in order by how well it fits only.
    """
    named = name_by_place(files, first)
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(named.items())}
    with _scratch(folder) as scratch:
        made = scratch / "made"
        for path, content in (named | {_DIGESTS: json.dumps(digests).encode()}).items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(content)
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():  # another build has made the same
                raise


def _forget_others(kept: Path, finished: list[Path]) -> None:
    """Delete shards that no build has used for a while; another build may be at work on some, as a preview is."""
    now = time.time()
    for folder in (kept / "search").glob("*"):
        with suppress(OSError):  # another build may have deleted it
            if folder in finished:
                os.utime(folder)
            elif now - folder.stat().st_mtime > _UNUSED:
                shutil.rmtree(folder, ignore_errors=True)


def _record(notice: Notice, register: Register) -> str:
    """Return the page that Pagefind reads for a notice: never shown, and of words that the notice's page shows."""
    standing = str(register.standing_of(notice))
    filters = [("year", str(notice.decision_date.year)), ("status", notice.status), ("standing", standing)]
    filters += [("topic", topic) for topic in notice.topics]
    filters += [("officer", officer) for officer in notice.lead_officers]
    filters += [("decision-maker", notice.decision_maker.name)] if notice.decision_maker.name else []
    meta = {
        "reference": notice.reference,
        "date": notice.decision_date.isoformat(),
        "standing": standing,
        "status": notice.status,
    }
    names = " ".join((notice.reference, *notice.also_known_as))
    parts = [
        '<!doctype html><html lang="en"><body><main data-pagefind-body>',
        *(f'<span data-pagefind-filter="{name}:{escape(value)}"></span>' for name, value in filters),
        *(f'<span data-pagefind-meta="{name}:{escape(value)}"></span>' for name, value in meta.items()),
        f'<h1 data-pagefind-meta="title">{escape(notice.title)}</h1>',
        *(
            block.html
            for section in register.text_of(notice).sections
            for block in section.blocks
            if isinstance(block, Prose)
        ),
        *(f"<p>{escape(line)}</p>" for line in _facts(notice)),
        f'<p data-pagefind-weight="8">{escape(names)}</p>',
        "</main></body></html>",
    ]
    return "".join(parts)


def _facts(notice: Notice) -> Iterator[str]:
    """Yield what the page shows beside the text: people, sums, documents, and what is withheld."""
    yield " ".join((notice.decision_maker.name, notice.decision_maker.role, *notice.lead_officers))
    for cost in notice.costs:
        yield f"£{cost.pence // 100:,} {cost.purpose} {cost.recipient} {cost.source}"
    for document in notice.documents:
        yield f"{document.title} {document.description}"
    for part in notice.withheld:
        yield f"{part.exemption} {part.reason}" + ("" if notice.is_confidential else f" {part.part}")


def _names(register: Register, shards: list[str]) -> Iterator[Output]:
    """Yield what the search page needs to know a reference when it sees one.

    One file is short, is always loaded, and holds the folders of the index, oldest decisions first, and the references
    that have another form by those they stand for; the list of all others, newest first, is loaded for words with a
    figure only.
    """
    taken = {notice.slug for notice in register.notices}
    others = {
        name: notice.reference
        for notice in register.notices
        for name in notice.also_known_as
        if slug_of(name) not in taken
    }
    yield Output("search/about.json", _json({"shards": shards, "others": others}))
    yield Output("search/references.json", _json([notice.reference for notice in register.notices]))


def _json(table: object) -> bytes:
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
