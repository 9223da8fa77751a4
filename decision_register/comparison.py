"""What happens to the public record between a commit and now: every notice that changes, and what was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from decision_register.effects import Present, effects_of, pointed_otherwise, superseded_now
from decision_register.findings import in_reading_order
from decision_register.notice_changes import Kind, NoticeChange, change_of
from decision_register.references import same_key, slug_of
from decision_register.rules.register import is_part_of_gap, unexplained_gap
from decision_register.values import day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from decision_register.findings import Finding
    from decision_register.history import Past
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings
    from decision_register.wording import FieldChange

_LENGTH_OF_NAME = 7
"""How much of the name of a commit is told, which is enough to find it."""
_GAIN, _LOSS = (Kind.NEW, Kind.PUBLIC), (Kind.REMOVED, Kind.HIDDEN)
_STANDINGS = (
    ("supersedes", "superseded", Kind.SUPERSEDED, Kind.RESTORED),
    ("amends", "amended", Kind.AMENDED, Kind.UNAMENDED),
)
"""What happens to a decision at which the field of another one points newly, and at which it points no longer."""


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
    settings: tuple[FieldChange, ...] = ()
    """The settings of the office that are others."""
    names_freed: int = 0
    """How many names were taken off the office's list of those that no notice may hold."""
    others: tuple[str, ...] = ()
    """The files beside the notices that are others; what they do to pages is not compared."""
    base_day: str = ""
    """The day of the commit with which all is compared, in words."""

    @property
    def base_in_words(self) -> str:
        """With what all is compared: the day, and the short name of the commit."""
        return f"the register as it stood on {self.base_day} ({self.base})"

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
    def restored(self) -> int:
        """How many published decisions stand again."""
        return sum(notice.kind is Kind.RESTORED and notice.was_published for notice in self.notices)

    @property
    def altered(self) -> int:
        """How many other published decisions stay, and are not as they were for their readers."""
        others = (*_GAIN, *_LOSS, Kind.RESTORED, Kind.FORMAL)
        stays = (notice for notice in self.notices if notice.kind not in others)
        return sum(notice.was_published for notice in stays)

    def of_kind(self, kind: Kind) -> tuple[NoticeChange, ...]:
        """Return the notices to which this happens."""
        return tuple(notice for notice in self.notices if notice.kind is kind)


Seen = tuple[str, str, str, str]
"""A finding wherever it stands: its rule, the notice, the value, and the words of its line."""


def seen(findings: Iterable[Finding], manuscripts: Iterable[Manuscript]) -> list[tuple[Seen, Finding]]:
    """Return each finding with what it is known by; a notice in outline has no words."""
    by_path = {one.path: one for one in manuscripts}
    return [(_known_by(finding, by_path.get(finding.path)), finding) for finding in findings]


def _known_by(finding: Finding, notice: Manuscript | None) -> Seen:
    """Return what a finding is known by; a notice by its reference, as its file may have moved."""
    named = same_key(notice.reference) if notice else ""
    lines = notice.source.text.split("\n")[finding.span.line - 1 : finding.span.line] if notice else []
    return finding.name, named or finding.path, finding.value, "".join(lines)


def compare_registers(
    past: Past, now: Present, settings: Settings, before: Iterable[Seen], findings: tuple[Finding, ...]
) -> Comparison:
    """Return the comparison.

    `past` holds the notices of the commit that are not the same now; `before` holds each finding at the commit.
    """
    order = list(Kind)
    changes = sorted(_changes(past, now, settings), key=lambda change: (order.index(change.kind), change.reference))
    known = _known(seen(findings, now.manuscripts), Counter(before))
    return Comparison(
        past.commit[:_LENGTH_OF_NAME],
        tuple(changes),
        tuple(finding for finding in findings if finding not in known),
        tuple(finding for finding in findings if finding in known),
        tuple(effects_of(past, now, tuple(changes), settings)),
        frozenset(
            (
                *(one.path for one in now.manuscripts if not one.shows_its_text),
                *(change.path for change in changes if change.kept_back and not change.taken_off),
            )
        ),
        others=past.others,
        base_day=day_in_words(past.day) if past.day else "",
    )


def _known(findings: list[tuple[Seen, Finding]], before: Counter[Seen]) -> set[Finding]:
    """Return the findings that were there before, each as often as then: those first whose lines are the same.

    What is left of a gap in the numbers was a part of it before.
    """
    gaps = [value for name, _, value, _ in before if name == unexplained_gap.name]
    of_gaps = (finding for _, finding in findings if gaps and finding.name == unexplained_gap.name)
    known = {finding for finding in of_gaps if any(is_part_of_gap(finding.value, gap) for gap in gaps)}
    left = before.copy()
    for key, finding in findings:
        if left[key] > 0:
            left[key] -= 1
            known.add(finding)
    elsewhere = Counter(key[:3] for key in left.elements())
    for key, finding in findings:
        if finding not in known and elsewhere[key[:3]] > 0:
            elsewhere[key[:3]] -= 1
            known.add(finding)
    return known


def _changes(past: Past, now: Present, settings: Settings) -> Iterator[NoticeChange]:
    """Yield what happens to each notice, and to those that are only shown otherwise because of another one."""
    standings: dict[str, list[tuple[Kind, str]]] = {}
    targets = {}
    for key, said, *kinds in _STANDINGS:
        found = pointed_otherwise(key, past, now, settings)
        for kind, will, pointed in zip(kinds, ("will", "will no longer"), found, strict=True):
            for target, by in pointed:
                targets[target.path] = target
                standings.setdefault(target.path, []).append((kind, f"It {will} be shown as {said} by {by}"))
    fallen = now.withdrawn | superseded_now(now, settings)
    for change in _own_changes(past, now, settings):
        shown = [] if change.kind is Kind.REMOVED else standings.pop(change.path, [])
        yield _as_shown(change, shown, stands=change.path not in fallen)
    for path, shown in standings.items():
        reference = targets[path].reference
        public = targets[path].is_public_on(settings.today)
        title, slug = now.titles.get(path, ""), slug_of(reference)
        change = NoticeChange(Kind.CHANGED, reference, title, slug, path, was_published=public)
        yield _as_shown(change, shown, stands=path not in fallen)


def _as_shown(change: NoticeChange, shown: list[tuple[Kind, str]], *, stands: bool) -> NoticeChange:
    """Return the change of a notice with how it will be shown; the gravest of all is its kind.

    A notice that does not stand, as it is withdrawn or superseded, does not stand again.
    """
    kinds = [change.kind, *(kind for kind, _ in shown)]
    grave = [Kind.CHANGED if kind is Kind.RESTORED and not stands else kind for kind in kinds]
    return replace(
        change, kind=min(grave, key=list(Kind).index), called_out=(*(said for _, said in shown), *change.called_out)
    )


def _own_changes(past: Past, now: Present, settings: Settings) -> Iterator[NoticeChange]:
    """Yield what happens to each notice that is there no more, is new, or is not the same file."""
    unread = {new.path: new for new in now.manuscripts if not new.reference}
    matched: dict[str, Manuscript] = {}
    pairs: list[tuple[Manuscript | None, Manuscript | None]] = []
    for old in past.manuscripts:
        new = now.by_key.get(same_key(old.reference)) or unread.get(old.path)
        if new is None:
            pairs.append((old, None))
        else:
            matched[new.path] = old
    pairs += [(matched.get(new.path), new) for new in now.manuscripts if new.path in now.read]
    yield from filter(None, (change_of(old, new, past, settings) for old, new in pairs))
