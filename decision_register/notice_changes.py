"""What happens to one notice between a commit and now, in the words of a reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from decision_register.body import Prose
from decision_register.called_out import Said, called_out
from decision_register.redline import Block, Fate, RedBlock, cut_short, redline
from decision_register.references import slug_of
from decision_register.values import day_in_words
from decision_register.wording import (
    FieldChange,
    SectionChange,
    blocks_by_section,
    document_changes,
    field_changes,
    fields_as_typed,
    section_changes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.history import Past
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings
    from decision_register.source import DocumentFile


class Kind(StrEnum):
    """What happens to a notice, the gravest first."""

    REMOVED = "taken away"
    HIDDEN = "no longer public"
    NEW = "new"
    PUBLIC = "newly public"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    RESTORED = "stands again"
    AMENDED = "amended"
    UNAMENDED = "no longer amended"
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
    """What happens to one notice.

    `hidden` says why the public would not see it yet; `told` are the notes to the public that come with the change;
    `called_out` says which sums, dates, references and withheld parts are others; `accepted` are the findings that it
    allows itself, with the reasons.
    """

    kind: Kind
    reference: str
    title: str
    slug: str
    path: str
    hidden: str = ""
    told: tuple[str, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    sections: tuple[SectionChange, ...] = ()
    documents: tuple[DocumentChange, ...] = ()
    called_out: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    was_published: bool = False


def change_of(old: Manuscript | None, new: Manuscript | None, past: Past, settings: Settings) -> NoticeChange | None:
    """Return what happens to a notice, or None for nothing; a draft that is thrown away is nothing."""
    shown = new if new and new.reference else old or new
    said = _said(old), _said(new)
    documents = tuple(_documents(old, new, past))
    kind = _kind(old, new, settings, differs=said[0] != said[1] or bool(documents))
    if kind is None or shown is None:
        return None
    return NoticeChange(
        kind,
        shown.reference,
        shown.text("title"),
        slug_of(shown.reference),
        shown.path,
        _hidden(new, settings) if new else "",
        tuple(_told(old, new)),
        tuple(_fields(said[0], said[1])),
        tuple(section_changes(said[0].text, said[1].text)) if kind is not Kind.FORMAL else (),
        documents,
        (*_stands_again(kind), *called_out(*said, settings)) if old and new else (),
        tuple(_accepted(new)) if new else (),
        old is not None and old.is_public_on(settings.today),
    )


def _fields(old: Said, new: Said) -> Iterator[FieldChange]:
    """Yield the fields that are others, but for new notes to the public, which stand by themselves."""
    for change in field_changes(old.fields, new.fields):
        if change.name != "changes" or change.before:
            yield change


def _said(manuscript: Manuscript | None) -> Said:
    if manuscript is None:
        return Said({}, {}, ())
    sections = manuscript.body.sections
    html: dict[str, str] = {}
    for section in sections:
        marked = "".join(block.html for block in section.blocks if isinstance(block, Prose))
        html[section.title] = html.get(section.title, "") + marked
    return Said(fields_as_typed(manuscript), blocks_by_section(sections), tuple(html.items()))


def _kind(old: Manuscript | None, new: Manuscript | None, settings: Settings, *, differs: bool) -> Kind | None:
    if new is None:
        return None if old is None or old.is_draft else Kind.REMOVED
    if old is None:
        return Kind.NEW
    was, will = (one.is_public_on(settings.today) for one in (old, new))
    if was != will and not new.problems:
        return Kind.PUBLIC if will else Kind.HIDDEN
    withdrawn_before, withdrawn = (bool(one.groups("withdrawn")) for one in (old, new))
    if withdrawn != withdrawn_before and not new.problems:
        return Kind.WITHDRAWN if withdrawn else Kind.RESTORED
    if differs:
        return Kind.CHANGED
    return Kind.FORMAL if old.source.text != new.source.text else None


def _hidden(manuscript: Manuscript, settings: Settings) -> str:
    """Return why the public would not see a notice today, or nothing."""
    date = manuscript.date("publication_date")
    if manuscript.is_draft:
        return "a draft, not to be seen by the public"
    if date is None or date > settings.today:
        return f"not to be seen by the public before {day_in_words(date)}" if date else "without a date of publication"
    return ""


def _stands_again(kind: Kind) -> Iterator[str]:
    if kind is Kind.RESTORED:
        yield "It will no longer be shown as withdrawn"


def _told(old: Manuscript | None, new: Manuscript | None) -> Iterator[str]:
    """Yield what the public is newly told of the notice."""
    if old and new:
        yield from (group.text("note") for group in new.groups("changes")[len(old.groups("changes")) :])


def _documents(old: Manuscript | None, new: Manuscript | None, past: Past) -> Iterator[DocumentChange]:
    """Yield the documents that are not the same files as at the commit."""
    before = past.documents_of(old.path) if old else {}
    after = {file.name: file for file in new.source.documents} if new else {}
    for name, what in document_changes(before, {name: file.blob for name, file in after.items()}):
        then = past.files.get(f"{old.path.removesuffix('.md')}/{name}") if old else None
        now = after.get(name)
        yield DocumentChange(name, what, _seen(then), _seen(now), _words_changed(then, now))


def _seen(file: DocumentFile | None) -> FileSeen | None:
    return FileSeen(file.size, file.pages, file.blob) if file else None


def _words_changed(then: DocumentFile | None, now: DocumentFile | None) -> tuple[RedBlock, ...]:
    """Return the redline of the words of a document, of the pages that differ only."""
    if then is None or now is None or not then.passages or not now.passages:
        return ()
    before, after = (
        tuple(Block("p", " ".join(passage.words.split())) for passage in file.passages) for file in (then, now)
    )
    return tuple(cut_short(red) for red in redline(before, after) if red.fate is not Fate.SAME)


def _accepted(manuscript: Manuscript) -> Iterator[str]:
    """Yield the findings that the notice allows itself, with the reasons given."""
    for group in manuscript.groups("allow"):
        yield f"{group.text('rule')}: {group.text('reason')}"
