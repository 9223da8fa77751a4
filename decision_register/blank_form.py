"""The form with nothing in it yet: every field and every heading, each with what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.fields import Need, field_named
from decision_register.front_matter import as_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.fields import Field
    from decision_register.settings import Form, FormSection

_OF_COSTS = "For each sum that the decision spends, saves or brings in, write lines like these, without the # in front."


def blank_text(form: Form) -> str:
    """Return the text of a notice that is begun. Guidance that is left in place is a finding."""
    above = {section.within for section in form.sections}
    return "\n\n".join(_section(section, above) for section in form.sections if section.required) + "\n"


def _section(section: FormSection, above: set[str]) -> str:
    """Return the heading, and below it what to write; a section that holds others needs no words of its own."""
    heading = f"{'#' * section.level} {section.heading}"
    if section.heading in above:
        return heading
    guidance = section.guidance or f"what belongs under {section.heading}, or N/A"
    return f"{heading}\n\n[Insert {guidance}]"


def field_lines(field: Field, known: object) -> str:
    """Return the lines of a field with what is known of it; what is not known is blank, below a note of what to write.

    Of a group, `known` is what is known of its parts.
    """
    if field.parts and isinstance(known, dict):
        return "".join((f"# {field.meaning}\n{field.key}:\n", *_parts(field, known)))
    if known:
        return as_yaml({field.key: known})
    return f"# {field.meaning} Such as: {field.example}\n{field.key}:\n"


def _parts(field: Field, known: Mapping[str, object]) -> Iterator[str]:
    """Yield the parts that are needed, each with what is known or with what to write."""
    for part in field.parts:
        if part.need is Need.ALWAYS and known.get(part.key):
            yield f"  {as_yaml({part.key: known[part.key]})}"
        elif part.need is Need.ALWAYS:
            choices = f" ({', '.join(part.choices)})" if part.choices else ""
            yield f"  # {part.meaning}{choices}\n  {part.key}:\n"


def note_of_costs(amount: str) -> str:
    """Return how a cost is typed, as notes to the author, which mean nothing until they are made lines."""
    costs = field_named("costs")
    choices = {part.key: " or ".join(part.choices) for part in costs.parts if part.need is Need.ALWAYS} if costs else {}
    lines = [f"    {key}: {words}" for key, words in choices.items() if words]
    return "".join(f"# {line}\n" for line in (_OF_COSTS, "costs:", f"  - amount: {amount}", *lines))
