"""Rules DN0xx: a file that cannot be read as a notice. Each reports one kind of `Problem` that a reader kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.rules.rule import Breach, Check, Rule, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_TABLE: tuple[tuple[str, str, str, str, str], ...] = (
    # code, name, what the law is, message, help
    (
        "DN001",
        "empty-file",
        "A notice is not an empty file.",
        "The file is empty",
        "Copy the template from the handbook into it, or delete the file.",
    ),
    (
        "DN002",
        "too-large",
        "A notice has at most 500,000 bytes; long papers are documents beside it.",
        "The file has {value}, more than the 500,000 a notice may have",
        "Put long papers into the notice's folder as documents, and keep the notice to the form.",
    ),
    (
        "DN003",
        "not-text",
        "A notice is a text file.",
        "The file holds {value}, a character that is not text",
        "Save the notice as plain text; a Word or PDF file belongs in the notice's folder as a document.",
    ),
    (
        "DN004",
        "not-utf-8",
        "A notice is saved in the encoding UTF-8, so that every computer reads the same letters.",
        "The file is not saved as UTF-8 ({value})",
        "Open it in Notepad, choose Save as, choose UTF-8 beside Encoding, and save it again.",
    ),
    (
        "DN005",
        "symbolic-link-notice",
        "A notice is a file of its own, not a link to another one.",
        "The file is a symbolic link, which may lead to text that was never checked",
        "Put a copy of the file itself here.",
    ),
    (
        "DN010",
        "no-front-matter",
        "A notice begins with its fields, between two lines of three hyphens.",
        "The file begins with {value!r}, not with a line of three hyphens",
        "Type --- on the first line, then the fields, then --- again, then the text of the notice.",
    ),
    (
        "DN011",
        "text-before-front-matter",
        "Nothing stands before the first line of three hyphens.",
        "There is an empty line before the three hyphens",
        "Delete what stands before the first ---, so that it is line 1.",
    ),
    (
        "DN012",
        "front-matter-not-closed",
        "A second line of three hyphens closes the fields.",
        "The fields begin with --- and never end",
        "Type --- on a line of its own after the last field.",
    ),
    (
        "DN013",
        "front-matter-too-large",
        "The fields have at most 100,000 characters.",
        "The fields have {value}, more than the 100,000 they may have",
        "Move long text below the second line of three hyphens.",
    ),
    (
        "DN014",
        "front-matter-unreadable",
        "Each field is a name, a colon, a space and a value.",
        "This line cannot be read as a field: {value!r}",
        "Write it as name: value, and put the value in quotation marks if it begins with a sign such as @, %, & or *.",
    ),
    (
        "DN015",
        "front-matter-not-fields",
        "What stands between the hyphens is a list of named fields.",
        "Between the hyphens stands {value}, not fields",
        "Write each field on its own line as name: value.",
    ),
    (
        "DN016",
        "front-matter-alias",
        "A field says its own value and does not point at another one.",
        "This line uses & or * to point at another value: {value!r}",
        "Type the value out; if it begins with & or *, put it in quotation marks.",
    ),
    (
        "DN017",
        "front-matter-too-deep",
        "Lists and groups of fields stand at most a few levels inside one another.",
        "Lists or groups stand inside one another here, {value}",
        "Write the field as the handbook shows it; brackets that belong to a text go inside quotation marks.",
    ),
    (
        "DN018",
        "unquoted-colon",
        "A value with a colon in it stands in quotation marks.",
        "A value on this line has a colon in it: {value!r}",
        'Put the value in quotation marks, as in title: "Estates: sale of land".',
    ),
    (
        "DN019",
        "tab-in-front-matter",
        "Fields are moved to the right with spaces, never with the Tab key.",
        "This line begins with a tab: {value!r}",
        "Delete the tab and type two spaces.",
    ),
    (
        "DN020",
        "unclosed-quotation-mark",
        "A value that begins with a quotation mark ends with one.",
        "The quotation mark here is never closed, or other words follow it: {value!r}",
        "Put the same mark at the end of the value, and write an apostrophe inside '…' twice.",
    ),
    (
        "DN021",
        "no-space-after-sign",
        "A space stands after the colon of a field, and after the hyphen of a point in a list.",
        "No space stands after the sign here: {value!r}",
        "Type a space after the colon or the hyphen.",
    ),
    (
        "DN022",
        "line-out-of-place",
        "A field begins at the very left; the parts of a group begin one below another, two spaces to the right.",
        "This line has too many or too few spaces in front of it: {value!r}",
        "Put as many spaces in front of it as the lines beside it have.",
    ),
    (
        "DN030",
        "too-long",
        "A notice is of a length and a plainness that people can read.",
        "The text is too long or too full of signs here, at {value!r}",
        "Cut the line into paragraphs, and put long papers into the notice's folder as documents.",
    ),
    (
        "DN031",
        "too-deep",
        "Lists and quotations stand at most a few levels inside one another.",
        "Lists or quotations stand too deep inside one another, at {value!r}",
        "Take away > signs or spaces at the beginning of the line.",
    ),
)


def _reporting(name: str, law: str, message: str, cure: str) -> Check:
    """Return the function that reports one kind of problem."""

    def check(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
        for problem in manuscript.problems:
            if problem.kind == name:
                yield Breach(message.format(value=problem.value), problem.cure or cure, problem.span, problem.value)

    check.__doc__ = f"{law}\n\nA file that breaks this rule cannot be read, so no other rule is tried on it."
    return check


READING_RULES: tuple[Rule, ...] = tuple(
    rule(code, name, fixed=True)(_reporting(name, law, message, cure)) for code, name, law, message, cure in _TABLE
)
