"""Values that are kept or sent to another process come back equal, and what many have in common comes back as one."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from decision_register.packing import packs_as_values, shares


@packs_as_values
@dataclass(frozen=True, slots=True)
class Officer:
    name: str
    role: str


@shares("status", "officers")
@dataclass(frozen=True, slots=True)
class Decision:
    title: str
    status: str
    officers: tuple[Officer, ...]
    pence: int = 0


def unpacked(title):
    given = Decision(title, "partial", (Officer("A Person", "Treasurer"),), 100)
    back = pickle.loads(pickle.dumps(given))  # noqa: S301 - packed in the line above
    assert back == given
    return back


def test_what_two_have_in_common_is_one_value():
    one, other = unpacked("Paint"), unpacked("Brushes")
    assert one.status is other.status
    assert one.officers is other.officers
    assert one.title != other.title
