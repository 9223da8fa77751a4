"""Reads and checks every notice: orders the stages before those of `pipeline`, which serve `check` alone, too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from decision_register.kept import Kept
from decision_register.kept_readings import Fresh, KeptReading, OnShelves, keep_readings, still_holding, unpack_values
from decision_register.packing import OneByOne
from decision_register.progress import silently
from decision_register.reading import read_notices, unpack
from decision_register.source import list_notices
from decision_register.together import together_or_kept
from decision_register.work import ALONE, in_batches, in_parallel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from decision_register.findings import Finding
    from decision_register.folders import Folders
    from decision_register.manuscript import Manuscript
    from decision_register.notice import Notice
    from decision_register.progress import Over
    from decision_register.rules.register import Names
    from decision_register.settings import Settings
    from decision_register.source import Listing
    from decision_register.texts import Text
    from decision_register.work import Workers

_KEPT_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Checked:
    """Every notice in outline, every finding in them, and the notices themselves where they can be built.

    Outlines, names and notices are unpacked whenever they are looked at, and not held: a check tells its findings
    without them.
    """

    manuscripts: Iterable[Manuscript]
    names: Iterable[Names]
    findings: tuple[Finding, ...]
    text_of: Callable[[Notice], Text]
    listing: Listing
    notices: Iterable[Notice] = ()
    count: int = 0
    """How many files of notices there are, those that cannot be read too."""
    read: int = 0
    """How many notices were read anew; the others were kept from the last build."""

    @property
    def blocked(self) -> bool:
        """Whether the register cannot be published."""
        return any(finding.blocks for finding in self.findings)


def check_register(  # noqa: PLR0913, PLR0917 - each is one thing that a check depends on
    folders: Folders,
    settings: Settings,
    workers: Workers = ALONE,
    over: Over = silently,
    listing: Listing | None = None,
    unpacked: Callable[[bytes], Mapping[str, Notice]] = unpack_values,
) -> Checked:
    """Read and check every notice; what has not changed since the last time is not read again.

    `unpacked` makes notices of what was kept of them, and may remember what it made.
    """
    listing = listing or list_notices(folders.notices)
    kept = Kept(folders.kept, settings)
    day = settings.today.isoformat()
    known, shelves = still_holding(kept, listing, day)
    new = tuple(listed for listed in listing.notices if listed.path not in known)
    fresh, pack_of = Fresh({}, {}, {}), cache(kept.pack)
    reading = over("Reading notices", in_parallel(read_notices, new, settings, workers), len(new))
    try:
        for some in in_batches(zip(new, reading, strict=True), _KEPT_AT_ONCE):
            for listed, packed in some:
                path, read = listed.path, unpack(packed.read)
                known[path] = KeptReading(path, listed.stamp, day, packed.next_day, read.reading)
                fresh.names[path], fresh.outlines[path], fresh.notices[path] = read.names, packed.outline, read.notice
            kept.keep_texts([(packed.digest, packed.text) for _, packed in some if packed.text])
    finally:  # what was read is kept though the work is broken off
        keep_readings(known, fresh, shelves, pack_of, kept)
    readings = {listed.path: known[listed.path].reading for listed in listing.notices}
    paths, held = tuple(readings), tuple(shelves.values())
    names = OnShelves(paths, tuple(shelf.names for shelf in held), pack_of, fresh.names)
    outlines = OnShelves(paths, tuple(shelf.outlines for shelf in held), pack_of, fresh.outlines)
    notices = OnShelves(paths, tuple(shelf.notices for shelf in held), pack_of, fresh.notices, unpacked)
    findings = together_or_kept(readings, names, settings, listing, kept)
    return Checked(OneByOne(outlines), names, findings, kept.texts, listing, notices, len(readings), len(new))


def ready_to_build(checked: Checked) -> Checked:
    """Return the check with its notices at hand, and without its outlines and names, which no page needs."""
    return replace(checked, manuscripts=(), names=(), notices=tuple(checked.notices))
