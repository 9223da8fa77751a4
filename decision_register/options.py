"""The options that all commands share, and what they choose."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from decision_register.findings import FaultError
from decision_register.report import Format

if TYPE_CHECKING:
    from decision_register.folders import Folders
    from decision_register.progress import Over
    from decision_register.settings import Settings
    from decision_register.source import Listed
    from decision_register.work import Workers

BLOCKED = 1
FAULT = 2
Command = TypeVar("Command", bound=Callable[..., Any])
_ROOT = Path(__file__).resolve().parent.parent

FOLDER = click.Path(path_type=Path)
_OPTIONS = (
    click.option("--notices", type=FOLDER, help="The folder of notices (notices)."),
    click.option("--site", type=FOLDER, help="The folder to write the site to (site)."),
    click.option("--settings", type=FOLDER, help="The office's settings (register.toml)."),
    click.option("--today", metavar="YYYY-MM-DD", help="Build for this day instead of today."),
    click.option("--quiet", is_flag=True, default=None, help="Print findings and faults, and nothing else."),
    click.option("--jobs", type=click.IntRange(min=1), help="How many processes to use (one a processor)."),
    click.option("--scheduler", metavar="ADDRESS", help="Share the work with a Dask cluster, such as tcp://host:8786."),
)

_FORMAT = click.option(
    "--format", "form", type=click.Choice([str(form) for form in Format]), help="How findings are printed (full)."
)


def options_but_format(command: Command) -> Command:
    """Give a command the options that every command understands, but for the one that it has its own way with."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def options(command: Command) -> Command:
    """Give a command the options that every command understands, before its name or after it."""
    return options_but_format(_FORMAT(command))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the options say, with what stands for those not given."""

    folders: Folders
    settings: Settings
    form: Format
    workers: Workers
    over: Over
    quiet: bool


def wherever_given(context: click.Context, given: dict[str, Any]) -> dict[str, Any]:
    """Return each option as it was given after the command's name or before it; a place that nobody names is usual."""
    before = context.parent.params if context.parent else {}
    chosen = {key: value if value is not None else before.get(key) for key, value in given.items()}
    usual = {"notices": Path("notices"), "settings": Path("register.toml")}
    return chosen | {key: chosen[key] or place for key, place in usual.items()}


def choose(context: click.Context, given: dict[str, Any], site_name: str = "site") -> Chosen:
    """Return what was chosen by the options after the command's name, before it, or by nobody."""
    from decision_register.folders import Folders
    from decision_register.progress import silently, teller
    from decision_register.settings import read_settings, today_for

    chosen = wherever_given(context, given)
    site: Path = chosen["site"] or Path(site_name)
    notices: Path = chosen["notices"]
    if not notices.is_dir():
        fault = f"There is no folder {notices}; make it and put a notice into it, or name another with --notices."
        raise FaultError(fault)
    folders = Folders(
        notices=notices,
        site=site,
        templates=_ROOT / "templates",
        handbook=_ROOT / "handbook",
        kept=site.absolute().parent / ".cache",
    )
    settings = read_settings(chosen["settings"], today_for(os.environ, chosen["today"]))
    quiet = bool(chosen["quiet"])
    over = silently if quiet else teller()
    form = Format(chosen["form"] or Format.FULL)
    return Chosen(folders, settings, form, _hire(context, chosen["jobs"], chosen["scheduler"]), over, quiet)


def notices_named(files: tuple[Path, ...], there: tuple[Listed, ...], folder: Path) -> tuple[Listed, ...]:
    """Return the notices in the files that a person names, of all that are there in the folder; all, if none is named.

    They have the order of the register. Raises `FaultError` for a file that is none of them.
    """
    if not files:
        return there
    wanted = {file.resolve(): file for file in files}
    names = {path.name.casefold() for pair in wanted.items() for path in pair}
    likely = (listed for listed in there if listed.path.rpartition("/")[2].casefold() in names)  # which is told quickly
    found = tuple(listed for listed in likely if listed.file.resolve() in wanted)
    others = sorted(wanted.keys() - {listed.file.resolve() for listed in found})
    if others:
        file = wanted[others[0]]
        such = f"such as {there[0].path}" if there else "once there is one"
        fault = f"There is no file {file.as_posix()}; name a notice as it is called, {such}."
        if file.exists():
            fault = f"{file.as_posix()} is none of the notices in {folder.as_posix()}; name one {such}."
        raise FaultError(fault)
    return found


def _hire(context: click.Context, jobs: int | None, scheduler: str | None) -> Workers:
    """Return the processes of this machine, or the cluster whose scheduler is named, until the command ends."""
    from decision_register.work import Workers

    if scheduler is None:
        return Workers(jobs or os.cpu_count() or 1)
    from decision_register.cluster import cluster_at

    return Workers(jobs or os.cpu_count() or 1, context.with_resource(cluster_at(scheduler)))
