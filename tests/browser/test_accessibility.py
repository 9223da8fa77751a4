"""Every kind of page, in a real browser: axe, narrow screens, enlargement, forced colours, print, keyboard."""

from __future__ import annotations

import gzip

import pytest
from faults_by_axe import faults_of
from playwright.sync_api import expect
from serving import serve_folder

KINDS = {
    "home": "index.html",
    "notice": "decisions/wpcc4-0014/index.html",
    "superseded": "decisions/wpcc9-0002/index.html",
    "with documents and changes": "decisions/wpcc9-0003/index.html",
    "partly confidential": "decisions/wpcc9-0004/index.html",
    "confidential": "decisions/wpcc9-0005/index.html",
    "withdrawn": "decisions/wpcc9-0001/index.html",
    "list": "decisions/index.html",
    "facet": "topic/index.html",
    "facet value": "topic/grants/index.html",
    "search": "search/index.html",
    "search with results": "search/index.html?q=safety",
    "search with none": "search/index.html?q=qqqqqq",
    "about": "about/index.html",
    "accessibility": "accessibility/index.html",
    "privacy": "privacy/index.html",
    "not found": "404.html",
    "handbook": "handbook/index.html",
    "handbook with pictures": "handbook/first-notice.html",
    "handbook search": "handbook/search.html",
    "handbook search with results": "handbook/search.html?q=costs",
    "rule": "handbook/rules/dn203.html",
    "field": "handbook/fields/costs.html",
}
NOTICE = KINDS["with documents and changes"]


def width_of(page):
    return page.evaluate("document.documentElement.scrollWidth")


def settle(page, path):
    if "q=" in path:
        expect(page.locator("#said")).to_contain_text("found")


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_runs_off_the_side(open_page, kind):
    page = open_page(KINDS[kind], 320)
    settle(page, KINDS[kind])
    assert faults_of(page) == []
    assert width_of(page) <= 320
    # A window of 1,280 enlarged to 400 % is 320 wide; here the text is larger by half as well.
    page.evaluate("document.documentElement.style.fontSize = '150%'")
    assert width_of(page) <= 320
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert faults_of(page) == []
    assert width_of(page) <= 1280


@pytest.mark.parametrize("kind", ["search", "search with results"])
def test_axe_finds_nothing_in_the_filters_which_a_wide_window_opens(open_page, kind):
    page = open_page(KINDS[kind], 1280)
    settle(page, KINDS[kind])
    assert page.get_attribute("#filters", "open") is not None
    assert faults_of(page) == []


def test_forced_colours_keep_the_banner_and_the_tags_visible(open_page):
    page = open_page(KINDS["superseded"], forced_colors="active")
    border = page.eval_on_selector(".banner", "e => getComputedStyle(e).borderLeftStyle")
    assert border == "solid"


def test_print_leaves_the_notice_and_its_addresses(open_page):
    page = open_page(KINDS["notice"])
    page.emulate_media(media="print")
    assert page.is_visible("h1")
    assert not page.is_visible(".contents")
    assert not page.is_visible(".masthead nav")
    assert page.is_visible("text=decisions/wpcc4-0014/")


def test_the_first_tab_leads_past_the_navigation(open_page):
    page = open_page(NOTICE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_notice_is_found_by_keyboard_alone(open_page):
    page = open_page()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.notices') !== null"):
            break
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/wpcc*/index.html")
    assert page.inner_text("h1") == title


def test_fingers_find_what_they_tap(open_page):
    page = open_page(KINDS["search"], 390)
    small = page.eval_on_selector_all(
        "button, input, select, summary, .masthead nav a, .colophon nav a, .choice",
        "all => all.filter(e => e.type !== 'checkbox' && e.getClientRects().length)"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)",
    )
    assert small == []


def test_a_notice_and_its_stylesheet_fit_into_14_kilobytes(site_folder):
    pages = sorted(site_folder.glob("decisions/*/index.html"))
    style = len(gzip.compress((site_folder / "assets" / "site.css").read_bytes()))
    sizes = {page.parent.name: len(gzip.compress(page.read_bytes())) + style for page in pages}
    assert max(sizes.values()) < 14_336, sizes


def test_every_notice_can_be_read_without_javascript(open_page, site_folder):
    page = open_page(java_script_enabled=False)
    page.click("text=All decisions, newest first")
    assert page.locator(".notices li").count() == 11
    page.click("text=Revised precept 2022/23")
    page.locator("text=£262.71").first.wait_for()


def test_search_without_javascript_says_so_and_offers_the_lists(open_page):
    page = open_page("search/index.html", java_script_enabled=False)
    assert page.is_visible("text=Searching needs JavaScript")
    page.click("text=By topic")
    assert page.inner_text("h1") == "Decisions by topic"


def test_the_register_can_be_read_from_a_folder(browser, site_folder):
    page = browser.new_page()
    page.goto((site_folder / "index.html").as_uri())
    page.click("text=All decisions, newest first")
    page.click("text=Revised precept 2022/23")
    page.locator("text=£262.71").first.wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.facts')).borderTopStyle") == "solid"
    page.close()


def test_the_register_works_under_a_path_of_another_website(browser, site_folder):
    with serve_folder(site_folder, "/pcc/decisions/") as address:
        page = browser.new_page()
        page.goto(f"{address}search/index.html?q=Cranstoun")
        page.click("#results a")
        assert page.url == f"{address}decisions/wpcc4-0014/index.html"
        page.close()
