"""Says which version of this software is at work, so that what another version made is not taken for its own."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from functools import cache
from pathlib import Path

_PACKAGES = (
    "cbor2",
    "jinja2",
    "lxml",
    "markdown",
    "markupsafe",
    "mkdocs",
    "nh3",
    "pagefind-bin",
    "pypdf",
    "python-frontmatter",
    "pyyaml",
)
"""What the bytes of a site depend on, beside this software; another version of one may read or write otherwise."""
_RECORD = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info")
"""The name of the folder or file that tells of an installed package, as packaging.python.org has it."""


@cache
def software_digest() -> str:
    """Return a digest of this software as it stands on disk, and of the versions of the packages it works with."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    digest.update(repr(versions(sys.path)).encode())
    return digest.hexdigest()


def versions(folders: list[str]) -> list[tuple[str, str]]:
    """Return each of the packages and its version in the first of these folders that has it.

    As `importlib.metadata` does, which takes as long as a check of one notice to be imported and to answer.
    """
    found: dict[str, str] = {}
    for folder in filter(os.path.isdir, folders):
        for record in filter(None, map(_RECORD.fullmatch, os.listdir(folder))):  # noqa: PTH208 - quicker
            name = record["name"].lower().replace("_", "-")
            if name in _PACKAGES:
                found.setdefault(name, record["version"])
    return sorted(found.items())
