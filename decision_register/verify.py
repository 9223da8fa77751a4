"""Compares a site with its seal. Reads that folder and nothing else, so it also serves a copy kept by somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.outputs.integrity import PATH, differences

if TYPE_CHECKING:
    from pathlib import Path

_LEADS_ON = b'http-equiv="refresh"'  # a page of another reference, which holds no notice


def verify_site(site: Path) -> list[str]:
    """Return one sentence for each notice of a site that is not as its seal says; nothing when all are."""
    try:
        seal = (site / PATH).read_bytes()
    except OSError:
        return [f"The folder {site} has no seal ({PATH}), so nothing can be said of it."]
    found = {
        file.relative_to(site).as_posix(): file.read_bytes() for file in sorted(site.glob("decisions/*/index.html"))
    }
    return differences(seal, found, (path for path, content in found.items() if _LEADS_ON not in content))
