"""What a reviewer must look at, the gravest first, and where on the page of changes it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from decision_register.called_out import NEWLY, OF_WITHHELD
from decision_register.in_short import in_short, status_told
from decision_register.kept_back import may_be_repeated
from decision_register.notice_changes import Kind, NoticeChange
from decision_register.wording import FieldChange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from decision_register.comparison import Comparison
    from decision_register.findings import Finding
    from decision_register.settings import Settings

ALL_OR_NOTHING = (Kind.NEW, Kind.REMOVED)
"""What happens to a notice of which nothing stays."""
SETTINGS = "settings"
"""The place on the page of the settings that change."""
_SHOWN = ("It will be shown", "It will no longer be shown")
_GRAVE = ("decision_date", "decision_maker", "costs")
"""The fields of a published decision that a reviewer looks at by themselves, as at each status."""
_MOST_SETTINGS = 10
_OF_FORM = ("DN43",)
"""The rules of disclosure that ask how a document is made; what it says comes before that."""
_DISCLOSURE = ("DN42", "DN43", "DN70", "DN71")


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice that changes, its place on the page of changes, and what happens to it in short."""

    notice: NoticeChange
    anchor: str
    in_short: str


@dataclass(frozen=True, slots=True)
class Check:
    """A sentence for a box to tick, its place on the page, if it has one, and the notice or thing that it is about.

    One that is `kept_back` says what a field of a notice with personal data was and is, and is on the page only.
    """

    said: str
    anchor: str = ""
    about: str = ""
    kept_back: bool = False


def entries_of(comparison: Comparison) -> tuple[Entry, ...]:
    """Return what happens to each notice, with places that differ even where two have one reference."""
    slugs = Counter[str]()
    entries = []
    for notice in comparison.notices:
        slugs[notice.slug] += 1
        number = f"-{slugs[notice.slug]}" if slugs[notice.slug] > 1 else ""
        entries.append(Entry(notice, f"change-{notice.slug or 'unnamed'}{number}", in_short(notice)))
    return tuple(entries)


def anchor_for(finding: Finding, entries: tuple[Entry, ...]) -> str:
    """Return the place of the change that a finding is about: the reference that it names, or the one that stays."""
    here = [entry for entry in entries if entry.notice.path == finding.path]
    named = [entry for entry in here if entry.notice.reference == finding.value]
    stays = [entry for entry in here if entry.notice.kind is not Kind.REMOVED]
    return next((entry.anchor for entry in (*named, *stays, *here)), "")


def to_look_at(comparison: Comparison) -> tuple[Check, ...]:
    """Return what a reviewer must look at, a sentence for each."""
    entries = entries_of(comparison)
    checks = [
        *(Check(said) for said in _freed(comparison.names_freed)),
        *(Check(said, SETTINGS, "the settings") for said in _of_settings(comparison)),
        *_about(entries, _lost),
        *_about(entries, _taken_off),
        *_of_findings(comparison, entries),
        *_about(entries, _withdrawn),
        *_of_fields(entries),
        *_about(entries, _changed),
    ]
    unique: dict[str, Check] = {}
    for check in checks:
        unique.setdefault(check.said, check)
    return tuple(unique.values())


def for_all(checks: Iterable[Check], settings: Settings) -> tuple[Check, ...]:
    """Return the boxes as anybody may read them: of what looks like personal data, only which notice holds it."""
    told = (
        check
        if check.anchor == SETTINGS or (not check.kept_back and may_be_repeated(check.said, settings))
        else replace(check, said=f"{check.about}: see in the preview what to look at; it is not repeated here.")
        for check in checks
    )
    return tuple(dict.fromkeys(told))


def _about(entries: tuple[Entry, ...], say: Callable[[NoticeChange], Iterator[str]]) -> Iterator[Check]:
    for entry in entries:
        yield from (Check(said, entry.anchor, entry.notice.reference) for said in say(entry.notice))


def _lost(notice: NoticeChange) -> Iterator[str]:
    if notice.was_published and notice.kind in (Kind.REMOVED, Kind.HIDDEN):
        yield f"{notice.reference} would no longer be in the public record."


def _taken_off(notice: NoticeChange) -> Iterator[str]:
    if notice.taken_off:
        yield f"{notice.reference}: the text of its earlier versions is taken off the public history."


def _of_findings(comparison: Comparison, entries: tuple[Entry, ...]) -> Iterator[Check]:
    named = {entry.notice.path: entry.notice.reference for entry in reversed(entries) if entry.notice.reference}
    for finding in sorted((*comparison.new_findings, *comparison.other_findings), key=_is_of_a_form):
        if finding.code.startswith(_DISCLOSURE):
            about = named.get(finding.path, finding.path)
            listed = "findings" if finding in comparison.new_findings else "before"
            yield Check(f"{about}: {finding.message}.", anchor_for(finding, entries) or listed, about)


def _withdrawn(notice: NoticeChange) -> Iterator[str]:
    if notice.kind is Kind.WITHDRAWN:
        yield f"{notice.reference} is withdrawn: see the reason that the public is given."


def _changed(notice: NoticeChange) -> Iterator[str]:
    name = notice.reference
    again = f"{name} would stand again" if notice.kind is Kind.RESTORED else name
    yield from (f"{again}: {one[:1].lower()}{one[1:]}." for one in notice.called_out if one.startswith(_SHOWN))
    withheld = OF_WITHHELD if notice.was_published else (NEWLY, "Withheld")  # what a draft withheld was never public
    yield from (f"{name}: {called}." for called in notice.called_out if called.startswith(withheld))
    newly = (field for field in notice.fields if field.name == "withheld" and notice.kind is Kind.NEW)
    yield from (f"{name}: withheld, {field.after}." for field in newly)
    yield from (f"{name} accepts the finding {accepted}" for accepted in notice.accepted)
    new = (document for document in notice.documents if document.after and not document.was_named)
    yield from (f"{name}: read the document {document.name}." for document in new)


def _of_fields(entries: tuple[Entry, ...]) -> Iterator[Check]:
    """Yield what each grave field was and is."""
    for entry in entries:
        notice = entry.notice
        for field in notice.fields:
            if _is_grave(field, notice):
                named = f"{field.in_words[:1].lower()}{field.in_words[1:]}"
                said = f"{notice.reference}: the {named} {_told(field, notice)}"
                yield Check(said, entry.anchor, notice.reference, notice.personal and field.name != "status")


def _is_grave(field: FieldChange, notice: NoticeChange) -> bool:
    """Say whether a reviewer looks at this field by itself; of what was never published, at the status only."""
    if notice.kind in ALL_OR_NOTHING:
        return False
    return field.name == "status" or (notice.was_published and field.name.startswith(_GRAVE))


def _is_of_a_form(finding: Finding) -> bool:
    return finding.code.startswith(_OF_FORM)


def _told(field: FieldChange, notice: NoticeChange) -> str:
    """Return what a field was and is; of a notice whose old text is kept back, what it is."""
    if field.name == "status":
        return _was_and_is(FieldChange(field.name, status_told(field.before), status_told(field.after)))
    return f"is now {field.after}." if notice.kept_back and not field.before else _was_and_is(field)


def _was_and_is(field: FieldChange) -> str:
    return f"was {field.before or 'not given'} and is {field.after or 'not given'}."


def _of_settings(comparison: Comparison) -> Iterator[str]:
    """Yield what the settings say otherwise: which rules stop a notice, what each page says, what is no finding."""
    for change in comparison.settings[:_MOST_SETTINGS]:
        yield f"The setting “{change.in_words}” {_was_and_is(change)}"
    more = len(comparison.settings) - _MOST_SETTINGS
    if more > 0:
        yield f"{more:,} more settings are others."


def _freed(names: int) -> Iterator[str]:
    if names:
        which = "A name is" if names == 1 else f"{names:,} names are"
        yield (
            f"{which} taken off the list of names that no notice may hold: in earlier versions of decisions, "
            f"{'it' if names == 1 else 'they'} may be read again."
        )
