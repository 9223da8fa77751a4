"""The closed list of grounds for withholding part of a decision.

Sources: Freedom of Information Act 2000, Part II and section 2(3); Environmental Information Regulations 2004,
regulations 12 and 13. A qualified exemption holds only where the public interest in withholding is the greater,
so the test must be written down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exemption:
    """One ground in law: its short name (`FOI 43`), what it is about, and whether it is qualified."""

    code: str
    about: str
    qualified: bool


EXEMPTIONS: tuple[Exemption, ...] = (
    Exemption("FOI 21", "information that is available elsewhere", qualified=False),
    Exemption("FOI 22", "information meant for later publication", qualified=True),
    Exemption("FOI 23", "bodies that deal with security matters", qualified=False),
    Exemption("FOI 24", "national security", qualified=True),
    Exemption("FOI 30", "investigations and proceedings", qualified=True),
    Exemption("FOI 31", "law enforcement", qualified=True),
    Exemption("FOI 36", "the effective conduct of public affairs", qualified=True),
    Exemption("FOI 38", "health and safety", qualified=True),
    Exemption("FOI 40", "personal information", qualified=False),
    Exemption("FOI 41", "information given in confidence", qualified=False),
    Exemption("FOI 42", "legal professional privilege", qualified=True),
    Exemption("FOI 43", "commercial interests", qualified=True),
    Exemption("FOI 44", "publication that another law forbids", qualified=False),
    Exemption("EIR 12(4)", "the nature of the request or of the papers", qualified=True),
    Exemption("EIR 12(5)", "harm to one of the interests that the regulation protects", qualified=True),
    Exemption("EIR 13", "personal information", qualified=False),
)

_TYPED = re.compile(
    r"(?P<law>foia?|eir)\W*(?:act\W*)?(?:2000|2004)?\W*(?:section|regulation|reg|sec|s)?\W*"
    r"(?P<number>\d+)(?P<parts>(?:\s*\(\w+\))*)\s*",
    re.IGNORECASE,
)


def canonical_exemption(typed: str) -> str:
    """Return the exemption as this register prints it (`foi s.43 (2)` becomes `FOI 43(2)`), or "" if unreadable."""
    match = _TYPED.fullmatch(typed.strip())
    if match is None:
        return ""
    law = "EIR" if match["law"].casefold() == "eir" else "FOI"
    return f"{law} {match['number']}{match['parts'].replace(' ', '').lower()}"


def exemption_named(typed: str) -> Exemption | None:
    """Return the ground in law that a typed exemption falls under, if it is in the closed list."""
    printed = canonical_exemption(typed)
    return next(
        (known for known in EXEMPTIONS if printed == known.code or printed.startswith(f"{known.code}(")),
        None,
    )
