"""Rules DN42x: what is inside a document. Each reports one kind of trait that the inspection found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.findings import Severity
from decision_register.rules.rule import OR_ALLOW, Breach, Check, Rule, Scope, cure_or_allow, rule
from decision_register.slips import MARKING, slips_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings
    from decision_register.source import DocumentFile

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_TABLE: tuple[tuple[str, str, Severity, str, str, str], ...] = (
    # code, name, severity, what the law is, message, help, with the case in which it is right, if there is one
    (
        "DN420",
        "document-is-something-else",
        _ERROR,
        "A document is what the ending of its name says.",
        "{file} is not a {value} file, although its name says so",
        "Open it in the program it was made with, and save it as what it is to be.",
    ),
    (
        "DN421",
        "document-unreadable",
        _ERROR,
        "A document can be opened and looked into.",
        "{file} is damaged, or made in a way that cannot be looked into",
        "Export it again from the program it was made with.",
    ),
    (
        "DN422",
        "document-locked",
        _ERROR,
        "A document is not locked by a password.",
        "{file} is locked by a password",
        "Export it again without a password.",
    ),
    (
        "DN423",
        "document-too-long",
        _WARNING,
        "A document is short enough to be looked into as a whole: at most 500 pages and 10 MB of drawing.",
        "{file} is too long to be looked into ({value})",
        "Cut it into parts; or, if you have looked through it yourself",
    ),
    (
        "DN424",
        "document-holds-tracked-changes",
        _ERROR,
        "A document holds no tracked changes: whoever opens it can read what was deleted.",
        "{file} holds tracked changes, which anybody can read",
        "In Word, choose Review, Accept all changes and stop tracking, and save it.",
    ),
    (
        "DN425",
        "document-holds-comments",
        _ERROR,
        "A document holds no comments.",
        "{file} holds comments ({value})",
        "Delete all comments and save it; for a PDF, export it again from the source.",
    ),
    (
        "DN426",
        "document-holds-hidden-text",
        _ERROR,
        "A document holds no hidden text and no hidden sheets.",
        "{file} holds hidden text or a hidden sheet, which anybody can show",
        "Delete what is hidden; File, Info, Inspect document finds it.",
    ),
    (
        "DN427",
        "document-holds-other-files",
        _ERROR,
        "A document holds no other files and no macros. The workbook behind a chart holds all its sheets.",
        "{file} holds other files or macros ({value})",
        "Save it without them (paste a chart as a picture), and list a file that is to be published by itself.",
    ),
    (
        "DN428",
        "picture-tells-of-its-maker",
        _WARNING,
        (
            "A picture carries no notes of the camera, which may tell where and when it was taken. The published copy "
            "is made without them; the file in the notice's folder keeps them until somebody takes them out."
        ),
        "{file} carries notes of the camera or program it was made with, which are left out of the published copy",
        "In its Properties, on the tab Details, choose Remove properties; or save it as a new picture.",
    ),
    (
        "DN429",
        "document-names-its-author",
        _WARNING,
        "A document does not name the person at the keyboard, unless that is meant.",
        "{file} names somebody in its properties",
        "Remove the name under File, Info; or, if it may be public",
    ),
    (
        "DN430",
        "document-hard-to-hear",
        _WARNING,
        "A PDF has tags, a title and a language, which screen readers need (SI 2018/952; WCAG 2.2, 1.3.1 and 3.1.1).",
        "{file} has no {value}, which screen readers need",
        "Export it from Word as a PDF with document structure tags, a title and a language; or, if others made it",
    ),
    (
        "DN431",
        "document-without-text",
        _WARNING,
        "The pages of a PDF hold text, not pictures of text (WCAG 2.2, 1.4.5).",
        "{file} has a page without text ({value}), as a scan has",
        "Publish the file the paper was printed from, or run text recognition over the scan; or, if neither is there",
    ),
    (
        "DN432",
        "document-covers-words",
        _ERROR,
        "Words not to be published are taken out of a PDF, not drawn over: anybody can copy what is under a box.",
        "{file} has words under a drawn box ({value}), which anybody can copy out",
        "Take the words out in the source and export it again, or use a tool that redacts, not one that draws.",
    ),
    (
        "DN433",
        "document-shows-a-signature",
        _WARNING,
        (
            "A handwritten signature is not published: it can be copied, and nobody needs it to follow the decision "
            "(UK GDPR article 5(1)(c))."
        ),
        "{file} shows a signature ({value})",
        "Write Signed and the date in its place; or, if it is to be public",
    ),
)


def _reporting(name: str, law: str, message: str, cure: str) -> Check:
    """Return the function that reports one kind of trait, once for each document."""

    def check(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
        for file in manuscript.source.documents:
            values = [trait.value for trait in file.traits if trait.kind == name]
            if values:
                value = _value(file.name, values)
                said = message.format(file=file.name, value=_first(values))
                help_ = cure_or_allow(cure, manuscript, name, value)
                yield Breach(said, help_, manuscript.place_of_document(file.name), value)

    cured = cure.partition(OR_ALLOW)[0].removesuffix(".")
    check.__doc__ = f"{law}\n\nBad: a file that breaks this.\n\nGood: the same file after the cure: {cured}."
    return check


def _value(file: str, found: list[str]) -> str:
    """Return what an entry of `allow` names: the file and what was found in it, so that no other is accepted too."""
    shown = _first(found)
    return f"{file}, {shown}" if shown else file


def _first(values: list[str]) -> str:
    """Return the first few of a list, in a sentence."""
    return ", ".join(values[:5]) + (" and more" if len(values) > 5 else "")  # noqa: PLR2004 - enough to begin with


INSIDE_RULES: tuple[Rule, ...] = tuple(
    rule(code, name, Scope.NOTICE, severity, by_value=True)(_reporting(name, law, message, cure))
    for code, name, severity, law, message, cure in _TABLE
)


@rule("DN434", "document-tells-of-a-person", severity=Severity.WARNING, by_value=True)
def document_tells_of_a_person(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A document tells of no person without need (UK GDPR, article 5(1)(c)).

    E-mail addresses, telephone numbers, National Insurance numbers, bank accounts, dates of birth, private addresses,
    vehicle registrations and numbers of crimes are looked for.

    Bad: a PDF with the e-mail address of an officer.

    Good: the same PDF with the address of the office.
    """
    for file in manuscript.source.documents:
        seen = _told_of_persons(file, settings)
        if seen:
            value = _value(file.name, seen)
            cure = "Take it out in the source and export it again; or, if it may be public"
            help_ = cure_or_allow(cure, manuscript, "document-tells-of-a-person", value)
            yield Breach(f"{file.name} holds {_first(seen)}", help_, manuscript.place_of_document(file.name), value)


def value_of_persons(file: DocumentFile, settings: Settings) -> str:
    """Return what `allow` names to accept that a document tells of a person."""
    return _value(file.name, _told_of_persons(file, settings))


def _told_of_persons(file: DocumentFile, settings: Settings) -> list[str]:
    """Return each kind of slip in a document, with its page."""
    found = (
        f"{slip.what} on {passage.place}" if passage.place else slip.what
        for passage in file.passages
        for slip, _match in slips_in(passage.words, settings)
    )
    return list(dict.fromkeys(found))


@rule("DN435", "document-is-marked", by_value=True)
def document_is_marked(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A document that is marked as not for publication is not published.

    Bad: a PDF with `OFFICIAL-SENSITIVE` at the head of its pages.

    Good: the public version of the paper.
    """
    for file in manuscript.source.documents:
        for passage in file.passages:
            match = MARKING.search(passage.words)
            if match:
                where = f"{file.name} ({passage.place})" if passage.place else file.name
                message = f"{where} is marked {match[0]!r}"
                cure = "Publish the version that may be public, or take the marking out once its owner has lifted it."
                value = _value(file.name, [match[0]])
                yield Breach(message, cure, manuscript.place_of_document(file.name), value)
                break
