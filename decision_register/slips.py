"""What slips into a notice or a document that tells of a person, or was never meant to be published.

The patterns are chosen so that the numbers a decision is full of (sums, dates, references, numbers of charities,
companies and contracts) are not taken for people. How often they are is measured by `benchmarks/false_alarms.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.settings import Settings


@dataclass(frozen=True, slots=True)
class Slip:
    """One kind of slip: the rule that tells of it, what it is called, how it looks, and whether to repeat it."""

    rule: str
    what: str
    pattern: re.Pattern[str]
    secret: bool = False


_MONTH = r"(?:\d{1,2}|[A-Z][a-z]{2,8})"
SLIPS: tuple[Slip, ...] = (
    Slip(
        "personal-number",
        "a National Insurance number",
        re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:\s?\d){6}\s?[A-D](?!\w)"),
        secret=True,
    ),
    Slip(
        "personal-number",
        "a bank account",
        re.compile(r"(?<![\d-])\d{2}-\d{2}-\d{2}(?![\d-])(?=.{0,60}(?<!\d)\d{8}(?!\d))"),
        secret=True,
    ),
    Slip(
        "personal-contact",
        "an e-mail address",
        re.compile(
            r"(?<![\w.+-])(?!(?:admin|contact|dpo|enquir(?:y|ies)|foi|hello|help|helpline|info|mail|office|press|referrals|"
            r"support)@)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}",
            re.IGNORECASE,
        ),
    ),
    Slip(
        "personal-contact",
        "a telephone number",
        re.compile(  # numbers that begin with 03 and 08 are those of helplines and offices (Ofcom, numbering plan)
            r"(?<![\w£,./-])(?:\+44 ?(?:\(0\) ?)?|\(?0)(?=[127])(?=(?:[ )-]{0,2}\d){9,10}(?![ )-]{0,2}\d))"
            r"\d{2,5}(?:[ )-]{0,2}\d{3,8}){1,2}(?![\w/-])"
        ),
    ),
    Slip(
        "date-of-birth",
        "a date of birth",
        re.compile(
            r"\b(?i:born(?: on)?|d\.?o\.?b\.?|date of birth)\b[^\w£]{0,4}"
            rf"(?:\d{{1,2}}[/. -]{_MONTH}[/. -]\d{{2,4}}|\d{{4}}-\d\d-\d\d)"
        ),
    ),
    Slip(
        "private-address",
        "a postcode",
        re.compile(r"(?<![\w-])[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?![\w-])"),
    ),
    Slip(
        "private-address",
        "a street address",
        re.compile(
            r"(?<![\w£.,/-])\d{1,4}[A-Za-z]?,? (?:[A-Z][a-z]+ ){1,3}"
            r"(?:Street|Road|Avenue|Lane|Close|Drive|Crescent|Gardens|Terrace|Grove|Place|Way)\b"
        ),
    ),
    Slip(
        "vehicle-or-crime-number",
        "a vehicle registration",
        re.compile(r"(?<![\w-])[A-Z]{2}[0-7]\d ?[A-HJ-PR-Y]{3}(?![\w-])"),
    ),
    Slip(
        "vehicle-or-crime-number",
        "a crime or incident number",
        re.compile(
            r"\b(?:crime|incident|custody)\s+(?:reference|ref|record|number|no)\b\.?\s*(?:number|no\.?)?"
            r"\W{0,3}[A-Z0-9/-]*\d[A-Z0-9/-]{3,}",
            re.IGNORECASE,
        ),
    ),
)
MARKING = re.compile(
    r"\bOFFICIAL\s*[-\u2013:]+\s*SENSITIVE\b|\b(?:NOT FOR|EXEMPT FROM) PUBLICATION\b|\bSTRICTLY CONFIDENTIAL\b|"
    r"\bPART (?:2|TWO|II)\b(?=.{0,20}(?:CONFIDENTIAL|EXEMPT|RESTRICTED))|\bTOP SECRET\b",
    re.IGNORECASE,
)
"""A marking of papers that are not for publication."""
_PUBLIC_PLACE = re.compile(
    r"\b(?:station|headquarters|office|offices|hall|centre|hub|school|hospital|library|court|surgery|house)\b",
    re.IGNORECASE,
)
_NEARBY = 60
"""How many characters before an address may say that it is a public place."""
_FIGURE_OR_AT = re.compile(r"[\d@]")


def slips_in(words: str, settings: Settings, rule: str = "") -> Iterator[tuple[Slip, re.Match[str]]]:
    """Yield each slip in one line of words that is not a contact, an address or a reference of the office itself."""
    if _FIGURE_OR_AT.search(words):
        for slip in SLIPS:
            if not rule or slip.rule == rule:
                for match in slip.pattern.finditer(words):
                    public = slip.rule == "private-address" and _PUBLIC_PLACE.search(
                        words, max(0, match.start() - _NEARBY), match.start()
                    )
                    if not public and not _is_of_the_office(match[0], settings):
                        yield slip, match


def _is_of_the_office(found: str, settings: Settings) -> bool:
    """Say whether this is the office's own contact, part of its address, or a reference of its register."""
    contacts = settings.contacts
    figures = re.sub(r"\D", "", found)
    return (
        found.casefold() == contacts.email.casefold()
        or figures == (re.sub(r"\D", "", contacts.telephone) or "none")
        or found.replace(" ", "") in "".join(contacts.address).replace(" ", "").upper()
        or settings.reference.matches(found)
    )
