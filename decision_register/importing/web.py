"""Reads a saved web page: its own content as lines, and what stands around it put aside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from decision_register.importing.html_lines import file_of, lines_in, write_answers
from decision_register.importing.lines import COMMENT, STRUCK_THROUGH, Form, alone
from decision_register.importing.numerals import lowered, raised
from decision_register.importing.tables import NO_WORDS
from decision_register.importing.tables import text_of as _text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_LATIN = re.compile(rb"iso-8859-1|latin-?1|us-ascii|windows-1252")
_HEAD = 4096
_HIDDEN_ON_PAGE = "hidden on the page"
_HAS_STYLE = "contains(translate(@style, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ ', 'abcdefghijklmnopqrstuvwxyz'), '{}')"
_HIDING = ("display:none", "visibility:hidden", "mso-hide:all")
_HIDDEN = f"//*[@hidden or {' or '.join(map(_HAS_STYLE.format, _HIDING))}]"
_OF_WORD = "//*[contains(@style, 'mso-element:comment')]" + "".join(
    f"|//*[contains(@class, '{name}')]"
    for name in ("MsoCommentText", "MsoCommentReference", "msocomanchor", "msocomtxt")
)
_HIDES = re.compile(r"\.([\w-]+)\s*\{[^{}]*(?:display\s*:\s*none|visibility\s*:\s*hidden|line-through)", re.IGNORECASE)
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
    words = _text(root)
    address = next(iter(root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")), "")
    aside = [("web page", _text(title)) for title in root.xpath("//title")]
    for element in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        element.drop_tree()
    may_hide = _HIDES.findall(" ".join(style.text or "" for style in root.iter("style")))
    for element in root.xpath("|".join(f"//{tag}" for tag in NO_WORDS)):
        element.drop_tree()
    aside += _take_out(root)
    body = root.find("body")
    found = next((some for path in _CONTENT if (some := root.xpath(path))), [body if body is not None else root])
    content_root = max(found, key=lambda element: len(element.text_content()))
    for button in content_root.xpath("|".join(f".//h{level}//button" for level in range(1, 7)) + "|.//summary//button"):
        button.drop_tag()
    aside += _contents(content_root)
    roles = "|".join(f".//*[@role='{role}']" for role in _ROLES)
    for element in content_root.xpath("|".join(f".//{tag}" for tag in _FURNITURE) + f"|{roles}"):
        holds = element.xpath(_OF_A_FORM if element.tag == "form" else ".//h1")
        if element is not content_root and element.getparent() is not None and not holds:
            aside.append(("page furniture", _text(element)))
            element.drop_tree()
    put_in = [_text(words) for words in content_root.iter("ins")]
    notes = [f"a change put in “{words}”, which is in the notice" for words in put_in if words]
    notes += _maybe_hidden(content_root, may_hide)
    notes += dict.fromkeys(_put_aside(picture) for picture in content_root.xpath(".//img"))
    around = [_text(text) for text in _outside(content_root)]
    aside += [("page furniture", text) for text in around if text]
    documents = tuple(_named_alone(content_root).items())
    lines = tuple(lines_in(content_root, is_known))
    return Form(lines, tuple(pair for pair in aside if pair[1]), words, str(address), documents, notes=tuple(notes))


def _write_raised(root: html.HtmlElement) -> None:
    """Write raised and lowered figures as the signs that mean them, as a notice has no other way: 10⁶, CO₂."""
    for element, sign in [*((one, raised) for one in root.iter("sup")), *((one, lowered) for one in root.iter("sub"))]:
        if element.getparent() is None:  # one inside another, which was written already
            continue
        words = sign(_text(element))
        for child in list(element):
            element.remove(child)
        element.text = words
        element.drop_tag()


def _take_out(root: html.HtmlElement) -> list[tuple[str, str]]:
    """Take out what a reader of the page does not see, and what is struck through; return each with what it is."""
    taken = []
    for path, what in ((_OF_WORD, COMMENT), (_HIDDEN, _HIDDEN_ON_PAGE), (_STRUCK, STRUCK_THROUGH)):
        for element in root.xpath(path):
            if element.getparent() is not None and element.tag not in {"html", "body"}:
                taken.append((what, _text(element)))
                element.drop_tree()
    return taken


def _contents(root: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Take out each list that only leads to places of the same page, and yield it."""
    for listed in root.xpath(".//ul | .//ol"):
        links = listed.xpath(".//a/@href")
        leads_here = bool(links) and all(link.startswith("#") for link in links)
        nothing_else = "".join(listed.xpath(".//a//text()")).split() == "".join(listed.itertext()).split()
        if leads_here and nothing_else and listed.getparent() is not None:
            yield "contents of the page", _text(listed)
            listed.drop_tree()


def _maybe_hidden(root: html.HtmlElement, classes: list[str]) -> Iterator[str]:
    """Yield what to tell of words that a rule of the page's looks hides, at least sometimes."""
    for element in root.xpath(".//*[@class]"):
        if set(element.get("class").split()) & set(classes) and _text(element):
            yield f"the page may hide or strike through “{_text(element)[:90]}”; see that it is to be published"


def _put_aside(picture: html.HtmlElement) -> str:
    """Take a picture out of a page, and return what is to be told of it."""
    shows = _text(picture.get("alt") or "") or file_of(picture.get("src") or "") or "a picture without a name"
    picture.drop_tag()
    return f"the picture “{shows}” of the page is left out"


def _charset_of(content: bytes) -> str | None:
    """Return the encoding of a page: what browsers take for one that names none, or Latin 1, is that of Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        named = _CHARSET.search(content[:_HEAD])
        return None if named and not _LATIN.fullmatch(named[1].lower()) else "cp1252"
    return "utf-8"


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
