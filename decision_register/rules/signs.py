"""Rule DN335: signs that a reader does not see, or takes for others.

They come with words that are copied from Word, a PDF or a web page. A search does not find such a word, a screen reader
reads it wrongly, and it may hide a name from the rules that look for it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from decision_register.findings import Span
from decision_register.rules.rule import Breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_UNSEEN = "\u00ad\u180e\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\U000e0000-\U000e007f"
_CYRILLIC = "\u0400-\u0481\u048a-\u052f\u1c80-\u1c8f\ua640-\ua66e\ua680-\ua69d"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_LOOK_ALIKES = {
    "\u0430\u0441\u0435\u043e\u0440\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u051b\u051d": "aceopyxsijhdqw",
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408": "ABEKMHOPCTYXSIJ",
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7": "ABEZHIKMNOPTYX",
    "\u03bf\u03bd\u03b9\u03c5": "oviu",
}
"""Letters that nobody tells from Latin ones: small and capital Cyrillic, capital and small Greek.

The Greek letters of units and of mathematics are none of them.
"""
_LOOKS_LIKE = {
    letter: alike for letters, latin in _LOOK_ALIKES.items() for letter, alike in zip(letters, latin, strict=True)
}
_GREEK = "".join(letter for letter in _LOOKS_LIKE if "\u0370" <= letter <= "\u03ff")
_SUSPECT = re.compile(f"[{_UNSEEN}{_CYRILLIC}{_GREEK}]")
"""Without any of these, looking at each line would find nothing."""
_ASCII = bytes(range(128))
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
"""The flag of a part of a country, such as England: a black one, and its code in signs that are not seen."""
_SIGN = re.compile(f"{_FLAG}|(?P<unseen>[{_UNSEEN}])|(?P<word>(?:[^\\W_]|[\u0300-\u036f\u200c\u200d])+)")
_IN_CYRILLIC = re.compile(f"[{_CYRILLIC}]")
_IN_GREEK = re.compile(f"[{_GREEK}]")
_IN_LATIN = re.compile(f"[{_LATIN}]")
_OF_A_WORD = 2
"""How many Latin letters a word has at least: one with a Greek one is a formula, as that of the energy of light."""
_WORDS_BEFORE = 5
_LONGEST_BEFORE = 40


def _may_hold_some(text: str) -> bool:
    """Say whether a text holds a sign to look at; to look only at what is not ASCII takes a quarter of the time."""
    return _SUSPECT.search(text.encode(errors="ignore").translate(None, _ASCII).decode()) is not None


def with_unseen(text: str, instead: str) -> str:
    """Return a text with something else for each sign that cannot be seen; flags stay."""
    if not _may_hold_some(text):
        return text
    return _SIGN.sub(lambda found: instead if found["unseen"] else found[0], text)


def without_unseen(text: str) -> str:
    """Return a text without the signs that cannot be seen."""
    return with_unseen(text, "")


def with_unseen_named(text: str) -> str:
    """Return a text with the number of each sign that cannot be seen in its place, as in `[U+200B]`."""
    return _SIGN.sub(lambda found: f"[U+{ord(found[0]):04X}]" if found["unseen"] else found[0], text)


@rule("DN335", "disguised-sign")
def disguised_sign(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A notice holds no sign that cannot be seen, and no word with letters of two alphabets.

    They come with what is copied from Word, a PDF or a web page. A search does not find such a word, a screen reader
    reads it wrongly, and it may hide a name. Words that are of another alphabet as a whole are free, and so are units.

    Bad: “agreed” with a soft hyphen in it, or “school” with a Russian letter that looks like an s.

    Good: the same words, typed anew.
    """
    text = manuscript.source.text
    if not _may_hold_some(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        disguised = [found for found in _SIGN.finditer(line) if _is_disguised(found)] if _SUSPECT.search(line) else []
        if disguised:
            yield _breach(number, line, disguised)


def _is_disguised(found: re.Match[str]) -> bool:
    return bool(found["unseen"] or (found["word"] and _foreign_letter(found["word"])))


def _foreign_letter(word: str) -> str:
    """Return the letter of another alphabet in a word with Latin ones, best one that looks Latin; or nothing."""
    if word.isascii():
        return ""
    latin = len(_IN_LATIN.findall(word))
    foreign = _IN_CYRILLIC.findall(word) if latin else []
    foreign += _IN_GREEK.findall(word) if latin >= _OF_A_WORD else []
    return next((letter for letter in foreign if letter in _LOOKS_LIKE), "".join(foreign[:1]))


def _breach(number: int, line: str, disguised: list[re.Match[str]]) -> Breach:
    """Return the breach of a line; the words of it come last, so that a log can leave them out."""
    first = disguised[0]
    before = _end_of(line[: first.start()])
    if first["unseen"]:
        name = unicodedata.name(first[0], "a tag").lower()
        what = f"a sign that cannot be seen (U+{ord(first[0]):04X}, {name})"
        where = f"after “{before}”" if before else "at the start of the line"
        cure = "Delete the word that it stands in or beside, and type it anew; or let python build.py fix take it out."
    else:
        letter = _foreign_letter(first[0])
        alike = f", which looks like {_LOOKS_LIKE[letter]}" if letter in _LOOKS_LIKE else ""
        what = f"the letter {letter} of another alphabet (U+{ord(letter):04X}){alike}"
        where = f"in “{first[0][:_LONGEST_BEFORE]}”" + (f" after “{before}”" if before else "")
        cure = "Delete this word, and type it anew."
    more = f", the first of {len(disguised)} on this line" if len(disguised) > 1 else ""
    return Breach(f"The text holds {what}{more}, {where}", cure, Span.of(number, first.start() + 1, first[0]), where)


def _end_of(before: str) -> str:
    """Return the last words of what stands before a sign."""
    return " ".join(before.split()[-_WORDS_BEFORE:])[-_LONGEST_BEFORE:]
