"""Whole folders: what is in them, one filled from another, two that change places in one step, and one deleted."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def files_under(top: str, times: dict[str, int] | None = None) -> dict[str, int]:
    """Return each file under a folder with its number on the disk; nothing where there is no folder.

    `times` takes in each folder with the time of its last change, in nanoseconds, which is another one as soon as a
    file of the folder comes, goes or is replaced. Paths are seen from the top, whose own is empty; those of folders end
    in a slash. Symbolic links are files, too.
    """
    files: dict[str, int] = {}
    waiting = [""] if os.path.isdir(top) else []  # noqa: PTH112 - pathlib takes as long as the question itself
    while waiting:
        folder = waiting.pop()
        if times is not None:
            times[folder] = time_of(f"{top}/{folder}")  # first, so that a change while it is read makes it another
        with os.scandir(f"{top}/{folder}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{folder}{entry.name}/")
                else:
                    files[f"{folder}{entry.name}"] = entry.inode()
    return files


def time_of(folder: str) -> int:
    """Return the time of a folder's last change, in nanoseconds; 0 for one that is not there."""
    try:
        return os.stat(folder).st_mtime_ns  # noqa: PTH116 - as above
    except OSError:
        return 0


def fill(empty: str, tree: str, files: Iterable[str]) -> None:
    """Give an empty folder these files of a tree, as `link` does."""
    made: set[str] = set()
    for path in files:
        folder = path.rpartition("/")[0]
        if folder not in made:
            os.makedirs(f"{empty}/{folder}", exist_ok=True)  # noqa: PTH103 - as above
            made.add(folder)
        link(f"{tree}/{path}", f"{empty}/{path}")


def link(old: str, new: str) -> None:
    """Give the old file a second name, or copy it where the file system has no hard links."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def exchange(staged: Path, site: Path) -> None:
    """Let the staged tree and the site change places; on Linux no reader ever sees neither of them."""
    if not site.exists():
        staged.rename(site)
    elif not _exchange_at_once(staged, site):
        old = site.with_name(f".{site.name}-old")
        site.rename(old)
        staged.rename(site)
        old.rename(staged)


def _exchange_at_once(staged: Path, site: Path) -> bool:
    """Swap two folders in one step of the Linux kernel (renameat2); say whether that was possible."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(staged), os.fsencode(site)
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)


def remove_tree(tree: Path) -> None:
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
