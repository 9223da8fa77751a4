"""What search engines and archives read first: `sitemap.xml` and `robots.txt`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from decision_register.outputs.addresses import notice_folder
from decision_register.pages import Output
from decision_register.work import in_batches

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping

    from decision_register.register import Register
    from decision_register.settings import Settings

_PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"""How many pages one site map may list (sitemaps.org, protocol 0.9)."""


def map_site(register: Register, pages: Iterable[str], settings: Settings) -> Iterator[Output]:
    """Yield the site map and robots.txt; `pages` are the paths of all pages that may be found by search engines.

    A long register has several maps, and `sitemap.xml` lists them.
    """
    updated = {f"{notice_folder(notice)}index.html": notice.last_updated for notice in register.notices}
    maps = [_map(some, updated, settings) for some in in_batches(sorted(pages), MOST)] or [_map([], {}, settings)]
    if len(maps) > 1:
        names = [f"sitemap-{number}.xml" for number in range(1, len(maps) + 1)]
        yield from map(Output, names, maps)
        maps = [_list_of_maps(names, settings)]
    yield Output("sitemap.xml", maps[0])
    yield Output("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {settings.site.url}sitemap.xml\n".encode())


def _map(paths: list[str], updated: Mapping[str, datetime.date | None], settings: Settings) -> bytes:
    days = {path: f"<lastmod>{day.isoformat()}</lastmod>" for path, day in updated.items() if day}
    entries = (
        f"<url>{_place(settings.site.url + path.removesuffix('index.html'))}{days.get(path, '')}</url>"
        for path in paths
    )
    return _as_bytes("urlset", entries)


def _list_of_maps(names: list[str], settings: Settings) -> bytes:
    return _as_bytes("sitemapindex", (f"<sitemap>{_place(settings.site.url + name)}</sitemap>" for name in names))


def _place(address: str) -> str:
    return f"<loc>{escape(address, quote=False)}</loc>"


def _as_bytes(name: str, entries: Iterable[str]) -> bytes:
    """Return entries, one a line; a tree of elements would take ten times as long."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<{name} xmlns="{_PROTOCOL}">', *entries, f"</{name}>", ""]
    return "\n".join(lines).encode()


def hide_site() -> Output:
    """Return the robots.txt of a preview, which no search engine may read; it has no site map."""
    return Output("robots.txt", b"User-agent: *\nDisallow: /\n")
