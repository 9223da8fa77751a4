"""Finds the one line of the fields that an author mistyped, and the cure for it.

A YAML parser tells where it gave up, which is often the line after. So each likely slip of the lines around is mended
here for a trial, and only what makes the fields readable, or at least readable further down, is told as a cure.
It reads text and knows the field table; it opens nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from decision_register.fields import FIELDS, Field, field_named
from decision_register.findings import Span
from decision_register.source import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_LINE = re.compile(r"(?P<spaces> *)(?P<hyphen>-(?: +|$))?(?P<typed>\S.*)?")
_KEY = re.compile(r"(?P<key>[A-Za-z][\w-]*) *:(?= |$)")
_NO_SPACE = re.compile(r"(?P<before> *(?:- +)?(?P<key>[a-z][a-z_]*):)(?P<value>[^\s:].*)")
_NO_COLON = re.compile(r"(?P<before> *(?:- +)?(?P<key>[a-z][a-z_]*)) +(?P<value>[^\s:].*)")
_VALUE = re.compile(r"(?P<before> *(?:- +|(?:- +)?[A-Za-z][\w-]* *: +))(?P<value>\S.*?)\s*")
_HARD_SPACE = re.compile(r"[^\S \t\n]")
"""Spaces that Word types between words that must not be parted; they look like any other."""
_FARTHEST_BACK = 4
"""How many lines before the one where a parser gave up may hold the slip."""
_ALL_KEYS = {field.key for field in FIELDS} | {part.key for field in FIELDS for part in field.parts}


class Trial(NamedTuple):
    """A line of the fields (counted from 0) as it may have been meant: the kind of slip, and what mends it."""

    kind: str
    line: int
    meant: str
    cure: str


class Placed(NamedTuple):
    """How a line begins: the spaces in front, and where its key or its point stands."""

    spaces: int
    column: int
    is_point: bool
    key: str


def mistyped(lines: Sequence[str], at: int, give_up: Callable[[str], int | None]) -> Trial | None:
    """Return the slip on a line near the one where reading was given up, if mending it helps.

    `give_up` says on which line the reading of some fields is given up; None for fields that can be read.
    """
    trials = [trial for line in _near(lines, at) for trial in _trials(lines, line)]
    helped = [(trial, give_up("\n".join(_with(lines, trial)))) for trial in trials]
    whole = next((trial for trial, where in helped if where is None), None)
    further = next((trial for trial, where in helped if where is not None and where > at >= trial.line), None)
    return whole or further


def misplaced(lines: Sequence[str]) -> Trial | None:
    """Return the first field that can be read but stands in another group, or in none, by the spaces before it."""
    for line, typed in enumerate(lines):
        placed = _placed(typed)
        trial = _indented(lines, line) if placed.key in _ALL_KEYS else None
        own, group = field_named(placed.key), _group_above(lines, line)
        strayed = own and placed.spaces and group and not group.part(placed.key)
        if trial and (strayed or not (placed.spaces or own)):
            return trial
    return None


def joined_point(lines: Sequence[str], first: int, last: int) -> Trial | None:
    """Return the first line inside one value, from line `first` to `last`, that was meant as a point of a list."""
    for line in range(first, last + 1):
        text = lines[line].lstrip()
        if re.match(r"-\w", text):
            return _hyphened(line, lines[line])
        if line > first and text.startswith("- "):
            return _indented(lines, line) or Trial(
                "line-out-of-place", line, text, "Write each point on a line of its own, all of them one below another."
            )
    return None


def in_quotation_marks(value: str) -> str:
    """Return a value as it is typed between quotation marks, which change nothing in it."""
    for mark in "\"'":
        inside = value[1 : -1 if value[1:].endswith(mark) else None] if value.startswith(mark) else ""
        if inside.strip() and mark not in inside and "\\" not in inside:
            return f"{mark}{inside}{mark}"  # it began as a quotation, and only its end was missing
    if value[0] == value[-1] == "'" and '"' not in value and len(value) > 1:
        value = value[1:-1]  # an apostrophe inside ended the quotation early
    return "'" + value.replace("'", "''") + "'" if '"' in value or "\\" in value else f'"{value}"'


def as_problem(trial: Trial, lines: Sequence[str], first_line: int) -> Problem:
    """Return a slip as a problem of the file, on the line to mend."""
    typed = lines[trial.line]
    shown = typed.strip()
    span = Span.of(first_line + trial.line, len(typed) - len(typed.lstrip()) + 1, shown)
    return Problem(trial.kind, span, shown[:60], trial.cure, trial.meant)


def _near(lines: Sequence[str], at: int) -> list[int]:
    """Return the line where a parser gave up and those before it, without blank ones and remarks.

    Before them come those where a quotation begins and does not end, as it may swallow all up to the next mark.
    """
    typed = [line for line in range(min(at, len(lines) - 1), -1, -1) if lines[line].strip(" ")]
    last = [line for line in typed if not lines[line].lstrip().startswith("#")][:_FARTHEST_BACK]
    return [*[line for line in typed if _opens_a_quotation(lines[line])][:_FARTHEST_BACK], *last]


def _opens_a_quotation(line: str) -> bool:
    found = _VALUE.fullmatch(line) if '"' in line or "'" in line else None
    value = found["value"] if found else ""
    return value[:1] in ("'", '"') and value.count(value[0]) == 1


def _with(lines: Sequence[str], trial: Trial) -> list[str]:
    return [*lines[: trial.line], trial.meant, *lines[trial.line + 1 :]]


def _trials(lines: Sequence[str], line: int) -> Iterator[Trial]:
    """Yield what a line may have been meant as, the likeliest first."""
    typed = lines[line]
    soft = _HARD_SPACE.sub(" ", typed)
    if soft != typed:
        cure = "Type the spaces of this line anew: one of them is a hard space, as Word types it."
        yield Trial("front-matter-unreadable", line, soft, cure)
    indented = _indented(lines, line)
    if indented:
        yield indented
    for pattern, kind, end, said in (
        (_NO_SPACE, "no-space-after-sign", "", "Type a space after the colon"),
        (_NO_COLON, "front-matter-unreadable", ":", "Type a colon and a space after the name"),
    ):
        found = pattern.fullmatch(typed)
        if found and found["key"] in _ALL_KEYS:
            meant = f"{found['before']}{end} {found['value']}"
            yield Trial(kind, line, meant, f"{said}: {meant.strip(' -')}")
    if re.match(r" *-\w", typed):
        yield _hyphened(line, typed)
    found = _VALUE.fullmatch(typed)
    if found:
        meant = f"{found['before']}{in_quotation_marks(found['value'])}"
        kind = _kind_of(found["value"])
        yield Trial(kind, line, meant, f"Put the whole value between quotation marks: {meant.strip(' ')}")


def _hyphened(line: int, typed: str) -> Trial:
    """Return a point of a list with a space after its hyphen."""
    meant = typed.replace("-", "- ", 1)
    return Trial("no-space-after-sign", line, meant, f"Type a space after the hyphen: {meant.strip()}")


def _kind_of(value: str) -> str:
    """Return which slip it is that a value stands in no quotation marks."""
    if value[0] in "\"'":
        return "unclosed-quotation-mark"
    if value[0] in "&*":
        return "front-matter-alias"
    colon = re.search(r":(?= |$)", value)
    return "unquoted-colon" if colon and value[0] not in "[{" else "front-matter-unreadable"


def _indented(lines: Sequence[str], line: int) -> Trial | None:
    """Return a line with the spaces in front of it that the field table asks for, if it has others."""
    placed = _placed(lines[line])
    wanted = _wanted_spaces(lines, line, placed)
    if wanted is None or wanted == placed.spaces:
        return None
    if wanted:
        cure = f"Put {_spaces(wanted)} in front of it, no more and no fewer."
    else:
        cure = f"Delete the {_spaces(placed.spaces).removeprefix('1 ')} in front of it."
    return Trial("line-out-of-place", line, " " * wanted + lines[line].lstrip(), cure)


def _spaces(count: int) -> str:
    return f"{count} space{'' if count == 1 else 's'}"


def _wanted_spaces(lines: Sequence[str], line: int, placed: Placed) -> int | None:
    """Return how many spaces a line should begin with; None where nobody can tell."""
    group = _group_above(lines, line)
    others = [_placed(lines[other]) for other in _of_the_group(lines, line)]
    if placed.is_point:
        spaces = [other.spaces for other in others if other.is_point]
        return _usual(spaces, 2) if group else None
    if group and group.part(placed.key):
        columns = [other.column for other in others if other.key and (other.column or not field_named(other.key))]
        return _usual([column for column in columns if column], 2)
    return 0 if field_named(placed.key) else None


def _usual(counts: Iterable[int], otherwise: int) -> int:
    """Return the most frequent count; of those as frequent, the first."""
    return next((count for count, _ in Counter(counts).most_common(1)), otherwise)


def _placed(typed: str) -> Placed:
    found = _LINE.match(typed)
    if found is None:
        return Placed(0, 0, is_point=False, key="")
    key = _KEY.match(found["typed"] or "")
    named = key["key"] if key else ""
    close = named in _ALL_KEYS or not named
    named = named if close else next(iter(get_close_matches(named, _ALL_KEYS, 1, 0.8)), "")
    return Placed(
        len(found["spaces"]),
        found.end("hyphen") if found["hyphen"] else len(found["spaces"]),
        found["hyphen"] is not None,
        named,
    )


def _header(typed: str) -> Field | None:
    """Return the field whose list or group begins below this line, if it stands alone there."""
    found = _KEY.fullmatch(typed.strip())
    return field_named(found["key"]) if found else None


def _group_line(lines: Sequence[str], line: int) -> int | None:
    """Return the line above of the field that a line may belong to; a line that ends its group is between them."""
    for above in range(line - 1, -1, -1):
        placed = _placed(lines[above])
        if _header(lines[above]) and not placed.is_point:
            return above
        if field_named(placed.key) and not placed.spaces and not placed.is_point:
            return None
    return None


def _group_above(lines: Sequence[str], line: int) -> Field | None:
    above = _group_line(lines, line)
    return _header(lines[above]) if above is not None else None


def _of_the_group(lines: Sequence[str], line: int) -> Iterator[int]:
    """Yield the other lines of the list or group that a line belongs to."""
    above = _group_line(lines, line)
    for other in range(len(lines) if above is None else above + 1, len(lines)):
        placed = _placed(lines[other])
        if placed.key and not placed.spaces and not placed.is_point and field_named(placed.key):
            return
        if other != line and lines[other].strip():
            yield other
