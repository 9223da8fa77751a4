"""Brings files in: reads each, writes its notice beside the others, copies its documents, and tells what was done."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.importing.lines import ImportFaultError, alone
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


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of one decision of a source.

    `path` is the notice's file, `to_decide` how many things a person must settle.
    Without a path, `there_already` names the notice that was left alone, or `fault` says why there is none.
    """

    source: str
    path: str = ""
    to_decide: int = 0
    there_already: str = ""
    fault: str = ""


def files_in(given: tuple[Path, ...]) -> list[Path]:
    """Return the files named, and those inside the folders named that can be brought in, by their names."""
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in READ and file.is_file())
            sources = {file.with_suffix("") for file in inside}  # what stands in a folder of such a name are documents
            found += [
                file
                for file in inside
                if not file.name.startswith((".", "~$")) and not sources.intersection(file.parents)
            ]
        else:
            found.append(path)
    return list(dict.fromkeys(found))


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
    for file in files:
        shown = file.as_posix()
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
    return Brought(shown, path, to_decide=len(draft.to_decide))


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
