"""Reference numbers: how one is addressed, compared and counted.

A reference is always text. Two printed forms name the same decision when they differ only in zeros in front of a
number, in case, or in the characters between their parts (`WPCC4-0014`, `WPCC4-014`, `wpcc4 0014`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_RUNS = re.compile(r"[a-z]+|\d+")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
"""What Word and web pages put in the place of a hyphen: a hyphen that keeps its line, or a dash."""
_MOST_OF_A_NAME = 70
_MANY = 1 << 18
"""How many answers are remembered: a register asks ten times for each reference and name in it."""
_LAST_NUMBER = re.compile(r"(?P<series>.*?)(?P<number>\d{1,12})\D*", re.DOTALL)

LOOKS_LIKE_A_REFERENCE = re.compile(r"[A-Z](?<![\w/.£-].)[A-Z]{0,5}[\w/-]{0,20}\d{2,}(?![\w%]|[/-]\w)")
"""What a reader takes for a reference: capitals, and two figures or more at the end."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a reference stands in its number series: everything before the last number, and that number."""

    series: str
    number: int
    digits: int


@lru_cache(_MANY)
def slug_of(words: str) -> str:
    """Return words as one part of a URL: lower case, each run of other characters turned into `-`."""
    return _SEPARATORS.sub("-", words.casefold()).strip("-")


def file_name_of(reference: str, title: str) -> str:
    """Return the name of a notice's file, without its ending: its reference and the beginning of its title."""
    return f"{slug_of(reference)}-{slug_of(title)}"[:_MOST_OF_A_NAME].rstrip("-")


@lru_cache(_MANY)
def same_key(reference: str) -> str:
    """Return the key that is equal for every printed form of one reference."""
    return "-".join(run.lstrip("0") or "0" if run.isdigit() else run for run in _RUNS.findall(reference.casefold()))


def normal_reference(printed: str, matches: Callable[[str], bool]) -> str:
    """Return a reference in the office's form if only hyphens, zeros, spaces or case are amiss, or nothing.

    `matches` says whether a reference has the office's form.
    """
    words = _DASHES.sub("-", printed.strip().strip(".:"))
    shapes = [words, words.upper(), re.sub(r"\s", "", words).upper()]
    for shape in shapes:
        for candidate in _padded(shape):
            if matches(candidate):
                return candidate
    compact = shapes[-1]
    joined = (f"{compact[:at]}-{compact[at:]}" for at in range(1, len(compact)))
    found = [candidate for shape in joined for candidate in _padded(shape) if matches(candidate)]
    return found[0] if len(set(found)) == 1 else ""


def _padded(shape: str) -> Iterator[str]:
    yield shape
    number = re.search(r"\d+$", shape)
    if number:
        for digits in range(len(number[0]) + 1, 7):
            yield f"{shape[: number.start()]}{number[0]:0>{digits}}"


@lru_cache(_MANY)
def place_of(reference: str) -> Place | None:
    """Return the place in its series, or None for a reference without a number."""
    match = _LAST_NUMBER.fullmatch(reference)
    return Place(match["series"], int(match["number"]), len(match["number"])) if match else None


def next_free(reference: str, taken: Iterable[str]) -> str:
    """Return the number after the highest of the series of a reference among those taken, printed as this one."""
    place = place_of(reference)
    if place is None:
        return "another reference"
    places = [other for name in taken if (other := place_of(name)) and other.series == place.series]
    return f"{place.series}{max((other.number for other in places), default=0) + 1:0{place.digits}}"


def one_slip_apart(left: str, right: str) -> bool:
    """Say whether one character was dropped, added, changed or swapped with its neighbour between two references."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    swapped = left[start + 1 : start + 2] + left[start : start + 1] + left[start + 2 :] == right[start:]
    changed = left[start + 1 :] == right[start + 1 :]
    return swapped or changed or left[start + 1 :] == right[start:] or left[start:] == right[start + 1 :]


def references_in(texts: Iterable[str], pattern: str) -> tuple[str, ...]:
    """Return each reference of this form that stands in the texts as a whole word, once, in order."""
    begun, whole = re.compile(pattern), whole_references(pattern)  # the first is many times as fast
    return tuple(dict.fromkeys(found[0] for text in texts if begun.search(text) for found in whole.finditer(text)))


@cache
def whole_references(pattern: str) -> re.Pattern[str]:
    """Return the pattern that finds a reference of this form in a text, as a whole word only."""
    return re.compile(rf"(?<![\w/-])(?:{pattern})(?![\w/]|-\w)")
