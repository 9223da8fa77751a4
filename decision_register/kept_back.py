"""What of a change a review does not repeat, as it is withheld, is being taken out, or tells of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.old_wording import Ground, why_not_shown, wording_of
from decision_register.rules.allow import accepted_in, is_accepted
from decision_register.rules.catalogue import BY_VALUE, rule_named
from decision_register.rules.signs import without_unseen
from decision_register.slips import as_shown, not_to_publish
from decision_register.wording import fields_as_typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings
    from decision_register.source import DocumentFile

_OF_CONFIDENTIAL = frozenset(
    (
        "reference",
        "also_known_as",
        "title",
        "status",
        "decision_date",
        "publication_date",
        "draft",
        "supersedes",
        "amends",
        "withdrawn.date",
        "withdrawn.reason",
        "withheld.exemption",
        "withheld.reason",
        "changes.date",
        "changes.note",
        "changes.redact_history",
    )
)
"""The fields that the page of a confidential notice shows, or by which it stands where it stands."""
_WHY = {
    Ground.REDACTED: "the history of the decision is redacted",
    Ground.CONFIDENTIAL: "the decision becomes confidential",
    Ground.WITHHELD: "more of it is withheld",
    Ground.ELSEWHERE: "a passage is withheld at another place of it",
    Ground.SLIP: "words that are not to be published are taken out of it",
}
_NEVER = frozenset(("protective-marking", "personal-number", "name-not-to-be-published"))
"""The rules whose words block a notice, and so stand in no preview."""


def fields_shown(manuscript: Manuscript) -> dict[str, str]:
    """Return the fields as typed; of a confidential notice, those that its page shows."""
    fields = fields_as_typed(manuscript)
    if manuscript.shows_its_text:
        return fields
    return {name: value for name, value in fields.items() if name.partition(" ")[0] in _OF_CONFIDENTIAL}


def ground_between(old: Manuscript | None, new: Manuscript | None, settings: Settings) -> Ground | None:
    """Return why the history will not show a notice as it was beside what it becomes, or nothing."""
    if old is None or new is None or new.problems:
        return None
    return why_not_shown(wording_of(old, settings), wording_of(new, settings))


def why_kept_back(ground: Ground | None, old: Manuscript | None, new: Manuscript | None, settings: Settings) -> str:
    """Return why a review does not repeat what a notice says and said, or nothing."""
    if ground:
        return _WHY[ground]
    if new and new.problems and old:
        return "the file cannot be read"
    held = new and _NEVER.intersection(rule for rule, _ in _not_accepted(new, settings))
    return "it holds words that are not to be published" if held else ""


def is_personal(manuscript: Manuscript, files: list[DocumentFile], settings: Settings) -> bool:
    """Say whether a notice, or one of these documents, holds what looks like personal data that it does not accept."""
    if any(_not_accepted(manuscript, settings)):
        return True
    words = (passage.words for file in files for passage in file.passages)
    accepts = _accepts(manuscript, "document-tells-of-a-person", "")
    return not accepts and not all(may_be_repeated(text, settings) for text in words)


def may_be_repeated(text: str, settings: Settings) -> bool:
    """Say whether a text holds nothing that looks like personal data, no marking and no name of the office's list."""
    return not any(True for read in {text, without_unseen(text)} for _ in not_to_publish(read, settings))


def may_be_in_a_preview(text: str, settings: Settings) -> bool:
    """Say whether a text holds none of the words that block a notice."""
    return _NEVER.isdisjoint(rule for rule, _ in not_to_publish(text, settings))


def _not_accepted(manuscript: Manuscript, settings: Settings) -> Iterator[tuple[str, str]]:
    for rule, words in not_to_publish(manuscript.source.text, settings):
        if not _accepts(manuscript, rule, as_shown(rule, words)):
            yield rule, words


def _accepts(manuscript: Manuscript, name: str, value: str) -> bool:
    """Say whether a notice accepts what the rule of this name finds."""
    rule = rule_named(name)
    names = (rule.name, rule.code) if rule else (name,)
    return is_accepted(names, value, accepted_in(manuscript), by_value=name in BY_VALUE)
