"""Reads the body of a notice into the sections of the office's form, and turns its Markdown into HTML.

Holds the one Markdown converter of a process. HTML typed by an author is never passed through: it is shown as the
characters that were typed, and a rule reports it. A withheld passage is a block that names its exemption and holds
no words of its own.
"""

from __future__ import annotations

import marshal
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from decision_register.findings import Span
from decision_register.markup import markdown_to_html
from decision_register.packing import packs_as_values
from decision_register.references import slug_of
from decision_register.settings import FormSection
from decision_register.source import Problem

if TYPE_CHECKING:
    from decision_register.settings import Form

LONGEST_BODY = 300_000
"""The most characters of a body; the longest seen in a real notice is about 60,000."""
LONGEST_LINE = 20_000
DEEPEST_QUOTE = 6
DEEPEST_INDENT = 40
MOST_MARKS = 600
"""The most brackets, stars and the like in one paragraph; the time Markdown takes grows with their square."""

_OF_THE_PAGE = ("main", "contents", "standing", "money", "documents", "withheld", "related", "history")
"""The fragments that a page has for itself."""

_ATX = re.compile(r"(?P<level>#{1,6})\s*(?P<words>.*?)\s*#*\s*")
_SETEXT = re.compile(r"(?P<mark>=+|-+)[ ]*")
_WITHHELD = re.compile(
    r"\[withheld:\s*(?P<exemption>[^\]–—]+?)\s*(?:[–—]|\s-)\s*(?P<part>[^\]]+?)\s*\]\s*", re.IGNORECASE
)
_MARK = re.compile("<p>\ue000(?P<kind>[SW])(?P<number>\\d+)\ue001</p>")
_INDENTS = (" ", "\t", ">")
_QUOTE = re.compile(r"(?:\s{0,3}>)+")
_MARKS = re.compile(r"[\[\]*_`!<&\\]")


class Line(NamedTuple):
    """One line of a notice: its number in the file, and its text."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as typed: level 1 to 6, words, place."""

    level: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Prose:
    """A run of ordinary text, as safe HTML without headings of level 1 to 3."""

    html: str


@dataclass(frozen=True, slots=True)
class WithheldBlock:
    """A passage that is not published: the exemption and the part it names, as typed."""

    exemption: str
    part: str
    span: Span

    @property
    def words(self) -> str:
        """What is said in its place where there is no room for more."""
        return f"Withheld: {self.part} ({self.exemption})"


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its heading, the section of the form it stands for (if any), its lines and its blocks.

    `anchor` is its fragment in the page. The heading of text before any heading is empty.
    """

    heading: Heading
    form: FormSection | None
    anchor: str
    lines: tuple[Line, ...]
    blocks: tuple[Prose | WithheldBlock, ...]

    @property
    def title(self) -> str:
        """The heading as the form prints it, or as typed where the form has none."""
        return self.form.heading if self.form else self.heading.text


@packs_as_values
@dataclass(frozen=True, slots=True)
class Body:
    """All sections in the order typed; `headings` also holds those of levels 1 and 4 to 6.

    `text` is what `lines` are made of, and `lowered` the same in small letters: what is looked for in the whole is
    found ten times as fast as in each line.
    """

    sections: tuple[Section, ...]
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    problem: Problem | None = None
    text: str = ""
    lowered: str = ""

    def may_hold(self, *signs: str) -> bool:
        """Say whether any of these, in small letters, is anywhere in the text; so that rules need not look in vain."""
        return any(sign in self.lowered for sign in signs)

    def lines_with(self, *signs: str) -> tuple[Line, ...]:
        """Return the lines that hold any of these, in small letters."""
        found = set()
        for sign in signs:
            at = self.lowered.find(sign)
            while at >= 0:
                found.add(self.lowered.count("\n", 0, at))
                end = self.lowered.find("\n", at)
                at = self.lowered.find(sign, end) if end >= 0 else -1
        return tuple(self.lines[index] for index in sorted(found))

    def lines_found(self, *patterns: re.Pattern[str]) -> tuple[Line, ...]:
        """Return the lines on which something that one of the patterns finds in the whole text begins."""
        starts = {match.start() for pattern in patterns for match in pattern.finditer(self.text)}
        return tuple(self.lines[index] for index in sorted({self.text.count("\n", 0, start) for start in starts}))

    def span_of(self, match: re.Match[str]) -> Span:
        """Return the place of what a pattern found in `text`, as far as it stands on one line."""
        line_start = self.text.rfind("\n", 0, match.start()) + 1
        index = self.text.count("\n", 0, match.start())
        return Span.of(self.lines[index].number, match.start() - line_start + 1, match[0].split("\n", 1)[0])


def read_body(text: str, first_line: int, form: Form) -> Body:
    """Return the sections of a body that begins on `first_line` of its file."""
    lines = tuple(Line(first_line + i, words) for i, words in enumerate(text.split("\n")))
    problem = _too_much(text, lines)
    if problem:
        return Body((), (), (), problem)
    headings = _read_headings(lines)
    starts = [heading for heading in headings if heading.level in (2, 3)]
    withheld = _read_withheld(lines)
    try:
        blocks = _convert(lines, starts, withheld)
    except (RecursionError, ValueError, IndexError):
        return Body((), headings, lines, Problem("too-deep", Span.of(lines[0].number, 1, "")))
    return Body(tuple(_sections(lines, starts, blocks, form)), headings, lines, text=text, lowered=text.lower())


def _too_much(text: str, lines: tuple[Line, ...]) -> Problem | None:
    """Return the problem of a body that would take unbounded time or memory to convert."""
    if len(text) > LONGEST_BODY:
        return Problem("too-long", Span(lines[0].number, 1, 1), f"more than {LONGEST_BODY:,} characters")
    crowded = len(_MARKS.findall(text)) > MOST_MARKS
    marks = 0
    for line in lines:
        words = line.text
        if words[:1] in _INDENTS and _is_too_deep(words):
            return Problem("too-deep", Span(line.number, 1, 2), words.strip()[:20])
        if crowded:
            marks = marks + len(_MARKS.findall(words)) if words.strip() else 0
        if len(words) > LONGEST_LINE or marks > MOST_MARKS:
            return Problem("too-long", Span(line.number, 1, 2), words.strip()[:20])
    return None


def _is_too_deep(line: str) -> bool:
    """Say whether a line begins with too many signs of a quotation, or too far to the right."""
    quote = _QUOTE.match(line)
    indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
    return bool((quote and quote[0].count(">") > DEEPEST_QUOTE) or (line.strip() and indent > DEEPEST_INDENT))


def _read_headings(lines: tuple[Line, ...]) -> tuple[Heading, ...]:
    """Return every heading that Markdown would make, in either of its two spellings."""
    headings: list[Heading] = []
    before = Line(0, "")
    for line in lines:
        atx = _ATX.fullmatch(line.text) if line.text.startswith("#") else None
        setext = _SETEXT.fullmatch(line.text) if line.text[:1] in ("=", "-") else None
        if atx:
            column = atx.start("words") + 1
            headings.append(Heading(len(atx["level"]), atx["words"], Span.of(line.number, column, atx["words"])))
        elif setext and before.text.strip() and not before.text.startswith(("#", ">", "|", "-", "*", "=")):
            words = before.text.strip()
            level = 1 if setext["mark"][0] == "=" else 2
            headings.append(Heading(level, words, Span.of(before.number, 1, words)))
        before = line
    return tuple(headings)


def _read_withheld(lines: tuple[Line, ...]) -> dict[int, WithheldBlock]:
    """Return the withheld blocks by the number of their line."""
    found = {line.number: _WITHHELD.fullmatch(line.text) for line in lines if line.text.startswith("[")}
    return {
        number: WithheldBlock(match["exemption"], match["part"], Span.of(number, 1, match[0].rstrip()))
        for number, match in found.items()
        if match
    }


def _convert(
    lines: tuple[Line, ...], starts: list[Heading], withheld: dict[int, WithheldBlock]
) -> list[tuple[Prose | WithheldBlock, ...]]:
    """Return the blocks of the text before any heading, then those under each heading.

    The whole body is converted at once, so that a link defined anywhere is known everywhere. Headings and withheld
    blocks are replaced by marks that no notice can hold (U+E000 and U+E001 are refused on reading).
    """
    at = {heading.span.line: n for n, heading in enumerate(starts)}
    passages = list(withheld.values())
    marked: list[str] = []
    skip = 0
    for line in lines:
        if line.number == skip:
            continue
        if line.number in at:
            skip = 0 if line.text.startswith("#") else line.number + 1
            marked.append(f"\n\n\ue000S{at[line.number]}\ue001\n\n")
        elif line.number in withheld:
            marked.append(f"\n\n\ue000W{passages.index(withheld[line.number])}\ue001\n\n")
        else:
            marked.append(line.text)
    parts = _MARK.split(markdown_to_html("\n".join(marked)))
    groups: list[list[Prose | WithheldBlock]] = [[]]
    for kind, number, html in zip(["", *parts[1::3]], ["", *parts[2::3]], parts[0::3], strict=True):
        if kind == "S":
            groups.append([])
        elif kind == "W":
            groups[-1].append(passages[int(number)])
        if html.strip():
            groups[-1].append(Prose(html.strip()))
    return [tuple(group) for group in groups]


def _sections(
    lines: tuple[Line, ...], starts: list[Heading], blocks: list[tuple[Prose | WithheldBlock, ...]], form: Form
) -> list[Section]:
    """Return the text before any heading (if there is any), then the section of each heading."""
    ends = [*(heading.span.line for heading in starts[1:]), lines[-1].number + 1][: len(starts)]
    first = starts[0].span.line if starts else lines[-1].number + 1
    sections = []
    if blocks[0]:
        before = tuple(line for line in lines if line.number < first)
        sections.append(Section(Heading(2, "", Span(lines[0].number, 1, 2)), None, "", before, blocks[0]))
    taken = set(_OF_THE_PAGE)
    base = lines[0].number
    for heading, end, group in zip(starts, ends, blocks[1:], strict=True):
        form_section = form.section_named(heading.text)
        anchor = _free_anchor(form_section.heading if form_section else heading.text, taken)
        inside = tuple(lines[heading.span.line - base + 1 : end - base])
        sections.append(Section(heading, form_section, anchor, inside, group))
    return sections


def _free_anchor(heading: str, taken: set[str]) -> str:
    """Return a fragment for a heading that no section before it has."""
    base = slug_of(heading) or "section"
    anchor, count = base, 2
    while anchor in taken:
        anchor, count = f"{base}-{count}", count + 1
    taken.add(anchor)
    return anchor


def pack_sections(sections: tuple[Section, ...]) -> bytes:
    """Return the sections as they are published, in a few bytes and without the lines they were typed in."""
    plain = [
        (
            (section.heading.level, section.heading.text, tuple(section.heading.span)),
            _plain(section.form) if section.form else None,
            section.anchor,
            [
                block.html if isinstance(block, Prose) else (block.exemption, block.part, tuple(block.span))
                for block in section.blocks
            ],
        )
        for section in sections
    ]
    return marshal.dumps(plain)


def _plain(form: FormSection) -> tuple[object, ...]:
    return tuple(getattr(form, name) for name in form.__slots__)


def unpack_sections(packed: bytes) -> tuple[Section, ...]:
    """Return what `pack_sections` packed."""
    plain = marshal.loads(packed) if packed else ()  # noqa: S302 - plain values, packed by us
    return tuple(
        Section(
            Heading(level, text, Span(*span)),
            _form_section(form) if form else None,
            anchor,
            (),
            tuple(
                Prose(block) if isinstance(block, str) else WithheldBlock(block[0], block[1], Span(*block[2]))
                for block in blocks
            ),
        )
        for (level, text, span), form, anchor, blocks in plain
    )


@lru_cache(256)
def _form_section(values: tuple[Any, ...]) -> FormSection:
    return FormSection(*values)
