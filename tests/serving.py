"""Serves a folder on this machine only, under the path of its own address, as a web server of the office would."""

from __future__ import annotations

import http.server
import threading
from contextlib import contextmanager, suppress
from typing import ClassVar
from urllib.parse import unquote, urlsplit


@contextmanager
def serve_folder(folder, prefix="/"):
    """Yield the address of the folder, which ends with the prefix."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        extensions_map: ClassVar = {
            **http.server.SimpleHTTPRequestHandler.extensions_map,
            ".pagefind": "application/wasm",
        }

        def translate_path(self, path):
            path = unquote(urlsplit(path).path)
            if not path.startswith(prefix):
                return str(folder / "missing")
            found = folder / path.removeprefix(prefix)
            return str(found / "index.html" if found.is_dir() else found)

        def log_message(self, *_):
            pass

        def handle(self):
            with suppress(ConnectionError):  # a browser that leaves a page waits for nothing
                super().handle()

        def send_error(self, code, *_):
            content = (folder / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()
        server.server_close()
