"""Reads a saved web page: its own content as lines, and what stands around it put aside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from decision_register.importing.html_lines import file_of, lines_in, write_answers
from decision_register.importing.lines import (
    STRUCK_THROUGH,
    Form,
    alone,
)
from decision_register.importing.numerals import lowered, raised
from decision_register.importing.tables import text_of as _text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NO_WORDS = ("script", "style", "noscript", "template", "svg", "iframe")
_FURNITURE = ("nav", "header", "footer", "aside", "form", "button", "select")
_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary", "dialog")
_CONTENT = (
    "//main",
    "//*[@role='main']",
    "//article",
    "//*[contains(concat(' ', @class, ' '), ' entry-content ')]",
    "//*[@id='content' or @id='main' or @id='main-content' or @id='modgov']",
)
_SPACES = re.compile(r"\s+")
_HIDDEN_ON_PAGE = "hidden on the page"
_HAS_STYLE = "contains(translate(@style, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ ', 'abcdefghijklmnopqrstuvwxyz'), '{}')"
_HIDDEN = f"//*[@hidden or {_HAS_STYLE.format('display:none')} or {_HAS_STYLE.format('visibility:hidden')}]"
_STRUCK = f"//del | //s | //strike | //*[{_HAS_STYLE.format('line-through')}]"
_OF_A_FORM = ".//h1 | .//h2 | .//h3 | .//table | .//dl"
"""What stands in a `form` that holds a page, as those of older servers do, and not in one to search or to write in."""


def read_page(content: bytes, is_known: Callable[[str], bool], charset: str | None = None) -> Form:
    """Return a saved page; `is_known` says whether words are a label or a section of the office's form.

    What stands around the content, such as menus, is put aside.
    """
    try:
        root = html.document_fromstring(content, parser=html.HTMLParser(encoding=charset or _charset_of(content)))
    except etree.ParserError:
        return Form(())
    write_answers(root)
    _write_raised(root)
    words = _words_of_page(root)
    address = next(iter(root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")), "")
    aside = [("web page", _text(title)) for title in root.xpath("//title")]
    for element in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        element.drop_tree()
    for element in root.xpath("|".join(f"//{tag}" for tag in _NO_WORDS)):
        element.drop_tree()
    aside += _take_out(root)
    body = root.find("body")
    found = next((some for path in _CONTENT if (some := root.xpath(path))), [body if body is not None else root])
    content_root = max(found, key=lambda element: len(element.text_content()))
    roles = "|".join(f".//*[@role='{role}']" for role in _ROLES)
    for element in content_root.xpath("|".join(f".//{tag}" for tag in _FURNITURE) + f"|{roles}"):
        holds = element.xpath(_OF_A_FORM if element.tag == "form" else ".//h1")
        if element is not content_root and element.getparent() is not None and not holds:
            aside.append(("page furniture", _text(element)))
            element.drop_tree()
    put_in = [_text(words) for words in content_root.iter("ins")]
    notes = [f"a change put in “{words}”, which is in the notice" for words in put_in if words]
    notes += dict.fromkeys(_put_aside(picture) for picture in content_root.xpath(".//img"))
    around = [_text(text) for text in _outside(content_root)]
    aside += [("page furniture", text) for text in around if text]
    documents = tuple(_named_alone(content_root).items())
    lines = tuple(lines_in(content_root, is_known))
    return Form(lines, tuple(pair for pair in aside if pair[1]), words, str(address), documents, notes=tuple(notes))


def _write_raised(root: html.HtmlElement) -> None:
    """Write raised and lowered figures as the signs that mean them, as a notice has no other way: 10⁶, CO₂."""
    for element, sign in [*((one, raised) for one in root.iter("sup")), *((one, lowered) for one in root.iter("sub"))]:
        if not len(element):
            element.text = sign(element.text or "")
            element.drop_tag()


def _take_out(root: html.HtmlElement) -> list[tuple[str, str]]:
    """Take out what a reader of the page does not see, and what is struck through; return each with what it is."""
    taken = []
    for path, what in ((_HIDDEN, _HIDDEN_ON_PAGE), (_STRUCK, STRUCK_THROUGH)):
        for element in root.xpath(path):
            if element.getparent() is not None and element.tag not in {"html", "body"}:
                taken.append((what, _text(element)))
                element.drop_tree()
    return taken


def _put_aside(picture: html.HtmlElement) -> str:
    """Take a picture out of a page, and return what is to be told of it."""
    shows = _text(picture.get("alt") or "") or file_of(picture.get("src") or "") or "a picture without a name"
    picture.drop_tag()
    return f"the picture “{shows}” of the page is left out"


def _charset_of(content: bytes) -> str | None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _words_of_page(root: html.HtmlElement) -> str:
    parts = []
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag not in _NO_WORDS:
            parts.append(element.text or "")
        parts.append(element.tail or "")
    return " ".join(parts)


def _outside(content: html.HtmlElement) -> Iterator[str | html.HtmlElement]:
    """Yield what stands beside the content, in order."""
    inside = {content, *content.iterancestors()}
    for element in [*content.iterancestors()][::-1]:
        if element.tag == "html":
            continue
        yield element.text or ""
        for child in element:
            if child not in inside:
                yield child
            yield child.tail or ""


def _named_alone(root: html.HtmlElement) -> dict[str, str]:
    """Return the files beside the page that it links to, each with a name of its own, and write it into the links."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for link in root.xpath(".//a[@href]"):
        parts = urlsplit(link.get("href"))
        file = unquote(parts.path)
        if file and "." in file.rpartition("/")[2] and not parts.scheme and not parts.netloc:
            names[file] = names.get(file) or alone(file.rpartition("/")[2], taken)
            link.set("href", re.sub("[%?#]", lambda sign: f"%{ord(sign[0]):02X}", names[file]))
    return names
