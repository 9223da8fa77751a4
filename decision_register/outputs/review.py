"""What a pull request does to the public record, as a page of the preview, as a comment, and as data."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

from decision_register.in_short import in_short
from decision_register.looked_at import ALL_OR_NOTHING, SETTINGS, anchor_for, entries_of, for_all, to_look_at
from decision_register.notice_changes import Kind
from decision_register.pages import Page
from decision_register.redline import CELL, Fate, How
from decision_register.references import slug_of
from decision_register.repeated import for_a_comment, for_readers
from decision_register.values import file_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.comparison import Comparison
    from decision_register.looked_at import Check
    from decision_register.notice_changes import DocumentChange, FileSeen, NoticeChange
    from decision_register.redline import RedBlock
    from decision_register.settings import Settings
    from decision_register.wording import FieldChange

MOST_CHARACTERS = 60_000
"""How long a comment may be: GitHub takes 65,536 characters, and the pipeline adds where the preview is."""
PATH = "index.html"
HOME = "home/index.html"
"""Where a review shows the front page, as the page of changes is its first page."""
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|>~@:&<$=^%])")
_ENTITIES = {"<": "&lt;", "&": "&amp;", "@": "@&#8203;", "#": "\\#&#8203;", "!": "\\!&#8203;", "$": "<span>$</span>"}
"""What a backslash does not disarm: mentions, numbers of issues and of merge requests, and formulas."""
_ISSUE = re.compile(r"\b(GH)(?=\\-\d)", re.IGNORECASE)


def changes_page(comparison: Comparison, places: Mapping[str, str], *, blocked: bool = False) -> Page:
    """Return the page of changes, the first of the preview; if errors block it, it is the only page, and says so.

    `places` holds the slug of each notice by its path.
    """
    comparison = for_readers(comparison)
    entries, checks = entries_of(comparison), to_look_at(comparison)
    data = {
        "comparison": comparison,
        "groups": tuple((kind, tuple(group)) for kind, group in groupby(entries, lambda entry: entry.notice.kind)),
        "in_all": in_all(comparison),
        "to_look_at": checks,
        "contents": tuple(_contents(comparison, checks)),
        "changed": {finding: anchor for finding in comparison.findings if (anchor := anchor_for(finding, entries))},
        "places": places,
        "errors": _errors(comparison),
        "blocked": blocked,
    }
    return Page(PATH, "pages/changes.html", "What changes", data, in_sitemap=False)


def _contents(comparison: Comparison, checks: tuple[Check, ...]) -> Iterator[tuple[str, str]]:
    """Yield the place and the words of each heading that the page of changes has, in its order."""
    kinds = tuple(kind for kind in Kind if comparison.of_kind(kind))
    headings = (
        (comparison.notices, "in-short", "In short"),
        (checks, "to-look-at", "What to look at"),
        (comparison.settings, SETTINGS, "Settings that change"),
        (comparison.new_findings, "findings", "Findings that are new"),
        (comparison.effects, "effects", "Effects elsewhere"),
        *((kinds, slug_of(kind), str(kind).capitalize()) for kind in kinds),
        (comparison.other_findings, "before", "Findings that were there before"),
    )
    yield from ((anchor, heading) for there, anchor, heading in headings if there)


def marked_pages(comparison: Comparison) -> Iterator[Page]:
    """Yield, for each notice that is still there, a page with its changes marked."""
    for change in comparison.notices:
        if change.kind is not Kind.REMOVED:
            title = f"{change.title} ({change.reference}), with changes marked"
            path = f"decisions/{change.slug}/marked/index.html"
            yield Page(path, "pages/marked.html", title, {"change": change}, in_sitemap=False)


def in_all(comparison: Comparison) -> str:
    """Return what the public record gains, loses and has changed, in a sentence or two."""
    beside = _beside(comparison)
    if not comparison.notices:
        is_other = beside or comparison.names_freed
        return f"No decision changes.{beside}" if is_other else "Nothing in the public record changes."
    parts = [
        f"{verb} {_decisions(number)}"
        for verb, number in (("gains", comparison.gained), ("loses", comparison.lost))
        if number
    ]
    whose = "its decisions" if parts else "the published decisions"
    again, altered = comparison.restored, comparison.altered
    clauses = [f"the public record {' and '.join(parts)}"] if parts else []
    if again:
        clauses.append(f"{_one_or(again)} of {whose} {'stands' if again == 1 else 'stand'} again")
    if altered:
        others = "another" if altered == 1 else f"{altered:,} others"
        which = others if again else f"{_one_or(altered)} of {whose}"
        clauses.append(f"{which} {'changes' if altered == 1 else 'change'}")
    *before, last = clauses or ["the public record stays as it is"]
    said = f"{', '.join(before)}, and {last}" if before else last
    taken_off = sum(notice.taken_off for notice in comparison.notices)
    gone = (
        f" The text of earlier versions of {_decisions(taken_off)} is taken off the public history."
        if taken_off
        else ""
    )
    waiting = sum(bool(notice.hidden) and notice.kind is not Kind.HIDDEN for notice in comparison.notices)
    unseen = f" The public will not see {_decisions(waiting)} of this preview yet." if waiting else ""
    return f"If this is published, {said}.{gone}{unseen}{beside}"


def _beside(comparison: Comparison) -> str:
    """Return that the settings or other files differ, which may change any page and any rule."""
    if comparison.settings:
        return " The settings of the register change."
    return (
        " Files from which every page is made differ, and what they change is not shown." if comparison.others else ""
    )


def _one_or(number: int) -> str:
    return "one" if number == 1 else f"{number:,}"


def _errors(comparison: Comparison) -> int:
    return sum(finding.blocks for finding in comparison.findings)


def _decisions(number: int) -> str:
    return "one decision" if number == 1 else f"{number:,} decisions"


def as_json(comparison: Comparison, settings: Settings) -> str:
    """Return the comparison as JSON, which may be read by as many as a comment."""
    looked_at, shown = _for_all(comparison, settings)
    table = {**asdict(shown), "in_all": in_all(shown), "to_look_at": looked_at}
    del table["closed"]
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def as_markdown(comparison: Comparison, settings: Settings) -> str:
    """Return the comparison as a comment; a notice's text is escaped, and a long one is cut and says so."""
    looked_at, comparison = _for_all(comparison, settings)
    text = ""
    room = MOST_CHARACTERS - len(_cut(len(comparison.notices), len(comparison.notices)))
    for part in _summary(comparison, looked_at, settings):
        if len(text) + len(part) > room:
            return text + _cut(len(comparison.notices), len(comparison.notices))
        text += part
    for number, notice in enumerate(comparison.notices):
        for place, part in enumerate(_notice(notice)):
            if len(text) + len(part) > room:
                return text + _cut(len(comparison.notices) - number - bool(place), len(comparison.notices))
            text += part
    return text


def _for_all(comparison: Comparison, settings: Settings) -> tuple[tuple[str, ...], Comparison]:
    """Return what to look at, and the comparison, as anybody may read them."""
    comparison = for_readers(comparison)
    checks = for_all(to_look_at(comparison), settings)
    return tuple(check.said for check in checks), for_a_comment(comparison, settings)


def _cut(left: int, of: int) -> str:
    """Return what is said where a comment ends before its end."""
    missing = f" Of {of:,} decisions that change, {left:,} are not told of in detail." if left else ""
    return f"\n\n**This comment is cut here, as it may be no longer.**{missing} The preview shows all of it.\n"


def _summary(comparison: Comparison, looked_at: tuple[str, ...], settings: Settings) -> Iterator[str]:
    """Yield the parts of a comment that come before what happens to each notice."""
    yield f"## What changes in {escaped(settings.site.title)}\n\n"
    yield f"**{in_all(comparison)}** Compared with {comparison.base_in_words}.\n"
    if _errors(comparison):
        yield f"\n**It cannot be published yet.** Errors that block it: {_errors(comparison):,}.\n"
    for kind in Kind:
        if comparison.of_kind(kind):
            yield f"\n**{str(kind).capitalize()}: {len(comparison.of_kind(kind)):,}**\n\n"
        for notice in comparison.of_kind(kind):
            yield f"- {_name(notice)}{escaped(f'. {short}') if (short := in_short(notice)) else ''}\n"
    if looked_at:
        yield "\n### To look at\n\n"
        yield from (f"- [ ] {escaped(check)}\n" for check in looked_at)
    if comparison.settings:
        yield "\n### Settings that change\n\n| Setting | Before | After |\n| --- | --- | --- |\n"
        yield from (_row(change) for change in comparison.settings)
    if comparison.new_findings:
        yield "\n### Findings that are new\n\n"
        yield from (
            f"- **{finding.severity} {finding.code}** {escaped(finding.path)}, line {finding.span.line}: "
            f"{escaped(finding.message)}. {escaped(finding.help_on_one_line)}\n"
            for finding in comparison.new_findings
        )
    if comparison.other_findings:
        yield f"\nFindings that were there before: {len(comparison.other_findings):,}. The preview lists them.\n"
    if comparison.effects:
        yield "\n### Effects elsewhere\n\n"
        yield from (f"- {escaped(effect)}\n" for effect in comparison.effects)


def _name(notice: NoticeChange) -> str:
    return f"{escaped(notice.reference)}{f': {escaped(notice.title)}' if notice.title else ''}"


def _notice(notice: NoticeChange) -> Iterator[str]:
    """Yield what happens to one notice; of one that is all new or all gone, the text is in the preview."""
    yield f"\n### {_name(notice)} ({notice.kind})\n\n"
    if notice.hidden:
        yield f"This is {notice.hidden}.\n\n"
    if notice.kept_back:
        yield f"{escaped(notice.kept_back)}\n\n"
    yield from (f"- The public is told: {escaped(note)}\n" for note in notice.told)
    yield from (f"- {escaped(called)}\n" for called in notice.called_out)
    yield from (f"- {_document(document)}\n" for document in notice.documents)
    yield from _fields(notice)
    for section in notice.sections:
        if section.differs and notice.kind not in ALL_OR_NOTHING:
            yield f"\n**{escaped(section.title).strip() or 'Text before the first heading'}**\n\n"
            yield from (f"{_red(block)}\n\n" for block in section.blocks if block.fate is not Fate.SAME)
    for document in notice.documents:
        yield from _words(document)


def _fields(notice: NoticeChange) -> Iterator[str]:
    """Yield a table of fields: of a notice that is all new or all gone, what each says; else before and after."""
    if not notice.fields:
        return
    if notice.kind in ALL_OR_NOTHING:
        yield f"\n| Field | {'As it was' if notice.kind is Kind.REMOVED else ''} |\n| --- | --- |\n"
        yield from (
            f"| {escaped(field.in_words)} | {_in_cell(field.after or field.before)} |\n" for field in notice.fields
        )
        return
    yield "\n| Field | Before | After |\n| --- | --- | --- |\n"
    yield from (_row(field) for field in notice.fields)


def _row(field: FieldChange) -> str:
    return f"| {escaped(field.in_words)} | {_in_cell(field.before)} | {_in_cell(field.after)} |\n"


def _words(document: DocumentChange) -> Iterator[str]:
    """Yield the pages of a document whose words are others."""
    if document.text:
        yield f"\n**Words of {escaped(document.name)}**\n\n"
    for block in document.text:
        yield f"{block.where.capitalize()}:\n\n" if block.where else ""
        yield f"{_red(block)}\n\n"


def _in_cell(value: str) -> str:
    return "<br>".join(escaped(line) for line in value.split("\n"))


def _document(document: DocumentChange) -> str:
    if document.was_named and document.after:
        names = f"{escaped(document.was_named)} is now named {escaped(document.name)}"
        return f"Document {names}; its content is the same. It is {_seen(document.after)}."
    sizes = [
        f"{verb} {_seen(file)}"
        for verb, file in (("was", document.before), ("will be", document.after))
        if file is not None
    ]
    words = f" {document.words}" if document.words else ""
    return f"Document {escaped(document.name)}: {document.what}; it {', it '.join(sizes)}.{words}"


def _seen(file: FileSeen) -> str:
    pages = f", {file.pages:,} page{'' if file.pages == 1 else 's'}" if file.pages else ""
    return f"{file_size(file.size)}{pages}"


def _red(block: RedBlock) -> str:
    """Return a block with what was taken out and put in; HTML that GitHub shows and reads out."""
    quoted = "> " if block.quoted else ""
    if block.fate in (Fate.MOVED_AWAY, Fate.MOVED_HERE):
        return f"{quoted}({block.fate}) {escaped(block.parts[0].words)}"
    marks = {How.SAME: "{}", How.IN: "<ins>{}</ins>", How.OUT: "<del>{}</del>"}
    moved = {How.SAME: "{}", How.IN: "(moved here: {})", How.OUT: "(moved away: {})"}
    return quoted + "".join(
        (moved if part.moved else marks)[part.how].format(escaped(part.words)) for part in block.parts
    )


def escaped(text: str) -> str:
    """Return text of a notice so that it cannot be taken for Markdown, HTML, a mention or an end of its table cell.

    Spaces are evened out; one at each end stays, as the text may stand between others.
    """
    words = " ".join(text.replace(CELL, " / ").split())
    if not words:
        return " " if text else ""
    before, after = (" " if end.isspace() else "" for end in (text[0], text[-1]))
    safe = _ISSUE.sub(r"\1&#8203;", _SIGNS.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), words))
    command = "\\" if words.startswith("/") else ""  # GitLab takes a line that begins so for a command
    return f"{before}{command}{safe}{after}"
