"""Brings files in: reads each, writes its notice beside the others, copies its documents, and tells what was done."""

from __future__ import annotations

import datetime
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.importing.lines import OLD_OFFICE, ImportFaultError, alone
from decision_register.importing.mapping import draft_of, known_words
from decision_register.importing.plain import read_copied
from decision_register.importing.sheet import Row, read_sheet
from decision_register.importing.web import read_page
from decision_register.importing.word import read_word
from decision_register.importing.writing import notice_text, report_text
from decision_register.references import file_name_of, slug_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from decision_register.importing.filling import Draft
    from decision_register.importing.lines import Form
    from decision_register.settings import Settings

READ = (".docx", ".html", ".htm", ".txt", ".csv", ".xlsx")
"""The endings of the files that can be brought in."""
_AS_DOCX = "open it in Word and save it as .docx"
_AS_XLSX = "open it in Excel and save it as .xlsx"
_OF_PICTURES = "is a web page saved with its pictures in one file", "open it in the browser and save it as .html"
_OF_PDF = "is a PDF", f"find the form that it was made from, or {_AS_DOCX}"
_OF_RICH_TEXT = "is a file in Rich Text Format", _AS_DOCX
NOT_READ = {
    ".doc": ("is a file of an older Word", _AS_DOCX),
    ".docm": ("is a Word file with macros", _AS_DOCX),
    ".odt": ("is a document of another office program", _AS_DOCX),
    ".rtf": _OF_RICH_TEXT,
    ".pdf": _OF_PDF,
    ".xls": ("is a file of an older Excel", _AS_XLSX),
    ".xlsm": ("is an Excel file with macros", _AS_XLSX),
    ".ods": ("is a spreadsheet of another office program", _AS_XLSX),
    ".mht": _OF_PICTURES,
    ".mhtml": _OF_PICTURES,
}
"""What the files of other endings are, and how each becomes one that can be brought in."""
_BEGINNINGS = (
    (
        re.compile(re.escape(OLD_OFFICE)),
        ("is a file of an older Office or locked with a password", f"{_AS_DOCX}, or in Excel and save it as .xlsx"),
    ),
    (re.compile(rb"PK\x03\x04"), ("is a file of Word or Excel", "give it its own ending, .docx or .xlsx")),
    (re.compile(rb"%PDF-"), _OF_PDF),
    (re.compile(rb"\{\\rtf"), _OF_RICH_TEXT),
    (re.compile(rb"\s*(?:[A-Z][A-Z-]*:.*\n(?:[ \t].*\n)*)*?MIME-Version:", re.IGNORECASE), _OF_PICTURES),
)
"""What a file begins with that is no text, whatever its ending."""
_OF_FORMS = frozenset((".docx", ".txt"))
"""The endings of files that may be anything; a web page is saved because it shows a decision, whatever its form."""
_NO_FORM = (
    "has no label and no heading of the form, such as Decision reference or Decision summary; put its words and its "
    "tables under a heading of the form, and bring that in"
)
_LONGEST_BEGINNING = 4000


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of one decision of a source.

    `path` is the notice's file, `to_decide` what a person must settle.
    Without a path, `there_already` names the notice that was left alone, or `fault` says why there is none.
    """

    source: str
    path: str = ""
    to_decide: tuple[str, ...] = ()
    there_already: str = ""
    fault: str = ""


def files_in(given: tuple[Path, ...]) -> list[Path]:
    """Return the files named, and those inside the folders named, by their names.

    Of a folder, those that can be brought in come first; the others that may hold a decision follow, to be told.
    Hidden files are none of them, and neither are the documents of a form, which stand in a folder of its name.
    """
    found: list[Path] = []
    for path in given:
        if not path.is_dir():
            found.append(path)
            continue
        seen = [file for file in sorted(path.rglob("*")) if file.is_file() and not _is_hidden(file, path)]
        forms = [file for file in seen if file.suffix.lower() in READ]
        sources = {file.with_suffix("") for file in forms}
        others = [file for file in seen if file.suffix.lower() in NOT_READ]
        found += [file for file in (*forms, *others) if not sources.intersection(file.parents)]
    return list(dict.fromkeys(found))


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)


def bring_in(
    files: list[Path], notices: Path, settings: Settings, tell: Callable[[str], None], *, replace: bool = False
) -> Iterator[tuple[Brought, ...]]:
    """Write the notice of each decision in these files, and yield what became of each file.

    A notice that is there is left alone, so that an import that was broken off goes on where it stopped; the report of
    each is told before it is written, and a notice is written whole or not at all.
    """
    there = {file.stem: file for file in sorted(notices.rglob("*.md"))}
    is_known = known_words(settings)
    written: dict[Path, str] = {}
    linked: set[Path] = set()
    for file in files:
        shown = file.as_posix()
        if file.suffix.lower() in NOT_READ and file.resolve() in linked:  # a document of a page that was brought in
            yield ()
            continue
        try:
            rows = _read(file, is_known)
        except (OSError, ImportFaultError) as error:
            said = (
                ("is not there" if not file.exists() else "cannot be opened")
                if isinstance(error, OSError)
                else str(error)
            )
            yield (Brought(shown, fault=f"{shown} {said}."),)
            continue
        linked |= {(file.parent / path).resolve() for row in rows if row.form for path, _ in row.form.documents}
        names = [f"{shown}, {row.place}" if row.place else shown for row in rows]
        yield tuple(
            _write(draft_of(row.form, settings), row.form, file, name, notices, there, written, replace, tell)
            if row.form
            else Brought(name, fault=f"{name} {row.fault}.")
            for row, name in zip(rows, names, strict=True)
        )


def _read(file: Path, is_known: Callable[[str], bool]) -> list[Row]:
    """Return the decisions of a file; but for a spreadsheet, it is one. Raises `ImportFaultError` or `OSError`."""
    ending = file.suffix.lower()
    if file.name.startswith("~$"):
        fault = "only shows that Word has the form open; name the form itself, whose name has no ~$"
        raise ImportFaultError(fault)
    content = file.read_bytes()
    _refuse_other_kinds(ending, content)
    if ending in {".csv", ".xlsx"}:
        return read_sheet(file.name, content, is_known)
    if ending == ".docx":
        form = read_word(content, is_known)
    elif ending in {".html", ".htm"}:
        form = read_page(content, is_known)
    elif ending == ".txt":
        form = read_copied(content)
    else:
        fault = "is no file that can be brought in; save it as .docx, .html or .txt"
        raise ImportFaultError(fault)
    if not form.lines:
        fault = "has no words that can be read; if it is a picture of a form, find the form itself or type the words"
        raise ImportFaultError(fault)
    return [Row("", form)]


def _refuse_other_kinds(ending: str, content: bytes) -> None:
    """Raise `ImportFaultError` for a file that is of no kind that can be read, by its ending or by how it begins."""
    if ending in NOT_READ:
        fault = "; ".join(NOT_READ[ending])
        raise ImportFaultError(fault)
    if ending in {".docx", ".xlsx"}:
        return
    for beginning, (what, cure) in _BEGINNINGS:
        if beginning.match(content[:_LONGEST_BEGINNING]):
            fault = f"{what}, under a new name; {cure}"
            raise ImportFaultError(fault)


def _write(  # noqa: PLR0913, PLR0917 - a draft, where it is from, and where it goes
    draft: Draft,
    form: Form,
    file: Path,
    shown: str,
    notices: Path,
    there: dict[str, Path],
    written: dict[Path, str],
    replace: bool,
    tell: Callable[[str], None],
) -> Brought:
    if not draft.is_form and file.suffix.lower() in _OF_FORMS:
        return Brought(shown, fault=f"{shown} {_NO_FORM}.")
    reference = str(draft.fields.get("reference", "")) or slug_of(file.stem) or "decision"
    slug = slug_of(reference)
    old = next((path for stem, path in there.items() if stem == slug or stem.startswith(f"{slug}-")), None)
    target = old or notices / str(_year(draft)) / f"{file_name_of(reference, str(draft.fields.get('title', '')))}.md"
    if target in written:
        said = f"would become {target.as_posix()}, as {written[target]} did; give one of them another reference or name"
        return Brought(shown, fault=f"{shown} {said}.")
    if old and not replace:
        return Brought(shown, there_already=old.as_posix())
    _copy_documents(draft, form, file, target.with_suffix(""))
    path = target.as_posix()
    tell(report_text(shown, path, draft))
    target.parent.mkdir(parents=True, exist_ok=True)
    begun = target.with_name(f".{target.name}")
    begun.write_text(notice_text(draft), encoding="utf-8", newline="\n")
    begun.replace(target)
    there[target.stem] = target
    written[target] = shown
    return Brought(shown, path, to_decide=tuple(draft.to_decide))


def _year(draft: Draft) -> int:
    """Return the year of the decision, by the first date that the source gives."""
    dates = (draft.fields.get(key) for key in ("decision_date", "request_date", "publication_date"))
    return next((date.year for date in dates if isinstance(date, datetime.date)), 0) or datetime.date.today().year  # noqa: DTZ011 - a folder's name


def _is_beside(linked: Path, folder: Path) -> bool:
    """Say whether a file that a source links to stands in the source's own folder, and not elsewhere on the machine."""
    return linked.resolve().is_relative_to(folder.resolve())


def _copy_documents(draft: Draft, form: Form, file: Path, folder: Path) -> None:
    """Copy its pictures, the files that it links to and those in a folder of its name beside it, and list them."""
    beside = file.with_suffix("")
    linked = {file.parent / path: name for path, name in form.documents if _is_beside(file.parent / path, file.parent)}
    inside = sorted(beside.iterdir()) if beside.is_dir() else []
    taken = {name.casefold() for name in (*linked.values(), *(picture.name for picture in draft.pictures))}
    found = linked | {one: alone(one.name, taken) for one in inside if one not in linked}
    entries = [
        {"file": picture.name, "title": picture.shows or picture.name.rpartition(".")[0].replace("-", " ").capitalize()}
        for picture in draft.pictures
    ]
    for picture in draft.pictures:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / picture.name).write_bytes(picture.content)
    for one, name in found.items():
        if not one.is_file() or one.suffix.lower() in {".html", ".htm"}:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(one, folder / name)
        entries.append({"file": name, "title": one.stem.replace("-", " ").replace("_", " ")})
        called = "" if name == one.name else f", as {name}, for another has its name"
        draft.read.append(f"the document {one.name} was copied from beside the source{called}; see its title")
    if entries:
        draft.fields["documents"] = entries
