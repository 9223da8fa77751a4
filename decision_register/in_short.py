"""What matters most about a decision that changes, in a few short sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.called_out import OF_WITHHELD
from decision_register.fields import STATUSES
from decision_register.mentions import dates_mentioned, sums_mentioned
from decision_register.notice_changes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from decision_register.mentions import Mention
    from decision_register.notice_changes import DocumentChange, NoticeChange
    from decision_register.wording import FieldChange

_MOST_NAMED = 3
_FIRST_CALLED = ("It will", "Sums", "Dates", "The link", "The section", *OF_WITHHELD)
_WAS = {"added": "is new", "replaced": "is replaced", "taken away": "is taken away"}
_SAID_OTHERWISE = ("draft", "withheld", "withdrawn")
"""The fields of which a notice's kind tells, or what is called out."""


def in_short(change: NoticeChange) -> str:
    """Return what to know first of a notice that changes."""
    parts = _at_a_glance(change) if change.kind in (Kind.NEW, Kind.REMOVED) else _differences(change)
    hidden = [f"this is {change.hidden}"] if change.hidden else []
    kept_back = [change.kept_back] if change.kept_back else []
    return " ".join(map(_sentence, (*hidden, *kept_back, *parts)))


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith(('.', '!', '?')) else '.'}"


def _at_a_glance(change: NoticeChange) -> Iterator[str]:
    """Yield of a decision that comes or goes its day, its status if not all is public, its sums and its documents."""
    values = [(field.name, field.after or field.before) for field in change.fields]
    yield from (f"decided on {value}" for name, value in values if name == "decision_date")
    yield from (_of_status(value) for name, value in values if name == "status" and value != "non-confidential")
    costs = [_cost(value) for name, value in values if name == "costs"]
    words = [part.words for section in change.sections for block in section.blocks for part in block.parts]
    in_text = {found.key: found.words for found in sums_mentioned("\n".join(words))}
    yield from (
        _some("sums:", costs, "in all") if costs else _some("sums in the text:", list(in_text.values()), "in all")
    )
    yield from _some("documents:", [document.name for document in change.documents], "files")


def _of_status(status: str) -> str:
    return status if status in STATUSES else f"the status is {status_told(status)}"


def _cost(entry: str) -> str:
    """Return an entry of `costs` as its amount and its direction."""
    parts = _parts_of(entry)
    return f"{parts.get('amount', 'no amount')} {parts.get('direction', '')}".strip()


def _parts_of(entry: str) -> dict[str, str]:
    """Return the parts of an entry as it is read, by their names; of two alike, which no field has, the first."""
    return {name: value for name, _, value in (line.partition(": ") for line in reversed(entry.split("\n")))}


def _differences(change: NoticeChange) -> Iterator[str]:
    told = [said for field in change.fields if (said := _as_it_was_and_is(field))]
    yield from told
    renamed = [f" leads to {document.name} and led to {document.was_named}" for document in change.documents]
    first = (said for said in change.called_out if said.startswith(_FIRST_CALLED) and not _is_told(said, told))
    yield from (said for said in first if not said.endswith(tuple(renamed)))
    others = [
        field for field in change.fields if not _as_it_was_and_is(field) and not _is_said_otherwise(field, change)
    ]
    names = dict.fromkeys(field.in_words.partition(",")[0] for field in others)
    yield from _some("fields changed:", list(names), "in all")
    yield from ["all of its text is new"] if change.opens else _of_text(change)
    yield from (_of_document(document) for document in change.documents)
    yield from (f"the public is told: {note}" for note in change.told)


def _of_text(change: NoticeChange) -> Iterator[str]:
    """Yield the sections whose text changed, and those in which it only stands at another place."""
    for said, moves in (("text changed in", False), ("text moved in", True)):
        differing = (section for section in change.sections if section.differs and section.only_moves is moves)
        yield from _some(said, [section.title or "the beginning" for section in differing], "sections")


def _of_document(document: DocumentChange) -> str:
    if document.was_named:
        return f"the document {document.was_named} is now named {document.name}"
    return f"the document {document.name} {_WAS[document.what]}"


def _as_it_was_and_is(field: FieldChange) -> str:
    """Return what a status, a day, a sum or the title of a document was and is; nothing of any other field."""
    if field.name == "status":
        comma = "" if field.after in STATUSES else ","
        return f"the status is {status_told(field.after)}{comma} and was {status_told(field.before)}"
    if field.name == "withdrawn":
        parts = _parts_of(field.after or field.before)
        said = "withdrawn on" if field.after else "it was withdrawn on"
        return f"{said} {parts.get('date', 'a day that is not given')}: {parts.get('reason', 'no reason is given')}"
    if field.name.startswith("withheld"):
        return ""
    if field.name == "documents.title" or any(map(_is_one_fact, (field.before, field.after))):
        return f"{field.in_words}: {field.after or 'not given'}, was {field.before or 'not given'}"
    return ""


def _is_one_fact(value: str) -> bool:
    """Say whether a value is a day or a sum and nothing else."""
    return [found.words for found in (*dates_mentioned(value), *sums_mentioned(value))] == [value]


def _is_told(called: str, told: Iterable[str]) -> bool:
    """Say whether each sum or date that is called out was told with its field."""
    known = {mention.key for said in told for mention in _facts(said)}
    found = {mention.key for mention in _facts(called)}
    return called.startswith(("Sums", "Dates")) and found <= known


def _facts(said: str) -> Iterator[Mention]:
    yield from sums_mentioned(said)
    yield from dates_mentioned(said)


def _is_said_otherwise(field: FieldChange, change: NoticeChange) -> bool:
    name = field.name.partition(".")[0]
    if name == "documents":
        return any(document.name in f"{field.before}\n{field.after}" for document in change.documents)
    return name in _SAID_OTHERWISE and field.name != "withdrawn.reason"


def status_told(status: str) -> str:
    """Return a status; of one that is mistyped, what it counts as."""
    return status if status in STATUSES else "mistyped and counts as confidential" if status else "not given"


def _some(said: str, names: list[str], things: str) -> Iterator[str]:
    """Yield a few names, or how many there are."""
    if names:
        yield f"{said} {', '.join(names) if len(names) <= _MOST_NAMED else f'{len(names)} {things}'}"
