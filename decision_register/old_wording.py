"""One state of a notice as typed, and whether what it says may still be read beside a later one.

The history of a notice and the review of a change ask the same question here.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from decision_register.body import Prose, WithheldBlock, pack_sections
from decision_register.check import check_manuscript
from decision_register.references import same_key
from decision_register.slips import not_to_publish
from decision_register.values import read_date, read_yes_no
from decision_register.wording import blocks_by_section, fields_as_typed

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from decision_register.front_matter import Group
    from decision_register.manuscript import Manuscript
    from decision_register.redline import Block
    from decision_register.settings import Settings

_SLIPS = frozenset(("DN705", "DN706", "DN708", "DN709", "DN710", "DN711", "DN712", "DN713", "DN714", "DN715", "DN716"))
"""The rules that find words which may not be published."""
_OF_NO_READER = ("changes", "allow", "draft")


class Ground(StrEnum):
    """Why what a notice said may not be read any more."""

    REDACTED = "redacted"
    CONFIDENTIAL = "confidential"
    WITHHELD = "withheld"
    ELSEWHERE = "withheld elsewhere"
    SLIP = "slip"


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of `changes`; `redacts` says that what was there before it may not be shown."""

    day: datetime.date | None
    note: str
    redacts: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """One state of a notice as typed, and what decides whether it may be shown.

    `names` are the keys of its references; `published` is None for a draft and for a file that cannot be read;
    `confidential` says that its status lets no more be shown than of a confidential notice. `withheld` maps the name
    of each part, as it is compared, to how it is printed; `places` are where in the text something is withheld: the
    section, the number of the block in it, and the part. `slips` are the rule and the words of all that is not to be
    published. `fields` are those that a reader sees, and `text` its sections, packed; `digest` is a SHA-256 over both,
    but for places.
    """

    names: frozenset[str]
    published: datetime.date | None
    changes: tuple[Told, ...]
    withdrawn: tuple[datetime.date | None, str]
    confidential: bool
    withheld: tuple[tuple[str, str], ...]
    places: frozenset[tuple[str, int, str]]
    slips: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    text: bytes
    digest: str

    @property
    def redactions(self) -> frozenset[int]:
        """Which entries of `changes` redact what was there before."""
        return frozenset(place for place, told in enumerate(self.changes) if told.redacts)

    @property
    def listed(self) -> frozenset[str]:
        """The names of the documents that it publishes."""
        return frozenset(value for name, value in self.fields if name.partition(" ")[0] == "documents.file")


def wording_of(manuscript: Manuscript, settings: Settings) -> Wording:
    """Return what a notice says."""
    withdrawn = next(iter(manuscript.groups("withdrawn")), None)
    fields = fields_as_typed(manuscript) if manuscript.shows_its_text else {}
    shown = tuple((name, value) for name, value in fields.items() if not name.startswith(_OF_NO_READER))
    sections = manuscript.body.sections if manuscript.shows_its_text else ()
    blocks = blocks_by_section(manuscript.body.sections)
    said = (shown, [(section.title, block) for section in sections for block in map(_said, section.blocks)])
    return Wording(
        names=frozenset(same_key(name.text) for name in manuscript.names),
        published=None if manuscript.is_draft or manuscript.problems else manuscript.date("publication_date"),
        changes=tuple(map(_told, manuscript.groups("changes"))),
        withdrawn=(read_date(withdrawn.text("date")), withdrawn.text("reason")) if withdrawn else (None, ""),
        confidential=not manuscript.shows_its_text,
        withheld=tuple(_withheld(manuscript)),
        places=frozenset(_places(blocks)),
        slips=tuple(sorted(_slips(manuscript, blocks, settings))),
        fields=shown,
        text=pack_sections(sections),
        digest=hashlib.sha256(repr(said).encode()).hexdigest(),
    )


def why_not_shown(then: Wording, since: Wording) -> Iterator[Ground]:
    """Yield each reason why what a notice said then may not be read since it said something else, the gravest first."""
    if since.redactions - then.redactions:
        yield Ground.REDACTED
    if since.confidential and not then.confidential:
        yield Ground.CONFIDENTIAL
    if newly_withheld(then, since):
        yield Ground.WITHHELD
    if since.places - then.places:
        yield Ground.ELSEWHERE
    if Counter(then.slips) - Counter(since.slips):
        yield Ground.SLIP


def newly_withheld(then: Wording, since: Wording) -> tuple[str, ...]:
    """Return the parts that are listed since, as they are printed."""
    before = {key for key, _ in then.withheld}
    return tuple(printed for key, printed in since.withheld if key not in before)


def _said(block: Prose | WithheldBlock) -> tuple[str, ...]:
    return (block.html,) if isinstance(block, Prose) else (block.exemption, block.part)


def _withheld(manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    for group in manuscript.groups("withheld"):
        part = group.text("part")
        yield part.casefold(), f"{part} ({group.text('exemption')})"


def _told(group: Group) -> Told:
    return Told(read_date(group.text("date")), group.text("note"), bool(read_yes_no(group.text("redact_history"))))


def _places(blocks: dict[str, tuple[Block, ...]]) -> Iterator[tuple[str, int, str]]:
    for title, inside in blocks.items():
        for place, one in enumerate(inside):
            if one.kind == "withheld":
                yield title, place, one.words.rpartition(" (")[0].casefold()


def _slips(
    manuscript: Manuscript, blocks: dict[str, tuple[Block, ...]], settings: Settings
) -> Iterator[tuple[str, str]]:
    """Yield the rule and the words of all that is not to be published, as it was typed and as it is read."""
    if not manuscript.problems:
        yield from ((found.code, found.value) for found in check_manuscript(manuscript, settings, _SLIPS))
    read = "\n\n".join(block.words for inside in blocks.values() for block in inside)
    as_typed, as_read = (Counter(not_to_publish(text, settings)) for text in (manuscript.source.text, read))
    yield from (as_typed | as_read).elements()
