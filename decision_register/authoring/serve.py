"""Shows the register while it is written: drafts included, findings on the page, a reload at each change.

Nothing is written. Pages are made when they are asked for, so that an edit is seen at once however large the register
is. A notice that cannot be shown any more stays as it was last. The reloader is that of MkDocs.
"""

from __future__ import annotations

import contextlib
import mimetypes
import socket
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mkdocs.livereload import LiveReloadServer

from decision_register.authoring.told import page_alone, said, with_findings
from decision_register.checking import check_register
from decision_register.findings import FaultError
from decision_register.kept_readings import SHELVES, unpack_values
from decision_register.outputs.search import finish_shards, search_of
from decision_register.pages import plan_pages, whole
from decision_register.pipeline import data_outputs, other_outputs
from decision_register.references import slug_of
from decision_register.register import build_register
from decision_register.rendering import PageMaker
from decision_register.settings import for_preview
from decision_register.templating import make_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from decision_register.checking import Checked
    from decision_register.findings import Finding
    from decision_register.folders import Folders
    from decision_register.notice import Notice
    from decision_register.pages import LongOutput, Output, Page
    from decision_register.register import Register
    from decision_register.settings import Form, Settings
    from decision_register.templating import Templates
    from decision_register.work import Workers

_POLICY = b"default-src 'none'; "
_POLICY_SERVED = (
    _POLICY + b"script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; "
)
"""The reloader is a script in the page; only pages that this server hands out allow it."""
_FIRST_PORT, _PORTS = 8000, 20
_LOOK_EVERY = 0.2
"""How many seconds lie between two looks at the files."""


@dataclass
class Shown:
    """The register as it can be shown now: its pages by path, and the findings by the path of the notice."""

    register: Register
    form: Form
    pages: dict[str, Page]
    maker: PageMaker
    findings: tuple[Finding, ...]
    unshown: dict[str, str]
    """The file of each notice that cannot be shown, by the path that its page would have."""
    others: list[Iterator[Output | LongOutput]]
    """What is no page, and is made as far as it is asked for."""
    made: dict[str, bytes] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Studio:
    """Holds what is shown, and what was last good of each notice."""

    def __init__(self, folders: Folders, read: Callable[[], Settings], workers: Workers) -> None:
        self._folders, self._read, self._workers = folders, read, workers
        self._good: dict[str, Notice] = {}
        self._unpacked = lru_cache(2 * SHELVES)(unpack_values)
        self._templates: Templates | None = None
        self.shown: Shown | None = None
        self.fault = ""

    def refresh(self) -> Checked | None:
        """Read what was changed. A fault of the settings is told, and what was shown before stays."""
        try:
            settings = self._read()
            checked = check_register(self._folders, settings, self._workers, unpacked=self._unpacked)
            there = {notice.path: notice.own for notice in checked.names}
            self._good |= {notice.path: notice for notice in checked.notices}
            self._good = {path: notice for path, notice in self._good.items() if path in there}
            preview = for_preview(settings)
            register = build_register(self._good.values(), preview, checked.text_of, drafts=True)
            maker = PageMaker(self._templates_for(preview), register, preview, {}, self._folders.site, self._workers)
            pages = {page.path: page for page in plan_pages(register, preview, {})}
            unshown = {
                f"decisions/{slug_of(reference.text)}/index.html": path
                for path, reference in there.items()
                if path not in self._good and reference
            }
        except FaultError as fault:
            self.fault = str(fault)
            return None
        self.fault = ""
        others = [
            other_outputs(register, self._folders, preview),
            data_outputs(register, maker, preview),
            self._search_of(register),
        ]
        self.shown = Shown(register, settings.form, pages, maker, checked.findings, unshown, others)
        return checked

    def _templates_for(self, settings: Settings) -> Templates:
        """Return the templates; as long as nothing in them was changed, those that Jinja has read already."""
        now, known = make_templates(self._folders.templates, settings), self._templates
        if known is None or (known.digest, known.settings) != (now.digest, settings):
            self._templates = known = now
        return known

    def file_at(self, path: str) -> bytes | None:
        """Return the bytes of one file of the site, or None where there is none; pages tell what is to be mended."""
        shown = self.shown
        if shown is None:
            return page_alone("Nothing can be shown yet", "", [self.fault])
        page = shown.pages.get(path)
        if page:
            about, path = self._about(page, shown)
            return with_findings(shown.maker.bytes_of(page), about, path, self.fault, shown.form)
        if path in shown.unshown:
            file = shown.unshown[path]
            about = [finding for finding in shown.findings if finding.path == file]
            return page_alone(
                "This decision cannot be shown yet",
                f"Write in the file {file}, and save it. This page follows by itself.",
                map(said, about),
            )
        with shown.lock:
            self._make_until(path, shown)
        return shown.made.get(path)

    def _about(self, page: Page, shown: Shown) -> tuple[list[Finding], str]:
        """Return what is to be mended in the notice of a page, with its path; on the front page, in all of them."""
        notice = page.data.get("notice")
        path = getattr(notice, "path", "") if "links" in page.data else ""
        return [finding for finding in shown.findings if finding.path == path or page.path == "index.html"], path

    def _make_until(self, path: str, shown: Shown) -> None:
        """Make what is no page, as far as this one; a fault on the way, such as one of the handbook's, is told."""
        while path not in shown.made and shown.others:
            try:
                output = next(shown.others[0], None)
            except FaultError as fault:
                self.fault, output = str(fault), None
            if output is None:
                shown.others.pop(0)
            else:
                shown.made[output.path] = whole(output)

    def _search_of(self, register: Register) -> Iterator[Output]:
        yield from search_of(
            register, finish_shards(register, self._folders.kept, self._workers), lambda _path, _digest: False
        )


class PreviewServer(LiveReloadServer):
    """Hands out pages on this machine. A request by another name than the one it listens on is refused."""

    def __init__(self, studio: Studio, rebuild: Callable[[], None], host: str, port: int) -> None:
        super().__init__(rebuild, host, port, root=".", polling_interval=_LOOK_EVERY)
        self.build_delay = 0.02
        self._studio, self._names = studio, {f"{host}:{port}", f"localhost:{port}", f"127.0.0.1:{port}"}

    def serve_request(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("HTTP_HOST") not in self._names:  # another site's page could ask under a name of its own
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"Open this by the address that the command printed."]
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        if path.startswith("/livereload/"):
            answer: Iterable[bytes] = super().serve_request(environ, start_response)
            return answer
        return list(self._answer(path, start_response))

    def _answer(self, path: str, start_response: Callable[..., Any]) -> Iterator[bytes]:
        with self._epoch_cond:
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            epoch = self._visible_epoch
        name = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        content = self._studio.file_at(name)
        if content is None and self._studio.file_at(f"{name}/index.html"):
            start_response("302 Found", [("Location", quote(f"{path}/"))])
            return
        status = "200 OK" if content is not None else "404 Not Found"
        content = content if content is not None else page_alone("There is no such page", "", [])
        kind = mimetypes.guess_type(name)[0] or (
            "text/html" if content.startswith(b"<!") else "application/octet-stream"
        )
        if kind == "text/html":
            content = self._inject_js_into_html(content.replace(_POLICY, _POLICY_SERVED, 1), epoch)  # type: ignore[no-untyped-call]
            kind = "text/html; charset=utf-8"
        headers = [("Content-Type", kind), ("Content-Length", str(len(content))), ("Cache-Control", "no-store")]
        start_response(status, headers)
        yield content


def first_free_port(host: str) -> int:
    """Return the first port from 8000 on that nobody listens on. Raises `FaultError` where many are taken."""
    for port in range(_FIRST_PORT, _FIRST_PORT + _PORTS):
        with contextlib.suppress(OSError), socket.create_server((host, port)):
            return port
    fault = f"No port from {_FIRST_PORT} on is free on {host}; name one with --port, or another address with --host."
    raise FaultError(fault)


def watched(folders: Folders, settings_file: Path) -> list[str]:
    """Return the folders whose changes are seen."""
    return [str(folders.notices), str(folders.templates), str(settings_file)]
