"""Runs Pagefind, the program that makes a search index of pages, and puts what it made in order.

Pagefind 1.5 writes its filters in a chance order; they are sorted here, so that two builds give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cbor2

from decision_register.findings import FaultError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = b"pagefind_dcd"  # stands before the data in every file of Pagefind's
_ENVIRONMENT = os.environ | {
    # It gives memory back all the time, which takes a third of its time; it ends soon enough (jemalloc, TUNING).
    "MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1",
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1",
    # A reader loads a whole piece of the list of words to look one word up; pieces are 20,000 places long otherwise.
    "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "1000",
}
"""What Pagefind is told beside its options."""
_LOADS_ALL, _LOADS_NONE = b"=this.backend.request_indexes(", b'=filter_only?"[]":this.backend.request_indexes('
"""In Pagefind's script: what a search without words asks for, which is every piece of the list of words."""
_SHIPPED = ("pagefind.js", "wasm.en.pagefind")
_EMPTY = '<!doctype html><html lang="en"><body><main data-pagefind-body><p>No decisions yet</p></main></body></html>'


class SearchFaultError(FaultError):
    """Why the search index cannot be made; one plain sentence with the cure."""


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


class Indexing:
    """Pagefind at work on some pages, in a process of its own, while this program goes on."""

    def __init__(self, pages: list[tuple[str, str]], scratch: Path) -> None:
        """Write these pages, path and HTML, into a scratch folder, and start. Raises `SearchFaultError`."""
        site, self._made = scratch / "pages", scratch / "made"
        for path, html in pages or [("none/index.html", _EMPTY)]:
            file = site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html, encoding="utf-8", newline="\n")
        command = [str(find_pagefind()), "--site", str(site), "--output-path", str(self._made), "--quiet"]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=_ENVIRONMENT,
        )

    def made(self) -> Path:
        """Wait, and return the folder of the index, its filters in order. Raises `SearchFaultError`."""
        _, said = self._process.communicate()
        if self._process.returncode != 0:
            fault = f"Pagefind could not make the search index ({said.strip()[-200:]}); build again."
            raise SearchFaultError(fault)
        for file in self._made.iterdir():
            if file.is_file() and file.suffix in (".js", ".css", ".pagefind") and file.name not in _SHIPPED:
                file.unlink()
        script = self._made / "pagefind.js"
        script.write_bytes(script.read_bytes().replace(_LOADS_ALL, _LOADS_NONE))
        _put_in_order(self._made)
        return self._made

    def stop(self) -> None:
        """End the process, if it has not ended."""
        self._process.kill()
        self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()


def index_pages(pages: list[tuple[str, str]]) -> dict[str, bytes]:
    """Return the files of the index that Pagefind makes of these pages, path and HTML, with its filters in order."""
    with tempfile.TemporaryDirectory(prefix="decision-register-") as scratch:
        return dict(contents_of(Indexing(pages, Path(scratch)).made()))


def contents_of(made: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file of an index, with its path and its bytes."""
    return ((file.relative_to(made).as_posix(), file.read_bytes()) for file in made.rglob("*") if file.is_file())


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
