"""Puts what a form says into the fields of a draft, and tells each interpretation with the words it was made from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from decision_register.fields import STATUSES
from decision_register.importing.labels import DATE, MARKING, SIGNATURE
from decision_register.importing.lines import words_in
from decision_register.references import normal_reference, same_key
from decision_register.values import day_meant, existing_day, says_nothing

if TYPE_CHECKING:
    from decision_register.importing.lines import Line, Picture
    from decision_register.settings import ReferenceForm
    from decision_register.sums import Sum

_NO_INTERESTS = re.compile(
    r"none of (?:my|these|the|his|her|their) interests\b"
    r"|\bno (?:(?:disclosable|personal|pecuniary|prejudicial|financial|relevant|conflicting)(?:,| or| and)? )*"
    r"interests\b"
    r"|\bno (?:(?:disclosable|personal|pecuniary|prejudicial|financial|relevant)(?:,| or| and)? )+interest\b"
    r"|\bno interests? to (?:declare|disclose)|\bno conflicts? of interests?\b",
    re.IGNORECASE,
)
_OF_INTERESTS = re.compile(r"\binterests?\b", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.;!?])\s+")
_A_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Cllr)\.? )?[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,2}")  # noqa: RUF001
_BETWEEN_NAMES = re.compile(r"\s+and\s+|\s*/\s*|\s*&\s*|\s*;\s*")
_QUOTED = re.compile('[“"]([^“”"]+)[”"]')
"""A title as a form may print it, in quotation marks that are none of its words."""
_A_LETTER = re.compile(r"[^\W\d_]")
_NO_NAMES = frozenset(("signed", "signature", "redacted", "electronic signature", "signed electronically"))


@dataclass
class Draft:
    """A notice in the making: its fields, its text as lines of Markdown under headings, and what is to be told.

    `read` says how words were understood, `to_decide` what a person must settle, `left_out` what is not in the notice.
    """

    fields: dict[str, object] = field(default_factory=dict)
    body: list[Line] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    to_decide: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    """The sums of the text, in pounds, each once; some may belong in `costs`."""
    used: dict[int, str] = field(default_factory=dict)
    """The words that became a field or a heading of the form, by the number of their line."""
    told: list[str] = field(default_factory=list)
    """The words that stand nowhere but in `to_decide`."""
    is_form: bool = True
    """Whether anything in the source is known from the office's form."""


def says_no_interests(words: str) -> bool:
    """Say whether words declare that there are no interests, and nothing else."""
    sentences = _SENTENCES.split(words)
    return bool(_NO_INTERESTS.search(words)) and all(map(_OF_INTERESTS.search, sentences))


class Filling:
    """Puts the values of a source into the fields of a draft, and tells how each was read."""

    def __init__(self, draft: Draft, reference: ReferenceForm) -> None:
        self._draft, self._reference = draft, reference
        self._signed = False
        self._title_of_heading = ""  # until a label names the title

    def has(self, key: str) -> bool:
        """Say whether a field, or who signed, is known."""
        return self._signed if key == SIGNATURE else key in self._draft.fields

    def put_title(self, words: str) -> None:
        """Take the words of a heading as the title, until a label names it."""
        self.put("title", words, words)
        self._title_of_heading = words

    def put(self, key: str, value: str, source: str, *, in_text: bool = False) -> None:
        """Set a field from a value and the words of the source; `in_text` says that it stands below a section."""
        if key == DATE:
            key = "decision_date" if self._signed or in_text else "request_date"
        if key == "title" and self._title_of_heading:
            self._give_up_heading()
        first = {
            MARKING: self._tell_marking,
            "reference": self._set_reference,
            SIGNATURE: self._set_maker,
        }.get(key)
        if first:
            first(value, source)
        elif key in self._draft.fields:
            self._tell_second(key, value, source)
        elif key.endswith("_date"):
            self._set_date(key, value, source)
        elif key == "status":
            self._set_status(value, source)
        elif key == "lead_officer":
            self._set_officers(value, source)
        else:
            self._set_words(key, value, source)

    def _tell_second(self, key: str, value: str, source: str) -> None:
        first = self._draft.fields[key]
        if first in (value, existing_day(day_meant(value))):
            self._draft.read.append(f"{key}: the same once more, from “{source}”")
        else:
            self._draft.to_decide.append(f"{key} stands twice; the second is “{source}”")

    def _give_up_heading(self) -> None:
        """Let a title that the form names take the place of the heading that was taken for one."""
        draft = self._draft
        draft.left_out.append(f"the heading “{self._title_of_heading}”, as the form names its title")
        del draft.fields["title"]
        draft.read = [told for told in draft.read if not told.startswith("title: ")]
        self._title_of_heading = ""

    def _tell_marking(self, _: str, source: str) -> None:
        self._draft.to_decide.append(f"the form is marked: “{source}”; see that it may be published")

    def _set_words(self, key: str, value: str, source: str) -> None:
        if key == "source_url" and not value.startswith(("http://", "https://")):
            self._draft.to_decide.append(f"{key}: “{source}” is no address of a page")
            return
        quoted = _QUOTED.fullmatch(value) if key == "title" else None
        value = quoted[1] if quoted else value
        none = key == "interests" and (says_nothing(value) or says_no_interests(value))
        self._draft.fields[key] = "none" if none else value
        if key == "interests" and not none:
            self._draft.to_decide.append(f"interests: “{source}”; see that it says what is to be published")
        self._draft.read.append(f"{key}: {self._draft.fields[key]}, from “{source}”")

    def _set_reference(self, value: str, source: str) -> None:
        draft, value = self._draft, value.strip(" .:")
        normal = normal_reference(value, self._reference.matches) or value
        known = draft.fields.get("reference")
        if known is None:
            draft.fields["reference"] = normal
            draft.read.append(f"reference: {normal}, from “{source}”")
            if not self._reference.matches(normal):
                draft.to_decide.append(f"the reference “{value}” has not the office’s form")  # noqa: RUF001
            known = normal
        printed = [name for name in dict.fromkeys((value, normal)) if name != known]
        others = draft.fields.setdefault("also_known_as", [])
        assert isinstance(others, list)  # noqa: S101 - set here only
        for name in printed:
            again = ", the same once more" if name in others else ""
            others += [] if again else [name]
            draft.read.append(f"also_known_as: {name}{again}, from “{source}”")
        if not printed and draft.read[-1] != f"reference: {normal}, from “{source}”":
            draft.read.append(f"reference: the same once more, from “{source}”")
        if same_key(str(known)) != same_key(normal):
            draft.to_decide.append(f"two references were found, {known} and {value}; see which is right")
        if not others:
            del draft.fields["also_known_as"]

    def _set_date(self, key: str, value: str, source: str) -> None:
        day = existing_day(day_meant(value))
        if day:
            self._draft.fields[key] = day
            self._draft.read.append(f"{key}: {day.isoformat()}, from “{source}”, the day first")
        else:
            self._draft.to_decide.append(f"{key}: “{source}” is no date that can be read")

    def _set_status(self, value: str, source: str) -> None:
        words = "-".join(words_in(value.casefold()))
        if words in STATUSES:
            self._draft.fields["status"] = words
            self._draft.read.append(f"status: {words}, from “{source}”")
        else:
            self._draft.to_decide.append(f"status: “{source}” is none of {', '.join(STATUSES)}")

    def _set_maker(self, value: str, source: str) -> None:
        if not _A_LETTER.search(value) or value.strip(" ()[]").casefold() in _NO_NAMES:
            self._draft.to_decide.append(f"who signed is not named: “{source}”")
            return
        self._signed = True
        if "decision_maker" in self._draft.fields:
            self._draft.to_decide.append(f"the decision maker stands twice; the second is “{source}”")
            return
        name, _, role = (part.strip() for part in value.partition(","))
        self._draft.fields["decision_maker"] = {"name": name, **({"role": role} if role else {})}
        self._draft.read.append(f"decision_maker: {name}{f', {role}' if role else ''}, from “{source}”")

    def _set_officers(self, value: str, source: str) -> None:
        parts = [part.partition(",") for part in _BETWEEN_NAMES.split(value)]
        names = [name.strip() for name, _, _ in parts]
        if len(names) == 1 or not all(_A_NAME.fullmatch(name) for name in names):
            name, _, role = value.partition(",")
            names, roles = [name.strip()], [role.strip()]
        else:
            roles = [role.strip() for _, _, role in parts]
        self._draft.fields["lead_officer"] = names[0] if len(names) == 1 else names
        self._draft.read.append(f"lead_officer: {' and '.join(names)}, from “{source}”")
        for name, role in zip(names, roles, strict=True):
            if role:
                self._draft.read.append(f"the role of {name}, “{role}”, is not a part of the field")
