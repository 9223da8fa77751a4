"""What happens to the public record between a commit and now: every notice that changes, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from decision_register.effects import effects_of, newly_pointed
from decision_register.findings import in_reading_order
from decision_register.notice_changes import Kind, NoticeChange, change_of
from decision_register.references import same_key, slug_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.findings import Finding
    from decision_register.history import Past
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_GAIN, _LOSS = (Kind.NEW, Kind.PUBLIC), (Kind.REMOVED, Kind.HIDDEN)


@dataclass(frozen=True, slots=True)
class Present:
    """The notices of now: those whose paths are in `read` are whole, the others in outline. `titles` is by path."""

    manuscripts: tuple[Manuscript, ...]
    read: frozenset[str]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a pull request does to the public record, and what a reviewer must look at."""

    base: str
    notices: tuple[NoticeChange, ...]
    new_findings: tuple[Finding, ...]
    other_findings: tuple[Finding, ...]
    effects: tuple[str, ...]
    closed: frozenset[str] = frozenset()
    """The paths of the notices of now whose text may not be shown: nothing of it is repeated from a finding."""
    names_freed: int = 0
    """How many names were taken off the office's list of those that no notice may hold."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in reading order."""
        return in_reading_order((*self.new_findings, *self.other_findings))

    @property
    def gained(self) -> int:
        """How many decisions the public record gains today."""
        return sum(notice.kind in _GAIN and not notice.hidden for notice in self.notices)

    @property
    def lost(self) -> int:
        """How many decisions the public record loses."""
        return sum(notice.kind in _LOSS and notice.was_published for notice in self.notices)

    @property
    def altered(self) -> int:
        """How many published decisions stay, and are not as they were for their readers."""
        stays = (notice for notice in self.notices if notice.kind not in (*_GAIN, *_LOSS, Kind.FORMAL))
        return sum(notice.was_published for notice in stays)

    def of_kind(self, kind: Kind) -> tuple[NoticeChange, ...]:
        """Return the notices to which this happens."""
        return tuple(notice for notice in self.notices if notice.kind is kind)


def compare_registers(
    past: Past, now: Present, settings: Settings, before: frozenset[tuple[str, str, str]], findings: tuple[Finding, ...]
) -> Comparison:
    """Return the comparison.

    `past` holds the notices of the commit that are not the same now; `before` holds the rule, path and value of each
    finding at the commit.
    """
    order = list(Kind)
    changes = sorted(_changes(past, now, settings), key=lambda change: (order.index(change.kind), change.reference))
    return Comparison(
        past.commit[:10],
        tuple(changes),
        tuple(f for f in findings if (f.name, f.path, f.value) not in before),
        tuple(f for f in findings if (f.name, f.path, f.value) in before),
        tuple(effects_of(past, now.manuscripts, now.read, tuple(changes), settings)),
        frozenset(
            (
                *(one.path for one in now.manuscripts if not one.shows_its_text),
                *(change.path for change in changes if change.kept_back and not change.taken_off),
            )
        ),
    )


def _changes(past: Past, now: Present, settings: Settings) -> Iterator[NoticeChange]:
    """Yield what happens to each notice, those that another supersedes too."""
    superseded: dict[str, list[str]] = {}
    targets = {}
    for target, by in newly_pointed("supersedes", past, now.manuscripts, now.read, settings):
        targets[target.path] = target
        superseded.setdefault(target.path, []).append(by)
    for change in _own_changes(past, now, settings):
        others = superseded.pop(change.path, [])
        yield _as_superseded(change, others) if others else change
    for path, others in superseded.items():
        reference = targets[path].reference
        public = targets[path].is_public_on(settings.today)
        title, slug = now.titles.get(path, ""), slug_of(reference)
        yield _as_superseded(NoticeChange(Kind.CHANGED, reference, title, slug, path, was_published=public), others)


def _as_superseded(change: NoticeChange, by: list[str]) -> NoticeChange:
    """Return the change of a notice that others supersede; what is graver than that stays its kind."""
    grave = change.kind not in (Kind.CHANGED, Kind.FORMAL)
    said = f"It will be shown as superseded by {', '.join(by)}"
    return replace(change, kind=change.kind if grave else Kind.SUPERSEDED, called_out=(said, *change.called_out))


def _own_changes(past: Past, now: Present, settings: Settings) -> Iterator[NoticeChange]:
    """Yield what happens to each notice that is there no more, is new, or is not the same file."""
    by_key = {same_key(name.text): new for new in now.manuscripts for name in new.names}
    unread = {new.path: new for new in now.manuscripts if not new.reference}
    matched: dict[str, Manuscript] = {}
    pairs: list[tuple[Manuscript | None, Manuscript | None]] = []
    for old in past.manuscripts:
        new = by_key.get(same_key(old.reference)) or unread.get(old.path)
        if new is None:
            pairs.append((old, None))
        else:
            matched[new.path] = old
    pairs += [(matched.get(new.path), new) for new in now.manuscripts if new.path in now.read]
    yield from filter(None, (change_of(old, new, past, settings) for old, new in pairs))
