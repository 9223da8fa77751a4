"""The commands of authors: `new`, `serve`, `fix`, `import`, `doctor` and `schema`."""

from __future__ import annotations

import os
import stat
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from decision_register.findings import FaultError
from decision_register.options import BLOCKED, FOLDER, choose, notices_named, options_but_format, wherever_given
from decision_register.report import Format, print_count, print_findings

if TYPE_CHECKING:
    from collections.abc import Callable

_QUESTIONS = {
    "title": "What is the decision called, without its reference",
    "reference": "Reference",
    "decided": "Day the decision was signed, as 2024-07-25",
    "maker": "Who signed it",
    "role": "In what role",
    "capacity": "Using which power: commissioner, deputy, delegated or joint",
    "officer": "Who prepared it",
}
_NOT_READ = (
    "Answers from another program or a file are not read; give them as options, such as --decided 2024-07-25 "
    "(python build.py new --help names all)."
)
_LEFT = "What is left, if anything, python build.py check tells."


@click.command()
@options_but_format
@click.argument("title", nargs=-1, metavar="[TITLE]")
@click.option("--reference", help="Its reference (the next free one).")
@click.option("--decided", metavar="YYYY-MM-DD", help="The day the decision was signed.")
@click.option("--decision-maker", "maker", help="Who signed it.")
@click.option("--role", help="In what role.")
@click.option("--capacity", help="Using which power: commissioner, deputy, delegated or joint.")
@click.option("--officer", help="Who prepared it.")
@click.option("--open/--no-open", "show", default=None, help="Go on to show it in the browser, or do not ask.")
@click.pass_context
def new(context: click.Context, /, *, show: bool | None, **given: Any) -> None:  # noqa: ANN401 - as above
    """Begin a notice: a free reference, every field, and what to write in every section."""
    from decision_register import pipeline
    from decision_register.authoring.begin import begun_notice, next_reference, path_of, understood
    from decision_register.checking import check_register
    from decision_register.references import slug_of

    said = {key: given.pop(key) for key in _QUESTIONS}
    said["title"] = " ".join(said["title"]) or None
    chosen = choose(context, {**given, "form": None})
    settings, folders = chosen.settings, chosen.folders
    manuscripts = tuple(check_register(folders, settings, chosen.workers).manuscripts)
    free = next_reference(manuscripts, pipeline.references_elsewhere(folders, settings), settings)
    someone = sys.stdin.isatty() and not os.environ.get("CI")
    if None in said.values() and _is_given_answers():
        click.echo(_NOT_READ, err=True)
    answers: dict[str, object] = {}
    for key, question in _QUESTIONS.items():
        usual = free if key == "reference" else ""
        if someone and said[key] is None:
            answers[key] = _ask(question, usual, partial(understood, key, settings))
        else:
            answers[key] = understood(key, settings, said[key] or usual)
    reference = str(answers["reference"])
    file = folders.notices / path_of(reference, str(answers["title"]), settings)
    if file.exists():
        fault = f"{file.as_posix()} is there already; choose another reference or title."
        raise FaultError(fault)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(begun_notice(answers, settings), encoding="utf-8", newline="\n")
    click.echo(f"{file.as_posix()} is begun. Open it, and write where it says Insert.")
    if show is None and someone:
        show = click.confirm("Show it in the browser while you write?", default=True)
    if show:
        _show(context, given, f"decisions/{slug_of(reference)}/")
    else:
        click.echo("To see it while you write, type: python build.py serve --open", err=True)


def _is_given_answers() -> bool:
    """Say whether another program or a file stands where a person would type; a terminal and nothing do not."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def _ask(question: str, usual: str, understand: Callable[[str], object]) -> object:
    """Ask until the answer is understood; Enter takes what is usual, or leaves it blank."""
    while True:
        typed = click.prompt(question, default=usual, show_default=bool(usual))
        try:
            return understand(typed)
        except FaultError as fault:
            click.echo(str(fault), err=True)


@click.command()
@options_but_format
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on (the first free one from 8000).")
@click.option("--host", default="127.0.0.1", help="The address to listen on (this machine only).")
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@click.pass_context
def serve(context: click.Context, /, port: int | None, host: str, *, show: bool, **given: Any) -> None:  # noqa: ANN401 - as above
    """Show the register while it is written, drafts included, with what is to be mended on the page."""
    _show(context, given, "" if show else None, host, port)


def _show(
    context: click.Context, given: dict[str, Any], page: str | None, host: str = "127.0.0.1", port: int | None = None
) -> None:
    """Serve the register until it is stopped; `page` is opened in the browser, if one is named."""
    from decision_register.authoring.serve import PreviewServer, Studio, first_free_port, watched
    from decision_register.settings import read_settings, today_for
    from decision_register.source import texts_at

    chosen = choose(context, {**given, "form": None})
    found = wherever_given(context, given)
    settings_file: Path = found["settings"]
    studio = Studio(
        chosen.folders, lambda: read_settings(settings_file, today_for(os.environ, found["today"])), chosen.workers
    )

    def tell(words: str) -> None:
        if not chosen.quiet:
            click.echo(words, err=True)

    def rebuild() -> None:
        began = time.perf_counter()
        tell("Reading the notices.")
        checked = studio.refresh()
        if checked is None:
            click.echo(f"Checked nothing: {studio.fault}", err=True)
            return
        texts = texts_at(finding.path for finding in checked.findings)
        click.echo(print_findings(checked.findings, Format.CONCISE, texts), nl=False)
        seconds = time.perf_counter() - began
        tell(f"{print_count(checked.findings, checked.count)} ({seconds:.2f} seconds)")

    rebuild()
    port = port or first_free_port(host)
    try:
        server = PreviewServer(studio, rebuild, host, port)
        server.url += page or ""
        for path in watched(chosen.folders, settings_file):
            server.watch(path)
        tell(f"The register is shown at http://{host}:{port}/ until you press Ctrl and C.")
        server.serve(open_in_browser=page is not None)  # type: ignore[no-untyped-call]
    except OSError:
        fault = f"The port {port} is in use, maybe by another preview; close that, or name another with --port."
        raise FaultError(fault) from None
    except KeyboardInterrupt:
        server.shutdown(wait=False)


@click.command()
@options_but_format
@click.argument("files", nargs=-1, type=FOLDER, metavar="[FILE…]")
@click.option("--yes", is_flag=True, help="Mend without asking.")
@click.pass_context
def fix(context: click.Context, /, files: tuple[Path, ...], *, yes: bool, **given: Any) -> None:  # noqa: ANN401 - as above
    """Mend what needs no judgement, after showing each line as it is and as it will be."""
    from decision_register.authoring.fix import fix as fixed
    from decision_register.manuscript import read_manuscript
    from decision_register.source import list_notices, read_source

    chosen = choose(context, {**given, "form": None})
    mended = []
    for listed in notices_named(files, list_notices(chosen.folders.notices).notices, chosen.folders.notices):
        done = fixed(read_manuscript(read_source(listed.file, listed.path), chosen.settings.form), chosen.settings)
        if done.cures and (files or any(cure.line for cure in done.cures)):  # their order alone is no reason
            mended.append((listed.file, done))
            click.echo(listed.path)
            for cure in done.cures:
                click.echo(f"  line {cure.line}:" if cure.line else "  the order of the fields:")
                above = "(an empty line)\n           " if cure.after.startswith("\n") else ""
                click.echo(f"    now:   {cure.before}\n    then:  {above}{cure.after.lstrip(chr(10))}")
    if not mended:
        click.echo(f"There is nothing that can be mended without you. {_LEFT}", err=True)
        return
    if not yes and not (sys.stdin.isatty() and click.confirm("Mend these?")):
        click.echo("Nothing was changed; to mend these, type: python build.py fix --yes", err=True)
        return
    for file, done in mended:
        ends = "\r\n" if b"\r\n" in file.read_bytes() else "\n"
        file.write_text(done.text, encoding="utf-8", newline=ends)
    click.echo(f"{len(mended):,} notice{'' if len(mended) == 1 else 's'} mended. {_LEFT}", err=True)


@click.command()
@options_but_format
@click.pass_context
def doctor(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401 - as above
    """Say what this machine lacks, and how to mend it."""
    from decision_register.authoring.doctor import examine
    from decision_register.settings import today_for

    found = wherever_given(context, given)
    signs = list(examine(found["notices"], found["settings"], today_for(os.environ, found["today"])))
    for sign in signs:
        click.echo(f"good     {sign.what}" if sign.well else f"to mend  {sign.what}\n         {sign.cure}")
    context.exit(0 if all(sign.well for sign in signs) else BLOCKED)


@click.command()
@options_but_format
@click.pass_context
def schema(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401 - as above
    """Write what editors need to complete fields and settings, into the folder .vscode."""
    from decision_register.authoring.schema import as_text, notice_schema, pieces, settings_schema

    chosen = choose(context, {**given, "form": None})
    folder = Path(".vscode")
    folder.mkdir(exist_ok=True)
    made = {
        "notice.schema.json": notice_schema(chosen.settings),
        "notice.code-snippets": pieces(chosen.settings),
        "register.schema.json": settings_schema(),
    }
    for name, content in made.items():
        (folder / name).write_text(as_text(content), encoding="utf-8", newline="\n")
    click.echo(f"Wrote {', '.join(made)} into .vscode.", err=True)


@click.command(name="import")
@options_but_format
@click.argument("files", nargs=-1, required=True, type=FOLDER, metavar="FILE…")
@click.option("--replace", is_flag=True, help="Exchange notices that are there already.")
@click.option("--report", type=FOLDER, default=Path("import-report.txt"), help="The file for the report.")
@click.pass_context
def bring(context: click.Context, /, files: tuple[Path, ...], report: Path, *, replace: bool, **given: Any) -> None:  # noqa: ANN401 - as above
    """Turn Word forms, web pages, copied text and spreadsheets into notices."""
    from decision_register.importing.bring import bring_in, files_in

    chosen = choose(context, {**given, "form": None})
    found = files_in(files)
    try:
        with report.open("a", encoding="utf-8", newline="\n") as told:

            def tell(text: str) -> None:
                told.write(f"\n{text}" if told.tell() else text)
                told.flush()

            each = bring_in(found, chosen.folders.notices, chosen.settings, tell, replace=replace)
            brought = [one for of_file in chosen.over("Bringing in files", each, len(found)) for one in of_file]
    except OSError as error:
        fault = f"{error.filename} cannot be written; see that the folder is there and may be changed."
        raise FaultError(fault) from None
    for one in brought:
        if one.fault:
            click.echo(one.fault, err=True)
    made = [one for one in brought if one.path]
    for one in made:
        click.echo(f"{one.source} became {one.path}: {len(one.to_decide)} to decide")
    if len(made) == 1:  # what must be read before all else; of many, the report tells it with the form it is of
        for told in made[0].to_decide:
            click.echo(f"  - {told}")
    left = [one for one in brought if one.there_already]
    for one in left:
        click.echo(f"{one.source} was left alone, as {one.there_already} is there", err=True)
    more = "" if len(made) == 1 else ", and what is for you to decide,"
    told_at = f"How the words were read{more} stands at the end of {report.as_posix()}."
    then = "Fill in the fields that are blank, then type: python build.py check"
    click.echo(
        f"{len(made):,} brought in"
        + (f", {len(left):,} there already and left as they are (--replace exchanges them)" if left else "")
        + (f". {told_at} {then}" if made else "."),
        err=True,
    )
    context.exit(BLOCKED if any(one.fault for one in brought) else 0)


COMMANDS = (new, serve, fix, bring, doctor, schema)
