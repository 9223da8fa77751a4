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
    """Readings, and all else that was read of each file, packed by their paths; see `Fresh`."""

    readings: tuple[KeptReading, ...]
    names: bytes
    outlines: bytes
    notices: bytes


class Fresh(NamedTuple):
    """What was read anew, by the paths of the files: names, outlines, packed each by itself as few ask, and notices.

    None for a notice that cannot be built.
    """

    names: dict[str, Names]
    outlines: dict[str, bytes]
    notices: dict[str, Notice | None]


_NOTHING = pickle.dumps({})
_EMPTY = Shelf((), _NOTHING, _NOTHING, _NOTHING)


def unpack_values(packed: bytes) -> Mapping[str, Any]:
    """Return the values of a shelf by the paths of their files. Only what this software packed here is given to it."""
    values: dict[str, Any] = pickle.loads(packed)  # noqa: S301 - see above
    return values


@dataclass(frozen=True, slots=True)
class OnShelves(Generic[Value]):
    """What belongs to the files at these paths, in their order; shelves are unpacked whenever all is looked at.

    `fresh` is of files that were read anew, and holds instead of what is on a shelf; None for a file that has none.
    """

    paths: tuple[str, ...]
    shelves: tuple[bytes, ...]
    fresh: Mapping[str, Value | None]
    unpacked: Callable[[bytes], Mapping[str, Value]] = unpack_values

    def __iter__(self) -> Iterator[Value]:
        """Yield each value."""
        there: dict[str, Value | None] = {}
        for packed in self.shelves:
            there |= self.unpacked(packed)
        there |= self.fresh
        return (value for path in self.paths if (value := there.get(path)))


def still_holding(kept: Kept, listing: Listing, day: str) -> tuple[dict[str, KeptReading], dict[int, Shelf]]:
    """Return the readings that the files as they are listed would give again on this day, by path.

    And the shelves by their numbers, which may hold others as well. A rule may ask whether a date of the notice lies
    before or after the day, so that a reading holds until the next day that its notice names.
    """
    stamps = {listed.path: listed.stamp for listed in listing.notices if listed.stamp}
    shelves = {number: _whole(check_sum, *parts) for number, check_sum, *parts in kept.shelves()}
    known = {
        one.path: one
        for shelf in shelves.values()
        for one in shelf.readings
        if one.stamp == stamps.get(one.path) and (one.day == day or one.day < day < one.next_day)
    }
    return known, shelves


def keep_readings(now: Mapping[str, KeptReading], fresh: Fresh, shelves: Mapping[int, Shelf], kept: Kept) -> None:
    """Keep these readings, by the paths of their notices, and no others; `shelves` is what is kept."""
    anew = {
        number: [one for one in shelf.readings if now.get(one.path) is one]
        for number, shelf in shelves.items()
        if any(now.get(one.path) is not one for one in shelf.readings)
    }
    for path in fresh.notices:
        number = _shelf_of(path)
        readings = anew.setdefault(number, list(shelves.get(number, _EMPTY).readings))
        readings += [now[path]] if now[path].stamp else []
    for number, readings in anew.items():
        before = shelves.get(number, _EMPTY)
        parts = (
            pickle.dumps(tuple(readings)),
            _packed_again(readings, before.names, fresh.names),
            _packed_again(readings, before.outlines, fresh.outlines),
            _packed_again(readings, before.notices, fresh.notices),
        )
        kept.keep_shelf(number, _sum_of(*parts), *parts)


def _packed_again(readings: list[KeptReading], before: bytes, fresh: Mapping[str, Any]) -> bytes:
    """Pack what belongs to these readings: what is fresh, and what stood there of all others."""
    stood = unpack_values(before)
    values = ((one.path, (fresh if one.path in fresh else stood).get(one.path)) for one in readings)
    return pickle.dumps({path: value for path, value in values if value})


def _whole(check_sum: int, readings: bytes, *others: bytes) -> Shelf:
    """Return a shelf that was kept; an empty one if it was damaged. Only what this software packed is given to it."""
    if _sum_of(readings, *others) != check_sum:
        return _EMPTY
    return Shelf(pickle.loads(readings), *others)  # noqa: S301 - see above


def _sum_of(*parts: bytes) -> int:
    """Return the check sum (CRC-32) of all that is on a shelf, by which a damaged one is told from a whole one."""
    check_sum = 0
    for part in parts:
        check_sum = zlib.crc32(part, check_sum)
    return check_sum


def _shelf_of(path: str) -> int:
    return zlib.crc32(path.encode()) % SHELVES
