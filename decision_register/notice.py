"""A notice as it is published, typed and whole: made only of a manuscript in which no finding blocks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.body import Prose, Section, WithheldBlock
from decision_register.exemptions import Exemption, canonical_exemption, exemption_named
from decision_register.markup import plain_text
from decision_register.packing import packs_as_values, shares
from decision_register.references import references_in, slug_of
from decision_register.values import read_date, read_financial_year, read_money, read_yes_no

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from decision_register.front_matter import Group
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings
    from decision_register.source import DocumentFile


@packs_as_values
@dataclass(frozen=True, slots=True)
class DecisionMaker:
    """Who signed the decision; `capacity` is one of `fields.CAPACITIES`."""

    name: str
    role: str
    capacity: str


@shares("direction", "basis", "financial_year", "recipient", "kind", "source")
@dataclass(frozen=True, slots=True)
class Cost:
    """One sum: `pence` is never negative, `direction` says which way it goes."""

    pence: int
    direction: str
    basis: str
    financial_year: str = ""
    from_: datetime.date | None = None
    to: datetime.date | None = None
    purpose: str = ""
    recipient: str = ""
    kind: str = ""
    budgeted: bool | None = None
    source: str = ""
    conditions: str = ""
    reasons: str = ""


@packs_as_values
@dataclass(frozen=True, slots=True)
class Document:
    """A file the notice rests on; the file itself carries size (bytes) and pages (of a PDF)."""

    title: str
    description: str
    file: DocumentFile

    @property
    def type(self) -> str:
        """The file's type as readers know it, such as `PDF`."""
        return self.file.name.rpartition(".")[2].upper()


@packs_as_values
@dataclass(frozen=True, slots=True)
class Withheld:
    """One part that is not published, and the ground in law; `exemption` is as printed (`FOI 43(2)`)."""

    part: str
    exemption: str
    ground: Exemption
    reason: str
    public_interest: str = ""
    review_date: datetime.date | None = None


@packs_as_values
@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That the decision no longer stands."""

    date: datetime.date
    reason: str


@packs_as_values
@dataclass(frozen=True, slots=True)
class Change:
    """One change after publication, told to the public."""

    date: datetime.date
    note: str


@shares("status", "decision_maker", "lead_officers", "interests", "chief_officer_approval", "topics")
@dataclass(frozen=True, slots=True)
class Notice:
    """The published record of one decision.

    `slug` is its place under `/decisions/`; `source_digest` is the SHA-256 of its file, in hexadecimal. `summary` holds
    the words of the first section with any, on one line; `cited` what its text names in the office's form of a
    reference. Its text is not in it, as a national register must fit into the memory of one machine: see `texts`.
    """

    reference: str
    slug: str
    path: str
    title: str
    status: str
    decision_date: datetime.date
    decision_maker: DecisionMaker
    lead_officers: tuple[str, ...]
    interests: str
    also_known_as: tuple[str, ...] = ()
    request_date: datetime.date | None = None
    publication_date: datetime.date | None = None
    draft: bool = False
    chief_officer_approval: str = ""
    chief_officer_approval_date: datetime.date | None = None
    topics: tuple[str, ...] = ()
    costs: tuple[Cost, ...] = ()
    documents: tuple[Document, ...] = ()
    supersedes: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    withdrawn: Withdrawn | None = None
    withheld: tuple[Withheld, ...] = ()
    changes: tuple[Change, ...] = ()
    source_url: str = ""
    summary: str = ""
    cited: tuple[str, ...] = ()
    source_digest: str = ""

    @property
    def is_confidential(self) -> bool:
        """Whether only reference, date, title, exemption and reason may be shown."""
        return self.status == "confidential"

    @property
    def last_updated(self) -> datetime.date | None:
        """The day of the last public change or withdrawal, or the day of publication."""
        days = [change.date for change in self.changes]
        days += [self.withdrawn.date] if self.withdrawn else []
        days += [self.publication_date] if self.publication_date else []
        return max(days, default=None)

    def is_public_on(self, day: datetime.date) -> bool:
        """Say whether the public may see the notice on this day."""
        return not self.draft and self.publication_date is not None and self.publication_date <= day


def build_notice(manuscript: Manuscript, settings: Settings) -> Notice:
    """Return the typed notice of a manuscript that no finding blocks.

    A confidential notice is built without what may not be shown: its body, its costs and its documents never leave
    the manuscript, so that no later stage can publish them.
    """
    notice = _whole_notice(manuscript, settings)
    return _without_what_is_confidential(notice) if notice.is_confidential else notice


def _whole_notice(manuscript: Manuscript, settings: Settings) -> Notice:
    """Return everything the manuscript says, typed."""
    reference = manuscript.text("reference")
    maker = manuscript.groups("decision_maker")[0]
    approval, approved = _approval(manuscript)
    withdrawn = next(iter(manuscript.groups("withdrawn")), None)
    return Notice(
        reference=reference,
        slug=slug_of(reference),
        path=manuscript.path,
        title=manuscript.text("title"),
        status=manuscript.text("status"),
        decision_date=_date(manuscript.fields, "decision_date"),
        decision_maker=DecisionMaker(maker.text("name"), maker.text("role"), maker.text("capacity")),
        lead_officers=_texts(manuscript, "lead_officer"),
        interests=manuscript.text("interests"),
        also_known_as=_texts(manuscript, "also_known_as"),
        request_date=manuscript.date("request_date"),
        publication_date=manuscript.date("publication_date"),
        draft=manuscript.is_draft,
        chief_officer_approval=approval,
        chief_officer_approval_date=approved,
        topics=tuple(_topics(manuscript, settings)),
        costs=tuple(_cost(group) for group in manuscript.groups("costs")),
        documents=tuple(_documents(manuscript)),
        supersedes=_texts(manuscript, "supersedes"),
        amends=_texts(manuscript, "amends"),
        related=_texts(manuscript, "related"),
        withdrawn=Withdrawn(_date(withdrawn, "date"), withdrawn.text("reason")) if withdrawn else None,
        withheld=tuple(_withheld(group) for group in manuscript.groups("withheld")),
        changes=tuple(Change(_date(group, "date"), group.text("note")) for group in manuscript.groups("changes")),
        source_url=manuscript.text("source_url"),
        summary=_summary(manuscript.body.sections),
        cited=_cited(manuscript.body.sections, settings),
        source_digest=hashlib.sha256(manuscript.source.text.encode()).hexdigest(),
    )


def _summary(sections: tuple[Section, ...]) -> str:
    for section in sections:
        words = " ".join(plain_text(block.html) for block in section.blocks if isinstance(block, Prose))
        if words:
            return words
    return ""


def _cited(sections: tuple[Section, ...], settings: Settings) -> tuple[str, ...]:
    prose = [block.html for section in sections for block in section.blocks if isinstance(block, Prose)]
    return references_in(prose, settings.reference.pattern)


def _without_what_is_confidential(notice: Notice) -> Notice:
    """Return only what a confidential notice may show, with its dates and what it replaces."""
    return Notice(
        reference=notice.reference,
        slug=notice.slug,
        path=notice.path,
        title=notice.title,
        status=notice.status,
        decision_date=notice.decision_date,
        decision_maker=DecisionMaker("", "", ""),
        lead_officers=(),
        interests="",
        also_known_as=notice.also_known_as,
        publication_date=notice.publication_date,
        draft=notice.draft,
        supersedes=notice.supersedes,
        amends=notice.amends,
        withdrawn=notice.withdrawn,
        withheld=tuple(
            Withheld(part.part, part.exemption, part.ground, part.reason, part.public_interest, part.review_date)
            for part in notice.withheld
        ),
        changes=notice.changes,
        source_digest=notice.source_digest,
    )


def _texts(manuscript: Manuscript, key: str) -> tuple[str, ...]:
    return tuple(value.text for value in manuscript.typed_list(key))


def _date(group: Group, key: str) -> datetime.date:
    """Return a date that a rule has already found to be one."""
    date = read_date(group.text(key))
    if date is None:
        fault = f"{key} was let through without a date"
        raise ValueError(fault)
    return date


def _approval(manuscript: Manuscript) -> tuple[str, datetime.date | None]:
    """Return the words and the date of the chief officer's approval."""
    groups = manuscript.groups("chief_officer_approval")
    if groups:
        return groups[0].text("name"), read_date(groups[0].text("date"))
    typed = manuscript.text("chief_officer_approval")
    date = read_date(typed)
    return ("", date) if date else (typed, None)


def _topics(manuscript: Manuscript, settings: Settings) -> Iterator[str]:
    """Yield the topics as the settings spell them."""
    known = {topic.name.casefold(): topic.name for topic in settings.topics}
    for value in manuscript.typed_list("topics"):
        yield known.get(value.text.casefold(), value.text)


def _cost(group: Group) -> Cost:
    return Cost(
        pence=read_money(group.text("amount")) or 0,
        direction=group.text("direction"),
        basis=group.text("basis"),
        financial_year=read_financial_year(group.text("financial_year")) or "",
        from_=read_date(group.text("from")),
        to=read_date(group.text("to")),
        purpose=group.text("purpose"),
        recipient=group.text("recipient"),
        kind=group.text("kind"),
        budgeted=read_yes_no(group.text("budgeted")),
        source=group.text("source"),
        conditions=group.text("conditions"),
        reasons=group.text("reasons"),
    )


def _documents(manuscript: Manuscript) -> Iterator[Document]:
    """Yield each listed document whose file is there."""
    files = {file.name: file for file in manuscript.source.documents}
    for group in manuscript.groups("documents"):
        file = files.get(group.text("file"))
        if file:
            yield Document(group.text("title"), group.text("description"), file)


def _withheld(group: Group) -> Withheld:
    typed = group.text("exemption")
    ground = exemption_named(typed) or Exemption(typed, "", qualified=False)
    return Withheld(
        part=group.text("part"),
        exemption=canonical_exemption(typed) or typed,
        ground=ground,
        reason=group.text("reason"),
        public_interest=group.text("public_interest"),
        review_date=read_date(group.text("review_date")),
    )


def withheld_block_of(notice: Notice, block: WithheldBlock) -> Withheld | None:
    """Return the entry of `withheld` that a block in the body names."""
    return next((part for part in notice.withheld if part.part.casefold() == block.part.casefold()), None)
