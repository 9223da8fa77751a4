"""Takes apart what Pagefind makes of some pages, a shard, and joins shards to one index, which a reader searches.

Pagefind makes an index of all its pages anew each time, and takes a third of a megabyte of memory for each. So it is
given some hundred at a time, and what it makes of them is kept. A reader who searched in each shard by itself would
load a piece of every one of them for each word, and find words in an order that is right within a shard only.

The form is that of Pagefind 1.5: lists in CBOR (RFC 8949), compressed. A word has a list of pages, each with the places
where it stands, and a list of the ways in which it is written with accents, each with a list of pages. The number of a
page is written as how many pages it is after the one before. So of such a list all is taken over as it is, but for its
first number: to make objects of all places, and write them down again, takes a third of the time that Pagefind does.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import defaultdict
from itertools import accumulate, groupby, pairwise, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

import cbor2

from decision_register.pagefind import SCRIPT, SHIPPED, SearchFaultError, index_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PIECE = 6_000
"""How many bytes a piece of the list of words has at most before it is compressed, unless one word has more."""

_MARK = b"pagefind_dcd"
"""Stands before the data in every file of Pagefind's."""
_ENTRY = "pagefind-entry.json"
RESULT = ".pf_fragment"
"""How the path of what a result shows of a page ends."""
_LEVEL = 5
"""How hard files are compressed: 6 takes nearly twice as long, and makes them smaller by a fiftieth."""

# The signs of CBOR: what kind an item is stands in the upper three bits of its first byte.
_LIST = 0x80
_NUMBER = rb"(?:[\x00-\x17\x20-\x37]|[\x18\x38].|[\x19\x39]..|[\x1a\x3a].{4})"
_LENGTH = rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a.{4})"
_PAGE = rb"\x83(%b)%b%b*+%b%b*+" % (_NUMBER, _LENGTH, _NUMBER, _LENGTH, _NUMBER)
_EACH_PAGE = re.compile(_PAGE, re.DOTALL)
_ALL_PAGES = re.compile(rb"(?:%b)*+" % _PAGE, re.DOTALL)


Places = tuple[int, int, int, bytes]
"""Where a word stands: on how many pages, the numbers of the first and the last, and all after the first number."""


class Shard(NamedTuple):
    """What Pagefind makes of some pages, taken apart; of plain values alone, so that it can be kept."""

    program: dict[str, bytes]
    """The files of Pagefind's own program, by their paths."""
    entry: dict[str, Any]
    """What Pagefind's program reads first."""
    version: str
    fields: list[str]
    """The names of what a result shows beside its text, in an order to which places refer."""
    lengths: list[int]
    """How many words each page has, in the order of the pages."""
    results: list[bytes]
    """What a result shows of each page, compressed."""
    filters: dict[str, dict[str, list[int]]]
    """The numbers of the pages, by what can be narrowed to: `filters["year"]["2019"]`."""
    words: dict[tuple[str, str], Places]
    """Where each word stands, by the word and the way in which it is written with accents (empty: without)."""


def shard_of(pages: list[tuple[str, str]]) -> Shard:
    """Return what Pagefind makes of these pages, path and HTML, in their order. Raises `SearchFaultError`."""
    shard = take_apart(index_pages(pages))
    return shard if pages else shard._replace(lengths=[], results=[], words={})  # it makes no index of nothing


def index_of(pages: list[tuple[str, str]]) -> dict[str, bytes]:
    """Return the files of a search of these pages, path and HTML, by their paths. Raises `SearchFaultError`.

    The index stands in the folder `0`, the part of Pagefind's program that a page loads first beside it.
    """
    shard = shard_of(pages)
    placed = {path if path == SCRIPT else f"0/{path}": content for path, content in join({"pages": shard}).items()}
    return placed | dict(zip(result_paths("pages", len(shard.results)), shard.results, strict=True))


def take_apart(files: dict[str, bytes]) -> Shard:
    """Return what stands in the files of an index. Raises `SearchFaultError` for one of another form."""
    entry = json.loads(files[_ENTRY])
    (language,) = entry["languages"].values()
    version, pages, pieces, filters, _orders, fields = _decode(files[f"pagefind.{language['hash']}.pf_meta"])
    words: dict[tuple[str, str], Places] = {}
    try:
        for *_, name in pieces:
            words.update(_words_of(_unpacked(files[f"index/{name}.pf_index"])))
    except (IndexError, ValueError) as fault:
        message = "The search index has another form than this program knows; delete the folder .venv and build again."
        raise SearchFaultError(message) from fault
    return Shard(
        {path: files[path] for path in SHIPPED},
        entry,
        version,
        fields,
        [length for _, length in pages],
        [files[f"fragment/{name}.pf_fragment"] for name, _ in pages],
        {name: dict(_decode(files[f"filter/{file}.pf_filter"])[1]) for name, file in filters},
        words,
    )


def result_paths(shard: str, count: int) -> list[str]:
    """Return the paths of what results show of the pages of a shard, seen from the folder in which an index stands.

    A later page has the greater path. What a shard has stands in a folder of its own, so that it stays where it is when
    others are made anew.
    """
    width = len(f"{count:x}")
    return [f"{shard}/{place:0{width}x}{RESULT}" for place in range(count)]


def join(shards: dict[str, Shard]) -> dict[str, bytes]:
    """Return the files of one index of all these shards' pages, by their paths; shards by the names of their folders.

    It is the same for however the pages are cut, but for where results stand. Pagefind names pieces of the list of
    words after their bytes, which cannot be compressed, and a reader loads all these names; here they say their place.
    Names that stay the same for other bytes are safe in a folder only that is named after everything in it.
    """
    parts = [*shards.values()]
    first = parts[0]
    if any(shard.fields != first.fields for shard in parts):  # places refer to them by their numbers
        fault = "The parts of the search index name other fields; this is a fault of the software: report it."
        raise SearchFaultError(fault)
    starts = [*accumulate((len(shard.lengths) for shard in parts), initial=0)]
    pages = [
        [f"../../{path.removesuffix(RESULT)}", length]  # seen from the folder where Pagefind looks for results
        for name, shard in shards.items()
        for path, length in zip(result_paths(name, len(shard.lengths)), shard.lengths, strict=True)
    ]
    files, pieces = {}, []
    for place, piece in enumerate(_pieces(_words(parts, starts))):
        pieces.append([piece[0][0], piece[-1][0], f"{place:x}"])
        content = b"\x81" + _length(len(piece)) + b"".join(written for _, written in piece)
        files[f"index/{place:x}.pf_index"] = _packed(content)
    for before, after in pairwise(pieces):
        before[1], after[0] = _told_apart(before[1], after[0])
    filters = []
    for kind, values in sorted(_filters(parts, starts).items()):
        content = _packed(cbor2.dumps([kind, sorted(values.items())]))
        name = _name(content)
        filters.append([kind, name])
        files[f"filter/{name}.pf_filter"] = content
    content = _packed(cbor2.dumps([first.version, pages, pieces, filters, [], first.fields]))
    name = _name(content)
    files[f"pagefind.{name}.pf_meta"] = content
    ((code, language),) = first.entry["languages"].items()
    languages = {code: language | {"hash": name, "page_count": len(pages)}}
    files[_ENTRY] = json.dumps(first.entry | {"languages": languages}, ensure_ascii=False, sort_keys=True).encode()
    return files | first.program


def _words(shards: list[Shard], starts: list[int]) -> Iterator[tuple[str, bytes]]:
    """Yield each word of any shard, in order, as Pagefind writes it down with all its places."""
    places: defaultdict[tuple[str, str], list[tuple[int, Places]]] = defaultdict(list)
    for shard, start in zip(shards, starts, strict=False):
        for word, there in shard.words.items():
            places[word].append((start, there))
    for word, forms in groupby(sorted(places), key=lambda key: key[0]):
        plain, *accents = [(form, _in_all(places[word, form])) for _, form in forms]
        others = b"".join(b"\x82" + cbor2.dumps(form) + there for form, there in accents)
        yield word, b"\x83" + cbor2.dumps(word) + plain[1] + _length(len(accents)) + others


def _in_all(places: list[tuple[int, Places]]) -> bytes:
    """Return one list of the pages where a word stands, of those of each shard with the number of its first page."""
    written = [_length(sum(count for _, (count, *_) in places))]
    before = 0
    for start, (count, first, last, rest) in places:
        if count:
            written += [b"\x83", cbor2.dumps(start + first - before), rest]
            before = start + last
    return b"".join(written)


def _pieces(words: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    """Yield words in pieces of the list of words, each as long as it may be; a long word is a piece by itself."""
    piece: list[tuple[str, bytes]] = []
    size = 0
    for word, written in words:
        if piece and size + len(written) > PIECE:
            yield piece
            piece, size = [], 0
        piece.append((word, written))
        size += len(written)
    if piece:
        yield piece


def _told_apart(before: str, after: str) -> tuple[str, str]:
    """Return the beginnings of two words, as short as tells them apart: words between them belong to one of both."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    length = len([*same]) + 1
    return before[:length], after[:length]


def _filters(shards: list[Shard], starts: list[int]) -> dict[str, dict[str, list[int]]]:
    """Return the numbers of the pages that can be narrowed to, of all shards."""
    joined: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for shard, start in zip(shards, starts, strict=False):
        for kind, values in shard.filters.items():
            for value, pages in values.items():
                joined[kind][value] += [start + page for page in pages]
    return {kind: dict(values) for kind, values in joined.items()}


def _words_of(raw: bytes) -> Iterator[tuple[tuple[str, str], Places]]:
    """Yield each word of a piece of the list of words, and each way to write it, with its places."""
    count, at = _number(raw, 1)
    for _ in range(count):
        word, at = _text(raw, at + 1)
        there, at = _places(raw, at)
        yield (word, ""), there
        accents, at = _number(raw, at)
        for _ in range(accents):
            form, at = _text(raw, at + 1)
            there, at = _places(raw, at)
            yield (word, form), there
    if at != len(raw):
        raise ValueError(at)


def _places(raw: bytes, at: int) -> tuple[Places, int]:
    """Return the list of pages that begins here, and where it ends."""
    count, at = _number(raw, at)
    all_pages = _ALL_PAGES.match(raw, at)
    end = all_pages.end() if all_pages else at
    steps = [_number(step, 0)[0] for step in _EACH_PAGE.findall(raw, at, end)]
    if len(steps) != count:
        raise ValueError(at)
    if not steps:
        return (0, 0, 0, b""), end
    _, after = _number(raw, at + 1)
    return (count, steps[0], sum(steps), raw[after:end]), end


def _number(raw: bytes, at: int) -> tuple[int, int]:
    """Return the number that stands here, or the length of what begins here, and where it ends (RFC 8949, 3)."""
    small = raw[at] & 0x1F
    if small < 24:  # noqa: PLR2004 - greater ones say how many bytes the number has
        return small, at + 1
    end = at + 1 + (1 << (small - 24))
    return int.from_bytes(raw[at + 1 : end], "big"), end


def _text(raw: bytes, at: int) -> tuple[str, int]:
    length, at = _number(raw, at)
    return raw[at : at + length].decode(), at + length


def _length(count: int) -> bytes:
    """Return what begins a list of so many items."""
    number = cbor2.dumps(count)
    return bytes([number[0] | _LIST]) + number[1:]


def _name(content: bytes) -> str:
    return f"en_{hashlib.sha256(content).hexdigest()[:10]}"


def _unpacked(content: bytes) -> bytes:
    return gzip.decompress(content).removeprefix(_MARK)


def _packed(content: bytes) -> bytes:
    return gzip.compress(_MARK + content, _LEVEL, mtime=0)


def _decode(content: bytes) -> Any:  # noqa: ANN401 - lists of lists, as Pagefind has them
    return cbor2.loads(_unpacked(content))
