"""The commands: `python build.py`, `check`, `explain`, `test`. Reads arguments, prints, and chooses the exit code.

Exit code 0: clean (warnings are allowed); 1: findings that block; 2: set-up, settings or usage.
"""

from __future__ import annotations

import datetime
import os
import sys
import time
from pathlib import Path

import click

from decision_register import pipeline
from decision_register.report import Format, print_count, print_findings
from decision_register.settings import SettingsFaultError, read_settings, today_for
from decision_register.writer import SiteFaultError

BLOCKED = 1
FAULT = 2
_ROOT = Path(__file__).resolve().parent.parent


class _Faults(click.Group):
    """Turns what a web officer can mend into one plain sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (SettingsFaultError, SiteFaultError, pipeline.RegisterFaultError) as fault:
            click.echo(str(fault), err=True)
            ctx.exit(FAULT)


@click.group(cls=_Faults, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--notices", type=click.Path(path_type=Path), default=Path("notices"), help="The folder of notices.")
@click.option("--site", type=click.Path(path_type=Path), default=Path("site"), help="The folder to write the site to.")
@click.option("--settings", type=click.Path(path_type=Path), default=Path("register.toml"), help="The settings file.")
@click.option("--today", metavar="YYYY-MM-DD", help="Build for this day instead of today.")
@click.option("--format", "form", type=click.Choice([*Format]), default=Format.FULL, help="How findings are printed.")
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="How many processes to use.")
@click.pass_context
def main(  # noqa: PLR0913 - each is an option of the contract
    context: click.Context, notices: Path, site: Path, settings: Path, today: str | None, form: str, jobs: int | None
) -> None:
    """Publish the register of decisions: check every notice and write the site."""
    day = today_for(os.environ, today)
    context.obj = _Chosen(notices, site, settings, day, Format(form), jobs)
    if context.invoked_subcommand is None:
        context.invoke(build)


class _Chosen:
    """What the options before the command say."""

    def __init__(  # noqa: PLR0913 - one for each option
        self, notices: Path, site: Path, settings: Path, today: datetime.date, form: Format, jobs: int | None
    ) -> None:
        self.settings_file = settings
        self.today = today
        self.form = form
        self.folders = pipeline.Folders(
            notices=notices,
            site=site,
            templates=_ROOT / "templates",
            handbook=_ROOT / "handbook",
            kept=site.absolute().parent / ".cache",
        )
        self.jobs = jobs or os.cpu_count() or 1


_FORMAT = click.option("--format", "form", type=click.Choice([*Format]), help="How findings are printed.")


@main.command()
@_FORMAT
@click.pass_context
def build(context: click.Context, form: str | None = None) -> None:
    """Check everything, then write the site."""
    began = time.perf_counter()
    chosen: _Chosen = context.obj
    settings = read_settings(chosen.settings_file, chosen.today)
    checked = pipeline.check_register(chosen.folders, settings)
    _say_findings(checked, Format(form) if form else chosen.form)
    if checked.blocked:
        click.echo("The site was left as it was.", err=True)
        context.exit(BLOCKED)
    built = pipeline.build_site(checked, chosen.folders, settings)
    click.echo(_what_was_built(built, chosen.folders.site, time.perf_counter() - began), err=True)


@main.command()
@_FORMAT
@click.pass_context
def check(context: click.Context, form: str | None = None) -> None:
    """Check every notice and write nothing."""
    chosen: _Chosen = context.obj
    settings = read_settings(chosen.settings_file, chosen.today)
    checked = pipeline.check_register(chosen.folders, settings)
    _say_findings(checked, Format(form) if form else chosen.form)
    context.exit(BLOCKED if checked.blocked else 0)


@main.command()
@click.argument("code")
@click.pass_context
def explain(context: click.Context, code: str) -> None:
    """Explain a rule, by its code or its name."""
    from decision_register.rules.catalogue import RULES, rule_named  # noqa: PLC0415 - only this command needs it

    rule = rule_named(code)
    if rule is None:
        known = ", ".join(known.code for known in RULES)
        click.echo(f"There is no rule {code}; the rules are {known}.", err=True)
        context.exit(FAULT)
    click.echo(f"{rule.code}: {rule.name} ({rule.severity})\n\n{rule.explanation}")


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def test(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Set up what the tests need, and run them. Arguments go to pytest."""
    from decision_register.testing import run_tests  # noqa: PLC0415 - only this command needs it

    context.exit(run_tests(arguments))


def _say_findings(checked: pipeline.Checked, form: Format) -> None:
    """Print the findings to standard output and their count to standard error."""
    texts = {manuscript.path: manuscript.source.text for manuscript in checked.manuscripts}
    click.echo(print_findings(checked.findings, form, texts), nl=False)
    sys.stdout.flush()
    click.echo(print_count(checked.findings, len(checked.manuscripts)), err=True)


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
