"""What the inspection of a document tells; apart from the inspection itself, which takes long to be imported."""

from __future__ import annotations

from dataclasses import dataclass

from decision_register.packing import packs_as_values


@packs_as_values
@dataclass(frozen=True, slots=True)
class Trait:
    """One thing about a document that a rule tells of: the rule's name, and what or where it is."""

    kind: str
    value: str = ""


@packs_as_values
@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document, and where they stand: `page 3`, or nothing for a document without pages."""

    words: str
    place: str = ""
