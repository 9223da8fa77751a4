"""What a pull request does to the public record, as a page of the preview, as a comment, and as data."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from decision_register.comparison import Comparison, Kind, NoticeChange
from decision_register.pages import Page
from decision_register.redline import CELL, Fate, How

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.redline import RedBlock
    from decision_register.settings import Settings

MOST_CHARACTERS = 60_000
"""How long a comment may be; GitHub takes 65,536 characters."""
PATH = "changes/index.html"
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|>~@:&<])")
_DISCLOSURE = ("DN42", "DN43", "DN70", "DN71")


def changes_page(comparison: Comparison, *, blocked: bool = False) -> Page:
    """Return the page of changes; if errors block them, it is the only page of the preview, and says so."""
    data = {
        "comparison": comparison,
        "kinds": tuple(Kind),
        "to_look_at": to_look_at(comparison),
        "places": {change.path: change.slug for change in comparison.notices},
        "blocked": blocked,
    }
    return Page(PATH, "pages/changes.html", "What changes", data, in_sitemap=False)


def marked_pages(comparison: Comparison) -> Iterator[Page]:
    """Yield, for each notice that is still there, a page with its changes marked."""
    for change in comparison.notices:
        if change.kind is not Kind.REMOVED:
            title = f"{change.title} ({change.reference}), with changes marked"
            path = f"decisions/{change.slug}/marked/index.html"
            yield Page(path, "pages/marked.html", title, {"change": change}, in_sitemap=False)


def to_look_at(comparison: Comparison) -> tuple[str, ...]:
    """Return what a reviewer must look at, a sentence for each."""
    found = (*comparison.new_findings, *comparison.other_findings)
    said = [f"{finding.path}: {finding.message}." for finding in found if finding.code.startswith(_DISCLOSURE)]
    for notice in comparison.notices:
        said += [f"{notice.reference} allows itself {accepted}" for accepted in notice.accepted]
        said += [
            f"{notice.reference}: the status was {field.before or 'not given'} and is {field.after or 'not given'}."
            for field in notice.fields
            if field.name == "status"
        ]
        said += [f"{notice.reference}: {called}." for called in notice.called_out if called.startswith("Withheld")]
        if notice.kind is Kind.REMOVED and notice.was_published:
            said.append(f"{notice.reference} would no longer be in the public record.")
    return tuple(dict.fromkeys(said))


def as_json(comparison: Comparison) -> str:
    """Return the comparison as JSON."""
    return json.dumps(asdict(comparison), ensure_ascii=False, indent=1) + "\n"


def as_markdown(comparison: Comparison, settings: Settings) -> str:
    """Return the comparison as a comment; a notice's text is escaped, and a long one is cut and says so."""
    text = ""
    cut = "\n\n**This comment is cut here, as it may be no longer.** The preview shows all of it.\n"
    for part in _markdown(comparison, settings):
        if len(text) + len(part) + len(cut) > MOST_CHARACTERS:
            return text + cut
        text += part
    return text


def _markdown(comparison: Comparison, settings: Settings) -> Iterator[str]:
    """Yield the parts of the comment, each of which may be the last."""
    yield f"## What changes in {escaped(settings.site.title)}\n\n"
    counts = [f"{len(comparison.of_kind(kind))} {kind}" for kind in Kind if comparison.of_kind(kind)]
    yield f"Compared with `{comparison.base}`: {', '.join(counts) or 'nothing'}.\n\n"
    checks = to_look_at(comparison)
    if checks:
        yield "### To look at\n\n"
        yield from (f"- [ ] {escaped(check)}\n" for check in checks)
    if comparison.new_findings:
        yield "\n### Findings that are new\n\n"
        yield from (
            f"- {finding.severity} {finding.code}, {escaped(finding.path)}, line {finding.span.line}: "
            f"{escaped(finding.message)}. {escaped(finding.help)}\n"
            for finding in comparison.new_findings
        )
    for notice in comparison.notices:
        yield from _notice(notice)
    if comparison.effects:
        yield "\n### Effects elsewhere\n\n"
        yield from (f"- {escaped(effect)}\n" for effect in comparison.effects)


def _notice(notice: NoticeChange) -> Iterator[str]:
    """Yield what happens to one notice."""
    yield f"\n### {escaped(notice.reference)}: {escaped(notice.title)} ({notice.kind})\n\n"
    if notice.hidden:
        yield f"This is {notice.hidden}.\n\n"
    yield from (f"- {escaped(called)}\n" for called in notice.called_out)
    yield from (f"- document {escaped(document.name)} {document.what}\n" for document in notice.documents)
    if notice.fields:
        yield "\n| Field | Before | After |\n| --- | --- | --- |\n"
        yield from (
            f"| {escaped(field.name)} | {escaped(field.before)} | {escaped(field.after)} |\n" for field in notice.fields
        )
    for section in notice.sections:
        if section.differs and notice.kind not in (Kind.NEW, Kind.REMOVED):
            yield f"\n**{escaped(section.title)}**\n\n"
            yield from (f"{_red(block)}\n\n" for block in section.blocks if block.fate is not Fate.SAME)


def _red(block: RedBlock) -> str:
    """Return a block with what was taken out and put in; HTML that GitHub shows and reads out."""
    if block.fate in (Fate.MOVED_AWAY, Fate.MOVED_HERE):
        return f"({block.fate}) {escaped(block.parts[0].words)}"
    marks = {How.SAME: "{}", How.IN: "<ins>{}</ins>", How.OUT: "<del>{}</del>"}
    return "".join(marks[part.how].format(escaped(part.words)) for part in block.parts)


def escaped(text: str) -> str:
    """Return text of a notice so that it cannot be taken for Markdown, HTML, a mention or an end of its table cell."""
    return (
        _SIGNS.sub(r"\\\1", " ".join(text.replace(CELL, " / ").split()))
        .replace("\\<", "&lt;")
        .replace("\\&", "&amp;")
        .replace("\\@", "&#64;")
        if text.strip()
        else text
    )
