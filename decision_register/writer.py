"""Writes the site: all of it or none of it. The only module that changes `site/`.

Beside the site stands its mirror, a hidden tree of hard links to the same files. A build changes the mirror, and then
the two change places in one step; so the work is as much as there are changes, and a build that is killed leaves the
old site serving. The next one makes the mirror equal to the site again. After the exchange the mirror follows at once,
so that it holds no word that was taken off the site.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from decision_register.manifest import MANIFEST, SiteFaultError, manifest_of, read_manifest
from decision_register.names import is_portable
from decision_register.pages import LongOutput
from decision_register.site_before import SiteBefore, look_at, mirror_of
from decision_register.trees import exchange, fill, link, remove_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from decision_register.pages import Output
    from decision_register.site_before import Look


_NO_BUILD = SiteBefore()


class Fate(StrEnum):
    """What a build does to a file of the site."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Placed:
    """A file that has its place in the new site: its path, the SHA-256 of its bytes, and how it differs."""

    path: str
    digest: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Written:
    """What a build changed in `site/`, in files; `digests` holds the SHA-256 of each file by its path."""

    added: int
    changed: int
    removed: int
    unchanged: int
    digests: Mapping[str, str]

    @property
    def any_change(self) -> bool:
        """Whether any file of the site is different now."""
        return bool(self.added or self.changed or self.removed)


def write_site(
    outputs: Callable[[Staging], Iterable[Output | LongOutput | Placed]],
    site: Path,
    before: SiteBefore = _NO_BUILD,
) -> Written:
    """Make the folder `site` hold exactly these outputs, and whatever in it is not ours.

    `outputs` is given where to place files, as it may place some by itself, in many processes. `before` is the site
    as it was found. Raises `SiteFaultError` when the folder holds files and was not written by this software, when two
    outputs have one path, or when another build is running.
    """
    site = site.resolve()  # a link to the folder that is served stays, and what it leads to is replaced
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        with _lock(site):
            _put_right(site, mirror_of(site))
            return _replace(outputs, Staging(site, frozenset(read_manifest(site)), before))
    except OSError as error:
        fault = f"The site could not be written to {site} ({error.strerror}); the site there is as it was."
        raise SiteFaultError(fault) from None


def empty_site(site: Path, mark: Output) -> bool:
    """Take away what we wrote into a site that holds this very file, and say whether that was done."""
    if not mark.content or not _holds(f"{site}/{mark.path}", mark.content):
        return False

    def nothing(staging: Staging) -> Iterable[Output]:
        staging.begin()
        return ()

    try:
        return write_site(nothing, site).any_change
    except SiteFaultError:
        return False


def _replace(outputs: Callable[[Staging], Iterable[Output | LongOutput | Placed]], staging: Staging) -> Written:
    """Make the new site in the mirror, and let the two change places where they differ."""
    made = outputs(staging)
    try:
        placed = list(_each_once(staging.place(output) for output in made))
        written = _written(placed, staging.written)
        if written.any_change:
            _finish(staging, placed, written.digests)
        else:
            staging.forgo()
    except BaseException:
        if isinstance(made, Generator):
            made.close()  # and with it what else places files in the mirror
        remove_tree(staging.mirror)
        raise
    return written


def _written(placed: list[Placed], before: Collection[str]) -> Written:
    """Count what is different from the manifest of the last build."""
    fates = Counter(one.fate for one in placed)
    digests = {one.path: one.digest for one in placed}
    removed = sum(path not in digests for path in before)
    return Written(fates[Fate.ADDED], fates[Fate.CHANGED], removed, fates[Fate.UNCHANGED], digests)


def _finish(staging: Staging, placed: list[Placed], digests: Mapping[str, str]) -> None:
    """Take away what is gone, write the manifest, let the trees change places, and let the mirror follow.

    The first site gets its mirror now: the first edit after it would have to wait for that.
    """
    gone = [path for path in staging.written if path not in digests]
    for path in gone:
        staging.remove(path)
    staging.write(MANIFEST, manifest_of(digests))
    there = staging.site.exists()
    exchange(staging.mirror, staging.site)
    changed = [one.path for one in placed if one.fate is not Fate.UNCHANGED]
    try:
        if there:
            for path in [*gone, *changed]:
                staging.follow(path)
        else:
            fill(os.fspath(staging.mirror), os.fspath(staging.site), changed)
        staging.follow(MANIFEST)
    except OSError:
        remove_tree(staging.mirror)


def _each_once(placed: Iterable[Placed]) -> Iterator[Placed]:
    """Yield files as they come; no two may share a path on any file system."""
    seen: set[str] = set()
    for one in placed:
        folded = one.path.casefold()
        if folded in seen:
            fault = f"Two pages of the site have the address {one.path}; give one of them another name."
            raise SiteFaultError(fault)
        seen.add(folded)
        yield one


def _refuse_bad_path(path: str) -> None:
    """Raise for a path that would leave the site, or that some system cannot hold."""
    parts = path.split("/")
    if "" in parts or "." in parts or ".." in parts or "\\" in path:
        fault = f"The path {path!r} would be outside the site; this is a fault of the software: report it."
        raise SiteFaultError(fault)
    if not all(map(is_portable, parts)):
        fault = f"The address {path} cannot be a file on Windows; give what it is named after another name."
        raise SiteFaultError(fault)


class Staging:
    """The mirror while it becomes the new site. Nothing in it is touched before the first file that differs."""

    def __init__(self, site: Path, written: frozenset[str], before: SiteBefore) -> None:
        """Stage the site as it was found `before` in its mirror; `written` are the paths that the last build wrote."""
        self.site, self.mirror, self.written = site, mirror_of(site), written
        self._top, self._there = os.fspath(self.mirror), os.fspath(site)
        self._before = before
        self._begun = False

    @cached_property
    def found(self) -> Look:
        """How the site and its mirror were found."""
        try:
            return self._before.found(self.site)
        except OSError:  # such as a folder that was marked read-only
            return self._without_mirror()

    def begin(self) -> None:
        """Make the mirror equal to the site; before other processes place files in it, too."""
        if not self._begun:
            self._begun = True
            try:
                self._follow_all(self.found)
            except OSError:  # such as a folder that was marked read-only
                self._follow_all(self._without_mirror())

    def forgo(self) -> None:
        """Leave the mirror equal to the site, as nothing differs."""
        if self._begun:
            self.follow(MANIFEST)

    def _without_mirror(self) -> Look:
        """Take the mirror away, so that it is made anew, and return how the site is found now."""
        remove_tree(self.mirror)
        return look_at(self.site, self._before.pages)

    def _follow_all(self, found: Look) -> None:
        self.mirror.mkdir(exist_ok=True)
        if not found.whole:
            fill(self._top, self._there, found.missing)
            return
        for path in (MANIFEST, *found.surplus):
            self.remove(path)
        for path in found.missing:
            self.follow(path)

    def place(self, output: Output | LongOutput | Placed) -> Placed:
        """Give a file its place; one without bytes stands there already, and so may one with the same bytes."""
        if isinstance(output, Placed):
            return output
        if isinstance(output, LongOutput):
            return self._place_pieces(output)
        path, content = output.path, output.content
        if path not in self.written:
            _refuse_bad_path(path)
        if content is None:
            return Placed(path, output.digest, Fate.UNCHANGED)
        digest = output.digest or hashlib.sha256(content).hexdigest()
        if path in self.written and _holds(f"{self._there}/{path}", content):
            return Placed(path, digest, Fate.UNCHANGED)
        self.begin()
        self.write(path, content)
        return Placed(path, digest, Fate.CHANGED if path in self.written else Fate.ADDED)

    def _place_pieces(self, output: LongOutput) -> Placed:
        """Write a long file piece by piece; if the site has the same, the mirror keeps that of the site."""
        path = output.path
        _refuse_bad_path(path)
        self.begin()
        digest = hashlib.sha256()
        with open(self._free(path), "xb") as stream:  # noqa: PTH123 - as below
            for piece in output.pieces:
                digest.update(piece)
                stream.write(piece)
        if path not in self.written:
            return Placed(path, digest.hexdigest(), Fate.ADDED)
        there, here = f"{self._there}/{path}", f"{self._top}/{path}"
        if _is_file(there) and filecmp.cmp(there, here, shallow=False):
            self.follow(path)
            return Placed(path, digest.hexdigest(), Fate.UNCHANGED)
        return Placed(path, digest.hexdigest(), Fate.CHANGED)

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the mirror anew, so that the site keeps the old one."""
        with open(self._free(path), "xb") as stream:  # noqa: PTH123 - pathlib takes as long as the writing itself
            stream.write(content)

    def follow(self, path: str) -> None:
        """Make a file of the mirror the one of the site, if the site has it."""
        if _is_file(f"{self._there}/{path}"):
            link(f"{self._there}/{path}", self._free(path))
        else:
            self.remove(path)

    def remove(self, path: str) -> None:
        """Take a file off the mirror, and the folders that are empty without it."""
        if _is_file(f"{self._top}/{path}"):
            os.unlink(f"{self._top}/{path}")  # noqa: PTH108 - as above
        folder = path.rpartition("/")[0]
        with suppress(OSError):
            while folder:
                os.rmdir(f"{self._top}/{folder}")  # noqa: PTH106 - as above
                folder = folder.rpartition("/")[0]

    def _free(self, path: str) -> str:
        """Return the place of a path in the mirror, where no file stands any more, in a folder that is there."""
        place = f"{self._top}/{path}"
        try:
            os.unlink(place)  # noqa: PTH108 - as above
        except OSError:
            try:
                os.makedirs(place.rpartition("/")[0], exist_ok=True)  # noqa: PTH103 - as above
            except (FileExistsError, NotADirectoryError):
                self._clear_the_way(path)
            if os.path.isdir(place):  # noqa: PTH112 - as above
                shutil.rmtree(place)
        return place

    def _clear_the_way(self, path: str) -> None:
        """Take away a file that stands where a folder is wanted."""
        for parent in PurePosixPath(path).parents:
            with suppress(OSError):
                (self.mirror / parent).unlink()
        (self.mirror / path).parent.mkdir(parents=True, exist_ok=True)


def _is_file(path: str) -> bool:
    """Say whether a file or a symbolic link stands here."""
    return os.path.lexists(path) and (os.path.islink(path) or not os.path.isdir(path))  # noqa: PTH112, PTH114 - as above


def _holds(file: str, content: bytes) -> bool:
    """Say whether the file has exactly these bytes."""
    try:
        with open(file, "rb") as stream:  # noqa: PTH123 - pathlib takes as long as the reading itself
            return os.fstat(stream.fileno()).st_size == len(content) and stream.read() == content
    except OSError:
        return False


def _put_right(site: Path, mirror: Path) -> None:
    """Put right what a killed build left: a site without its place, the old one beside it, or an unequal mirror.

    A mirror has the manifest of the site only while it is whole.
    """
    old = site.with_name(f".{site.name}-old")
    if old.exists() and not site.exists():
        old.rename(site)
    remove_tree(old)
    try:
        whole = (mirror / MANIFEST).samefile(site / MANIFEST)
    except OSError:
        whole = False
    if not whole:
        remove_tree(mirror)


@contextmanager
def _lock(site: Path) -> Iterator[None]:
    """Keep a second build out; the operating system lets go of the lock when a build dies."""
    file = site.with_name(f".{site.name}-lock")
    with file.open("a+b") as stream:
        try:
            _take(stream.fileno())
        except OSError:
            fault = f"Another build is writing {site}; wait for it to end and run the command again."
            raise SiteFaultError(fault) from None
        yield


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
