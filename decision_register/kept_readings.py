"""What is kept of readings between builds: on shelves, each packed as one.

Notices of a shelf are unpacked in two thirds of the time that they would take one by one, as what they have in common
is packed once. Which shelf a notice stands on follows from its path, so that it stays there whatever becomes of others.
"""

from __future__ import annotations

import pickle
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    """Return the readings of a shelf. Only what this software packed on this machine is given to it."""
    shelf: Shelf = pickle.loads(packed)  # noqa: S301 - see above
    return shelf


def kept_readings(kept: Kept, unpacked: Callable[[bytes], Shelf]) -> dict[str, KeptReading]:
    """Return all readings that are kept, by the paths of their notices, whether or not they hold still."""
    return {one.path: one for packed in kept.shelves() for one in unpacked(packed)}


def still_holding(before: Mapping[str, KeptReading], listing: Listing, day: str) -> dict[str, KeptReading]:
    """Return those readings that the files as they are listed would give again on this day, by path.

    A rule may ask whether a date of the notice lies before or after the day, so that a reading holds until the next day
    that its notice names.
    """
    there = ((listed, before.get(listed.path)) for listed in listing.notices if listed.stamp)
    return {
        one.path: one
        for listed, one in there
        if one and one.stamp == listed.stamp and (one.day == day or one.day < day < one.next_day)
    }


def keep_readings(now: Mapping[str, KeptReading], before: Mapping[str, KeptReading], kept: Kept) -> None:
    """Keep these readings, by the paths of their notices, and no others; `before` are those that are kept."""
    changed = (path for path in now.keys() | before.keys() if now.get(path) is not before.get(path))
    shelves: dict[int, list[KeptReading]] = {_shelf_of(path): [] for path in changed}
    for path, one in now.items():
        number = _shelf_of(path)
        if number in shelves and one.stamp:
            shelves[number].append(one)
    kept.keep_shelves((number, pickle.dumps(tuple(shelf))) for number, shelf in shelves.items())


def _shelf_of(path: str) -> int:
    return zlib.crc32(path.encode()) % SHELVES
