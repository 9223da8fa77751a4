"""Which facts of a notice are others than they were: sums, dates, names, what is withheld, and the look of the text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from typing import TYPE_CHECKING

from decision_register.markup import plain_text
from decision_register.mentions import Mention, dates_mentioned, names_mentioned, shares_mentioned, sums_mentioned
from decision_register.redline import CELL
from decision_register.references import whole_references
from decision_register.values import as_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from decision_register.redline import Block
    from decision_register.settings import Settings

NEWLY = "Newly"
OF_WITHHELD = ("No longer", NEWLY, "Withheld")
"""How what is called out of withheld parts begins."""

_LINK = re.compile(r'<a href="([^"]*)"(?: title="([^"]*)")?[^>]*>(.*?)</a>', re.DOTALL)
_STRESSED = re.compile(r"<(?:strong|em)>(.*?)</(?:strong|em)>", re.DOTALL)
_BEGINNING = re.compile(r'<ol(?: start="(\d+)")?>')
_PICTURE = re.compile(r'<img [^>]*?src="([^"]*)"')
_DESCRIPTION = re.compile(r'<img [^>]*?alt="([^"]*)"')
_SAID_BY_OTHERS = re.compile(r"</?a(?: [^>]*)?>|<img [^>]*>")
_NO_TEXT = ("changes", "allow")
_MENTIONED: tuple[tuple[str, Callable[[str], Iterator[Mention]]], ...] = (
    ("Sums", sums_mentioned),
    ("Percentages", shares_mentioned),
    ("Dates", dates_mentioned),
    ("Names", names_mentioned),
)
_ABOUT_WITHHELD = {"reason": "reason", "public_interest": "public-interest test", "review_date": "review date"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a notice says; nothing if it is not there.

    Its fields, the blocks of each section by title, and each title with the HTML of its section, in order.
    """

    fields: dict[str, str]
    text: dict[str, tuple[Block, ...]]
    html: tuple[tuple[str, str], ...]


def called_out(old: Said, new: Said, settings: Settings) -> Iterator[str]:
    """Yield a sentence for each kind of fact that is another: what was taken out of the notice, and what was put in."""
    before, after = _words(old), _words(new)
    for name, mentioned in _MENTIONED:
        yield from _difference(name, mentioned(before), mentioned(after))
    cited = whole_references(settings.reference.pattern)
    yield from _difference(
        "References", *(_as_typed(match[0] for match in cited.finditer(one)) for one in (before, after))
    )
    markup = ["".join(html for _, html in said.html) for said in (old, new)]
    yield from _links(*map(_links_of, markup))
    for name, pattern in (("Pictures", _PICTURE), ("Descriptions of pictures", _DESCRIPTION)):
        yield from _difference(name, *(_as_typed(map(unescape, pattern.findall(html))) for html in markup))
    yield from _looks(old, new)
    yield from _order(old, new)
    yield from _withheld(old, new)


def _words(said: Said) -> str:
    """Return all that a notice says but its headings, a value, a paragraph or a cell a line."""
    values = [as_read(value, name) for name, value in said.fields.items() if not name.startswith(_NO_TEXT)]
    return "\n".join([*values, *(block.words.replace(CELL, "\n") for blocks in said.text.values() for block in blocks)])


def _as_typed(found: Iterable[str]) -> Iterator[Mention]:
    return (Mention(words, words) for words in found)


def _difference(name: str, before: Iterable[Mention], after: Iterable[Mention]) -> Iterator[str]:
    gone, come = _more(before, after)
    said = [f"{', '.join(words)} {how}" for words, how in ((gone, "taken out"), (come, "put in")) if words]
    if said:
        yield f"{name}: {'; '.join(said)}"


def _more(before: Iterable[Mention], after: Iterable[Mention]) -> tuple[list[str], list[str]]:
    """Return the words of what is mentioned more often before, and of what is mentioned more often after."""
    one, other = tuple(before), tuple(after)
    counts, others = (Counter(mention.key for mention in mentions) for mentions in (one, other))
    words = {mention.key: " ".join(mention.words.split()).rstrip(".,;:") for mention in (*one, *other)}
    return [words[key] for key in counts - others], [words[key] for key in others - counts]


def _links_of(html: str) -> list[tuple[str, str]]:
    """Return the words and the address of each link."""
    return [
        (plain_text(words), unescape(to) + (f" (its tip: {unescape(tip)})" if tip else ""))
        for to, tip, words in _LINK.findall(html)
    ]


def _links(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> Iterator[str]:
    """Yield each link that has the same words and leads elsewhere, then the addresses that come and go otherwise."""
    gone, come = list((Counter(old) - Counter(new)).elements()), list((Counter(new) - Counter(old)).elements())
    for words, was in tuple(gone):
        to = next((to for same, to in come if same == words != ""), None)
        if to is not None:
            gone.remove((words, was))
            come.remove((words, to))
            yield f"The link “{words}” leads to {to} and led to {was}"
    yield from _difference("Links", *(_as_typed(to for _, to in links) for links in (gone, come)))


def _looks(old: Said, new: Said) -> Iterator[str]:
    """Yield in which sections the words are the same and the marks are not: what is bold or a list."""
    before, after = (
        {title: _SAID_BY_OTHERS.sub("", html) for title, html in said.html if title in old.text and title in new.text}
        for said in (old, new)
    )
    differing = [title for title in after if before[title] != after[title] and old.text[title] == new.text[title]]
    if differing:
        yield f"The look of the text, such as what is bold or a list, is another in {_named(differing)}"
    was, is_now = ("".join(each[title] for title in differing) for each in (before, after))
    yield from _difference(
        "Bold or slanted words", *(_as_typed(map(plain_text, _STRESSED.findall(html))) for html in (was, is_now))
    )
    firsts = [[number or "1" for number in _BEGINNING.findall(html)] for html in (was, is_now)]
    if len(firsts[0]) == len(firsts[1]):
        pairs = (pair for pair in zip(*firsts, strict=True) if pair[0] != pair[1])
        yield from (f"A numbered list began with {old_first} and begins with {first}" for old_first, first in pairs)


def _order(old: Said, new: Said) -> Iterator[str]:
    """Yield the sections that stand at another place among those that stay."""
    before = [title for title in old.text if title in new.text]
    after = [title for title in new.text if title in old.text]
    for what, _, _, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for at in range(begin, end) if what in {"insert", "replace"} else ():
            place = f"stands after {_named([after[at - 1]])}" if at else "stands first"
            yield f"The section {_named([after[at]])} {place} now"


def _named(titles: list[str]) -> str:
    return ", ".join(f"“{title}”" if title else "the text before the first heading" for title in titles)


def parts_withheld(said: Said) -> list[tuple[str, str]]:
    """Return the name of each withheld part, and its exemption."""
    return [
        (value, said.fields.get(name.replace("part", "exemption", 1), "no exemption"))
        for name, value in said.fields.items()
        if name.startswith("withheld.part")
    ]


def _withheld(old: Said, new: Said) -> Iterator[str]:
    """Yield what is withheld no longer, what newly is, and what is told of it otherwise."""
    for where, found in (("listed as withheld", _listed), ("withheld in the text", _passages)):
        gone, come = _more(_as_typed(found(old)), _as_typed(found(new)))
        yield from (f"No longer {where}: {part}" for part in gone)
        yield from (f"{NEWLY} {where}: {part}" for part in come)
    before, after = _about_withheld(old), _about_withheld(new)
    for (part, what), value in after.items():
        was = before.get((part, what), value)
        if value != was and what == "review date":
            yield f"Withheld, {part}: the {what} is {value or 'not given'} and was {was or 'not given'}"
        elif value != was:
            how = "put in" if not was else "another" if value else "taken out"
            yield f"Withheld, {part}: the {what} is {how}"


def _listed(said: Said) -> Iterator[str]:
    """Yield each part with its exemption; of a confidential notice, whose parts have no names, the exemption."""
    parts = parts_withheld(said)
    yield from (f"{part} ({exemption})" for part, exemption in parts)
    if not parts:
        yield from (value for name, value in said.fields.items() if name.startswith("withheld.exemption"))


def _passages(said: Said) -> Iterator[str]:
    for blocks in said.text.values():
        yield from (block.words.removeprefix("Withheld: ") for block in blocks if block.kind == "withheld")


def _about_withheld(said: Said) -> dict[tuple[str, str], str]:
    """Return what is told of each withheld part, nothing where it is not told, by the part and by what it is."""
    return {
        (value, what): as_read(said.fields.get(name.replace("part", key, 1), ""), key)
        for name, value in said.fields.items()
        if name.startswith("withheld.part")
        for key, what in _ABOUT_WITHHELD.items()
    }
