"""The colours of the site, on a light and on a dark page, and the proof that they can be read.

The office chooses one colour for each page in its settings; the rest are ours. It makes the custom properties that
the stylesheets use, so that a colour is written in one place only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.settings import SettingsFaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from decision_register.settings import Brand

TEXT_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: the least contrast of text and what is behind it."""
SHAPE_CONTRAST = 3.0
"""WCAG 2.2, 1.4.11: the least contrast of a border, or of the mark of focus, that has a meaning."""

_LIGHT = {
    "paper": "#fdfcf9",
    "panel": "#f4f1ea",
    "ink": "#1b1f24",
    "muted": "#555e68",
    "rule": "#d8d4ca",
    "edge": "#85827a",
    "good": "#1c6340",
    "warn": "#7c4a00",
    "stop": "#9b2420",
    "focus": "#b0450a",
}
_DARK = {
    "paper": "#14171b",
    "panel": "#1e2328",
    "ink": "#e9e7e2",
    "muted": "#adb4bb",
    "rule": "#363c43",
    "edge": "#7d858d",
    "good": "#84d2a5",
    "warn": "#f0bb70",
    "stop": "#ffa79e",
    "focus": "#ffb454",
}
TEXTS = ("ink", "muted", "brand", "good", "warn", "stop")
SHAPES = ("edge", "focus")
GROUNDS = ("paper", "panel")


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast of two colours (`#rrggbb`), from 1 to 21, as WCAG 2.2 reckons it."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def light_palette(brand: Brand) -> Mapping[str, str]:
    """Return every colour of a light page by its name."""
    return _LIGHT | {"brand": brand.colour.lower()}


def dark_palette(brand: Brand) -> Mapping[str, str]:
    """Return every colour of a dark page by its name."""
    return _DARK | {"brand": brand.colour_dark.lower()}


def check_brand(brand: Brand) -> None:
    """Raise `SettingsFaultError` when text in one of the office's colours could not be read by everyone."""
    _check("colour", light_palette(brand), "light", "darker")
    _check("colour_dark", dark_palette(brand), "dark", "lighter")


def custom_properties(brand: Brand) -> str:
    """Return the CSS that names every colour, for a light page and for a dark one."""
    light = _properties(light_palette(brand))
    dark = _properties(dark_palette(brand))
    return f":root{{color-scheme:light dark;{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def _check(setting: str, palette: Mapping[str, str], page: str, cure: str) -> None:
    least = min(contrast_ratio(palette["brand"], palette[ground]) for ground in GROUNDS)
    if least < TEXT_CONTRAST:
        fault = (
            f"register.toml, brand, {setting}: {palette['brand']} has a contrast of {least:.1f} to 1 on a {page} page, "
            f"and text needs {TEXT_CONTRAST} to 1; choose a {cure} colour."
        )
        raise SettingsFaultError(fault)


def _properties(palette: Mapping[str, str]) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in palette.items())


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's
