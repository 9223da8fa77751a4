"""Counts the paragraphs of a Word form as Word does, as their numbers stand nowhere in the file as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.importing.numerals import numeral

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """How the paragraphs of a depth are counted (ECMA-376, 17.9.6): from what, in which signs, and between what.

    Counting begins again below a paragraph of one of the first `below` depths. `of_style` is the style of paragraphs
    that has this depth.
    """

    start: int
    style: str
    text: str
    plain: bool
    below: int
    of_style: str


@dataclass(frozen=True, slots=True)
class _List:
    """A list of a form: how its depths are counted, with which other lists, and where each depth begins at first."""

    levels: dict[str | None, _Level]
    counted_with: str
    begin: dict[int, int]


def value_of(element: Element | None, *path: str) -> str:
    """Return the value of what stands inside an element under these names, or nothing."""
    for name in path:
        element = None if element is None else element.find(f"{W}{name}")
    return "" if element is None else element.get(f"{W}val", "")


class Counting:
    """Counts paragraphs in the order of reading."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._lists = {} if numbering is None else _lists_of(numbering, styles)
        self._of_styles = {} if styles is None else _numbered_styles(styles, self._lists)
        self._counts: dict[str, list[int | None]] = {}

    def label_of(self, paragraph: Element) -> str | None:
        """Count a paragraph, and return what Word prints before it (`3.`, `(b)`, `2.1`), which may be nothing.

        A bullet, and a paragraph that stands in no list, has None.
        """
        properties = paragraph.find(f"{W}pPr")
        number, depth = value_of(properties, "numPr", "numId"), value_of(properties, "numPr", "ilvl")
        of_style = self._of_styles.get(value_of(properties, "pStyle"), ("", ""))
        found, depth = self._lists.get(number or of_style[0]), depth or of_style[1] or "0"
        level = found.levels.get(depth) if found else None
        if found is None or level is None or int(depth) >= _DEEPEST:
            return None
        counts = self._counted(found, int(depth), level)
        if level.style == "bullet":
            return None
        return _PLACE.sub(lambda place: _sign(int(place[1]) - 1, counts, found.levels, level), level.text).strip()

    def _counted(self, found: _List, depth: int, level: _Level) -> list[int | None]:
        counts = self._counts.setdefault(found.counted_with, [None] * _DEEPEST)
        again = found.begin.pop(depth, None)
        before = counts[depth]
        counts[depth] = again if again is not None else level.start if before is None else before + 1
        for deeper in range(depth + 1, _DEEPEST):
            below = found.levels.get(str(deeper))
            if below is None or depth < below.below:
                counts[deeper] = None
        return counts


def _sign(place: int, counts: list[int | None], levels: dict[str | None, _Level], own: _Level) -> str:
    level = levels.get(str(place), own)
    if level.style == "none":
        return ""
    count = counts[place]
    return numeral(level.start if count is None else count, "decimal" if own.plain else level.style)


def _level_of(level: Element) -> _Level:
    start, again = value_of(level, "start"), value_of(level, "lvlRestart")
    return _Level(
        int(start) if start.isdigit() else 0,
        value_of(level, "numFmt"),
        value_of(level, "lvlText"),
        plain=level.find(f"{W}isLgl") is not None,
        below=int(again) if again.isdigit() else _DEEPEST,
        of_style=value_of(level, "pStyle"),
    )


def _lists_of(numbering: Element, styles: Element | None) -> dict[str, _List]:
    """Return each list by its number; one that is of a style has the levels of that style's list."""
    kinds = {one.get(f"{W}abstractNumId", ""): one for one in numbering.iter(f"{W}abstractNum")}
    numbers = {one.get(f"{W}numId", ""): one for one in numbering.iter(f"{W}num")}
    of_styles = {
        style.get(f"{W}styleId", ""): value_of(numbers.get(value_of(style, "pPr", "numPr", "numId")), "abstractNumId")
        for style in (() if styles is None else styles.iter(f"{W}style"))
    }
    of_styles |= {style: kind for kind, one in kinds.items() if (style := value_of(one, "styleLink"))}
    lists = {}
    for number, one in numbers.items():
        kind = value_of(one, "abstractNumId")
        kind = of_styles.get(value_of(kinds.get(kind), "numStyleLink")) or kind
        begin = {
            int(over.get(f"{W}ilvl", "0")): int(value_of(over, "startOverride"))
            for over in one.iter(f"{W}lvlOverride")
            if value_of(over, "startOverride").isdigit()
        }
        lists[number] = _List({**_levels_in(kinds.get(kind)), **_levels_in(one)}, kind, begin)
    return lists


def _levels_in(element: Element | None) -> dict[str | None, _Level]:
    found = () if element is None else element.iter(f"{W}lvl")
    return {level.get(f"{W}ilvl"): _level_of(level) for level in found}


def _numbered_styles(styles: Element, lists: dict[str, _List]) -> dict[str, tuple[str, str]]:
    """Return the list and the depth of each style of paragraphs that has them, or that is based on one."""
    by_name = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
    found: dict[str, tuple[str, str]] = {}
    for name in by_name:
        line = _line_of(name, by_name)
        number = next(filter(None, (value_of(style, "pPr", "numPr", "numId") for style in line)), "")
        depth = next(filter(None, (value_of(style, "pPr", "numPr", "ilvl") for style in line)), "")
        levels = lists[number].levels if number in lists else {}
        named = (depth for depth, level in levels.items() if depth and level.of_style == name)
        found[name] = (number, next(named, depth))
    return found


def _line_of(name: str, by_name: dict[str, Element]) -> list[Element]:
    """Return a style, and those that it is based on, the nearest first."""
    line: list[Element] = []
    while name in by_name and by_name[name] not in line:
        line.append(by_name[name])
        name = value_of(by_name[name], "basedOn")
    return line
