"""One Chromium for all tests, and the demonstration register served as its settings say."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright
from serving import serve_folder
from small_sites import site_named

from decision_register.testing import find_browser

QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=QUIET.split())
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory):
    return site_named("demonstration").build(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="session")
def address(site_folder):
    with serve_folder(site_folder) as served:
        yield served


@pytest.fixture
def open_page(browser, address):
    """Open a page as a visitor would; at the end, nothing may stand in the console or have left the origin."""
    contexts, said, asked = [], [], []

    def open_(path="index.html", width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
