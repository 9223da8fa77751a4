"""What search engines and archives read first: `sitemap.xml` and `robots.txt`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from decision_register.outputs.addresses import notice_folder
from decision_register.pages import Output

if TYPE_CHECKING:
    from collections.abc import Iterable

    from decision_register.register import Register
    from decision_register.settings import Settings

_PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"


def map_site(register: Register, pages: Iterable[str], settings: Settings) -> tuple[Output, ...]:
    """Return the site map and robots.txt; `pages` are the paths of all pages that may be found by search engines."""
    updated = {f"{notice_folder(notice)}index.html": notice.last_updated for notice in register.notices}
    root = ET.Element("urlset", {"xmlns": _PROTOCOL})
    for path in sorted(pages):
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = settings.site.url + path.removesuffix("index.html")
        day = updated.get(path)
        if day:
            ET.SubElement(url, "lastmod").text = day.isoformat()
    ET.indent(root, " ")
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {settings.site.url}sitemap.xml\n"
    return (
        Output("sitemap.xml", ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"),
        Output("robots.txt", robots.encode()),
    )


def hide_site() -> Output:
    """Return the robots.txt of a preview, which no search engine may read; it has no site map."""
    return Output("robots.txt", b"User-agent: *\nDisallow: /\n")
