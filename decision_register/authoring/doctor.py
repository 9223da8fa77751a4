"""Says what a machine lacks for the work of the register, and how to mend it, in one screen."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from decision_register.findings import FaultError
from decision_register.history import CLONE, INSTALL_GIT
from decision_register.names import is_portable, readable
from decision_register.pagefind import find_pagefind
from decision_register.settings import read_settings

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

_LONGEST_PATH = 180
"""Windows allows 260 characters; a notice's own folder and document take the rest."""


_GIT = "Git, by which earlier versions are compared"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing looked at: whether it is well, what was seen, and the cure if it is not."""

    well: bool
    what: str
    cure: str = ""


def examine(notices: Path, settings_file: Path, today: datetime.date) -> Iterator[Sign]:
    """Yield what was seen."""
    version = platform.python_version()
    yield Sign(sys.version_info >= (3, 11), f"Python {version}", "Install Python 3.11 or later.")
    missing = [
        name for name in ("jinja2", "markdown", "frontmatter", "mkdocs", "lxml", "mammoth") if not find_spec(name)
    ]
    yield Sign(not missing, "The packages that this needs", f"Delete the folder .venv and run any command ({missing}).")
    yield _pagefind()
    yield from _git(notices)
    yield _settings(settings_file, today)
    found = len(list(notices.rglob("*.md"))) if notices.is_dir() else 0
    yield Sign(
        notices.is_dir(), f"The folder {notices.as_posix()}, with {found:,} notices", f"Make the folder {notices}."
    )
    here = str(Path.cwd())
    yield Sign(
        len(here) <= _LONGEST_PATH,
        f"The length of this folder’s path, {len(here)} characters",  # noqa: RUF001
        "Move the register nearer to the top of the disk: Windows takes no path longer than 260 characters.",
    )
    odd = [readable(file.name) for file in notices.rglob("*") if not is_portable(file.name)] if notices.is_dir() else []
    yield Sign(not odd, "Names of files that every system can hold", f"Rename {', '.join(odd[:3])}.")
    free = shutil.disk_usage(here).free / 1e9
    yield Sign(free >= 1, f"{free:,.0f} GB free on the disk", "Make room: a build needs up to 1 GB.")


def _pagefind() -> Sign:
    try:
        find_pagefind()
    except FaultError as fault:
        return Sign(well=False, what="The search index", cure=str(fault))
    return Sign(well=True, what="The search index (Pagefind)")


def _git(notices: Path) -> Iterator[Sign]:
    program = shutil.which("git")
    if not program:
        yield Sign(well=False, what=_GIT, cure=f"To review changes, {INSTALL_GIT}, and type this again.")
        return
    yield Sign(well=True, what=_GIT)
    told = _ask(program, notices, "rev-parse", "--is-shallow-repository")
    if told is None:
        yield Sign(well=False, what="The record of earlier versions of the notices", cure=f"I{CLONE[1:]}.")
        return
    yield Sign(told == "false", "The whole record of earlier versions", "Type git fetch --unshallow")
    name = _ask(program, notices, "config", "user.name")
    yield Sign(bool(name), f"Your name in Git, {name or 'none'}", 'Type git config --global user.name "Your Name"')
    mail = _ask(program, notices, "config", "user.email")
    yield Sign(
        bool(mail), f"Your address in Git, {mail or 'none'}", "Type git config --global user.email you@office.uk"
    )


def _ask(program: str, folder: Path, *question: str) -> str | None:
    place = folder if folder.is_dir() else Path()
    done = subprocess.run([program, "-C", str(place), *question], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None if "rev-parse" in question else ""


def _settings(file: Path, today: datetime.date) -> Sign:
    try:
        read_settings(file, today)
    except FaultError as fault:
        return Sign(well=False, what=f"The settings in {file.as_posix()}", cure=str(fault))
    return Sign(well=True, what=f"The settings in {file.as_posix()}")
