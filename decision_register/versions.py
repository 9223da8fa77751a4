"""Every published version of a notice, and which of them may still be shown.

A version is what the public could read from one day to the next, by git and by the notice's list of changes. Whatever
is withheld now, or is found by today's rules of disclosure and was mended since, is shown in no version.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from decision_register.body import Prose, WithheldBlock, pack_sections, unpack_sections
from decision_register.check import check_manuscript
from decision_register.references import same_key
from decision_register.values import read_date, read_yes_no
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
    import datetime
    from collections.abc import Iterable, Iterator

    from decision_register.front_matter import Group
    from decision_register.history import State
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

UNTOLD = "Changed without a public note."
_SLIPS = frozenset(("DN705", "DN706", "DN708", "DN709", "DN710", "DN711", "DN712", "DN713", "DN714", "DN715"))
"""The rules that find words which may not be published."""
_OF_NO_READER = ("changes", "allow", "draft")


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of `changes`; `redacts` says that what was there before it may not be shown."""

    day: datetime.date | None
    note: str
    redacts: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """One state of a notice as typed, and what decides whether it may be shown.

    `names` are the keys of its references; `published` is None for a draft; `withheld` maps the name of each part, as
    it is compared, to how it is printed; `slips` are the rule and the value of each finding of disclosure; `fields`
    are those that a reader sees, and `text` its sections, packed; `digest` is a SHA-256 over both, but for places.
    """

    names: frozenset[str]
    published: datetime.date | None
    changes: tuple[Told, ...]
    withdrawn: tuple[datetime.date | None, str]
    confidential: bool
    withheld: tuple[tuple[str, str], ...]
    slips: frozenset[tuple[str, str]]
    fields: tuple[tuple[str, str], ...]
    text: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Version:
    """One published version: its number from 1, its first day, what the public was told, and what it said.

    `removed` says why its text is not shown; then `wording` is None. `documents` are the names and digests of its
    files. `told` is how many entries of `changes` it had, `withheld` the parts withheld from it, as they are compared.
    """

    number: int
    day: datetime.date
    notes: tuple[str, ...]
    removed: str
    wording: Wording | None
    documents: tuple[tuple[str, str], ...]
    told: int
    withheld: tuple[str, ...]
    confidential: bool

    @property
    def digest(self) -> str:
        """A SHA-256 over all that it shows, in hexadecimal."""
        shown = self.wording.digest if self.wording else ""
        return hashlib.sha256(
            repr((self.number, self.day, self.notes, self.removed, shown, self.documents)).encode()
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class History:
    """All versions of one notice, oldest first; the last is the one that stands."""

    versions: tuple[Version, ...]

    @property
    def digest(self) -> str:
        """A digest over all of its versions."""
        return " ".join(version.digest for version in self.versions)


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What a version changed in the one before: nothing can be said of one whose text is not shown."""

    version: Version
    fields: tuple[FieldChange, ...] = ()
    sections: tuple[SectionChange, ...] = ()
    documents: tuple[str, ...] = ()


def wording_of(manuscript: Manuscript, settings: Settings) -> Wording:
    """Return what a notice says."""
    withdrawn = next(iter(manuscript.groups("withdrawn")), None)
    confidential = manuscript.text("status") == "confidential"
    found = check_manuscript(manuscript, settings) if not manuscript.problems else ()
    fields = {} if confidential else fields_as_typed(manuscript)
    shown = tuple((name, value) for name, value in fields.items() if not name.startswith(_OF_NO_READER))
    sections = () if confidential else manuscript.body.sections
    said = (shown, [(section.title, blocks) for section in sections for blocks in map(_said, section.blocks)])
    return Wording(
        names=frozenset(same_key(name.text) for name in manuscript.names),
        published=None if manuscript.is_draft else manuscript.date("publication_date"),
        changes=tuple(_told(group) for group in manuscript.groups("changes")),
        withdrawn=(read_date(withdrawn.text("date")), withdrawn.text("reason")) if withdrawn else (None, ""),
        confidential=confidential,
        withheld=tuple(_withheld(manuscript)),
        slips=frozenset((finding.code, finding.value) for finding in found if finding.code in _SLIPS),
        fields=shown,
        text=pack_sections(sections),
        digest=hashlib.sha256(repr(said).encode()).hexdigest(),
    )


def _said(block: Prose | WithheldBlock) -> tuple[str, ...]:
    return (block.html,) if isinstance(block, Prose) else (block.exemption, block.part)


def _withheld(manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    for group in manuscript.groups("withheld"):
        part = group.text("part")
        yield part.casefold(), f"{part} ({group.text('exemption')})"


def _told(group: Group) -> Told:
    return Told(read_date(group.text("date")), group.text("note"), bool(read_yes_no(group.text("redact_history"))))


def history_of(states: Iterable[tuple[State, Wording]], today: datetime.date) -> History:
    """Return the versions of a notice; `states` begins with the oldest, and ends with what stands today."""
    known = list(states)
    ends = [state.day for state, _ in known[1:]] + [today]
    public = [one for one, end in zip(known, ends, strict=True) if one[1].published and one[1].published <= end]
    versions: list[Version] = []
    kept: list[tuple[State, Wording]] = []
    for state, wording in public:
        same_day = kept and kept[-1][0].day == state.day and _told_by(kept[-1][1]) == _told_by(wording)
        if kept and (same_day or _same(kept[-1], (state, wording))):
            kept[-1] = (kept[-1][0] if not same_day else state, wording)
        else:
            kept.append((state, wording))
    for number, (state, wording) in enumerate(kept, 1):
        before = kept[number - 2][1] if number > 1 else None
        day, notes = _what_was_told(before, wording, state.day)
        withheld = tuple(key for key, _ in wording.withheld)
        version = Version(
            number, day, notes, "", wording, state.documents, len(wording.changes), withheld, wording.confidential
        )
        removed = why_removed(version, kept[-1][1])
        versions.append(replace(version, removed=removed, wording=None) if removed else version)
    return History(tuple(versions))


def _same(one: tuple[State, Wording], other: tuple[State, Wording]) -> bool:
    return (
        one[1].digest == other[1].digest
        and one[0].documents == other[0].documents
        and _told_by(one[1]) == _told_by(other[1])
    )


def _told_by(wording: Wording) -> tuple[object, ...]:
    return len(wording.changes), wording.withdrawn


def _what_was_told(
    before: Wording | None, wording: Wording, day: datetime.date
) -> tuple[datetime.date, tuple[str, ...]]:
    """Return the day of a version and what the public was told of it."""
    if before is None:
        earlier = tuple(told.note for told in wording.changes)
        days = [told.day for told in wording.changes if told.day]
        return max([*days, wording.published or day]), earlier or ("Published.",)
    told = wording.changes[len(before.changes) :]
    notes = tuple(one.note for one in told)
    days = [one.day for one in told if one.day]
    if wording.withdrawn != before.withdrawn and wording.withdrawn[1]:
        notes += (f"Withdrawn: {wording.withdrawn[1]}",)
        days += [wording.withdrawn[0]] if wording.withdrawn[0] else []
    return max(days, default=day), notes or (UNTOLD,)


def why_removed(version: Version, now: Wording) -> str:
    """Return why a version may not be shown beside the one that stands, or nothing."""
    redacting = [told.note for told in now.changes[version.told :] if told.redacts]
    if redacting:
        return redacting[-1]
    if now.confidential and not version.confidential:
        return "The decision is confidential now."
    since = [printed for key, printed in now.withheld if key not in version.withheld]
    if since:
        return f"Withheld now: {', '.join(since)}."
    if version.wording and version.wording.slips - now.slips:
        return "It held words that are not to be published, which were taken out since."
    return ""


def changes_in(history: History) -> Iterator[VersionChange]:
    """Yield what each version changed in the one before, newest first."""
    for before, version in reversed(list(zip((None, *history.versions), history.versions, strict=False))):
        one, other = before.wording if before else None, version.wording
        if before is None or one is None or other is None:
            yield VersionChange(version)
            continue
        sections = section_changes(*(blocks_by_section(unpack_sections(each.text)) for each in (one, other)))
        yield VersionChange(
            version,
            tuple(field_changes(dict(one.fields), dict(other.fields))),
            tuple(section for section in sections if section.differs),
            tuple(
                f"The document {name} was {what}."
                for name, what in document_changes(dict(before.documents), dict(version.documents))
            ),
        )
