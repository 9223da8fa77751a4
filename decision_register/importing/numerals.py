"""Numbers in other signs: raised and lowered figures, and the letters and Roman numerals that count points."""

from __future__ import annotations

import re
import string

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")  # noqa: RUF001
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")  # noqa: RUF001
_CAN_BE_RAISED = re.compile(r"[0-9+−=()n.,;*†‡\s-]*")  # noqa: RUF001
_CAN_BE_LOWERED = re.compile(r"[0-9+−=().,\s-]*")  # noqa: RUF001
_AS_IT_IS = re.compile(r"st|nd|rd|th|e|er|tm|sm|[ºª®™©]|\[.*\]", re.IGNORECASE)
"""What means the same beside other words, as in 1st."""
_ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix"}
_ROMAN |= {5: "v", 4: "iv", 1: "i"}


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
