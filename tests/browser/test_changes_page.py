"""The page of changes, as a reviewer meets it: in a browser, on a phone, by keyboard, on paper."""

from __future__ import annotations

import shutil
from urllib.parse import unquote

import pytest
from faults_by_axe import faults_of
from offices import git, run
from serving import serve_folder
from small_sites import ROOT


def edit(folder, stem, old, new):
    (file,) = folder.rglob(f"{stem}*.md")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="session")
def pack(tmp_path_factory):
    """The preview of a change to the demonstration: a table, a sum, a new notice, one taken away, a point moved."""
    work = tmp_path_factory.mktemp("review")
    shutil.copytree(ROOT / "notices", work / "notices")
    shutil.copy(ROOT / "register.toml", work)
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Base"]):
        git(work, *command)
    mended = "changes:\n  - date: 2025-02-03\n    note: Corrected the rise.\n---\n"
    edit(work, "wpcc3-0117", "\n---\n", f"\n{mended}")
    edit(work, "wpcc3-0117", "up by 4.7%", "up by 4.8%")
    git(work, "commit", "-q", "-a", "-m", "Correct")
    edit(work, "wpcc3-0117", "up by 4.8%", "up by 4.9%")
    edit(work, "wpcc9-0003", "The contract costs £9,800 a year.", "The contract costs £9,900 each year.")
    edit(work, "wpcc9-0003", "amount: 9800", "amount: 9900")
    edit(work, "wpcc9-0003", "for £9,800 a year", "for £9,900 a year")
    edit(work, "wpcc9-0003", "should show it.\n", "should show it. And so it does.\n")
    (source,) = work.rglob("wpcc9-0005*.md")
    text = source.read_text(encoding="utf-8")
    source.with_name("wpcc9-0006-example.md").write_text(text.replace("WPCC9-0005", "WPCC9-0006"), encoding="utf-8")
    first = "- One provider sees a person through treatment and the courts.\n"
    second = "- The office has a say in a larger contract for a smaller sum.\n"
    edit(work, "wpcc4-0014", first + second, second + first)
    edit(work, "wpcc4-0014", "50% | £17,355", "50% | £17,455")
    next(work.rglob("wpcc3-0043*.md")).unlink()
    done = run(work, "review", "--base", "main")
    assert (done.returncode, done.stdout.count("error[DN903]")) == (1, 3), done.stdout + done.stderr
    return work / "preview"


@pytest.fixture(scope="session")
def preview(pack):
    """The address at which the preview is served."""
    with serve_folder(pack) as served:
        yield served


MARKED = "decisions/wpcc3-0117/marked/"


@pytest.mark.parametrize("path", ["", "decisions/wpcc3-0117/history/", "decisions/wpcc3-0117/v1/", MARKED])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(browser, preview, path):
    page = browser.new_page()
    page.goto(f"{preview}{path}index.html")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults_of(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_screen_reader_is_told_what_was_put_in_and_taken_out(browser, preview):
    page = browser.new_page()
    page.goto(f"{preview}index.html")
    said = page.evaluate("e => getComputedStyle(document.querySelector('ins'), '::before').content")
    assert "put in" in said
    assert page.locator("del", has_text="4.8%").count() == 1
    assert page.locator("td ins", has_text="4.9%").count() == 1  # a changed table stays a table
    page.close()


def test_marks_are_kept_on_paper_and_in_forced_colours(browser, preview):
    page = browser.new_page(forced_colors="active")
    page.goto(f"{preview}index.html")
    page.emulate_media(media="print")
    lines = page.evaluate("['ins', 'del'].map(t => getComputedStyle(document.querySelector(t)).textDecorationLine)")
    assert lines == ["underline", "line-through"]
    page.close()


def test_every_link_of_the_page_leads_to_the_preview_or_to_what_is_published(browser, preview):
    page = browser.new_page()
    page.goto(f"{preview}index.html")
    for address in page.eval_on_selector_all("main a", "links => links.map(link => link.href)"):
        if address.startswith(preview):
            assert page.request.get(address.split("#")[0]).ok, address
        else:
            assert address.startswith("https://decisions.opcc.example/decisions/"), address
    page.close()


def test_what_moved_is_read_out_as_moved(browser, preview):
    page = browser.new_page()
    page.goto(f"{preview}index.html")
    assert page.locator("li.moved").all_inner_texts() == [
        "moved to here The office has a say in a larger contract for a smaller sum.",
        "moved from here The office has a say in a larger contract for a smaller sum.",
    ]
    said = "e => getComputedStyle(document.querySelector('.moved ins'), '::before').content"
    assert page.evaluate(said) == "none"
    page.close()


def test_the_page_is_worked_with_the_keyboard_alone(browser, preview):
    page = browser.new_page()
    page.goto(f"{preview}index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main content"
    seen, ticked, opened = set(), False, False
    for _ in range(200):
        page.keyboard.press("Tab")
        tag = page.evaluate("document.activeElement.tagName")
        if tag == "INPUT" and not ticked:
            page.keyboard.press("Space")
            ticked = page.evaluate("document.activeElement.checked")
        if tag == "SUMMARY" and not opened:
            page.keyboard.press("Enter")
            opened = page.evaluate("document.activeElement.parentElement.open")
        seen.add(tag)
    assert (ticked, opened) == (True, True)
    assert seen >= {"A", "INPUT", "SUMMARY", "DIV"}  # a table that may be scrolled is a DIV
    page.close()


def test_paper_keeps_the_boxes_and_says_what_is_folded_away(browser, preview):
    page = browser.new_page()
    page.goto(f"{preview}index.html")
    page.emulate_media(media="print")
    assert page.locator(".checklist input").first.is_visible()
    folded = page.locator("details.fold > summary")
    assert all(folded.nth(number).is_visible() for number in range(folded.count()))
    assert folded.count() == 1
    page.close()


def test_paper_shows_the_whole_text_of_what_is_taken_away(browser, preview):
    page = browser.new_page()
    page.goto(f"{preview}index.html")
    text = page.locator("details.going p").first
    assert not text.is_visible()
    page.emulate_media(media="print")
    assert text.is_visible()
    page.close()


def test_a_quotation_is_called_one_on_screen_on_paper_and_by_a_screen_reader(browser, preview):
    for media, colours in (("screen", "none"), ("print", "none"), ("screen", "active")):
        page = browser.new_page(forced_colors=colours)
        page.goto(f"{preview}index.html")
        page.emulate_media(media=media)
        quotes = page.locator(".change blockquote")
        assert [" ".join(one.split()) for one in quotes.all_inner_texts()] == [
            "A car park that does not exist needs little care, and the price should show it. And so it does."
        ]
        said = "e => getComputedStyle(document.querySelector('.change blockquote'), '::before').content"
        assert page.evaluate(said) == '"Quotation"'
        side = "getComputedStyle(document.querySelector('.change blockquote')).borderLeftWidth"
        assert page.evaluate(side) == "4px"
        assert "- blockquote:" in page.locator("main").aria_snapshot()
        page.close()


def test_a_downloaded_preview_opens_from_its_folder_and_asks_nothing_of_the_network(browser, pack):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    start = f"{pack.as_uri()}/"
    wanted, seen = ["index.html"], set()
    while wanted:
        path = wanted.pop()
        seen.add(path)
        page.goto(start + path)
        links = page.eval_on_selector_all("a", "links => links.map(link => link.href.split('#')[0])")
        inside = {link.removeprefix(start) for link in links if link.startswith(start)}
        assert [link for link in inside if not (pack / unquote(link)).is_file()] == [], path
        pages = {link for link in inside if link.endswith(".html") and not link.startswith("handbook/")}
        wanted += sorted(pages - seen - set(wanted))
    assert "home/index.html" in seen
    assert f"{MARKED}index.html" in seen
    assert [url for url in asked if not url.startswith(start)] == []
    page.close()
