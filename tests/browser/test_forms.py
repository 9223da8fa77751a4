"""Forms in the browser, end to end: Chromium, Decap CMS, and a git repository on disk."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time

import pytest
from faults_by_axe import faults_of
from offices import git, run
from playwright.sync_api import expect
from serving import serve_folder
from small_sites import ROOT

from decision_register.outputs.forms import VERSION

SERVER = ROOT / "tests" / "tools" / "node_modules" / "decap-server" / "dist" / "index.js"
ASKED = "8081"  # the port that the forms ask; here it is any free one, so that two of these tests can run at once


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("npm")
    subprocess.run(["npm", "pack", "--silent", f"decap-cms@{VERSION}"], cwd=folder, check=True, capture_output=True)
    return next(folder.glob("*.tgz"))


@pytest.fixture(scope="module")
def office(tmp_path_factory, package):
    """A repository with the demonstration, whose settings ask for forms that save here."""
    work = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "notices", work / "notices")
    text = (ROOT / "register.toml").read_text(encoding="utf-8")
    asked = f'[admin]\nbackend = "local"\nprogram = "{package.as_posix()}"\n\n[form]'
    (work / "register.toml").write_text(text.replace("[form]", asked, 1), encoding="utf-8")
    (work / ".gitignore").write_text("site\n.cache\n.site-*\n")
    git(work, "init", "-q", "-b", "main")
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", "Base")
    git(work, "config", "user.name", "A")
    git(work, "config", "user.email", "a@example.org")
    done = run(work)
    assert done.returncode == 0, done.stdout + done.stderr
    return work


def a_free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def ask_another_port(office, site, port):
    """Copy the site, and let its forms ask this port."""
    shutil.copytree(office / "site", site)
    for name in ("index.html", "config.yml"):
        text = (site / "admin" / name).read_text(encoding="utf-8")
        assert ASKED in text
        (site / "admin" / name).write_text(text.replace(ASKED, str(port)), encoding="utf-8")


def answers(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def forms(office, browser, tmp_path):
    """A page that shows the forms, signed in; what the browser complained of is an error."""
    environment = {**os.environ, "MODE": "git", "BIND_HOST": "127.0.0.1", "GIT_REPO_DIRECTORY": str(office)}
    port = a_free_port()
    ask_another_port(office, tmp_path / "site", port)
    server = subprocess.Popen(["node", str(SERVER)], env={**environment, "PORT": str(port)}, stdout=subprocess.DEVNULL)
    while not answers(port):
        assert server.poll() is None
        time.sleep(0.05)
    with serve_folder(tmp_path / "site") as served:
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.set_default_timeout(15_000)
        faults, elsewhere = [], []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: elsewhere.append(asked.url) if not re.match(LOCAL, asked.url) else None)
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"{served}admin/index.html")
        page.get_by_role("button", name="Login").click()
        page.get_by_text("WPCC3-0020").wait_for()
        yield page, f"{served}admin/index.html"
        page.close()
    server.kill()
    server.wait()
    assert faults == []
    assert elsewhere == []


LOCAL = r"https?://(?:localhost|127\.0\.0\.1)[:/]|data:|blob:"


def choose(page, field, option):
    page.locator(f"[id^={field}-field]").click()
    page.get_by_role("option", name=option, exact=True).click()


def saved_on(office, branch):
    """The file that a branch adds or changes, and its text."""
    (path,) = [name for name in git(office, "diff", "--name-only", "main", branch).split("\n") if name.endswith(".md")]
    return path, git(office, "show", f"{branch}:{path}")


def check_of(office, branch, clone):
    """What the check says of a branch, in a clone: the server of the forms changes branches in its own folder."""
    git(office, "clone", "-q", "--no-local", "--branch", branch, str(office), str(clone))
    return run(clone, "check", "--format", "concise", "--base", "origin/main")


def select_all(page, editor, words):
    """Select all of the editor's text, which has these words; it takes keys a little after it is shown."""
    for _ in range(10):
        editor.click()
        page.keyboard.press("Control+A")
        if words in page.evaluate("getSelection().toString()"):
            return
        page.wait_for_timeout(300)


def test_a_decision_is_written_in_a_form_with_a_document_and_passes_the_check(office, forms, tmp_path):
    page, address = forms
    page.goto(f"{address}#/collections/notices/new")
    page.locator("[id^=reference-field]").fill("WPCC4-15")
    page.locator("[id^=title-field]").first.fill("Paint for the fence")
    page.get_by_text("A reference looks like WPCC4-0014").wait_for()
    page.wait_for_timeout(500)  # the form looks at what was typed a little later
    page.locator("[id^=reference-field]").press("Control+A")
    page.locator("[id^=reference-field]").press_sequentially("WPCC4-0015", delay=30)
    page.get_by_text("A reference looks like WPCC4-0014").wait_for(state="detached")
    choose(page, "status", "non-confidential")
    page.locator("[id^=decision_date-field]").fill("2026-11-20")
    page.locator("[id^=name-field]").first.fill("Ann Other")
    page.locator("[id^=role-field]").fill("Chief Executive")
    choose(page, "capacity", "delegated")
    page.locator("[id^=lead_officer-field]").fill("Sam Ample")
    page.locator("[id^=interests-field]").fill("none")
    page.get_by_role("button", name="Add documents").click()
    (tmp_path / "plan.txt").write_text("The plan of the fence.", encoding="utf-8")
    page.get_by_role("button", name="Choose a file").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Upload", exact=True).first.click()
    chooser.value.set_files(tmp_path / "plan.txt")
    page.get_by_text("plan.txt").first.wait_for()
    page.get_by_role("button", name="Choose selected").click()
    page.locator("[id^=title-field]").nth(1).fill("The plan")
    editor = page.locator("[contenteditable=true]").last
    guidance = editor.inner_text()
    assert "Insert what was decided" in guidance
    page.get_by_role("switch").last.click()  # to Markdown
    expect(page.get_by_role("switch").last).to_have_attribute("aria-checked", "true")
    editor = page.locator("[contenteditable=true]").last
    expect(editor).to_contain_text("## ")
    shown = editor.inner_text().replace("\ufeff", "")  # the editor puts one into each line that is empty
    written = re.sub(r"\[Insert [^\]]*\]", "To paint the fence.", shown)
    select_all(page, editor, "Insert what was decided")
    page.keyboard.insert_text(re.sub(r"\n{3,}", "\n\n", written))
    expect(editor).not_to_contain_text("Insert what was decided")
    page.wait_for_timeout(1000)  # the form takes over what was typed a little later
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Entry saved").wait_for()
    branch = "cms/notices/2026/wpcc4-0015"
    path, text = saved_on(office, branch)
    assert path == "notices/2026/wpcc4-0015.md"
    assert "title: Paint for the fence" in text
    assert "Insert" not in text
    assert git(office, "show", f"{branch}:notices/2026/wpcc4-0015/plan.txt") == "The plan of the fence."
    assert "wpcc4-0015" not in git(office, "ls-tree", "-r", "--name-only", "main")
    done = check_of(office, branch, tmp_path / "clone")
    assert done.returncode == 0, done.stdout


def test_a_screen_reader_is_told_what_everything_is_but_for_one_known_fault(forms):
    page, address = forms
    page.locator("canvas").wait_for(state="hidden")  # the line that says that it loads
    assert faults_of(page) == []
    page.goto(f"{address}#/collections/notices/new")
    page.locator("[id^=reference-field]").wait_for()
    page.wait_for_timeout(500)
    assert {fault.partition(":")[0] for fault in faults_of(page)} == {"nested-interactive"}  # two menus of the text
    assert page.get_by_role("textbox", name="Text of the decision").is_visible()
    switch = page.get_by_role("switch", name="Markdown")
    assert switch.get_attribute("aria-checked") == "false"
    switch.click()
    expect(page.get_by_role("switch", name="Markdown")).to_have_attribute("aria-checked", "true")


def test_a_decision_that_is_there_is_changed_and_says_the_same_but_for_that(office, forms, tmp_path):
    page, address = forms
    page.goto(f"{address}#/collections/notices/entries/2024/wpcc3-0117-setting-the-precept-2024-25")
    page.locator("[id^=title-field]").first.fill("Setting of the precept for 2024/25, corrected")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Entry saved").wait_for()
    branch = next(line.strip(" *+") for line in git(office, "branch").split("\n") if "0117" in line)
    path, text = saved_on(office, branch)
    assert path.startswith("notices/2024/wpcc3-0117")
    assert "corrected" in text
    done = check_of(office, branch, tmp_path / "clone")
    lines = [line for line in done.stdout.splitlines() if "error" in line]
    assert len(lines) == 1, done.stdout
    assert "DN903" in lines[0]
    assert "title" in lines[0]  # the one thing that was changed without telling the public


def test_without_the_setting_there_are_no_forms_and_another_program_is_refused(office, tmp_path):
    assert (office / "site" / "admin" / "index.html").exists()
    text = (office / "register.toml").read_text(encoding="utf-8")
    (tmp_path / "notices").mkdir()
    (tmp_path / "register.toml").write_text(re.sub(r'backend = "local"', 'backend = ""', text), encoding="utf-8")
    assert run(tmp_path).returncode == 0
    assert not (tmp_path / "site" / "admin").exists()
    (tmp_path / "other.tgz").write_bytes(b"another")
    (tmp_path / "register.toml").write_text(re.sub(r'program = ".*"', 'program = "other.tgz"', text), encoding="utf-8")
    done = run(tmp_path)
    assert (done.returncode, done.stderr.splitlines()[-1].count("npm pack")) == (2, 1)
    assert not (tmp_path / "site" / "admin").exists()
