"""Splits a notice into its fields and its body, and keeps where each value was typed.

Values are the text that was typed: `0012` stays `0012` and `NO` stays `NO`. Types come later, from the field table.
python-frontmatter splits; positions and repeated keys come from PyYAML's node tree, which a parsed mapping loses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import yaml
from frontmatter.default_handlers import YAMLHandler

from decision_register.field_lines import as_problem, joined_point, misplaced, mistyped
from decision_register.fields import FIELDS
from decision_register.findings import Span
from decision_register.packing import packs_as_values
from decision_register.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.source import Source

LARGEST_FRONT_MATTER = 100_000
"""The most characters the front matter may have."""

DEEPEST = 8
"""How many levels of lists and groups may stand inside one another; the field table needs three."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Values(_LOADER):  # type: ignore[misc, valid-type]  # in C, where there is one
    """Reads values as their author typed them; which kind one is, its field says, and not YAML."""

    def resolve(self, *_: object) -> str:
        """Return no kind: PyYAML would try its own patterns on each value."""
        return ""


_HANDLER = YAMLHandler()
_WIDEST = 10_000
_SUSPECT = re.compile(r"[&*!]|(?:[\[{][^\]}]*){4}|(?:- ){3}|\n {9}")
"""What an alias, a tag or deep nesting needs; without it, reading the fields twice would find nothing."""
_NOTHING = {"", "~", "null", "Null", "NULL"}
_PARTS = {field.key: {part.key for part in field.parts} for field in FIELDS}
_ONLY_PARTS = {part for parts in _PARTS.values() for part in parts} - _PARTS.keys()
_MAY_JOIN = re.compile(r"\S\n +-|: *\n +-\w")
"""What a point of a list that was read as part of a text needs; without it, looking at each value would find none."""


class Text(NamedTuple):
    """A single value as typed; nothing at all is the empty text."""

    text: str
    span: Span


@packs_as_values
@dataclass(frozen=True, slots=True)
class Items:
    """A list of values."""

    items: tuple[Value, ...]
    span: Span


class Entry(NamedTuple):
    """One key and its value."""

    key: Text
    value: Value


@packs_as_values
@dataclass(frozen=True, slots=True)
class Group:
    """Keys with values, in the order typed; a key may be repeated, as nothing is lost here."""

    entries: tuple[Entry, ...]
    span: Span
    _values: dict[str, Value] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note the first value of each key, as rules ask for values all the time."""
        values = {entry.key.text: entry.value for entry in reversed(self.entries)}
        object.__setattr__(self, "_values", values)

    def get(self, key: str) -> Value | None:
        """Return the first value of this key, or None."""
        return self._values.get(key)

    def text(self, key: str) -> str:
        """Return the first value of this key as typed, or nothing where it is missing, a list or a group."""
        value = self.get(key)
        return value.text if isinstance(value, Text) else ""


Value = Text | Items | Group


@packs_as_values
@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands between the two fences, and the body after them.

    `body_line` is the line of the file on which `body` begins; `closing_line` is that of the second fence, where a
    missing field would be added. With a `problem`, `fields` is empty.
    """

    fields: Group
    body: str = ""
    body_line: int = 1
    closing_line: int = 1
    problem: Problem | None = None


def as_yaml(fields: Mapping[str, object]) -> str:
    """Return fields as an author would type them: in their order, each value on one line."""
    return yaml.safe_dump(dict(fields), allow_unicode=True, sort_keys=False, width=_WIDEST)


def read_front_matter(source: Source) -> FrontMatter:
    """Return the fields and the body of one notice."""
    text = source.text
    nothing = Group((), Span())
    if source.problem:
        return FrontMatter(nothing)
    if not _HANDLER.detect(text):
        return FrontMatter(nothing, problem=_no_front_matter(text))
    try:
        inside, body = _HANDLER.split(text)
    except ValueError:
        return FrontMatter(nothing, problem=Problem("front-matter-not-closed", Span.of(1, 1, text.split("\n", 1)[0])))
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    first_line = text.count("\n", 0, text.index(inside, text.index("---") + 3)) + 1
    closing_line = first_line + inside.count("\n")
    read = _read_yaml(inside, first_line)
    if isinstance(read, Problem):
        return FrontMatter(nothing, body, body_line, closing_line, read)
    return FrontMatter(read, body, body_line, closing_line)


def _no_front_matter(text: str) -> Problem:
    """Return the problem of a text that does not begin with a fence."""
    before, fence, _ = text.partition("---")
    if fence and not before.strip():
        line = before.count("\n") + 1
        return Problem("text-before-front-matter", Span(line, 1, 4), "")
    first = text.split("\n", 1)[0]
    return Problem("no-front-matter", Span.of(1, 1, first), first[:60])


def _read_yaml(inside: str, first_line: int) -> Group | Problem:
    """Return the fields of the front matter, or why they cannot be read. Work and memory are bounded."""
    start = Span(first_line, 1, 2)
    if len(inside) > LARGEST_FRONT_MATTER:
        return Problem("front-matter-too-large", start, f"{len(inside):,} characters")
    try:
        refused = _refuse(inside, first_line) if _SUSPECT.search(inside) else None
        node = None if refused else yaml.compose(inside, Loader=_Values)
    except yaml.MarkedYAMLError as error:
        return _unreadable(error, inside, first_line)
    except (yaml.YAMLError, RecursionError, ValueError):
        return Problem("front-matter-unreadable", start, inside.strip().split("\n", 1)[0])
    if refused and refused.kind != "front-matter-too-deep":
        return _slip_near(inside, refused.span.line - first_line, first_line) or refused
    return refused or _fields_of(node, inside, first_line)


def _fields_of(node: yaml.Node | None, inside: str, first_line: int) -> Group | Problem:
    """Return the fields of the tree, or why they are none."""
    if node is None:
        return Group((), Span(first_line, 1, 2))
    value = _value_of(node, first_line)
    if isinstance(value, Group):
        return _misread(value, node, inside, first_line) or value
    shown = "a list" if isinstance(value, Items) else value.text.split("\n", 1)[0][:60]
    return Problem("front-matter-not-fields", value.span, shown)


def _misread(fields: Group, node: yaml.Node, inside: str, first_line: int) -> Problem | None:
    """Return the line that was read as something else than its author sees, by how it begins."""
    lines = inside.split("\n")
    slip = misplaced(lines) if _may_be_misplaced(fields) else None
    if slip is None and _MAY_JOIN.search(inside):
        of_many = ((text.start_mark.line, text.end_mark.line) for text in _plain_texts(node))
        slip = next(filter(None, (joined_point(lines, first, last) for first, last in of_many)), None)
    return as_problem(slip, lines, first_line) if slip else None


def _may_be_misplaced(fields: Group) -> bool:
    """Say whether a part of a group stands among the fields, or a field inside a group."""
    for key, value in fields.entries:
        if key.text in _ONLY_PARTS:
            return True
        inside = value.items if isinstance(value, Items) else (value,)
        for group in inside:
            if isinstance(group, Group) and any(
                name.text in _PARTS and name.text not in _PARTS.get(key.text, ()) for name, _ in group.entries
            ):
                return True
    return False


def _plain_texts(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Yield every single value that stands in no quotation marks."""
    if isinstance(node, yaml.ScalarNode):
        if not node.style:
            yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _plain_texts(item)
    else:
        for _, value in node.value:
            yield from _plain_texts(value)


def _slip_near(inside: str, at: int, first_line: int) -> Problem | None:
    """Return the slip of the author near the line where reading was given up, if mending it would help."""
    lines = inside.split("\n")
    slip = mistyped(lines, at, _gives_up)
    return as_problem(slip, lines, first_line) if slip else None


def _gives_up(inside: str) -> int | None:
    """Return the line, counted from 0, where reading these fields is given up; None if they can be read."""
    try:
        refused = _refuse(inside, 0)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return mark.line if mark else 0
    except (yaml.YAMLError, ValueError):
        return 0
    return refused.span.line if refused else None


def _refuse(inside: str, first_line: int) -> Problem | None:
    """Return what this register does not read in YAML: aliases, tags, and nesting beyond any field's need."""
    depth = 0
    for event in yaml.parse(inside, Loader=_LOADER):
        line, column = (event.start_mark.line, event.start_mark.column) if event.start_mark else (0, 0)
        span = Span(first_line + line, column + 1, column + 2)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return Problem("front-matter-alias", span, _line_at(inside, line))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return Problem("front-matter-too-deep", span, f"more than {DEEPEST} levels")
        if getattr(event, "tag", None):
            return Problem("front-matter-unreadable", span, str(event.tag))  # type: ignore[attr-defined]
    return None


def _line_at(inside: str, line: int) -> str:
    """Return a line of the front matter, cut to 60 characters."""
    return inside.split("\n")[line].strip()[:60] if line < inside.count("\n") + 1 else ""


def _unreadable(error: yaml.MarkedYAMLError, inside: str, first_line: int) -> Problem:
    """Return the parser's complaint as a problem of ours: which kind, and the line to mend."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    typed = _line_at(inside, line)
    if "\t" in f"{error.problem}" or "\t" in (inside.split("\n")[line] if line <= inside.count("\n") else ""):
        return Problem("tab-in-front-matter", Span(first_line + line, column + 1, column + 2), typed)
    opened = error.context_mark
    if opened and f"{error.context}".endswith(("quoted scalar", "flow sequence", "flow mapping")):
        line, column, typed = opened.line, opened.column, _line_at(inside, opened.line)
    slip = _slip_near(inside, line, first_line)
    return slip or Problem("front-matter-unreadable", Span(first_line + line, column + 1, column + 2), typed)


def _value_of(node: yaml.Node, first_line: int) -> Value:
    """Return a node of the tree as a value of ours."""
    start, end = node.start_mark, node.end_mark
    last = end.column if end.line == start.line else start.column + 1
    span = Span(first_line + start.line, start.column + 1, max(last, start.column + 1) + 1)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_value_of(item, first_line) for item in node.value), span)
    if isinstance(node, yaml.MappingNode):
        return Group(tuple(_entries_of(node, first_line)), span)
    plain = not getattr(node, "style", None)
    return Text("" if plain and node.value in _NOTHING else node.value.strip(), span)


def _entries_of(node: yaml.MappingNode, first_line: int) -> Iterator[Entry]:
    """Yield each key of a mapping; a key that is itself a list or a group is kept as an empty key."""
    for key, value in node.value:
        named = _value_of(key, first_line)
        yield Entry(named if isinstance(named, Text) else Text("", named.span), _value_of(value, first_line))
