"""What is kept of readings between builds: on shelves, each packed as one.

Notices of a shelf are unpacked in two thirds of the time that they would take one by one, as what they have in common
is packed once. Which shelf a notice stands on follows from its path, so that it stays there whatever becomes of others.
"""

from __future__ import annotations

import pickle
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from decision_register.kept import Kept
    from decision_register.reading import Reading
    from decision_register.source import Listing

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


Shelf = tuple[KeptReading, ...]


def unpack_shelf(packed: bytes) -> Shelf:
    """Return the readings of a shelf; none of one that was damaged.

    Only what this software packed on this machine is given to it.
    """
    try:
        shelf: Shelf = pickle.loads(packed)  # noqa: S301 - see above
    except Exception:  # noqa: BLE001 - anything may come of it; the notices are read again
        return ()
    return shelf


def still_holding(
    kept: Kept, listing: Listing, day: str, unpacked: Callable[[bytes], Shelf]
) -> tuple[dict[str, KeptReading], set[int]]:
    """Return the readings that the files as they are listed would give again on this day, by path.

    And the numbers of the shelves that hold others as well. A rule may ask whether a date of the notice lies before or
    after the day, so that a reading holds until the next day that its notice names.
    """
    stamps = {listed.path: listed.stamp for listed in listing.notices if listed.stamp}
    known: dict[str, KeptReading] = {}
    outdated: set[int] = set()
    for number, packed in kept.shelves():
        shelf = unpacked(packed)
        holding = {
            one.path: one
            for one in shelf
            if one.stamp == stamps.get(one.path) and (one.day == day or one.day < day < one.next_day)
        }
        if len(holding) < len(shelf):
            outdated.add(number)
        known |= holding
    return known, outdated


def keep_readings(now: Mapping[str, KeptReading], new: Iterable[str], outdated: set[int], kept: Kept) -> None:
    """Keep these readings, by the paths of their notices, and no others.

    `new` are the paths of those that are not kept, `outdated` the numbers of shelves that hold others.
    """
    shelves: dict[int, list[KeptReading]] = {number: [] for number in outdated.union(map(_shelf_of, new))}
    for path, one in now.items():
        number = _shelf_of(path)
        if number in shelves and one.stamp:
            shelves[number].append(one)
    for number, shelf in shelves.items():
        kept.keep_shelf(number, pickle.dumps(tuple(shelf)))


def _shelf_of(path: str) -> int:
    return zlib.crc32(path.encode()) % SHELVES
