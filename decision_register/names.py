"""Which names of files are plain, and mean the same file on every system."""

from __future__ import annotations

import re
from functools import lru_cache

_PLAIN = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9 ._-]{0,150})?[A-Za-z0-9_-]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""What Windows takes for a device, with any ending (Microsoft, Naming files, paths and namespaces)."""


@lru_cache(1 << 16)
def is_portable(name: str) -> bool:
    """Say whether one part of a path can be a file on Windows too: no device, and no full stop or space at its end."""
    return not _DEVICE.fullmatch(name) and not name.endswith((".", " ")) and not re.search(r'[<>:"|?*\x00-\x1f]', name)


def is_local_file(address: str) -> bool:
    """Say whether an address is a plain file name in the notice's own folder."""
    return bool(_PLAIN.fullmatch(address)) and is_portable(address)
