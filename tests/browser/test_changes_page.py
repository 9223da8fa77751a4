"""The page of changes, as a reviewer meets it: in a browser, on a phone, by keyboard, on paper."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from conftest import faults_of
from serving import serve_folder
from small_sites import ROOT

IDENTITY = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]


def edit(folder, stem, old, new):
    (file,) = folder.rglob(f"{stem}*.md")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="session")
def preview(tmp_path_factory):
    """The preview of a change to the demonstration: a table, a sum, a new notice, a notice taken away, a text moved."""
    work = tmp_path_factory.mktemp("review")
    shutil.copytree(ROOT / "notices", work / "notices")
    shutil.copy(ROOT / "register.toml", work)
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Base"]):
        subprocess.run(["git", *IDENTITY, *command], cwd=work, check=True)
    mended = "changes:\n  - date: 2025-02-03\n    note: Corrected the rise.\n---\n"
    edit(work, "wpcc3-0117", "\n---\n", f"\n{mended}")
    edit(work, "wpcc3-0117", "up by 4.7%", "up by 4.8%")
    subprocess.run(["git", *IDENTITY, "commit", "-q", "-a", "-m", "Correct"], cwd=work, check=True)
    edit(work, "wpcc3-0117", "up by 4.8%", "up by 4.9%")
    edit(work, "wpcc9-0003", "The contract costs £9,800 a year.", "The contract costs £9,900 each year.")
    edit(work, "wpcc9-0003", "amount: 9800", "amount: 9900")
    edit(work, "wpcc9-0003", "for £9,800 a year", "for £9,900 a year")
    (source,) = work.rglob("wpcc9-0005*.md")
    text = source.read_text(encoding="utf-8")
    source.with_name("wpcc9-0006-example.md").write_text(text.replace("WPCC9-0005", "WPCC9-0006"), encoding="utf-8")
    command = [sys.executable, str(ROOT / "build.py"), "review", "--base", "main", "--today", "2026-11-24"]
    done = subprocess.run(command, cwd=work, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with serve_folder(work / "preview") as served:
        yield served


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["changes", "decisions/wpcc3-0117/history", "decisions/wpcc3-0117/v1"])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(browser, preview, path, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(f"{preview}{path}/index.html")
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_screen_reader_is_told_what_was_put_in_and_taken_out(browser, preview):
    page = browser.new_page()
    page.goto(f"{preview}changes/index.html")
    said = page.evaluate("e => getComputedStyle(document.querySelector('ins'), '::before').content")
    assert "put in" in said
    assert page.locator("del", has_text="4.8%").count() == 1
    assert page.locator("td ins", has_text="4.9%").count() == 1  # a changed table stays a table
    page.close()


def test_marks_are_kept_on_paper_and_in_forced_colours(browser, preview):
    page = browser.new_page(forced_colors="active")
    page.goto(f"{preview}changes/index.html")
    page.emulate_media(media="print")
    lines = page.evaluate("['ins', 'del'].map(t => getComputedStyle(document.querySelector(t)).textDecorationLine)")
    assert lines == ["underline", "line-through"]
    page.close()


def test_every_link_of_the_page_leads_to_the_preview_or_to_what_is_published(browser, preview):
    page = browser.new_page()
    page.goto(f"{preview}changes/index.html")
    for address in page.eval_on_selector_all("main a", "links => links.map(link => link.href)"):
        if address.startswith(preview):
            assert page.request.get(address.split("#")[0]).ok, address
        else:
            assert address.startswith("https://decisions.opcc.example/decisions/"), address
    page.close()
