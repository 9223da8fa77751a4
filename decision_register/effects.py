"""What a pull request does elsewhere in the register: standings, addresses, links and counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.kept_back import may_be_repeated
from decision_register.notice_changes import Kind, NoticeChange
from decision_register.references import same_key, slug_of, whole_references

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from decision_register.history import Past
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_MOST_FILES_NAMED = 5


@dataclass(frozen=True, slots=True)
class Present:
    """The notices of now: those whose paths are in `read` are whole, the others in outline.

    `by_key` holds the last notice of each reference by its key; `titles` is by path; `withdrawn` holds the paths of
    those that are withdrawn.
    """

    manuscripts: tuple[Manuscript, ...]
    read: frozenset[str]
    by_key: Mapping[str, Manuscript]
    titles: Mapping[str, str]
    withdrawn: frozenset[str]

    @classmethod
    def of(
        cls,
        manuscripts: tuple[Manuscript, ...],
        read: frozenset[str],
        titles: Mapping[str, str],
        withdrawn: frozenset[str],
    ) -> Present:
        """Return the notices of now, to be found by their references."""
        by_key = {same_key(name.text): one for one in manuscripts for name in one.names}
        return cls(manuscripts, read, by_key, titles, withdrawn)


def effects_of(past: Past, present: Present, changes: tuple[NoticeChange, ...], settings: Settings) -> Iterator[str]:
    """Yield a sentence for each effect; the parameters are as for `compare_registers`."""
    now, read = present.manuscripts, present.read
    yield from _standings(present, settings)
    for change in changes:
        if change.kind is Kind.NEW and not change.hidden:
            yield f"The address decisions/{change.slug}/ appears."
        if change.kind in (Kind.REMOVED, Kind.HIDDEN) and change.was_published:
            yield f"The address decisions/{change.slug}/ would no longer work."
        if change.taken_off:
            earlier = f"{change.reference} (decisions/{change.slug}/v1/ and so on)"
            yield f"The text of earlier versions of {earlier} is taken off the public history."
    yield from _documents_lost(past, now, read, changes, settings)
    yield from _linked_to(now, changes, settings)
    yield from _led_on(past, now, read)
    yield from _other_files(past)
    public = [one for one in now if one.is_public_on(settings.today)]
    was = sum(one.path not in read for one in public) + sum(
        one.is_public_on(settings.today) for one in past.manuscripts
    )
    if was != len(public):
        yield f"The register will hold {len(public):,} published decisions; it holds {was:,} now."
    yield from _shown_counts(past, now, read, settings, _kept_back(now, changes))


def pointed_otherwise(
    key: str, past: Past, now: Present, settings: Settings
) -> tuple[list[tuple[Manuscript, str]], list[tuple[Manuscript, str]]]:
    """Return the notices at which the field `key` of published ones newly points, and those at which it does no longer.

    Each stands with the reference of the one that points.
    """
    before = _pointers(key, past.manuscripts, now.by_key, settings)
    after = _pointers(key, (one for one in now.manuscripts if one.path in now.read), now.by_key, settings)
    newly, no_longer = (
        [(target, by) for (path, by), target in more.items() if (path, by) not in fewer]
        for more, fewer in ((after, before), (before, after))
    )
    return newly, no_longer


def superseded_now(now: Present, settings: Settings) -> frozenset[str]:
    """Return the paths of the notices that a published one supersedes."""
    return frozenset(path for path, _ in _pointers("supersedes", now.manuscripts, now.by_key, settings))


def _standings(now: Present, settings: Settings) -> Iterator[str]:
    """Yield the decisions that will be shown otherwise once another one is published."""
    waiting = [one for one in now.manuscripts if one.path in now.read and not one.is_public_on(settings.today)]
    for key, said in (("supersedes", "superseded"), ("amends", "amended")):
        for one in waiting:
            for name in one.typed_list(key):
                if same_key(name.text) in now.by_key:
                    yield f"{name.text} will be shown as {said} by {one.reference} once that is published."


def _pointers(
    key: str, notices: Iterable[Manuscript], known: Mapping[str, Manuscript], settings: Settings
) -> dict[tuple[str, str], Manuscript]:
    """Return the notices that published ones point at, by their path and the reference of the one that points."""
    found = {}
    for one in notices:
        for name in one.typed_list(key) if one.is_public_on(settings.today) else ():
            target = known.get(same_key(name.text))
            if target:
                found[target.path, one.reference] = target
    return found


def _linked_to(now: tuple[Manuscript, ...], changes: tuple[NoticeChange, ...], settings: Settings) -> Iterator[str]:
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
        yield f"The address decisions/{slug}/ would no longer work."


def _documents_lost(
    past: Past, now: tuple[Manuscript, ...], read: frozenset[str], changes: tuple[NoticeChange, ...], settings: Settings
) -> Iterator[str]:
    """Yield the addresses of documents that would no longer work; of decisions whose documents are not named, how many.

    Where the address of the decision dies, nothing more is said.
    """
    gone = {change.slug for change in changes if change.kind in (Kind.REMOVED, Kind.HIDDEN)}
    kept_back = _kept_back(now, changes)
    after = {address for one in now if one.path in read for address in _documents_at(one, settings)}
    for old in past.manuscripts:
        lost = [] if slug_of(old.reference) in gone else sorted(set(_documents_at(old, settings)) - after)
        closed = not kept_back.isdisjoint(same_key(name.text) for name in old.names)
        named = [address for address in lost if not closed and may_be_repeated(address, settings)]
        yield from (f"The address {address} would no longer work." for address in named)
        number = len(lost) - len(named)
        if number:
            of = "address of a document" if number == 1 else f"addresses of {number:,} documents"
            yield f"The {of} of {old.reference} would no longer work."


def _documents_at(manuscript: Manuscript, settings: Settings) -> Iterator[str]:
    """Yield the address of each document that the public can read."""
    if manuscript.shows_its_text and manuscript.is_public_on(settings.today):
        slug = slug_of(manuscript.reference)
        yield from (f"decisions/{slug}/{group.text('file')}" for group in manuscript.groups("documents"))


def _other_files(past: Past) -> Iterator[str]:
    """Yield that files beside the notices differ, as what they do to pages is not compared."""
    if past.others:
        named = ", ".join(past.others[:_MOST_FILES_NAMED])
        more = len(past.others) - _MOST_FILES_NAMED
        yield (
            f"Files beside the notices differ: {named}{f' and {more:,} more' if more > 0 else ''}. "
            "They may change how every page looks; that is not shown here."
        )


def _kept_back(now: tuple[Manuscript, ...], changes: tuple[NoticeChange, ...]) -> frozenset[str]:
    """Return the keys of the notices of which nothing that was there is repeated."""
    kept = {change.path: change.reference for change in changes if change.kept_back}
    names = (name.text for one in now if one.path in kept for name in one.names)
    return frozenset(map(same_key, (*kept.values(), *names)))


def _shown_counts(
    past: Past, now: tuple[Manuscript, ...], read: frozenset[str], settings: Settings, kept_back: frozenset[str]
) -> Iterator[str]:
    """Yield, for each way to browse the register, the lists with more or fewer decisions than now."""
    before = Counter(value for one in past.manuscripts for value in _counted_under(one, settings, kept_back))
    after = Counter(value for one in now if one.path in read for value in _counted_under(one, settings, kept_back))
    differing: dict[str, list[str]] = {}
    for facet, value in sorted({*before, *after}):
        more = after[facet, value] - before[facet, value]
        if more:
            differing.setdefault(facet, []).append(f"{value}, {abs(more):,} {'more' if more > 0 else 'fewer'}")
    for facet, values in differing.items():
        yield f"Decisions by {facet}: {'; '.join(values)}."


def _counted_under(manuscript: Manuscript, settings: Settings, kept_back: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the lists in which a notice stands; people are not named for one that is kept back."""
    if manuscript.is_public_on(settings.today):
        date = manuscript.date("decision_date")
        yield from (("year", str(date.year)) for date in [date] if date)
        yield "status", manuscript.text("status")
        yield from (("topic", topic.text) for topic in manuscript.typed_list("topics"))
        if manuscript.shows_its_text and kept_back.isdisjoint(same_key(name.text) for name in manuscript.names):
            yield from (("lead officer", name.text) for name in manuscript.typed_list("lead_officer"))
            yield from (("decision maker", maker.text("name")) for maker in manuscript.groups("decision_maker"))
