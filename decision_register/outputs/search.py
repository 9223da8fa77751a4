"""The search index: small pages made for Pagefind, indexed by its binary in shards of whole years, or parts of one.

Finished shards are kept, so that a year that has not changed is not indexed again. Pagefind 1.5 writes its filters in
a chance order; they are put in order here, so that two builds give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cbor2

from decision_register.body import Prose
from decision_register.findings import FaultError
from decision_register.pages import Output
from decision_register.references import slug_of
from decision_register.software import software_digest
from decision_register.work import in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from decision_register.notice import Notice
    from decision_register.register import Register
    from decision_register.work import Workers

SHARD = 300
"""How many notices of the newest year one shard holds at most: an edit is indexed with all of its shard."""

OLD_SHARD = 1000
"""How many notices of earlier years, which are seldom edited, one shard holds at most.

For each word a reader loads a piece of each shard, and Pagefind takes 0.3 MB of memory and 2 ms for each notice.
"""

AT_ONCE = 2
"""How many shards are indexed at one time."""

_MARK = b"pagefind_dcd"  # stands before the data in every file of Pagefind's
_ENVIRONMENT = os.environ | {
    # It gives memory back all the time, which takes a third of its time; it ends soon enough (jemalloc, TUNING).
    "MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1",
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1",
    # A reader loads a whole piece of the list of words to look one word up; pieces are 20,000 places long otherwise.
    "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "1000",
}
"""What Pagefind is told beside its options."""
_DIGESTS = "digests.json"
"""Stands in each finished shard, with the SHA-256 of its files by their paths."""
_LOADS_ALL, _LOADS_NONE = b"=this.backend.request_indexes(", b'=filter_only?"[]":this.backend.request_indexes('
"""In Pagefind's script: what a search without words asks for, which is every piece of the list of words."""
_SHIPPED = ("pagefind.js", "wasm.en.pagefind")


class SearchFaultError(FaultError):
    """Why the search index cannot be made; one plain sentence with the cure."""


def finish_shards(register: Register, kept: Path, workers: Workers) -> list[Path]:
    """Return the folder of each shard of the index, inside the folder `kept`; only those that are new are made.

    Raises `SearchFaultError` when Pagefind is missing or fails.
    """
    binary = find_pagefind()
    shards = {kept / "search" / _digest(notices, register, binary): notices for notices in _shards(register)}
    new = {folder: notices for folder, notices in shards.items() if not folder.is_dir()}
    staged = ([(f"decisions/{n.slug}/index.html", _record(n, register)) for n in notices] for notices in new.values())
    if workers.cluster:
        for folder, files in zip(new, in_turn(workers.cluster, index_pages, staged, AT_ONCE + 1), strict=True):
            _keep(files, folder)
    else:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(in_turn(pool, _make_shard, zip(new, staged, strict=True), AT_ONCE + 1))
    _forget_others(kept, list(shards))
    return list(shards)


def search_of(register: Register, finished: list[Path], stands: Callable[[str, str], bool]) -> Iterator[Output]:
    """Yield the search index, and the references that the search page reads.

    `stands` says whether the site has a file of this path and SHA-256 already; such a file is not read again.
    """
    for number, folder in enumerate(finished):
        for path, digest in json.loads((folder / _DIGESTS).read_bytes()).items():
            if number == 0 or not path.endswith(".js"):
                place = f"pagefind/{number}/{path}"
                yield Output(place, None if stands(place, digest) else (folder / path).read_bytes(), digest)
    yield from _names(register, len(finished))


def find_pagefind() -> Path:
    """Return Pagefind's binary: the one named by PAGEFIND_BINARY_PATH, or that of the package pagefind_bin."""
    named = os.environ.get("PAGEFIND_BINARY_PATH")
    package = find_spec("pagefind_bin")
    folder = Path(package.origin).parent if package and package.origin else Path()
    found = (
        Path(named) if named else next((p for p in (folder / "pagefind", folder / "pagefind.exe") if p.exists()), None)
    )
    if found is None or not found.exists():
        fault = "The search index needs Pagefind, which is not installed; delete the folder .venv and build again."
        raise SearchFaultError(fault)
    return found


def _shards(register: Register) -> list[list[Notice]]:
    """Return the notices cut into shards: whole years, oldest first, so that old shards do not change.

    A year that is too long for one is cut in order of its days, so that a new notice changes its last shard only.
    """
    years: defaultdict[int, list[Notice]] = defaultdict(list)
    for notice in reversed(register.notices):
        years[notice.decision_date.year].append(notice)
    shards: list[list[Notice]] = [[]]
    for year, notices in years.items():
        most = SHARD if year == max(years) else OLD_SHARD
        if shards[-1] and len(shards[-1]) + len(notices) > most:
            shards.append([])
        for start in range(0, len(notices), most):
            if start:
                shards.append([])
            shards[-1] += notices[start : start + most]
    return shards


def _digest(notices: list[Notice], register: Register, binary: Path) -> str:
    """Return the name of a shard, which is another one as soon as anything that it is made of is."""
    digest = hashlib.sha256(f"{software_digest()} {binary.stat().st_size}".encode())
    for notice in notices:
        files = " ".join(document.file.blob for document in notice.documents)
        digest.update(f"{notice.slug} {notice.source_digest} {register.standing_of(notice)} {files}\n".encode())
    return digest.hexdigest()[:32]


def _make_shard(shard: tuple[Path, list[tuple[str, str]]]) -> None:
    """Make a shard of these pages, path and HTML, in its folder."""
    folder, staged = shard
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as scratch:
        _settle(_index(staged, Path(scratch)), folder)


def _keep(files: dict[str, bytes], folder: Path) -> None:
    """Put a shard that was made elsewhere in its folder."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as scratch:
        made = Path(scratch) / "made"
        for path, content in files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(content)
        _settle(made, folder)


def _settle(made: Path, folder: Path) -> None:
    """Move a finished shard to its folder, whole, with the digests of its files."""
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(_files_in(made))}
    (made / _DIGESTS).write_text(json.dumps(digests), encoding="utf-8")
    made.rename(folder)


def _files_in(made: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file of an index, with its path and its bytes."""
    return ((file.relative_to(made).as_posix(), file.read_bytes()) for file in made.rglob("*") if file.is_file())


def index_pages(staged: list[tuple[str, str]]) -> dict[str, bytes]:
    """Return the files of the index that Pagefind makes of these pages, path and HTML, with its filters in order."""
    with tempfile.TemporaryDirectory(prefix="decision-register-") as scratch:
        return dict(_files_in(_index(staged, Path(scratch))))


def _index(staged: list[tuple[str, str]], scratch: Path) -> Path:
    """Return the folder, inside a scratch one, of the index that Pagefind makes of these pages, path and HTML."""
    binary, pages, made = find_pagefind(), scratch / "pages", scratch / "made"
    for path, html in staged or [("none/index.html", _EMPTY)]:
        file = pages / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8", newline="\n")
    command = [str(binary), "--site", str(pages), "--output-path", str(made), "--quiet"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", env=_ENVIRONMENT)
    if done.returncode != 0:
        fault = f"Pagefind could not make the search index ({done.stderr.strip()[-200:]}); build again."
        raise SearchFaultError(fault)
    for file in made.iterdir():
        if file.is_file() and file.suffix in (".js", ".css", ".pagefind") and file.name not in _SHIPPED:
            file.unlink()
    script = made / "pagefind.js"
    script.write_bytes(script.read_bytes().replace(_LOADS_ALL, _LOADS_NONE))
    _put_in_order(made)
    return made


def _put_in_order(made: Path) -> None:
    """Sort the filters and their values, and name each file after its new bytes, as Pagefind does."""
    entry_file = made / "pagefind-entry.json"
    entry = json.loads(entry_file.read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        meta_file = made / f"pagefind.{language['hash']}.pf_meta"
        version, pages, chunks, filters, sorts, *rest = _decode(meta_file)
        renamed = sorted((name, _sorted_filter(made / "filter" / f"{file}.pf_filter")) for name, file in filters)
        content = _encode([version, pages, chunks, [list(pair) for pair in renamed], sorted(sorts), *rest])
        meta_file.unlink()
        language["hash"] = f"en_{hashlib.sha256(content).hexdigest()[:10]}"
        (made / f"pagefind.{language['hash']}.pf_meta").write_bytes(content)
    entry_file.write_text(json.dumps(entry, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def _sorted_filter(file: Path) -> str:
    """Rewrite one filter with its values sorted, and return its new name without the ending."""
    name, values = _decode(file)
    content = _encode([name, sorted(values)])
    file.unlink()
    new = f"en_{hashlib.sha256(content).hexdigest()[:10]}"
    file.with_name(f"{new}.pf_filter").write_bytes(content)
    return new


def _decode(file: Path) -> Any:  # noqa: ANN401 - lists of lists, as Pagefind has them
    return cbor2.loads(gzip.decompress(file.read_bytes()).removeprefix(_MARK))


def _encode(data: object) -> bytes:
    return gzip.compress(_MARK + cbor2.dumps(data), mtime=0)


def _forget_others(kept: Path, finished: list[Path]) -> None:
    """Delete shards that no build needs any more."""
    for folder in (kept / "search").iterdir():
        if folder not in finished:
            shutil.rmtree(folder, ignore_errors=True)


_EMPTY = '<!doctype html><html lang="en"><body><main data-pagefind-body><p>No decisions yet</p></main></body></html>'


def _record(notice: Notice, register: Register) -> str:
    """Return the page that Pagefind reads for a notice: never shown, and of words that the notice's page shows."""
    standing = str(register.standing_of(notice))
    filters = [("year", str(notice.decision_date.year)), ("status", notice.status), ("standing", standing)]
    filters += [("topic", topic) for topic in notice.topics]
    filters += [("officer", officer) for officer in notice.lead_officers]
    filters += [("decision-maker", notice.decision_maker.name)] if notice.decision_maker.name else []
    meta = {
        "reference": notice.reference,
        "date": notice.decision_date.isoformat(),
        "standing": standing,
        "status": notice.status,
    }
    names = " ".join((notice.reference, *notice.also_known_as))
    parts = [
        '<!doctype html><html lang="en"><body><main data-pagefind-body>',
        *(f'<span data-pagefind-filter="{name}:{escape(value)}"></span>' for name, value in filters),
        *(f'<span data-pagefind-meta="{name}:{escape(value)}"></span>' for name, value in meta.items()),
        f'<span data-pagefind-sort="date:{notice.decision_date.isoformat()}"></span>',
        f'<h1 data-pagefind-meta="title">{escape(notice.title)}</h1>',
        *(
            block.html
            for section in register.text_of(notice).sections
            for block in section.blocks
            if isinstance(block, Prose)
        ),
        *(f"<p>{escape(line)}</p>" for line in _facts(notice)),
        f'<p data-pagefind-weight="8">{escape(names)}</p>',
        "</main></body></html>",
    ]
    return "".join(parts)


def _facts(notice: Notice) -> Iterator[str]:
    """Yield what the page shows beside the text: people, sums, documents, and what is withheld."""
    yield " ".join((notice.decision_maker.name, notice.decision_maker.role, *notice.lead_officers))
    for cost in notice.costs:
        yield f"£{cost.pence // 100:,} {cost.purpose} {cost.recipient} {cost.source}"
    for document in notice.documents:
        yield f"{document.title} {document.description}"
    for part in notice.withheld:
        yield f"{part.exemption} {part.reason}" + ("" if notice.is_confidential else f" {part.part}")


def _names(register: Register, shards: int) -> Iterator[Output]:
    """Yield what the search page needs to know a reference when it sees one.

    One file is short, is always loaded, and holds the references that have another form by those they stand for; the
    list of all others, newest first, is loaded for words with a figure only.
    """
    taken = {notice.slug for notice in register.notices}
    others = {
        name: notice.reference
        for notice in register.notices
        for name in notice.also_known_as
        if slug_of(name) not in taken
    }
    yield Output("search/about.json", _json({"shards": shards, "others": others}))
    yield Output("search/references.json", _json([notice.reference for notice in register.notices]))


def _json(table: object) -> bytes:
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
