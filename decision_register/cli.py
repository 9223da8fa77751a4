"""The commands: `python build.py`, `check`, `explain`, `test`. Reads arguments, prints, and chooses the exit code.

Exit code 0: clean (warnings are allowed); 1: findings that block; 2: set-up, settings or usage.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from decision_register.findings import FaultError
from decision_register.report import Format, print_count, print_findings

if TYPE_CHECKING:
    from decision_register import pipeline
    from decision_register.settings import Settings
    from decision_register.work import Workers

BLOCKED = 1
FAULT = 2
_EVERY_BRANCH = "*"
_QUESTIONS = {
    "maker": "Who signed it",
    "role": "In what role",
    "capacity": "Using which power: commissioner, deputy, delegated or joint",
    "officer": "Who prepared it",
}
_OLD_VERSIONS_AS_BUILT = (
    "The history of the notices is not in this copy of the repository, so {} pages of earlier versions were left as "
    "they are; type git fetch --unshallow, and build again."
)
_Command = TypeVar("_Command", bound=Callable[..., Any])
_ROOT = Path(__file__).resolve().parent.parent


class _Faults(click.Group):
    """Turns what a web officer can mend into one plain sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except FaultError as fault:
            click.echo(str(fault), err=True)
            ctx.exit(FAULT)


_FOLDER = click.Path(path_type=Path)
_OPTIONS = (
    click.option("--notices", type=_FOLDER, help="The folder of notices (notices)."),
    click.option("--site", type=_FOLDER, help="The folder to write the site to (site)."),
    click.option("--settings", type=_FOLDER, help="The office's settings (register.toml)."),
    click.option("--today", metavar="YYYY-MM-DD", help="Build for this day instead of today."),
    click.option("--quiet", is_flag=True, default=None, help="Print findings and faults, and nothing else."),
    click.option("--jobs", type=click.IntRange(min=1), help="How many processes to use (one a processor)."),
    click.option("--scheduler", metavar="ADDRESS", help="Share the work with a Dask cluster, such as tcp://host:8786."),
)

_FORMAT = click.option(
    "--format", "form", type=click.Choice([str(form) for form in Format]), help="How findings are printed (full)."
)


def _shared_but_format(command: _Command) -> _Command:
    """Give a command the options that every command understands, but for the one that it has its own way with."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _shared(command: _Command) -> _Command:
    """Give a command the options that every command understands, before its name or after it."""
    return _shared_but_format(_FORMAT(command))


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the options say, with what stands for those not given."""

    folders: pipeline.Folders
    settings: Settings
    form: Format
    workers: Workers
    over: pipeline.Over
    quiet: bool


def _choose(context: click.Context, given: dict[str, Any], site_name: str = "site") -> _Chosen:
    """Return what was chosen by the options after the command's name, before it, or by nobody."""
    from decision_register import pipeline
    from decision_register.progress import silently, teller
    from decision_register.settings import read_settings, today_for

    before = context.parent.params if context.parent else {}
    chosen = {key: value if value is not None else before.get(key) for key, value in given.items()}
    site: Path = chosen["site"] or Path(site_name)
    notices: Path = chosen["notices"] or Path("notices")
    if not notices.is_dir():
        fault = f"There is no folder {notices}; make it and put a notice into it, or name another with --notices."
        raise FaultError(fault)
    folders = pipeline.Folders(
        notices=notices,
        site=site,
        templates=_ROOT / "templates",
        handbook=_ROOT / "handbook",
        kept=site.absolute().parent / ".cache",
    )
    settings = read_settings(chosen["settings"] or Path("register.toml"), today_for(os.environ, chosen["today"]))
    quiet = bool(chosen["quiet"])
    over = silently if quiet else teller()
    form = Format(chosen["form"] or Format.FULL)
    return _Chosen(folders, settings, form, _hire(context, chosen["jobs"], chosen["scheduler"]), over, quiet)


def _hire(context: click.Context, jobs: int | None, scheduler: str | None) -> Workers:
    """Return the processes of this machine, or the cluster whose scheduler is named, until the command ends."""
    from decision_register.work import Workers

    if scheduler is None:
        return Workers(jobs or os.cpu_count() or 1)
    from decision_register.cluster import cluster_at

    return Workers(jobs or os.cpu_count() or 1, context.with_resource(cluster_at(scheduler)))


@click.group(cls=_Faults, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@_shared
@click.pass_context
def main(context: click.Context, /, **_: Any) -> None:  # noqa: ANN401 - read again by each command
    """Publish the register of decisions: check every notice and write the site."""
    gc.set_threshold(100_000, 20, 100)  # nearly all that is made is kept to the end
    if context.invoked_subcommand is None:
        context.invoke(build, **dict.fromkeys(context.params), preview=False)


@main.command()
@_shared
@click.option("--preview", is_flag=True, help="Show drafts and notices of the future, in the folder preview.")
@click.pass_context
def build(context: click.Context, /, *, preview: bool = False, **given: Any) -> None:  # noqa: ANN401 - the values of the options
    """Check everything, then write the site."""
    from decision_register import pipeline
    from decision_register.history import read_log
    from decision_register.settings import for_preview

    began = time.perf_counter()
    chosen = _choose(context, given, "preview" if preview else "site")
    settings = for_preview(chosen.settings) if preview else chosen.settings
    pipeline.refuse_folder(chosen.folders)
    checked = pipeline.check_register(chosen.folders, chosen.settings, chosen.workers, chosen.over)
    _say_findings(checked, chosen)
    if checked.blocked:
        click.echo("The site was left as it was.", err=True)
        context.exit(BLOCKED)
    log = read_log(chosen.folders.notices)
    built = pipeline.build_site(checked, chosen.folders, settings, chosen.workers, chosen.over, log=log)
    if not chosen.quiet:
        if built.versions_as_built:
            click.echo(_OLD_VERSIONS_AS_BUILT.format(built.versions_as_built), err=True)
        click.echo(_what_was_built(built, chosen.folders.site, time.perf_counter() - began), err=True)


@main.command()
@_shared
@click.option("--base", metavar="REF", help="Also check what changed since this commit, branch or tag.")
@click.option(
    "--against",
    metavar="[REF]",
    multiple=True,
    is_flag=False,
    flag_value=_EVERY_BRANCH,
    help="Also look for references that another branch took first; without REF, every remote branch.",
)
@click.pass_context
def check(context: click.Context, /, base: str | None, against: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401 - the values of the options
    """Check every notice and write nothing."""
    from decision_register import pipeline

    chosen = _choose(context, given)
    checked = pipeline.check_register(chosen.folders, chosen.settings, chosen.workers, chosen.over)
    if base:
        checked = pipeline.compare_with(checked, chosen.folders, chosen.settings, base)
    if against:
        named = tuple(name for name in against if name != _EVERY_BRANCH)
        checked = pipeline.compare_claims(checked, chosen.folders, chosen.settings, named)
    _say_findings(checked, chosen)
    context.exit(BLOCKED if checked.blocked else 0)


@main.command()
@_shared_but_format
@click.option("--base", metavar="REF", required=True, help="The branch that the change is to be merged into.")
@click.option("--format", "comment", type=click.Choice(["markdown", "json"]), help="Print it as a comment or as data.")
@click.pass_context
def review(context: click.Context, /, base: str, comment: str | None, **given: Any) -> None:  # noqa: ANN401 - as above
    """Build a preview with a page of what changes in the public record."""
    from decision_register import pipeline
    from decision_register.history import merge_base, read_log
    from decision_register.outputs.review import as_json, as_markdown
    from decision_register.settings import for_preview

    chosen = _choose(context, {**given, "form": None}, "preview")
    pipeline.refuse_folder(chosen.folders)
    checked = pipeline.check_register(chosen.folders, chosen.settings, chosen.workers, chosen.over)
    comparison = pipeline.review_changes(checked, chosen.folders, chosen.settings, base)
    if comment:
        click.echo(as_json(comparison) if comment == "json" else as_markdown(comparison, chosen.settings), nl=False)
    else:
        _say_findings(checked, chosen)
    settings = for_preview(chosen.settings, review=True)
    if checked.blocked:
        pipeline.build_changes_only(comparison, chosen.folders, settings)
        _say_where(chosen)
        context.exit(BLOCKED)
    log = read_log(chosen.folders.notices, merge_base(chosen.folders.notices, base))
    pipeline.build_site(checked, chosen.folders, settings, chosen.workers, chosen.over, comparison, log)
    _say_where(chosen)


@main.command()
@_shared_but_format
@click.argument("title")
@click.option("--reference", help="Its reference (the next free one).")
@click.option("--decided", metavar="YYYY-MM-DD", help="The day the decision was signed.")
@click.option("--decision-maker", "maker", help="Who signed it.")
@click.option("--role", help="In what role.")
@click.option("--capacity", help="Using which power: commissioner, deputy, delegated or joint.")
@click.option("--officer", help="Who prepared it.")
@click.pass_context
def new(context: click.Context, /, title: str, reference: str | None, decided: str | None, **given: Any) -> None:  # noqa: ANN401 - as above
    """Begin a notice: a free reference, every field, and what to write in every section."""
    from decision_register import pipeline
    from decision_register.authoring.begin import begun_notice, next_reference, path_of

    asked = {key: given.pop(key) for key in ("maker", "role", "capacity", "officer")}
    chosen = _choose(context, {**given, "form": None})
    settings, folders = chosen.settings, chosen.folders
    manuscripts = pipeline.check_register(folders, settings, chosen.workers).manuscripts
    free = next_reference(manuscripts, pipeline.references_elsewhere(folders, settings), settings)
    if sys.stdin.isatty():
        reference = reference or click.prompt("Reference", default=free)
        decided = decided or click.prompt("Day the decision was signed, as 2024-07-25", default="", show_default=False)
        for key, question in _QUESTIONS.items():
            asked[key] = asked[key] or click.prompt(question, default="", show_default=False)
    reference = reference or free
    maker = {"name": asked["maker"], "role": asked["role"], "capacity": asked["capacity"]}
    answers: dict[str, object] = {"reference": reference, "title": title, "status": "non-confidential", "draft": True}
    answers |= {"decision_date": settings.today.fromisoformat(decided)} if decided else {}
    answers |= {"decision_maker": maker} if all(maker.values()) else {}
    answers |= {"lead_officer": asked["officer"]} if asked["officer"] else {}
    file = folders.notices / path_of(reference, title, settings)
    if file.exists():
        fault = f"{file.as_posix()} is there already; choose another reference or title."
        raise FaultError(fault)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(begun_notice(answers, settings), encoding="utf-8", newline="\n")
    click.echo(f"{file.as_posix()} is begun. Open it, and write where it says Insert.")
    click.echo("To see it while you write, type: python build.py serve", err=True)


@main.command()
@_shared_but_format
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="The port to listen on (8000).")
@click.option("--host", default="127.0.0.1", help="The address to listen on (this machine only).")
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@click.pass_context
def serve(context: click.Context, /, port: int, host: str, *, show: bool, **given: Any) -> None:  # noqa: ANN401 - as above
    """Show the register while it is written, drafts included, with what is to be mended on the page."""
    from decision_register.authoring.serve import PreviewServer, Studio, watched
    from decision_register.settings import read_settings, today_for

    chosen = _choose(context, {**given, "form": None})
    settings_file: Path = given["settings"] or Path("register.toml")
    studio = Studio(
        chosen.folders, lambda: read_settings(settings_file, today_for(os.environ, given["today"])), chosen.workers
    )

    def rebuild() -> None:
        began = time.perf_counter()
        checked = studio.refresh()
        if checked is None:
            click.echo(studio.fault, err=True)
            return
        click.echo(print_findings(checked.findings, Format.CONCISE, {}), nl=False)
        seconds = time.perf_counter() - began
        click.echo(f"{print_count(checked.findings, len(checked.manuscripts))} ({seconds:.2f} seconds)", err=True)

    rebuild()
    try:
        server = PreviewServer(studio, rebuild, host, port)
        for path in watched(chosen.folders, settings_file):
            server.watch(path)
        click.echo(f"The register is shown at http://{host}:{port}/ until you press Ctrl and C.", err=True)
        server.serve(open_in_browser=show)  # type: ignore[no-untyped-call]
    except OSError:
        fault = f"The port {port} is in use, maybe by another preview; close that, or name another with --port."
        raise FaultError(fault) from None
    except KeyboardInterrupt:
        server.shutdown(wait=False)


@main.command(name="import")
@_shared_but_format
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="FILE…")
@click.option("--replace", is_flag=True, help="Exchange notices that are there already.")
@click.option("--report", type=_FOLDER, default=Path("import-report.txt"), help="The file for the report.")
@click.pass_context
def bring(context: click.Context, /, files: tuple[Path, ...], report: Path, *, replace: bool, **given: Any) -> None:  # noqa: ANN401 - as above
    """Turn Word forms, web pages, copied text and spreadsheets into notices."""
    from decision_register.importing.bring import bring_in, files_in

    chosen = _choose(context, {**given, "form": None})
    found = files_in(files)
    brought = [
        one
        for of_file in chosen.over(
            "Bringing in files", bring_in(found, chosen.folders.notices, chosen.settings, replace=replace), len(found)
        )
        for one in of_file
    ]
    report.write_text("\n".join(one.report for one in brought if one.report), encoding="utf-8")
    for one in brought:
        if one.fault:
            click.echo(one.fault, err=True)
    made = [one for one in brought if one.path]
    for one in made:
        click.echo(f"{one.source} became {one.path}: {one.to_decide} to decide")
    there = sum(bool(one.there_already) for one in brought)
    click.echo(
        f"{len(made):,} brought in"
        + (f", {there:,} there already and left as they are (--replace exchanges them)" if there else "")
        + f". How the words were read, and what is for you to decide, stands in {report.as_posix()}."
        " Then type: python build.py check",
        err=True,
    )
    context.exit(BLOCKED if any(one.fault for one in brought) else 0)


@main.command()
@click.argument("code")
@click.pass_context
def explain(context: click.Context, code: str) -> None:
    """Explain a rule, by its code or its name."""
    from decision_register.rules.catalogue import RULES, rule_named

    rule = rule_named(code)
    if rule is None:
        known = ", ".join(known.code for known in RULES)
        click.echo(f"There is no rule {code}; the rules are {known}.", err=True)
        context.exit(FAULT)
    click.echo(f"{rule.code}: {rule.name} ({rule.severity})\n\n{rule.explanation}")


@main.command()
@click.argument("folder", type=_FOLDER)
@click.pass_context
def verify(context: click.Context, folder: Path) -> None:
    """Compare the notices of a site with its seal, and name what differs."""
    from decision_register.verify import verify_site

    said = verify_site(folder)
    click.echo("\n".join(said) if said else "Every notice is as the seal says.")
    context.exit(BLOCKED if said else 0)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def test(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Set up what the tests need, and run them. Arguments go to pytest."""
    from decision_register.testing import run_tests

    context.exit(run_tests(arguments))


def _say_findings(checked: pipeline.Checked, chosen: _Chosen) -> None:
    """Print the findings to standard output and their count to standard error."""
    texts = {finding.path: _text_of(finding.path) for finding in checked.findings} if chosen.form is Format.FULL else {}
    click.echo(print_findings(checked.findings, chosen.form, texts), nl=False)
    sys.stdout.flush()
    if not chosen.quiet:
        click.echo(print_count(checked.findings, len(checked.manuscripts)), err=True)


def _say_where(chosen: _Chosen) -> None:
    """Say where the page of changes stands."""
    if not chosen.quiet:
        click.echo(f"Open {(chosen.folders.site / 'changes' / 'index.html').as_posix()} to see what changes.", err=True)


def _text_of(path: str) -> str:
    """Return the text of a notice that a finding names, to show the line; nothing for one that cannot be read."""
    from decision_register.source import read_source

    file = Path(path)
    return read_source(file, path).text if path.endswith(".md") and file.is_file() else ""


def _what_was_built(built: pipeline.Built, site: Path, seconds: float) -> str:
    """Return one sentence about the site."""
    notices = f"{built.notices:,} notice" + ("" if built.notices == 1 else "s")
    written = built.written
    if not written.any_change:
        return f"The site in {site} is up to date: {notices}, nothing to write ({seconds:.1f} seconds)."
    files = f"{written.added:,} files new, {written.changed:,} changed, {written.removed:,} taken away"
    return f"Published {notices} in {site}: {files} ({seconds:.1f} seconds)."


if __name__ == "__main__":
    main()
