"""What happens to the public record between a commit and now, in the words of a reviewer."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from decision_register.body import Prose
from decision_register.redline import Block, Fate, RedBlock, cut_short, redline
from decision_register.references import same_key, slug_of, whole_references
from decision_register.wording import (
    FieldChange,
    SectionChange,
    blocks_by_section,
    field_changes,
    fields_as_typed,
    section_changes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.findings import Finding
    from decision_register.history import Past
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings
    from decision_register.source import DocumentFile

_MONEY = re.compile(r"£\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:million|billion|m|bn)\b)?")
_DATE = re.compile(
    r"\b\d{1,2}\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{4}\b"
)
_NAME = re.compile(r"\b[A-Z][a-z]+(?:[-’'][A-Z][a-z]+)?(?: [A-Z][a-z]*(?:[-’'][A-Z][a-z]+)?)+\b")  # noqa: RUF001
"""Two words or more with large first letters: people, councils and firms."""
_LINK = re.compile(r'<a href="([^"]*)"')
_NO_TEXT = frozenset(("changes", "allow"))


class Kind(StrEnum):
    """What happens to a notice, the gravest first."""

    REMOVED = "taken away"
    NEW = "new"
    PUBLIC = "newly public"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    FORMAL = "changed without effect on the page"


@dataclass(frozen=True, slots=True)
class FileSeen:
    """The size of a file in bytes, its pages (of a PDF), and git's digest of it, in hexadecimal."""

    size: int
    pages: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that is new, replaced or taken away, as it was and as it will be; None where there is none.

    `text` is the redline of its words, page by page, where words could be read in both; what is the same is cut short.
    """

    name: str
    what: str
    before: FileSeen | None = None
    after: FileSeen | None = None
    text: tuple[RedBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """What happens to one notice. `called_out` says which sums, dates, references and withheld parts are others."""

    kind: Kind
    reference: str
    title: str
    slug: str
    path: str
    hidden: str = ""
    """Why the public would not see it yet: a draft, or a day to come."""
    fields: tuple[FieldChange, ...] = ()
    sections: tuple[SectionChange, ...] = ()
    documents: tuple[DocumentChange, ...] = ()
    called_out: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    was_published: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a pull request does to the public record, and what a reviewer must look at."""

    base: str
    notices: tuple[NoticeChange, ...]
    new_findings: tuple[Finding, ...]
    other_findings: tuple[Finding, ...]
    effects: tuple[str, ...]

    def of_kind(self, kind: Kind) -> tuple[NoticeChange, ...]:
        """Return the notices to which this happens."""
        return tuple(notice for notice in self.notices if notice.kind is kind)


def compare_registers(  # noqa: PLR0913, PLR0917 - two states of the register, and what was found in each
    past: Past,
    now: tuple[Manuscript, ...],
    read: frozenset[str],
    settings: Settings,
    before: frozenset[tuple[str, str, str]],
    findings: tuple[Finding, ...],
) -> Comparison:
    """Return the comparison.

    `past` holds the notices of the commit that are not the same now; of the notices of `now`, those whose paths are
    `read` are whole and the others in outline; `before` holds the rule, path and value of each finding at the commit.
    """
    by_key = {same_key(name.text): new for new in now for name in new.names}
    unread = {new.path: new for new in now if not new.reference}
    matched: dict[str, Manuscript] = {}
    changes = []
    for old in past.manuscripts:
        new = by_key.get(same_key(old.reference)) or unread.get(old.path)
        if new is None:
            if not old.is_draft:
                changes.append(_change(Kind.REMOVED, old, None, past, settings))
        else:
            matched[new.path] = old
    for new in now:
        if new.path not in read:
            continue
        kind = _kind(matched.get(new.path), new, past, settings)
        if kind:
            changes.append(_change(kind, matched.get(new.path), new, past, settings))
    new_findings = tuple(f for f in findings if (f.name, f.path, f.value) not in before)
    others = tuple(f for f in findings if (f.name, f.path, f.value) in before)
    order = list(Kind)
    changes.sort(key=lambda change: (order.index(change.kind), change.reference))
    return Comparison(
        past.commit[:10], tuple(changes), new_findings, others, tuple(_effects(past, now, read, changes, settings))
    )


def _kind(old: Manuscript | None, new: Manuscript, past: Past, settings: Settings) -> Kind | None:
    """Return what happens to a notice that is there now, or None for nothing."""
    if old is None:
        return Kind.NEW
    if not old.is_public_on(settings.today) and new.is_public_on(settings.today):
        return Kind.PUBLIC
    if new.fields.get("withdrawn") and not old.fields.get("withdrawn"):
        return Kind.WITHDRAWN
    if _wording(old) != _wording(new) or _html(old) != _html(new) or list(_documents(old, new, past)):
        return Kind.CHANGED
    return Kind.FORMAL if old.source.text != new.source.text else None


def _change(kind: Kind, old: Manuscript | None, new: Manuscript | None, past: Past, settings: Settings) -> NoticeChange:
    shown = new if new and new.reference else old or new
    assert shown is not None  # noqa: S101 - one of them is always given
    (fields_before, text_before), (fields_after, text_after) = _wording(old), _wording(new)
    changed = kind not in (Kind.NEW, Kind.REMOVED)
    return NoticeChange(
        kind,
        shown.reference,
        shown.text("title"),
        slug_of(shown.reference),
        shown.path,
        _hidden(new, settings) if new else "",
        tuple(field_changes(fields_before, fields_after)) if changed else (),
        tuple(section_changes(text_before, text_after)) if kind is not Kind.FORMAL else (),
        tuple(_documents(old, new, past)),
        tuple(_called_out(old, new, settings)) if old and new else (),
        tuple(_accepted(new)) if new else (),
        old is not None and old.is_public_on(settings.today),
    )


def _hidden(manuscript: Manuscript, settings: Settings) -> str:
    """Return why the public would not see a notice today, or nothing."""
    date = manuscript.date("publication_date")
    if manuscript.is_draft:
        return "a draft, not to be seen by the public"
    if date is None or date > settings.today:
        return f"not to be seen by the public before {date:%d %B %Y}" if date else "without a date of publication"
    return ""


def _wording(manuscript: Manuscript | None) -> tuple[dict[str, str], dict[str, tuple[Block, ...]]]:
    """Return the fields and the text of a notice; nothing of one that is not there."""
    if manuscript is None:
        return {}, {}
    return fields_as_typed(manuscript), blocks_by_section(manuscript.body.sections)


def _html(manuscript: Manuscript) -> list[str]:
    return [block.html for section in manuscript.body.sections for block in section.blocks if isinstance(block, Prose)]


def _documents(old: Manuscript | None, new: Manuscript | None, past: Past) -> Iterator[DocumentChange]:
    """Yield the documents that are not the same files as at the commit."""
    before: Mapping[str, str] = {}
    if old:
        folder = f"{old.path.removesuffix('.md')}/"
        before = {path.removeprefix(folder): blob for path, blob in past.documents.items() if path.startswith(folder)}
    after: dict[str, DocumentFile] = {file.name: file for file in new.source.documents} if new else {}
    for name in dict.fromkeys([*after, *before]):
        now, then = after.get(name), past.files.get(f"{old.path.removesuffix('.md')}/{name}") if old else None
        if name not in before:
            yield DocumentChange(name, "added", None, _seen(now))
        elif now is None:
            yield DocumentChange(name, "taken away", _seen(then))
        elif before[name] != now.blob:
            yield DocumentChange(name, "replaced", _seen(then), _seen(now), _words_changed(then, now))


def _seen(file: DocumentFile | None) -> FileSeen | None:
    return FileSeen(file.size, file.pages, file.blob) if file else None


def _words_changed(then: DocumentFile | None, now: DocumentFile) -> tuple[RedBlock, ...]:
    """Return the redline of the words of a document, of the pages that differ only."""
    if then is None or not then.passages or not now.passages:
        return ()
    before, after = (
        tuple(Block("p", " ".join(passage.words.split())) for passage in file.passages) for file in (then, now)
    )
    return tuple(cut_short(red) for red in redline(before, after) if red.fate is not Fate.SAME)


def _called_out(old: Manuscript, new: Manuscript, settings: Settings) -> Iterator[str]:
    """Yield a sentence for the sums, dates, references and withheld parts that are others."""
    before, after = (
        "\n".join([*(value for name, value in fields_as_typed(one).items() if name not in _NO_TEXT), one.body.text])
        for one in (old, new)
    )
    patterns = {
        "Sums": _MONEY,
        "Dates": _DATE,
        "Names": _NAME,
        "References": whole_references(settings.reference.pattern),
    }
    for name, pattern in patterns.items():
        one, other = (Counter(" ".join(found.split()) for found in pattern.findall(text)) for text in (before, after))
        yield from _difference(name, one, other)
    html_before, html_after = ("".join(_html(each)) for each in (old, new))
    yield from _difference("Links", Counter(_LINK.findall(html_before)), Counter(_LINK.findall(html_after)))
    if html_before != html_after and _wording(old)[1] == _wording(new)[1]:
        yield "The look of the text is another, such as what is bold or a list"
    parts = [
        Counter(f"{group.text('part')} ({group.text('exemption')})" for group in one.groups("withheld"))
        for one in (old, new)
    ]
    yield from _difference("Withheld parts", *parts)


def _difference(name: str, one: Counter[str], other: Counter[str]) -> Iterator[str]:
    gone, come = sorted((one - other).elements()), sorted((other - one).elements())
    if gone:
        yield f"{name} taken out: {', '.join(dict.fromkeys(gone))}"
    if come:
        yield f"{name} put in: {', '.join(dict.fromkeys(come))}"


def _accepted(manuscript: Manuscript) -> Iterator[str]:
    """Yield the findings that the notice allows itself, with the reasons given."""
    for group in manuscript.groups("allow"):
        yield f"{group.text('rule')}: {group.text('reason')}"


def _effects(
    past: Past, now: tuple[Manuscript, ...], read: frozenset[str], changes: list[NoticeChange], settings: Settings
) -> Iterator[str]:
    """Yield what happens elsewhere: standings, addresses, and the number of decisions."""
    known = {same_key(name.text): manuscript for manuscript in now for name in manuscript.names}
    before = {same_key(old.reference): old for old in past.manuscripts}
    for manuscript in (one for one in now if one.path in read):
        old = before.get(same_key(manuscript.reference))
        for key, said in (("supersedes", "superseded"), ("amends", "amended")):
            had = {same_key(name.text) for name in old.typed_list(key)} if old else set()
            for name in manuscript.typed_list(key):
                target = known.get(same_key(name.text))
                if target and same_key(name.text) not in had:
                    yield f"{target.reference} will be shown as {said} by {manuscript.reference}."
    for change in changes:
        if change.kind is Kind.NEW and not change.hidden:
            yield f"The address decisions/{change.slug}/ appears."
        if change.kind is Kind.REMOVED and change.was_published:
            yield f"The address decisions/{change.slug}/ would die."
    yield from _linked_to(now, changes, settings)
    yield from _led_on(past, now, read)
    yield from _shown_counts(past, now, read, settings)
    same = sum(one.is_public_on(settings.today) for one in now if one.path not in read)
    was = same + sum(one.is_public_on(settings.today) for one in past.manuscripts)
    will = sum(one.is_public_on(settings.today) for one in now)
    if was != will:
        yield f"The register will hold {will:,} published decisions; it holds {was:,} now."


def _linked_to(now: tuple[Manuscript, ...], changes: list[NoticeChange], settings: Settings) -> Iterator[str]:
    """Yield the decisions whose text names one that becomes public, and will link to it."""
    come = {same_key(change.reference): change for change in changes if change.kind in (Kind.NEW, Kind.PUBLIC)}
    if not come:
        return
    cited = whole_references(settings.reference.pattern)
    naming: dict[str, list[str]] = {}
    for manuscript in now:
        named = {same_key(found[0]) for line in manuscript.body.lines for found in cited.finditer(line.text)}
        for key in sorted(named & come.keys() - {same_key(manuscript.reference)}):
            naming.setdefault(key, []).append(manuscript.reference)
    for key, references in naming.items():
        if not come[key].hidden:
            yield f"{', '.join(references)} will link to {come[key].reference}."


def _led_on(past: Past, now: tuple[Manuscript, ...], read: frozenset[str]) -> Iterator[str]:
    """Yield the addresses that will lead on to a notice's own, and those that no longer will."""
    before, after = (
        {slug_of(name.text): slug_of(one.reference) for one in notices for name in one.typed_list("also_known_as")}
        for notices in (past.manuscripts, tuple(one for one in now if one.path in read))
    )
    own = {slug_of(one.reference) for one in now}
    for slug in sorted(after.keys() - before.keys() - own):
        yield f"The address decisions/{slug}/ will lead to decisions/{after[slug]}/."
    for slug in sorted(before.keys() - after.keys() - own):
        yield f"The address decisions/{slug}/ would lead nowhere."


def _shown_counts(past: Past, now: tuple[Manuscript, ...], read: frozenset[str], settings: Settings) -> Iterator[str]:
    """Yield the topics, officers, decision makers, years and statuses with more or fewer decisions than now."""
    before = Counter(value for one in past.manuscripts for value in _counted_under(one, settings))
    after = Counter(value for one in now if one.path in read for value in _counted_under(one, settings))
    for name in sorted({*before, *after}):
        more = after[name] - before[name]
        if more:
            number = "one decision" if abs(more) == 1 else f"{abs(more):,} decisions"
            yield f"{name}: {number} {'more' if more > 0 else 'fewer'}."


def _counted_under(manuscript: Manuscript, settings: Settings) -> Iterator[str]:
    if manuscript.is_public_on(settings.today):
        date = manuscript.date("decision_date")
        yield from (f"Year {date.year}" for date in [date] if date)
        yield f"Status {manuscript.text('status')}"
        yield from (f"Topic {topic.text}" for topic in manuscript.typed_list("topics"))
        if manuscript.text("status") != "confidential":
            yield from (f"Lead officer {name.text}" for name in manuscript.typed_list("lead_officer"))
            yield from (f"Decision maker {maker.text('name')}" for maker in manuscript.groups("decision_maker"))
