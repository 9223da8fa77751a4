"""Rules DN4xx: the documents beside a notice."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from decision_register.findings import Severity, Span
from decision_register.front_matter import Text
from decision_register.names import NOT_TEXT, is_local_file
from decision_register.pictures import is_picture
from decision_register.rules.rule import Breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings

_LINK = re.compile(r"\[[^\[\]]{0,400}\]\((?P<address>[^()\s]{1,800})(?:\s[^()]{0,200})?\)")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_MEGABYTE = 1_000_000


def _listed(manuscript: Manuscript) -> Iterator[Text]:
    """Yield the file name of each listed document, as typed."""
    for group in manuscript.groups("documents"):
        value = group.get("file")
        if isinstance(value, Text) and value.text:
            yield value


def _folder(manuscript: Manuscript) -> str:
    return manuscript.path.removesuffix(".md") + "/"


@rule("DN401", "missing-document", fixed=True)
def missing_document(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Every listed document is there.

    Bad: `file: appendix-a.pdf` without that file in the notice's folder.

    Good: the file stands in the folder that has the notice's name.
    """
    there = [file.name for file in manuscript.source.documents]
    for value in _listed(manuscript):
        if value.text not in there and is_local_file(value.text):
            close = get_close_matches(value.text, there, 1, 0.6)
            cure = f"Write {close[0]}" if close else f"Put the file into {_folder(manuscript)}"
            yield Breach(f"There is no file {value.text}", f"{cure}.", value.span, value.text)


@rule("DN402", "unlisted-document")
def unlisted_document(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Every file in a notice's folder is listed.

    A file that is not listed would not be published, or was never meant to be.

    Bad: `appendix-b.pdf` in the folder, and nothing about it under `documents`.

    Good:

    ```yaml
    documents:
      - file: appendix-b.pdf
        title: Appendix B, risks
    ```
    """
    listed = {value.text for value in _listed(manuscript)}
    for file in manuscript.source.documents:
        if file.name not in listed:
            first = "Give it a name in UTF-8. " if NOT_TEXT in file.name else ""
            yield Breach(
                f"The file {file.name} is in the notice's folder and is not listed",
                f"{first}List it under documents with a title, or take it out of the folder.",
                manuscript.place_of_document(file.name),
                file.name,
            )


@rule("DN403", "document-too-large")
def document_too_large(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A document is small enough to be opened on a telephone.

    Bad: a scan of 60 MB.

    Good: the paper as a PDF of its text, of 1 MB.
    """
    limit = settings.documents.largest_megabytes
    sizes = {file.name: file.size for file in manuscript.source.documents}
    for value in _listed(manuscript):
        size = sizes.get(value.text, 0)
        if size > limit * _MEGABYTE:
            message = f"The file {value.text} has {size / _MEGABYTE:.1f} MB, more than the {limit} MB allowed"
            yield Breach(
                message, "Export it as text rather than a scan, or make its pictures smaller.", value.span, value.text
            )


@rule("DN409", "picture-too-large", severity=Severity.WARNING)
def picture_too_large(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A picture is small enough to be shown on a slow telephone, at most 1 MB.

    Bad: a photograph of 8 MB, as the camera made it.

    Good: the same photograph, 1,600 points wide, of 300 KB.
    """
    sizes = {file.name: file.size for file in manuscript.source.documents if is_picture(file.name)}
    for value in _listed(manuscript):
        if sizes.get(value.text, 0) > _MEGABYTE:
            message = (
                f"The picture {value.text} has {sizes[value.text] / _MEGABYTE:.1f} MB, slow to load on a telephone"
            )
            yield Breach(message, "Make it at most 1,600 points wide and save it again.", value.span, value.text)


@rule("DN404", "document-of-unknown-type")
def document_of_unknown_type(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """A document is of a type that readers can open and that cannot run.

    Bad: `file: budget.xlsm`

    Good: `file: budget.xlsx`
    """
    known = settings.documents.types
    for value in _listed(manuscript):
        ending = value.text.rpartition(".")[2].lower()
        if ending not in known:
            message = f"The file {value.text} is of a type that is not published"
            yield Breach(message, f"Save it as one of {', '.join(known)}.", value.span, value.text)


@rule("DN405", "document-outside-folder", fixed=True)
def document_outside_folder(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A document stands in its notice's own folder, under a plain name.

    A name that leads elsewhere could publish any file of the computer.

    Bad: `file: ../private/advice.pdf`

    Good: `file: appendix-a.pdf`
    """
    for value in _listed(manuscript):
        if not is_local_file(value.text):
            message = f"The file name {value.text!r} is not a plain name in the notice's folder"
            cure = f"Put the file into {_folder(manuscript)} under a name of letters, digits, hyphens and full stops."
            yield Breach(message, cure, value.span, value.text)


@rule("DN406", "symbolic-link-document", fixed=True)
def symbolic_link_document(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A document is a file of its own, not a link to another one.

    Bad: a symbolic link in the notice's folder.

    Good: a copy of the file.
    """
    for file in manuscript.source.documents:
        if file.symbolic_link:
            yield Breach(
                f"The file {file.name} is a symbolic link, which may lead to a file that was never checked",
                "Put a copy of the file itself into the folder.",
                manuscript.place_of_document(file.name),
                file.name,
            )


@rule("DN407", "document-listed-twice")
def document_listed_twice(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Each document is listed once, and none takes the place of the notice's page.

    Names that differ only in capitals are one file on Windows.

    Bad: `appendix-a.pdf` and `Appendix-A.pdf`.

    Good: `appendix-a.pdf` and `appendix-b.pdf`.
    """
    seen = {"index.html"}
    for value in _listed(manuscript):
        name = value.text.casefold()
        if name in seen:
            yield Breach(f"The file {value.text} is listed twice", "Delete one of them.", value.span, value.text)
        seen.add(name)


@rule("DN408", "link-to-missing-document")
def link_to_missing_document(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A link in the text leads to a listed document or to another website.

    Bad: `[Appendix A](appendix-z.pdf)` where `appendix-z.pdf` is not listed.

    Good: `[Appendix A](appendix-a.pdf)` where `appendix-a.pdf` is listed.
    """
    listed = [value.text for value in _listed(manuscript)]
    anchors = {section.anchor for section in manuscript.body.sections}
    for line in manuscript.body.lines:
        for match in _LINK.finditer(line.text):
            address = match["address"]
            if address.startswith("#") and address[1:] in anchors:
                continue
            if address.replace("%20", " ") in listed or (_ELSEWHERE.match(address) and not address.startswith("#")):
                continue
            close = get_close_matches(address, listed, 1, 0.6)
            cure = f"Write {close[0]}" if close else "List the document, or use an address that begins with https://"
            span = Span.of(line.number, match.start("address") + 1, address)
            yield Breach(f"The link leads to {address[:60]!r}, which is not there", f"{cure}.", span, address)
