"""Begins a notice: a free reference, every field that is needed, and every section of the form with what to write."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from decision_register.blank_form import blank_text, field_lines, note_of_costs
from decision_register.fields import FIELDS, Need
from decision_register.findings import FaultError
from decision_register.references import file_name_of, next_free, place_of
from decision_register.values import day_meant, existing_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from decision_register.fields import Field
    from decision_register.manuscript import Manuscript
    from decision_register.settings import ReferenceForm, Settings


_WHEN_READY = "# When all is written: instead of this line and the next, write publication_date: 2024-07-26 or its day."
_CAPACITIES = next(
    part.choices for field in FIELDS if field.key == "decision_maker" for part in field.parts if part.key == "capacity"
)


def next_reference(manuscripts: tuple[Manuscript, ...], taken: Iterable[str], settings: Settings) -> str:
    """Return the number after the highest of the series in use, on this and any other branch.

    The series is that of the notice published last. One that names a year goes on with the present one, from 1.
    """
    latest = max(
        (one for one in manuscripts if place_of(one.reference)),
        key=lambda one: (one.date("publication_date") or datetime.date.min, one.reference),
        default=None,
    )
    if latest is None:
        return settings.reference.example
    names = [name.text for one in manuscripts for name in one.names]
    place = place_of(latest.reference)
    date = latest.date("publication_date")
    if place and date and date.year < settings.today.year and str(date.year) in place.series:
        first = f"{place.series.replace(str(date.year), str(settings.today.year))}{0:0{place.digits}}"
        return next_free(first, [first, *names, *taken])
    return next_free(latest.reference, [*names, *taken])


def path_of(reference: str, title: str, settings: Settings) -> str:
    """Return the file of a new notice, from the folder of notices: the year of today, its reference and its title."""
    return f"{settings.today.year}/{file_name_of(reference, title)}.md"


def understood(key: str, settings: Settings, typed: str) -> object:
    """Return what an answer means, where a blank is one. Raises `FaultError`, with what can be answered."""
    words = " ".join(typed.split())
    words = _in_the_form_of_the_office(words, settings.reference) if key == "reference" else words
    fault = ""
    if key == "title" and not words:
        fault = 'Give the decision a title, as in: python build.py new "Paint for the fence"'
    elif key == "reference" and not settings.reference.matches(words):
        fault = f"{words} is no reference of this office; one looks like {settings.reference.example}."
    elif key == "decided" and words:
        day = existing_day(day_meant(words))
        if day:
            return day
        fault = f"{words} is no day; write it as 2024-07-25 or 25 July 2024."
    elif key == "capacity" and words.casefold() not in {"", *_CAPACITIES}:
        fault = f"{words} is no power of this office; it is one of {', '.join(_CAPACITIES)}."
    if fault:
        raise FaultError(fault)
    return words.casefold() if key == "capacity" else words


def _in_the_form_of_the_office(typed: str, form: ReferenceForm) -> str:
    """Return a reference as the office prints it, where only capitals, zeros or a hyphen are otherwise."""
    example = place_of(form.example)
    for spelt in (typed, typed.upper(), *(typed.upper().replace(" ", sign) for sign in "-/")):
        place = place_of(spelt)
        padded = f"{place.series}{place.number:0{example.digits}}" if place and example else spelt
        for one in (spelt, padded):
            if form.matches(one):
                return one
    return typed


def begun_notice(answers: Mapping[str, object], settings: Settings) -> str:
    """Return the text of a notice with what is known, and guidance for what is not.

    `answers` are those of the questions. What is left blank, and guidance that is left in place, are findings.
    """
    known: dict[str, object] = {
        "reference": answers.get("reference"),
        "title": answers.get("title"),
        "status": "non-confidential",
        "draft": True,
        "decision_date": answers.get("decided"),
        "decision_maker": {
            "name": answers.get("maker"),
            "role": answers.get("role"),
            "capacity": answers.get("capacity"),
        },
        "lead_officer": answers.get("officer"),
    }
    asked = [field for field in FIELDS if field.key in known or _is_asked(field)]
    fields = "".join(field_lines(field, known.get(field.key)) for field in asked) + note_of_costs("17355")
    fields = fields.replace("\ndraft: ", f"\n{_WHEN_READY}\ndraft: ", 1)
    return f"---\n{fields}---\n\n{blank_text(settings.form)}"


def _is_asked(field: Field) -> bool:
    return field.need is Need.ALWAYS or field.key == "topics"
