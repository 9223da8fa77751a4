"""The form with nothing in it yet: every heading, and below it what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decision_register.settings import Form, FormSection


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
