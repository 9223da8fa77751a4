"""Which settings of the office are others than they were at a commit, as a reviewer reads them."""

from __future__ import annotations

import tomllib
from itertools import chain
from typing import TYPE_CHECKING, Any

from decision_register.wording import FieldChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NEVER_NAME = "privacy.never_name"
_NAMED_BY = ("heading", "name", "title", "label", "from")
"""What tells the entries of a list apart, the first that an entry has."""


def as_table(file: bytes) -> dict[str, Any]:
    """Return the settings in a file; none of one that was not there or that cannot be read."""
    try:
        return tomllib.loads(file.decode("utf-8-sig"))
    except ValueError:
        return {}


def settings_changed(past: dict[str, Any], now: dict[str, Any]) -> tuple[FieldChange, ...]:
    """Return each setting of `register.toml` that is another: its name (`severity.draft`), and both values as words.

    Nothing is told of the names that no notice may hold.
    """
    before, after = dict(_named(past, "")), dict(_named(now, ""))
    names = dict.fromkeys(name for name in chain(before, after) if name != _NEVER_NAME)
    told = (FieldChange(name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(change for change in told if change.before != change.after)


def names_freed(past: dict[str, Any], now: dict[str, Any]) -> int:
    """Return how many names the settings of the past listed under `never_name`, and do not list now."""
    return len(_as_looked_for(past) - _as_looked_for(now))


def _as_looked_for(table: dict[str, Any]) -> set[str]:
    privacy = table.get("privacy")
    listed = privacy.get("never_name") if isinstance(privacy, dict) else None
    names = listed if isinstance(listed, list) else []
    return {" ".join(name.casefold().split()) for name in names if isinstance(name, str)}


def _named(table: dict[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            yield from _named(value, f"{name}.")
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield from _entries(value, name)
        else:
            yield name, _in_words(value)


def _entries(entries: Iterable[Any], name: str) -> Iterator[tuple[str, str]]:
    """Yield the values of each entry of a list, which is known by its own name or by its place."""
    for number, entry in enumerate(entries, 1):
        if isinstance(entry, dict):
            own = next((entry[key] for key in _NAMED_BY if entry.get(key)), number)
            yield from _named(entry, f"{name}.“{own}” ")


def _in_words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
