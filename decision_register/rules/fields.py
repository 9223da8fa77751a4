"""Rules DN1xx: the fields of a notice, as the field table in `decision_register.fields` has them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from decision_register.field_lines import in_quotation_marks
from decision_register.fields import FIELDS, Field, Kind, Need
from decision_register.findings import Severity, Span
from decision_register.front_matter import Group, Items, Text, Value
from decision_register.manuscript import texts_of
from decision_register.references import slug_of
from decision_register.rules.rule import Breach, rule
from decision_register.values import read_financial_year, read_money, read_yes_no

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9][^\s<>\"]+")


def _groups(manuscript: Manuscript) -> Iterator[tuple[Group, tuple[Field, ...], str]]:
    """Yield the front matter and each group inside it, with the fields it may have."""
    yield manuscript.fields, FIELDS, ""
    for typed in manuscript.values:
        if isinstance(typed.value, Group) and typed.field.parts:
            yield typed.value, typed.field.parts, f"{typed.name}."


def _is_needed(field: Field, manuscript: Manuscript) -> bool:
    """Say whether this notice must have the field."""
    if field.need is Need.UNLESS_DRAFT:
        return not manuscript.is_draft
    if field.need is Need.IF_WITHHELD:
        status = manuscript.typed("status")
        return bool(status and status.text in ("partly-confidential", "confidential"))
    return field.need is Need.ALWAYS


def _field_meant(typed: str, fields: tuple[Field, ...]) -> str | None:
    """Return the field that a name with a slip stands for, if one is close."""
    known = [field.key for field in fields]
    like = re.sub(r"[\s-]+", "_", typed.strip().casefold())
    return like if like in known else next(iter(get_close_matches(like, known, 1, 0.6)), None)


def _example(field: Field) -> str:
    """Return how the field is typed, on one line."""
    return ", then ".join(line.strip() for line in field.example.split("\n"))


def _as_in(field: Field) -> str:
    """Return the end of a cure: how the field is typed, and the answers there are where it has a closed list."""
    answers = f"; it is one of {', '.join(field.choices)}." if field.choices else ""
    return f"as in {_example(field)}{answers}"


@rule("DN101", "missing-field", fixed=True)
def missing_field(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Every field that the form requires is there.

    What must be published about a decision is fixed (SI 2011/3050, Schedule, paragraph 5(d)).

    Bad: a notice without `title`.

    Good:

    ```yaml
    title: Adult drugs case management joint commissioning
    ```
    """
    for group, fields, before in _groups(manuscript):
        needed = [f for f in fields if (_is_needed(f, manuscript) if not before else f.need is Need.ALWAYS)]
        lacking = [field for field in needed if group.get(field.key) is None]
        meant = {_field_meant(entry.key.text, fields) for entry in group.entries} if lacking else set()
        for field in lacking:
            if field.key not in meant:  # those are told of by unknown-field
                line = group.span if before else Span(manuscript.front_matter.closing_line, 1, 4)
                yield Breach(
                    f"The field {before}{field.key} is missing",
                    f"Add it, {_as_in(field)}",
                    line,
                    f"{before}{field.key}",
                )


@rule("DN102", "unknown-field", fixed=True)
def unknown_field(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Every field is one that a notice has.

    A field with a slip in its name would be left out of the record without a word.

    Bad:

    ```yaml
    tilte: Adult drugs case management
    ```

    Good:

    ```yaml
    title: Adult drugs case management
    ```
    """
    for group, fields, before in _groups(manuscript):
        known = [field.key for field in fields]
        for entry in group.entries:
            typed = entry.key.text
            if typed not in known:
                meant = _field_meant(typed, fields)
                cure = f"Write {meant}" if meant else f"Take it out; the fields there are {', '.join(known)}"
                yield Breach(f"There is no field {before}{typed}", f"{cure}.", entry.key.span, typed)


@rule("DN103", "empty-field", fixed=True)
def empty_field(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A required field has a value; a blank is not an answer.

    Where there is nothing to say, `N/A` or `none` says so.

    Bad:

    ```yaml
    interests:
    ```

    Good:

    ```yaml
    interests: none
    ```
    """
    for group, fields, before in _groups(manuscript):
        for field in fields:
            value = group.get(field.key)
            needed = _is_needed(field, manuscript) if not before else field.need is Need.ALWAYS
            if needed and value is not None and _is_blank(value):
                hidden = _remark_after(manuscript, value.span)
                quoted = (
                    f"What stands after # is a remark; if it is the value, put it in quotation marks, as in {hidden}."
                )
                cure = quoted if hidden else f"Give it a value, {_as_in(field)}"
                yield Breach(f"The field {before}{field.key} is empty", cure, value.span, f"{before}{field.key}")


def _remark_after(manuscript: Manuscript, span: Span) -> str:
    """Return the remark that stands where a value should, in quotation marks; or nothing."""
    before, sign, typed = manuscript.source.text.split("\n")[span.line - 1].partition("#")
    return in_quotation_marks(sign + typed.rstrip()) if sign and before.rstrip().endswith(":") else ""


def _is_blank(value: Value) -> bool:
    if isinstance(value, Text):
        return not value.text
    return all(_is_blank(item) for item in value.items) if isinstance(value, Items) else not value.entries


@rule("DN104", "duplicate-field", fixed=True)
def duplicate_field(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Each field stands once.

    Of two values, software takes one and drops the other without a word.

    Bad:

    ```yaml
    title: Grants for 2022
    title: Grants for 2023
    ```

    Good:

    ```yaml
    title: Grants for 2023
    ```
    """
    for group, _fields, before in _groups(manuscript):
        first: dict[str, int] = {}
        for entry in group.entries:
            line = first.setdefault(entry.key.text, entry.key.span.line)
            if entry.key.span.line != line or entry.value is not group.get(entry.key.text):
                yield Breach(
                    f"The field {before}{entry.key.text} stands twice, first on line {line}",
                    "Keep the right one and delete the other.",
                    entry.key.span,
                    entry.key.text,
                )


@rule("DN105", "wrong-kind-of-value", fixed=True)
def wrong_kind(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A field holds what it is for: one value, a list, or a group of fields.

    Bad:

    ```yaml
    decision_maker: Polly Reed
    ```

    Good:

    ```yaml
    decision_maker:
      name: Polly Reed
      role: Chief Executive
      capacity: delegated
    ```
    """
    for typed in manuscript.values:
        field, value = typed.field, typed.value
        if field.kind is Kind.GROUP and isinstance(value, Group):
            continue
        if field.kind is Kind.APPROVAL and isinstance(value, Text | Group):
            continue
        if isinstance(value, Text) and (field.kind is not Kind.GROUP or not value.text):
            continue
        wanted = "a group of fields" if field.kind is Kind.GROUP else "one text"
        shown = value.text if isinstance(value, Text) else "a list" if isinstance(value, Items) else "a group"
        cure = _in_brackets(manuscript, value.span) or f"Write it as {_example(field)}"
        yield Breach(f"{typed.name} is {shown!r}, and must be {wanted}", cure, value.span, shown)


def _in_brackets(manuscript: Manuscript, span: Span) -> str:
    """Return the cure of a text that begins with a bracket, and was read as a list or a group for it; or nothing."""
    line = manuscript.source.text.split("\n")[span.line - 1]
    before, typed = line[: span.column - 1], line[span.column - 1 :].strip()
    if typed[:1] not in ("[", "{"):
        return ""
    return f"Put the whole value between quotation marks: {before.strip()} {in_quotation_marks(typed)}"


@rule("DN106", "unknown-choice", fixed=True)
def unknown_choice(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A field with a closed list of answers holds one of them.

    Bad:

    ```yaml
    status: Non confidential
    ```

    Good:

    ```yaml
    status: non-confidential
    ```
    """
    for typed in manuscript.values:
        value = typed.value
        if typed.field.choices and isinstance(value, Text) and value.text and value.text not in typed.field.choices:
            close = get_close_matches(slug_of(value.text), typed.field.choices, 1, 0.6)
            cure = f"Write {close[0]}" if close else f"Write one of {', '.join(typed.field.choices)}"
            message = f"{typed.name} is {value.text!r}, which is not one of its answers"
            yield Breach(message, f"{cure}.", value.span, value.text)


@rule("DN107", "mistyped-value", fixed=True)
def mistyped_value(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A sum, a yes or no, a financial year and a web address are written in their one form.

    Bad:

    ```yaml
    source_url: warwickshire-pcc.gov.uk/decisions
    ```

    Good:

    ```yaml
    source_url: https://www.warwickshire-pcc.gov.uk/decisions
    ```
    """
    for typed in manuscript.values:
        value = typed.value
        if not isinstance(value, Text) or not value.text:
            continue
        cure = _cure_of(typed.field.kind, value.text)
        if cure:
            message = f"{typed.name} is {value.text!r}, which is not a {typed.field.kind}"
            yield Breach(message, cure, value.span, value.text)


def _cure_of(kind: Kind, text: str) -> str:
    """Return how to write a value of this kind, or nothing when it is right."""
    if kind is Kind.MONEY and read_money(text) is None:
        return "Write the pounds in figures, as in 17355 or 9.75."
    if kind is Kind.YES_NO and read_yes_no(text) is None:
        return "Write yes or no."
    if kind is Kind.FINANCIAL_YEAR and read_financial_year(text) is None:
        return "Write both years, as in 2025/26."
    if kind is Kind.WEB_ADDRESS and not _WEB_ADDRESS.fullmatch(text):
        return "Copy the whole address from the browser, beginning with https://"
    return ""


@rule("DN109", "words-hidden-by-a-number-sign")
def words_hidden(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """No value has a space and a number sign (#) in it, unless it stands in quotation marks.

    Whatever stands after them is a remark to other authors, and would be left out of the record without a word.

    Bad:

    ```yaml
    title: Contract #4 for cars
    ```

    Good:

    ```yaml
    title: "Contract #4 for cars"
    ```
    """
    text = manuscript.source.text
    if " #" not in text and "\t#" not in text:
        return
    lines = text.split("\n")
    for typed in manuscript.values:
        for value in texts_of(typed.value):
            rest = lines[value.span.line - 1][value.span.end_column - 1 :]
            hidden = rest.strip()
            if rest[:1].isspace() and hidden.startswith("#"):
                place = Span.of(value.span.line, value.span.end_column + rest.index("#"), hidden)
                message = f"The words {hidden!r} of {typed.name} would be left out, as # begins a remark"
                cure = f'Put the whole value in quotation marks, as in "{value.text} {hidden}", or delete the words.'
                yield Breach(message, cure, place, hidden)


@rule("DN108", "unknown-topic")
def unknown_topic(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A topic is one of those in the office's settings.

    Two spellings of one topic would split a list that readers trust to be whole.

    Bad:

    ```yaml
    topics: [Road safty]
    ```

    Good:

    ```yaml
    topics: [Road safety]
    ```
    """
    known = {topic.name.casefold(): topic.name for topic in settings.topics}
    for value in manuscript.typed_list("topics"):
        if value.text.casefold() not in known:
            close = get_close_matches(value.text.casefold(), known, 1, 0.6)
            cure = f"Write {known[close[0]]}" if close else f"Write one of {', '.join(known.values())}"
            yield Breach(f"There is no topic {value.text!r}", f"{cure}.", value.span, value.text)


@rule("DN114", "repeated-value", severity=Severity.WARNING)
def repeated_value(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A list names each thing once.

    Bad:

    ```yaml
    topics: [Grants, Grants]
    ```

    Good:

    ```yaml
    topics: [Grants]
    ```
    """
    for key in ("also_known_as", "topics", "lead_officer", "supersedes", "amends", "related"):
        seen: set[str] = set()
        for value in manuscript.typed_list(key):
            same = value.text.casefold()
            if same in seen:
                yield Breach(f"{key} names {value.text!r} twice", "Delete one of them.", value.span, value.text)
            seen.add(same)
