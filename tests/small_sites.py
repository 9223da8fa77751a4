"""Builds the test sites: each folder of `tests/sites` is one, and so is the demonstration register itself."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass
from pathlib import Path

from decision_register import pipeline
from decision_register.checking import check_register
from decision_register.folders import Folders
from decision_register.settings import for_preview, read_settings

ROOT = Path(__file__).resolve().parent.parent
SITES = ROOT / "tests" / "sites"
TODAY = datetime.date(2026, 11, 24)


@dataclass(frozen=True)
class SmallSite:
    """A register to build: its notices and its settings."""

    name: str
    notices: Path
    settings_file: Path

    def settings(self, today: datetime.date = TODAY):
        return read_settings(self.settings_file, today)

    def check(self):
        with tempfile.TemporaryDirectory() as nothing_kept:
            return check_register(self.folders(Path(nothing_kept)), self.settings())

    def folders(self, work: Path) -> Folders:
        return Folders(self.notices, work / "site", ROOT / "templates", ROOT / "handbook", work / ".cache")

    def build(self, work: Path, *, preview: bool = False) -> Path:
        folders, settings = self.folders(work), self.settings()
        settings = for_preview(settings) if preview else settings
        checked = check_register(folders, settings)
        assert not checked.blocked, checked.findings
        pipeline.build_site(checked, folders, settings)
        return folders.site


def all_sites() -> list[SmallSite]:
    found = [SmallSite("demonstration", ROOT / "notices", ROOT / "register.toml")]
    for folder in sorted(path for path in SITES.iterdir() if path.is_dir()):
        own = folder / "register.toml"
        found.append(SmallSite(folder.name, folder / "notices", own if own.exists() else SITES / "register.toml"))
    return found


def site_named(name: str) -> SmallSite:
    return next(site for site in all_sites() if site.name == name)


def files_of(site: Path) -> dict[str, bytes]:
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in sorted(site.rglob("*")) if file.is_file()}
