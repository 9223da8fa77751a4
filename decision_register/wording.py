"""What a notice says, so that it can be compared with what it said before: its fields and its text, block by block."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.body import Prose
from decision_register.front_matter import Text
from decision_register.redline import Block, Fate, RedBlock, blocks_of, redlines
from decision_register.values import as_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.body import Section
    from decision_register.manuscript import Manuscript


_IN_WORDS = {"source_url": "Address of the official text", "allow": "Findings accepted"}
"""The fields whose names say nothing to a reader."""
_TELLS_APART = ("purpose", "recipient", "part", "title", "file", "name", "rule", "date")
_LONGEST = 60
"""How much is shown of what tells one entry of a field from another."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field whose value is another: its name, and both values as readers see them; empty where there is none.

    Of a field with several entries, such as `costs`, an entry that comes or goes is one change, and each part that is
    another in an entry that stays is one (`costs.amount`); of several entries, `entry` says which (`entry 2 (Paint)`).
    """

    name: str
    before: str
    after: str
    entry: str = ""

    @property
    def in_words(self) -> str:
        """Its name as readers see it: `Lead officer`, `Costs, amount` or `Costs, entry 2 (Paint), amount`."""
        field, _, part = self.name.partition(".")
        said = _IN_WORDS.get(field, field.replace("_", " ").capitalize())
        return ", ".join(filter(None, (said, self.entry, part.replace("_", " "))))


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section of the text and its redline."""

    title: str
    blocks: tuple[RedBlock, ...]

    @property
    def differs(self) -> bool:
        """Whether anything in it is another."""
        return any(block.fate is not Fate.SAME for block in self.blocks)

    @property
    def only_moves(self) -> bool:
        """Whether all that is another in it stands at another place."""
        return all(block.only_moves for block in self.blocks)


def fields_as_typed(manuscript: Manuscript) -> dict[str, str]:
    """Return every value by its full name; what belongs to a further entry of one field has the entry's number.

    A part that is a list, as the values of `allow` may be, is one value with commas.
    """
    found: dict[str, str] = {}
    entries: Counter[str] = Counter()
    for typed in manuscript.values:
        field = typed.name.partition(".")[0]
        entries[field] += typed.name == field
        if isinstance(typed.value, Text):
            number = entries[field]
            name = typed.name if number == 1 else f"{typed.name} ({number})"
            found[name] = f"{found[name]}, {typed.value.text}" if name in found else typed.value.text
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
    """Yield the fields that are others, in the order of the later one; both are as `fields_as_typed` returns them."""
    old, new = _entries(before), _entries(after)
    for field in dict.fromkeys([*new, *old]):
        yield from _entries_changed(field, old.get(field, []), new.get(field, []))


Entry = dict[str, str]
"""One entry of a field: the value of each of its parts; a field without parts has one, without a name."""


def _entries(fields: Mapping[str, str]) -> dict[str, list[Entry]]:
    found: dict[str, dict[str, Entry]] = {}
    for name, value in fields.items():
        full, _, number = name.partition(" (")
        field, _, part = full.partition(".")
        found.setdefault(field, {}).setdefault(number, {})[part] = value
    return {field: list(entries.values()) for field, entries in found.items()}


def _entries_changed(field: str, old: list[Entry], new: list[Entry]) -> Iterator[FieldChange]:
    """Yield what is another in the entries of one field: those that are alike, or the only ones, are one, changed."""
    gone, come = _left(old, new), _left(new, old)
    alone = len(old) == len(new) == 1
    if not gone and not come and old != new:
        before, after = ("\n".join(_entry_as_read(field, entry) for entry in entries) for entries in (old, new))
        yield FieldChange(field, before, after)
    for entry in gone:
        like = next((other for other in come if alone or _are_one(entry, other)), None)
        if like is None:
            yield FieldChange(field, _entry_as_read(field, entry), "")
            continue
        come.remove(like)
        for part in dict.fromkeys([*like, *entry]):
            if entry.get(part) != like.get(part):
                name = f"{field}.{part}" if part else field
                was, is_now = (as_read(one.get(part, ""), name) for one in (entry, like))
                yield FieldChange(name, was, is_now, _which(like, new) if part and max(len(old), len(new)) > 1 else "")
    yield from (FieldChange(field, "", _entry_as_read(field, entry)) for entry in come)


def _which(entry: Entry, entries: list[Entry]) -> str:
    """Return which of several entries this is: its number, and what it is for or whom it pays, or what it is called."""
    number = next(place for place, one in enumerate(entries, 1) if one is entry)
    called = next((entry[part] for part in _TELLS_APART if entry.get(part)), "")
    shown = f"{called[:_LONGEST].rstrip()}…" if len(called) > _LONGEST else called
    return f"entry {number} ({shown})" if shown else f"entry {number}"


def _left(entries: list[Entry], others: list[Entry]) -> list[Entry]:
    """Return the entries that are not among the others as well, each as often as it is there more."""
    left, unmatched = [], list(others)
    for entry in entries:
        if entry in unmatched:
            unmatched.remove(entry)
        else:
            left.append(entry)
    return left


def _are_one(old: Entry, new: Entry) -> bool:
    """Say whether two entries are one, changed: values without parts are, others if half of their parts are equal."""
    same = sum(new.get(part) == value for part, value in old.items())
    return "" in old or 2 * same >= max(len(old), len(new))


def _entry_as_read(field: str, entry: Entry) -> str:
    """Return an entry with a line for each part that has a name: `amount: £5,000`."""
    said = ((part, as_read(value, part or field)) for part, value in entry.items() if value)
    return "\n".join(f"{part.replace('_', ' ')}: {value}" if part else value for part, value in said)


def section_changes(
    before: Mapping[str, tuple[Block, ...]], after: Mapping[str, tuple[Block, ...]]
) -> Iterator[SectionChange]:
    """Yield the redline of every section, in the order of the later one."""
    titles = list(dict.fromkeys([*after, *before]))
    reds = redlines((before.get(title, ()), after.get(title, ())) for title in titles)
    yield from map(SectionChange, titles, reds)


def document_changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each document that is another, what happened to it, and the name that it had, if it is renamed.

    Both hold digests by name: what has the same bytes under a new name is renamed.
    """
    named = _renamed(before, after)
    for name in dict.fromkeys([*after, *before]):
        if name in named:
            yield name, "renamed", named[name]
        elif name not in before:
            yield name, "added", ""
        elif name not in after and name not in named.values():
            yield name, "taken away", ""
        elif name in after and before[name] != after[name]:
            yield name, "replaced", ""


def _renamed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return the old name of each document that has a new one."""
    gone = [name for name in before if name not in after]
    named: dict[str, str] = {}
    for name in (name for name in after if name not in before):
        old = next((old for old in gone if before[old] == after[name]), None)
        if old is not None:
            named[name] = old
            gone.remove(old)
    return named
