"""A search of a long register, which has several indexes: none is forgotten, and none that is lost is hidden."""

from __future__ import annotations

import base64
import json
import re
from unittest.mock import patch

import pytest
from corpus import write_corpus
from playwright.sync_api import expect
from serving import serve_folder
from small_sites import SmallSite

from decision_register.outputs import search

SEARCH = "search/index.html"
COUNT = 60
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NOT_LOADED = "The search could not be loaded. Use the lists below, or try again later."


def build_in_parts(work):
    with patch.multiple(search, SHARD=3, OLD_SHARD=8, INDEX=15, TOGETHER=15):
        return SmallSite("long", work / "notices", work / "register.toml").build(work)


@pytest.fixture
def long_register(tmp_path):
    write_corpus(COUNT, tmp_path)
    build_in_parts(tmp_path)
    return tmp_path


@pytest.fixture
def served(long_register):
    with serve_folder(long_register / "site") as address:
        yield address


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    yield opened
    opened.close()


def parts_of(work):
    return json.loads((work / "site" / "search" / "about.json").read_bytes())["indexes"]


def part_of(reference):
    return (int(reference.removeprefix("EX-")) - 1) * 3 // COUNT


def shown(page):
    expect(page.locator("#said")).to_contain_text("found")
    while page.locator("#more").is_visible():
        before = page.locator("#results .reference").count()
        page.click("#more")
        expect(page.locator("#results .reference").nth(before)).to_be_visible()
    return page.locator("#results .reference").all_inner_texts()


@pytest.mark.parametrize("asked", ["q=decision&sort=date", "standing=in+force&standing=superseded"])
def test_newest_first_is_the_order_of_the_list_of_all_decisions(page, served, long_register, asked):
    assert len(parts_of(long_register)) > 3
    references = json.loads((long_register / "site" / "search" / "references.json").read_bytes())
    page.goto(f"{served}{SEARCH}?{asked}")
    found = shown(page)
    assert found == [reference for reference in references if reference in found]
    assert len(found) > COUNT / 2


def test_a_decision_is_found_only_with_all_words_though_most_parts_lack_one(page, served, long_register):
    for name, title in (("ex-000007.md", "Okapi enclosure"), ("ex-000047.md", "Enclosure")):
        (file,) = long_register.rglob(name)
        file.write_text(file.read_text(encoding="utf-8").replace("title: ", f"title: {title}, ", 1), "utf-8")
    build_in_parts(long_register)
    page.goto(f"{served}{SEARCH}?q=decision&sort=date")
    assert len(shown(page)) > COUNT / 2
    page.fill("#q", "decision okapi")
    expect(page.locator("#said")).to_have_text("1 decision found for decision okapi.")
    assert shown(page) == ["EX-000007"]
    page.fill("#q", "okapi enclosure")
    expect(page.locator("#said")).to_have_text("1 decision found for okapi enclosure.")


def test_an_exact_reference_is_shown_and_counted_once(page, served, long_register):
    everything = json.loads((long_register / "site" / "search" / "references.json").read_bytes())
    for asked in ("5", "ex-1", "EX-000057", "12"):
        page.goto(f"{served}{SEARCH}?q={asked}")
        expect(page.locator("#said")).to_contain_text("The exact reference is first")
        found = shown(page)
        assert len(found) == len(set(found))
        assert page.locator("#said").inner_text().startswith(f"{len(found)} decision")
        assert set(found) <= set(everything)
        assert page.locator("#results li").first.get_by_text("Exact reference").is_visible()


def rewrite(work, number, old, new):
    (file,) = work.rglob(f"ex-{number:06}.md")
    before = file.read_text(encoding="utf-8")
    after = re.sub(old, new, before, count=1)
    assert after != before
    file.write_text(after, encoding="utf-8")


def test_a_picture_changes_no_order_and_its_words_are_found(page, served, long_register):
    page.goto(f"{served}{SEARCH}?q=policy+review")
    before = shown(page)
    (file,) = long_register.rglob("ex-000057.md")
    folder = file.with_suffix("")
    folder.mkdir(exist_ok=True)
    (folder / "map.png").write_bytes(PICTURE)
    listed = "documents:\n  - file: map.png\n    title: Map\n    description: Where the sites are\n"
    if "\ndocuments:\n" in file.read_text(encoding="utf-8"):
        rewrite(long_register, 57, r"\ndocuments:\n", f"\n{listed}")
    else:
        rewrite(long_register, 57, r"\n---\n", f"\n{listed}---\n")
    rewrite(long_register, 57, r"\n### Background information\n", "\\g<0>\n![Okapi enclosure](map.png)\n")
    build_in_parts(long_register)
    page.goto(f"{served}{SEARCH}?q=okapi")
    assert shown(page) == ["EX-000057"]
    page.goto(f"{served}{SEARCH}?q=policy+review")
    assert shown(page) == before


def test_a_box_finds_those_that_spell_its_value_otherwise(page, served, long_register):
    for number, name in ((3, "Zoë O'Neil"), (33, "ZOË O\u2019Neil"), (59, "Zoë  O'Neil")):
        rewrite(long_register, number, r"\nlead_officer: .*\n", f'\nlead_officer: "{name}"\n')
    build_in_parts(long_register)
    page.goto(f"{served}{SEARCH}")
    page.click("#filters summary") if not page.locator("#filters[open]").count() else None
    box = page.locator("label.choice", has_text=re.compile("O.Neil"))
    expect(box).to_have_count(1)
    expect(box).to_contain_text("(3)")
    box.click()
    assert set(shown(page)) == {"EX-000003", "EX-000033", "EX-000059"}


@pytest.mark.parametrize("kind", ["pf_index", "pf_meta", "pf_filter", "pf_fragment", "pagefind"])
@pytest.mark.parametrize("how", ["cut off", "missing"])
def test_a_piece_that_is_lost_is_told_and_not_taken_for_no_decision(page, served, long_register, kind, how):
    last = parts_of(long_register)[0 if kind == "pagefind" else -1]
    page.route(
        re.compile(rf"/{'' if kind == 'pf_fragment' else last}.*\.{kind}$"),
        lambda route: route.abort() if how == "cut off" else route.fulfill(status=404, body="not found"),
    )
    page.goto(f"{served}{SEARCH}?q=decision&standing=in+force&sort=date")
    expect(page.locator("#said")).to_have_text(NOT_LOADED)
    assert not page.locator("#results").is_visible()
    page.unroute_all()
    page.fill("#q", "decisions")  # the next search begins anew
    assert {part_of(reference) for reference in shown(page)} == {0, 1, 2}


def test_a_page_that_was_opened_before_the_register_was_published_anew_finds_what_is_new(page, served, long_register):
    page.goto(f"{served}{SEARCH}?q=zebra")
    expect(page.locator("#said")).to_contain_text("No decisions found for zebra")
    before = parts_of(long_register)
    (file,) = long_register.rglob(f"ex-{COUNT:06}.md")
    file.write_text(file.read_text(encoding="utf-8").replace("title: ", "title: Okapi enclosure, ", 1), "utf-8")
    build_in_parts(long_register)
    assert before[:-1] == parts_of(long_register)[:-1]
    assert before[-1] != parts_of(long_register)[-1]
    page.fill("#q", "okapi decision")
    expect(page.locator("#said")).to_have_text("1 decision found for okapi decision.")
    assert shown(page) == [f"EX-{COUNT:06}"]
