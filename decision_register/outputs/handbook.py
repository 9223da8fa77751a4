"""The handbook, built by MkDocs: the pages of `handbook/`, one for each field and each rule, and a search of its own.

MkDocs empties the folder it builds into, so it is given a folder of its own, and its files become outputs like all
others: it can never delete a notice, and only the writer changes the site.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from decision_register.fields import FIELDS, Count, Field, Need
from decision_register.findings import FaultError, Severity
from decision_register.pages import Output
from decision_register.rules.catalogue import RULES
from decision_register.software import software_digest

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator

    from decision_register.rules.rule import Rule
    from decision_register.settings import Office, Settings, Site

    Index = Callable[[list[tuple[str, str]]], dict[str, bytes]]
    """What makes the files of a search index of pages, each a path and its HTML."""

_KEPT = 3
"""How many handbooks are kept: that of the site, of a preview, and of a review, which differ in their frame."""
_OURS = ("*.html", "components/search-box/*")
"""The templates that its pages are made from."""
_SEARCH = "---\ntemplate: handbook-search.html\n---\n# Search the handbook\n"
_CONTENT = "data-pagefind-body"
_VOID = re.compile(rb"(<img [^>]*?) ?/>")
"""Python-Markdown writes pictures as XHTML has them."""


class HandbookFaultError(FaultError):
    """Why the handbook cannot be built; one plain sentence with the cure."""


@dataclass(frozen=True, slots=True)
class Framed:
    """What the handbook shows of the settings, all in its frame; it is made anew when any of these changes."""

    office: Office
    site: Site
    demonstration: bool
    preview_until: datetime.date | None
    review: bool


def build_handbook(folder: Path, templates: Path, settings: Settings, kept: Path, index: Index) -> Iterator[Output]:
    """Yield every page of the handbook, and the index of its search, which `index` makes.

    `folder` holds `mkdocs.yml` and `pages/`; a handbook that has not changed is taken from `kept`. Raises
    `HandbookFaultError` when MkDocs warns of anything, such as a link that leads nowhere.
    """
    generated = dict(_generated_pages())
    framed = Framed(settings.office, settings.site, settings.demonstration, settings.preview_until, settings.review)
    digest = hashlib.sha256(f"{software_digest()} {framed!r}".encode())
    for file in sorted([*folder.rglob("*"), *(file for ours in _OURS for file in templates.glob(ours))]):
        if file.is_file():
            digest.update(file.relative_to(file.parent.parent).as_posix().encode() + b"\0" + file.read_bytes())
    digest.update("".join(generated.values()).encode())
    finished = kept / "handbook" / digest.hexdigest()[:32]
    if not finished.is_dir():
        finished.parent.mkdir(parents=True, exist_ok=True)
        for old in sorted(finished.parent.iterdir(), key=_made_at, reverse=True)[_KEPT - 1 :]:
            shutil.rmtree(old, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=finished.parent, prefix="making-") as scratch:
            _build(folder, templates, framed, generated, Path(scratch))
            _index(Path(scratch) / "made", index)
            (Path(scratch) / "made").rename(finished)
    for file in sorted(finished.rglob("*")):
        path = f"handbook/{file.relative_to(finished).as_posix()}"
        if file.suffix == ".html":
            yield Output(path, _VOID.sub(rb"\1>", file.read_bytes()))
        elif file.is_file() and (file.suffix == ".png" or path.startswith("handbook/pagefind/")):
            yield Output(path, file.read_bytes())


def _made_at(finished: Path) -> float:
    """Return when a handbook was made, in seconds since 1970; 0 for one that another build took away just now."""
    try:
        return finished.stat().st_mtime
    except FileNotFoundError:
        return 0


def _build(folder: Path, templates: Path, framed: Framed, generated: dict[str, str], scratch: Path) -> None:
    """Let MkDocs build the handbook into `made` inside a scratch folder."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    shutil.copytree(folder / "pages", scratch / "pages")
    for path, text in generated.items():
        file = scratch / "pages" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    counter = _Warnings()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(counter)
    try:
        config = load_config(
            str(folder / "mkdocs.yml"), docs_dir=str(scratch / "pages"), site_dir=str(scratch / "made")
        )
        config.theme.dirs.insert(0, str(templates.absolute()))
        config["extra"]["settings"] = framed
        build(config)
    except (SystemExit, MkDocsException) as fault:
        said = " ".join((counter.said or [str(fault)])[0].split())
        message = f"MkDocs could not build the handbook ({said}); mend handbook/mkdocs.yml."
        raise HandbookFaultError(message) from None
    finally:
        logger.removeHandler(counter)
    if counter.said:
        message = f"MkDocs found a mistake in the handbook: {counter.said[0]}; mend that page."
        raise HandbookFaultError(message)


def _index(made: Path, index: Index) -> None:
    """Put the index of the finished pages beside them; what is not marked as content is not searched."""
    pages = [(file.relative_to(made).as_posix(), file.read_text("utf-8")) for file in sorted(made.rglob("*.html"))]
    staged = [(path, html.replace('lang="en-GB"', 'lang="en"', 1)) for path, html in pages if _CONTENT in html]
    for path, content in index(staged).items():
        file = made / "pagefind" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


class _Warnings(logging.Handler):
    """Keeps what MkDocs warns of; its own strict mode returns success on a broken link when it is quiet."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one warning."""
        self.said.append(record.getMessage())


def _generated_pages() -> Iterator[tuple[str, str]]:
    """Yield the path and Markdown of the pages that are made from the field table and the rules."""
    rows = [
        f"| [{rule.code}](dn{rule.code[2:]}.md) | {rule.name} | {rule.severity} | {rule.summary} |" for rule in RULES
    ]
    head = "| Code | Name | Severity | What it asks |\n| --- | --- | --- | --- |\n"
    yield "search.md", _SEARCH
    yield "rules/index.md", "# Rules\n\nWhat a notice is checked for.\n\n" + head + "\n".join(rows) + "\n"
    for rule in RULES:
        yield f"rules/dn{rule.code[2:]}.md", _rule_page(rule)
    rows = [f"| [{field.key}]({field.key}.md) | {field.need} | {field.meaning} |" for field in FIELDS]
    head = "| Field | Required | What it says |\n| --- | --- | --- |\n"
    yield (
        "fields/index.md",
        "# Fields\n\nWhat stands between the two lines of hyphens.\n\n" + head + "\n".join(rows) + "\n",
    )
    for field in FIELDS:
        yield f"fields/{field.key}.md", _field_page(field)


def _rule_page(rule: Rule) -> str:
    """Return the page of a rule: its explanation, and how it is named in `allow`."""
    may = (
        "Without it the notice cannot be published, so it cannot be made a warning or allowed."
        if rule.fixed
        else f"The office can make it an error or a warning in `register.toml`, under `[severity]`, as `{rule.code}`. "
        f"A notice can allow it with a reason, under `allow`, as `{rule.name}`."
    )
    strict = "It is an error." if rule.severity is Severity.ERROR else "It is a warning."
    return f"# {rule.code}: {rule.name}\n\n{rule.explanation}\n\n## How strict it is\n\n{strict} {may}\n"


def _field_page(field: Field) -> str:
    """Return the page of a field: what it means, an example, and the fields inside it."""
    text = f"# {field.key}\n\n{field.meaning}\n\n```yaml\n{field.example}\n```\n\n"
    text += (
        f"- Required: {_when(field)}\n- Holds: {field.kind}{'' if field.count is Count.ONE else f' ({field.count})'}\n"
    )
    if field.choices:
        text += f"- One of: {', '.join(f'`{choice}`' for choice in field.choices)}\n"
    if field.parts:
        text += "\n## The fields inside it\n\n| Field | Required | Holds | What it says |\n| --- | --- | --- | --- |\n"
        for part in field.parts:
            choices = f": {', '.join(part.choices)}" if part.choices else ""
            text += f"| {part.key} | {_when(part)} | {part.kind}{choices} | {part.meaning} |\n"
    return text


def _when(field: Field) -> str:
    return "yes" if field.need is Need.ALWAYS else str(field.need)
