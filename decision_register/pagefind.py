"""Runs Pagefind, the program that makes a search index of pages."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from decision_register.findings import FaultError

_ENVIRONMENT = os.environ | {
    # It gives memory back all the time, which takes a third of its time; it ends soon enough (jemalloc, TUNING).
    "MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1",
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1",
    # Long pieces of the list of words take a tenth more of its time to compress. How readers get them, `shards` says.
    "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "1000",
}
"""What Pagefind is told beside its options."""
_LOADS_ALL, _LOADS_NONE = b"=this.backend.request_indexes(", b'=filter_only?"[]":this.backend.request_indexes('
"""In Pagefind's script: what a search without words asks for, which is every piece of the list of words."""
SCRIPT = "pagefind.js"
"""The part of Pagefind's program that a page loads first."""
SHIPPED = (SCRIPT, "wasm.en.pagefind")
"""The files of an index that are Pagefind's program, the same in each."""
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

    def __init__(self, pages: list[tuple[str, str]]) -> None:
        """Hand over these pages, path and HTML. Raises `SearchFaultError`."""
        wanted: list[dict[str, Any]] = [
            {"type": "NewIndex"},
            *(
                {"type": "AddFile", "index_id": 0, "file_path": path, "file_contents": html}
                for path, html in pages or [("none/index.html", _EMPTY)]
            ),
            {"type": "GetFiles", "index_id": 0},  # WriteFiles answers before all is on the disk
        ]
        self._scratch = tempfile.TemporaryDirectory(prefix="decision-register-", ignore_cleanup_errors=True)
        scratch = Path(self._scratch.name)
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

    def __enter__(self) -> Self:
        """Let it work."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it, if it has not ended, and take away what it has told."""
        self._stop()
        self._scratch.cleanup()

    def files(self) -> dict[str, bytes]:
        """Wait, and return the files of the index by their paths. Raises `SearchFaultError`."""
        while self._answers.read_bytes().count(b",") < self._wanted and self._process.poll() is None:
            time.sleep(_LOOK_EVERY)
        self._stop()
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
        made[SCRIPT] = made[SCRIPT].replace(_LOADS_ALL, _LOADS_NONE)
        return {path: content for path, content in made.items() if _is_used(path)}

    def _stop(self) -> None:
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
    """Return the files of the index that Pagefind makes of these pages, path and HTML."""
    with Indexing(pages) as indexing:
        return indexing.files()
