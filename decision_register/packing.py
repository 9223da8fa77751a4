"""How values are packed to be kept or sent to another process: a frozen dataclass as the plain values of its fields.

Python packs such a class by asking it for its fields each time, which takes five times as long. What many instances
have in common, such as a status, is one value in memory again once they are unpacked.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Class = TypeVar("Class")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class OneByOne(Generic[Value]):
    """Values that this software packed on this machine; each is unpacked when it is looked at, and not held."""

    packed: Iterable[bytes] = ()

    def __iter__(self) -> Iterator[Value]:
        """Yield each value."""
        return map(pickle.loads, self.packed)


_COMMON: dict[object, object] = {}
"""Values that many unpacked instances have, each by itself."""


def packs_as_values(packed: type[Class]) -> type[Class]:
    """Let the instances of a frozen dataclass of two fields or more be packed in the short way."""
    values = _values_of(packed)
    packed.__reduce__ = lambda self: (packed, values(self))  # type: ignore[method-assign]
    return packed


def shares(*common: str) -> Callable[[type[Class]], type[Class]]:
    """Let a frozen dataclass be packed as by `packs_as_values`, and share the values of these fields when unpacked.

    They must be values of which there are few, as each is held to the end.
    """

    def decorated(packed: type[Class]) -> type[Class]:
        values = _values_of(packed)
        places = tuple(place for place, field in enumerate(_packed_fields(packed)) if field in common)
        packed.__reduce__ = lambda self: (_unpacked, (packed, places, values(self)))  # type: ignore[method-assign]
        return packed

    return decorated


def _unpacked(kind: type[Class], places: tuple[int, ...], values: tuple[object, ...]) -> Class:
    """Return an instance of these values; those in the places are the ones that others have."""
    held = list(values)
    for place in places:
        held[place] = _COMMON.setdefault(held[place], held[place])
    return kind(*held)


def _packed_fields(packed: type) -> list[str]:
    return [field.name for field in fields(packed) if field.init]


def _values_of(packed: type) -> Callable[[object], tuple[object, ...]]:
    return attrgetter(*_packed_fields(packed))
