"""One notice read and checked by itself: what the register keeps of it, and what may be kept between builds.

A reading depends on the file, its documents, the settings and this software, and on nothing else; so readings are
made in any order, in any process, and need not be made again while none of these has changed.
"""

from __future__ import annotations

import pickle
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from decision_register.body import Body
from decision_register.check import check_manuscript
from decision_register.front_matter import FrontMatter, Group, Text
from decision_register.manuscript import Manuscript, read_manuscript
from decision_register.notice import Notice, build_notice
from decision_register.packing import packs_as_values
from decision_register.references import LOOKS_LIKE_A_REFERENCE
from decision_register.rules.catalogue import FIXED
from decision_register.rules.register import digest_of, names_of
from decision_register.source import read_source
from decision_register.texts import pack_text
from decision_register.values import read_date

if TYPE_CHECKING:
    import datetime

    from decision_register.findings import Finding
    from decision_register.settings import Settings
    from decision_register.source import Listed

_FAR_OFF = "9999-12-31"
_KEPT_FIELDS = frozenset(
    ("reference", "also_known_as", "supersedes", "amends", "related", "allow", "draft", "publication_date", "status")
)


@packs_as_values
@dataclass(frozen=True, slots=True)
class Reading:
    """All that a check needs of one notice once it was read.

    `findings` are those it gives by itself; `names` holds what the rules over the whole register look at, packed, as
    they seldom look again: only if `called`, a digest of it without its places, is another one (SHA-256, 32 bytes).
    """

    findings: tuple[Finding, ...]
    names: bytes
    called: bytes


@packs_as_values
@dataclass(frozen=True, slots=True)
class Packed:
    """A reading, its notice and the notice's text, packed; and the digest by which the text is known.

    The notice is there if it can be built, whatever may block its publication; empty if not. `outline` is the
    manuscript without its text, for what compares registers.
    `next_day` is the first day that the notice names, of this day and those after it (ISO 8601); far off if none.
    """

    reading: bytes
    next_day: str
    outline: bytes
    notice: bytes
    digest: str
    text: bytes


def read_notices(listed: tuple[Listed, ...], settings: Settings) -> list[Packed]:
    """Return the reading of each of these files, ready to be kept or sent to another process."""
    return [read_notice(one, settings) for one in listed]


def read_notice(listed: Listed, settings: Settings) -> Packed:
    """Return the reading of one file."""
    manuscript = read_manuscript(read_source(listed.file, listed.path), settings.form)
    findings = tuple(check_manuscript(manuscript, settings))
    sound = not any(finding.code in FIXED for finding in findings)
    notice = build_notice(manuscript, settings) if sound else None
    outline = _outline(manuscript, settings)
    names = names_of(outline)
    reading = Reading(findings, pickle.dumps(names), digest_of(names))
    packed = pickle.dumps(reading), _next_day(manuscript, settings.today)
    if notice is None:
        return Packed(*packed, pickle.dumps(outline), b"", "", b"")
    text = pack_text(manuscript)
    return Packed(*packed, pickle.dumps(outline), pickle.dumps(notice), notice.source_digest, text)


def _next_day(manuscript: Manuscript, day: datetime.date) -> str:
    named = (read_date(typed.value.text) for typed in manuscript.dates if isinstance(typed.value, Text))
    return min((date.isoformat() for date in named if date and date >= day), default=_FAR_OFF)


def unpack(kept: bytes) -> Reading:
    """Return a reading that `read_notices` packed. Only what this software wrote on this machine is given to it."""
    reading: Reading = pickle.loads(kept)  # noqa: S301 - see above
    return reading


def unpack_notice(packed: bytes) -> Notice | None:
    """Return a notice that `read_notices` packed, if it could be built; given to it as a reading is."""
    return pickle.loads(packed) if packed else None  # noqa: S301 - see above


def _outline(manuscript: Manuscript, settings: Settings) -> Manuscript:
    """Return a manuscript with only what rules over the register need: names, links and lines that cite."""
    entries = tuple(entry for entry in manuscript.fields.entries if entry.key.text in _KEPT_FIELDS)
    front = manuscript.front_matter
    cited = manuscript.body.lines_found(LOOKS_LIKE_A_REFERENCE, re.compile(settings.reference.pattern))
    return Manuscript(
        replace(manuscript.source, text="", documents=()),
        FrontMatter(Group(entries, front.fields.span), "", front.body_line, front.closing_line, front.problem),
        Body((), (), cited, manuscript.body.problem),
    )
