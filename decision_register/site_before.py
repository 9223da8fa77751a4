"""The site as it is found before a build: what was touched since the last one, and how its mirror differs from it.

To look takes a walk through two trees, so it is begun in a copy of this process while notices are still read. What was
found is believed as long as the manifests stand that stood before, as every build that changes a file writes another,
and no folder of the site has changed, as others may put files of theirs into it.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from decision_register.kept import mark_of
from decision_register.manifest import MANIFEST
from decision_register.trees import files_under, time_of
from decision_register.work import WorkFaultError, beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from decision_register.kept import KeptPage
    from decision_register.work import Workers

_SAME_MOMENT = 100_000_000
"""Two changes of a folder within so many nanoseconds may have one time."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was found: `touched` are the files that are not as the last build wrote them, by their paths.

    `surplus` are the files of the mirror that the site has not, `missing` those that it has and the mirror has not, or
    that are not the very same there. A mirror that is not `whole` counts as empty.
    """

    manifests: tuple[str, str]
    folders: Mapping[str, int]
    whole: bool
    touched: frozenset[str]
    surplus: tuple[str, ...]
    missing: tuple[str, ...]
    began: int
    """When, in nanoseconds."""

    def holds(self, site: Path) -> bool:
        """Say whether no file of the site has come, gone or been replaced since."""
        return self.manifests == _manifests_of(site) and all(
            changed == time_of(f"{site}/{folder}") and changed + _SAME_MOMENT < self.began
            for folder, changed in self.folders.items()
        )


@dataclass(frozen=True, slots=True)
class SiteBefore:
    """The files of the last build, by their paths in the site; and what waits for a look at them, if one was begun."""

    pages: Mapping[str, KeptPage] = field(default_factory=dict)
    begun: Callable[[], Look] | None = None

    def found(self, site: Path) -> Look:
        """Return what is found in the site; to be asked once, and when no other build may change it."""
        look = None
        if self.begun:
            with suppress(OSError, WorkFaultError):  # a look that failed is taken again
                look = self.begun()
        return look if look and look.holds(site) else look_at(site, self.pages)


def mirror_of(site: Path) -> Path:
    """Return where the mirror of a site stands."""
    return site.with_name(f".{site.name}-mirror")


@contextmanager
def looked_at_beside(site: Path, pages: Mapping[str, KeptPage], workers: Workers) -> Iterator[SiteBefore]:
    """Begin to look at a site beside what follows; `pages` are the files of the last build."""
    with beside(partial(look_at, site.resolve(), pages), workers) as look:
        yield SiteBefore(pages, look)


def look_at(site: Path, pages: Mapping[str, KeptPage]) -> Look:
    """Look at a site and its mirror; `pages` are the files of the last build."""
    began, manifests = time.time_ns(), _manifests_of(site)
    whole = manifests[0] == manifests[1] != ""
    folders: dict[str, int] = {}
    here = files_under(os.fspath(site), folders)
    there = files_under(os.fspath(mirror_of(site))) if whole else {}
    for files in here, there:
        files.pop(MANIFEST, None)
    touched = frozenset(path for path, page in pages.items() if mark_of(f"{site}/{path}") != page.mark)
    missing = sorted(path for path, number in here.items() if there.get(path) != number)
    return Look(manifests, folders, whole, touched, tuple(there.keys() - here.keys()), tuple(missing), began)


def _manifests_of(site: Path) -> tuple[str, str]:
    return mark_of(f"{site}/{MANIFEST}"), mark_of(f"{mirror_of(site)}/{MANIFEST}")
