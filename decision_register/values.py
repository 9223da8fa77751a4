"""Reads one typed value, a date, a sum, a yes or no, and says it as readers see it.

Strict: what is not in its one form is None. Dates are ISO 8601 (`2024-07-17`); sums are kept in whole pence, so that
they add up exactly.
"""

from __future__ import annotations

import datetime
import re

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONEY = re.compile(r"£?\s?(?P<pounds>\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(?P<pence>\d{2}))?")
_FINANCIAL_YEAR = re.compile(r"(?P<first>20\d\d)[/-](?:20)?(?P<last>\d\d)")
_MONTHS = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_TIME_LAST = re.compile(
    r"(?:,? (?:at )?|T)(?:\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?(?: ?[ap]m)?|\d{1,2}(?:\.\d\d)? ?[ap]m)$",
    re.IGNORECASE,
)
"""A time of day behind a date, as spreadsheets and systems write it."""
_IN_FIGURES = re.compile(r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4}|\d{2})")
_IN_WORDS = re.compile(
    r"(?:[a-z]+day,?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month>[a-z]{3,9})\.?,?[\s-]+(?P<year>\d{4}|\d{2})",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<day>\d{1,2})(?:[T ].*)?")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
NOTHING = frozenset({"n/a", "na", "none", "not applicable", "none identified"})


def read_date(typed: str) -> datetime.date | None:
    """Return the date of an ISO form that exists in the calendar, else None."""
    if not _ISO_DATE.fullmatch(typed):
        return None
    try:
        return datetime.date.fromisoformat(typed)
    except ValueError:
        return None


def read_money(typed: str) -> int | None:
    """Return a sum of pounds in pence (`17355`, `£17,355.50`), else None."""
    match = _MONEY.fullmatch(typed.strip())
    return int(match["pounds"].replace(",", "")) * 100 + int(match["pence"] or 0) if match else None


def read_yes_no(typed: str) -> bool | None:
    """Return the answer of `yes`, `no`, `true` or `false` in any case, else None."""
    return _YES_NO.get(typed.strip().casefold())


def read_financial_year(typed: str) -> str | None:
    """Return a financial year as printed (`2025/26`), else None; the second year must follow the first."""
    match = _FINANCIAL_YEAR.fullmatch(typed.strip())
    if match is None or (int(match["first"]) + 1) % 100 != int(match["last"]):
        return None
    return f"{match['first']}/{match['last']}"


def says_nothing(typed: str) -> bool:
    """Say whether the words mean that there is nothing (`N/A`, `none`)."""
    return typed.strip().strip(".").casefold() in NOTHING


def day_meant(typed: str) -> tuple[int, int, int] | None:
    """Return the year, month and day that a date written another way means, whether or not such a day exists."""
    words = " ".join(typed.split()).removesuffix(".")
    if time := _TIME_LAST.search(words):
        words = words[: time.start()]
    match = _YEAR_FIRST.fullmatch(words) or _IN_FIGURES.fullmatch(words) or _IN_WORDS.fullmatch(words)
    if match is None:
        return None
    month = match["month"].casefold()
    number = int(month) if month.isdigit() else _NUMBERS.get(month, 0)
    year = int(match["year"])
    return (year if len(match["year"]) > 2 else 2000 + year, number, int(match["day"])) if number else None  # noqa: PLR2004


def existing_day(day: tuple[int, int, int] | None) -> datetime.date | None:
    """Return the date of a year, month and day, if the calendar has it."""
    try:
        return datetime.date(*day) if day else None
    except ValueError:
        return None


def day_in_words(date: datetime.date) -> str:
    """Return a date as readers see it: 25 July 2024."""
    return f"{date.day} {date:%B %Y}"


def iso_date(date: datetime.date) -> str:
    """Return a date for machines: 2024-07-25."""
    return date.isoformat()


def pounds(pence: int) -> str:
    """Return pence as readers see money: £17,355 or £9.75."""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}" + (f".{rest:02d}" if rest else "")


def as_read(typed: str, name: str) -> str:
    """Return a value of a field of this name as readers see it, a day or a sum; any other as it was typed."""
    date = read_date(typed)
    if date:
        return day_in_words(date)
    pence = read_money(typed) if name.partition(" ")[0].endswith("amount") else None
    return typed if pence is None else pounds(pence)


def file_size(size: int) -> str:
    """Return bytes as readers see them: 48 KB or 1.2 MB; a kilobyte has 1,000 bytes."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1_000))} KB"  # noqa: PLR2004
