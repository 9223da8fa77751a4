"""Rules DN71x: what a notice tells of a person without need (UK GDPR, article 5(1)(c))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.findings import Severity, Span
from decision_register.rules.rule import Breach, cure_or_allow, rule
from decision_register.slips import as_shown, name_pattern, slips_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_HOLDS = "{where} holds {what}, {shown}"


def _breaches(manuscript: Manuscript, settings: Settings, rule_name: str, said: str, cure: str) -> Iterator[Breach]:
    """Yield each slip of a rule; `said` is the sentence about it, and `cure` ends with how to accept it, if it may be.

    In the sentence, `{where}` is where the slip stands, `{what}` what it is, and `{shown}` how it is shown.
    """
    for where, what, shown, span in _slips(manuscript, settings, rule_name):
        message = said.format(where=where, what=what, shown=shown)
        yield Breach(message, cure_or_allow(cure, manuscript, rule_name, shown), span, shown)


def _slips(manuscript: Manuscript, settings: Settings, rule_name: str) -> Iterator[tuple[str, str, str, Span]]:
    """Yield where each slip of a rule is, what it is, how it is shown in a finding, and its place in the file."""
    values = manuscript.own_words
    if any(True for _ in slips_in("\n".join(value.text for _name, value in values), settings, rule_name)):
        for name, value in values:
            for slip, match in slips_in(value.text, settings, rule_name):
                yield f"The field {name}", slip.what, as_shown(slip.rule, match[0]), value.span
    for slip, match in slips_in(manuscript.body.text, settings, rule_name, manuscript.body.lowered):
        yield "The text", slip.what, as_shown(slip.rule, match[0]), manuscript.body.span_of(match)


@rule("DN710", "personal-number", by_value=True)
def personal_number(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
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
    said = "{where} holds what looks like {what}"
    yield from _breaches(manuscript, settings, "personal-number", said, "Delete it.")


@rule("DN711", "personal-contact", severity=Severity.WARNING, by_value=True)
def personal_contact(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A notice gives the contacts of the office, not those of a person.

    Bad:

    ```
    Ask j.smith@opcc.example for a copy.
    ```

    Good: the office's own address, as in the settings.
    """
    cure = "Give the office's own instead; or, if it may be public"
    yield from _breaches(manuscript, settings, "personal-contact", _HOLDS, cure)


@rule("DN712", "date-of-birth", severity=Severity.WARNING, by_value=True)
def date_of_birth(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
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
    said = "{where} tells when somebody was born"
    cure = "Delete the date; or, if it may be public"
    yield from _breaches(manuscript, settings, "date-of-birth", said, cure)


@rule("DN713", "private-address", severity=Severity.WARNING, by_value=True)
def private_address(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """An address or a postcode in a notice is that of a public place.

    A full postcode stands for some fifteen homes. Words such as station or office before it say that it is public.

    Bad:

    ```
    The grant is for CV34 4RL.
    ```

    Good:

    ```
    The grant is for the west of Warwick.
    ```
    """
    cure = "Name the area instead; or, if it may be public"
    yield from _breaches(manuscript, settings, "private-address", _HOLDS, cure)


@rule("DN714", "vehicle-or-crime-number", severity=Severity.WARNING, by_value=True)
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
    cure = "Delete it; or, if it may be public"
    yield from _breaches(manuscript, settings, "vehicle-or-crime-number", _HOLDS, cure)


@rule("DN716", "mobile-number", by_value=True)
def mobile_number(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A notice gives no mobile telephone number, which is nearly always that of one person.

    Numbers that begin with 07 are those of mobiles and pagers (Ofcom, national telephone numbering plan).

    Bad:

    ```
    Ring 07700 900123.
    ```

    Good: the office's own number, as in the settings.
    """
    cure = "Give the office's own number instead; or, if it may be public"
    yield from _breaches(manuscript, settings, "mobile-number", _HOLDS, cure)


@rule("DN715", "name-not-to-be-published")
def name_not_to_be_published(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A name that the settings list under `never_name` stands nowhere in a notice.

    Bad: a name of `[privacy] never_name`, in the text or in a field.

    Good: "the complainant".
    """
    text = manuscript.source.text
    for name in settings.privacy.never_name:
        pattern = name_pattern(name)
        for match in pattern.finditer(text):
            line, column = text.count("\n", 0, match.start()) + 1, match.start() - text.rfind("\n", 0, match.start())
            span = Span.of(line, column, match[0].partition("\n")[0])
            cure = "Write what the person is instead, such as the complainant."
            yield Breach("A name stands here that is not to be published", cure, span, match[0][:1] + "…")
        for file in manuscript.source.documents:
            for passage in file.passages:
                if pattern.search(" ".join(passage.words.split())):
                    where = f"{file.name} ({passage.place})" if passage.place else file.name
                    message = f"{where} holds a name that is not to be published"
                    yield Breach(
                        message,
                        "Take it out and export the file again.",
                        manuscript.place_of_document(file.name),
                        file.name,
                    )
