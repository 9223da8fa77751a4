"""Every published version of a notice, and which of them may still be shown.

A version is what the public could read from one day to the next, by git and by the notice's list of changes. What was
withheld, redacted or mended since is shown in no version, and neither is a text that no note accounts for.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from decision_register.body import unpack_sections
from decision_register.old_wording import Ground, newly_withheld, why_not_shown
from decision_register.wording import (
    FieldChange,
    SectionChange,
    blocks_by_section,
    document_changes,
    field_changes,
    section_changes,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from decision_register.history import State
    from decision_register.old_wording import Wording

PUBLISHED = "Published."
UNTOLD = "Changed without a public note."
WITHDRAWN = "Withdrawn."
_NOT_HERE = "This site was built from a copy of the repository without its history."
_NOT_TOLD_APART = "Nobody can tell whether this text was ever published, as it was changed without a public note."


@dataclass(frozen=True, slots=True)
class Version:
    """One published version: its number from 1, its first day, what the public was told, and what it said.

    `removed` says why its text is not shown; then `wording` is None. `documents` are the names and digests of its
    files, `told` is how many entries of `changes` it had.
    """

    number: int
    day: datetime.date
    notes: tuple[str, ...]
    removed: str
    wording: Wording | None
    documents: tuple[tuple[str, str], ...]
    told: int

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


@dataclass(frozen=True, slots=True)
class _Public:
    """A state that the public could read; `place` is where it stands among all states."""

    place: int
    state: State
    wording: Wording
    documents: tuple[tuple[str, str], ...]


def history_of(states: Iterable[tuple[State, Wording]], today: datetime.date) -> History:
    """Return the versions of a notice; `states` begins with the oldest, and ends with what stands today."""
    known = list(states)
    now = known[-1][1]
    public = list(_public_states(known, today))
    texts = defaultdict(set)
    for one in public:
        texts[_told_by(one.wording)].add(one.wording.digest)
    versions: list[Version] = []
    for number, (before, one) in enumerate(zip((None, *public), public, strict=False), 1):
        day, notes = _what_was_told(before.wording if before else None, one.wording, one.state.day, now)
        removed = _why_removed(one.wording, [wording for _, wording in known[one.place + 1 :]], now)
        alone = len(texts[_told_by(one.wording)]) == 1 and len(one.wording.changes) <= len(now.changes)
        removed = removed or ("" if alone or one.place == len(known) - 1 else _NOT_TOLD_APART)
        shown = None if removed else one.wording
        versions.append(Version(number, day, notes, removed, shown, one.documents, len(one.wording.changes)))
    return History(tuple(versions))


def without_texts(history: History, now: Wording, today: datetime.date, *, stands: bool) -> History:
    """Return a history of the last build of which no text may be kept, with a version more unless the last one stands.

    What was told of each version is told in the words that stand now.
    """
    withdrawn = (WITHDRAWN, f"Withdrawn: {now.withdrawn[1]}")
    versions: list[Version] = []
    told = 0
    for version in history.versions:
        notes = tuple(one.note for one in now.changes[told : version.told])
        notes += tuple(note for note in version.notes if note in withdrawn)
        notes = notes or (UNTOLD if versions else PUBLISHED,)
        redacting = [one.note for one in now.changes[version.told :] if one.redacts]
        versions.append(replace(version, notes=notes, removed=redacting[-1] if redacting else _NOT_HERE))
        told = version.told
    if stands:
        versions[-1] = replace(versions[-1], removed="")
    else:
        since = now.changes[told:]
        day = max((one.day for one in since if one.day), default=today)
        notes = tuple(one.note for one in since) or (UNTOLD,)
        versions.append(Version(len(versions) + 1, day, notes, "", None, (), len(now.changes)))
    return History(tuple(versions))


def _public_states(known: list[tuple[State, Wording]], today: datetime.date) -> Iterator[_Public]:
    """Yield the states that the public could read, each as it stood last before something in it was another."""
    last: _Public | None = None
    for place, (state, wording) in enumerate(known):
        stands = place == len(known) - 1
        if not (_is_public(wording, today) if stands else _was_read(state, wording, known[-1][0].day)):
            continue
        documents = tuple((name, digest) for name, digest in state.documents if name in wording.listed)
        one = _Public(place, state, wording, documents)
        if last and _same(last, one):
            one = replace(one, state=last.state)
        elif last:
            yield last
        last = one
    if last:
        yield last


def _is_public(wording: Wording, today: datetime.date) -> bool:
    return wording.published is not None and wording.published <= today


def _was_read(state: State, wording: Wording, last: datetime.date) -> bool:
    """Say whether a state stood at the end of its first day: that of the commit, of publication, or of its last note.

    What was exchanged on that day may never have been built, or never have been on the main line.
    """
    days = [state.day, *(told.day for told in wording.changes if told.day)]
    return wording.published is not None and max(wording.published, *days) < (state.until or last)


def _same(one: _Public, other: _Public) -> bool:
    return (one.wording.digest, one.documents, _told_by(one.wording)) == (
        other.wording.digest,
        other.documents,
        _told_by(other.wording),
    )


def _told_by(wording: Wording) -> tuple[int, bool]:
    """Return by what the public was told of a state; one of two states with the same notes was never told of."""
    return len(wording.changes), bool(wording.withdrawn[1])


def _what_was_told(
    before: Wording | None, wording: Wording, day: datetime.date, now: Wording
) -> tuple[datetime.date, tuple[str, ...]]:
    """Return the day of a version and what the public was told of it, in the words that stand now."""
    told = now.changes[len(before.changes) if before else 0 : len(wording.changes)]
    notes = tuple(one.note for one in told)
    days = [one.day for one in told if one.day]
    if before is None:
        return max([*days, wording.published or day]), notes or (PUBLISHED,)
    if wording.withdrawn != before.withdrawn and wording.withdrawn[1]:
        notes += (f"Withdrawn: {now.withdrawn[1]}" if wording.withdrawn == now.withdrawn else WITHDRAWN,)
        days += [wording.withdrawn[0]] if wording.withdrawn[0] else []
    return max(days, default=day), notes or (UNTOLD,)


def _why_removed(then: Wording, since: list[Wording], now: Wording) -> str:
    """Return why a version may not be shown, as anything after it forbids it, in words that may be read now."""
    grounds = {ground for later in since for ground in why_not_shown(then, later)}
    if Ground.REDACTED in grounds:
        notes = [now.changes[place].note for place in sorted(now.redactions - then.redactions)]
        return notes[-1] if notes else "The office took it out of the public history."
    if Ground.CONFIDENTIAL in grounds:
        return "The decision is confidential now." if now.confidential else "The decision was confidential later."
    if Ground.WITHHELD in grounds:
        named = newly_withheld(then, now)
        return f"Withheld now: {', '.join(named)}." if named else "A part of it was withheld later."
    if Ground.ELSEWHERE in grounds:
        return "A later version withholds a passage at another place of the text."
    return "It held words that are not to be published, which were taken out since." if grounds else ""


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
                f"The document {was} was renamed {name}; its content is the same."
                if was
                else f"The document {name} was {what}."
                for name, what, was in document_changes(dict(before.documents), dict(version.documents))
            ),
        )
