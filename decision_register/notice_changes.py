"""What happens to one notice between a commit and now, in the words of a reviewer."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from decision_register.body import Prose
from decision_register.fields import STATUSES
from decision_register.kept_back import (
    fields_shown,
    ground_between,
    is_personal,
    may_be_in_a_preview,
    may_be_repeated,
    why_kept_back,
)
from decision_register.redline import CELL, Block, Fate, RedBlock, cut_short, redline
from decision_register.references import slug_of, whole_references
from decision_register.values import as_read, day_in_words
from decision_register.wording import (
    FieldChange,
    SectionChange,
    blocks_by_section,
    document_changes,
    field_changes,
    section_changes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_NO_TEXT = ("changes", "allow")


class Kind(StrEnum):
    """What happens to a notice, the gravest first."""

    REMOVED = "taken away"
    HIDDEN = "no longer public"
    NEW = "new"
    PUBLIC = "newly public"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
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
    allows itself, with the reasons. `kept_back` says why neither text is shown, and what was there is not repeated;
    `taken_off` that the earlier versions it has will not be read any more; `personal` that it holds or held what looks
    like personal data, and is told of in few words where anybody may read it.
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
    kept_back: str = ""
    taken_off: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """What a notice says: its fields, its text by section, and its prose with all marks; nothing if it is not there."""

    fields: dict[str, str]
    text: dict[str, tuple[Block, ...]]
    html: tuple[str, ...]


def change_of(old: Manuscript | None, new: Manuscript | None, past: Past, settings: Settings) -> NoticeChange | None:
    """Return what happens to a notice, or None for nothing; a draft that is thrown away is nothing."""
    shown = new if new and new.reference else old or new
    said = _said(old), _said(new)
    documents = tuple(_documents(old, new, past, settings))
    kind = _kind(old, new, settings, differs=said[0] != said[1] or bool(documents))
    if kind is None or shown is None:
        return None
    ground = ground_between(old, new, settings)
    was_published = old is not None and old.is_public_on(settings.today)
    change = NoticeChange(
        kind,
        shown.reference,
        shown.text("title"),
        slug_of(shown.reference),
        shown.path,
        _hidden(new, settings) if new else "",
        tuple(_told(old, new)),
        tuple(_fields(said[0], said[1])) if new else (),
        tuple(section_changes(said[0].text, said[1].text)) if kind is not Kind.FORMAL else (),
        documents,
        tuple(_called_out(*said, settings)) if old and new else (),
        tuple(_accepted(new)) if new else (),
        was_published,
        taken_off=ground is not None and was_published,
        personal=_is_personal(old, new, past, settings),
    )
    why = why_kept_back(ground, old, new, settings)
    return _without_what_was(change, why, *said, settings) if why else change


def _without_what_was(change: NoticeChange, why: str, old: _Said, new: _Said, settings: Settings) -> NoticeChange:
    """Return a change that says only what the notice will say in its fields, and where its text is another."""
    where = _where(change, old, new, settings)
    fields = (_without_before(field) for field in change.fields if field.after)
    newly = Counter(_withheld_parts(new)) - Counter(_withheld_parts(old))
    effects = tuple(said for said in change.called_out if said.startswith("It will"))
    return replace(
        change,
        title=change.title if may_be_repeated(change.title, settings) else "",
        told=tuple(note for note in change.told if may_be_repeated(note, settings)),
        fields=tuple(field for field in fields if may_be_repeated(field.after, settings)),
        sections=(),
        documents=tuple(replace(one, before=None, text=()) for one in change.documents if one.after),
        called_out=(*effects, *([f"Withheld parts: {', '.join(sorted(newly))} put in"] if newly else [])),
        kept_back=f"The text is not shown here, as {why}.{where}",
    )


def _without_before(field: FieldChange) -> FieldChange:
    """Return a field without what it was; a status is one of three, and no secret."""
    known = field.name == "status" and field.before in STATUSES
    return FieldChange(field.name, field.before if known else "", field.after)


def _where(change: NoticeChange, old: _Said, new: _Said, settings: Settings) -> str:
    """Return in which sections a text that is not shown changes, by titles that may be repeated."""
    if old.text and not new.text:
        return " All of it is taken out."
    titles = [one.title for one in change.sections if one.differs and one.title and change.kind is not Kind.NEW]
    known = (title for title in titles if title in new.text or settings.form.section_named(title))
    named = [title for title in known if may_be_repeated(title, settings)]
    others = ["other sections"] if len(named) < len(titles) else []
    return f" It changes in: {', '.join([*named, *others])}." if titles else ""


def _is_personal(old: Manuscript | None, new: Manuscript | None, past: Past, settings: Settings) -> bool:
    before = [file for path, file in past.files.items() if old and path.startswith(f"{old.path.removesuffix('.md')}/")]
    after = list(new.source.documents) if new else []
    files = ((old, before), (new, after))
    return any(one is not None and is_personal(one, inside, settings) for one, inside in files)


def _fields(old: _Said, new: _Said) -> Iterator[FieldChange]:
    """Yield the fields that are others, but for new notes to the public, which stand by themselves."""
    for change in field_changes(old.fields, new.fields):
        if change.name != "changes" or change.before:
            yield change


def _said(manuscript: Manuscript | None) -> _Said:
    if manuscript is None:
        return _Said({}, {}, ())
    sections = manuscript.body.sections if manuscript.shows_its_text else ()
    html = (block.html for section in sections for block in section.blocks if isinstance(block, Prose))
    return _Said(fields_shown(manuscript), blocks_by_section(sections), tuple(html))


def _kind(old: Manuscript | None, new: Manuscript | None, settings: Settings, *, differs: bool) -> Kind | None:
    if new is None:
        return None if old is None or old.is_draft else Kind.REMOVED
    if old is None:
        return Kind.NEW
    was, will = (one.is_public_on(settings.today) for one in (old, new))
    if was != will and not new.problems:
        return Kind.PUBLIC if will else Kind.HIDDEN
    if new.fields.get("withdrawn") and not old.fields.get("withdrawn"):
        return Kind.WITHDRAWN
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


def _told(old: Manuscript | None, new: Manuscript | None) -> Iterator[str]:
    """Yield what the public is newly told of the notice."""
    if old and new:
        yield from (group.text("note") for group in new.groups("changes")[len(old.groups("changes")) :])


def _documents(
    old: Manuscript | None, new: Manuscript | None, past: Past, settings: Settings
) -> Iterator[DocumentChange]:
    """Yield the documents that are not the same files as at the commit; those of a confidential notice are none."""
    before = past.documents_of(old.path) if old and old.shows_its_text else {}
    after = {file.name: file for file in new.source.documents} if new and new.shows_its_text else {}
    for name, what in document_changes(before, {name: file.blob for name, file in after.items()}):
        then = past.files.get(f"{old.path.removesuffix('.md')}/{name}") if old else None
        now = after.get(name)
        yield DocumentChange(name, what, _seen(then), _seen(now), _words_changed(then, now, settings))


def _seen(file: DocumentFile | None) -> FileSeen | None:
    return FileSeen(file.size, file.pages, file.blob) if file else None


def _words_changed(then: DocumentFile | None, now: DocumentFile | None, settings: Settings) -> tuple[RedBlock, ...]:
    """Return the redline of the words of a document, of the pages that differ only and may be in a preview."""
    if then is None or now is None or not then.passages or not now.passages:
        return ()
    before, after = (
        tuple(Block("p", " ".join(passage.words.split())) for passage in file.passages) for file in (then, now)
    )
    if not all(may_be_in_a_preview(block.words, settings) for block in (*before, *after)):
        return ()
    return tuple(cut_short(red) for red in redline(before, after) if red.fate is not Fate.SAME)


def _called_out(old: _Said, new: _Said, settings: Settings) -> Iterator[str]:
    """Yield a sentence for the sums, dates, names, references and withheld parts that are others."""
    patterns = {
        "Sums": _MONEY,
        "Dates": _DATE,
        "Names": _NAME,
        "References": whole_references(settings.reference.pattern),
    }
    before, after = _words(old), _words(new)
    for name, pattern in patterns.items():
        yield from _difference(name, pattern.findall(before), pattern.findall(after))
    html_before, html_after = "".join(old.html), "".join(new.html)
    yield from _difference("Links", _LINK.findall(html_before), _LINK.findall(html_after))
    if html_before != html_after and old.text == new.text:
        yield "The look of the text is another, such as what is bold or a list"
    yield from _difference("Withheld parts", *(list(_withheld_parts(one)) for one in (old, new)))
    yield from _difference("Withheld passages", *(list(_withheld_passages(one)) for one in (old, new)))


def _words(said: _Said) -> str:
    """Return all that a notice says but its headings, a value, a paragraph or a cell a line."""
    values = [as_read(value, name) for name, value in said.fields.items() if not name.startswith(_NO_TEXT)]
    return "\n".join([*values, *(block.words.replace(CELL, "\n") for blocks in said.text.values() for block in blocks)])


def _withheld_parts(said: _Said) -> Iterator[str]:
    """Yield each part with its exemption; of a confidential notice, whose parts have no names, the exemption."""
    parts = [(name, value) for name, value in said.fields.items() if name.startswith("withheld.part")]
    for name, value in parts:
        yield f"{value} ({said.fields.get(name.replace('part', 'exemption', 1), 'no exemption')})"
    if not parts:
        yield from (value for name, value in said.fields.items() if name.startswith("withheld.exemption"))


def _withheld_passages(said: _Said) -> Iterator[str]:
    for blocks in said.text.values():
        yield from (block.words.removeprefix("Withheld: ") for block in blocks if block.kind == "withheld")


def _difference(name: str, before: list[str], after: list[str]) -> Iterator[str]:
    one, other = (Counter(" ".join(found.split()) for found in words) for words in (before, after))
    gone, come = (sorted(left) for left in (one - other, other - one))
    said = [f"{', '.join(words)} {how}" for words, how in ((gone, "taken out"), (come, "put in")) if words]
    if said:
        yield f"{name}: {'; '.join(said)}"


def _accepted(manuscript: Manuscript) -> Iterator[str]:
    """Yield the findings that the notice allows itself, with the reasons given."""
    for group in manuscript.groups("allow"):
        yield f"{group.text('rule')}: {group.text('reason') if manuscript.shows_its_text else 'see the file'}"
