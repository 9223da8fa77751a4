"""Rules DN32x: the words of a notice: what readers cannot use, and what was left behind by mistake."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from decision_register.findings import Severity, Span
from decision_register.front_matter import Group, Items, Text
from decision_register.names import is_local_file, is_safe_address
from decision_register.rules.rule import Breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.body import Line
    from decision_register.front_matter import Value
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_COMMENT = re.compile(r"<!--|-->")
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?=[\s/>])[^<>]{0,400}>|<[!?][A-Za-z]")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:|www\.)[^<>\s]+>")
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\[\]]{0,400})\]\(\s*(?P<address>[^()\s]{0,800})(?:\s[^()]{0,200})?\)")
_DEFINED = re.compile(r"\s{0,3}\[[^\[\]]{1,200}\]:\s*<?(?P<address>[^\s>]{1,800})")
_BARE = re.compile(r"(?<![\w(/<\"'=])(?:https?://|www\.)[^\s<>()\[\]]{2,400}")
_VAGUE = frozenset(
    {"click here", "here", "click", "read more", "more", "this link", "link", "this", "this page", "see here"}
    | {"find out more", "learn more", "more information", "further information", "details", "download", "document"}
    | {"website", "attached", "this document"}
)
_TO_FILL_IN = re.compile(
    r"\[(?i:(?:insert|enter|add|type|delete|name|date|amount|tbc|tbd)\b)[^\]]{0,200}\]",
)
_LEFT_OVER = re.compile(
    r"\bTB[CD]\b|\bto be confirmed\b|"
    r"\bX{2,4}[/.-]X{2,4}(?:[/.-]X{2,4})?\b|\bX{4,}\b|£\s?X+\b|\bdelete as (?:appropriate|applicable)\b|"
    r"\blorem ipsum\b|\binsert (?:text|name|date|details) here\b|\b(?:DD|dd)[/-](?:MM|mm)[/-](?:YY|yy)+\b|\?\?\?+",
    re.IGNORECASE,
)
_LEFT_OVER_SIGNS = (
    "tbc",
    "tbd",
    "to be confirmed",
    "xx",
    "£x",
    "£ x",
    "delete as",
    "lorem",
    "insert ",
    "dd/",
    "dd-",
    "???",
)
_ACRONYM = re.compile(r"[A-Z](?<![\w/&-].)[A-Z&]{1,5}s?(?![\w/]|-\d)")
_ROMAN = re.compile(r"[IVXLC]+")
_ROW = re.compile(r"\s*\|?.*\|.*")
_RULED = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_KNOWN_CAPITALS = frozenset(
    {"N/A", "NA", "OK", "TV", "UK", "EU", "US", "USA", "AM", "PM", "ID", "IT", "HR", "GB", "TD", "TBC", "TBD"}
)


def _found(pattern: re.Pattern[str], manuscript: Manuscript, *signs: str) -> Iterator[tuple[Line, re.Match[str], Span]]:
    """Yield each place in the body where a pattern is found; none is on a line without one of these (small letters)."""
    for line in manuscript.body.lines_with(*signs):
        for match in pattern.finditer(line.text):
            yield line, match, Span.of(line.number, match.start() + 1, match[0])


@rule("DN320", "html-comment")
def html_comment(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A notice holds no HTML comment.

    A comment looks hidden and is not: whoever reads the source of the page, or the repository, reads it.

    Bad:

    ```
    <!-- ask Sara about the supplier -->
    ```

    Good: the comment is deleted.
    """
    for _line, match, span in _found(_COMMENT, manuscript, "<!--"):
        if match[0] == "<!--":
            yield Breach("The text holds an HTML comment", "Delete it; it would not be hidden.", span, match[0])


@rule("DN321", "raw-html")
def raw_html(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A notice is written in Markdown, without HTML.

    HTML would be shown as typed, and what is pasted from Word or a web page may carry hidden text.

    Bad:

    ```
    The grant was <b>approved</b>.
    ```

    Good:

    ```
    The grant was **approved**.
    ```
    """
    for _line, match, span in _found(_HTML, manuscript, "<"):
        yield Breach(
            f"The text holds the HTML {match[0][:40]}",
            "Delete it; for strong words write **so**, for a list begin the line with a hyphen.",
            span,
            match[0],
        )


@rule("DN322", "image-without-alternative-text")
def image_without_alternative_text(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Every image has words that say what it shows (WCAG 2.2, 1.1.1).

    Bad:

    ```
    ![](map.png)
    ```

    Good:

    ```
    ![Map of the five new camera sites](map.png)
    ```
    """
    for _line, match, span in _found(_LINK, manuscript, "]("):
        if match["image"] and not match["text"].strip():
            cure = "Say what it shows between the square brackets."
            yield Breach(f"The image {match['address']} has no alternative text", cure, span, match[0])


@rule("DN329", "picture-from-elsewhere")
def picture_from_elsewhere(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A picture is a document of the notice.

    A picture on another website may change or vanish, and that website would be told of every reader.

    Bad: `![Map of the sites](https://example.org/map.png)`

    Good: `![Map of the sites](map.png)`, with `map.png` listed under documents.
    """
    for _line, match, span in _found(_LINK, manuscript, "!["):
        if match["image"] and not is_local_file(match["address"].replace("%20", " ")):
            message = f"The picture {match['address'][:60]!r} is not in the notice's folder, so it would not be shown"
            yield Breach(message, "Put it into the folder and list it under documents.", span, match["address"])


@rule("DN323", "vague-link-text")
def vague_link_text(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """The words of a link say where it leads (WCAG 2.2, 2.4.4).

    A screen reader can read out the links of a page by themselves.

    Bad:

    ```
    [Click here](https://example.org/plan) for the plan.
    ```

    Good:

    ```
    Read the [police and crime plan](https://example.org/plan).
    ```
    """
    for _line, match, span in _found(_LINK, manuscript, "]("):
        words = match["text"].strip(" .*_:!").casefold()
        if not match["image"] and (words in _VAGUE or not words):
            cure = "Write what the link leads to, such as the title of the page."
            yield Breach(f"The link says {match['text']!r}, not where it leads", cure, span, match["text"])


@rule("DN324", "bare-address-as-link-text")
def bare_address(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A link has words, not an address.

    An address read out letter by letter tells a listener little, and runs off a narrow screen.

    Bad:

    ```
    See https://example.org/plan
    ```

    Good:

    ```
    See the [police and crime plan](https://example.org/plan).
    ```
    """
    cure = "Write [what it leads to](the address)."
    for line in manuscript.body.lines_with("http", "www.", "mailto:"):
        links = list(_LINK.finditer(line.text))
        for match in links:
            if re.match(r"(?:https?://|www\.)", match["text"].strip()):
                yield Breach(
                    f"The link shows the address {match['text'].strip()[:60]}",
                    cure,
                    Span.of(line.number, match.start() + 1, match[0]),
                    match["text"],
                )
        if _DEFINED.match(line.text):
            continue
        rest = line.text
        for match in links:
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
        for match in [*_AUTOLINK.finditer(rest), *_BARE.finditer(rest)]:
            shown = match[0].strip("<>").rstrip(".,;:")
            span = Span.of(line.number, match.start() + 1, match[0])
            yield Breach(f"The text shows the address {shown[:60]}", cure, span, shown)


@rule("DN325", "unsafe-link")
def unsafe_link(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A link leads to a web page, an e-mail address, a telephone number, or a document of the notice.

    Bad:

    ```
    [The plan](javascript:show())
    ```

    Good:

    ```
    [The plan](https://example.org/plan)
    ```
    """
    for pattern in (_LINK, _DEFINED):
        for _line, match, span in _found(pattern, manuscript, "](", "]:"):
            if not is_safe_address(match["address"].strip("<>")):
                cure = "Use an address that begins with https://, mailto: or tel:, or the name of a listed document."
                yield Breach(f"The link leads to {match['address'][:60]!r}", cure, span, match["address"])


@rule("DN326", "table-without-header-row")
def table_without_header_row(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A table begins with a row that names its columns (WCAG 2.2, 1.3.1).

    Bad:

    ```
    | Salary | £17,355 |
    | Travel | £1,200 |
    ```

    Good:

    ```
    | What it pays for | Sum |
    | --- | --- |
    | Salary | £17,355 |
    | Travel | £1,200 |
    ```
    """
    rows: list[Line] = []
    for line in (*manuscript.body.lines, None):
        if line and "|" in line.text and not line.text.lstrip().startswith("#"):
            rows.append(line)
            continue
        if rows:
            yield from _headless(rows)
        rows = []


def _headless(rows: list[Line]) -> Iterator[Breach]:
    """Yield a breach when neighbouring lines with bars are a table without named columns."""
    first = rows[0]
    looks_like_a_table = len(rows) > 1 or first.text.strip().startswith("|")
    ruled = len(rows) > 1 and "-" in rows[1].text and _RULED.fullmatch(rows[1].text)
    cells = first.text.strip().strip("|").split("|")
    nameless = [str(number) for number, cell in enumerate(cells, 1) if not cell.strip()]
    if not looks_like_a_table or (ruled and not nameless):
        return
    if ruled and len(nameless) < len(cells):
        what = f"Column {' and column '.join(nameless)} of the table has no name"
        cure = "Type it in the first row, as in | What |, for a screen reader says it before each cell below."
    else:
        what = "The table does not begin with a row that names its columns"
        cure = "Put a row with a name for each column first, then a row of | --- | for each."
    yield Breach(what, cure, Span.of(first.number, 1, first.text), first.text.strip()[:60])


@rule("DN327", "leftover-template-instruction")
def leftover_template_instruction(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Nothing of the template is left in a notice.

    Bad:

    ```
    The grant of £XX was agreed on [insert date].
    ```

    Good:

    ```
    The grant of £500 was agreed on 7 June 2016.
    ```
    """
    cure = "Write what belongs here, or delete it."
    found_in_text = (_found(_TO_FILL_IN, manuscript, "["), _found(_LEFT_OVER, manuscript, *_LEFT_OVER_SIGNS))
    for _line, match, span in chain(*found_in_text):
        yield Breach(f"{match[0]!r} is left over from a template or a draft", cure, span, match[0])
    typed = list(_texts(manuscript.fields))
    together = "\n".join(value.text for value in typed)
    lowered = together.lower()
    if "[" not in together and not any(sign in lowered for sign in _LEFT_OVER_SIGNS):
        return
    for value in typed:
        found = _TO_FILL_IN.search(value.text) or _LEFT_OVER.search(value.text)
        if found:
            yield Breach(f"{found[0]!r} is left over from a template or a draft", cure, value.span, found[0])


def _texts(value: Value) -> Iterator[Text]:
    """Yield every single value of the front matter."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Items):
        for item in value.items:
            yield from _texts(item)
    elif isinstance(value, Group):
        for entry in value.entries:
            yield from _texts(entry.value)


@rule("DN328", "unexplained-acronym", severity=Severity.WARNING)
def unexplained_acronym(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A short form is explained where it is first used.

    Residents do not know the short forms of the office. Those that every reader knows are in the settings.

    Bad:

    ```
    The MTFP was agreed.
    ```

    Good:

    ```
    The medium-term financial plan (MTFP) was agreed.
    ```
    """
    headings = {section.heading.span.line for section in manuscript.body.sections if section.form}
    known = {*settings.acronyms, *_KNOWN_CAPITALS}
    for line in manuscript.body.lines_found(_ACRONYM):
        if line.number in headings or line.text.startswith("[withheld"):
            continue
        text = _LINK.sub(lambda link: link["text"].ljust(len(link[0])), line.text) if "](" in line.text else line.text
        for match in _ACRONYM.finditer(text):
            short = match[0].removesuffix("s") if match[0][-1] == "s" else match[0]
            if short in known or _ROMAN.fullmatch(short) or _is_part_of_a_reference(text, match, settings):
                continue
            known.add(short)
            before, after = text[: match.start()], text[match.end() :]
            if not (
                (before.rstrip(" *_").endswith("(") and after.lstrip(" *_").startswith(")")) or after.startswith(" (")
            ):
                span = Span.of(line.number, match.start() + 1, match[0])
                yield Breach(
                    f"{short} is not explained", f"Write the words in full first, then ({short}).", span, short
                )


def _is_part_of_a_reference(text: str, match: re.Match[str], settings: Settings) -> bool:
    """Say whether capitals are the beginning of a reference, a postcode or the number of a standard."""
    word = re.match(r"[\w/-]+", text[match.start() :])
    nearby = text[match.start() : match.end() + 12]
    return bool(
        (word and settings.reference.matches(word[0].rstrip("-/")))
        or re.match(r"(?:[A-Z]{2,6}\s)?[A-Z]{2,6}\s?\d", nearby)
        or re.match(r"(?:FOI|EIR)\b", match[0])
    )
