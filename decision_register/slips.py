"""What slips into a notice or a document that tells of a person, or was never meant to be published.

The patterns are chosen so that the numbers a decision is full of (sums, dates, references, numbers of charities,
companies and contracts) are not taken for people. How often they are is measured by `benchmarks/false_alarms.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.settings import Settings


@dataclass(frozen=True, slots=True)
class Slip:
    """One kind of slip: the rule that tells of it, what it is called, and how it looks.

    A text without any of the `signs`, in small letters, holds none, nor does one without the `shape`. Each pattern
    begins with a sign that is rare in prose and then looks behind it, which is many times as fast as looking behind
    every letter; and the shape, which others share, is looked for once.
    """

    rule: str
    what: str
    pattern: re.Pattern[str]
    signs: tuple[str, ...] = ()
    shape: re.Pattern[str] | None = None


_CAPITALS_AND_FIGURES = re.compile(r"[A-Z](?:[A-Z]?\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d\d ?[A-Z]{3}|[A-Z](?:\s?\d){6})")
"""What a postcode, a vehicle registration and a National Insurance number have in common."""


def _telephone(first: str) -> re.Pattern[str]:
    """Return what finds a telephone number whose area code begins, after its 0, with one of these figures.

    A number has a 0, +44 or 0044 before it and nine or ten figures behind, in two or three groups. Spaces, brackets,
    hyphens, dashes, full stops and the end of a line may part them. Numbers that begin with 03 and 08 are those of
    helplines and offices, and are not looked for (Ofcom, national telephone numbering plan).
    """
    beginning = r"[+(0](?<![\w£,./-].)(?:(?:(?<=\+)|(?<=0)0)44(?:[ .-]?\(0\))?[ .-]?|(?<=\()0|(?<=0))"
    between = r"(?:[ \t)\u2013-]{0,3}|\)?\.|[ \t]{0,2}\n[ \t]{0,4})"
    # With a full stop after it, the first group is a whole area code, or 07 and three or four figures more; else the
    # number is a date, a version or a sum.
    no_area_code = r"(?!(?:1\d|1[02-9][02-9]|2(?!0[378]\.)\d{2,4}|7\d{1,2})\.)"
    nine_or_ten_figures = rf"(?=(?:{between}\d){{9,10}}(?!{between}\d))"
    groups = rf"\d{{2,5}}(?:{between}\d{{3,8}}){{1,2}}"
    end = r"(?![\w/-]|\.\d)"
    return re.compile(f"{beginning}(?=[{first}]){no_area_code}{nine_or_ten_figures}{groups}{end}")


SLIPS: tuple[Slip, ...] = (
    Slip(
        "personal-number",
        "a National Insurance number",
        re.compile(r"[A-CEGHJ-PR-TW-Z](?<!\w.)[A-CEGHJ-NPR-TW-Z](?:\s?\d){6}\s?[A-D](?!\w)"),
        shape=_CAPITALS_AND_FIGURES,
    ),
    Slip(
        "personal-number",
        "a bank account",
        re.compile(r"\d(?<![\d-].)\d-\d{2}-\d{2}(?![\d-])(?=.{0,60}(?<!\d)\d{8}(?!\d))"),
        shape=re.compile(r"-\d\d-\d\d"),
    ),
    Slip(
        "personal-contact",
        "an e-mail address",
        re.compile(
            r"(?<![\w.+-])(?!(?:admin|contact|dpo|enquir(?:y|ies)|foi|hello|help|helpline|info|mail|office|press|referrals|"
            r"support)@)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}",
            re.IGNORECASE,
        ),
        signs=("@",),
    ),
    Slip(
        "personal-contact",
        "a telephone number",
        _telephone("12"),
    ),
    Slip(
        "mobile-number",
        "a mobile telephone number",
        _telephone("7"),
    ),
    Slip(
        "date-of-birth",
        "a date of birth",
        re.compile(
            r"\b(?i:born(?: on)?|d\.?o\.?b\.?|date of birth)\b[^\w£]{0,4}"
            r"(?:\d{1,2}[/. -](?:\d{1,2}|[A-Z][a-z]{2,8})[/. -]\d{2,4}|\d{4}-\d\d-\d\d)"
        ),
        signs=("born", "dob", "d.o.b", "birth"),
    ),
    Slip(
        "private-address",
        "a postcode",
        re.compile(r"[A-Z](?<![\w-].)[A-Z]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?![\w-])"),
        shape=_CAPITALS_AND_FIGURES,
    ),
    Slip(
        "private-address",
        "a street address",
        re.compile(
            r"\d(?<![\w£.,/-].)\d{0,3}[A-Za-z]?,? (?:[A-Z][a-z]+ ){1,3}"
            r"(?:Street|Road|Avenue|Lane|Close|Drive|Crescent|Gardens|Terrace|Grove|Place|Way)\b"
        ),
        shape=re.compile(
            r"[SRALCDGTPW](?<=[a-z] .)(?:treet|oad|venue|ane|lose|rive|rescent|ardens|errace|rove|lace|ay)\b"
        ),
    ),
    Slip(
        "vehicle-or-crime-number",
        "a vehicle registration",
        re.compile(r"[A-Z](?<![\w-].)[A-Z][0-7]\d ?[A-HJ-PR-Y]{3}(?![\w-])"),
        shape=_CAPITALS_AND_FIGURES,
    ),
    Slip(
        "vehicle-or-crime-number",
        "a crime or incident number",
        re.compile(
            r"[CcIi](?<!\w.)(?i:(?:rime|ustody|ncident)\s+(?:reference|ref|record|number|no)\b\.?\s*(?:number|no\.?)?"
            r"\W{0,3}[A-Z0-9/-]*\d[A-Z0-9/-]{3,})"
        ),
        signs=("crime", "incident", "custody"),
    ),
)
MARKING = re.compile(
    r"\bOFFICIAL\s*[-\u2010-\u2014:]+\s*SENSITIVE\b|\b(?-i:OFFICIAL\s+SENSITIVE)\b|"
    r"\b(?:NOT\s+FOR|EXEMPT\s+FROM)\s+PUBLICATION\b|\bSTRICTLY\s+CONFIDENTIAL\b|"
    r"\bPART\s+(?:2|TWO|II)\b(?=.{0,20}(?:CONFIDENTIAL|EXEMPT|RESTRICTED))|\bTOP\s+SECRET\b",
    re.IGNORECASE,
)
"""A marking of papers that are not for publication."""
_PUBLIC_PLACE = re.compile(
    r"\b(?:station|headquarters|office|offices|hall|centre|hub|school|hospital|library|court|surgery|house)\b",
    re.IGNORECASE,
)
_OTHER_SIGNS = re.compile("[\u00a0\u2000-\u200a\u2010\u2011\u202f\u205f\u3000\uff0b\uff10-\uff19\uff20]")
_LIKE_TYPED = {
    **dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys((0x2010, 0x2011), "-"),
    **{0xFF10 + figure: str(figure) for figure in range(10)},
    0xFF0B: "+",
    0xFF20: "@",
}
"""Spaces, hyphens and figures that Word or another keyboard types, and the signs that they stand for."""
_APOSTROPHE = re.compile("['\u2019]")
_NEARBY = 60
"""How many characters before an address may say that it is a public place."""


def slips_in(
    text: str, settings: Settings, rule: str = "", lowered: str | None = None
) -> Iterator[tuple[Slip, re.Match[str]]]:
    """Yield each slip in a text that is not a contact, an address or a reference of the office itself.

    With `rule`, only those it tells of; `lowered` is the text in small letters, where it is known.
    """
    typed, text = text, _like_typed(text)
    lowered = text.lower() if lowered is None or text is not typed else lowered
    for slip in SLIPS:
        if (rule and slip.rule != rule) or (slip.signs and not any(sign in lowered for sign in slip.signs)):
            continue
        if slip.shape and not _has_shape(slip.shape, text):
            continue
        for match in slip.pattern.finditer(text):
            nearby = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _NEARBY)
            public = slip.rule == "private-address" and _PUBLIC_PLACE.search(text, nearby, match.start())
            if not public and not _is_of_the_office(match[0], settings):
                yield slip, match


@lru_cache(16)
def _like_typed(text: str) -> str:
    """Return a text of the same length with plain spaces, hyphens and figures, so that no other ones hide a number."""
    return text.translate(_LIKE_TYPED) if _OTHER_SIGNS.search(text) else text


@lru_cache(16)
def _has_shape(shape: re.Pattern[str], text: str) -> bool:
    return shape.search(text) is not None


def as_shown(rule: str, words: str) -> str:
    """Return the words of a slip as a finding shows them, and `allow` names them; of a personal number, the beginning.

    A bracket that opens before a telephone number, and closes after it, is no part of the number.
    """
    words = " ".join(words.split())
    words = words if ")" in words else words.removeprefix("(")
    return words[:2] + "…" if rule == "personal-number" else words


def not_to_publish(text: str, settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the rule and the words of each slip, each marking and each name of the office's list in a text."""
    for slip, match in slips_in(text, settings):
        yield slip.rule, " ".join(match[0].split())
    for match in MARKING.finditer(text):
        yield "protective-marking", match[0]
    for name in settings.privacy.never_name:
        yield from (("name-not-to-be-published", name) for _ in name_pattern(name).finditer(text))


@lru_cache(1024)
def name_pattern(name: str) -> re.Pattern[str]:
    """Return what finds a name in any case, over the end of a line, with marks between its words, in a file's name.

    In an address, spaces may be plus signs or codes.
    """
    words = (_APOSTROPHE.sub("['\u2019]", re.escape(word)) for word in name.split())
    between = r"(?:[^\S\n]|\n(?!\s*\n)|[*_+-]|%20){1,5}"
    return re.compile(rf"(?<![^\W_]){between.join(words) or '(?!)'}(?![^\W_])", re.IGNORECASE)


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
