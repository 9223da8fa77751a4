"""Where everything stands on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folders:
    """Where everything stands; `kept` holds what is kept between builds and may be deleted at any time."""

    notices: Path
    site: Path
    templates: Path
    handbook: Path
    kept: Path
