"""Tells what of a source a person must look at: its pictures, its sums, and words that are in no part of the draft."""

from __future__ import annotations

import re
from collections import Counter
from textwrap import shorten
from typing import TYPE_CHECKING

from decision_register.importing.html_lines import plain_of
from decision_register.importing.lines import Kind, Line, without_unseen, words_in
from decision_register.sums import sums_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.importing.filling import Draft
    from decision_register.importing.lines import Form

_SIGNING = re.compile(
    r"(?:I|We)(?: hereby)? (?:approve|authorise|agree)\b.{0,40}\b(?:requests?|applications?|recommendations?|above)\b"
    r"|(?:The )?(?:above )?(?:request|application)\b.{0,40}\bmy approval\b"
    r"|(?:Signature|Signed)\b.{0,90}(?:[.…_]{3}|…|\bDate\b\W*(?:\d|$))"
)
_LONGEST_SOURCE = 160
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")


def tell_of_pictures(form: Form, draft: Draft) -> None:
    """Keep the pictures that stand in the text; one in the place of a value, such as a signature, is left out."""
    text = "\n".join(line.markdown for line in draft.body)
    for picture in form.pictures:
        shows = f"described as “{picture.shows}”" if picture.shows else "of which nothing says what it shows"
        if f"]({picture.name})" not in text:
            draft.to_decide.append(f"a picture {shows} is left out, as it stands in no section; it may be a signature")
            continue
        draft.pictures.append(picture)
        if picture.shows:
            draft.read.append(f"the picture {picture.name} is {shows}")
        else:
            draft.to_decide.append(f"the picture {picture.name} has no words that say what it shows; write them")


def begins_a_signature(words: str) -> bool:
    """Say whether a line is one on which somebody approves the request or signs, as forms have it at their end."""
    return _SIGNING.match(words) is not None


def tell_of_signature(draft: Draft, words: str) -> None:
    """Tell a line of a signature, or below one, with the heading that it stands under for want of another."""
    under = next((line.words for line in reversed(draft.body) if line.kind is Kind.HEADING), "")
    shown = shorten(words, _LONGEST_SOURCE, placeholder=" …")
    cure = "put what they say into the fields, or move them, and delete them here"
    draft.to_decide.append(f"under “{under}” stand words of a signature, or below one: “{shown}”; {cure}")


def propose_sums(draft: Draft) -> None:
    """Keep each sum in the text, once, and tell them all, as some may belong in `costs`.

    Each is told with the sentence or the row of a table that it first stands in, too.
    """
    told: set[str] = set()
    for said in (said for line in draft.body for said in _sayings(line)):
        for found in sums_in(said):
            if found.currency == "£" and found.words not in told:
                told.add(found.words)
                draft.sums.append(found)
                source = shorten(said, _LONGEST_SOURCE, placeholder=" …")
                draft.read.append(f"costs: {found.words} may belong there, from “{source}”")
    if draft.sums:
        named = ", ".join(one.words for one in draft.sums)
        cure = "what the decision spends, saves or brings in goes under costs, as the notice shows"
        draft.to_decide.append(f"the text names {named}; {cure}")


def _sayings(line: Line) -> Iterator[str]:
    """Yield the sentences of a line, or the rows of a table with a comma between their cells."""
    if line.kind is not Kind.TABLE:
        yield from re.split(r"(?<=[.;])\s", line.words)
        return
    for row in line.markdown.split("\n"):
        cells = map(plain_of, _BETWEEN_CELLS.split(row.strip().strip("|")))
        yield ", ".join(cell for cell in cells if cell)


def lost_words(form: Form, draft: Draft) -> str:
    """Return the words of the source that are neither in the draft nor in what is told, as often as they lack."""
    aside = [words for _, words in form.aside]
    headings = {id(line) for line in draft.body if line.kind is Kind.HEADING and line.of_form}
    kept = (line.words for line in draft.body if id(line) not in headings)
    told = Counter(words_in(" ".join((*kept, *draft.used.values(), *draft.left_out, *draft.told, *aside)).casefold()))
    lost: list[str] = []
    for word in words_in(without_unseen(form.words)):
        key = word.casefold()
        told[key] -= 1
        if told[key] < 0:
            lost.append(word)
    return " ".join(lost)
