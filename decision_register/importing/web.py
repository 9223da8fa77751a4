"""Reads a saved web page, and the HTML that a Word form is turned into, as lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from decision_register.importing.lines import Form, Kind, Line, escaped, with_marks_escaped

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
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_OF_BLOCKS = """
h1 h2 h3 h4 h5 h6 p li ul ol table div section article main blockquote dl dt dd figure figcaption header address pre hr
fieldset center body details summary
"""
_BLOCKS = frozenset(_OF_BLOCKS.split())
_SPACES = re.compile(r"\s+")
_MANY = 2


def read_page(content: bytes, is_known: Callable[[str], bool], charset: str | None = None) -> Form:
    """Return a saved page; `is_known` says whether words are a label or a section of the office's form.

    What stands around the content, such as menus, is put aside.
    """
    try:
        root = html.document_fromstring(content, parser=html.HTMLParser(encoding=charset or _charset_of(content)))
    except etree.ParserError:
        return Form(())
    words = _words_of_page(root)
    address = next(iter(root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")), "")
    aside = [("web page", _text(title)) for title in root.xpath("//title")]
    for element in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        element.drop_tree()
    for element in root.xpath("|".join(f"//{tag}" for tag in _NO_WORDS)):
        element.drop_tree()
    body = root.find("body")
    found = next((some for path in _CONTENT if (some := root.xpath(path))), [body if body is not None else root])
    content_root = max(found, key=lambda element: len(element.text_content()))
    roles = "|".join(f".//*[@role='{role}']" for role in _ROLES)
    for element in content_root.xpath("|".join(f".//{tag}" for tag in _FURNITURE) + f"|{roles}"):
        if element is not content_root and element.getparent() is not None and not element.xpath(".//h1"):
            aside.append(("page furniture", _text(element)))
            element.drop_tree()
    notes = tuple(dict.fromkeys(_put_aside(picture) for picture in content_root.xpath(".//img")))
    around = [_text(text) for text in _outside(content_root)]
    aside += [("page furniture", text) for text in around if text]
    lines = tuple(_lines(content_root, is_known))
    documents = tuple(dict.fromkeys(_local_files(content_root)))
    return Form(lines, tuple(pair for pair in aside if pair[1]), words, str(address), documents, notes=notes)


def _put_aside(picture: html.HtmlElement) -> str:
    """Take a picture out of a page, and return what is to be told of it."""
    shows = _text(picture.get("alt") or "") or _file_of(picture.get("src") or "") or "a picture without a name"
    picture.drop_tag()
    return f"the picture “{shows}” of the page is left out"


def lines_of_html(fragment: str, is_known: Callable[[str], bool]) -> tuple[Line, ...]:
    """Return the lines of a piece of HTML."""
    if not fragment.strip():
        return ()
    return tuple(_lines(html.fragment_fromstring(fragment, create_parent="body"), is_known))


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


def _text(thing: str | html.HtmlElement) -> str:
    words = thing if isinstance(thing, str) else " ".join(thing.itertext())
    return _SPACES.sub(" ", words).strip()


def _local_files(root: html.HtmlElement) -> Iterator[str]:
    for address in root.xpath(".//a/@href"):
        parts = urlsplit(address)
        if parts.path and not parts.scheme and not parts.netloc:
            yield unquote(parts.path)


def _lines(element: html.HtmlElement, is_known: Callable[[str], bool], depth: int = 0) -> Iterator[Line]:
    """Yield the lines of an element; words between blocks are paragraphs of their own."""
    loose: list[str] = [_escaped_text(element.text)]
    for child in element:
        if isinstance(child.tag, str) and _is_block(child):
            yield from _paragraphs("".join(loose), Kind.ITEM if depth else Kind.TEXT, max(depth, 1))
            loose = []
            yield from _block(child, is_known, depth)
        elif isinstance(child.tag, str):
            loose.append(_inline(child))
        loose.append(_escaped_text(child.tail))
    yield from _paragraphs("".join(loose), Kind.ITEM if depth else Kind.TEXT, max(depth, 1))


def _is_block(element: html.HtmlElement) -> bool:
    return element.tag in _BLOCKS or any(inner.tag in _BLOCKS for inner in element.iterdescendants())


def _block(element: html.HtmlElement, is_known: Callable[[str], bool], depth: int) -> Iterator[Line]:
    if element.tag in _HEADINGS:
        words = _text(element)
        if words:
            yield Line(Kind.HEADING, words, escaped(words), level=_HEADINGS[element.tag])
    elif element.tag == "table":
        yield from _table(element, is_known)
    elif element.tag in {"ul", "ol"}:
        items = [child for child in element if child.tag == "li"]
        single = len(items) == 1 and is_known(_text(items[0]))
        for child in element:
            if isinstance(child.tag, str):
                yield from _lines(child, is_known, 0 if single else depth + 1)
    elif element.tag == "p" and _is_bold(element):
        words = _text(element)
        yield Line(Kind.HEADING if is_known(words) else Kind.TEXT, words, _paragraph(element), level=3)
    else:
        yield from _lines(element, is_known, depth)


def _is_bold(element: html.HtmlElement) -> bool:
    """Say whether all words of a paragraph are bold, as headings of old pages are."""
    bold = "".join(text for part in element.iter("strong", "b") for text in part.itertext())
    return bool(bold.strip()) and _SPACES.sub("", bold) == _SPACES.sub("", element.text_content())


def _paragraph(element: html.HtmlElement) -> str:
    return "".join((_escaped_text(element.text), *(_inline(child) + _escaped_text(child.tail) for child in element)))


def _paragraphs(markdown: str, kind: Kind, level: int) -> Iterator[Line]:
    """Yield a line for each run of words that line breaks set apart."""
    for part in markdown.split("\n"):
        text = _SPACES.sub(" ", part).strip()
        if text:
            yield Line(kind, plain_of(text), _start_escaped(text), level=level)


def _start_escaped(markdown: str) -> str:
    return (
        escaped(markdown[:1]) + markdown[1:]
        if markdown[:1] in "+#>-"
        else re.sub(r"^(\d+)([.)]\s)", r"\1\\\2", markdown)
    )


def plain_of(markdown: str) -> str:
    """Return the words of a line that this module wrote as Markdown."""
    text = re.sub(r"(?<!\\)\]\([^)\s]*\)", "", markdown)
    text = re.sub(r"(?<!\\)(\*\*|\*|!?\[)", "", text)
    text = re.sub(r"\\(.)", r"\1", text)
    return text.replace("&lt;", "<").replace("&amp;", "&").strip()


def _escaped_text(text: str | None) -> str:
    return with_marks_escaped(_SPACES.sub(" ", text or ""))


def _inline(element: html.HtmlElement) -> str:  # noqa: PLR0911 - one for each tag
    """Return the words of a piece of a line as Markdown; a line break is a new line."""
    if element.tag == "br":
        return "\n"
    if element.tag == "img":
        return _picture(element)
    inner = _paragraph(element)
    if not inner.strip():
        return inner
    before, words, after = inner[: len(inner) - len(inner.lstrip())], inner.strip(), inner[len(inner.rstrip()) :]
    if element.tag == "a":
        address = (element.get("href") or "").strip().replace(" ", "%20").replace("(", "%28").replace(")", "%29")
        kept = address if re.match(r"https?://|mailto:", address) else _file_of(address)
        return f"{before}[{words}]({kept}){after}" if kept else inner
    if element.tag in {"strong", "b"} and "\n" not in words and "*" not in words:
        return f"{before}**{words}**{after}"
    if element.tag in {"em", "i"} and "\n" not in words and "*" not in words:
        return f"{before}*{words}*{after}"
    return inner


def _picture(element: html.HtmlElement) -> str:
    """Return a picture of a Word form, which names its file; those of a web page were put aside before."""
    file = element.get("src") or ""
    shows = with_marks_escaped(_SPACES.sub(" ", element.get("alt") or "").strip())
    return f"![{shows}]({file})" if file else ""


def _file_of(address: str) -> str:
    """Return the name of the file that a link of a saved page leads to, as it stands beside the notice then."""
    parts = urlsplit(address)
    name = parts.path.rpartition("/")[2]
    return name if name and not parts.scheme and not parts.netloc and "." in name else ""


def _table(table: html.HtmlElement, is_known: Callable[[str], bool]) -> Iterator[Line]:
    """Yield a form's rows as labels, or a table of figures as a table."""
    rows = [
        [cell for cell in row if cell.tag in {"td", "th"}]
        for row in table.iter("tr")
        if next(row.iterancestors("table")) is table
    ]
    rows = [row for row in rows if row]
    known = any(is_known(_text(row[0])) or len(row) == 1 for row in rows)
    inside = any(cell.find(".//table") is not None for row in rows for cell in row)  # then it serves the looks
    if not known and not inside and rows and all(len(row) >= _MANY for row in rows):
        yield _figures(rows)
        return
    for row in rows:
        first = _text(row[0])
        if len(row) == 1:
            yield from _lines(row[0], is_known)
        elif is_known(first):
            value = " ".join(filter(None, (_text(cell) for cell in row[1:])))
            inner = [line for cell in row[1:] for line in _lines(cell, is_known)]
            if len(inner) > 1:
                yield Line(Kind.HEADING, first, escaped(first), level=3)
                yield from inner
            else:
                yield Line(Kind.LABEL, value, inner[0].markdown if inner else "", label=first)
        else:
            yield from (line for cell in row for line in _lines(cell, is_known))


def _figures(rows: list[list[html.HtmlElement]]) -> Line:
    width = max(len(row) for row in rows)
    cells = [
        [" ".join(line.markdown for line in _lines(cell, lambda _: False)).replace("|", "\\|") for cell in row]
        for row in rows
    ]
    cells = [[*row, *[""] * (width - len(row))] for row in cells]
    head, *rest = [f"| {' | '.join(row)} |" for row in cells]
    markdown = "\n".join([head, f"|{' --- |' * width}", *rest])
    return Line(Kind.TABLE, _text(" ".join(_text(cell) for row in rows for cell in row)), markdown)
