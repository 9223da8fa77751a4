"""The labels of decision forms, as offices have printed them over the years, and the fields they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.settings import heading_key

if TYPE_CHECKING:
    from decision_register.settings import Form

DATE = "date"
"""A date that does not say of what: the first is that of the request, the one by the signature that of the decision."""
SIGNATURE = "signature"
MARKING = "marking"

LABELS: dict[str, tuple[str, ...]] = {
    "reference": (
        "Decision reference number",
        "Decision reference",
        "Reference number",
        "Reference",
        "Ref",
        "Ref no",
        "Decision number",
        "Decision no",
    ),
    "title": ("Decision title", "Title of decision", "Title", "Subject"),
    "status": ("Status", "Confidentiality", "Publication status"),
    "request_date": ("Date of request", "Request date", "Date of report"),
    "decision_date": ("Date of decision", "Decision date", "Date decision made", "Date signed", "Date approved"),
    "publication_date": ("Date of publication", "Publication date", "Date published", "Published on"),
    "lead_officer": ("Lead officer", "Lead officers", "Report author", "Author", "Author and job role", "Officer"),
    "chief_officer_approval": (
        "Chief officer approval",
        "If force business, date approved by Chief Officer",
        "Date approved by Chief Officer",
    ),
    "interests": ("Declaration of interests", "Declarations of interest", "Interests"),
    "source_url": ("Web address", "Address", "URL", "Link"),
    DATE: ("Date",),
    SIGNATURE: ("Signature", "Signed", "Signed by", "Decision maker", "Decision taken by", "Decision made by"),
    MARKING: ("Protective marking", "Security classification", "GSC"),
}


def labels_of(form: Form) -> dict[str, str]:
    """Return the field of each label, by the words that labels are compared by; the office's own come first."""
    found = {heading_key(word): key for key, words in LABELS.items() for word in words}
    return found | {heading_key(word): key for key, words in form.labels.items() for word in words}
