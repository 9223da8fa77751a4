"""A notice is begun, and shown while it is written."""

from __future__ import annotations

import contextlib
import json
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

from decision_register.authoring.serve import Studio, first_free_port
from decision_register.folders import Folders
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


ANSWERS = {
    "a day in words": (["--decided", "20th November 2026"], "decision_date: 2026-11-20", ""),
    "a day in figures": (["--decided", "20/11/2026"], "decision_date: 2026-11-20", ""),
    "no day": (["--decided", "soon"], "", "soon is no day; write it as 2024-07-25 or 25 July 2024.\n"),
    "a power in capitals": (["--capacity", "Delegated"], "  capacity: delegated", ""),
    "no power": (["--capacity", "boss"], "", "boss is no power of this office"),
    "a reference in small letters": (["--reference", "ex-0002"], "reference: EX-0002\n", ""),
    "a reference with fewer zeros": (["--reference", "EX-2"], "reference: EX-0002\n", ""),
    "a reference with more zeros": (["--reference", "ex-00002"], "reference: EX-0002\n", ""),
    "a reference with a space": (["--reference", "Ex 2"], "reference: EX-0002\n", ""),
    "no reference": (["--reference", "foo 1"], "", "foo 1 is no reference of this office; one looks like EX-0001."),
    "a part of who signed": (["--decision-maker", "Ann: Other"], "  name: 'Ann: Other'\n  # Their role", ""),
    "nothing": ([], "lead_officer:\n", ""),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_is_understood_or_told_what_it_can_be(office, case):
    arguments, written, said = ANSWERS[case]
    done = run(office, "new", "Paint", *arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (2 if said else 0, False)
    assert said in done.stderr
    assert bool(said) != any(written in file.read_text("utf-8") for file in (office / "notices").rglob("ex-0002*"))


def test_a_notice_without_a_title_is_not_begun(office):
    done = run(office, "new")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "Give the decision a title" in done.stderr


def test_a_title_may_stand_without_quotation_marks(office):
    done = run(office, "new", "Paint", "for", "the", "fence", *KNOWN)
    assert done.returncode == 0, done.stderr
    file = office / "notices" / "2026" / "ex-0002-paint-for-the-fence.md"
    assert "title: Paint for the fence\n" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("given", ["a pipe", "a file", "nothing"])
def test_answers_that_are_piped_in_are_said_not_to_be_read(office, given):
    answers = office / "answers.txt"
    answers.write_text("EX-0009\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "build.py"), "new", "Paint", "--today", "2026-11-24"]
    with answers.open(encoding="utf-8") as opened:
        source = {
            "a pipe": {"input": "EX-0009\n"},
            "a file": {"stdin": opened},
            "nothing": {"stdin": subprocess.DEVNULL},
        }
        done = subprocess.run(command, cwd=office, capture_output=True, encoding="utf-8", check=False, **source[given])
    assert (done.returncode, "ex-0002-paint.md is begun" in done.stdout) == (0, True)
    said = "Answers from another program or a file are not read; give them as options, such as --decided 2024-07-25"
    assert (said in done.stderr) == (given != "nothing")


def test_the_handbook_tells_the_questions_in_their_order():
    from decision_register.author_commands import _QUESTIONS

    page = (ROOT / "handbook" / "pages" / "first-notice.md").read_text(encoding="utf-8")
    told = {
        "reference": "offers the next free reference",
        "decided": "when the decision was signed",
        "maker": "who signed",
    }
    told |= {"role": "in what role", "capacity": "using which power", "officer": "who prepared it"}
    assert list(told) == [key for key in _QUESTIONS if key != "title"]
    places = [page.index(words, page.index('new "Paint for the fence"')) for words in told.values()]
    assert places == sorted(places)


def test_nothing_is_written_over(office):
    assert run(office, "new", "Paint", "--reference", "EX-0007").returncode == 0
    before = begun(office).read_text(encoding="utf-8")
    done = run(office, "new", "Paint", "--reference", "EX-0007", *KNOWN)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert begun(office).read_text(encoding="utf-8") == before


def at_a_terminal(office, answers, *arguments, ci="", until=""):
    """Run `new` at a terminal, type the answers, and read until these words or the end; a browser notes its address."""
    import pty

    noted = office / "opened.txt"
    browser = office / "browser.sh"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{noted}"\n', encoding="utf-8")
    browser.chmod(0o755)
    leader, follower = pty.openpty()
    command = [sys.executable, str(ROOT / "build.py"), "new", "Paint", *KNOWN, *arguments, "--today", "2026-11-24"]
    environment = os.environ | {"BROWSER": str(browser), "CI": ci}
    process = subprocess.Popen(
        command, cwd=office, stdin=follower, stdout=follower, stderr=follower, env=environment, start_new_session=True
    )
    os.close(follower)
    os.write(leader, answers.encode())
    said = b""
    while not until or until not in said.decode("utf-8", "replace"):
        try:
            said += os.read(leader, 4096)
        except OSError:  # the end
            break
    return process, said.decode(), noted


@pytest.mark.skipif(os.name == "nt", reason="asks for a terminal of Unix")
def test_a_begun_notice_is_shown_in_the_browser_if_one_says_yes(office):
    process, said, noted = at_a_terminal(office, "\n\n", until="Ctrl and C")
    try:
        assert "Show it in the browser while you write? [Y/n]" in said
        began = time.monotonic()
        while not noted.exists() and time.monotonic() - began < 10:
            time.sleep(0.05)
        address = noted.read_text(encoding="utf-8").strip()
        assert address.endswith("/decisions/ex-0002/")
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
            assert "Insert what" in answer.read().decode()
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.skipif(os.name == "nt", reason="asks for a terminal of Unix")
def test_what_is_not_understood_is_asked_again(office):
    process, said, _ = at_a_terminal(office, "foo 1\nEX-0005\n", "--no-open")
    assert process.wait(timeout=20) == 0
    assert said.count("Reference [EX-0002]:") == 2
    assert "foo 1 is no reference of this office" in said
    assert "ex-0005-paint.md is begun" in said


@pytest.mark.skipif(os.name == "nt", reason="asks for a terminal of Unix")
@pytest.mark.parametrize(
    ("answers", "arguments", "ci", "asks"),
    [("\nn\n", [], "", True), ("\n", ["--no-open"], "", False), ("", [], "true", False)],
    ids=["no is said", "no is an option", "a build machine"],
)
def test_a_begun_notice_is_not_shown_otherwise(office, answers, arguments, ci, asks):
    process, said, noted = at_a_terminal(office, answers, *arguments, ci=ci)
    assert process.wait(timeout=20) == 0
    assert ("Show it in the browser" in said) == asks
    assert "python build.py serve --open" in said
    assert not noted.exists()


def test_two_previews_take_two_ports():
    taken = first_free_port("127.0.0.1")
    with socket.create_server(("127.0.0.1", taken)):
        assert first_free_port("127.0.0.1") > taken


class Served:
    """A preview that runs, and what it answers."""

    def __init__(self, office, *before, output=None):
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
        with output.open("wb") if output else contextlib.nullcontext(subprocess.DEVNULL) as told:
            errors = subprocess.STDOUT if output else subprocess.PIPE
            self.process = subprocess.Popen(command, cwd=office, stdout=told, stderr=errors)

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


def test_a_finding_is_told_at_its_place_too_with_a_way_to_it(office, served):
    file = office / "notices" / "2024" / "ex-0001.md"
    file.write_text(NOTICE.replace("Agreed.", "Agreed. [Insert the sum]"), encoding="utf-8")
    served.wait_for("decisions/ex-0001/", "To mend", 5)
    page = served.get("decisions/ex-0001/")[1]
    after = page.partition('<h2 id="decision">Decision</h2>')[2]
    assert after.startswith('<p class="note to-mend">Error under “Decision”, line ')
    assert '<a href="#decision">Error under “Decision”' in page


def test_vs_code_finds_the_place_of_each_finding_in_what_the_preview_prints(office, tmp_path):
    """The task in `.vscode` reads the output by these expressions; VS Code underlines what they find."""
    (task,) = json.loads((ROOT / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
    matcher = task["problemMatcher"]
    file = office / "notices" / "2024" / "ex-0001.md"
    file.write_text(NOTICE.replace("decision_date: 2024-03-05", "decision_date: 5 March 2024"), encoding="utf-8")
    running = Served(office, output=tmp_path / "said.txt")
    try:
        running.wait_for("decisions/ex-0001/", "To mend")
        file.write_text(NOTICE, encoding="utf-8")
        running.wait_for("decisions/ex-0001/", "Agreed.")
    finally:
        running.process.terminate()
        running.process.communicate(timeout=20)
    lines = (tmp_path / "said.txt").read_text(encoding="utf-8").splitlines()
    begins = [at for at, line in enumerate(lines) if re.search(matcher["background"]["beginsPattern"], line)]
    ends = [at for at, line in enumerate(lines) if re.search(matcher["background"]["endsPattern"], line)]
    found = [match for line in lines if (match := re.search(matcher["pattern"]["regexp"], line))]
    assert len(begins) == len(ends) == 2
    (one,) = found
    pattern = matcher["pattern"]
    assert (one[pattern["file"]], one[pattern["severity"]]) == ("notices/2024/ex-0001.md", "error")
    assert NOTICE.split("\n")[int(one[pattern["line"]]) - 1].startswith("decision_date")


def test_a_quiet_preview_prints_findings_only(office, tmp_path):
    running = Served(office, "--quiet", output=tmp_path / "said.txt")
    try:
        running.wait_for("decisions/ex-0001/", "Agreed.")
        file = office / "notices" / "2024" / "ex-0001.md"
        file.write_text(NOTICE.replace("decision_date: 2024-03-05", "decision_date: 5 March 2024"), encoding="utf-8")
        running.wait_for("decisions/ex-0001/", "To mend")
    finally:
        running.process.terminate()
        running.process.communicate(timeout=20)
    assert (tmp_path / "said.txt").read_text(encoding="utf-8").startswith("notices/2024/ex-0001.md:")


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
        "pagefind/pagefind.js",
        "data/decisions.csv",
    ):
        assert served.get(path)[0] == 200, path
    assert served.get("nothing/")[0] == 404
    assert served.get("../register.toml")[0] == 404
    assert sorted(path for path in office.rglob("*") if ".cache" not in path.parts) == before


def a_studio(office, templates=ROOT / "templates", handbook=ROOT / "handbook"):
    folders = Folders(office / "notices", office / "site", templates, handbook, office / ".cache")
    return Studio(folders, lambda: read_settings(office / "register.toml", TODAY), Workers())


def test_a_changed_template_or_setting_is_shown_though_templates_are_remembered(office, tmp_path):
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    studio = a_studio(office, templates)
    studio.refresh()
    assert b"Of this office only" not in studio.file_at("index.html")
    frame = templates / "base.html"
    frame.write_text(frame.read_text("utf-8").replace("</body>", "<p>Of this office only</p></body>"), "utf-8")
    studio.refresh()
    assert b"Of this office only" in studio.file_at("index.html")
    settings = office / "register.toml"
    name = read_settings(settings, TODAY).office.name
    settings.write_text(settings.read_text("utf-8").replace(name, "Office of Somewhere Else"), "utf-8")
    studio.refresh()
    assert b"Office of Somewhere Else" in studio.file_at("index.html")


def test_the_stylesheet_of_a_page_waits_for_nothing_else_of_the_site(office):
    studio = a_studio(office)
    studio.refresh()
    assert studio.file_at("assets/site.css")
    assert {path.split("/")[0] for path in studio.shown.made} == {"assets"}


def test_a_fault_of_the_handbook_takes_nothing_else_down(office, tmp_path):
    handbook = tmp_path / "broken"
    shutil.copytree(ROOT / "handbook", handbook)
    (handbook / "pages" / "index.md").write_text("[nowhere](nowhere.md)", encoding="utf-8")
    studio = a_studio(office, handbook=handbook)
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
