"""What is kept of a search index between builds: finished shards, and lists of the files of indexes that were joined.

It may be deleted at any time. Several builds may use it at once, such as that of the site and that of a preview.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from decision_register.pagefind import SearchFaultError
from decision_register.shards import Shard

if TYPE_CHECKING:
    from collections.abc import Mapping

UNUSED = 3600
"""After how many seconds something that no build has used is deleted."""

_DIGEST = hashlib.sha256().digest_size


def keep_shard(shard: Shard, file: Path) -> None:
    """Keep a finished shard, behind the SHA-256 of what is kept. Raises `SearchFaultError`."""
    packed = marshal.dumps((*shard,))
    _keep(hashlib.sha256(packed).digest() + packed, file)


def shard_in(file: Path) -> Shard:
    """Return a shard that is kept. Raises `SearchFaultError` for one that was damaged.

    All shards are deleted then, as others may be damaged too, and made anew by the next build.
    """
    with suppress(OSError):
        kept = file.read_bytes()
        if hashlib.sha256(kept[_DIGEST:]).digest() == kept[:_DIGEST]:
            return Shard(*marshal.loads(kept[_DIGEST:]))  # noqa: S302 - plain values, kept by this software
    shutil.rmtree(file.parent, ignore_errors=True)
    fault = f"A part of the search index that was kept in {file.parent} was lost or damaged; build again."
    raise SearchFaultError(fault)


def keep_list(folder: str, digests: Mapping[str, str], file: Path) -> None:
    """Keep the name of the folder of an index, and the SHA-256 of its files by their places in the site."""
    _keep(json.dumps([folder, digests]).encode(), file)


def list_in(file: Path) -> tuple[str, dict[str, str]]:
    """Return what `keep_list` kept, or nothing."""
    try:
        folder, digests = json.loads(file.read_bytes())
        return str(folder), dict(digests)
    except (OSError, TypeError, ValueError):  # it is made again
        return "", {}


def is_kept(file: Path) -> bool:
    """Say whether a shard is kept; if so, it is in use from now on, and no other build deletes it soon."""
    try:
        os.utime(file)
    except OSError:
        return file.is_file()
    return True


def forget_others(folder: Path, used: set[Path]) -> None:
    """Delete what no build has used for a while; another build may be at work on some."""
    now = time.time()
    for file in folder.glob("*"):
        with suppress(OSError):  # another build may have deleted it
            if file in used:
                os.utime(file)  # once more, as a long build may have begun an hour ago
            elif now - file.stat().st_mtime > UNUSED:
                shutil.rmtree(file) if file.is_dir() else file.unlink()


def _keep(content: bytes, file: Path) -> None:
    """Write what is kept, whole or not at all."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix="making-") as scratch:
            made = Path(scratch) / "made"
            made.write_bytes(content)
            made.replace(file)
    except OSError as fault:
        if not file.is_file():  # else another build has made the same
            message = (
                f"The search index could not be kept in {file.parent} ({fault.strerror}); "
                "delete that folder, or let it be written to, and build again."
            )
            raise SearchFaultError(message) from None
