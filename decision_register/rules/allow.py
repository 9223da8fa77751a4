"""What an author accepts on purpose, and the rule about it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from decision_register.front_matter import Text
from decision_register.manuscript import texts_of
from decision_register.rules.rule import Breach, Scope, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.findings import Finding
    from decision_register.front_matter import Group

Accepted = frozenset[tuple[str, str]]
"""The rule, by its name or code, and the value of each entry of `allow`; no value where none is named."""
_IN_BRACKETS = "Type each value on a line of its own after a hyphen; between square brackets, a comma ends it."


def accepted_in(allow: tuple[Group, ...]) -> Accepted:
    """Return what the entries of `allow` in a notice accept; one without a reason accepts nothing."""
    groups = (group for group in allow if group.text("rule") and group.text("reason"))
    return frozenset((group.text("rule"), value) for group in groups for value in _values(group))


def is_accepted(names: tuple[str, ...], value: str, accepted: Accepted, *, by_value: bool) -> bool:
    """Say whether the breach of a rule of these names is accepted; `by_value`, only if its value is named."""
    wanted = {_plain(value)} - {""} if by_value else {_plain(value), ""}
    return any((name, one) in accepted for name in names for one in wanted)


def _values(group: Group) -> list[str]:
    """Return the values that an entry names, or no value as one without a word."""
    return [_plain(value.text) for value in texts_of(group.get("value"))] or [""]


def _plain(value: str) -> str:
    return " ".join(value.split()).casefold()


@rule("DN190", "unused-allow", Scope.ACCEPTED, fixed=True)
def unused_allow(allow: tuple[Group, ...], found: tuple[Finding, ...], by_value: frozenset[str]) -> Iterator[Breach]:
    """Each entry of `allow` accepts a finding that is really there.

    An entry that accepts nothing hides the next mistake of its kind. One of a sum, a marking, a document, or of what
    tells of a person, names its `value` as the finding shows it, and accepts no other.

    Bad:

    ```yaml
    allow:
      - rule: sum-not-in-costs
        reason: The sum is last year's.
    ```

    Good:

    ```yaml
    allow:
      - rule: sum-not-in-costs
        value: £17,355
        reason: The sum is last year's.
    ```

    The entry is taken out once the finding has gone.
    """
    broken = {(name, value) for one in found for name in (one.code, one.name) for value in (_plain(one.value), "")}
    for group in allow:
        named = group.get("rule")
        if not isinstance(named, Text) or not named.text:
            continue
        values = texts_of(group.get("value"))
        parted = any((named.text, _plain(f"{one.text},{other.text}")) in broken for one, other in pairwise(values))
        cure = _IN_BRACKETS if parted else "Take the value out, or its whole entry."
        for value in values:
            if (named.text, _plain(value.text)) not in broken:
                message = f"`allow` accepts {named.text}, but that rule does not find this value here"
                yield Breach(message, cure, value.span, named.text)
        if not values and (named.text, "") not in broken:
            message = f"`allow` accepts {named.text}, but nothing here breaks that rule"
            yield Breach(message, "Take this entry out of `allow`.", named.span, named.text)
        elif not values and named.text in by_value:
            yield Breach(
                f"`allow` accepts {named.text} without saying of what, and would hide the next one too",
                "Type a line below it with what the finding names, as in value: £17,355",
                named.span,
                named.text,
            )
