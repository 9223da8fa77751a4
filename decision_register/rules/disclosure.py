"""Rules DN7xx: what must not be published, and how a notice says so."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from decision_register.body import WithheldBlock
from decision_register.exemptions import EXEMPTIONS, canonical_exemption, exemption_named
from decision_register.findings import Severity, Span
from decision_register.front_matter import Text
from decision_register.rules.rule import Breach, rule
from decision_register.slips import MARKING
from decision_register.values import read_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.front_matter import Group
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_OPEN, _PARTLY, _CLOSED = "non-confidential", "partly-confidential", "confidential"
_MARKED_SIGNS = ("official", "publication", "confidential", "part ", "secret")
_WITHHELD_LIKE = re.compile(r"\[\s*(?:withh?e?ld|redacted)\b", re.IGNORECASE)


def _status(manuscript: Manuscript) -> str:
    value = manuscript.typed("status")
    return value.text if value else ""


def _text(group: Group, key: str) -> Text | None:
    value = group.get(key)
    return value if isinstance(value, Text) and value.text else None


def _blocks(manuscript: Manuscript) -> Iterator[WithheldBlock]:
    for section in manuscript.body.sections:
        for block in section.blocks:
            if isinstance(block, WithheldBlock):
                yield block


@rule("DN701", "status-contradicts-withheld", fixed=True)
def status_contradicts_withheld(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A notice that withholds something says so in its status, and the other way round.

    Bad:

    ```yaml
    status: non-confidential
    withheld:
      - part: Supplier's prices
        exemption: FOI 41
        reason: They were given in confidence.
    ```

    Good: the same with `status: partly-confidential`.
    """
    status, entries = manuscript.typed("status"), manuscript.groups("withheld")
    if status and status.text == _OPEN and entries:
        message = f"The status is {_OPEN}, and withheld lists {len(entries)} part{'s' if len(entries) > 1 else ''}"
        yield Breach(message, f"Write {_PARTLY}, or delete withheld.", status.span, status.text)


@rule("DN702", "unknown-exemption", fixed=True)
def unknown_exemption(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """An exemption is one of the Freedom of Information Act 2000 or the Environmental Information Regulations 2004.

    "Commercially sensitive" is no ground in law; section 43 is.

    Bad:

    ```yaml
    exemption: commercially sensitive
    ```

    Good:

    ```yaml
    exemption: FOI 43(2)
    ```
    """
    known = [exemption.code for exemption in EXEMPTIONS]
    for group in manuscript.groups("withheld"):
        value = _text(group, "exemption")
        if value and exemption_named(value.text) is None:
            about = {word: known.code for known in EXEMPTIONS for word in re.findall(r"[a-z]{6,}", known.about)}
            word = next((about[w] for w in re.findall(r"[a-z]{6,}", value.text.casefold()) if w in about), None)
            stem = next(
                (about[a] for w in re.findall(r"[a-z]{6,}", value.text.casefold()) for a in about if a[:7] == w[:7]),
                None,
            )
            close = get_close_matches(canonical_exemption(value.text) or value.text, known, 1, 0.7)
            meant = word or stem or (close[0] if close else None)
            cure = f"Write {meant}, if that is meant." if meant else f"Write one of {', '.join(known)}."
            yield Breach(f"There is no exemption {value.text!r} in the list", cure, value.span, value.text)


@rule("DN703", "no-public-interest-test")
def no_public_interest_test(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A qualified exemption comes with its public-interest test.

    It holds only where the public interest in withholding is the greater (Freedom of Information Act 2000,
    section 2(2)(b); Environmental Information Regulations 2004, regulation 12(1)(b)).

    Bad: `exemption: FOI 43(2)` without `public_interest`.

    Good:

    ```yaml
    exemption: FOI 43(2)
    public_interest: The total is published; each price would harm the next competition.
    ```
    """
    for group in manuscript.groups("withheld"):
        value = _text(group, "exemption")
        ground = exemption_named(value.text) if value else None
        if value and ground and ground.qualified and not _text(group, "public_interest"):
            message = f"{canonical_exemption(value.text)} is a qualified exemption, and there is no public_interest"
            cure = "Add public_interest: and say why withholding serves the public better than publishing."
            yield Breach(message, cure, value.span, value.text)


@rule("DN704", "review-date-passed", severity=Severity.WARNING)
def review_date_passed(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """What is withheld is looked at again by its review date.

    A warning, so that a day that passes does not stop the whole register from being published.

    Bad: `review_date: 2020-03-31`, years ago.

    Good: `review_date: 2028-03-31`, in the future.
    """
    for group in manuscript.groups("withheld"):
        value = _text(group, "review_date")
        date = read_date(value.text) if value else None
        if value and date and date < settings.today:
            message = f"The review of what is withheld was due on {date.day} {date:%B %Y}"
            yield Breach(message, "Publish the part, or set the next review_date.", value.span, value.text)


@rule("DN705", "mistyped-withheld-block")
def mistyped_withheld_block(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A withheld passage is one line in square brackets: the exemption, a dash, and the part it names.

    Bad:

    ```
    The price was [withheld].
    ```

    Good:

    ```
    [withheld: FOI 43(2) – Supplier's prices]
    ```
    """
    read = {block.span.line for block in _blocks(manuscript)}
    for line in manuscript.body.lines:
        match = _WITHHELD_LIKE.search(line.text)
        if match and line.number not in read:
            span = Span.of(line.number, match.start() + 1, line.text[match.start() :])
            message = f"{line.text[match.start() :][:60]!r} is not a withheld block"
            yield Breach(
                message, "Write a line of its own such as [withheld: FOI 43(2) – Supplier's prices]", span, line.text
            )


@rule("DN706", "withheld-block-without-entry", fixed=True)
def withheld_block_without_entry(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A withheld block in the text names a part that `withheld` lists, under the same exemption.

    Bad: `[withheld: FOI 43(2) – Prices]` where `withheld` lists no part of that name.

    Good: the part is listed with its exemption and reason.
    """
    entries = {}
    for group in manuscript.groups("withheld"):
        part, exemption = _text(group, "part"), _text(group, "exemption")
        if part and exemption:
            entries[part.text.casefold()] = (part.text, canonical_exemption(exemption.text))
    for block in _blocks(manuscript):
        listed = entries.get(block.part.casefold())
        if listed is None:
            close = get_close_matches(block.part.casefold(), entries, 1, 0.6)
            cure = (
                f"Write {entries[close[0]][0]!r}"
                if close
                else "List the part under withheld, with its exemption and reason"
            )
            yield Breach(f"withheld does not list a part {block.part!r}", f"{cure}.", block.span, block.part)
        elif canonical_exemption(block.exemption) != listed[1]:
            message = f"The text withholds {block.part!r} under {block.exemption}, and withheld under {listed[1]}"
            yield Breach(message, "Correct whichever is wrong.", block.span, block.exemption)


@rule("DN707", "withheld-part-not-marked", severity=Severity.WARNING)
def withheld_part_not_marked(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Each part that a partly confidential notice withholds is marked where it would stand.

    Bad: `withheld` lists the part `Supplier's prices`, and no block in the text names it.

    Good: the line `[withheld: FOI 43(2) – Supplier's prices]` stands in the section on costs.
    """
    marked = {block.part.casefold() for block in _blocks(manuscript)}
    for group in manuscript.groups("withheld"):
        part, exemption = _text(group, "part"), _text(group, "exemption")
        if _status(manuscript) == _PARTLY and part and part.text.casefold() not in marked:
            typed = f"[withheld: {exemption.text if exemption else 'FOI 43(2)'} – {part.text}]"
            message = f"No withheld block in the text names {part.text!r}"
            yield Breach(
                message, f"Write {typed} on a line of its own where the part would stand.", part.span, part.text
            )


@rule("DN708", "confidential-notice-says-too-much", fixed=True)
def confidential_notice_says_too_much(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A confidential notice holds its reference, date, title, exemption and reason, and nothing else.

    What is in the file is in the repository, and may be read by whoever can read that.

    Bad: `status: confidential` with a body below the fields.

    Good: `status: confidential` with nothing below the second `---`.
    """
    if _status(manuscript) != _CLOSED:
        return
    line = next((line for line in manuscript.body.lines if line.text.strip()), None)
    if line:
        cure = "Delete all below the second ---, and ask the web officer to take it out of the earlier versions too."
        yield Breach(
            "A confidential notice has a text", cure, Span.of(line.number, 1, line.text), line.text.strip()[:20]
        )
    for key in ("costs", "documents", "source_url"):
        entry = next((entry for entry in manuscript.fields.entries if entry.key.text == key), None)
        if entry and not (isinstance(entry.value, Text) and not entry.value.text):
            yield Breach(f"A confidential notice has the field {key}", "Delete the field.", entry.key.span, key)


@rule("DN709", "protective-marking", by_value=True)
def protective_marking(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A text that is marked as not for publication is not published.

    The fields under `withheld` may use such words, as they say why a part is not published.

    Bad:

    ```
    OFFICIAL-SENSITIVE
    ```

    Good: the passage is withheld, or the marking was out of date and is deleted.
    """
    cure = "Withhold the passage, or delete the marking once its owner has lifted it."
    for name, value in manuscript.own_words:
        match = None if name.startswith("withheld") else MARKING.search(value.text)
        if match:
            yield Breach(f"The field {name} is marked {match[0]!r}", cure, value.span, match[0])
    for line in manuscript.body.lines_with(*_MARKED_SIGNS):
        for match in MARKING.finditer(line.text):
            span = Span.of(line.number, match.start() + 1, match[0])
            yield Breach(f"The text is marked {match[0]!r}", cure, span, match[0])
