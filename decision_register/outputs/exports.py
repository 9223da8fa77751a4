"""The register as open data: `data/decisions.json` and `data/decisions.csv`.

Both hold each published notice once, newest first, and nothing that its page does not show. Sums are in pence in
JSON; dates are ISO 8601.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from decision_register.outputs.addresses import notice_address
from decision_register.pages import Output

if TYPE_CHECKING:
    import datetime

    from decision_register.notice import Cost, Notice
    from decision_register.register import Register
    from decision_register.settings import Settings

_COLUMNS = (
    "reference",
    "also_known_as",
    "title",
    "status",
    "standing",
    "request_date",
    "decision_date",
    "publication_date",
    "last_updated",
    "decision_maker",
    "decision_maker_role",
    "capacity",
    "lead_officers",
    "topics",
    "supersedes",
    "superseded_by",
    "amends",
    "withdrawn_date",
    "exemptions",
    "summary",
    "address",
)
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_register(register: Register, settings: Settings) -> tuple[Output, ...]:
    """Return the register as JSON and as CSV."""
    about = {
        "register": settings.site.title,
        "office": settings.office.name,
        "licence": settings.site.licence,
        "licence_url": settings.site.licence_url,
        "address": settings.site.url,
        "demonstration": settings.demonstration,
    }
    head = json.dumps(about, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines, rows, before = io.BytesIO(f'{head},\n "notices": ['.encode()), [], "\n"
    lines.seek(0, io.SEEK_END)
    for notice in register.notices:
        record = _record(notice, register, settings)
        lines.write((before + _line(record, register.text_of(notice).words)).encode())
        rows.append(_row(record, notice))
        before = ",\n"
    lines.write(b"\n]}\n")
    return Output("data/decisions.json", lines.getvalue()), Output("data/decisions.csv", _csv(rows))


def _line(record: dict[str, Any], words: str) -> str:
    """Return one notice on one line, with the words of its sections, which are JSON already."""
    line = json.dumps(record, ensure_ascii=False)
    return f'{line[:-1]}, "sections": {words}}}' if words else line


def _record(notice: Notice, register: Register, settings: Settings) -> dict[str, Any]:
    """Return one notice as JSON has it; keys are the fields of front matter, empty ones are left out."""
    links = register.links_of(notice)
    record = {
        "reference": notice.reference,
        "also_known_as": list(notice.also_known_as),
        "title": notice.title,
        "status": notice.status,
        "standing": str(register.standing_of(notice)),
        "request_date": _iso(notice.request_date),
        "decision_date": _iso(notice.decision_date),
        "publication_date": _iso(notice.publication_date),
        "last_updated": _iso(notice.last_updated),
        "decision_maker": _decision_maker(notice),
        "lead_officers": list(notice.lead_officers),
        "interests": notice.interests,
        "topics": list(notice.topics),
        "costs": [_cost(cost) for cost in notice.costs],
        "documents": [_document(notice, index) for index in range(len(notice.documents))],
        "supersedes": list(notice.supersedes),
        "superseded_by": [other.reference for other in links.superseded_by],
        "amends": list(notice.amends),
        "amended_by": [other.reference for other in links.amended_by],
        "related": [other.reference for other in links.related],
        "withdrawn": notice.withdrawn and {"date": _iso(notice.withdrawn.date), "reason": notice.withdrawn.reason},
        "withheld": [
            {"part": part.part, "exemption": part.exemption, "reason": part.reason} for part in notice.withheld
        ],
        "changes": [{"date": _iso(change.date), "note": change.note} for change in notice.changes],
        "source_url": notice.source_url,
        "address": notice_address(notice, settings),
    }
    return {key: value for key, value in record.items() if value}


def _decision_maker(notice: Notice) -> dict[str, str]:
    maker = notice.decision_maker
    return {"name": maker.name, "role": maker.role, "capacity": maker.capacity} if maker.name else {}


def _cost(cost: Cost) -> dict[str, Any]:
    """Return one sum; `pence` is a whole number."""
    whole = {
        "pence": cost.pence,
        "direction": cost.direction,
        "basis": cost.basis,
        "financial_year": cost.financial_year,
        "from": _iso(cost.from_),
        "to": _iso(cost.to),
        "purpose": cost.purpose,
        "recipient": cost.recipient,
        "kind": cost.kind,
        "budgeted": cost.budgeted,
        "source": cost.source,
        "conditions": cost.conditions,
        "reasons": cost.reasons,
    }
    return {key: value for key, value in whole.items() if value not in ("", None)}


def _document(notice: Notice, index: int) -> dict[str, Any]:
    document = notice.documents[index]
    return {"file": document.file.name, "title": document.title, "bytes": document.file.size}


def _row(record: dict[str, Any], notice: Notice) -> list[str]:
    """Return one line of the CSV, in the order of its columns."""
    maker = record.get("decision_maker", {})
    values = record | {
        "decision_maker": maker.get("name", ""),
        "decision_maker_role": maker.get("role", ""),
        "capacity": maker.get("capacity", ""),
        "withdrawn_date": record.get("withdrawn", {}).get("date", ""),
        "summary": notice.summary,
        "exemptions": [part["exemption"] for part in record.get("withheld", ())],
    }
    return [_cell(values.get(column, "")) for column in _COLUMNS]


def _cell(value: str | list[str]) -> str:
    """Return a cell; a list is joined by semicolons, and nothing can be run as a formula by a spreadsheet."""
    text = "; ".join(value) if isinstance(value, list) else value
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _csv(rows: list[list[str]]) -> bytes:
    """Return CSV with a byte-order mark, so that Excel reads pound signs, and the line ends of RFC 4180."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def _iso(date: datetime.date | None) -> str:
    return date.isoformat() if date else ""
