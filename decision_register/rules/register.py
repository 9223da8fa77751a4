"""Rules DN5xx: what only shows when all notices are seen together."""

from __future__ import annotations

import hashlib
import pickle
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from decision_register.findings import Severity, Span
from decision_register.front_matter import Text
from decision_register.packing import packs_as_values
from decision_register.references import (
    LOOKS_LIKE_A_REFERENCE,
    Place,
    next_free,
    normal_reference,
    one_slip_apart,
    place_of,
    same_key,
    slug_of,
    whole_references,
)
from decision_register.rules.rule import Breach, Scope, rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

    from decision_register.body import Line
    from decision_register.front_matter import Group
    from decision_register.manuscript import Manuscript
    from decision_register.settings import ReferenceForm, Settings

_LINKS = ("supersedes", "amends", "related")


@packs_as_values
@dataclass(frozen=True, slots=True)
class Names:
    """What one notice is called and what it names: all that is asked of it when the register is seen together.

    `own` is its reference, if one was typed, `others` its other references, `links` the references to other decisions
    with the names of their fields. Of its text, `cited` holds what has the form of the office's references, and `alike`
    what a reader takes for one. `allow` holds what its author accepts. Of a notice that is not `readable`, rules ask
    nothing else.
    """

    path: str
    readable: bool
    own: Text | None
    others: tuple[Text, ...]
    links: tuple[tuple[str, Text], ...]
    cited: tuple[Text, ...]
    alike: tuple[Text, ...]
    allow: tuple[Group, ...]


def names_of(manuscript: Manuscript, settings: Settings) -> Names:
    """Return what a notice is called and what it names."""
    lines = manuscript.body.lines
    return Names(
        manuscript.path,
        not manuscript.problems,
        manuscript.typed("reference"),
        manuscript.typed_list("also_known_as"),
        tuple((key, name) for key in _LINKS for name in manuscript.typed_list(key)),
        _found_in(lines, whole_references(settings.reference.pattern)),
        _found_in(lines, LOOKS_LIKE_A_REFERENCE),
        manuscript.groups("allow"),
    )


def _found_in(lines: Iterable[Line], pattern: re.Pattern[str]) -> tuple[Text, ...]:
    return tuple(
        Text(match[0], Span.of(line.number, match.start() + 1, match[0]))
        for line in lines
        for match in pattern.finditer(line.text)
    )


def digest_of(names: Names) -> bytes:
    """Return a digest (SHA-256) of what a notice is called and names, wherever in the file that stands."""
    words = (
        names.path,
        names.readable,
        names.own.text if names.own else None,
        [name.text for name in names.others],
        [(key, name.text) for key, name in names.links],
        [name.text for name in names.cited],
        [name.text for name in names.alike],
        names.allow,
    )
    return hashlib.sha256(pickle.dumps(words)).digest()


@dataclass(frozen=True, slots=True)
class Together:
    """All notices that can be read, by the paths of their files, as a long register is walked through once.

    `own` holds the reference of each; `names` each reference and other reference; `known` the first notice of each, by
    its key; `links` each reference to another decision with the name of its field. Of what the texts name, `unknown`
    has the form of a reference and `unfound` looks like one, and neither is in the register.
    """

    own: Mapping[str, Text]
    names: tuple[tuple[str, Text], ...]
    known: Mapping[str, str]
    links: tuple[tuple[str, str, Text], ...]
    unknown: tuple[tuple[str, Text], ...]
    unfound: tuple[tuple[str, Text], ...]


def together(notices: Iterable[Names]) -> Together:
    """Return what rules of the register look at."""
    own: dict[str, Text] = {}
    names: list[tuple[str, Text]] = []
    links: list[tuple[str, str, Text]] = []
    cited: list[tuple[str, Text]] = []
    alike: list[tuple[str, Text]] = []
    for notice in notices:
        if notice.readable:
            path = notice.path
            if notice.own:
                own[path] = notice.own
                names.append((path, notice.own))
            names += [(path, name) for name in notice.others]
            links += [(path, key, name) for key, name in notice.links]
            cited += [(path, name) for name in notice.cited]
            alike += [(path, name) for name in notice.alike]
    known = {same_key(name.text): path for path, name in reversed(names)}
    unknown, unfound = (
        tuple((path, name) for path, name in found if same_key(name.text) not in known) for found in (cited, alike)
    )
    return Together(own, tuple(names), known, tuple(links), unknown, unfound)


def _other_reference(name: Text, path: str, register: Together, form: ReferenceForm) -> str:
    """Return the cure of a reference that another notice has: the next free one, if it can be told."""
    if register.own.get(path) == name and form.matches(name.text):
        free = next_free(name.text, [other.text for _, other in register.names])
        if form.matches(free):
            return f"Take {free}, which is free, here and in the file's name; or put both texts into one notice."
    return "Correct the one that is wrong, or put both texts into one notice."


@rule("DN501", "duplicate-reference", Scope.REGISTER, fixed=True)
def duplicate_reference(register: Together, settings: Settings) -> Iterator[Breach]:
    """No two notices have one reference, printed in whatever way.

    References that differ only in zeros, capitals or the signs between their parts are the same to a reader, and
    would have one address.

    Bad: `reference: WPCC4-0014` in one notice and `also_known_as: [wpcc4 014]` in another.

    Good: each reference in one notice.
    """
    first: dict[str, tuple[str, Text]] = {}
    for path, name in register.names:
        for key in {same_key(name.text), slug_of(name.text)}:
            other, typed = first.setdefault(key, (path, name))
            if other != path:
                yield Breach(
                    f"{name.text} is also a reference of {other}, line {typed.span.line} ({typed.text})",
                    _other_reference(name, path, register, settings.reference),
                    name.span,
                    name.text,
                    path,
                )
                break


@rule("DN502", "alias-is-own-reference", Scope.REGISTER, Severity.WARNING)
def alias_is_own_reference(register: Together, _: Settings) -> Iterator[Breach]:
    """`also_known_as` holds references that are printed differently from the notice's own.

    Bad: `reference: WPCC4-0014` with `also_known_as: [WPCC4-0014]`.

    Good: `reference: WPCC4-0014` with `also_known_as: [WPCC4-014]`.
    """
    for path, name in register.names:
        reference = register.own.get(path)
        if reference and name is not reference and slug_of(name.text) == slug_of(reference.text):
            message = f"{name.text} is the notice's own reference"
            yield Breach(message, "Delete it here.", name.span, name.text, path)


@rule("DN503", "dangling-reference", Scope.REGISTER)
def dangling_reference(register: Together, _: Settings) -> Iterator[Breach]:
    """A decision that another one supersedes, amends or is related to is in the register.

    Bad: `supersedes: [WPCC3-0999]` where there is no such notice.

    Good: `supersedes: [WPCC3-0035]` where there is one.
    """
    for path, key, name in register.links:
        if same_key(name.text) not in register.known:
            printed = (other.text for _, other in register.names)
            close = next((other for other in printed if one_slip_apart(name.text, other)), None)
            cure = f"Write {close}" if close else "Add that notice, or delete the reference here"
            message = f"{key} names {name.text}, which is not in the register"
            yield Breach(message, f"{cure}.", name.span, name.text, path)


@rule("DN504", "circular-supersedes", Scope.REGISTER)
def circular_supersedes(register: Together, _: Settings) -> Iterator[Breach]:
    """No decision replaces or amends itself, at first or at second hand.

    Bad: A supersedes B, and B supersedes A.

    Good: the later one supersedes the earlier one.
    """
    for field in ("supersedes", "amends"):
        links = [
            (path, name, target)
            for path, key, name in register.links
            if key == field and (target := register.known.get(same_key(name.text)))
        ]
        forward: defaultdict[str, list[str]] = defaultdict(list)
        for path, _name, target in links:
            forward[path].append(target)
        in_circles = _in_circles(forward)
        for path, name, target in links:
            if path in in_circles and target in in_circles:
                message = f"{field} names {name.text}, which leads back to this decision"
                cure = "Keep it in the later of the two notices only."
                yield Breach(message, cure, name.span, name.text, path)


def _in_circles(forward: dict[str, list[str]]) -> set[str]:
    """Return what is left when everything that leads nowhere, and everything nothing leads to, is taken away."""
    left = {start: set(ends) for start, ends in forward.items() if ends}
    while True:
        targets = {end for ends in left.values() for end in ends}
        kept = {s: {e for e in ends if e in left} for s, ends in left.items() if s in targets}
        kept = {start: ends for start, ends in kept.items() if ends}
        if kept == left:
            return set(left)
        left = kept


@rule("DN505", "cited-reference-one-slip-away", Scope.REGISTER)
def cited_reference_one_slip_away(register: Together, settings: Settings) -> Iterator[Breach]:
    """A reference in the text is that of a decision; one letter or figure off is a slip.

    Bad: `WP3-0035` where the register has WPCC3-0035.

    Good: `WPCC3-0035`.
    """
    unknown = [(path, typed) for path, typed in register.unfound if not settings.reference.matches(typed.text)]
    near = _NearReferences(sorted({name.text for _, name in register.names})) if unknown else None
    for path, typed in unknown:
        close = near and (near.one_slip_from(typed.text) or near.letters_lost_from(typed.text))
        if close:
            message = f"The text names {typed.text}, which is not in the register; {close} is"
            yield Breach(message, f"Write {close}, if that is meant.", typed.span, typed.text, path)


class _NearReferences:
    """Finds the reference that was meant, without comparing with every one: by its digits, or all but one of them."""

    def __init__(self, printed: list[str]) -> None:
        self._by_digits: defaultdict[str, list[str]] = defaultdict(list)
        for reference in printed:
            for key in _digit_keys(reference):
                self._by_digits[key].append(reference)

    def one_slip_from(self, typed: str) -> str | None:
        """Return a reference that is one character away."""
        candidates = (reference for key in _digit_keys(typed) for reference in self._by_digits[key])
        return next((reference for reference in candidates if one_slip_apart(typed.upper(), reference.upper())), None)

    def letters_lost_from(self, typed: str) -> str | None:
        """Return a reference with the same figures whose letters begin and end as those typed (`WP3`, `WPCC3`)."""
        letters = "".join(filter(str.isalpha, typed)).upper()
        for reference in self._by_digits[_digits(typed)]:
            full = "".join(filter(str.isalpha, reference)).upper()
            if letters and _is_shortened(letters, full):
                return reference
        return None


def _digits(reference: str) -> str:
    return "".join(filter(str.isdigit, reference))


def _digit_keys(reference: str) -> Iterator[str]:
    """Yield the figures of a reference, and those with one left out, so that one slip leaves a key in common."""
    digits = _digits(reference)
    yield digits
    for place in range(len(digits)):
        yield digits[:place] + digits[place + 1 :]


def _is_shortened(letters: str, full: str) -> bool:
    """Say whether letters were left out of the full ones, in order, and at most two of them."""
    rest = iter(full)
    return len(full) - len(letters) in (1, 2) and all(letter in rest for letter in letters)


@rule("DN506", "unknown-reference-cited", Scope.REGISTER, Severity.WARNING)
def unknown_reference_cited(register: Together, settings: Settings) -> Iterator[Breach]:
    """A reference in the text is in the register, or among the numbers that the settings explain.

    A reference without its zeros, such as WPCC4-999, is looked for with them.

    Bad: a notice that names WPCC4-0999, which nobody can find.

    Good: a notice that names WPCC4-0014, which becomes a link.
    """
    for path, name in register.unknown:
        if not _is_explained(place_of(name.text), settings):
            yield _unknown(name, path)
    printed = {typed.text for _, typed in register.unfound}
    meant = {words: normal_reference(words, settings.reference.matches) for words in printed}
    for path, typed in register.unfound:
        full = meant[typed.text]
        if full not in {"", typed.text} and not _is_explained(place_of(full), settings):
            yield _unknown(typed, path)


def _unknown(typed: Text, path: str) -> Breach:
    message = f"The text names {typed.text}, which is not in the register"
    return Breach(message, "Correct the reference, or add that notice.", typed.span, typed.text, path)


def _is_explained(place: Place | None, settings: Settings) -> bool:
    """Say whether a number lies in a gap that the settings explain."""
    for gap in settings.reference.gaps:
        first, last = place_of(gap.from_), place_of(gap.to)
        if place and first and last and first.series == place.series and first.number <= place.number <= last.number:
            return True
    return False


@rule("DN507", "unexplained-gap", Scope.REGISTER, Severity.WARNING)
def unexplained_gap(register: Together, settings: Settings) -> Iterator[Breach]:
    """Every number of a series is a notice, or the settings say why it is not.

    A missing number makes readers think that a decision was lost or hidden.

    Bad: WPCC4-0014 and WPCC4-0016, and nothing about WPCC4-0015.

    Good: WPCC4-0014, WPCC4-0015 and WPCC4-0016.
    """
    series: defaultdict[str, dict[int, tuple[str, Text]]] = defaultdict(dict)
    for path, reference in register.own.items():
        place = place_of(reference.text)
        if place:
            series[place.series][place.number] = (path, reference)
    for name, held in sorted(series.items()):
        numbers = sorted(held)
        for before, after in pairwise(numbers):
            if after - before > 1 and not _all_explained(name, before, after, settings):
                yield _gap(name, before + 1, after - 1, *held[after])


def _all_explained(series: str, before: int, after: int, settings: Settings) -> bool:
    """Say whether one gap of the settings covers every number between two."""
    for gap in settings.reference.gaps:
        first, last = place_of(gap.from_), place_of(gap.to)
        if first and last and first.series == series and first.number <= before + 1 and after - 1 <= last.number:
            return True
    return False


def _gap(series: str, first: int, last: int, path: str, reference: Text) -> Breach:
    place = place_of(reference.text)
    digits = place.digits if place else 1
    missing = f"{series}{first:0{digits}}" + (f" to {series}{last:0{digits}}" if last > first else "")
    said = f"{missing} {'are' if last > first else 'is'} not in the register"
    cure = "Add what is missing, or explain it in register.toml under [[reference.gaps]]."
    return Breach(said, cure, reference.span, missing, path)


def is_part_of_gap(missing: str, gap: str) -> bool:
    """Say whether the numbers that a finding of a gap names, as its value, are among those of another gap."""
    (first, last), (start, end) = (
        (place_of(named[0]), place_of(named[-1])) for named in (one.split(" to ") for one in (missing, gap))
    )
    if not (first and last and start and end):
        return False
    return first.series == start.series and start.number <= first.number and last.number <= end.number
