"""Rules DN2xx: the dates of a notice, each by itself and in their order. Days come first, always."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from decision_register.front_matter import Text
from decision_register.rules.rule import Breach, rule
from decision_register.values import day_meant, existing_day, read_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

FIRST_DAY = datetime.date(2012, 11, 22)
"""The day the first police and crime commissioners took office."""

_LOOKS_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def _dates(manuscript: Manuscript) -> Iterator[tuple[str, Text]]:
    """Yield the name and value of every date field that is not blank."""
    for typed in manuscript.dates:
        if isinstance(typed.value, Text):
            yield typed.name, typed.value


@rule("DN201", "date-not-iso", fixed=True)
def date_not_iso(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A date is written year, month, day in figures, with hyphens (ISO 8601).

    `7/6/16` is 7 June 2016 to a reader in England and 6 July to a computer from elsewhere; `2016-06-07` is one day.

    Bad:

    ```yaml
    decision_date: 17th July 2024
    ```

    Good:

    ```yaml
    decision_date: 2024-07-17
    ```
    """
    for name, value in _dates(manuscript):
        if _LOOKS_ISO.fullmatch(value.text):
            continue
        meant = day_meant(value.text)
        date = existing_day(meant)
        cure = f"Write {date.isoformat()}." if date else "Write the year, the month and the day, as in 2024-07-17."
        if not meant or date:
            message = f"{name} is {value.text!r}, which is not written as year-month-day"
            yield Breach(message, cure, value.span, value.text)


@rule("DN202", "impossible-date", fixed=True)
def impossible_date(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A date is a day of the calendar.

    Bad:

    ```yaml
    decision_date: 2024-02-30
    ```

    Good:

    ```yaml
    decision_date: 2024-02-29
    ```
    """
    for name, value in _dates(manuscript):
        meant = day_meant(value.text)
        if meant and not existing_day(meant):
            yield Breach(
                f"{name} is {value.text!r}, a day that does not exist",
                "Look the date up on the signed form; the order is year, month, day.",
                value.span,
                value.text,
            )


def _in_words(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _out_of_order(manuscript: Manuscript, later: str, earlier: str, message: str) -> Iterator[Breach]:
    """Yield a breach when the field that should hold the later date holds the earlier one."""
    after, before, value = manuscript.date(later), manuscript.date(earlier), manuscript.typed(later)
    if after and before and value and after < before:
        said = message.format(after=_in_words(after), before=_in_words(before))
        yield Breach(said, "Correct whichever date is wrong.", value.span, value.text)


@rule("DN203", "publication-before-decision")
def publication_before_decision(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A notice is published on or after the day of its decision.

    The law asks for publication as soon as practicable after the decision (SI 2011/3050, Schedule, Part 2).

    Bad:

    ```yaml
    decision_date: 2026-03-09
    publication_date: 2026-03-02
    ```

    Good:

    ```yaml
    decision_date: 2026-03-02
    publication_date: 2026-03-09
    ```
    """
    message = "Published {after}, before the decision of {before}"
    yield from _out_of_order(manuscript, "publication_date", "decision_date", message)


@rule("DN204", "decision-before-request")
def decision_before_request(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A decision is made on or after the day it was asked for.

    Bad:

    ```yaml
    request_date: 2024-07-25
    decision_date: 2024-07-17
    ```

    Good:

    ```yaml
    request_date: 2024-07-17
    decision_date: 2024-07-25
    ```
    """
    message = "Decided {after}, before the request of {before}"
    yield from _out_of_order(manuscript, "decision_date", "request_date", message)


@rule("DN205", "date-in-the-future")
def date_in_the_future(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """What a notice says has happened has happened.

    Only `publication_date`, the end of a cost and a review may lie ahead: a notice waits for its publication date.

    Bad:

    ```yaml
    decision_date: 2062-07-25
    ```

    Good:

    ```yaml
    decision_date: 2026-07-25
    ```
    """
    may_lie_ahead = ("publication_date", "costs.from", "costs.to", "withheld.review_date")
    for name, value in _dates(manuscript):
        date = read_date(value.text)
        if date and date > settings.today and name not in may_lie_ahead:
            message = f"{name} is {_in_words(date)}, which is in the future"
            yield Breach(message, "Correct the year, the month or the day.", value.span, value.text)


@rule("DN206", "date-before-commissioners")
def date_before_commissioners(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """No decision of a commissioner is older than 22 November 2012, when the first ones took office.

    Bad:

    ```yaml
    decision_date: 2002-07-25
    ```

    Good:

    ```yaml
    decision_date: 2022-07-25
    ```
    """
    for name, value in _dates(manuscript):
        date = read_date(value.text)
        if date and date < FIRST_DAY:
            message = f"{name} is {_in_words(date)}, before there were commissioners ({_in_words(FIRST_DAY)})"
            yield Breach(message, "Correct the year, the month or the day.", value.span, value.text)


@rule("DN207", "change-before-publication")
def change_before_publication(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A change or a withdrawal comes after what it changes.

    `changes` tells of changes after publication; a decision cannot be withdrawn before it was made.

    Bad:

    ```yaml
    publication_date: 2024-07-25
    changes:
      - date: 2024-07-01
        note: Corrected a name.
    ```

    Good:

    ```yaml
    publication_date: 2024-07-25
    changes:
      - date: 2024-08-01
        note: Corrected a name.
    ```
    """
    for key, earlier in (("changes", "publication_date"), ("withdrawn", "decision_date")):
        first = manuscript.date(earlier)
        for group in manuscript.groups(key):
            value = group.get("date")
            date = read_date(value.text) if isinstance(value, Text) else None
            if first and date and date < first and isinstance(value, Text):
                said = f"{key}.date is {_in_words(date)}, before the {earlier} of {_in_words(first)}"
                yield Breach(said, "Correct whichever date is wrong.", value.span, value.text)


@rule("DN208", "cost-ends-before-it-begins")
def cost_ends_before_it_begins(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """The days a cost covers are in order.

    Bad: a cost `from: 2026-04-01` `to: 2025-03-31`.

    Good: a cost `from: 2025-04-01` `to: 2026-03-31`.
    """
    for group in manuscript.groups("costs"):
        start, end = group.get("from"), group.get("to")
        if isinstance(start, Text) and isinstance(end, Text):
            first, last = read_date(start.text), read_date(end.text)
            if first and last and last < first:
                message = f"The cost ends on {_in_words(last)}, before it begins on {_in_words(first)}"
                yield Breach(message, "Correct whichever date is wrong.", end.span, end.text)
