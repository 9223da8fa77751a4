"""Two texts compared word by word: what stayed, what was put in, what was taken out, and what was moved.

Whoever takes away all that was put in has the old text, and whoever takes away all that was taken out has the new one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from html.parser import HTMLParser
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CELL = "\x1f"
"""Stands between the cells of a row; no notice can hold it."""
_ALIKE = 0.5
"""The part of their words that two blocks share if one is the other, changed."""
_TOKEN = re.compile(rf"{CELL}|[£€$]?\d(?:[\d,./]*\d)?(?:%|[^\W_]+)?|\w+|\s+|[^\w\s{CELL}]")
"""A number is one token with what is part of it (`£5k`, `9th`, `31/03/2026`): half struck, it is hard to read."""
_SENTENCE = re.compile(r".+?(?:[.!?]\s+|$)", re.DOTALL)
_FEWEST_SPACES = 2
"""A sentence of one or two words, such as `None.`, may stand anywhere and is not told as moved."""
_BLOCKS = frozenset(("p", "li", "tr", "h4", "h5", "h6", "pre"))


_MOST_PAIRS = 2_000_000
"""How many pairs of equal words are looked at: as many as two paragraphs of 2,000 words that differ everywhere have."""
_MOST_BLOCKS_PAIRED = 100_000


class How(StrEnum):
    """What became of some words."""

    SAME = "same"
    IN = "in"
    OUT = "out"


class Fate(StrEnum):
    """What became of a block."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED_HERE = "moved here"
    MOVED_AWAY = "moved away"


Saying = tuple[str, bool, str]
"""Words that may stand at another place: the kind of their block, whether it is quoted, and the words."""
_OTHER_WORDS = frozenset((Fate.CHANGED, Fate.ADDED, Fate.REMOVED))
_WHERE = {
    Fate.ADDED: ", which is new",
    Fate.REMOVED: ", which is taken out",
    Fate.MOVED_HERE: ", moved to here",
    Fate.MOVED_AWAY: ", moved from here",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a point of a list, a row of a table or a heading: its tag, and its words without marks.

    A row of headings has the tag `th`, any other row `tr`. `place` is the page of a document on which it stands, and
    makes no difference; `quoted` says that it is part of a quotation.
    """

    kind: str
    words: str
    place: str = field(default="", compare=False)
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words of one fate; a sentence that was `moved` is taken out at one place and put in at another."""

    how: How
    words: str
    moved: bool = False


@dataclass(frozen=True, slots=True)
class RedBlock:
    """A block of either text, with what became of it and of each of its words, and its page in a document."""

    kind: str
    fate: Fate
    parts: tuple[Part, ...]
    place: str = ""
    quoted: bool = False

    @property
    def where(self) -> str:
        """Its page in a document, and what became of that page, in words; nothing where there are no pages."""
        return f"{self.place}{_WHERE.get(self.fate, '')}" if self.place else ""

    @property
    def only_moves(self) -> bool:
        """Whether all that is another in it stands at another place."""
        moves = self.fate in (Fate.SAME, Fate.MOVED_HERE, Fate.MOVED_AWAY)
        return moves or all(part.moved or part.how is How.SAME for part in self.parts)

    @property
    def cells(self) -> tuple[tuple[Part, ...], ...]:
        """The parts in each cell of a row; a block that is no row has one cell."""
        cells: list[list[Part]] = [[]]
        for part in self.parts:
            first, *others = part.words.split(CELL)
            cells[-1].append(Part(part.how, first))
            cells += [[Part(part.how, words)] for words in others]
        return tuple(tuple(part for part in cell if part.words) for cell in cells)


def blocks_of(html: str) -> tuple[Block, ...]:
    """Return the blocks of HTML that the register made of a notice."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(block for block in reader.found if block.words.strip(f" {CELL}"))


class _Reader(HTMLParser):
    """Takes the words out of the few tags that a notice can hold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self._kind, self._quotations = "", 0
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the class has it
        """Begin a block, a cell or a line."""
        if tag in _BLOCKS:
            self._finish()
            self._kind = tag
        elif tag == "blockquote":
            self._finish()
            self._quotations += 1
        elif tag in {"td", "th"}:
            self._words.append(CELL)
            self._kind = "th" if tag == "th" else self._kind
        elif tag == "br":
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a block or a quotation."""
        if tag in _BLOCKS or tag == "blockquote":
            self._finish()
            self._quotations -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        """Take words."""
        self._words.append(data)

    def close(self) -> None:
        """End the last block."""
        super().close()
        self._finish()

    def _finish(self) -> None:
        cells = "".join(self._words).split(CELL)
        cells = cells[1:] if self._kind in {"tr", "th"} else cells  # each cell begins with the sign
        words = CELL.join(" ".join(cell.split()) for cell in cells)
        self.found.append(Block(self._kind or "p", words, quoted=self._quotations > 0))
        self._kind, self._words = "", []


def redline(old: tuple[Block, ...], new: tuple[Block, ...]) -> tuple[RedBlock, ...]:
    """Return both texts as one, in reading order."""
    return redlines([(old, new)])[0]


def redlines(pairs: Iterable[tuple[tuple[Block, ...], tuple[Block, ...]]]) -> list[tuple[RedBlock, ...]]:
    """Return the redline of each old and new section; a block may have moved from one section to another."""
    compared = [list(_compared(old, new)) for old, new in pairs]
    moved = _with_moved_sentences(list(_with_moves([red for reds in compared for red in reds])))
    return [tuple(islice(moved, len(reds))) for reds in compared]


def words_before(reds: Iterable[RedBlock]) -> list[str]:
    """Return the blocks of the old text: all but what was put in."""
    return [_words(red, How.IN) for red in reds if red.fate not in (Fate.ADDED, Fate.MOVED_HERE)]


def words_after(reds: Iterable[RedBlock]) -> list[str]:
    """Return the blocks of the new text: all but what was taken out."""
    return [_words(red, How.OUT) for red in reds if red.fate not in (Fate.REMOVED, Fate.MOVED_AWAY)]


def _words(red: RedBlock, without: How) -> str:
    return "".join(part.words for part in red.parts if part.how is not without)


def _compared(old: tuple[Block, ...], new: tuple[Block, ...]) -> Iterator[RedBlock]:
    """Yield the blocks that stayed, and between them those that were changed, put in or taken out."""
    for same, i, j, k, m in _steps(old, new):
        if same:
            yield from (_whole(block, Fate.SAME, How.SAME) for block in old[i:j])
        else:
            yield from _paired(old[i:j], new[k:m])


def _steps(old: Sequence[object], new: Sequence[object]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Yield stretches that are the same or not, with where each begins and ends in both.

    The same beginning and end are found first; where what is left would take difflib too long, all of it differs.
    """
    shortest = min(len(old), len(new))
    begin = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    rest = range(1, shortest - begin + 1)
    end = next((n - 1 for n in rest if old[-n] != new[-n]), shortest - begin)
    one, other = old[begin : len(old) - end], new[begin : len(new) - end]
    if begin:
        yield True, 0, begin, 0, begin
    counts, others = Counter(one), Counter(other)
    if sum(number * others[thing] for thing, number in counts.items()) > _MOST_PAIRS:
        yield False, begin, len(old) - end, begin, len(new) - end
    else:
        for what, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            yield what == "equal", begin + i, begin + j, begin + k, begin + m
    if end:
        yield True, len(old) - end, len(old), len(new) - end, len(new)


def _paired(old: tuple[Block, ...], new: tuple[Block, ...]) -> Iterator[RedBlock]:
    """Yield blocks that differ: each old one with the next new one that is like it, unless there are too many."""
    at, many = 0, len(old) * len(new) > _MOST_BLOCKS_PAIRED
    for block in old:
        like = None if many else next((n for n in range(at, len(new)) if _are_alike(block, new[n])), None)
        if like is None:
            yield _whole(block, Fate.REMOVED, How.OUT)
            continue
        yield from (_whole(one, Fate.ADDED, How.IN) for one in new[at:like])
        yield _changed(block, new[like])
        at = like + 1
    yield from (_whole(one, Fate.ADDED, How.IN) for one in new[at:])


def _whole(block: Block, fate: Fate, how: How) -> RedBlock:
    return RedBlock(block.kind, fate, (Part(how, block.words),), block.place, block.quoted)


def _changed(old: Block, new: Block) -> RedBlock:
    place = new.place if old.place in {"", new.place} else f"{new.place}, which was {old.place}"
    return RedBlock(
        new.kind,
        Fate.CHANGED,
        tuple(_word_by_word(_TOKEN.findall(old.words), _TOKEN.findall(new.words))),
        place,
        new.quoted,
    )


def _are_alike(old: Block, new: Block) -> bool:
    """Say whether two blocks are one block, changed: of one kind, and with half of their words in common."""
    one, other = Counter(old.words.split()), Counter(new.words.split())
    return (old.kind, old.quoted) == (new.kind, new.quoted) and 2 * (one & other).total() >= _ALIKE * (
        one.total() + other.total()
    )


def _word_by_word(old: Sequence[str | Part], new: Sequence[str | Part]) -> Iterator[Part]:
    for same, i, j, k, m in _steps(old, new):
        if same:
            yield from _parts(old[i:j], How.SAME)
        else:
            yield from _parts(old[i:j], How.OUT)
            yield from _parts(new[k:m], How.IN)


def _parts(tokens: Sequence[str | Part], how: How) -> Iterator[Part]:
    """Yield words of one fate as one part, and each sentence that was moved as one; a space goes with its sentence."""
    last: Part | None = None
    for one in tokens:
        part = one if isinstance(one, Part) else Part(how, one)
        if last and (not (last.moved or part.moved) or last.words.isspace() or part.words.isspace()):
            part = Part(how, last.words + part.words, last.moved or part.moved)
        elif last:
            yield last
        last = part
    if last:
        yield last


_SHOWN_WORDS = 12
"""How many words are shown beside a change where what is the same is cut short."""


def cut_short(red: RedBlock) -> RedBlock:
    """Return a block in which long stretches that stayed the same show only the words next to a change."""
    return replace(red, parts=tuple(_cut(part, place, len(red.parts) - 1) for place, part in enumerate(red.parts)))


def _cut(part: Part, place: int, last: int) -> Part:
    words = part.words.split(" ")
    if part.how is not How.SAME or len(words) <= 2 * _SHOWN_WORDS:
        return part
    before = words[:_SHOWN_WORDS] if place else []
    after = words[-_SHOWN_WORDS:] if place < last else []
    return Part(part.how, " ".join([*before, "…", *after]))


def _with_moves(reds: list[RedBlock]) -> Iterator[RedBlock]:
    """Yield the blocks; one that was taken out at one place and put in at another was moved."""
    away = Counter(_moving(red) for red in reds if red.fate is Fate.REMOVED)
    here = Counter(_moving(red) for red in reds if red.fate is Fate.ADDED)
    moved = away & here
    left = {Fate.REMOVED: moved.copy(), Fate.ADDED: moved.copy()}
    for red in reds:
        key = _moving(red)
        if red.fate in left and left[red.fate][key] > 0:
            left[red.fate][key] -= 1
            fate = Fate.MOVED_AWAY if red.fate is Fate.REMOVED else Fate.MOVED_HERE
            yield replace(red, fate=fate)
        else:
            yield red


def _with_moved_sentences(reds: list[RedBlock]) -> Iterator[RedBlock]:
    """Yield the blocks; a sentence that left one for another of its kind was moved. Rows have no sentences."""
    differing = [_sentences_apart(red) for red in reds]
    away, here = Counter[Saying](), Counter[Saying]()
    for gone, come in differing:
        away.update(gone)
        here.update(come)
    moved = away & here
    left = {How.OUT: moved.copy(), How.IN: moved.copy()}
    for red, (gone, come) in zip(reds, differing, strict=True):
        if moved.keys().isdisjoint((*gone, *come)):
            yield red
        else:
            old = list(_with_sentences(red, How.OUT, gone, left[How.OUT]))
            new = list(_with_sentences(red, How.IN, come, left[How.IN]))
            yield replace(red, parts=tuple(_word_by_word(old, new)))


def _sentences_apart(red: RedBlock) -> tuple[Counter[Saying], Counter[Saying]]:
    """Return the sentences that a block has no more, and those that it newly has, but for very short ones."""
    if red.fate not in _OTHER_WORDS or red.kind in {"tr", "th"}:
        return Counter(), Counter()
    old, new = (Counter(said for said, _ in _sentences(red, without)) for without in (How.IN, How.OUT))
    return old - new, new - old


def _sentences(red: RedBlock, without: How) -> Iterator[tuple[Saying, str]]:
    """Yield each sentence of a block as it was or as it is, without and with the spaces around it."""
    for typed in _SENTENCE.findall(_words(red, without)):
        yield (red.kind, red.quoted, typed.strip()), typed


def _with_sentences(red: RedBlock, how: How, apart: Counter[Saying], left: Counter[Saying]) -> Iterator[str | Part]:
    """Yield the tokens of a block, in which each sentence that was moved is one; `left` counts those not yet met."""
    for said, typed in _sentences(red, How.IN if how is How.OUT else How.OUT):
        if apart[said] > 0 and left[said] > 0 and said[2].count(" ") >= _FEWEST_SPACES:
            apart[said] -= 1
            left[said] -= 1
            yield Part(how, typed, moved=True)
        else:
            yield from _TOKEN.findall(typed)


def _moving(red: RedBlock) -> Saying:
    """Return what is equal for a block at the place that it left and at the place where it is."""
    return red.kind, red.quoted, red.parts[0].words if red.parts else ""
