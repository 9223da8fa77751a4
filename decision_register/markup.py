"""Turns Markdown into safe HTML: the one Markdown converter of a process, and the sanitiser behind it.

HTML typed by an author is never passed through: it is shown as the characters that were typed, and a rule reports it.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.treeprocessors import InlineProcessor, Treeprocessor

from decision_register.findings import FaultError
from decision_register.names import LINK_SCHEMES, is_local_file, is_safe_address
from decision_register.plain_blocks import is_number, split_blocks

_INLINE = re.compile(r"</?(?:a|strong|em|code|span)(?: [^>]*)?>")
_TAG = re.compile(r"</?[a-z][^>]*>")
_DISGUISED = re.compile("\x02amp\x03#(\\d+);")  # Python-Markdown writes e-mail addresses as numbers; nobody is fooled
_INLINE_SIGN = re.compile(r"[`\\\[<&*_\x02\x03]|  \n")
"""What every inline pattern of Python-Markdown needs at least one of."""

_CROSSED = "A*b**c*d e"
"""Signs of emphasis that cross. Python-Markdown 3.11.1 to 3.11.3 lose the `d` of it."""


class MarkdownFaultError(FaultError):
    """Why no Markdown can be read; one plain sentence with the cure."""


def markdown_to_html(text: str) -> str:
    """Return safe HTML for Markdown: no HTML of the author's, and no link but to http, https, mailto, tel or here."""
    pieces = split_blocks(text)
    others = "\n\n\ue000\ue001\n\n".join(typed for _, typed in pieces if typed)
    made = iter(second_wall(stock_html(others)).split("<p>\ue000\ue001</p>") if others else ())
    return "\n".join(filter(None, (html or next(made).strip() for html, _ in pieces)))


def stock_html(text: str) -> str:
    """Return what Python-Markdown makes of a text."""
    converter = _converter()
    converter.reset()
    return converter.convert(text)


def second_wall(html: str) -> str:
    """Return HTML with nothing in it but what this module makes: known tags, known attributes, known schemes.

    The converter makes no HTML of an author's, so this changes nothing; it stands for the day that it does.
    """
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    """Return the process's one sanitiser, with its list of what may pass."""
    text = {"p", "br", "hr", "em", "strong", "code", "pre", "span", "div", "blockquote", "h4", "h5", "h6"}
    return nh3.Cleaner(
        tags=text | {"a", "img", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"},
        attributes={
            "a": {"href", "title"},
            "img": {"src", "alt", "title"},
            "th": {"scope"},
            "td": {"class"},
            "div": {"class"},
            "ol": {"start"},
        },
        url_schemes=set(LINK_SCHEMES),
        link_rel=None,
    )


@cache
def _converter() -> markdown.Markdown:
    """Return the process's one Markdown converter. Raises `MarkdownFaultError` if it is one that loses words."""
    converter = markdown.Markdown(extensions=["tables", "sane_lists"], output_format="html")
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    converter.treeprocessors.register(_QuickInline(converter), "inline", 20)  # takes the place of the stock one
    converter.treeprocessors.register(_SafeAndAccessible(converter), "safe_and_accessible", -10)
    if re.sub("[^a-e]", "", plain_text(converter.convert(_CROSSED))) != "bcde":
        fault = f"The package Markdown {markdown.__version__} loses words; delete the folder .venv and run this again."
        raise MarkdownFaultError(fault)
    return converter


class _QuickInline(InlineProcessor):
    """The stock processor of links, emphasis and the like, which does not look for them where no sign of one stands.

    Most text of a notice is plain, and the stock processor tries twenty patterns on each piece of it.
    """

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - stock names
        if not _INLINE_SIGN.search(data):
            return data
        handled: str = super()._InlineProcessor__handleInline(data, patternIndex)  # type: ignore[misc]
        return handled


class _SafeAndAccessible(Treeprocessor):
    """Takes away unsafe addresses, names the columns of tables for screen readers, and lines up their numbers."""

    def run(self, root: Element) -> None:
        """Change the tree in place, as Python-Markdown asks."""
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if child.tag == "table":
                    parent[place] = _scrolling(child)
        for element in root.iter():
            if element.tag == "a":
                _make_safe(element)
            elif element.tag == "img" and not is_local_file(element.get("src", "")):
                element.tag = "span"
                element.text = element.get("alt")
                element.attrib.clear()


def _make_safe(link: Element) -> None:
    """Turn a link to an address that may not be published into plain words."""
    address = _DISGUISED.sub(lambda match: chr(int(match[1])), link.get("href", ""))
    link.set("href", address)
    if not is_safe_address(address):
        link.attrib.clear()
        link.tag = "span"


def _scrolling(table: Element) -> Element:
    """Return a table inside a box that scrolls sideways by itself, so that the page never does."""
    for cell in table.iter("th"):
        cell.set("scope", "col")
        cell.attrib.pop("style", None)
    for cell in table.iter("td"):
        cell.attrib.pop("style", None)
        if is_number(cell.text or ""):
            cell.set("class", "number")
    box = Element("div", {"class": "table-box"})
    box.append(table)
    box.tail, table.tail = table.tail, None
    return box


def plain_text(html: str) -> str:
    """Return the words of HTML that this module made, on one line."""
    return " ".join(unescape(_TAG.sub(" ", _INLINE.sub("", html))).split())
