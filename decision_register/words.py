"""How values are printed for readers: dates, sums, sizes, codes. Plain text only; no HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from decision_register.notice import Cost

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
STATUS_WORDS = {
    "non-confidential": "Non-confidential",
    "partly-confidential": "Partly confidential",
    "confidential": "Confidential",
}
CAPACITY_WORDS = {
    "commissioner": "the commissioner’s own decision",  # noqa: RUF001 - a printed apostrophe
    "deputy": "decision of the deputy commissioner",
    "delegated": "under a delegated power",
    "joint": "a joint decision",
}
DIRECTION_WORDS = {"spend": "Spend", "saving": "Saving", "income": "Income"}
BASIS_WORDS = {"one-off": "once", "annual": "a year", "total": "in total"}
KIND_WORDS = {"grant": "Grant", "contract": "Contract", "contribution": "Contribution", "other": "Other"}
_LAWS = {
    "FOI": ("Freedom of Information Act 2000", "section"),
    "EIR": ("Environmental Information Regulations 2004", "regulation"),
}
_EXEMPTION = re.compile(r"(?P<law>FOI|EIR) (?P<number>.+)")
_NOTHING = {"n/a": "Not applicable", "na": "Not applicable", "none": "None declared"}
_KILOBYTE = 1000


def day_in_words(day: datetime.date) -> str:
    """Return `26 July 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_in_words(day: datetime.date) -> str:
    """Return `July 2024`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def sum_in_words(pence: int) -> str:
    """Return `£17,355`, or `£17,355.50` where there are pence."""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"


def period_of(cost: Cost) -> str:
    """Return the time a sum covers, or nothing."""
    if cost.from_ and cost.to:
        return f"{day_in_words(cost.from_)} to {day_in_words(cost.to)}"
    if cost.from_ or cost.to:
        return f"from {day_in_words(cost.from_)}" if cost.from_ else f"to {day_in_words(cost.to)}" if cost.to else ""
    return cost.financial_year


def size_in_words(size: int) -> str:
    """Return a file's size as `840 bytes`, `96 KB` or `1.2 MB`."""
    if size < _KILOBYTE:
        return f"{size} bytes"
    if size < _KILOBYTE * _KILOBYTE:
        return f"{round(size / _KILOBYTE)} KB"
    return f"{size / _KILOBYTE / _KILOBYTE:.1f} MB"


def count_in_words(number: int, one: str, many: str = "") -> str:
    """Return `1 decision` or `1,200 decisions`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def exemption_in_words(printed: str, about: str) -> str:
    """Return the ground in law for people who know no abbreviation.

    `FOI 43(2)` becomes `Freedom of Information Act 2000, section 43(2): commercial interests`.
    """
    match = _EXEMPTION.fullmatch(printed)
    if not match:
        return printed
    law, kind = _LAWS[match["law"]]
    return f"{law}, {kind} {match['number']}{f': {about}' if about else ''}"


def answer_in_words(typed: str) -> str:
    """Return an answer of the form: `N/A` and `none` become words, anything else stays."""
    return _NOTHING.get(typed.strip().casefold(), typed)


def listed(names: tuple[str, ...]) -> str:
    """Return `A`, `A and B`, or `A, B and C`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def cut_between_words(text: str, longest: int) -> str:
    """Return the beginning of a text, never ending inside a word."""
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0].rstrip(" ,;:") + " …"
