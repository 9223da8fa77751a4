"""Numbers in other signs: raised and lowered, the letters and Roman numerals of points, and the formats of Excel."""

from __future__ import annotations

import re
import string
from decimal import ROUND_HALF_UP, Context, Decimal

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")  # noqa: RUF001
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")  # noqa: RUF001
_CAN_BE_RAISED = re.compile(r"[0-9+−=()n.,;*†‡\s-]*")  # noqa: RUF001
_CAN_BE_LOWERED = re.compile(r"[0-9+−=().,\s-]*")  # noqa: RUF001
_AS_IT_IS = re.compile(r"st|nd|rd|th|e|er|tm|sm|[ºª®™©]|\[.*\]", re.IGNORECASE)
"""What means the same beside other words, as in 1st."""
_ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix"}
_ROMAN |= {5: "v", 4: "iv", 1: "i"}
_PART_OF_FORMAT = re.compile(
    r"""
    "(?P<quoted>[^"]*)" | \\(?P<escaped>.) | \[\$(?P<currency>[^\]-]*)[^\]]*\]
    | (?P<unseen>[_*]. | \[(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r\ ?\d+)\])
    | (?P<figures>general | @ | [0#?][0#?,]*(?:\.[0#?]*,*)? | \.[0#?]+,*)
    | (?P<end>;) | (?P<sign>[^a-z0-9\[\]"\\/])
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A part of a number format of Excel (ECMA-376, 18.8.31): words, a width or a colour, the places of figures, a sign."""
_FIGURES = "figures"
_AS_EXACT_AS_EXCEL = ".15g"
_OF_THREE = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_WIDE = Context(prec=400)
_HAS_ZERO = 3
"""A format of so many sections has one for zero."""


def raised(words: str) -> str:
    """Return figures as raised signs (`10⁶`), and words in brackets, so that `£20` with a raised `a` is not `£20a`."""
    if _CAN_BE_RAISED.fullmatch(words):
        return words.translate(_RAISED)
    return words if _AS_IT_IS.fullmatch(words.strip()) else f"[{words}]"


def lowered(words: str) -> str:
    """Return figures as lowered signs (`CO₂`), and words in brackets."""
    if _CAN_BE_LOWERED.fullmatch(words):
        return words.translate(_LOWERED)
    return words if _AS_IT_IS.fullmatch(words.strip()) else f"[{words}]"


def numeral(number: int, style: str) -> str:
    """Return a number in a style of Word: decimal, decimalZero, lowerLetter, upperLetter, lowerRoman or upperRoman."""
    if style.endswith("Letter") and number > 0:
        letter = string.ascii_lowercase[(number - 1) % 26] * ((number - 1) // 26 + 1)
        return letter if style.startswith("lower") else letter.upper()
    if style.endswith("Roman") and number > 0:
        signs = ""
        for value, sign in _ROMAN.items():
            signs += sign * (number // value)
            number %= value
        return signs if style.startswith("lower") else signs.upper()
    return f"{number:02d}" if style == "decimalZero" else str(number)


def in_format(value: float | str, looks: str) -> tuple[str, bool]:
    """Return what Excel shows for a value in a number format (`£1.2m`), and whether that format is known here."""
    sections = _sections(looks)
    if isinstance(value, str):
        last = sections[-1] if sections else []
        of_words = any(part == (_FIGURES, "@") for part in last)
        return ("".join(value if kind == _FIGURES else text for kind, text in last) if of_words else value), True
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, _AS_EXACT_AS_EXCEL))
    shown = _in_sections(number, sections)
    return (shown, True) if shown else (_in_places(number, "@"), False)


def _sections(looks: str) -> list[list[tuple[str, str]]]:
    """Return the parts of each section of a format, each with its kind; nothing if one of them is not known."""
    sections: list[list[tuple[str, str]]] = [[]]
    at = 0
    while at < len(looks):
        part = _PART_OF_FORMAT.match(looks, at)
        if part is None:
            return []
        kind = part.lastgroup or ""
        if kind == "end":
            sections.append([])
        elif kind != "unseen":
            sections[-1].append((kind, "@" if part[0].casefold() == "general" else part[kind]))
        at = part.end()
    return sections


def _in_sections(number: Decimal, sections: list[list[tuple[str, str]]]) -> str:
    """Return a number as the section for its sign shows it, or nothing if that section shows none or is not known."""
    place = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) >= _HAS_ZERO else 0
    section = sections[place] if sections else []
    if sum(kind == _FIGURES for kind, _ in section) > 1:  # such as 00-00-00
        return ""
    size = abs(number).scaleb(2 * section.count(("sign", "%")))
    shown = "".join(_in_places(size, text) if kind == _FIGURES else text for kind, text in section).strip()
    is_below = number < 0 and place == 0 and any(sign in shown for sign in "123456789")
    return f"-{shown}" if is_below else shown


def _in_places(number: Decimal, places: str) -> str:
    """Return a number in places such as `#,##0.00`; `@` asks for it as it is."""
    if places == "@":
        plain = format(number, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    whole, _, parts = places.partition(".")
    thousands = len(whole) - len(whole.rstrip(",")) + parts.count(",")
    parts, whole = parts.rstrip(","), whole.rstrip(",")
    rounded = number.scaleb(-3 * thousands).quantize(Decimal(1).scaleb(-len(parts)), ROUND_HALF_UP, _WIDE)
    before, _, after = format(rounded, "f").partition(".")
    before = before.lstrip("0").zfill(whole.count("0"))
    before = _OF_THREE.sub(",", before) if "," in whole else before
    while len(after) > len(parts.rstrip("#?")) and after.endswith("0"):
        after = after[:-1]
    return f"{before}.{after}" if after else before
