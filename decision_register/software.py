"""Says which version of this software is at work, so that what another version made is not taken for its own."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
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


@cache
def software_digest() -> str:
    """Return a digest of this software as it stands on disk, and of the versions of the packages it works with."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    for package in _PACKAGES:
        digest.update(f"{package} {_version_of(package)}\n".encode())
    return digest.hexdigest()


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
