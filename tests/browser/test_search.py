"""Search as a visitor uses it: by reference, sum, name, phrase and with a misspelling; by keyboard; by address."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

SEARCH = "search/index.html"


def found(page):
    expect(page.locator("#said")).to_contain_text("found")
    return page.locator("#results .reference").all_inner_texts()


@pytest.mark.parametrize(
    ("words", "reference"),
    [
        ("WPCC4-0014", "WPCC4-0014"),
        ("WPCC4-014", "WPCC4-0014"),
        ("wpcc4 0014", "WPCC4-0014"),
        ("wpcc4-14", "WPCC4-0014"),
        ("0014", "WPCC4-0014"),
        ("WPCC30020", "WPCC3-0020"),
        ("£17,355", "WPCC4-0014"),
        ("17355", "WPCC4-0014"),
        ("£262.71", "WPCC3-0043"),
        ("Cranstoun", "WPCC4-0014"),
        ("Precious Williamson", "WPCC3-0049"),
        ('"second traffic management advisor"', "WPCC3-0020"),
        ("comissioning managment", "WPCC4-0014"),
        ("FOI 42", "WPCC9-0005"),
    ],
)
def test_the_decision_meant_is_first(open_page, words, reference):
    page = open_page(SEARCH)
    page.fill("#q", words)
    assert found(page)[0] == reference


def test_results_come_while_typing_and_are_announced(open_page):
    page = open_page(SEARCH)
    page.locator("#q").press_sequentially("car park", delay=30)
    expect(page.locator("#said")).to_contain_text("for car park")
    assert "WPCC9-0003" in found(page)
    assert page.get_attribute("#said", "role") == "status"
    assert page.locator("#results mark").count() > 0


def test_nothing_found_is_said_with_what_to_do(open_page):
    page = open_page(f"{SEARCH}?q=qqqqqq")
    found(page)
    assert page.inner_text("#said").startswith("No decisions found for qqqqqq.")


def test_enter_on_an_exact_reference_goes_to_the_notice(open_page):
    page = open_page(SEARCH)
    page.fill("#q", "wpcc4 0014")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/wpcc4-0014/index.html")


def test_the_box_on_the_front_page_leads_to_the_results(open_page):
    page = open_page()
    page.fill("#q", "precept")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html?q=precept")
    assert set(found(page)) >= {"WPCC3-0117", "WPCC3-0043"}


def test_filters_have_counts_and_narrow(open_page):
    page = open_page(f"{SEARCH}?q=decision")
    before = found(page)
    choice = page.locator('.choice:has(input[name="topic"][value="Grants"])')
    number = choice.locator("[data-count]")
    # The page comes with the numbers of the whole register; those of the words come after the results.
    expect(number).not_to_have_text(f"({number.get_attribute('data-count')})")
    count = int(number.inner_text().strip("()"))
    choice.locator("input").check()
    expect(page.locator("#results .reference")).to_have_count(count)
    assert len(found(page)) == count < len(before)


def test_the_address_can_be_shared(open_page):
    page = open_page(f"{SEARCH}?q=commissioner&year=2022&sort=date")
    assert found(page) == ["WPCC3-0049", "WPCC3-0043"]
    assert page.is_checked('input[name="year"][value="2022"]')
    assert page.input_value("#sort") == "date"
    page.check('input[name="topic"][value="Grants"]')
    expect(page.locator("#results .reference")).to_have_count(1)
    assert "topic=Grants" in page.url
    page.go_back()
    expect(page.locator("#results .reference")).to_have_count(2)


def files_of_pagefind(page, ending=""):
    """Return the files of the index that the page loads from now on."""
    loaded = []
    page.on(
        "request", lambda asked: loaded.append(asked.url) if "/pagefind/" in asked.url and ending in asked.url else None
    )
    return loaded


def counts(page, name):
    texts = page.locator(f'input[name="{name}"] + span [data-count]').all_inner_texts()
    return [int(text.strip("()")) for text in texts]


def test_all_decisions_are_counted_before_the_index_is_loaded(open_page):
    page = open_page(SEARCH)
    loaded = files_of_pagefind(page)
    page.wait_for_load_state("networkidle")
    assert loaded == []
    of_all = counts(page, "standing")
    assert sum(of_all) == sum(counts(page, "year")) > of_all[-1] > 0
    page.check('input[name="standing"][value="withdrawn"]')
    expect(page.locator("#results .reference")).to_have_count(of_all[-1])
    page.uncheck('input[name="standing"][value="withdrawn"]')
    expect(page.locator("#said")).to_be_empty()
    assert counts(page, "standing") == of_all


def test_a_search_without_words_loads_no_piece_of_the_list_of_words(open_page):
    page = open_page(SEARCH)
    loaded = files_of_pagefind(page, ".pf_index")
    page.check('input[name="standing"][value="withdrawn"]')
    assert found(page)
    assert loaded == []
    page.fill("#q", "custody")
    expect(page.locator("#said")).to_contain_text("for custody")
    assert len(loaded) == 1


def test_the_list_of_references_is_loaded_for_words_with_a_figure_only(open_page):
    page = open_page(SEARCH)
    loaded = []
    page.on("request", lambda asked: loaded.append(asked.url.rpartition("/")[2]))
    page.fill("#q", "custody")
    found(page)
    assert "about.json" in loaded
    assert "references.json" not in loaded
    page.fill("#q", "custody 4")
    expect(page.locator("#said")).to_contain_text("custody 4")
    assert "references.json" in loaded


def test_filters_alone_list_decisions_newest_first(open_page):
    page = open_page(f"{SEARCH}?standing=withdrawn&standing=superseded")
    assert found(page) == ["WPCC9-0002", "WPCC9-0001"]


def test_search_works_by_keyboard_alone(open_page):
    page = open_page(SEARCH)
    page.focus("#q")
    page.keyboard.type("custody")
    found(page)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#results') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/wpcc9-0004/index.html")


def test_words_are_shown_as_words(open_page):
    page = open_page(f"{SEARCH}?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    found(page)
    assert page.locator("main img").count() == 0


HANDBOOK_SEARCH = "handbook/search.html"


def titles(page):
    expect(page.locator("#said")).to_contain_text("found")
    return page.locator("#results a").all_inner_texts()


def test_the_handbook_has_a_search_of_its_own(open_page):
    page = open_page("handbook/rules/dn203.html")
    page.fill("#q", "withheld exemption")
    page.keyboard.press("Enter")
    page.wait_for_url("**/handbook/search.html?q=withheld+exemption")
    assert "What may not be published" in titles(page)
    assert "pages found for withheld exemption" in page.inner_text("#said")
    page.click("#results a:text-is('What may not be published')")
    assert page.inner_text("h1") == "What may not be published"


@pytest.mark.parametrize(("words", "title"), [("DN203", "DN203"), ("publication_date", "publication_date")])
def test_a_rule_or_a_field_is_found_by_its_name(open_page, words, title):
    page = open_page(f"{HANDBOOK_SEARCH}?q={words}")
    assert titles(page)[0].startswith(title)


def test_the_two_searches_know_nothing_of_each_other(open_page):
    page = open_page(f"{HANDBOOK_SEARCH}?q=Cranstoun")
    titles(page)
    assert page.locator("#results a[href*='decisions/']").count() == 0
    page = open_page(f"{HANDBOOK_SEARCH}?q=qqqqqq")
    titles(page)
    assert page.inner_text("#said").endswith("Check the spelling, or use fewer words.")
    page = open_page(f"{SEARCH}?q=handbook")
    titles(page)
    assert page.locator("#results a[href*='handbook/']").count() == 0


def test_the_handbook_without_javascript_offers_its_lists(open_page):
    page = open_page(HANDBOOK_SEARCH, java_script_enabled=False)
    assert page.is_visible("text=Searching needs JavaScript")
    page.click("text=list of rules")
    assert page.inner_text("h1") == "Rules"
