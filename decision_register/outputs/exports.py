"""The register as open data: `data/decisions.json` and `data/decisions.csv`.

Both hold each published notice once, newest first, and nothing that its page does not show. Sums are in pence in
JSON; dates are ISO 8601. The JSON has one notice on each line; the line of a notice whose page is left as it is, is
taken from the file that the last build wrote.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from decision_register.notice import Notice
from decision_register.outputs.addresses import notice_address
from decision_register.pages import LongOutput, Output

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from decision_register.notice import Cost, Withheld
    from decision_register.register import Register
    from decision_register.settings import Settings

JSON = "data/decisions.json"
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
_AT_ONCE = 1_000_000
"""How many bytes of the last JSON file are in memory at one time."""
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_register(
    register: Register, settings: Settings, last: Path | None, stands: Callable[[str], bool]
) -> tuple[LongOutput, Output]:
    """Return the register as JSON and as CSV.

    `last` is the JSON file of the last build, if it stands; `stands` says which pages, by their paths in the site, are
    left as that build wrote them, and so show what its JSON file holds.
    """
    json_file = LongOutput(JSON, _json(register, settings, last, stands))
    return json_file, Output(
        "data/decisions.csv", _csv([_row(notice, register, settings) for notice in register.notices])
    )


def _json(register: Register, settings: Settings, last: Path | None, stands: Callable[[str], bool]) -> Iterator[bytes]:
    """Yield the register as JSON, in pieces."""
    about = {
        "register": settings.site.title,
        "office": settings.office.name,
        "licence": settings.site.licence,
        "licence_url": settings.site.licence_url,
        "address": settings.site.url,
        "demonstration": settings.demonstration,
    }
    head = json.dumps(about, ensure_ascii=False, indent=1).removesuffix("\n}")
    yield f'{head},\n "notices": ['.encode()
    before = b"\n"
    with last.open("rb") if last else io.BytesIO() as stream:
        places = _places(stream)
        for run in _runs(register.notices, places, stands):
            yield before
            if isinstance(run, Notice):
                yield _line(run, register, settings)
            else:
                stream.seek(run.start)
                for start in range(run.start, run.stop, _AT_ONCE):
                    yield stream.read(min(_AT_ONCE, run.stop - start))
            before = b",\n"
    yield b"\n]}\n"


def _runs(
    notices: Iterable[Notice], places: Mapping[bytes, range], stands: Callable[[str], bool]
) -> Iterator[Notice | range]:
    """Yield each notice in order, or where its line stands in the last JSON file; as one, lines that follow each other.

    Each run ends before the comma that is between two lines, or the line break after the last.
    """
    run = range(0)
    for notice in notices:
        place = places.get(_beginning(notice.reference)) if stands(f"decisions/{notice.slug}/index.html") else None
        if place and run and place.start == run.stop + len(b",\n"):
            run = range(run.start, place.stop)
            continue
        if run:
            yield run
        run = place or range(0)
        if not place:
            yield notice
    if run:
        yield run


def _places(stream: BinaryIO) -> dict[bytes, range]:
    """Return where the line of each notice stands in the JSON, without the comma and the line break that follow it."""
    places, start = {}, 0
    for line in stream:
        if line.startswith(b'{"reference": '):
            places[line.partition(b', "')[0]] = range(start, start + len(line.rstrip(b",\n")))
        start += len(line)
    return places


def _beginning(reference: str) -> bytes:
    """Return how the line of a notice begins; no text of JSON holds a comma, a space and a bare quotation mark."""
    return json.dumps({"reference": reference}, ensure_ascii=False).encode().removesuffix(b"}")


def _line(notice: Notice, register: Register, settings: Settings) -> bytes:
    """Return one notice on one line, with the words of its sections, which are JSON already."""
    line, words = json.dumps(_record(notice, register, settings), ensure_ascii=False), register.text_of(notice).words
    return (f'{line[:-1]}, "sections": {words}}}' if words else line).encode()


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
        "withheld": [_withheld(part, notice) for part in notice.withheld],
        "changes": [{"date": _iso(change.date), "note": change.note} for change in notice.changes],
        "source_url": notice.source_url,
        "address": notice_address(notice, settings),
    }
    return {key: value for key, value in record.items() if value}


def _decision_maker(notice: Notice) -> dict[str, str]:
    maker = notice.decision_maker
    return {"name": maker.name, "role": maker.role, "capacity": maker.capacity} if maker.name else {}


def _withheld(part: Withheld, notice: Notice) -> dict[str, str]:
    """Return a part that is withheld; of a confidential notice, all of it is, and the part has no name."""
    named = {} if notice.is_confidential else {"part": part.part}
    return {**named, "exemption": part.exemption, "reason": part.reason}


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


def _row(notice: Notice, register: Register, settings: Settings) -> list[str]:
    """Return one line of the CSV, in the order of its columns."""
    maker = notice.decision_maker
    values = (
        notice.reference,
        notice.also_known_as,
        notice.title,
        notice.status,
        str(register.standing_of(notice)),
        _iso(notice.request_date),
        _iso(notice.decision_date),
        _iso(notice.publication_date),
        _iso(notice.last_updated),
        maker.name,
        maker.role if maker.name else "",
        maker.capacity if maker.name else "",
        notice.lead_officers,
        notice.topics,
        notice.supersedes,
        [other.reference for other in register.links_of(notice).superseded_by],
        notice.amends,
        _iso(notice.withdrawn.date if notice.withdrawn else None),
        [part.exemption for part in notice.withheld],
        notice.summary,
        notice_address(notice, settings),
    )
    return [_cell(value) for value in values]


def _cell(value: str | Sequence[str]) -> str:
    """Return a cell; a list is joined by semicolons, and nothing can be run as a formula by a spreadsheet."""
    text = value if isinstance(value, str) else "; ".join(value)
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
