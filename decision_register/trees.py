"""Whole folders: two change places in one step, and one is deleted, whatever is marked in it."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


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
