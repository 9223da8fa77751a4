"""Rules DN9xx: what may not happen to a published notice between a commit and now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.fields import field_named
from decision_register.findings import Severity, Span
from decision_register.front_matter import Group, Items, Text
from decision_register.references import same_key, slug_of
from decision_register.rules.rule import Breach, Scope, rule
from decision_register.values import read_date, read_yes_no

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.front_matter import Value
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_NOT_SHOWN = frozenset({"allow", "changes"})
_MOST_NAMED = 5
"""How many things that were changed a message names."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The notices of a commit that the public can see by today, and those of now, with the digests of documents.

    `by_key` holds the public notices of now by each of their references.
    """

    before: tuple[Manuscript, ...]
    after: tuple[Manuscript, ...]
    documents_before: Mapping[str, str]
    documents_after: Mapping[str, str]
    by_key: Mapping[str, Manuscript]

    def successor_of(self, old: Manuscript) -> Manuscript | None:
        """Return the notice that has the reference of an old one, as its own or as another one."""
        return self.by_key.get(same_key(old.reference))


def compare(
    before: tuple[Manuscript, ...],
    after: tuple[Manuscript, ...],
    documents_before: Mapping[str, str],
    documents_after: Mapping[str, str],
) -> Compared:
    """Return two states of the register side by side; both hold public notices only."""
    by_key = {same_key(name.text): manuscript for manuscript in after for name in manuscript.names}
    return Compared(before, after, documents_before, documents_after, by_key)


@rule("DN901", "published-notice-removed", Scope.CHANGE, fixed=True)
def published_notice_removed(compared: Compared, _: Settings) -> Iterator[Breach]:
    """A notice that was published stays.

    A decision that no longer holds is withdrawn or superseded; its notice is the record that it was made.

    Bad: the file of a published notice is deleted, or its reference is exchanged for another.

    Good:

    ```yaml
    withdrawn:
      date: 2025-06-30
      reason: The contract was never signed.
    ```
    """
    by_path = {manuscript.path: manuscript for manuscript in compared.by_key.values()}
    for old in compared.before:
        if old.reference and compared.successor_of(old) is None:
            same_file = by_path.get(old.path)
            typed = same_file.typed("reference") if same_file else None
            if typed:
                message = f"The published reference {old.reference} was exchanged for {typed.text}"
                cure = f"Add also_known_as: [{old.reference}], or put the old reference back."
                yield Breach(message, cure, typed.span, old.reference, old.path)
            else:
                message = f"The published notice {old.reference} would no longer be public"
                yield Breach(
                    message,
                    "Put it back as it was; use withdrawn if the decision no longer holds.",
                    Span(),
                    "",
                    old.path,
                )


@rule("DN902", "published-address-removed", Scope.CHANGE, fixed=True)
def published_address_removed(compared: Compared, _: Settings) -> Iterator[Breach]:
    """The address of a published notice keeps leading to it.

    Bad: an entry of `also_known_as` is deleted, or the reference is printed otherwise and the old form not kept.

    Good: the old form stays in `also_known_as`.
    """
    kept = {slug_of(name.text) for manuscript in compared.after for name in manuscript.names}
    for old in compared.before:
        new = compared.successor_of(old)
        for name in (typed.text for typed in old.names):
            if new and slug_of(name) not in kept:
                message = f"The address decisions/{slug_of(name)}/ of a published notice would be lost"
                yield Breach(message, f"Add {name} to also_known_as.", _first_span(new), name, new.path)


@rule("DN903", "unrecorded-change", Scope.CHANGE, fixed=True)
def unrecorded_change(compared: Compared, _: Settings) -> Iterator[Breach]:
    """A published notice is not changed in silence: each change has a new entry in `changes`.

    Spaces and line breaks are free, and so is `allow`, which no reader sees.

    Bad: a sum in the text is corrected, and `changes` is as it was.

    Good:

    ```yaml
    changes:
      - date: 2025-02-03
        note: Corrected the sum in section 5.
    ```
    """
    for old in compared.before:
        new = compared.successor_of(old)
        if new and len(_notes(new)) <= len(_notes(old)):
            what = _in_words(list(dict.fromkeys(_differences(old, new, compared))))
            if what:
                cure = "Add an entry to changes with the date and what changed, or put it back."
                yield Breach(f"{old.reference} was published, and {what}", cure, _first_span(new), what, new.path)


@rule("DN904", "change-note-altered", Scope.CHANGE, fixed=True)
def change_note_altered(compared: Compared, _: Settings) -> Iterator[Breach]:
    """What the public was told of changes stays, in order; new entries come after, with later dates or the same.

    A note that tells too much is reworded, and an entry with `redact_history: true` comes with it: then the history
    shows the old words nowhere.

    Bad: an old entry of `changes` is deleted or reworded, or a new one is dated before it.

    Good: the new entry stands last.
    """
    for old in compared.before:
        new = compared.successor_of(old)
        if new is None:
            continue
        was, now = _notes(old), _notes(new)
        if not _stay(was, now, max(_redactions(new) - _redactions(old), default=-1)):
            message = f"The changes that {old.reference} told the public were altered"
            cure = "Put the old entries back, and add new ones after them; to take words out, add redact_history: true."
            yield Breach(message, cure, _first_span(new), "", new.path)
            continue
        dates = [read_date(date) for date, _note in now]
        for earlier, later in zip(dates[max(0, len(was) - 1) :], dates[len(was) :] if was else dates[1:], strict=False):
            if earlier and later and later < earlier:
                message = f"The change of {later.isoformat()} is dated before the last one, {earlier.isoformat()}"
                yield Breach(
                    message, "Correct the date of the new entry.", _first_span(new), later.isoformat(), new.path
                )


@rule("DN905", "change-note-without-change", Scope.CHANGE, Severity.WARNING)
def change_note_without_change(compared: Compared, _: Settings) -> Iterator[Breach]:
    """A new entry in `changes` comes with the change of which it tells; to redact the history is one.

    Often the change itself was forgotten, or saved in another file.

    Bad: an entry says that a sum was corrected, and the sum is as it was.

    Good: the entry and the corrected sum come together.
    """
    for old in compared.before:
        new = compared.successor_of(old)
        if new is None or _redactions(new) - _redactions(old):
            continue
        was, now = _notes(old), _notes(new)
        added = now[len(was) :] if now[: len(was)] == was else []
        if added and next(_differences(old, new, compared), None) is None:
            message = f"{old.reference} tells the public of a change, and nothing else in it was changed"
            cure = "Make the change, or take the entry out."
            yield Breach(message, cure, _first_span(new), added[-1][1], new.path)


@rule("DN907", "redaction-taken-back", Scope.CHANGE, fixed=True)
def redaction_taken_back(compared: Compared, _: Settings) -> Iterator[Breach]:
    """An entry of `changes` that redacts the history of a published notice goes on doing so.

    Without it, the words that were taken out would be published again.

    Bad: `redact_history: true` is deleted from an entry, or set to `no`.

    Good: the entry stays as it is, whatever comes after it.
    """
    for old in compared.before:
        new = compared.successor_of(old)
        if new and _redactions(old) - _redactions(new):
            message = f"{old.reference} redacted its history, and would show it again"
            cure = "Put redact_history: true back at the same entry of changes."
            yield Breach(message, cure, _first_span(new), "", new.path)


def _first_span(manuscript: Manuscript) -> Span:
    typed = manuscript.typed("reference")
    return typed.span if typed else Span()


def _notes(manuscript: Manuscript) -> list[tuple[str, str]]:
    """Return the date and the words of each entry of `changes`, spaces evened out."""
    return [(_plain(group.get("date")), _plain(group.get("note"))) for group in manuscript.groups("changes")]


def _redactions(manuscript: Manuscript) -> set[int]:
    """Return which entries of `changes` redact the history."""
    entries = enumerate(manuscript.groups("changes"))
    return {place for place, group in entries if read_yes_no(group.text("redact_history"))}


def _stay(was: list[tuple[str, str]], now: list[tuple[str, str]], redacted: int) -> bool:
    """Say whether the old entries stay; up to one that redacts since, they may have other words, of the same dates."""
    dates = [[date for date, _note in entries[: redacted + 1]] for entries in (was, now[: len(was)])]
    return len(now) >= len(was) and dates[0] == dates[1] and was[redacted + 1 :] == now[redacted + 1 : len(was)]


def _differences(old: Manuscript, new: Manuscript, compared: Compared) -> Iterator[str]:
    """Yield what a reader would see differ: the fields, the sections, the documents."""
    was, now = _fields(old), _fields(new)
    for key in dict.fromkeys([*was, *now]):
        if was.get(key) != now.get(key):
            yield f"its field {key}" if field_named(key) else "a field that no notice has"
    if _words(old) != _words(new):
        yield from _sections(old, new)
    if _documents(old, compared.documents_before) != _documents(new, compared.documents_after):
        yield "its documents"


def _in_words(differences: list[str]) -> str:
    """Return what differs as the end of a sentence, or nothing."""
    if not differences:
        return ""
    more = len(differences) - _MOST_NAMED
    named = [*differences[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    together = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    return f"{together} {'was' if len(named) == 1 and not named[0].endswith('documents') else 'were'} changed"


def _sections(old: Manuscript, new: Manuscript) -> Iterator[str]:
    """Yield each section of the office's form that differs, and the text where it does elsewhere.

    Of a text that is not shown, no section is named.
    """
    shown = old.shows_its_text and new.shows_its_text
    was, now = (_words_by_section(old), _words_by_section(new)) if shown else ({}, {})
    names = [heading for heading in dict.fromkeys([*was, *now]) if was.get(heading) != now.get(heading)]
    yield from (f"its section {heading}" for heading in names if heading)
    if "" in names or not names:
        yield "its text"


def _words_by_section(manuscript: Manuscript) -> dict[str, list[str]]:
    """Return the words below each heading of the form, with the heading as typed; all others have none."""
    found: dict[str, list[str]] = {}
    for section in manuscript.body.sections:
        words = found.setdefault(section.form.heading if section.form else "", [])
        words += [str(section.heading.level), *section.heading.text.split()]
        words += (word for line in section.lines for word in line.text.split())
    return found


def _fields(manuscript: Manuscript) -> dict[str, str]:
    found = {entry.key.text: _plain(entry.value) for entry in manuscript.fields.entries}
    return {key: words for key, words in found.items() if words and key not in _NOT_SHOWN}


def _plain(value: Value | None) -> str:
    """Return a value as one text that is equal when readers see the same."""
    if isinstance(value, Text):
        return " ".join(value.text.split())
    if isinstance(value, Items):
        return "[" + ", ".join(map(_plain, value.items)) + "]" if value.items else ""
    if isinstance(value, Group):
        return "{" + ", ".join(sorted(f"{entry.key.text}: {_plain(entry.value)}" for entry in value.entries)) + "}"
    return ""


def _words(manuscript: Manuscript) -> list[str]:
    return manuscript.front_matter.body.split()


def _documents(manuscript: Manuscript, digests: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each document of a notice by its name."""
    folder = manuscript.path.removesuffix(".md") + "/"
    return {path.removeprefix(folder): digest for path, digest in digests.items() if path.startswith(folder)}
