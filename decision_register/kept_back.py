"""What of a change a review does not repeat, as it is withheld, is being taken out, or tells of a person."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from decision_register.called_out import parts_withheld
from decision_register.check import check_manuscript
from decision_register.front_matter import Text
from decision_register.old_wording import Ground, why_not_shown, wording_of
from decision_register.rules.allow import accepted_in, is_accepted
from decision_register.rules.catalogue import BY_VALUE, rule_named
from decision_register.rules.inside import value_of_persons
from decision_register.rules.signs import without_unseen
from decision_register.slips import as_shown, not_to_publish
from decision_register.wording import blocks_by_section, fields_as_typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.called_out import Said
    from decision_register.manuscript import Manuscript
    from decision_register.redline import Block
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
_OF_PLACES = frozenset((Ground.WITHHELD, Ground.ELSEWHERE))
_NEVER = frozenset(("protective-marking", "personal-number", "mobile-number", "name-not-to-be-published"))
"""The rules whose words block a notice, and so stand in no preview."""
_MISTYPED = frozenset(("DN705",))
"""The rule of passages that are to be withheld, and stand in the text."""
_BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")
_OF_DOCUMENTS = "document-tells-of-a-person"


def fields_shown(manuscript: Manuscript) -> dict[str, str]:
    """Return the fields as typed; of a confidential notice, those that its page shows."""
    fields = fields_as_typed(manuscript)
    if manuscript.shows_its_text:
        return fields
    return {name: value for name, value in fields.items() if name.partition(" ")[0] in _OF_CONFIDENTIAL}


def grounds_between(old: Manuscript | None, new: Manuscript | None, settings: Settings) -> tuple[Ground, ...]:
    """Return why the history will not show a notice as it was beside what it becomes, the gravest reason first."""
    if old is None or new is None or new.problems:
        return ()
    return tuple(why_not_shown(wording_of(old, settings), wording_of(new, settings)))


def hides_nothing(grounds: tuple[Ground, ...], old: Said, new: Said) -> bool:
    """Say whether nothing need be hidden for these reasons: all that a notice said, it still says.

    A passage that is withheld below a new paragraph stands at another place, and a part may only have another name.
    """
    return _OF_PLACES.issuperset(grounds) and not (Counter(_sayings(old)) - Counter(_sayings(new)))


def _sayings(said: Said) -> Iterator[tuple[str, Block | str]]:
    yield from ((name.partition(" (")[0], value) for name, value in said.fields.items())
    yield from ((title, block) for title, blocks in said.text.items() for block in blocks)


def under_new_names(old: Said, new: Said) -> Said:
    """Return what a notice said, with the new names of its withheld parts.

    Parts are one, renamed, if as many are listed as were, each with its exemption at its place.
    """
    before, after = parts_withheld(old), parts_withheld(new)
    if [exemption for _, exemption in before] != [exemption for _, exemption in after]:
        return old
    names = {name: to for (name, _), (to, _) in zip(before, after, strict=True)}
    fields = {
        key: names.get(value, value) if key.startswith("withheld.part") else value for key, value in old.fields.items()
    }
    text = {title: tuple(_renamed(block, names) for block in blocks) for title, blocks in old.text.items()}
    return replace(old, fields=fields, text=text)


def _renamed(block: Block, names: Mapping[str, str]) -> Block:
    """Return a block; if it stands for a withheld part, under that part's new name."""
    words, end, exemption = block.words.rpartition(" (")
    part = words.removeprefix("Withheld: ")
    is_other = block.kind == "withheld" and part in names
    return replace(block, words=f"Withheld: {names[part]}{end}{exemption}") if is_other else block


def why_kept_back(
    grounds: tuple[Ground, ...], old: Manuscript | None, new: Manuscript | None, settings: Settings
) -> str:
    """Return why a review does not repeat what a notice says and said, or nothing."""
    if grounds:
        return _WHY[grounds[0]]
    if new and new.problems and old:
        return "the file cannot be read"
    if new and any(True for _ in check_manuscript(new, settings, _MISTYPED)):
        return "a passage that is to be withheld is mistyped"
    held = new and _NEVER.intersection(rule for rule, _ in _not_accepted(new, settings))
    return "it holds words that are not to be published" if held else ""


def is_personal(
    old: Manuscript | None,
    new: Manuscript | None,
    before: list[DocumentFile],
    after: list[DocumentFile],
    settings: Settings,
) -> bool:
    """Say whether a notice or a document, as it was or will be, holds what looks like personal data.

    What the public reads already, as the office accepted it before, is none; what is accepted by this change is.
    """
    known: set[tuple[str, str]] = set()
    if old is not None and old.is_public_on(settings.today):
        known = {found for found in _found_in_notice(old, settings) if _accepts(old, *found)}
        accepted = [file for file in before if _accepts(old, _OF_DOCUMENTS, value_of_persons(file, settings))]
        known |= set(_found_in_all(accepted, settings))
    found = [*_found_in_all(before, settings), *_found_in_all(after, settings)]
    found += [one for notice in (old, new) if notice for one in _found_in_notice(notice, settings)]
    return not known.issuperset(found)


def _found_in_all(files: list[DocumentFile], settings: Settings) -> Iterator[tuple[str, str]]:
    for file in files:
        for passage in file.passages:
            yield from _found_in(passage.words, settings)


def _found_in_notice(manuscript: Manuscript, settings: Settings) -> Iterator[tuple[str, str]]:
    for text in _texts_of(manuscript):
        yield from _found_in(text, settings)


def _texts_of(manuscript: Manuscript) -> Iterator[str]:
    """Yield the file as it was typed, then each value and the text as they are read: a value may go over lines."""
    yield manuscript.source.text
    yield from (typed.value.text for typed in manuscript.values if isinstance(typed.value, Text))
    for blocks in blocks_by_section(manuscript.body.sections).values():
        yield from (block.words for block in blocks)


def _found_in(text: str, settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the rule and the words of all that is not to be published, also if unseen signs or lines part it."""
    plain = without_unseen(text)
    evened = "\n\n".join(" ".join(paragraph.split()) for paragraph in _BETWEEN_PARAGRAPHS.split(plain))
    for read in {text, plain, evened}:
        yield from not_to_publish(read, settings)


def may_be_repeated(text: str, settings: Settings) -> bool:
    """Say whether a text holds nothing that looks like personal data, no marking and no name of the office's list."""
    return not any(True for _ in _found_in(text, settings))


def may_be_in_a_preview(text: str, settings: Settings) -> bool:
    """Say whether a text holds none of the words that block a notice."""
    return _NEVER.isdisjoint(rule for rule, _ in not_to_publish(text, settings))


def _not_accepted(manuscript: Manuscript, settings: Settings) -> Iterator[tuple[str, str]]:
    for text in _texts_of(manuscript):
        for rule, words in not_to_publish(text, settings):
            if not _accepts(manuscript, rule, words):
                yield rule, words


def _accepts(manuscript: Manuscript, name: str, words: str) -> bool:
    """Say whether a notice accepts that the rule of this name finds these words."""
    rule = rule_named(name)
    names = (rule.name, rule.code) if rule else (name,)
    return is_accepted(names, as_shown(name, words), accepted_in(manuscript.groups("allow")), by_value=name in BY_VALUE)
