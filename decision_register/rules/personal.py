"""Rules DN71x: what a notice tells of a person without need (UK GDPR, article 5(1)(c))."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from decision_register.findings import Severity, Span
from decision_register.rules.rule import Breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.notice import Manuscript
    from decision_register.settings import Settings

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_TELEPHONE = re.compile(r"(?<![\d£,.])(?:\+44\s?\d|0\d)(?:[\s-]?\d){8,9}(?!\d)")
_INSURANCE = re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:\s?\d){6}\s?[A-D](?!\w)")
_SIX_FIGURES = re.compile(r"(?:\d[\s-]?){6}")
_BANK = re.compile(r"(?<![\d-])\d{2}-\d{2}-\d{2}(?![\d-])(?=.{0,60}(?<!\d)\d{8}(?!\d))")
_BORN = re.compile(
    r"\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth)\b[^\w£]{0,4}(?:\d{1,2}[/. -]\w{1,9}[/. -]\d{2,4}|\d{4}-\d\d-\d\d)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?<![\w-])[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?![\w-])")
_VEHICLE = re.compile(r"(?<![\w-])[A-Z]{2}[0-7]\d ?[A-HJ-PR-Y]{3}(?![\w-])")
_CRIME = re.compile(
    r"\b(?:crime|incident|custody)\s+(?:reference|ref|record|number|no)\b\.?\s*(?:number|no\.?)?\W{0,3}[A-Z0-9/-]*\d[A-Z0-9/-]{3,}",
    re.IGNORECASE,
)


@rule("DN710", "personal-number")
def personal_number(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """No National Insurance number and no bank account stands in a notice (UK GDPR, article 5(1)(c)).

    Bad:

    ```
    Payable to 12-34-56 12345678.
    ```

    Good:

    ```
    Payable to the charity's account.
    ```
    """
    for pattern, name in ((_INSURANCE, "a National Insurance number"), (_BANK, "a bank account")):
        for line in (line for line in manuscript.body.lines if _SIX_FIGURES.search(line.text)):
            for match in pattern.finditer(line.text):
                span = Span.of(line.number, match.start() + 1, match[0])
                yield Breach(f"The text holds what looks like {name}", "Delete it.", span, match[0][:2] + "…")


@rule("DN711", "personal-contact", severity=Severity.WARNING)
def personal_contact(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A notice gives the contacts of the office, not those of a person.

    Bad:

    ```
    Ask j.smith@opcc.example for a copy.
    ```

    Good: the office's own address, as in the settings.
    """
    own = {settings.contacts.email.casefold(), re.sub(r"\D", "", settings.contacts.telephone)}
    for pattern, name, sign in ((_EMAIL, "e-mail address", "@"), (_TELEPHONE, "telephone number", "0")):
        for line in (line for line in manuscript.body.lines if sign in line.text or "+44" in line.text):
            for match in pattern.finditer(line.text):
                if not {match[0].casefold(), re.sub(r"\D", "", match[0]) or "-"} & own:
                    span = Span.of(line.number, match.start() + 1, match[0])
                    yield Breach(
                        f"The text holds the {name} {match[0]}", "Give the office's own instead.", span, match[0]
                    )


@rule("DN712", "date-of-birth", severity=Severity.WARNING)
def date_of_birth(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A notice does not tell when a person was born.

    Bad:

    ```
    The officer, born on 4 May 1980, was appointed.
    ```

    Good:

    ```
    The officer was appointed.
    ```
    """
    for line in manuscript.body.lines if manuscript.body.may_hold("born", "dob", "d.o.b", "birth") else ():
        for match in _BORN.finditer(line.text):
            span = Span.of(line.number, match.start() + 1, match[0])
            yield Breach("The text tells when somebody was born", "Delete the date.", span, match[0])


@rule("DN713", "private-address", severity=Severity.WARNING)
def private_address(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A postcode in a notice is that of a public place.

    A full postcode stands for some fifteen homes.

    Bad:

    ```
    The grant is for CV34 4RL.
    ```

    Good:

    ```
    The grant is for the west of Warwick.
    ```
    """
    own = " ".join(settings.contacts.address).replace(" ", "").upper()
    for line in manuscript.body.lines:
        for match in _POSTCODE.finditer(line.text):
            if match[0].replace(" ", "") not in own and not settings.reference.matches(match[0]):
                span = Span.of(line.number, match.start() + 1, match[0])
                cure = "Name the area instead, or allow this if it is a public place."
                yield Breach(f"The text holds the postcode {match[0]}", cure, span, match[0])


@rule("DN714", "vehicle-or-crime-number", severity=Severity.WARNING)
def vehicle_or_crime_number(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A notice holds no vehicle registration and no number of a crime; either leads to a person.

    Bad:

    ```
    See crime reference 23/45678/24.
    ```

    Good:

    ```
    See the case of May 2024.
    ```
    """
    for pattern, name in ((_VEHICLE, "vehicle registration"), (_CRIME, "crime or incident number")):
        for line in manuscript.body.lines:
            for match in pattern.finditer(line.text):
                if not settings.reference.matches(match[0]):
                    span = Span.of(line.number, match.start() + 1, match[0])
                    yield Breach(f"The text holds the {name} {match[0]}", "Delete it.", span, match[0])


@rule("DN715", "name-not-to-be-published")
def name_not_to_be_published(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A name that the settings list under `never_name` stands nowhere in a notice.

    Bad: a name of `[privacy] never_name`, in the text or in a field.

    Good: "the complainant".
    """
    lines = manuscript.source.text.split("\n")
    for name in settings.privacy.never_name:
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
        for number, line in enumerate(lines, 1):
            for match in pattern.finditer(line):
                span = Span.of(number, match.start() + 1, match[0])
                cure = "Write what the person is instead, such as the complainant."
                yield Breach("A name stands here that is not to be published", cure, span, match[0][:1] + "…")
