"""Turns a planned page into HTML with Jinja: every value is escaped, and a name a template does not know is a fault.

Holds the filters that templates share, and no decision about what a page shows.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from decision_register.pages import Output, Page
from decision_register.redline import Fate, How, Part
from decision_register.references import slug_of
from decision_register.values import as_read, day_in_words, file_size, iso_date, pounds

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2.bccache import Bucket

    from decision_register.redline import RedBlock
    from decision_register.settings import Settings


@dataclass(frozen=True, slots=True)
class Templates:
    """The office's templates, ready to render, and a digest of their files."""

    environment: Environment
    folder: Path
    digest: str
    settings: Settings


class _Compiled(BytecodeCache):
    """What Jinja made of templates, by Jinja's key of each; it makes anew what was made of another text."""

    def __init__(self, compiled: dict[str, bytes]) -> None:
        self._compiled = compiled

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known of a template."""
        with suppress(Exception):  # of what was damaged; Jinja compiles that template again
            bucket.bytecode_from_string(self._compiled.get(bucket.key, b""))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember what was made of a template."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


def make_templates(folder: Path, settings: Settings, compiled: dict[str, bytes] | None = None) -> Templates:
    """Return the templates of a folder, with the settings known to all of them.

    `compiled` holds what this software has made of them on this machine, and takes in what it makes anew.
    """
    environment = Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        bytecode_cache=None if compiled is None else _Compiled(compiled),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals["settings"] = settings
    environment.filters |= {
        "day": day_in_words,
        "iso": iso_date,
        "pounds": pounds,
        "file_size": file_size,
        "count": counted,
        "tables": name_tables,
        "slug": slug_of,
        "status": status_in_words,
        "capitalize_first": begin_large,
        "runs": in_runs,
        "as_plain": as_plain,
        "in_quotations": in_quotations,
        "as_read": as_read,
    }
    return Templates(environment, folder, _digest_of(folder), settings)


def render_page(templates: Templates, page: Page) -> Output:
    """Return a page as bytes."""
    template = templates.environment.get_template(page.template)
    html = template.render(page=page, root=page.root, title=page.title, **page.data)
    content = html.encode()
    return Output(page.path, content, hashlib.sha256(content).hexdigest())


def _digest_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.html")):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def counted(number: int, thing: str) -> str:
    """Return a number with its word: 1 decision, 12 decisions."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def begin_large(words: str) -> str:
    """Return words with a large first letter, the others as typed."""
    return words[:1].upper() + words[1:]


def status_in_words(status: str) -> str:
    """Return a status as readers see it: Partly confidential."""
    return "Partly confidential" if status == "partly-confidential" else begin_large(status)


def in_runs(blocks: tuple[RedBlock, ...]) -> list[tuple[str, list[RedBlock]]]:
    """Return blocks of a redline in runs: a table or a list, what stayed as it was, and all other."""
    return [(kind, list(group)) for (kind, _), group in groupby(blocks, _Runs())]


def in_quotations(blocks: tuple[RedBlock, ...]) -> list[tuple[bool, tuple[RedBlock, ...]]]:
    """Return blocks of a redline in runs that are quotations and runs that are not."""
    return [(quoted, tuple(group)) for quoted, group in groupby(blocks, lambda block: block.quoted)]


class _Runs:
    """Says to which run a block belongs: rows of headings begin a table of their own."""

    def __init__(self) -> None:
        self._tables, self._last = 0, ""

    def __call__(self, block: RedBlock) -> tuple[str, int]:
        """Return the kind of the run, and the number of the table."""
        self._tables += block.kind == "th" != self._last
        self._last = block.kind
        if block.kind in {"tr", "th"}:
            return "table", self._tables
        return ("list" if block.kind == "li" else "same" if block.fate == "same" else "other"), 0


def as_plain(blocks: tuple[RedBlock, ...]) -> tuple[RedBlock, ...]:
    """Return blocks that are all new or all gone without marks; text in which everything is marked is hard to read."""
    return tuple(
        replace(block, fate=Fate.ADDED, parts=tuple(Part(How.SAME, p.words) for p in block.parts)) for block in blocks
    )


def name_tables(html: str, section: str) -> Markup:
    """Return prose whose tables may be reached and scrolled by keyboard; each is named after its section."""
    parts = html.split('<div class="table-box">')
    named = parts[0]
    for number, part in enumerate(parts[1:], 1):
        label = Markup.escape(f"Table {number}: {section}")
        named += f'<div class="table-box" tabindex="0" role="region" aria-label="{label}">{part}'
    return Markup(named)  # noqa: S704 - safe by body.py, which made the HTML
