"""The search index: small pages made for Pagefind, indexed by its binary in shards, which are joined to few indexes.

Finished shards are kept, so that what has not changed is not indexed again.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

from decision_register.body import Prose
from decision_register.pagefind import SCRIPT, SHIPPED, Indexing, SearchFaultError, find_pagefind
from decision_register.pages import Output
from decision_register.references import slug_of
from decision_register.shards import Shard, join, result_paths, shard_of, take_apart
from decision_register.software import software_digest
from decision_register.work import in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from decision_register.notice import Notice
    from decision_register.register import Register
    from decision_register.work import Workers

SHARD = 100
"""How many notices of the newest year one shard holds at most: an edit is indexed with all of its shard."""

OLD_SHARD = 300
"""How many notices of earlier years, which are seldom edited, one shard holds at most.

Pagefind takes 0.3 MB of memory and 3 ms for each notice, and its words are joined to those of the other shards.
"""

INDEX = 10_000
"""How many notices one index is of at most, unless a single year has more.

A reader loads a piece of each index for each word; an edit has the index joined anew, which takes 0.4 ms a notice.
"""

TOGETHER = 1_000
"""As soon as there are more notices of earlier years, the newest year has an index of its own."""

AT_ONCE = 2
"""How many shards are indexed at one time."""

_UNUSED = 3600
"""After how many seconds something that no build has used is deleted."""


Index = dict[str, Path]
"""What a reader searches at once: the finished shards, by the names of their folders, oldest decisions first."""


class ShardMaker:
    """Makes the shards of the index that are new, in the folder `kept`.

    After an edit, when most stay, they are begun at once: Pagefind is another program, and works while this one goes
    on. Otherwise they wait for `go_on`, as pages are made in copies of this process before, which need all processors.
    Raises `SearchFaultError` when Pagefind is missing or fails.
    """

    def __init__(self, register: Register, kept: Path, workers: Workers) -> None:
        """Look which shards are new."""
        self._register, self._kept, self._workers = register, kept / "search", workers
        self._indexes: list[Index] = []
        self._new: dict[Path, list[Notice]] = {}
        binary, cut = find_pagefind(), _indexes(register)
        folders = iter(_in_order([_first_day(shard) for shards in cut for shard in shards]))
        for shards in cut:
            files = {self._kept / _digest(shard, register, binary): shard for shard in shards}
            self._indexes.append({f"{next(folders)}-{file.name[:10]}": file for file in files})
            self._new |= {file: shard for file, shard in files.items() if not _is_there(file)}
        most = sum(map(len, self._indexes)) - 1
        self._at_once = len(self._new) <= min(AT_ONCE, most) and not workers.cluster
        self._begun: dict[Path, Indexing] = {}
        self._aside: Future[None] | None = None

    def __enter__(self) -> Self:
        """Begin with the new shards, if most stay."""
        with ExitStack() as held:
            if self._at_once:
                for file, notices in self._new.items():
                    self._begun[file] = held.enter_context(Indexing(self._staged(notices)))
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

    def finished(self) -> list[Index]:
        """Wait, and return the indexes, oldest decisions first, with all their shards."""
        for file, indexing in self._begun.items():
            _keep_shard(take_apart(indexing.files()), file)
        if self._aside:
            self._aside.result()
        _forget_others(
            self._kept, {file for index in self._indexes for file in (*index.values(), _digests_file(index))}
        )
        return self._indexes

    def _staged(self, notices: list[Notice]) -> list[tuple[str, str]]:
        return [(f"decisions/{notice.slug}/index.html", _record(notice, self._register)) for notice in notices]

    def _make_new(self) -> None:
        staged = map(self._staged, self._new.values())
        with ThreadPoolExecutor(AT_ONCE) as pool:
            made = in_turn(self._workers.cluster or pool, shard_of, staged, AT_ONCE + 1)
            for file, shard in zip(self._new, made, strict=True):
                _keep_shard(shard, file)


def finish_shards(register: Register, kept: Path, workers: Workers) -> list[Index]:
    """Return the indexes of a register, once all their shards are made; as `ShardMaker`."""
    with ShardMaker(register, kept, workers) as maker:
        maker.go_on()
        return maker.finished()


def search_of(register: Register, indexes: list[Index], stands: Callable[[str, str], bool]) -> Iterator[Output]:
    """Yield the search index, and the references that the search page reads.

    `stands` says whether the site has a file of this path and SHA-256 already. An index that stands as a whole is not
    joined again.
    """
    folders = []
    for index in indexes:
        known = _digests_file(index)
        digests = _known_digests(known)
        files: dict[str, bytes] = {}
        places = _places(digests, first=index is indexes[0])
        if not places or not all(stands(place, digests[path]) for path, place in places.items()):
            files = join({name: _shard_in(file) for name, file in index.items()})
            digests = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}
            _keep(json.dumps(digests).encode(), known)
            places = _places(digests, first=index is indexes[0])
        for path, place in places.items():
            yield Output(place, None if stands(place, digests[path]) else files[path], digests[path])
        for name, file in index.items():
            yield from _results(name, file, stands)
        folders.append(_folder(digests))
    yield from _names(register, folders)


def _results(name: str, file: Path, stands: Callable[[str, str], bool]) -> Iterator[Output]:
    """Yield what results show of the decisions of a shard."""
    digests = _digests_in(file)
    places = [f"pagefind/{path}" for path in result_paths(name, len(digests))]
    if all(map(stands, places, digests)):
        yield from (Output(place, None, digest) for place, digest in zip(places, digests, strict=True))
    else:
        yield from map(Output, places, _shard_in(file).results, digests)


def _places(digests: dict[str, str], *, first: bool) -> dict[str, str]:
    """Return where the files of an index stand in the site; Pagefind's program is that of the first index."""
    folder = _folder(digests)
    return {
        path: f"pagefind/{path}" if path == SCRIPT else f"pagefind/{folder}/{path}"
        for path in digests
        if first or path not in SHIPPED
    }


def _folder(digests: dict[str, str]) -> str:
    """Return the name of an index, which is another one as soon as any of its files is."""
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest()[:10]


def _digests_file(index: Index) -> Path:
    """Return the file that has the SHA-256 of all files of an index by their paths, once it was joined."""
    named = hashlib.sha256(" ".join(index).encode()).hexdigest()[:32]
    return next(iter(index.values())).with_name(f"{named}.json")


def _known_digests(file: Path) -> dict[str, str]:
    try:
        digests: dict[str, str] = json.loads(file.read_bytes())
    except (OSError, ValueError):  # it is made again
        return {}
    return digests


def _keep_shard(shard: Shard, file: Path) -> None:
    """Keep a finished shard, with the SHA-256 of what results show of each page, which can be had without the rest."""
    digests = [hashlib.sha256(result).hexdigest() for result in shard.results]
    _keep(marshal.dumps((digests, marshal.dumps((*shard,)))), file)


def _digests_in(file: Path) -> list[str]:
    return _kept_in(file)[0]


def _shard_in(file: Path) -> Shard:
    return Shard(*marshal.loads(_kept_in(file)[1]))  # noqa: S302 - as below


def _kept_in(file: Path) -> tuple[list[str], bytes]:
    """Return what is kept of a shard. Raises `SearchFaultError` for a file that was damaged, and deletes it."""
    try:
        kept: tuple[list[str], bytes] = marshal.loads(file.read_bytes())  # noqa: S302 - kept by this software
    except (EOFError, FileNotFoundError, TypeError, ValueError):
        file.unlink(missing_ok=True)
        fault = f"A part of the search index that was kept in {file.parent} was lost or damaged; build again."
        raise SearchFaultError(fault) from None
    return kept


def _indexes(register: Register) -> list[list[list[Notice]]]:
    """Return the notices cut into indexes of whole years, each cut into shards, oldest first, so that old ones stay.

    A year that is too long for a shard is cut in order of its days, so that a new notice changes its last shard only.
    """
    if not register.notices:
        return [[[]]]
    years: defaultdict[int, list[Notice]] = defaultdict(list)
    for notice in reversed(register.notices):
        years[notice.decision_date.year].append(notice)
    *earlier, newest = years.values()
    indexes = [
        [shard for group in _together(some, OLD_SHARD) for shard in _cut([*chain.from_iterable(group)], OLD_SHARD)]
        for some in _together(earlier, INDEX)
    ]
    if sum(map(len, earlier)) > TOGETHER:
        return [*indexes, _cut(newest, SHARD)]
    return [[*chain.from_iterable(indexes), *_cut(newest, SHARD)]]


def _together(years: list[list[Notice]], most: int) -> list[list[list[Notice]]]:
    """Return years in groups of as many whole ones as have no more notices together."""
    groups: list[list[list[Notice]]] = []
    for year in years:
        if not groups or sum(map(len, groups[-1])) + len(year) > most:
            groups.append([])
        groups[-1].append(year)
    return groups


def _cut(notices: list[Notice], most: int) -> list[list[Notice]]:
    return [notices[start : start + most] for start in range(0, len(notices), most)]


def _first_day(notices: list[Notice]) -> str:
    """Return the day of the first decision of a shard, as in `20190104`, by which results are put in order."""
    return f"{notices[0].decision_date:%Y%m%d}" if notices else ""


def _in_order(days: list[str]) -> list[str]:
    """Return days in order, each with how many times it came before, so that none comes twice."""
    before = Counter[str]()
    names = []
    for day in days:
        names.append(f"{day}{before[day]:02x}")
        before[day] += 1
    return names


def _digest(notices: list[Notice], register: Register, binary: Path) -> str:
    """Return the name of a shard, which is another one as soon as anything that it is made of is."""
    digest = hashlib.sha256(f"{software_digest()} {binary.stat().st_size}".encode())
    for notice in notices:
        files = " ".join(document.file.blob for document in notice.documents)
        digest.update(f"{notice.slug} {notice.source_digest} {register.standing_of(notice)} {files}\n".encode())
    return digest.hexdigest()[:32]


def _keep(content: bytes, file: Path) -> None:
    """Write what is kept, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix="making-") as scratch:
        made = Path(scratch) / "made"
        made.write_bytes(content)
        try:
            made.replace(file)
        except OSError:
            if not file.is_file():  # another build has made the same
                raise


def _is_there(file: Path) -> bool:
    """Say whether a shard is kept; if so, it is in use from now on, and no other build deletes it soon."""
    try:
        os.utime(file)
    except OSError:
        return file.is_file()
    return True


def _forget_others(kept: Path, used: set[Path]) -> None:
    """Delete what no build has used for a while; another build may be at work on some, as a preview is."""
    now = time.time()
    for file in kept.glob("*"):
        with suppress(OSError):  # another build may have deleted it
            if file in used:
                os.utime(file)  # once more, as a long build may have begun an hour ago
            elif now - file.stat().st_mtime > _UNUSED:
                shutil.rmtree(file) if file.is_dir() else file.unlink()


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


def _names(register: Register, indexes: list[str]) -> Iterator[Output]:
    """Yield what the search page needs to know a reference when it sees one.

    One file is short, is always loaded, and holds the folders of the indexes, oldest decisions first, and the
    references that have another form by those they stand for; the list of all others, newest first, is loaded for words
    with a figure only.
    """
    taken = {notice.slug for notice in register.notices}
    others = {
        name: notice.reference
        for notice in register.notices
        for name in notice.also_known_as
        if slug_of(name) not in taken
    }
    yield Output("search/about.json", _json({"indexes": indexes, "others": others}))
    yield Output("search/references.json", _json([notice.reference for notice in register.notices]))


def _json(table: object) -> bytes:
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
