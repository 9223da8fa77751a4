"""Finds what a text mentions that a reviewer must know of: sums, dates, shares and names.

A name is guessed by its large letters: one too many is called out sooner than one too few.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.sums import sums_in
from decision_register.values import day_meant

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]|20)\d\d"
_DATE = re.compile(
    rf"(?<![\w/.£€$-])(?:{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?|{_MONTH}\s+{_DAY},?\s+{_YEAR}|{_MONTH}\s+{_YEAR}|"
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}/(?:\d\d)?\d\d|\d{{1,2}}([.-])\d{{1,2}}\1{_YEAR})(?![\w/])"
)
_SHARE = re.compile(r"(?<![\w.,])(\d+(?:\.\d+)?)\s?(?:%|per\s?cent\b)")

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")  # noqa: RUF001
_AROUND_WORDS = "()[]“”‘’\"'.,;:!?…"  # noqa: RUF001
_POSSESSIVE = re.compile(r"[’']s?$")  # noqa: RUF001
_NAME_BY_ITSELF = re.compile(r"[^\W\d_][’'][^\W\d_a-z][^\W\d_]+|Ma?c[^\W\d_a-z][^\W\d_]+")  # noqa: RUF001
"""`O'Neill`, `D'Souza` and `McDonald`, which no other word is like; any other name has two words or more."""
_BEFORE_A_STOP = frozenset(("Dr", "Mr", "Mrs", "Ms", "Prof", "Cllr", "Rev", "Hon", "Sgt", "Insp", "St", "Ltd", "No"))
_INSIDE_NAMES = frozenset(("of", "de", "la", "van", "der", "den", "von", "du", "di", "da", "del", "al", "bin", "ap"))
_NUMBERED = frozenset(
    ("Annex", "Appendix", "Chapter", "Figure", "Option", "Paragraph", "Part", "Phase", "Schedule", "Section", "Table")
)
"""What has a letter or a number of its own and is no name: `Appendix A`."""
_LITTLE = frozenset(
    (
        "a", "after", "agreed", "all", "also", "an", "and", "any", "as", "ask", "at", "before", "both", "but", "by",
        "call", "contact", "dear", "each", "email", "every", "for", "from", "he", "her", "his", "however", "if", "in",
        "it", "its", "meet", "my", "no", "nor", "not", "now", "of", "on", "once", "or", "our", "over", "pay", "phone",
        "see", "she", "since", "so", "some", "such", "tell", "thank", "that", "the", "their", "then", "there", "these",
        "they", "this", "those", "through", "to", "under", "until", "we", "when", "where", "while", "who", "with",
        "write", "you", "your",
    )
)  # fmt: skip
"""Words that have a large letter only because they begin a sentence."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a text mentions: its words, and what is equal for all ways to print it."""

    words: str
    key: Hashable


def sums_mentioned(text: str) -> Iterator[Mention]:
    """Yield each sum; `£9,800` and `£9800` are one."""
    yield from (Mention(found.words, (found.currency, found.pence)) for found in sums_in(text))


def dates_mentioned(text: str) -> Iterator[Mention]:
    """Yield each day, day without a year, and month: `9th March 2026` and `09/03/2026` are one."""
    yield from (Mention(match[0], _day_of(match[0])) for match in _DATE.finditer(text))


def _day_of(words: str) -> Hashable:
    """Return the year, month and day that words mean, each 0 if it is not said."""
    month = re.search(r"[A-Z][a-z]{2}", words)
    if month is None:
        return day_meant(words) or words
    figures = [int(number) for number in re.findall(r"\d+", words)]
    year = next((number for number in figures if number > 31), 0)  # noqa: PLR2004 - the most days of a month
    day = next((number for number in figures if number != year), 0)
    return year, _MONTHS.index(month[0].lower()) + 1, day


def shares_mentioned(text: str) -> Iterator[Mention]:
    """Yield each percentage; `5%` and `5 per cent` are one."""
    yield from (Mention(match[0], match[1]) for match in _SHARE.finditer(text))


def names_mentioned(text: str) -> Iterator[Mention]:
    """Yield the name of each person, council and firm: two words or more with large first letters."""
    for line in text.split("\n"):
        for run in _runs(line):
            name = " ".join(_trimmed(run))
            if " " in name or _NAME_BY_ITSELF.fullmatch(name):
                yield Mention(name, name)


def _runs(line: str) -> Iterator[list[str]]:
    """Yield the words with large first letters that stand together, with the small ones that names have inside."""
    run: list[str] = []
    for typed in line.split():
        word = typed.strip(_AROUND_WORDS)
        before, _, after = typed.partition(word) if word else (typed, "", "")
        is_part = bool(_WORD.fullmatch(word)) and (word[0].isupper() or (bool(run) and typed in _INSIDE_NAMES))
        initial = len(word) == 1 and after == "."
        if before or not is_part:
            yield run
            run = []
        if is_part:
            run.append(f"{word}." if initial else _POSSESSIVE.sub("", word))
        if after and not initial and not (after == "." and word in _BEFORE_A_STOP):
            yield run
            run = []
    yield run


def _trimmed(run: list[str]) -> list[str]:
    """Return a run without what only begins a sentence, numbers something, or ends in the air."""
    begin, end = 0, len(run)
    while begin < end and (run[begin].lower() in _LITTLE or run[begin] in _NUMBERED):
        numbered = run[begin] in _NUMBERED and begin + 1 < end and len(run[begin + 1].rstrip(".")) == 1
        begin += 2 if numbered else 1
    while end > begin and run[end - 1] in _INSIDE_NAMES:
        end -= 1
    return run[begin:end]
