"""The files every page shares: stylesheet, icon and scripts, from `templates/assets/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.colours import ENOUGH, contrast_ratio
from decision_register.pages import Output
from decision_register.settings import SettingsFaultError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from decision_register.settings import Brand, Settings

_PAPER, _NIGHT = "#fdf3ec", "#33211a"  # the washes of site.css with the least contrast


def copy_assets(folder: Path, settings: Settings) -> Iterator[Output]:
    """Yield the shared files; the office's colours are put in front of the stylesheet.

    Raises `SettingsFaultError` when the office's colour cannot be read on the page.
    """
    yield Output("assets/site.css", _stylesheet((folder / "css" / "site.css").read_text("utf-8"), settings.brand))
    yield Output("assets/icon.svg", (folder / "icon.svg").read_bytes())
    for script in sorted((folder / "js").glob("*.js")):
        yield Output(f"assets/{script.name}", script.read_bytes())


def _stylesheet(text: str, brand: Brand) -> bytes:
    """Return the stylesheet with the office's colours, once they are known to be readable."""
    for name, colour, page in (("colour", brand.colour, _PAPER), ("colour_dark", brand.colour_dark, _NIGHT)):
        ratio = contrast_ratio(colour, page)
        if ratio < ENOUGH:
            fault = (
                f"The brand {name} {colour} has a contrast of {ratio:.1f} to 1 with the page and needs {ENOUGH} to 1; "
                f"choose a {'darker' if name == 'colour' else 'lighter'} one."
            )
            raise SettingsFaultError(fault)
    return f":root{{--brand:{brand.colour};--brand-dark:{brand.colour_dark}}}\n{text}".encode()
