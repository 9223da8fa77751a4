"""JSON Schemas of the fields of a notice and of the settings, made from the tables, for editors that complete words.

They help an editor; whether a notice may be published is said by the rules alone.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import MISSING, fields, is_dataclass
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from decision_register.fields import FIELDS, Count, Field, Kind, Need
from decision_register.settings import GIVEN, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_OF_KIND: dict[Kind, dict[str, Any]] = {
    Kind.DATE: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    Kind.YES_NO: {"type": ["boolean", "string"]},
    Kind.MONEY: {"type": ["number", "string"]},
    Kind.WEB_ADDRESS: {"type": "string", "format": "uri"},
}
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
