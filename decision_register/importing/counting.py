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
_NO_NUMBER = frozenset(("bullet", "none"))


@dataclass(frozen=True, slots=True)
class _Level:
    """How the paragraphs of a depth are counted (ECMA-376, 17.9.6): from what, in which signs, and between what."""

    start: int
    style: str
    text: str
    plain: bool


def value_of(element: Element | None, *path: str) -> str:
    """Return the value of what stands inside an element under these names, or nothing."""
    for name in path:
        element = None if element is None else element.find(f"{W}{name}")
    return "" if element is None else element.get(f"{W}val", "")


class Counting:
    """Counts paragraphs in the order of reading."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        found = [] if numbering is None else numbering
        kinds = {
            one.get(f"{W}abstractNumId"): {level.get(f"{W}ilvl"): _level_of(level) for level in one.iter(f"{W}lvl")}
            for one in found
            if one.tag == f"{W}abstractNum"
        }
        self._levels: dict[str, dict[str | None, _Level]] = {}
        self._counted_with: dict[str, str] = {}
        self._begin_again: dict[str, dict[int, int]] = {}
        for one in found:
            if one.tag == f"{W}num":
                number, kind = one.get(f"{W}numId", ""), value_of(one, "abstractNumId")
                own = {level.get(f"{W}ilvl"): _level_of(level) for level in one.iter(f"{W}lvl")}
                self._levels[number] = {**kinds.get(kind, {}), **own}
                self._counted_with[number] = kind
                self._begin_again[number] = {
                    int(over.get(f"{W}ilvl", "0")): int(value_of(over, "startOverride"))
                    for over in one.iter(f"{W}lvlOverride")
                    if value_of(over, "startOverride").isdigit()
                }
        self._of_styles = {} if styles is None else _numbered_styles(styles)
        self._counts: dict[str, list[int | None]] = {}

    def label_of(self, paragraph: Element) -> str:
        """Count a paragraph, and return what Word prints before it (`3.`, `(b)`, `2.1`), or nothing for a bullet."""
        properties = paragraph.find(f"{W}pPr")
        number, depth = value_of(properties, "numPr", "numId"), value_of(properties, "numPr", "ilvl")
        of_style = self._of_styles.get(value_of(properties, "pStyle"), ("", ""))
        number, depth = number or of_style[0], depth or of_style[1] or "0"
        levels = self._levels.get(number, {})
        level = levels.get(depth)
        if level is None or int(depth) >= _DEEPEST:
            return ""
        counts = self._counted(number, int(depth), level)
        if level.style in _NO_NUMBER:
            return ""
        return _PLACE.sub(lambda place: _sign(int(place[1]) - 1, counts, levels, level), level.text).strip()

    def _counted(self, number: str, depth: int, level: _Level) -> list[int | None]:
        counts = self._counts.setdefault(self._counted_with[number], [None] * _DEEPEST)
        again = self._begin_again[number].pop(depth, None)
        before = counts[depth]
        counts[depth] = again if again is not None else level.start if before is None else before + 1
        counts[depth + 1 :] = [None] * (_DEEPEST - depth - 1)
        return counts


def _sign(place: int, counts: list[int | None], levels: dict[str | None, _Level], own: _Level) -> str:
    level = levels.get(str(place), own)
    count = counts[place]
    return numeral(level.start if count is None else count, "decimal" if own.plain else level.style)


def _level_of(level: Element) -> _Level:
    start = value_of(level, "start")
    plain = level.find(f"{W}isLgl") is not None
    return _Level(int(start) if start.isdigit() else 0, value_of(level, "numFmt"), value_of(level, "lvlText"), plain)


def _numbered_styles(styles: Element) -> dict[str, tuple[str, str]]:
    """Return the list and the depth of each style of paragraphs that has them, or that is based on one."""
    own: dict[str, tuple[str, str]] = {}
    based: dict[str, str] = {}
    for style in styles.iter(f"{W}style"):
        name, properties = style.get(f"{W}styleId", ""), style.find(f"{W}pPr")
        if number := value_of(properties, "numPr", "numId"):
            own[name] = (number, value_of(properties, "numPr", "ilvl"))
        based[name] = value_of(style, "basedOn")
    for name, basis in based.items():
        parent, steps = basis, 0
        while name not in own and parent and steps < len(based):
            if parent in own:
                own[name] = own[parent]
            parent, steps = based.get(parent, ""), steps + 1
    return own
