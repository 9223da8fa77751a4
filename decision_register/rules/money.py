"""Rules DN8xx: the sums in a notice's fields and those in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.findings import Severity, Span
from decision_register.front_matter import Text
from decision_register.rules.rule import Breach, cure_or_allow, rule
from decision_register.sums import SIGNS, sums_in
from decision_register.values import read_money

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from decision_register.body import Line
    from decision_register.front_matter import Group
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings
    from decision_register.sums import Sum

_FEWEST_WITH_TOTAL = 2
"""With two costs alike, neither is the total of the other."""


def _sums(manuscript: Manuscript) -> Iterator[tuple[Line, Sum]]:
    """Yield each sum in pounds of the text, with its line."""
    for line in manuscript.body.lines_with(*SIGNS):
        yield from ((line, found) for found in sums_in(line.text) if found.currency == "£")


def _amounts(manuscript: Manuscript) -> Iterator[tuple[int, Text, Group]]:
    """Yield each amount of `costs` in pence, as typed, with its group."""
    for group in manuscript.groups("costs"):
        value = group.get("amount")
        pence = read_money(value.text) if isinstance(value, Text) else None
        if isinstance(value, Text) and pence is not None:
            yield pence, value, group


def _totals(manuscript: Manuscript) -> Iterator[int]:
    """Yield the total of all `costs` in pence, and of those of each direction."""
    by_direction: dict[str, int] = {}
    for pence, _value, group in _amounts(manuscript):
        direction = group.text("direction")
        by_direction[direction] = by_direction.get(direction, 0) + pence
    if by_direction:
        yield from (sum(by_direction.values()), *by_direction.values())


@rule("DN801", "sum-not-in-costs", severity=Severity.WARNING, by_value=True)
def sum_not_in_costs(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Every sum in the text is one of `costs`, or the total of them or of all that is spent, saved or received.

    Readers add up and compare what stands in `costs`. A sum that is told only for comparison is allowed with `allow`,
    by its `value`.
    A sum may be written as `£17,355`, `£17k`, `£1.2 million` or `17,355 pounds`.

    Bad: `£17,355 a year` in the text, and no `amount: 17355` in `costs`.

    Good: both.
    """
    known: set[Decimal | int] = {pence for pence, _value, _group in _amounts(manuscript)}
    known.update(_totals(manuscript))
    cure = "Add it to costs; or, if the text is right as it stands"
    for line, found in _sums(manuscript):
        if found.pence not in known:
            known.add(found.pence)
            yield Breach(
                f"The text names {found.words}, and costs has no such amount",
                cure_or_allow(cure, manuscript, "sum-not-in-costs", found.words),
                Span.of(line.number, found.start + 1, found.words),
                found.words,
            )


@rule("DN802", "cost-not-in-text", severity=Severity.WARNING)
def cost_not_in_text(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Every amount of `costs` is named in the text.

    Bad: `amount: 17535` where the text says £17,355.

    Good: `amount: 17355`.
    """
    named = {found.pence for _line, found in _sums(manuscript)}
    for pence, value, _group in _amounts(manuscript):
        if pence not in named:
            message = f"costs has the amount {value.text}, which the text does not name"
            yield Breach(message, "Correct the amount, or name it in the text.", value.span, value.text)


@rule("DN804", "total-among-costs", severity=Severity.WARNING, by_value=True)
def total_among_costs(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """No cost is the total of all others that go the same way.

    Whoever adds up `costs`, on the page or from the spreadsheet, would count the money twice. A total may be named in
    the text: it is found there to be the total of `costs`.

    Bad: `amount: 100`, `amount: 200`, and `amount: 300` with `basis: total`.

    Good: `amount: 100` and `amount: 200`.
    """
    cure = "Take it out of costs, and name the total in the text; or, if it is other money"
    by_direction: dict[str, list[tuple[int, Text, Group]]] = {}
    for one in _amounts(manuscript):
        by_direction.setdefault(one[2].text("direction"), []).append(one)
    for listed in by_direction.values():
        all_of_them = sum(pence for pence, _value, _group in listed)
        for pence, value, group in listed:
            if len(listed) > _FEWEST_WITH_TOTAL and group.text("basis") == "total" and all_of_them == 2 * pence:
                yield Breach(
                    f"The cost {value.text} is the total of the other costs, which would be counted twice",
                    cure_or_allow(cure, manuscript, "total-among-costs", value.text),
                    value.span,
                    value.text,
                )


@rule("DN803", "grant-without-its-particulars")
def grant_without_its_particulars(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A grant names its recipient, its purpose, its conditions and the reasons for it.

    The law asks for all four of each crime and disorder reduction grant (SI 2011/3050, Schedule, paragraph 3(f)).

    Bad: `kind: grant` without `conditions`.

    Good: `kind: grant` with `recipient`, `purpose`, `conditions` and `reasons`.
    """
    for group in manuscript.groups("costs"):
        value = group.get("amount")
        kind = group.get("kind")
        if isinstance(kind, Text) and kind.text == "grant" and isinstance(value, Text):
            keys = ("recipient", "purpose", "conditions", "reasons")
            missing = [key for key in keys if not (isinstance(found := group.get(key), Text) and found.text)]
            if missing:
                message = f"The grant of {value.text} has no {' and no '.join(missing)}"
                yield Breach(message, f"Add {' and '.join(missing)}; the law asks for them.", value.span, value.text)
