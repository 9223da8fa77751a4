"""Knows whether anything is different from the last build, without reading a notice or making a page.

A build depends on the notices and their documents, the templates, the handbook, git's history, the settings and this
software. If none of them was touched since, and no file of the site, then the site is as a build would leave it.
"""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.history import head_of
from decision_register.kept import mark_of
from decision_register.source import stamps_in

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from decision_register.findings import Finding
    from decision_register.kept import Kept
    from decision_register.source import Listing


@dataclass(frozen=True, slots=True)
class Told:
    """What the last build told: its findings, and how many notices it read, how many the site holds.

    `versions_as_built` is how many pages of earlier versions it left as they were, as git's history was not there;
    `histories_left_out` is of how many notices it could keep no earlier text.
    """

    findings: tuple[Finding, ...]
    read: int
    notices: int
    versions_as_built: int = 0
    histories_left_out: int = 0


def inputs_of(listing: Listing, day: datetime.date, notices: Path, *folders: Path) -> str:
    """Return a digest of the day and of all that a build reads, by times and sizes.

    Nothing while a file may be changing still.
    """
    stamps = [*((listed.path, listed.stamp) for listed in listing.notices)]
    stamps += [stamp for folder in folders for stamp in stamps_in(folder)]
    if not all(stamp for _, stamp in stamps):
        return ""
    return hashlib.sha256(repr((day, stamps, listing.strays, head_of(notices))).encode()).hexdigest()


def last_build(kept: Kept, inputs: str, site: Path) -> Told | None:
    """Return what the last build of this site told, if it would be the same again and each of its files stands."""
    packed = kept.build_of(site.absolute().as_posix(), inputs) if inputs else None
    if packed is None or not all(page.mark == mark_of(f"{site}/{path}") for path, page in kept.pages().items()):
        return None
    told: Told = pickle.loads(packed)  # noqa: S301 - kept by this software
    return told


def keep_build(kept: Kept, inputs: str, site: Path, told: Told) -> None:
    """Remember what a build told, for the next one."""
    if inputs:
        kept.keep_build(site.absolute().as_posix(), inputs, pickle.dumps(told))
