"""What of a review is repeated to its readers: of findings, and of notices that tell of a person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from decision_register.notice_changes import Kind
from decision_register.rules.catalogue import rule_named

if TYPE_CHECKING:
    from decision_register.comparison import Comparison
    from decision_register.findings import Finding
    from decision_register.notice_changes import NoticeChange

_OF_A_PERSON = frozenset(("DN429", "DN711", "DN712", "DN713", "DN714"))
"""The rules whose findings say what they found of a person."""
_SAY_NO_WORDS = ("DN708", "DN9")
"""The rules that say nothing of the text of a notice."""
_PERSONAL = "It holds, or held, what looks like personal data, so only the preview shows what changes in it."
_NEVER_PUBLISHED = "What it said before was never published, so only the preview shows what changes in it."


def for_readers(comparison: Comparison) -> Comparison:
    """Return a comparison whose findings repeat nothing of a text that is not shown, and little that tells of a person.

    Whoever runs the check reads them in full.
    """
    return replace(
        comparison,
        new_findings=tuple(_repeated(finding, comparison.closed) for finding in comparison.new_findings),
        other_findings=tuple(_repeated(finding, comparison.closed) for finding in comparison.other_findings),
    )


def _repeated(finding: Finding, closed: frozenset[str]) -> Finding:
    if finding.path in closed:
        if finding.code.startswith(_SAY_NO_WORDS):
            return replace(finding, value="")
        rule = rule_named(finding.code)
        said = rule.summary.rstrip(".") if rule else finding.name
        return replace(finding, message=said, help="Look at the file itself.", value="")
    if finding.code in _OF_A_PERSON and finding.value:
        dotted = f"{finding.value[0]}…{finding.value[-1]}"
        return replace(finding, message=finding.message.replace(finding.value, dotted), value=dotted)
    return finding


def for_a_comment(comparison: Comparison) -> Comparison:
    """Return a comparison for a place where anybody may read it.

    Nothing is repeated of what tells of a person, and nothing that was taken out before it was ever published.
    """
    return replace(comparison, notices=tuple(map(_for_a_comment, comparison.notices)))


def _for_a_comment(notice: NoticeChange) -> NoticeChange:
    tried = not notice.was_published and notice.kind is not Kind.NEW and (notice.fields or notice.sections)
    if not notice.personal and not tried:
        return notice
    return replace(
        notice,
        told=() if notice.personal else notice.told,
        fields=(),
        sections=(),
        documents=tuple(replace(document, text=()) for document in notice.documents),
        called_out=tuple(said for said in notice.called_out if said.startswith(("It will", "Withheld"))),
        kept_back=notice.kept_back or (_PERSONAL if notice.personal else _NEVER_PUBLISHED),
    )
