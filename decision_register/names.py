"""Which names of files mean the same on every system, and which addresses may be published."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_PLAIN = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9 ._-]{0,150})?[A-Za-z0-9_-]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""What Windows takes for a device, with any ending (Microsoft, Naming files, paths and namespaces)."""
NOT_TEXT = "\N{REPLACEMENT CHARACTER}"
"""What is shown in a name for bytes that are no text."""
_UNREADABLE = re.compile("[\ud800-\udfff]")
"""What Python gives for them (PEP 383), and what can be neither printed nor written."""


def readable(name: str) -> str:
    """Return the name of a file so that it can be printed, whatever its bytes are."""
    return name if name.isascii() else _UNREADABLE.sub(NOT_TEXT, name)


@lru_cache(1 << 16)
def is_portable(name: str) -> bool:
    """Say whether one part of a path can be a file anywhere: text, no device, and no full stop or space at its end."""
    return (
        readable(name) == name
        and not _DEVICE.fullmatch(name)
        and not name.endswith((".", " "))
        and not re.search(r'[<>:"|?*\x00-\x1f]', name)
    )


def is_local_file(address: str) -> bool:
    """Say whether an address is a plain file name in the notice's own folder."""
    return bool(_PLAIN.fullmatch(address)) and is_portable(address)


@lru_cache(1 << 12)
def is_safe_address(address: str) -> bool:
    """Say whether a link may be published: a known scheme, or an address without one. Odd characters are refused."""
    typed = unescape(unescape(address)).strip()  # a browser reads &#115; as the letter it names
    if any(ord(character) <= ord(" ") for character in typed) or "\\" in typed or typed.startswith("//"):
        return False
    try:
        scheme, place, *_rest = urlsplit(typed)
    except ValueError:
        return False
    if scheme in {"http", "https"} and not place:
        return False
    return scheme.casefold() in LINK_SCHEMES if scheme else ":" not in typed.split("/", 1)[0].split("#", 1)[0]
