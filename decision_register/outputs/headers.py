"""What a web server is to say with each file, for hosts that read a `_headers` file (Netlify, Cloudflare Pages).

The same content policy stands in a meta element of every page, so that it holds on any other server too.
"""

from __future__ import annotations

from decision_register.pages import Output

_HEADERS = """\
/*
  Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Permissions-Policy: camera=(), geolocation=(), microphone=()

/assets/*
  Cache-Control: public, max-age=600
"""


def make_headers(*, hidden: bool) -> Output:
    """Return the `_headers` file; a hidden site asks not to be found by search engines."""
    robots = "  X-Robots-Tag: noindex, nofollow, noarchive\n" if hidden else ""
    return Output("_headers", _HEADERS.replace("/*\n", f"/*\n{robots}", 1).encode())
