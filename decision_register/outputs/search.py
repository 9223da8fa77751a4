"""The search index: small pages made for Pagefind, indexed by its binary in shards, which are joined to few indexes.

Finished shards are kept, so that what has not changed is not indexed again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

from decision_register.body import Prose
from decision_register.kept_shards import forget_others, is_kept, keep_list, keep_shard, list_in, shard_in
from decision_register.pagefind import SCRIPT, SHIPPED, Indexing, find_pagefind
from decision_register.pages import Output
from decision_register.references import slug_of
from decision_register.shards import RESULT, join, result_paths, shard_of, take_apart
from decision_register.software import software_digest
from decision_register.work import in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from decision_register.notice import Notice
    from decision_register.register import Register
    from decision_register.work import Workers

SHARD = 40
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

Index = dict[str, Path]
"""What a reader searches at once: the finished shards, oldest decisions first, by how their folders' names begin."""

_IMAGE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*?\balt="([^"]*)"(?:[^>"]|"[^"]*")*>')
"""A picture, of which the search has the words: Pagefind would give only the pages that have one another field."""


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
        days = iter(_in_order([_first_day(shard) for shards in cut for shard in shards]))
        for shards in cut:
            files = {self._kept / _digest(shard, register, binary): shard for shard in shards}
            self._indexes.append({next(days): file for file in files})
            self._new |= {file: shard for file, shard in files.items() if not is_kept(file)}
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
            keep_shard(take_apart(indexing.files()), file)
        if self._aside:
            self._aside.result()
        lists = {_list_of(index, first=index is self._indexes[0]) for index in self._indexes}
        forget_others(self._kept, lists.union(*(index.values() for index in self._indexes)))
        return self._indexes

    def _staged(self, notices: list[Notice]) -> list[tuple[str, str]]:
        return [(f"decisions/{notice.slug}/index.html", _record(notice, self._register)) for notice in notices]

    def _make_new(self) -> None:
        staged = map(self._staged, self._new.values())
        with ThreadPoolExecutor(AT_ONCE) as pool:
            made = in_turn(self._workers.cluster or pool, shard_of, staged, AT_ONCE + 1)
            for file, shard in zip(self._new, made, strict=True):
                keep_shard(shard, file)


def finish_shards(register: Register, kept: Path, workers: Workers) -> list[Index]:
    """Return the indexes of a register, once all their shards are made; as `ShardMaker`."""
    with ShardMaker(register, kept, workers) as maker:
        maker.go_on()
        return maker.finished()


def search_of(register: Register, indexes: list[Index], stands: Callable[[str, str], bool]) -> Iterator[Output]:
    """Yield the search index, and what the search page reads beside it.

    `stands` says whether the site has a file of this path and SHA-256 already. An index that stands as a whole is not
    joined again.
    """
    folders, counts = [], Counter[str]()
    for index in indexes:
        first, files = index is indexes[0], dict[str, bytes]()
        kept = _list_of(index, first=first)
        folder, digests = list_in(kept)
        if not digests or not all(map(stands, digests, digests.values())):
            folder, files = _joined(index, first=first)
            digests = {place: hashlib.sha256(content).hexdigest() for place, content in files.items()}
            keep_list(folder, digests, kept)
        for place, digest in digests.items():
            yield Output(place, None if not files or stands(place, digest) else files[place], digest)
        folders.append(folder)
        counts.update(place.split("/")[1] for place in digests if place.endswith(RESULT))
    yield from _names(register, folders, counts)


def _joined(index: Index, *, first: bool) -> tuple[str, dict[str, bytes]]:
    """Return the folder of an index, and all its files by their places in the site, with Pagefind's program if first.

    That folder, and those of the shards, are others as soon as any file in them is.
    """
    read = ((day, shard_in(file)) for day, file in index.items())
    shards = {f"{day}-{_digest_of(shard.results)}": shard for day, shard in read}
    files = sorted(join(shards).items())
    folder = _digest_of(part for path, content in files for part in (path.encode(), content))
    placed = {
        f"pagefind/{path}" if path == SCRIPT else f"pagefind/{folder}/{path}": content
        for path, content in files
        if first or path not in SHIPPED
    }
    for name, shard in shards.items():
        paths = result_paths(name, len(shard.results))
        placed |= {f"pagefind/{path}": content for path, content in zip(paths, shard.results, strict=True)}
    return folder, placed


def _digest_of(contents: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:10]


def _list_of(index: Index, *, first: bool) -> Path:
    """Return the file in which the list of the files of an index is kept, once it was joined."""
    shards = " ".join(f"{day} {file.name}" for day, file in index.items())
    named = hashlib.sha256(f"{first} {shards}".encode()).hexdigest()[:32]
    return next(iter(index.values())).with_name(f"{named}.json")


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


def _record(notice: Notice, register: Register) -> str:
    """Return the page that Pagefind reads for a notice: never shown, and of words that the notice's page shows."""
    standing = str(register.standing_of(notice))
    filters = [("year", str(notice.decision_date.year)), ("status", notice.status), ("standing", standing)]
    lists = {"topic": notice.topics, "officer": notice.lead_officers, "decision-maker": (notice.decision_maker.name,)}
    # Values that share a slug are one box, under one of their spellings (`register`).
    filters += [(name, slug) for name, values in lists.items() for slug in map(slug_of, values) if slug]
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
            _IMAGE.sub(r"<span>\1</span>", block.html)
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


def _names(register: Register, indexes: list[str], shards: Mapping[str, int]) -> Iterator[Output]:
    """Yield what the search page needs to know a reference when it sees one.

    One file is short, is always loaded, and holds the folders of the indexes and of the shards, oldest decisions first,
    with how many decisions each shard has, and the references that have another form by those they stand for. The list
    of all others, newest first, is loaded for words with a figure only.
    """
    taken = {notice.slug for notice in register.notices}
    others = {
        name: notice.reference
        for notice in register.notices
        for name in notice.also_known_as
        if slug_of(name) not in taken
    }
    yield Output("search/about.json", _json({"indexes": indexes, "shards": [*shards.items()], "others": others}))
    yield Output("search/references.json", _json([notice.reference for notice in register.notices]))


def _json(table: object) -> bytes:
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
