"""Rules DN11x: the reference, and the names of the file and its folder, which repeat it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from decision_register.findings import Severity
from decision_register.references import normal_reference, slug_of
from decision_register.rules.rule import Breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_SIGNS = re.compile(r"[\W_]+")
_LONGEST = 60
"""What is longer was meant as no reference, and is not tried."""


def _reference_meant(typed: str, settings: Settings) -> str:
    """Return the reference that was meant where only its capitals, its zeros or its signs are otherwise, or nothing."""
    for spelt in (typed, _SIGNS.sub("-", typed)) if len(typed) <= _LONGEST else ():
        meant = normal_reference(spelt, settings.reference.matches)
        if meant and slug_of(meant):
            return meant
    return ""


@rule("DN110", "reference-not-in-pattern", fixed=True)
def reference_not_in_pattern(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """The reference has the form of this office's references.

    Bad:

    ```yaml
    reference: WPCC4/14
    ```

    Good:

    ```yaml
    reference: WPCC4-0014
    ```
    """
    value = manuscript.typed("reference")
    if value and (not settings.reference.matches(value.text) or not slug_of(value.text)):
        meant = _reference_meant(value.text, settings)
        cure = f"Write {meant}." if meant else f"Write it as in {settings.reference.example}."
        message = f"The reference {value.text!r} does not have the form of {settings.reference.example}"
        yield Breach(message, cure, value.span, value.text)


@rule("DN111", "reference-in-title")
def reference_in_title(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """The title does not hold the reference, which stands beside it everywhere.

    Bad:

    ```yaml
    title: WPCC4-0014 Adult drugs case management
    ```

    Good:

    ```yaml
    title: Adult drugs case management
    ```
    """
    title, reference = manuscript.typed("title"), manuscript.typed("reference")
    if not title:
        return
    names = [value.text for value in (reference, *manuscript.typed_list("also_known_as")) if value]
    found = _first_reference(title.text, names, settings.reference.pattern)
    if found:
        rest = (title.text[: found.start()] + title.text[found.end() :]).strip(" -–—:()")  # noqa: RUF001 - as typed
        cure = f"Write title: {rest}" if rest else "Write what was decided about."
        yield Breach(f"The title holds the reference {found[0]}", cure, title.span, found[0])


def _first_reference(title: str, names: list[str], pattern: str) -> re.Match[str] | None:
    """Return the first of these references, or of this form, in any case."""
    folded = title.casefold()
    if not any(name.casefold() in folded for name in names):  # to make a pattern of them takes longer than all else
        return re.search(pattern, title, re.IGNORECASE)
    return re.search("|".join([*map(re.escape, names), pattern]), title, re.IGNORECASE)


@rule("DN112", "reference-differs-from-file-name")
def reference_differs_from_file_name(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """The file's name begins with the reference, in small letters.

    So a notice can be found by its reference, and a copied file does not keep the reference of another decision.

    Bad: `reference: WPCC4-0014` in `notices/2024/wpcc4-0041-drugs.md`.

    Good: `reference: WPCC4-0014` in `notices/2024/wpcc4-0014-drugs.md`.
    """
    value = manuscript.typed("reference")
    if value and settings.reference.matches(value.text):  # another form is told by reference-not-in-pattern
        slug, stem = slug_of(value.text), manuscript.source.stem
        if stem != slug and not stem.startswith(f"{slug}-"):
            yield Breach(
                f"The reference is {value.text}, and the file is called {stem}.md",
                f"Correct the reference, or give the file a name that begins with {slug}",
                value.span,
                value.text,
            )


@rule("DN113", "year-differs-from-folder", severity=Severity.WARNING)
def year_differs_from_folder(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A notice stands in the folder of the year it was decided in.

    Bad: `decision_date: 2024-07-25` in `notices/2023/`.

    Good: `decision_date: 2024-07-25` in `notices/2024/`.
    """
    decided, value = manuscript.date("decision_date"), manuscript.typed("decision_date")
    folder = manuscript.path.split("/")[-2] if "/" in manuscript.path else ""
    if decided and value and re.fullmatch(r"20\d\d", folder) and folder != str(decided.year):
        message = f"The decision is of {decided.year}, and the notice is in the folder {folder}"
        yield Breach(message, f"Move the file and its folder to {decided.year}.", value.span, value.text)
