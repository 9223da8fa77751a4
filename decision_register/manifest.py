"""The list of what this software wrote into a site, by which it knows its own site from a folder of others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from decision_register.findings import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = ".manifest.json"
"""The file of the list, in the site: for each path, the SHA-256 of its bytes."""

_BEGINNING = b'{"files": {'


class SiteFaultError(FaultError):
    """Why the site cannot be written; its text is one plain sentence with the cure."""


def refuse_folder_of_others(site: Path, *inputs: Path) -> None:
    """Raise `SiteFaultError` for a folder that holds files not ours, or that lies in or around a folder of inputs."""
    there = site.resolve()
    for folder in inputs:
        given = folder.resolve()
        if there.is_relative_to(given) or given.is_relative_to(there):
            fault = f"The site cannot be written to {site}, because {folder} is there; name another folder with --site."
            raise SiteFaultError(fault)
    if not _is_list(there / MANIFEST):  # all of it is read when the site is written
        read_manifest(there)


def manifest_of(digests: Mapping[str, str]) -> bytes:
    """Return the list as it is written; `digests` holds the SHA-256 of each file by its path."""
    lines = json.dumps({"files": digests}, sort_keys=True, separators=(",\n", ": "))  # as quick as without line breaks
    return f"{lines}\n".encode()


def read_manifest(site: Path) -> dict[str, str]:
    """Return what the last build wrote, as `manifest_of` was given it; nothing of a folder that is empty or not there.

    Raises `SiteFaultError` for a folder of somebody else.
    """
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


def _is_list(file: Path) -> bool:
    """Say whether a file begins as a list does."""
    try:
        with file.open("rb") as stream:
            return stream.read(len(_BEGINNING)) == _BEGINNING
    except OSError:
        return False
