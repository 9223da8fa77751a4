"""Makes the XML of a Word form say what a reader of Word sees, and tells what such a reader does not see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from decision_register.importing.counting import Counting, W, value_of
from decision_register.importing.lines import HIDDEN, MARK, MOVED_AWAY, STRUCK_OUT, STRUCK_THROUGH, without_unseen
from decision_register.importing.word_signs import Looks, M, on_a_line, run_with, write_run_plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element as Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_WRAPPERS = (f"{W}fldSimple", f"{W}dir", f"{W}bdo", f"{M}oMathPara")
_BREAKS = {f"{W}{name}" for name in ("p", "tab", "br", "tc", "cr", "txbxContent")}
_WIDEST = 60


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
    parts: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if node.tag in _BREAKS:
            parts.append(" ")
        elif event == "start" and node.tag == f"{W}t":
            parts.append(node.text or "")
    struck = [_typed(change, "delText") for change in root.iter(f"{W}del")]
    return without_unseen(" ".join(" ".join(("".join(parts), *struck)).split()))


def drawn_across(root: Element) -> Iterator[str]:
    """Yield the words that are drawn across the page of a part, such as CONFIDENTIAL."""
    for path in root.iter(f"{_V}textpath"):
        if words := path.get("string", "").strip():
            yield words


def write_plainly(root: Element, looks: Looks, seen: Seen) -> None:
    """Write as plain text what stands in a part in another way: equations, fields, raised figures, signs, breaks."""
    for wrapper in list(root.iter(*_WRAPPERS)):
        _unwrap(wrapper)
    for control in root.iter(f"{W}sdt"):
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:  # nothing was typed, and Word shows what to type
            for text in control.iter(f"{W}t"):
                text.text = ""
    for equation in list(root.iter(f"{M}oMath")):
        line = on_a_line(equation)
        seen.notes.append(f"an equation is written as “{line}”; see that it says the same")
        _exchange(equation, run_with(line))
    for run in root.iter(f"{W}r"):
        write_run_plainly(run, looks, seen.notes.append)
    for row in root.iter(f"{W}tr"):
        for side, place in (("gridBefore", 0), ("gridAfter", len(row))):
            many = value_of(row, "trPr", side)
            for _ in range(min(int(many), _WIDEST) if many.isdigit() else 0):
                cell = etree.Element(f"{W}tc")
                etree.SubElement(cell, f"{W}p")
                row.insert(_first_cell(row) if place == 0 else len(row), cell)


def _first_cell(row: Element) -> int:
    return next((place for place, one in enumerate(row) if one.tag == f"{W}tc"), len(row))


def take_out_unseen(root: Element, looks: Looks, seen: Seen) -> None:
    """Take out of a part what is hidden, struck through, struck out or moved away, and tell each with its words."""
    for mark, what in (("del", STRUCK_OUT), ("hidden", HIDDEN)):
        for row in [one for one in root.iter(f"{W}tr") if one.find(f"{W}trPr/{W}{mark}") is not None]:
            seen.aside.append((what, " ".join(_typed(one, "t", "delText") for one in row.iter(f"{W}p"))))
            _take_away(row)
    for change, what, text in (("moveFrom", MOVED_AWAY, "t"), ("del", STRUCK_OUT, "delText")):
        changes = list(root.iter(f"{W}{change}"))
        seen.aside += [(what, words) for one in changes if (words := _typed(one, text, "t").strip())]
        for one in changes:
            if one.getparent() is not None and one.getparent().tag != f"{W}rPr":
                _take_away(one)
    for change, what in (("ins", "put in"), ("moveTo", "moved")):
        moved = (_typed(one, "t").strip() for one in root.iter(f"{W}{change}"))
        seen.notes += [f"a tracked change {what} “{words}”, which is in the notice" for words in moved if words]
    _take_out(root, lambda run: looks.is_on(run, "vanish"), HIDDEN, seen)
    _take_out(root, lambda run: looks.is_on(run, "strike") or looks.is_on(run, "dstrike"), STRUCK_THROUGH, seen)
    for paragraph in [one for one in root.iter(f"{W}p") if looks.names(one).startswith("toc ")]:
        seen.aside.append(("contents of the form", _typed(paragraph, "t")))
        _take_away(paragraph)
    _join_paragraphs(root)


def _join_paragraphs(root: Element) -> None:
    """Put the rest of a paragraph whose end was struck out or moved away at the beginning of the next, as Word does."""
    for paragraph in list(root.iter(f"{W}p")):
        end = paragraph.find(f"{W}pPr/{W}rPr")
        after = paragraph.getnext()
        if end is None or not any(end.find(f"{W}{change}") is not None for change in ("del", "moveFrom")):
            continue
        rest = [one for one in paragraph if one.tag != f"{W}pPr"]
        if after is not None and after.tag == f"{W}p":
            place = 0 if after.find(f"{W}pPr") is None else 1
            after[place:place] = rest
            _take_away(paragraph)
        elif not rest and len(paragraph.getparent()) > 1:
            _take_away(paragraph)


def write_numbers(root: Element, numbering: Element | None, styles: Element | None) -> None:
    """Write before each numbered paragraph the number that Word prints there, and a sign after it."""
    counting = Counting(numbering, styles)
    for paragraph in root.iter(f"{W}p"):
        label = counting.label_of(paragraph) if _typed(paragraph, "t").strip() else None
        properties = paragraph.find(f"{W}pPr")
        if label:
            paragraph.insert(0 if properties is None else 1, run_with(f"{label}{MARK}"))
        elif label is not None and properties is not None:
            _take_number_off(properties)


def _take_number_off(properties: Element) -> None:
    """Say that a paragraph is of no list, where Word counts it but prints nothing before it."""
    for numbered in properties.findall(f"{W}numPr"):
        properties.remove(numbered)
    none = etree.SubElement(properties, f"{W}numPr")
    for name in ("ilvl", "numId"):
        etree.SubElement(none, f"{W}{name}").set(f"{W}val", "0")


def _typed(element: Element, *names: str) -> str:
    return "".join(node.text or "" for node in element.iter(*(f"{W}{name}" for name in names)))


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
