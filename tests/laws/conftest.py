"""Builds every test site once, for all laws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from lxml import html
from offices import Office
from small_sites import SmallSite, all_sites, files_of

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class BuiltSite:
    """A test site after its build: where it is, and every page read."""

    site: SmallSite
    folder: Path
    files: dict[str, bytes]
    pages: dict[str, html.HtmlElement]


_BUILT: dict[str, BuiltSite] = {}


@pytest.fixture(
    params=[pytest.param(site, marks=pytest.mark.xdist_group(site.name), id=site.name) for site in all_sites()]
)
def built(request, tmp_path_factory):
    site = request.param
    if site.name not in _BUILT:
        folder = site.build(tmp_path_factory.mktemp(site.name))
        files = files_of(folder)
        pages = {path: html.document_fromstring(content) for path, content in files.items() if path.endswith(".html")}
        _BUILT[site.name] = BuiltSite(site, folder, files, pages)
    return _BUILT[site.name]


@pytest.fixture
def office(with_handbooks):
    return Office(with_handbooks)
