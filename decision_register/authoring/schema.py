"""What editors know of notices and settings: JSON Schemas, and pieces to complete, made from the tables.

They help an editor; whether a notice may be published is said by the rules alone.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import MISSING, fields, is_dataclass
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from decision_register.fields import FIELDS, Count, Field, Kind, Need
from decision_register.settings import GIVEN, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.settings import FormSection

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_OF_KIND: dict[Kind, dict[str, Any]] = {
    Kind.DATE: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    Kind.YES_NO: {"type": ["boolean", "string"]},
    Kind.MONEY: {"type": ["number", "string"]},
    Kind.WEB_ADDRESS: {"type": "string", "format": "uri"},
}
_IN_ANSWERS = re.compile(r"[\\,|}$]")
_IN_EXAMPLES = re.compile(r"[\\}$]")
_OF_TYPE: dict[object, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    dict: {"type": "object"},
    datetime.date: {"type": "string", "format": "date"},
}


def notice_schema(settings: Settings) -> dict[str, Any]:
    """Return the schema of the fields of a notice, with the office's references and topics."""
    schema = _of_fields(FIELDS, settings)
    return {"$schema": _DRAFT, "title": "A decision notice", **schema}


def settings_schema() -> dict[str, Any]:
    """Return the schema of `register.toml`."""
    return {"$schema": _DRAFT, "title": "The settings of a register", **_of_dataclass(Settings)}


def pieces(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return what VS Code offers while one types in a notice: each field with its answers, and each heading."""
    fields = {one.key: _piece(one.key, [*_typed(one, settings)], one.meaning) for one in FIELDS}
    headings = {
        section.heading: _piece(section.heading, [f"{'#' * section.level} {section.heading}", "", "$0"], _what(section))
        for section in settings.form.sections
    }
    return fields | headings


def _piece(prefix: str, body: list[str], description: str) -> dict[str, Any]:
    return {"scope": "markdown", "prefix": prefix, "body": body, "description": description}


def _what(section: FormSection) -> str:
    return f"A section of the form: {section.guidance}" if section.guidance else "A section of the form"


def _typed(one: Field, settings: Settings) -> Iterator[str]:
    """Yield the lines of a field as they are put in; the cursor goes from blank to blank."""
    if not one.parts:
        value = _blank(1, one, settings)
        yield f"{one.key}: {f'[{value}]' if one.count is Count.MANY else value}"
        return
    yield f"{one.key}:"
    needed = [part for part in one.parts if part.need is Need.ALWAYS] or list(one.parts)
    for number, part in enumerate(needed, 1):
        mark = ("  - " if number == 1 else "    ") if one.count is Count.MANY else "  "
        yield f"{mark}{part.key}: {_blank(number, part, settings)}"


def _blank(number: int, one: Field, settings: Settings) -> str:
    """Return a blank that offers the answers there are, or holds an example."""
    topics = tuple(topic.name for topic in settings.topics) if one.kind is Kind.TOPIC else ()
    answers = one.choices or topics or (("true", "false") if one.kind is Kind.YES_NO else ())
    if answers:
        return f"${{{number}|{','.join(_IN_ANSWERS.sub(_escaped, answer) for answer in answers)}|}}"
    example = one.example.split("\n")[0].partition(":")[2].strip().strip("[]")
    return f"${{{number}:{_IN_EXAMPLES.sub(_escaped, example)}}}"


def _escaped(mark: re.Match[str]) -> str:
    return f"\\{mark[0]}"


def as_text(schema: dict[str, Any]) -> str:
    """Return a schema as it stands in a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _of_fields(table: tuple[Field, ...], settings: Settings) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {one.key: _of_field(one, settings) for one in table},
        "required": [one.key for one in table if one.need is Need.ALWAYS],
        "additionalProperties": False,
    }


def _of_field(one: Field, settings: Settings) -> dict[str, Any]:
    value = _of_fields(one.parts, settings) if one.parts else dict(_OF_KIND.get(one.kind, {"type": "string"}))
    if one.choices:
        value = {"enum": list(one.choices)}
    elif one.kind is Kind.REFERENCE and one.key == "reference":
        value = {"type": "string", "pattern": f"^(?:{settings.reference.pattern})$"}
    elif one.kind is Kind.TOPIC and settings.topics:
        value = {"enum": [topic.name for topic in settings.topics]}
    elif one.kind is Kind.APPROVAL:
        value = {"anyOf": [{"type": "string"}, value]}
    many = {"type": "array", "items": value}
    shapes = {Count.ONE: value, Count.MANY: {"anyOf": [value, many]}, Count.ONE_OR_MANY: {"anyOf": [value, many]}}
    return {"description": one.meaning, "examples": [one.example], **shapes[one.count]}


def _of_dataclass(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    known = [one for one in fields(kind) if one.name not in GIVEN]
    return {
        "type": "object",
        "properties": {one.name.rstrip("_"): _of_hint(hints[one.name]) for one in known},
        "required": list(_required(known)),
        "additionalProperties": False,
    }


def _required(known: list[Any]) -> Iterator[str]:
    yield from (one.name.rstrip("_") for one in known if one.default is MISSING and one.default_factory is MISSING)


def _of_hint(hint: Any) -> dict[str, Any]:  # noqa: ANN401 - any type of a setting
    if is_dataclass(hint) and isinstance(hint, type):
        return _of_dataclass(hint)
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _of_hint(get_args(hint)[0])}
    return dict(_OF_TYPE[get_origin(hint) or hint])
