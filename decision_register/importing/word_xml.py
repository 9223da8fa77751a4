"""Makes the XML of a Word form say what a reader of Word sees, and tells what such a reader does not see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from decision_register.importing.counting import Counting, W, value_of
from decision_register.importing.lines import HIDDEN, MARK, MOVED_AWAY, STRUCK_OUT, STRUCK_THROUGH
from decision_register.importing.numerals import lowered, raised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element as Element

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_WRAPPERS = (f"{W}fldSimple", f"{W}dir", f"{W}bdo", f"{_M}oMathPara")
_BREAKS = {f"{W}{name}" for name in ("p", "tab", "br", "tc", "cr")}
_OFF = frozenset(("0", "false", "off"))
_BETWEEN = {f"{_M}f": "/", f"{_M}sSup": "^", f"{_M}sSub": "_"}
"""What stands between the parts of a fraction, a power and an index when they are written on one line."""


@dataclass
class Seen:
    """What was told while a form was made to show what its reader sees."""

    aside: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def parsed(content: bytes) -> Element:
    """Return the XML of a part; nothing outside it is read."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def without_twins(root: Element) -> Element:
    """Take out what is in a part twice, as Word writes a text box for new and for older versions, and return it.

    What is for older versions stays, as that is what mammoth reads; a text box that is not there twice is put there.
    """
    for both in list(root.iter(f"{_MC}AlternateContent")):
        new, old = both.find(f"{_MC}Choice"), both.find(f"{_MC}Fallback")
        if new is None:
            continue
        boxes = list(new.iter(f"{W}txbxContent"))
        if boxes and (old is None or old.find(f".//{W}txbxContent") is None):
            old = etree.SubElement(both, f"{_MC}Fallback") if old is None else old
            for box in boxes:
                etree.SubElement(etree.SubElement(old, f"{W}pict"), f"{_V}textbox").append(box)
        if old is not None:
            both.remove(new)
    return root


def words_of(root: Element) -> str:
    """Return every word of a part that stands in it as text, struck out or not, in order."""
    parts = [" " if node.tag in _BREAKS else node.text or "" for node in root.iter(f"{W}t", *_BREAKS)]
    struck = [_typed(change, "delText") for change in root.iter(f"{W}del")]
    return " ".join(" ".join(("".join(parts), *struck)).split())


def write_plainly(root: Element, seen: Seen) -> None:
    """Write as plain text what stands in a part in another way: equations, fields, raised figures, fixed hyphens."""
    for wrapper in list(root.iter(*_WRAPPERS)):
        _unwrap(wrapper)
    for equation in list(root.iter(f"{_M}oMath")):
        line = _on_a_line(equation)
        seen.notes.append(f"an equation is written as “{line}”; see that it says the same")
        run = etree.Element(f"{W}r")
        etree.SubElement(run, f"{W}t").text = line
        _exchange(equation, run)
    for hyphen in list(root.iter(f"{W}noBreakHyphen")):
        hyphen.tag, hyphen.text = f"{W}t", "-"
    for hyphen in list(root.iter(f"{W}softHyphen")):
        _take_away(hyphen)
    for run in root.iter(f"{W}r"):
        sign = {"superscript": raised, "subscript": lowered}.get(value_of(run, "rPr", "vertAlign"))
        for text in run.iter(f"{W}t") if sign else ():
            text.text = sign(text.text or "") if sign else text.text


def take_out_unseen(root: Element, styles: Element | None, seen: Seen) -> None:
    """Take out of a part what is hidden, struck through, struck out or moved away, and tell each with its words."""
    hidden = _hidden_styles(styles)
    for row in [one for one in root.iter(f"{W}tr") if one.find(f"{W}trPr/{W}del") is not None]:
        seen.aside.append((STRUCK_OUT, " ".join(_typed(one, "t", "delText") for one in row.iter(f"{W}p"))))
        _take_away(row)
    for change, what, text in (("moveFrom", MOVED_AWAY, "t"), ("del", STRUCK_OUT, "delText")):
        seen.aside += [(what, words) for one in root.iter(f"{W}{change}") if (words := _typed(one, text, "t").strip())]
    for change, what in (("ins", "put in"), ("moveTo", "moved")):
        moved = (_typed(one, "t").strip() for one in root.iter(f"{W}{change}"))
        seen.notes += [f"a tracked change {what} “{words}”, which is in the notice" for words in moved if words]
    _take_out(root, lambda run: _is_hidden(run, hidden), HIDDEN, seen)
    _take_out(root, lambda run: _is_on(run, "strike") or _is_on(run, "dstrike"), STRUCK_THROUGH, seen)


def write_numbers(root: Element, numbering: Element | None, styles: Element | None) -> None:
    """Write before each numbered paragraph the number that Word prints there, and a sign after it."""
    counting = Counting(numbering, styles)
    for paragraph in root.iter(f"{W}p"):
        label = counting.label_of(paragraph)
        if label and words_of(paragraph):
            run = etree.Element(f"{W}r")
            etree.SubElement(run, f"{W}t").text = f"{label}{MARK}"
            properties = paragraph.find(f"{W}pPr")
            paragraph.insert(0 if properties is None else 1, run)


def _typed(element: Element, *names: str) -> str:
    return "".join(node.text or "" for node in element.iter(*(f"{W}{name}" for name in names)))


def _on_a_line(part: Element) -> str:
    """Return an equation on one line; what stands above or below another part is set apart by a sign."""
    if part.tag == f"{_M}t":
        return part.text or ""
    pieces = [piece for child in part if (piece := _on_a_line(child))]
    sign = _BETWEEN.get(part.tag, "")
    return sign.join(f"({piece})" if sign and len(piece) > 1 else piece for piece in pieces)


def _hidden_styles(styles: Element | None) -> frozenset[str]:
    found = () if styles is None else styles.iter(f"{W}style")
    return frozenset(style.get(f"{W}styleId", "") for style in found if _is_on(style, "vanish"))


def _is_hidden(run: Element, styles: frozenset[str]) -> bool:
    paragraph = next(run.iterancestors(f"{W}p"), None)
    named = {value_of(run, "rPr", "rStyle"), value_of(paragraph, "pPr", "pStyle")}
    return _is_on(run, "vanish") or bool(styles & named)


def _is_on(element: Element, look: str) -> bool:
    found = element.find(f"{W}rPr/{W}{look}")
    return found is not None and found.get(f"{W}val", "") not in _OFF


def _take_out(root: Element, unseen: Callable[[Element], bool], what: str, seen: Seen) -> None:
    """Take out runs, and tell those that stand in one paragraph together."""
    for paragraph in root.iter(f"{W}p"):
        runs = [run for run in _runs_of(paragraph) if unseen(run)]
        words = "".join(_typed(run, "t") for run in runs).strip()
        if words:
            seen.aside.append((what, words))
        for run in runs:
            _take_away(run)


def _runs_of(paragraph: Element) -> Iterator[Element]:
    """Yield the runs of a paragraph, and not those of one in a text box inside it."""
    for run in paragraph.iter(f"{W}r"):
        if next(run.iterancestors(f"{W}p")) is paragraph:
            yield run


def _take_away(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(wrapper: Element) -> None:
    parent = wrapper.getparent()
    if parent is not None:
        place = parent.index(wrapper)
        parent[place : place + 1] = list(wrapper)


def _exchange(old: Element, new: Element) -> None:
    parent = old.getparent()
    if parent is not None:
        parent.replace(old, new)
