"""What is kept of readings between builds: on shelves, each packed as one.

What a check looks at is packed apart from the rest, and each kind of that by itself, so that nobody unpacks what he
does not ask for. Notices of a shelf are unpacked in two thirds of the time that they would take one by one. Which shelf
a notice stands on follows from its path, so that it stays there whatever becomes of others.
"""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from decision_register.kept import Kept
    from decision_register.notice import Notice
    from decision_register.reading import Reading
    from decision_register.rules.register import Names
    from decision_register.source import Listing

Value = TypeVar("Value")

SHELVES = 64
"""An edit has one shelf packed anew: of ten thousand notices, some hundred and sixty."""


class KeptReading(NamedTuple):
    """The reading of a notice, and the stamp that its file had; empty if the file may have changed once more.

    `day` is the day on which it was read, and `next_day` the first from that on which the notice names (ISO 8601).
    """

    path: str
    stamp: str
    day: str
    next_day: str
    reading: Reading


class Shelf(NamedTuple):
    """Readings, and the digests of packs of all else that was read, by the paths of the files; see `Fresh`."""

    readings: tuple[KeptReading, ...] = ()
    names: str = ""
    outlines: str = ""
    notices: str = ""


class Fresh(NamedTuple):
    """What was read anew, by the paths of the files: names, outlines, packed each by itself as few ask, and notices.

    None for a notice that cannot be built.
    """

    names: dict[str, Names]
    outlines: dict[str, bytes]
    notices: dict[str, Notice | None]


def unpack_values(packed: bytes) -> Mapping[str, Any]:
    """Return the values in a pack by the paths of their files. Only what this software packed here is given to it."""
    values: dict[str, Any] = pickle.loads(packed)  # noqa: S301 - see above
    return values


@dataclass(frozen=True, slots=True)
class OnShelves(Generic[Value]):
    """What belongs to the files at these paths, in their order; packs are taken up whenever all is looked at.

    `packs` are the digests of those on shelves. `fresh` is of files that were read anew, and holds instead of what is
    in a pack; None for a file that has none.
    """

    paths: tuple[str, ...]
    packs: tuple[str, ...]
    pack_of: Callable[[str], bytes]
    fresh: Mapping[str, Value | None]
    unpacked: Callable[[bytes], Mapping[str, Value]] = unpack_values

    def __iter__(self) -> Iterator[Value]:
        """Yield each value."""
        there: dict[str, Value | None] = {}
        for digest in self.packs:
            there |= self.unpacked(self.pack_of(digest))
        there |= self.fresh
        return (value for path in self.paths if (value := there.get(path)) is not None)


def still_holding(kept: Kept, listing: Listing, day: str) -> tuple[dict[str, KeptReading], dict[int, Shelf]]:
    """Return the readings that the files as they are listed would give again on this day, by path.

    And the shelves by their numbers, which may hold others as well. A rule may ask whether a date of the notice lies
    before or after the day, so that a reading holds until the next day that its notice names.
    """
    stamps = {listed.path: listed.stamp for listed in listing.notices if listed.stamp}
    shelves = {number: Shelf(_unpack(readings), *packs) for number, readings, *packs in kept.shelves()}
    known = {
        one.path: one
        for shelf in shelves.values()
        for one in shelf.readings
        if one.stamp == stamps.get(one.path) and (one.day == day or one.day < day < one.next_day)
    }
    return known, shelves


def keep_readings(
    now: Mapping[str, KeptReading],
    fresh: Fresh,
    shelves: Mapping[int, Shelf],
    pack_of: Callable[[str], bytes],
    kept: Kept,
) -> None:
    """Keep these readings, by the paths of their notices, and no others; `shelves` and their packs are what is kept."""
    anew = {
        number: [one for one in shelf.readings if now.get(one.path) is one]
        for number, shelf in shelves.items()
        if any(now.get(one.path) is not one for one in shelf.readings)
    }
    for path in fresh.notices:
        number = _shelf_of(path)
        readings = anew.setdefault(number, list(shelves.get(number, Shelf()).readings))
        readings += [now[path]] if now[path].stamp else []
    for number, readings in anew.items():
        before = shelves.get(number, Shelf())
        names = _packed_again(readings, before.names, pack_of, fresh.names)
        outlines = _packed_again(readings, before.outlines, pack_of, fresh.outlines)
        notices = _packed_again(readings, before.notices, pack_of, fresh.notices)
        kept.keep_shelf(number, pickle.dumps(tuple(readings)), names, outlines, notices)
    if anew:
        kept.forget_packs()


def _packed_again(
    readings: list[KeptReading], before: str, pack_of: Callable[[str], bytes], fresh: Mapping[str, Any]
) -> bytes:
    """Pack what belongs to these readings: what is fresh, and what stood in the pack before of all others."""
    stood = unpack_values(pack_of(before)) if before else {}
    values = ((one.path, (fresh if one.path in fresh else stood).get(one.path)) for one in readings)
    return pickle.dumps({path: value for path, value in values if value is not None})


def _unpack(readings: bytes) -> tuple[KeptReading, ...]:
    """Return readings that were packed. Only what this software packed is given to it."""
    unpacked: tuple[KeptReading, ...] = pickle.loads(readings)  # noqa: S301 - see above
    return unpacked


def _shelf_of(path: str) -> int:
    return zlib.crc32(path.encode()) % SHELVES
