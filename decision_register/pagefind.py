"""Runs Pagefind, the program that makes a search index of pages, and puts what it made in order.

Pagefind 1.5 writes its filters in a chance order; they are sorted here, so that two builds give the same bytes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cbor2

from decision_register.findings import FaultError

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
SCRIPT = "pagefind.js"
"""The part of Pagefind's program that a page loads first."""
SHIPPED = (SCRIPT, "wasm.en.pagefind")
"""The files of an index that are Pagefind's program, the same in each."""
_ENTRY = "pagefind-entry.json"
_LOOK_EVERY = 0.02
"""How many seconds go by until it is looked again whether Pagefind has done all."""
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
    """Pagefind at work on some pages, in a process of its own, while this program goes on.

    The pages are handed over one after the other (`--service`). A folder of them would be read in the order in which
    the file system happens to list it, which is another one on another machine, and so would be every list of words.
    """

    def __init__(self, pages: list[tuple[str, str]], scratch: Path) -> None:
        """Hand over these pages, path and HTML; answers go to a scratch folder. Raises `SearchFaultError`."""
        wanted: list[dict[str, Any]] = [
            {"type": "NewIndex"},
            *(
                {"type": "AddFile", "index_id": 0, "file_path": path, "file_contents": html}
                for path, html in pages or [("none/index.html", _EMPTY)]
            ),
            {"type": "GetFiles", "index_id": 0},  # WriteFiles answers before all is on the disk
        ]
        self._wanted, self._answers, self._said = len(wanted), scratch / "answers", scratch / "said"
        with self._answers.open("wb") as answers, self._said.open("wb") as said:  # a pipe is full soon, and stops it
            self._process = subprocess.Popen(
                [str(find_pagefind()), "--service"],
                stdin=subprocess.PIPE,
                stdout=answers,
                stderr=said,
                env=_ENVIRONMENT,
            )
        with suppress(OSError):  # it has ended already; `files` says why
            self._hand_over(b"".join(_message(number, want) for number, want in enumerate(wanted)))

    def _hand_over(self, messages: bytes) -> None:
        if self._process.stdin:
            self._process.stdin.write(messages)
            self._process.stdin.flush()

    def files(self) -> dict[str, bytes]:
        """Wait, and return the files of the index by their paths, its filters in order. Raises `SearchFaultError`."""
        while self._answers.read_bytes().count(b",") < self._wanted and self._process.poll() is None:
            time.sleep(_LOOK_EVERY)
        self.stop()
        try:
            answered = self._answers.read_bytes().split(b",")[:-1]
            payloads = [json.loads(base64.b64decode(answer))["payload"] for answer in answered]
        except ValueError:
            payloads = []
        faults = [str(payload.get("message")) for payload in payloads if payload["type"] == "Error"]
        if faults or len(payloads) < self._wanted:
            said = " ".join(self._said.read_text("utf-8", "replace").split())
            why = next(iter(faults), said)[:200] or "it ended too early"
            message = f"Pagefind could not make the search index ({why}); build again."
            raise SearchFaultError(message)
        made = {file["path"]: base64.b64decode(file["content"]) for file in payloads[-1]["files"]}
        return _in_order({path: content for path, content in made.items() if _is_used(path)})

    def stop(self) -> None:
        """End the process, if it has not ended."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()


def _message(number: int, want: dict[str, Any]) -> bytes:
    return base64.b64encode(json.dumps({"message_id": number, "payload": want}).encode()) + b","


def _is_used(path: str) -> bool:
    """Say whether a search page uses this file: none does Pagefind's forms, or its program for a worker."""
    return path in SHIPPED or not path.endswith((".js", ".css", ".pagefind"))


def index_pages(pages: list[tuple[str, str]]) -> dict[str, bytes]:
    """Return the files of the index that Pagefind makes of these pages, path and HTML, with its filters in order."""
    with tempfile.TemporaryDirectory(prefix="decision-register-") as scratch:
        return Indexing(pages, Path(scratch)).files()


def name_by_place(files: dict[str, bytes], first: str) -> dict[str, bytes]:
    """Return an index with each page named by its place, after `first`, and each piece of the list of words by its own.

    Pagefind names them after their bytes, and a reader loads all these names, which cannot be compressed. Names that
    stay the same for other bytes are safe in a folder only that is named after everything in it.
    """
    entry, (version, pages, pieces, *rest) = _lists_of(files)
    width = len(f"{len(pages):x}")
    named = [[f"{first}{place:0{width}x}", words] for place, (_, words) in enumerate(pages)]
    cut = [[since, until, f"{place:x}"] for place, (since, until, _) in enumerate(pieces)]
    pairs = [("fragment", old[0], page[0]) for old, page in zip(pages, named, strict=True)]
    pairs += [("index", old[-1], piece[-1]) for old, piece in zip(pieces, cut, strict=True)]
    new = {f"{folder}/{old}.pf_{folder}": f"{folder}/{name}.pf_{folder}" for folder, old, name in pairs}
    renamed = {new.get(path, path): content for path, content in files.items()}
    return _with_lists(renamed, entry, [version, named, cut, *rest])


def _in_order(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return an index with its filters and their values sorted, and their files named after their new bytes."""
    entry, (version, pages, pieces, filters, orders, *rest) = _lists_of(files)
    others = {path: content for path, content in files.items() if not path.startswith("filter/")}
    renamed = []
    for name, file in sorted(filters):
        content = _encode([name, sorted(_decode(files[f"filter/{file}.pf_filter"])[1])])
        renamed.append([name, _name(content)])
        others[f"filter/{_name(content)}.pf_filter"] = content
    others[SCRIPT] = files[SCRIPT].replace(_LOADS_ALL, _LOADS_NONE)
    return _with_lists(others, entry, [version, pages, pieces, renamed, sorted(orders), *rest])


def _lists_of(files: dict[str, bytes]) -> tuple[dict[str, Any], list[Any]]:
    """Return what an index says of itself, and its lists: version, pages, pieces of the list of words, filters."""
    entry = json.loads(files[_ENTRY])
    (language,) = entry["languages"].values()
    return entry, _decode(files[f"pagefind.{language['hash']}.pf_meta"])


def _with_lists(files: dict[str, bytes], entry: dict[str, Any], lists: list[Any]) -> dict[str, bytes]:
    """Return an index with other lists, named after their bytes."""
    content = _encode(lists)
    (language,) = entry["languages"].values()
    language["hash"] = _name(content)
    said = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()
    others = {path: content for path, content in files.items() if not path.endswith(".pf_meta")}
    return others | {f"pagefind.{_name(content)}.pf_meta": content, _ENTRY: said}


def _name(content: bytes) -> str:
    return f"en_{hashlib.sha256(content).hexdigest()[:10]}"


def _decode(content: bytes) -> Any:  # noqa: ANN401 - lists of lists, as Pagefind has them
    return cbor2.loads(gzip.decompress(content).removeprefix(_MARK))


def _encode(data: object) -> bytes:
    return gzip.compress(_MARK + cbor2.dumps(data), mtime=0)
