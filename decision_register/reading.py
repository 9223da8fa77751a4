"""One notice read and checked by itself: what the register keeps of it, and what may be kept between builds.

A reading depends on the file, its documents, the settings and this software, and on nothing else; so readings are
made in any order, in any process, and need not be made again while none of these has changed.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from decision_register.body import Body
from decision_register.check import check_manuscript
from decision_register.front_matter import FrontMatter, Group, Text
from decision_register.manuscript import Manuscript, read_manuscript
from decision_register.notice import Notice, build_notice
from decision_register.references import LOOKS_LIKE_A_REFERENCE
from decision_register.rules.catalogue import FIXED
from decision_register.rules.register import digest_of, names_of
from decision_register.source import read_source
from decision_register.texts import pack_text
from decision_register.values import read_date

if TYPE_CHECKING:
    import datetime

    from decision_register.findings import Finding
    from decision_register.rules.register import Names
    from decision_register.settings import Settings
    from decision_register.source import Listed

_FAR_OFF = "9999-12-31"
_KEPT_FIELDS = frozenset(
    ("reference", "also_known_as", "supersedes", "amends", "related", "allow", "draft", "publication_date", "status")
)


class Reading(NamedTuple):
    """What a check looks at first of one notice that was read: the findings that it gives by itself, and two digests.

    `called` is one of what rules over the whole register look at, without the places in the file, and `placed` one with
    them (SHA-256, 32 bytes): as long as they are the same, no rule looks again.
    """

    findings: tuple[Finding, ...]
    called: bytes
    placed: bytes


class Read(NamedTuple):
    """One notice that was read: its reading, its names, which rules over the whole register look at, and the notice.

    The notice is there if it can be built, whatever may block its publication.
    """

    reading: Reading
    names: Names
    notice: Notice | None


class Packed(NamedTuple):
    """What was read of a notice, packed as `Read`; its text, packed; and the digest by which the text is known.

    `outline` is the manuscript without its text, packed, for what compares registers. `next_day` is the first day that
    the notice names, of this day and those after it (ISO 8601); far off if none.
    """

    read: bytes
    outline: bytes
    next_day: str
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
    names = names_of(outline, settings)
    reading = Reading(findings, digest_of(names), hashlib.sha256(pickle.dumps(names)).digest())
    packed = pickle.dumps(Read(reading, names, notice)), pickle.dumps(outline), _next_day(manuscript, settings.today)
    return Packed(*packed, notice.source_digest, pack_text(manuscript)) if notice else Packed(*packed, "", b"")


def _next_day(manuscript: Manuscript, day: datetime.date) -> str:
    named = (read_date(typed.value.text) for typed in manuscript.dates if isinstance(typed.value, Text))
    return min((date.isoformat() for date in named if date and date >= day), default=_FAR_OFF)


def unpack(packed: bytes) -> Read:
    """Return what `read_notices` packed. Only what this software made is given to it."""
    read: Read = pickle.loads(packed)  # noqa: S301 - see above
    return read


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
