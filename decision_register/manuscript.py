"""A notice as its author wrote it, whatever its mistakes: what rules look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from decision_register.body import Body, read_body
from decision_register.fields import FIELDS, STATUSES, Count, Field, Kind
from decision_register.findings import Span
from decision_register.front_matter import FrontMatter, Group, Items, Text, Value, read_front_matter
from decision_register.packing import packs_as_values
from decision_register.values import read_date, read_yes_no

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from decision_register.settings import Form
    from decision_register.source import Problem, Source

_WITH_TEXT = frozenset(STATUSES) - {"confidential"}
_IN_OWN_WORDS = frozenset((Kind.TEXT, Kind.APPROVAL, Kind.FILE, Kind.WEB_ADDRESS))


@dataclass(frozen=True, slots=True)
class TypedValue:
    """One value, the field it stands in, and the field's full name (`costs.amount`)."""

    field: Field
    name: str
    value: Value


@packs_as_values
@dataclass(frozen=True, slots=True)
class Manuscript:
    """A notice as its author wrote it: the file, its front matter, its body, and every value of a known field."""

    source: Source
    front_matter: FrontMatter
    body: Body
    values: tuple[TypedValue, ...] = ()
    dates: tuple[TypedValue, ...] = ()
    """The values of date fields, and of approvals that begin with a figure; blanks are left out."""
    own_words: tuple[tuple[str, Text], ...] = ()
    """The name and the value of each field that an author words freely and the public reads."""

    @property
    def path(self) -> str:
        """The file's path, POSIX, relative to the project."""
        return self.source.path

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the file, its front matter or its body could not be read."""
        found = (self.source.problem, self.front_matter.problem, self.body.problem)
        return tuple(problem for problem in found if problem)

    @property
    def fields(self) -> Group:
        """The fields as typed."""
        return self.front_matter.fields

    def typed(self, key: str) -> Text | None:
        """Return the single value of a field, or None when it is missing, blank, a list or a group."""
        value = self.fields.get(key)
        return value if isinstance(value, Text) and value.text else None

    def typed_list(self, key: str) -> tuple[Text, ...]:
        """Return each single value of a field that is one value or a list; blanks are left out."""
        return texts_of(self.fields.get(key))

    def groups(self, key: str) -> tuple[Group, ...]:
        """Return each group of a field that is one group or a list of groups."""
        value = self.fields.get(key)
        found = value.items if isinstance(value, Items) else (value,)
        return tuple(item for item in found if isinstance(item, Group))

    def date(self, key: str) -> datetime.date | None:
        """Return the date of a field, or None when it is missing or no date."""
        value = self.typed(key)
        return read_date(value.text) if value else None

    def place_of_document(self, name: str) -> Span:
        """Return where a document is listed, or the end of the fields."""
        for group in self.groups("documents"):
            typed = group.get("file")
            if isinstance(typed, Text) and typed.text == name:
                return typed.span
        return Span(self.front_matter.closing_line, 1, 4)

    def text(self, key: str) -> str:
        """Return the single value of a field as typed, or nothing."""
        value = self.typed(key)
        return value.text if value else ""

    @property
    def reference(self) -> str:
        """The reference as typed, or nothing."""
        return self.text("reference")

    @property
    def names(self) -> tuple[Text, ...]:
        """The reference, where there is one, then the other references."""
        reference = self.typed("reference")
        return (*((reference,) if reference else ()), *self.typed_list("also_known_as"))

    @property
    def is_draft(self) -> bool:
        """Whether the notice is marked as a draft."""
        return bool(read_yes_no(self.text("draft")))

    @property
    def shows_its_text(self) -> bool:
        """Whether its status lets more be shown than of a confidential notice; one that is mistyped does not."""
        return self.text("status") in _WITH_TEXT

    def is_public_on(self, day: datetime.date) -> bool:
        """Say whether the public can see the notice on a day."""
        date = self.date("publication_date")
        return not self.is_draft and date is not None and date <= day


def read_manuscript(source: Source, form: Form) -> Manuscript:
    """Return a notice as written, with every place of every value."""
    front_matter = read_front_matter(source)
    body = read_body(front_matter.body, front_matter.body_line, form)
    values = tuple(_typed_values(front_matter.fields, FIELDS))
    return Manuscript(source, front_matter, body, values, tuple(filter(_is_dated, values)), tuple(_own_words(values)))


def _own_words(values: tuple[TypedValue, ...]) -> Iterator[tuple[str, Text]]:
    for field, name, value in ((typed.field, typed.name, typed.value) for typed in values):
        if field.kind in _IN_OWN_WORDS and isinstance(value, Text) and not name.startswith("allow"):
            yield name, value


def _is_dated(typed: TypedValue) -> bool:
    """Say whether a value is meant to be a date; the `N/A` of an approval and a name are not."""
    kind, value = typed.field.kind, typed.value
    if not isinstance(value, Text) or not value.text:
        return False
    return kind is Kind.DATE or (kind is Kind.APPROVAL and value.text[0].isdigit())


@cache
def _by_key(fields: tuple[Field, ...]) -> dict[str, Field]:
    return {field.key: field for field in fields}


def _typed_values(group: Group, fields: tuple[Field, ...], before: str = "") -> Iterator[TypedValue]:
    """Yield every known field of a group and of the groups inside it, with lists taken apart."""
    known = _by_key(fields)
    for entry in group.entries:
        field = known.get(entry.key.text)
        if field is None:
            continue
        many = field.count is not Count.ONE and isinstance(entry.value, Items)
        for value in entry.value.items if many and isinstance(entry.value, Items) else (entry.value,):
            yield TypedValue(field, before + field.key, value)
            if isinstance(value, Group) and field.parts:
                yield from _typed_values(value, field.parts, f"{before}{field.key}.")


def texts_of(value: Value | None) -> tuple[Text, ...]:
    """Return each single value that is not blank in one value or a list."""
    found = value.items if isinstance(value, Items) else (value,)
    return tuple(item for item in found if isinstance(item, Text) and item.text)
