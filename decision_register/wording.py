"""What a notice says, so that it can be compared with what it said before: its fields and its text, block by block."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.body import Prose
from decision_register.front_matter import Text
from decision_register.redline import Block, Fate, RedBlock, blocks_of, redline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.body import Section
    from decision_register.manuscript import Manuscript


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field whose value is another: its name, and both values as typed; empty where there is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section of the text and its redline."""

    title: str
    blocks: tuple[RedBlock, ...]

    @property
    def differs(self) -> bool:
        """Whether anything in it is another."""
        return any(block.fate is not Fate.SAME for block in self.blocks)


def fields_as_typed(manuscript: Manuscript) -> dict[str, str]:
    """Return every value by its full name; further values of one name are numbered."""
    found: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for typed in manuscript.values:
        if isinstance(typed.value, Text):
            counts[typed.name] += 1
            number = counts[typed.name]
            found[typed.name if number == 1 else f"{typed.name} ({number})"] = typed.value.text
    return found


def blocks_by_section(sections: tuple[Section, ...]) -> dict[str, tuple[Block, ...]]:
    """Return the blocks of each section by its title."""
    found: dict[str, tuple[Block, ...]] = {}
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, Prose):
                blocks += blocks_of(block.html)
            else:
                blocks.append(Block("withheld", block.words))
        found[section.title] = (*found.get(section.title, ()), *blocks)
    return found


def field_changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[FieldChange]:
    """Yield the fields that are others, in the order of the later one."""
    for name in dict.fromkeys([*after, *before]):
        if before.get(name, "") != after.get(name, ""):
            yield FieldChange(name, before.get(name, ""), after.get(name, ""))


def section_changes(
    before: Mapping[str, tuple[Block, ...]], after: Mapping[str, tuple[Block, ...]]
) -> Iterator[SectionChange]:
    """Yield the redline of every section, in the order of the later one."""
    for title in dict.fromkeys([*after, *before]):
        yield SectionChange(title, redline(before.get(title, ()), after.get(title, ())))
