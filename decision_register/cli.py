"""The commands: `python build.py`, `check`, `review`, `explain` and so on; those of authors stand in `author_commands`.

They read arguments, print, and choose the exit code.

Exit code 0: clean (warnings are allowed); 1: findings that block; 2: set-up, settings or usage.
"""

from __future__ import annotations

import gc
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from decision_register.author_commands import COMMANDS
from decision_register.findings import FaultError
from decision_register.options import (
    BLOCKED,
    FAULT,
    FOLDER,
    Chosen,
    choose,
    notices_named,
    options,
    options_but_format,
    wherever_given,
)
from decision_register.report import print_count, print_findings

if TYPE_CHECKING:
    from decision_register import pipeline
    from decision_register.findings import Finding
    from decision_register.last_build import Told
    from decision_register.writer import Written

_EVERY_BRANCH = "*"
_OLD_VERSIONS_AS_BUILT = (
    "The history of the notices is not in this copy of the repository, so {} pages of earlier versions were left as "
    "they are; type git fetch --unshallow, and build again."
)
_OLD_TEXTS_LEFT_OUT = (
    "The history of the notices is not in this copy of the repository, so the text of earlier versions of {} is left "
    "out; type git fetch --unshallow, and build again."
)
_NO_COMMENT = """\
## What changes could not be found out

The settings, the repository or the folder has a fault, which the log of this check tells. There is no preview.
"""


class _Faults(click.Group):
    """Turns what a web officer can mend into one plain sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except FaultError as fault:
            click.echo(str(fault), err=True)
            ctx.exit(FAULT)


@click.group(cls=_Faults, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@options
@click.pass_context
def main(context: click.Context, /, **_: Any) -> None:  # noqa: ANN401 - read again by each command
    """Publish the register of decisions: check every notice and write the site."""
    gc.set_threshold(500_000, 20, 100)  # nearly all that is made is kept to the end
    context.call_on_close(gc.freeze)  # and is not looked through once more then
    if context.invoked_subcommand is None:
        context.invoke(build, **dict.fromkeys(context.params), preview=False)


@main.command()
@options
@click.option("--preview", is_flag=True, help="Show drafts and notices of the future, in the folder preview.")
@click.pass_context
def build(context: click.Context, /, *, preview: bool = False, **given: Any) -> None:  # noqa: ANN401 - the values of the options
    """Check everything, then write the site."""
    from decision_register.settings import for_preview
    from decision_register.source import list_notices
    from decision_register.work import beside

    began = time.perf_counter()
    chosen = choose(context, given, "preview" if preview else "site")
    settings = for_preview(chosen.settings) if preview else chosen.settings
    with beside(lambda: list_notices(chosen.folders.notices), chosen.workers) as listed:
        from decision_register import pipeline  # takes as long as to list ten thousand files
        from decision_register.checking import check_register, ready_to_build
        from decision_register.history import read_log

        pipeline.refuse_folder(chosen.folders)
        listing = listed()
    inputs = pipeline.inputs_now(chosen.folders, listing, settings)
    same = pipeline.nothing_changed(chosen.folders, settings, inputs)
    if same:
        _say_findings(same.findings, same.read, chosen)
        _say_what_was_built(same, None, chosen, began)
        return
    before = context.with_resource(pipeline.look_at_site(chosen.folders, settings, chosen.workers))
    checked = check_register(chosen.folders, chosen.settings, chosen.workers, chosen.over, listing)
    _say_findings(checked.findings, checked.count, chosen)
    if checked.blocked:
        click.echo("The site was left as it was.", err=True)
        context.exit(BLOCKED)
    log = read_log(chosen.folders.notices)
    checked = ready_to_build(checked)
    built = pipeline.build_site(
        checked, chosen.folders, settings, chosen.workers, chosen.over, log=log, inputs=inputs, before=before
    )
    _say_what_was_built(built, built.written, chosen, began)


@main.command()
@options
@click.argument("files", nargs=-1, type=FOLDER, metavar="[FILE…]")
@click.option(
    "--base", metavar="REF", help="Also check what changed since this branch left that one, or since a commit or tag."
)
@click.option(
    "--against",
    metavar="[REF]",
    multiple=True,
    is_flag=False,
    flag_value=_EVERY_BRANCH,
    help="Also look for references that another branch took first; without REF, every remote branch.",
)
@click.pass_context
def check(
    context: click.Context,
    /,
    files: tuple[Path, ...],
    base: str | None,
    against: tuple[str, ...],
    **given: Any,  # noqa: ANN401 - the values of the options
) -> None:
    """Check every notice and write nothing. With files of notices, tell what is found in those only."""
    from decision_register.check import seen_from
    from decision_register.checking import check_register
    from decision_register.source import list_notices

    chosen = choose(context, given)
    folder, listing = chosen.folders.notices, list_notices(chosen.folders.notices)
    about = [listed.path for listed in notices_named(files, listing.notices, folder)] if files else []
    checked = check_register(chosen.folders, chosen.settings, chosen.workers, chosen.over, listing)
    if base:
        from decision_register import pipeline

        checked = pipeline.compare_with(checked, chosen.folders, chosen.settings, base)
    if against:
        from decision_register import pipeline

        named = tuple(name for name in against if name != _EVERY_BRANCH)
        checked = pipeline.compare_claims(checked, chosen.folders, chosen.settings, named)
    found = seen_from(about, checked.findings, checked.names, chosen.settings) if about else checked.findings
    shown = tuple(finding for finding in found if not files or _is_about(finding, about))
    _say_findings(shown, len(about) or checked.count, chosen, len(found) - len(shown))
    context.exit(BLOCKED if any(finding.blocks for finding in shown) else 0)


@main.command()
@options_but_format
@click.option("--base", metavar="REF", required=True, help="The branch that the change is to be merged into.")
@click.option("--format", "comment", type=click.Choice(["markdown", "json"]), help="Print it as a comment or as data.")
@click.pass_context
def review(context: click.Context, /, base: str, comment: str | None, **given: Any) -> None:  # noqa: ANN401 - as above
    """Build a preview with a page of what changes in the public record."""
    from decision_register import pipeline

    try:
        _review(context, base, comment, given)
    except FaultError as fault:
        site = wherever_given(context, given)["site"] or Path("preview")
        gone = f" The earlier preview in {site} was taken away, as it does not show this state."
        if comment == "markdown":
            click.echo(_NO_COMMENT, nl=False)
        said = f"{fault}{gone if pipeline.take_away_preview(site) else ''}"
        raise FaultError(said) from None


def _review(context: click.Context, base: str, comment: str | None, given: dict[str, Any]) -> None:
    """Build the preview, print what was asked for, and choose the exit code."""
    from decision_register import pipeline
    from decision_register.checking import check_register
    from decision_register.history import merge_base, read_log
    from decision_register.outputs.review import as_json, as_markdown
    from decision_register.settings import for_preview

    chosen = choose(context, {**given, "form": None}, "preview")
    pipeline.refuse_folder(chosen.folders)
    checked = check_register(chosen.folders, chosen.settings, chosen.workers, chosen.over)
    settings_file = wherever_given(context, given)["settings"]
    comparison = pipeline.review_changes(checked, chosen.folders, chosen.settings, base, settings_file)
    found = replace(checked, findings=comparison.findings)
    if comment:
        said = as_json if comment == "json" else as_markdown
        click.echo(said(comparison, chosen.settings), nl=False)
    else:
        _say_findings(found.findings, found.count, chosen)
    settings = for_preview(chosen.settings, review=True)
    if checked.blocked:
        pipeline.build_changes_only(comparison, chosen.folders, settings)
    else:
        log = read_log(chosen.folders.notices, merge_base(chosen.folders.notices, base))
        pipeline.build_site(checked, chosen.folders, settings, chosen.workers, chosen.over, comparison, log)
    if not chosen.quiet:
        click.echo(f"Open {(chosen.folders.site / 'index.html').as_posix()} to see what changes.", err=True)
    context.exit(BLOCKED if found.blocked else 0)


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
@click.argument("folder", type=FOLDER)
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


def _is_about(finding: Finding, paths: list[str]) -> bool:
    """Say whether a finding is in one of these notices, or names one, as that of a reference they share does."""
    return finding.path in paths or any(path in finding.message for path in paths)


def _say_findings(findings: tuple[Finding, ...], read: int, chosen: Chosen, left_out: int = 0) -> None:
    """Print the findings to standard output and their count to standard error."""
    from decision_register.source import texts_at

    texts = texts_at(finding.path for finding in findings)
    if chosen.form.may_be_read_by_all:
        from decision_register.repeated import for_a_log

        findings, texts = for_a_log(findings, texts, chosen.settings)
    click.echo(print_findings(findings, chosen.form, texts), nl=False)
    sys.stdout.flush()
    if not chosen.quiet:
        click.echo(print_count(findings, read, left_out), err=True)


def _say_what_was_built(built: pipeline.Built | Told, written: Written | None, chosen: Chosen, began: float) -> None:
    """Say in one sentence what was written, and what could not be made anew."""
    if chosen.quiet:
        return
    if built.versions_as_built:
        click.echo(_OLD_VERSIONS_AS_BUILT.format(built.versions_as_built), err=True)
    if built.histories_left_out:
        number = built.histories_left_out
        of = f"{number:,} decision{'' if number == 1 else 's'}"
        click.echo(_OLD_TEXTS_LEFT_OUT.format(of), err=True)
    site, seconds = chosen.folders.site, time.perf_counter() - began
    notices = f"{built.notices:,} notice" + ("" if built.notices == 1 else "s")
    if written is None or not written.any_change:
        said = f"The site in {site} is up to date: {notices}, nothing to write ({seconds:.1f} seconds)."
    else:
        files = f"{written.added:,} files new, {written.changed:,} changed, {written.removed:,} taken away"
        said = f"Published {notices} in {site}: {files} ({seconds:.1f} seconds)."
    click.echo(said, err=True)


for _command in COMMANDS:
    main.add_command(_command)


if __name__ == "__main__":
    main()
