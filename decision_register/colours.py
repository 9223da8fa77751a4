"""How well two colours can be told apart: the contrast ratio of WCAG 2.2, from 1 to 21."""

from __future__ import annotations

ENOUGH = 4.5
"""The least contrast for text of ordinary size (WCAG 2.2, success criterion 1.4.3)."""

_LINEAR_BELOW = 0.04045


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast of two colours written `#rrggbb`."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance, 0 for black and 1 for white."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
