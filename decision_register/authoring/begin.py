"""Begins a notice: a free reference, every field that is needed, and every section of the form with what to write."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from decision_register.blank_form import blank_text
from decision_register.fields import FIELDS, Need
from decision_register.front_matter import as_yaml
from decision_register.references import file_name_of, next_free, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from decision_register.fields import Field
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings


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


def begun_notice(answers: Mapping[str, object], settings: Settings) -> str:
    """Return the text of a notice with what is known, and guidance for what is not.

    `answers` holds fields by key. What is left blank, and guidance that is left in place, are findings.
    """
    fields = "".join(_typed(field, answers) for field in FIELDS if field.key in answers or _is_asked(field))
    return f"---\n{fields}---\n\n{blank_text(settings.form)}"


def _is_asked(field: Field) -> bool:
    return field.need is Need.ALWAYS or field.key == "topics"


def _typed(field: Field, answers: Mapping[str, object]) -> str:
    if field.key in answers:
        return as_yaml({field.key: answers[field.key]})
    such_as = "" if field.parts else f" Such as: {field.example}"
    return f"# {field.meaning}{such_as}\n{_blank(field)}"


def _blank(field: Field) -> str:
    if not field.parts:
        return f"{field.key}:\n"
    return "\n".join([f"{field.key}:", *_parts(field)]) + "\n"


def _parts(field: Field) -> Iterator[str]:
    for part in field.parts:
        if part.need is Need.ALWAYS:
            choices = f" ({', '.join(part.choices)})" if part.choices else ""
            yield f"  # {part.meaning}{choices}"
            yield f"  {part.key}:"
