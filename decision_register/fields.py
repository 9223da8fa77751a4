"""The table of front-matter fields: the one place that says which keys a notice has and what each may hold.

Readers, rules, the handbook and editors' schemas are all driven by `FIELDS`. It holds no logic of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What one value of a field is."""

    TEXT = "text"
    REFERENCE = "reference"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes or no"
    MONEY = "sum of money"
    FINANCIAL_YEAR = "financial year"
    TOPIC = "topic"
    FILE = "file name"
    WEB_ADDRESS = "web address"
    EXEMPTION = "exemption"
    APPROVAL = "approval"
    GROUP = "group of fields"


class Need(StrEnum):
    """When a field must be there."""

    ALWAYS = "always"
    UNLESS_DRAFT = "unless the notice is a draft"
    IF_WITHHELD = "if the status is partly-confidential or confidential"
    OPTIONAL = "no"


class Count(StrEnum):
    """How many values a field holds."""

    ONE = "one"
    MANY = "a list"
    ONE_OR_MANY = "one, or a list"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the front matter, or of a group inside it.

    `meaning` is one sentence for the handbook; `example` is front matter as an author would type it.
    `choices` is the closed list of a CHOICE; `parts` are the keys of a GROUP.
    """

    key: str
    kind: Kind
    meaning: str
    example: str
    need: Need = Need.OPTIONAL
    count: Count = Count.ONE
    choices: tuple[str, ...] = ()
    parts: tuple[Field, ...] = ()

    def __hash__(self) -> int:
        """Return the number of its key; fields of one key are told apart by all else."""
        return hash(self.key)

    def part(self, key: str) -> Field | None:
        """Return the key of this name inside the group, if it has one."""
        return next((part for part in self.parts if part.key == key), None)


STATUSES = ("non-confidential", "partly-confidential", "confidential")
CAPACITIES = ("commissioner", "deputy", "delegated", "joint")
DIRECTIONS = ("spend", "saving", "income")
BASES = ("one-off", "annual", "total")
COST_KINDS = ("grant", "contract", "contribution", "other")

_DECISION_MAKER = (
    Field("name", Kind.TEXT, "The name of the person who signed the decision.", "name: Polly Reed", Need.ALWAYS),
    Field("role", Kind.TEXT, "Their role when they signed it.", "role: Chief Executive", Need.ALWAYS),
    Field(
        "capacity",
        Kind.CHOICE,
        "The power they used: the commissioner's own, the deputy's, a delegated power, or a joint decision.",
        "capacity: delegated",
        Need.ALWAYS,
        choices=CAPACITIES,
    ),
)

_COSTS = (
    Field("amount", Kind.MONEY, "The sum in pounds.", "amount: 17355", Need.ALWAYS),
    Field(
        "direction",
        Kind.CHOICE,
        "Whether the money is spent, saved or received.",
        "direction: spend",
        Need.ALWAYS,
        choices=DIRECTIONS,
    ),
    Field(
        "basis",
        Kind.CHOICE,
        "Whether the sum is paid once, every year, or is the total over the whole period.",
        "basis: annual",
        Need.ALWAYS,
        choices=BASES,
    ),
    Field("financial_year", Kind.FINANCIAL_YEAR, "The financial year the sum falls in.", "financial_year: 2025/26"),
    Field("from", Kind.DATE, "The first day the sum covers.", "from: 2025-05-01"),
    Field("to", Kind.DATE, "The last day the sum covers.", "to: 2028-04-30"),
    Field("purpose", Kind.TEXT, "What the money is for.", "purpose: Half the salary of one full-time post"),
    Field("recipient", Kind.TEXT, "Who receives it.", "recipient: Warwickshire County Council"),
    Field(
        "kind",
        Kind.CHOICE,
        "Whether it is a grant, a contract, a contribution or something else.",
        "kind: contribution",
        choices=COST_KINDS,
    ),
    Field("budgeted", Kind.YES_NO, "Whether the sum is in the agreed budget.", "budgeted: no"),
    Field("source", Kind.TEXT, "The budget or reserve it comes from.", "source: Road safety reserve"),
    Field(
        "conditions",
        Kind.TEXT,
        "The conditions of a grant (SI 2011/3050, Schedule, paragraph 3(f)).",
        "conditions: To be spent by 31 March 2025",
    ),
    Field(
        "reasons",
        Kind.TEXT,
        "Why a grant will reduce crime and disorder (SI 2011/3050, Schedule, paragraph 3(f)).",
        "reasons: Fewer deaths on rural roads",
    ),
)

_DOCUMENTS = (
    Field("file", Kind.FILE, "The file's name, in the folder beside the notice.", "file: appendix-a.pdf", Need.ALWAYS),
    Field("title", Kind.TEXT, "What the document is called.", "title: Appendix A, agreement", Need.ALWAYS),
    Field("description", Kind.TEXT, "What it holds, in one sentence.", "description: The agreement of 2022 to 2025."),
)

_WITHDRAWN = (
    Field("date", Kind.DATE, "The day the decision was withdrawn.", "date: 2025-06-30", Need.ALWAYS),
    Field("reason", Kind.TEXT, "Why, in one sentence.", "reason: The contract was never signed.", Need.ALWAYS),
)

_WITHHELD = (
    Field(
        "part",
        Kind.TEXT,
        "The name of the part that is withheld; it must reveal nothing.",
        "part: Supplier's prices",
        Need.ALWAYS,
    ),
    Field(
        "exemption",
        Kind.EXEMPTION,
        "The section of the Freedom of Information Act 2000 or the regulation of the Environmental Information "
        "Regulations 2004 that allows it.",
        "exemption: FOI 43(2)",
        Need.ALWAYS,
    ),
    Field(
        "reason",
        Kind.TEXT,
        "Why the exemption applies, without the withheld words.",
        "reason: Publication would harm the supplier in later competitions.",
        Need.ALWAYS,
    ),
    Field(
        "public_interest",
        Kind.TEXT,
        "The public-interest test, needed for a qualified exemption.",
        "public_interest: The total cost is published; the price of each part would harm later competitions.",
    ),
    Field("review_date", Kind.DATE, "When the withholding is looked at again.", "review_date: 2028-03-31"),
)

_CHANGES = (
    Field("date", Kind.DATE, "The day of the change.", "date: 2025-02-03", Need.ALWAYS),
    Field("note", Kind.TEXT, "What changed and why.", "note: Corrected the name of the supplier.", Need.ALWAYS),
    Field(
        "redact_history",
        Kind.YES_NO,
        "Whether earlier versions held what may not be published; the public history then leaves their text out.",
        "redact_history: true",
    ),
)

_ALLOW = (
    Field("rule", Kind.TEXT, "The rule's name or code.", "rule: sum-not-in-costs", Need.ALWAYS),
    Field(
        "value",
        Kind.TEXT,
        "What the finding names, or a list; only this is accepted. It may be left out, but not for sums, markings, "
        "documents and what tells of a person.",
        "value: £17,355",
        count=Count.ONE_OR_MANY,
    ),
    Field("reason", Kind.TEXT, "Why the finding is right here.", "reason: The sum is last year's.", Need.ALWAYS),
)

FIELDS: tuple[Field, ...] = (
    Field(
        "reference",
        Kind.REFERENCE,
        "The permanent reference number of the decision, as printed on the form.",
        "reference: WPCC4-0014",
        Need.ALWAYS,
    ),
    Field(
        "also_known_as",
        Kind.REFERENCE,
        "Other references the same decision was printed under.",
        "also_known_as: [WPCC4-014]",
        count=Count.MANY,
    ),
    Field(
        "title",
        Kind.TEXT,
        "What was decided about, without the reference.",
        "title: Adult drugs case management joint commissioning",
        Need.ALWAYS,
    ),
    Field(
        "status",
        Kind.CHOICE,
        "Whether the decision is confidential, as on the form.",
        "status: non-confidential",
        Need.ALWAYS,
        choices=STATUSES,
    ),
    Field("request_date", Kind.DATE, "The date on the request form.", "request_date: 2024-07-17"),
    Field("decision_date", Kind.DATE, "The day the decision was signed.", "decision_date: 2024-07-25", Need.ALWAYS),
    Field(
        "publication_date",
        Kind.DATE,
        "The day the notice is first published; a notice dated in the future waits for that day.",
        "publication_date: 2024-07-26",
        Need.UNLESS_DRAFT,
    ),
    Field("draft", Kind.YES_NO, "A draft is shown in previews only.", "draft: true"),
    Field(
        "decision_maker",
        Kind.GROUP,
        "Who made the decision, in what role, using which power.",
        "decision_maker:\n  name: Polly Reed\n  role: Chief Executive\n  capacity: delegated",
        Need.ALWAYS,
        parts=_DECISION_MAKER,
    ),
    Field(
        "lead_officer",
        Kind.TEXT,
        "The officer who prepared the decision, or a list of them.",
        "lead_officer: Sara Ansell",
        Need.ALWAYS,
        Count.ONE_OR_MANY,
    ),
    Field(
        "chief_officer_approval",
        Kind.APPROVAL,
        "`N/A`, or the date a chief officer approved it, or their name and the date.",
        "chief_officer_approval: N/A",
        parts=(
            Field("name", Kind.TEXT, "Who approved it.", "name: A. Officer", Need.ALWAYS),
            Field("date", Kind.DATE, "When.", "date: 2024-07-18", Need.ALWAYS),
        ),
    ),
    Field(
        "interests",
        Kind.TEXT,
        "The declaration of interests: `none`, or what was declared.",
        "interests: none",
        Need.ALWAYS,
    ),
    Field(
        "topics",
        Kind.TOPIC,
        "What the decision is about, from the topics in the office's settings.",
        "topics: [Commissioned services]",
        count=Count.MANY,
    ),
    Field(
        "costs",
        Kind.GROUP,
        "Each sum of money the decision spends, saves or brings in.",
        "costs:\n  - amount: 17355\n    direction: spend\n    basis: annual",
        count=Count.MANY,
        parts=_COSTS,
    ),
    Field(
        "documents",
        Kind.GROUP,
        "Each file the notice rests on.",
        "documents:\n  - file: appendix-a.pdf\n    title: Appendix A, agreement",
        count=Count.MANY,
        parts=_DOCUMENTS,
    ),
    Field(
        "supersedes",
        Kind.REFERENCE,
        "Earlier decisions that this one replaces.",
        "supersedes: [WPCC3-0035]",
        count=Count.MANY,
    ),
    Field(
        "amends",
        Kind.REFERENCE,
        "Earlier decisions that this one changes in part.",
        "amends: [WPCC3-0035]",
        count=Count.MANY,
    ),
    Field(
        "related",
        Kind.REFERENCE,
        "Decisions to be read with this one.",
        "related: [WPCC3-0035]",
        count=Count.MANY,
    ),
    Field(
        "withdrawn",
        Kind.GROUP,
        "That the decision no longer stands, since when and why.",
        "withdrawn:\n  date: 2025-06-30\n  reason: The contract was never signed.",
        parts=_WITHDRAWN,
    ),
    Field(
        "withheld",
        Kind.GROUP,
        "Each part of the decision that is not published, and the law that allows it.",
        "withheld:\n  - part: Supplier's prices\n    exemption: FOI 43(2)\n    reason: Publication would harm the "
        "supplier.\n    public_interest: The total cost is published.",
        Need.IF_WITHHELD,
        Count.MANY,
        parts=_WITHHELD,
    ),
    Field(
        "changes",
        Kind.GROUP,
        "What was changed after publication, told to the public.",
        "changes:\n  - date: 2025-02-03\n    note: Corrected the name of the supplier.",
        count=Count.MANY,
        parts=_CHANGES,
    ),
    Field(
        "source_url",
        Kind.WEB_ADDRESS,
        "Where the official text stands, for a notice brought in from elsewhere.",
        "source_url: https://www.example.org/decisions/1",
    ),
    Field(
        "allow",
        Kind.GROUP,
        "A finding that is accepted on purpose, and why.",
        "allow:\n  - rule: sum-not-in-costs\n    value: £17,355\n    reason: The sum is last year's.",
        count=Count.MANY,
        parts=_ALLOW,
    ),
)


def field_named(key: str) -> Field | None:
    """Return the front-matter field of this key, if there is one."""
    return next((field for field in FIELDS if field.key == key), None)
