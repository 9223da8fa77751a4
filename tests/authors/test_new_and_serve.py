"""A notice is begun, and shown while it is written."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from offices import NOTICE, git, run
from small_sites import ROOT, TODAY

from decision_register.authoring.serve import Studio
from decision_register.pipeline import Folders
from decision_register.settings import read_settings
from decision_register.work import Workers

KNOWN = ["--decided", "2026-11-20", "--decision-maker", "Ann Other", "--role", "Chief Executive"]
KNOWN += ["--capacity", "delegated", "--officer", "Sam Ample"]


def begun(office):
    return next(file for file in (office / "notices").rglob("*.md") if file.name != "ex-0001.md")


def test_a_begun_notice_takes_the_next_number_and_says_what_to_write(office):
    done = run(office, "new", "Paint for the fence", *KNOWN)
    assert done.returncode == 0, done.stderr
    file = begun(office)
    assert file.relative_to(office).as_posix() == "notices/2026/ex-0002-paint-for-the-fence.md"
    assert "draft: true" in file.read_text(encoding="utf-8")


def test_guidance_left_in_place_and_blanks_are_findings(office):
    run(office, "new", "Paint for the fence", *KNOWN)
    found = run(office, "check", "--format", "concise").stdout
    assert "DN327" in found
    assert "DN103" in found  # interests
    file = begun(office)
    text = re.sub(r"\[Insert [^\]]*\]", "Agreed.", file.read_text(encoding="utf-8"))
    text = text.replace("\ninterests:\n", "\ninterests: none\n").replace("\ntopics:\n", "\n")
    file.write_text(text, encoding="utf-8")
    assert run(office, "check", "--format", "concise").returncode == 0


def test_a_number_that_another_branch_has_taken_is_not_taken_again(office, tmp_path):
    git(office, "init", "-q", "-b", "main")
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "Base")
    other = tmp_path / "other"
    subprocess.run(["git", "clone", "-q", str(office), str(other)], check=True)
    git(office, "switch", "-q", "-c", "theirs")
    (office / "notices" / "2024" / "ex-0002.md").write_text(NOTICE.replace("EX-0001", "EX-0002"), encoding="utf-8")
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "Theirs")
    git(other, "fetch", "-q")
    assert "ex-0003" in run(other, "new", "Mine").stdout


def test_nothing_is_written_over(office):
    assert run(office, "new", "Paint", "--reference", "EX-0007").returncode == 0
    before = begun(office).read_text(encoding="utf-8")
    done = run(office, "new", "Paint", "--reference", "EX-0007", *KNOWN)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert begun(office).read_text(encoding="utf-8") == before


class Served:
    """A preview that runs, and what it answers."""

    def __init__(self, office, *before):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [
            sys.executable,
            str(ROOT / "build.py"),
            *before,
            "serve",
            "--port",
            str(self.port),
            "--today",
            "2026-11-24",
        ]
        self.process = subprocess.Popen(command, cwd=office, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def get(self, path, host=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}")
        if host:
            request.add_header("Host", host)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def wait_for(self, path, words, seconds=20.0):
        """Ask until the page holds the words; return how long that took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            try:
                if words in self.get(path)[1]:
                    return time.monotonic() - began
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, self.process.stderr.read()
            time.sleep(0.02)
        pytest.fail(f"{words} is not on {path}: {self.get(path)}")


@pytest.fixture
def served(office):
    running = Served(office)
    running.wait_for("", "EX-0001")
    yield running
    running.process.terminate()
    running.process.communicate(timeout=20)


def test_a_change_is_seen_at_once_and_drafts_are_shown(office, served):
    file = office / "notices" / "2024" / "ex-0001.md"
    file.write_text(NOTICE.replace("Agreed.", "Agreed at last."), encoding="utf-8")
    served.wait_for("decisions/ex-0001/", "Agreed at last.", 5)
    draft = NOTICE.replace("EX-0001", "EX-0002").replace("\n---\n", "\ndraft: true\n---\n", 1)
    (office / "notices" / "2024" / "ex-0002.md").write_text(draft, encoding="utf-8")
    served.wait_for("decisions/ex-0002/", "Agreed.", 5)
    status, page = served.get("decisions/ex-0002/")
    assert status == 200
    assert "livereload" in page


def test_a_finding_is_on_the_page_in_plain_words_and_the_last_good_page_stays(office, served):
    file = office / "notices" / "2024" / "ex-0001.md"
    file.write_text(NOTICE.replace("decision_date: 2024-03-05", "decision_date: 5th March 2024"), encoding="utf-8")
    served.wait_for("decisions/ex-0001/", "To mend", 5)
    page = served.get("decisions/ex-0001/")[1]
    assert "at “decision date”, line" in page
    assert "Write 2024-03-05." in page
    assert "Agreed." in page  # as it was last
    file.write_text(NOTICE, encoding="utf-8")
    began = time.monotonic()
    while "To mend" in served.get("decisions/ex-0001/")[1]:
        assert time.monotonic() - began < 5
        time.sleep(0.05)


def test_a_notice_that_was_never_good_says_why_it_is_not_shown(office, served):
    run(office, "new", "Paint", "--reference", "EX-0009")
    served.wait_for("decisions/ex-0009/", "cannot be shown yet", 5)
    assert "decision_date is empty" in served.get("decisions/ex-0009/")[1]


def test_bad_settings_are_told_and_what_was_shown_stays(office, served):
    file = office / "register.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text("nothing = [", encoding="utf-8")
    served.wait_for("", "To mend", 5)
    assert "EX-0001" in served.get("")[1]
    file.write_text(text, encoding="utf-8")


def test_everything_else_of_the_site_is_there_and_nothing_is_written(office, served):
    before = sorted(path for path in office.rglob("*") if ".cache" not in path.parts)
    for path in (
        "assets/site.css",
        "search/",
        "search/references.json",
        "pagefind/0/pagefind.js",
        "data/decisions.csv",
    ):
        assert served.get(path)[0] == 200, path
    assert served.get("nothing/")[0] == 404
    assert served.get("../register.toml")[0] == 404
    assert sorted(path for path in office.rglob("*") if ".cache" not in path.parts) == before


def test_a_fault_of_the_handbook_takes_nothing_else_down(office, tmp_path):
    handbook = tmp_path / "broken"
    shutil.copytree(ROOT / "handbook", handbook)
    (handbook / "pages" / "index.md").write_text("[nowhere](nowhere.md)", encoding="utf-8")
    folders = Folders(office / "notices", office / "site", ROOT / "templates", handbook, office / ".cache")
    studio = Studio(folders, lambda: read_settings(office / "register.toml", TODAY), Workers())
    studio.refresh()
    assert studio.file_at("handbook/index.html") is None
    assert "MkDocs" in studio.file_at("index.html").decode()
    for path in ("assets/site.css", "data/decisions.csv", "search/references.json"):
        assert studio.file_at(path), path
    assert studio.file_at("nothing.html") is None


def test_another_site_cannot_read_drafts_through_a_name_of_its_own(served):
    assert served.get("", host="evil.example")[0] == 403
    assert served.get("", host=f"localhost:{served.port}")[0] == 200


def test_settings_named_before_the_command_are_those_that_are_shown(office):
    (office / "register.toml").rename(office / "other.toml")
    running = Served(office, "--settings", "other.toml")
    running.wait_for("", "EX-0001")
    running.process.terminate()
    running.process.communicate(timeout=20)


def test_a_port_in_use_is_one_plain_sentence(office, served):
    done = run(office, "serve", "--port", str(served.port))
    assert (done.returncode, "in use" in done.stderr) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="asks a browser of this machine")
def test_a_browser_reloads_by_itself(office, served, tmp_path_factory):
    from playwright.sync_api import sync_playwright

    from decision_register.testing import find_browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        page = browser.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto(f"http://127.0.0.1:{served.port}/decisions/ex-0001/")
        file = office / "notices" / "2024" / "ex-0001.md"
        file.write_text(NOTICE.replace("Agreed.", "Agreed and reloaded."), encoding="utf-8")
        page.get_by_text("Agreed and reloaded.").first.wait_for(timeout=5000)
        browser.close()
    assert said == []
