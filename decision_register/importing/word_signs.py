"""Writes the signs of a Word form that are no letters as text: symbols, equations, raised figures, breaks, choices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree
from mammoth.docx.dingbats import dingbats as DINGBATS  # noqa: N812 - a table that does not change

from decision_register.importing.counting import W, value_of
from decision_register.importing.lines import without_unseen
from decision_register.importing.numerals import lowered, raised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element as Element

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OFF = frozenset(("0", "false", "off"))
_OF_SIGNS = ("Wingdings", "Webdings", "Symbol")
_PRIVATE = 0xF000
"""Where the letters of a font of signs stand in newer files."""
_HEXADECIMAL = re.compile("[0-9A-Fa-f]{2,6}")
_BETWEEN = {f"{M}f": "/", f"{M}sSup": "^", f"{M}sSub": "_"}
"""What stands between the parts of a fraction, a power and an index when they are written on one line."""


class Looks:
    """How runs of text look, by what they name themselves, and by their styles and those these are based on."""

    def __init__(self, styles: Element | None) -> None:
        found = [] if styles is None else list(styles.iter(f"{W}style"))
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}

    def value(self, run: Element, look: str) -> str | None:
        """Return the value of a look of a run, an empty text if it names it without one, or None if nothing does."""
        paragraph = next(run.iterancestors(f"{W}p"), None)
        styles = (value_of(run, "rPr", "rStyle"), value_of(paragraph, "pPr", "pStyle"))
        for element in (run, *(style for name in styles for style in self._chain(name))):
            found = element.find(f"{W}rPr/{W}{look}")
            if found is not None:
                value: str = found.get(f"{W}val", "")
                return value
        return None

    def is_on(self, run: Element, look: str) -> bool:
        """Say whether a run has a look."""
        value = self.value(run, look)
        return value is not None and value not in _OFF

    def names(self, paragraph: Element) -> str:
        """Return the name of the style of a paragraph, in small letters."""
        style = self._styles.get(value_of(paragraph, "pPr", "pStyle"))
        return value_of(style, "name").lower()

    def _chain(self, name: str) -> Iterator[Element]:
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = value_of(self._styles[name], "basedOn")


def write_run_plainly(run: Element, looks: Looks, tell: Callable[[str], None]) -> None:
    """Write the signs of a run as text: hyphens, breaks, symbols, what was chosen from a list, raised figures."""
    for sign in list(run):
        _write_sign(sign)
    for text in list(run.iter(f"{W}t")):
        text.text = without_unseen(text.text or "")
    font = _font_of(run)
    if font.startswith(_OF_SIGNS):
        _write_signs(run, font, tell)
    raise_ = {"superscript": raised, "subscript": lowered}.get(looks.value(run, "vertAlign") or "")
    for text in list(run.iter(f"{W}t")) if raise_ else ():
        if raise_ and text.text:
            text.text = raise_(text.text)


def _font_of(run: Element) -> str:
    """Return the font that a run names for its letters, or nothing."""
    fonts = run.find(f"{W}rPr/{W}rFonts")
    return "" if fonts is None else fonts.get(f"{W}ascii", "")


def _write_sign(sign: Element) -> None:
    """Write what stands among the letters of a run, if it is no letter; a line ends where a page or a column does."""
    font, code = sign.get(f"{W}font") or "", sign.get(f"{W}char") or ""
    if sign.tag == f"{W}noBreakHyphen":
        sign.tag, sign.text = f"{W}t", "-"
    elif sign.tag == f"{W}softHyphen":
        sign.tag, sign.text = f"{W}t", ""
    elif sign.tag in {f"{W}br", f"{W}cr"}:
        sign.tag = f"{W}br"
        sign.attrib.clear()
    elif sign.tag == f"{W}sym" and not font.startswith(_OF_SIGNS) and _HEXADECIMAL.fullmatch(code):
        sign.tag, sign.text = f"{W}t", chr(int(code, 16) & 0xFFFF)
        sign.attrib.clear()
    elif sign.tag == f"{W}fldChar" and (chosen := _chosen(sign)):
        sign.addprevious(text_with(chosen))


def _write_signs(run: Element, font: str, tell: Callable[[str], None]) -> None:
    """Write each letter typed in a font of signs as the sign that it is: `ü` in Wingdings is a tick."""
    for text in list(run.iter(f"{W}t")):
        typed = text.text or ""
        shown = "".join(_sign_of(font, letter) for letter in typed)
        if typed.strip() and shown != typed:
            tell(f"signs of the font {font} are written as “{shown.strip()}”; see that they are the same")
        text.text = shown


def _sign_of(font: str, letter: str) -> str:
    number = ord(letter)
    known = DINGBATS.get((font, number - _PRIVATE if number >= _PRIVATE else number))
    return chr(known) if known else letter


def _chosen(field: Element) -> str:
    """Return what was chosen of the list of an old form's field, at the begin of which it stands."""
    listed = field.find(f"{W}ffData/{W}ddList")
    if listed is None:
        return ""
    entries = [one.get(f"{W}val", "") for one in listed.findall(f"{W}listEntry")]
    place = value_of(listed, "result") or value_of(listed, "default") or "0"
    return entries[int(place)] if place.isdigit() and int(place) < len(entries) else ""


def text_with(words: str) -> Element:
    """Return a text of a run, with these words."""
    text = etree.Element(f"{W}t")
    text.text = words
    return text


def run_with(words: str) -> Element:
    """Return a run with these words."""
    run = etree.Element(f"{W}r")
    run.append(text_with(words))
    return run


def on_a_line(part: Element) -> str:
    """Return an equation on one line; what stands above or below another part is set apart by a sign."""
    if part.tag == f"{M}t":
        return part.text or ""
    pieces = [piece for child in part if (piece := on_a_line(child))]
    sign = _BETWEEN.get(part.tag, "")
    line = sign.join(f"({piece})" if sign and len(piece) > 1 else piece for piece in pieces)
    if part.tag == f"{M}nary":
        kind = part.find(f"{M}naryPr/{M}chr")
        return f"{'∫' if kind is None else kind.get(f'{M}val', '')}{line}"
    return {f"{M}rad": f"√({line})", f"{M}d": f"({line})"}.get(part.tag, line)
