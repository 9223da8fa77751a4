"""The site map of a short register, and of one that is longer than a map may be."""

from __future__ import annotations

from types import SimpleNamespace
from xml.etree import ElementTree as ET

from decision_register.outputs.sitemap import MOST, map_site

REGISTER = SimpleNamespace(notices=[])
SETTINGS = SimpleNamespace(site=SimpleNamespace(url="https://decisions.example/"))


def maps_of(pages):
    outputs = {output.path: output.content for output in map_site(REGISTER, pages, SETTINGS)}
    assert outputs.pop("robots.txt").endswith(b"Sitemap: https://decisions.example/sitemap.xml\n")
    return {
        path: [e.text for e in ET.fromstring(content).iter() if e.tag.endswith("}loc")]
        for path, content in outputs.items()
    }


def test_a_register_has_one_map():
    assert maps_of(["about/index.html", "404.html"]) == {
        "sitemap.xml": ["https://decisions.example/404.html", "https://decisions.example/about/"]
    }


def test_a_long_register_has_a_list_of_maps():
    pages = [f"decisions/ex-{number:06}/index.html" for number in range(MOST + 1)]
    maps = maps_of(pages)
    assert maps["sitemap.xml"] == ["https://decisions.example/sitemap-1.xml", "https://decisions.example/sitemap-2.xml"]
    assert len(maps["sitemap-1.xml"]) == MOST
    assert maps["sitemap-2.xml"] == [f"https://decisions.example/decisions/ex-{MOST:06}/"]


def test_an_empty_register_has_a_map():
    assert maps_of([]) == {"sitemap.xml": []}
