"""Reads the sums of money that stand in a text: the one place that knows how people print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

SIGNS = ("£", "pound", "gbp")
"""What a text with a sum in pounds has at least one of, in small letters."""

_FIGURES = r"(?P<figures>\d(?:[\d,]{0,15}\d)?(?:\.\d{1,6})?)"
_SCALE = r"(?P<scale>(?i:million\b|billion\b|thousand\b|bn\b|[mk](?!\w)))?"
_WITH_SIGN = re.compile(rf"(?P<currency>[£€$]|(?:GBP|EUR|USD)(?<!\w...)(?!\w))\s?{_FIGURES}\s?{_SCALE}")
_IN_WORDS = re.compile(
    rf"(?<![\w.,/£€$-]){_FIGURES}\s?{_SCALE}\s?(?P<currency>(?i:pounds?|pence|euros?|dollars?)|(?<=\d)p)(?!\w)"
)
_MOST_PENCE = 100
_FEW = re.compile(r"\dp(?!\w)")
_SCALES = {"k": 1_000, "thousand": 1_000, "m": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
_CURRENCIES = {"po": "£", "gb": "£", "eu": "€", "us": "$", "do": "$", "p": "p", "pe": "p"}
"""The sign of a currency by the first two letters of its name or code."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as it stands in a text: its words, where they begin, its currency, and how many hundredths of a pound.

    The currency is a sign; sums in pence have the currency `p`.
    """

    words: str
    start: int
    currency: str
    pence: Decimal


@lru_cache(64)  # two rules ask for the sums of the same lines
def sums_in(text: str) -> tuple[Sum, ...]:
    """Return each sum of a text in order: `£1.2 million`, `£5k`, `12,500 pounds`, `50p`, `€300`."""
    found = [_read(match) for match in _WITH_SIGN.finditer(text)]
    lowered = text.lower()  # most texts have no sum without a sign, which takes longer to find
    if "pound" in lowered or "pence" in lowered or "euro" in lowered or "dollar" in lowered or _FEW.search(text):
        found += [one for match in _IN_WORDS.finditer(text) if not _is_a_size(one := _read(match))]
        found.sort(key=lambda one: one.start)
    return tuple(found)


def _read(match: re.Match[str]) -> Sum:
    named = match["currency"]
    currency = _CURRENCIES.get(named[:2].lower(), named)
    scale = _SCALES[match["scale"].lower()] if match["scale"] else 1
    pence = Decimal(match["figures"].replace(",", "")) * (scale if currency == "p" else scale * 100)
    return Sum(match[0].rstrip(), match.start(), currency, pence)


def _is_a_size(found: Sum) -> bool:
    """Say whether this is no sum, but how sharp a picture is: `1080p`."""
    return found.words.endswith("p") and found.pence >= _MOST_PENCE
