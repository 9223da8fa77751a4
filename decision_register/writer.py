"""Writes the site: all of it or none of it. The only module that changes `site/`.

A whole new tree is staged beside the site, with hard links for what has not changed, and the two change places in
one step. A build that is killed leaves the old site serving; the next build clears away what it left behind.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from decision_register.findings import FaultError
from decision_register.names import is_portable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from decision_register.pages import Output

MANIFEST = ".manifest.json"
"""The file that lists what this software wrote: for each path, the SHA-256 of its bytes."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class SiteFaultError(FaultError):
    """Why the site cannot be written; its text is one plain sentence with the cure."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a build changed in `site/`, in files."""

    added: int
    changed: int
    removed: int
    unchanged: int

    @property
    def any_change(self) -> bool:
        """Whether any file of the site is different now."""
        return bool(self.added or self.changed or self.removed)


def refuse_folder_of_others(site: Path, *inputs: Path) -> None:
    """Raise `SiteFaultError` for a folder that holds files not ours, or that lies in or around a folder of inputs."""
    there = site.resolve()
    for folder in inputs:
        given = folder.resolve()
        if there.is_relative_to(given) or given.is_relative_to(there):
            fault = f"The site cannot be written to {site}, because {folder} is there; name another folder with --site."
            raise SiteFaultError(fault)
    _read_manifest(there)


def write_site(outputs: Iterable[Output], site: Path) -> Written:
    """Make the folder `site` hold exactly these outputs, and whatever in it is not ours.

    Raises `SiteFaultError` when the folder holds files and was not written by this software, when two outputs have
    one path, or when another build is running.
    """
    site = site.resolve()  # a link to the folder that is served stays, and what it leads to is replaced
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        with _lock(site):
            return _replace(outputs, site)
    except OSError as error:
        fault = f"The site could not be written to {site} ({error.strerror}); the site there is as it was."
        raise SiteFaultError(fault) from None


def _replace(outputs: Iterable[Output], site: Path) -> Written:
    """Stage the new tree, and put it in the place of the old one where they differ."""
    _clear_left_behind(site)
    before = _read_manifest(site)
    staged = site.with_name(f".{site.name}-new")
    try:
        written = _stage(_with_good_paths(outputs), site, before, _Staging(site, staged))
        if written.any_change:
            _exchange(staged, site)
    finally:
        _remove(staged)
    return written


def _with_good_paths(outputs: Iterable[Output]) -> Iterator[Output]:
    """Yield the outputs as they come; no two may share a path on any file system."""
    seen: set[str] = set()
    for output in outputs:
        parts = PurePosixPath(output.path).parts
        if not parts or output.path.startswith("/") or ".." in parts or "\\" in output.path:
            fault = f"The path {output.path!r} would be outside the site; this is a fault of the software: report it."
            raise SiteFaultError(fault)
        if not all(map(is_portable, parts)):
            fault = f"The address {output.path} cannot be a file on Windows; give what it is named after another name."
            raise SiteFaultError(fault)
        folded = output.path.casefold()
        if folded in seen:
            fault = f"Two pages of the site have the address {output.path}; give one of them another name."
            raise SiteFaultError(fault)
        seen.add(folded)
        yield output


def _read_manifest(site: Path) -> dict[str, str]:
    """Return what the last build wrote; raise when the folder is somebody else's."""
    file = site / MANIFEST
    if not site.exists() or (site.is_dir() and not any(site.iterdir())):
        return {}
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        return {str(path): str(digest) for path, digest in table["files"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        fault = (
            f"The folder {site} holds files that this software did not write, so it is left alone; "
            "name another folder with --site, or empty this one."
        )
        raise SiteFaultError(fault) from None


class _Staging:
    """The new tree beside the site. Nothing of it is made before the first file that differs."""

    def __init__(self, site: Path, folder: Path) -> None:
        self._site, self._folder = os.fspath(site), os.fspath(folder)
        self._waiting: list[str] = []
        self._made: set[str] = set()
        self.begun = False

    def begin(self) -> None:
        """Make the tree, with every file that stood as it was until now."""
        if not self.begun:
            Path(self._folder).mkdir()
            self.begun = True
            for path in self._waiting:
                _link(f"{self._site}/{path}", self._place(path))

    def keep(self, path: str) -> None:
        """Give a file of the site, which has not changed, a place in the tree."""
        if self.begun:
            _link(f"{self._site}/{path}", self._place(path))
        else:
            self._waiting.append(path)

    def write(self, path: str, content: bytes) -> None:
        """Write a file that is new or has changed."""
        self.begin()
        with open(self._place(path), "wb") as stream:  # noqa: PTH123 - pathlib takes as long as the writing itself
            stream.write(content)

    def _place(self, path: str) -> str:
        parent = path.rpartition("/")[0]
        if parent not in self._made:
            os.makedirs(f"{self._folder}/{parent}", exist_ok=True)  # noqa: PTH103 - as above
            self._made.add(parent)
        return f"{self._folder}/{path}"


def _stage(wanted: Iterable[Output], site: Path, before: dict[str, str], staging: _Staging) -> Written:
    """Write the whole new tree beside the site as it comes, and return how it differs from the old one."""
    digests: dict[str, str] = {}
    added = changed = unchanged = 0
    for output in wanted:
        path, content = output.path, output.content
        if content is None or (path in before and _holds(f"{site}/{path}", content)):
            staging.keep(path)
            unchanged += 1
        else:
            staging.write(path, content)
            added, changed = added + (path not in before), changed + (path in before)
        digests[path] = output.digest or hashlib.sha256(content or b"").hexdigest()
    removed = sum(path not in digests for path in before)
    written = Written(added, changed, removed, unchanged)
    if written.any_change:
        staging.begin()
        _keep_what_is_not_ours(site, staging, {*before, *digests, MANIFEST})
        staging.write(MANIFEST, (json.dumps({"files": digests}, indent=0, sort_keys=True) + "\n").encode())
    return written


def _holds(file: str, content: bytes) -> bool:
    """Say whether the file has exactly these bytes."""
    try:
        with open(file, "rb") as stream:  # noqa: PTH123 - pathlib takes as long as the reading itself
            return os.fstat(stream.fileno()).st_size == len(content) and stream.read() == content
    except OSError:
        return False


def _link(old: str, new: str) -> None:
    """Give the old file a second name, or copy it where the file system has no hard links."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def _keep_what_is_not_ours(site: Path, staging: _Staging, ours: set[str]) -> None:
    """Carry over files that somebody else put into the site, such as `CNAME`; ours win where both want a path."""
    top = os.fspath(site)
    for folder, folders, files in os.walk(top):
        shown = folder[len(top) + 1 :].replace(os.sep, "/")
        links = [name for name in folders if os.path.islink(f"{folder}/{name}")]  # noqa: PTH114
        for name in sorted([*files, *links]):
            path = f"{shown}/{name}" if shown else name
            if path not in ours:
                staging.keep(path)


def _exchange(staged: Path, site: Path) -> None:
    """Let the staged tree and the site change places; on Linux no reader ever sees neither of them."""
    if not site.exists():
        staged.rename(site)
    elif not _exchange_at_once(staged, site):
        old = site.with_name(f".{site.name}-old")
        site.rename(old)
        staged.rename(site)
        _remove(old)


def _exchange_at_once(staged: Path, site: Path) -> bool:
    """Swap two folders in one step of the Linux kernel (renameat2); say whether that was possible."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(staged), os.fsencode(site)
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)


def _clear_left_behind(site: Path) -> None:
    """Put right what a killed build left: a half-staged tree, or an old site that had lost its place."""
    _remove(site.with_name(f".{site.name}-new"))
    old = site.with_name(f".{site.name}-old")
    if old.exists() and not site.exists():
        old.rename(site)
    _remove(old)


def _remove(tree: Path) -> None:
    """Delete a whole tree of ours, and what of it is marked read-only too."""
    shutil.rmtree(tree, ignore_errors=True)
    if tree.is_dir() and not tree.is_symlink():
        for folder, _folders, files in os.walk(tree):
            for name in (
                ".",
                *(files if sys.platform == "win32" else ()),
            ):  # elsewhere the folder's mark is what counts
                Path(folder, name).chmod(0o700)
        shutil.rmtree(tree, ignore_errors=True)


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
