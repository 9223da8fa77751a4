"""What happens to one notice between a commit and now, in the words of a reviewer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from decision_register.body import Prose
from decision_register.called_out import NEWLY, Said, called_out, parts_withheld
from decision_register.fields import STATUSES
from decision_register.kept_back import (
    fields_shown,
    grounds_between,
    hides_nothing,
    is_personal,
    may_be_in_a_preview,
    may_be_repeated,
    under_new_names,
    why_kept_back,
)
from decision_register.manuscript import texts_of
from decision_register.redline import Block, Fate, RedBlock, cut_short, redline
from decision_register.references import slug_of
from decision_register.rules.catalogue import rule_named
from decision_register.values import day_in_words
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

    from decision_register.front_matter import Group
    from decision_register.history import Past
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings
    from decision_register.source import DocumentFile

NO_NAME = "(its name is not shown here)"
"""Stands for the name of a document that may not be repeated."""


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
    """A document that is new, replaced, renamed or taken away, as it was and as it will be; None where there is none.

    `text` is the redline of its words, page by page, where words could be read in both; what is the same is cut short.
    `words` says of one that is replaced why there is no such redline. `was_named` is the name that it had, if it is
    renamed.
    """

    name: str
    what: str
    before: FileSeen | None = None
    after: FileSeen | None = None
    text: tuple[RedBlock, ...] = ()
    words: str = ""
    was_named: str = ""

    def without_what_was(self) -> DocumentChange:
        """Return it as one of which nothing is told but what it will be."""
        return DocumentChange(self.name, "added" if self.was_named else self.what, after=self.after)


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """What happens to one notice.

    `hidden` says why the public would not see it yet; `told` are the notes to the public that come with the change;
    `called_out` says which sums, dates, references and withheld parts are others; `accepted` are the findings that it
    newly allows itself, with the reasons. `kept_back` says why neither text is shown, and what was there is not
    repeated; `taken_off` that the earlier versions it has will not be read any more; `personal` that it holds or held
    what looks like personal data, and is told of in few words where anybody may read it.
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

    @property
    def opens(self) -> bool:
        """Whether a notice that was there, and showed no text, shows one now."""
        fates = {block.fate for section in self.sections for block in section.blocks}
        return self.kind is not Kind.NEW and fates == {Fate.ADDED}


def change_of(old: Manuscript | None, new: Manuscript | None, past: Past, settings: Settings) -> NoticeChange | None:
    """Return what happens to a notice, or None for nothing; a draft that is thrown away is nothing."""
    shown = new if new and new.reference else old or new
    said = _said(old), _said(new)
    documents = tuple(_documents(old, new, past, settings))
    kind = _kind(old, new, settings, differs=said[0] != said[1] or bool(documents))
    if kind is None or shown is None:
        return None
    grounds = grounds_between(old, new, settings)
    was_published = old is not None and old.is_public_on(settings.today)
    then = under_new_names(*said) if grounds else said[0]
    stays = hides_nothing(grounds, then, said[1]) and not any(document.before for document in documents)
    before = then if stays else said[0]
    change = NoticeChange(
        kind,
        shown.reference,
        shown.text("title"),
        slug_of(shown.reference),
        shown.path,
        _hidden(new, settings) if new else "",
        tuple(_told(old, new)),
        tuple(_fields(before, said[1])),
        tuple(section_changes(before.text, said[1].text)) if kind is not Kind.FORMAL else (),
        documents,
        (*_stands_again(kind), *_other_names(said[0], before), *called_out(before, said[1], settings))
        if old and new
        else (),
        tuple(one for one in _accepted(new) if not old or one not in _accepted(old)) if new else (),
        was_published,
        taken_off=bool(grounds) and was_published,
        personal=_is_personal(old, new, past, settings),
    )
    why = why_kept_back(() if stays else grounds, old, new, settings)
    return _without_what_was(change, why, *said, settings) if why else change


def _without_what_was(change: NoticeChange, why: str, old: Said, new: Said, settings: Settings) -> NoticeChange:
    """Return a change that says only what the notice will say in its fields, and where its text is another."""
    where = _where(change, old, new, settings)
    fields = (_without_before(field) for field in change.fields if field.after)
    return replace(
        change,
        title=change.title if may_be_repeated(change.title, settings) else "",
        told=tuple(note for note in change.told if may_be_repeated(note, settings)),
        fields=tuple(field for field in fields if may_be_repeated(field.after, settings)),
        sections=(),
        documents=tuple(one.without_what_was() for one in change.documents if one.after),
        called_out=tuple(
            said
            for said in change.called_out
            if said.startswith(("It will", NEWLY)) and may_be_repeated(said, settings)
        ),
        kept_back=f"The text is not shown here, as {why}.{where}",
    )


def _without_before(field: FieldChange) -> FieldChange:
    """Return a field without what it was; a status is one of three, and no secret."""
    known = field.name == "status" and field.before in STATUSES
    return FieldChange(field.name, field.before if known else "", field.after)


def _where(change: NoticeChange, old: Said, new: Said, settings: Settings) -> str:
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
    return is_personal(old, new, before, after, settings)


def _fields(old: Said, new: Said) -> Iterator[FieldChange]:
    """Yield the fields that are others, but for new notes to the public, which stand by themselves."""
    for change in field_changes(old.fields, new.fields):
        if change.name != "changes" or change.before:
            yield change


def _said(manuscript: Manuscript | None) -> Said:
    if manuscript is None:
        return Said({}, {}, ())
    sections = manuscript.body.sections if manuscript.shows_its_text else ()
    html: dict[str, str] = {}
    for section in sections:
        marked = "".join(block.html for block in section.blocks if isinstance(block, Prose))
        html[section.title] = html.get(section.title, "") + marked
    fields = {
        name: _rule_in_words(value) if name.partition(" ")[0] == "allow.rule" else value
        for name, value in fields_shown(manuscript).items()
    }
    return Said(fields, blocks_by_section(sections), tuple(html.items()))


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


def _other_names(old: Said, renamed: Said) -> Iterator[str]:
    """Yield the new name of each withheld part that had another one, which may have told too much."""
    parts = zip(parts_withheld(old), parts_withheld(renamed), strict=True)
    yield from (
        f"Withheld under another name: {part} ({exemption})" for (was, _), (part, exemption) in parts if was != part
    )


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
    for name, what, was in document_changes(before, {name: file.blob for name, file in after.items()}):
        then = past.files.get(f"{old.path.removesuffix('.md')}/{was or name}") if old else None
        now = after.get(name)
        text, words = ((), "") if was or then is None or now is None else _words_changed(then, now, settings)
        named, was_named = (_to_be_shown(one, settings) for one in (name, was))
        yield DocumentChange(named, what, _seen(then), _seen(now), text, words, was_named)


def _to_be_shown(name: str, settings: Settings) -> str:
    """Return the name of a document, unless it has words that are not to be published."""
    return name if may_be_in_a_preview(name, settings) else NO_NAME


def _seen(file: DocumentFile | None) -> FileSeen | None:
    return FileSeen(file.size, file.pages, file.blob) if file else None


def _words_changed(then: DocumentFile, now: DocumentFile, settings: Settings) -> tuple[tuple[RedBlock, ...], str]:
    """Return the redline of the words of a document, of the pages that differ only, or why there is none."""
    if not any(passage.words.strip() for passage in (*then.passages, *now.passages)):
        return (), "Its words cannot be compared here; read both files."
    before, after = (
        tuple(Block("p", " ".join(passage.words.split()), passage.place) for passage in file.passages)
        for file in (then, now)
    )
    if not all(may_be_in_a_preview(block.words, settings) for block in (*before, *after)):
        return (), "Its words are not shown here, as they may not be in a preview; read both files."
    text = tuple(cut_short(red) for red in redline(before, after) if red.fate is not Fate.SAME)
    return text, "" if text else "Its words are the same; its pictures or its look may differ."


def _accepted(manuscript: Manuscript) -> Iterator[str]:
    """Yield the findings that the notice allows itself, with the reasons given."""
    for group in manuscript.groups("allow"):
        named = _rule_in_words(group.text("rule"))
        values = "".join(f" of {_named_for_all(group, value.text)}" for value in texts_of(group.get("value")))
        yield f"{named}{values}: {group.text('reason')}" if manuscript.shows_its_text else f"{named}: see the file"


def _named_for_all(group: Group, value: str) -> str:
    """Return a value that is accepted; of a document that names its author, the document only."""
    rule = rule_named(group.text("rule"))
    return value.partition(", ")[0] if rule and rule.name == "document-names-its-author" else value


def _rule_in_words(named: str) -> str:
    """Return a rule that `allow` names, by its code or its name, as reviewers read it."""
    rule = rule_named(named)
    return f"“{rule.name.replace('-', ' ')}” ({rule.code})" if rule else named
