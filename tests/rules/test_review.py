"""What a reviewer is told of a change, on real git repositories."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from lxml import html
from small_sites import ROOT, SITES

NOTICE = (SITES / "one-notice" / "notices" / "2024" / "ex-0001.md").read_text(encoding="utf-8")
SECOND = NOTICE.replace("EX-0001", "EX-0002")
IDENTITY = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]


def git(folder, *arguments):
    subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True)


def save(office, path, text):
    file = office / "notices" / "2024" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def office(tmp_path):
    """A repository with two published notices on main, on a branch for the change."""
    save(tmp_path, "ex-0001.md", NOTICE)
    save(tmp_path, "ex-0002.md", SECOND)
    shutil.copy(SITES / "register.toml", tmp_path / "register.toml")
    (tmp_path / ".gitignore").write_text("preview\n.cache\n.preview-lock\n")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Base")
    git(tmp_path, "switch", "-q", "-c", "change")
    return tmp_path


def review(office, *arguments):
    command = [sys.executable, str(ROOT / "build.py"), "review", "--base", "main", "--today", "2026-11-24", *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=office, capture_output=True, encoding="utf-8", env=environment, check=False)


def told(office):
    """Each notice that changes, with the kind of its change."""
    done = review(office, "--format", "json")
    table = json.loads(done.stdout)
    return {notice["reference"]: notice["kind"] for notice in table["notices"]}, table


def text_with(**fields):
    """The first notice with more fields."""
    more = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return NOTICE.replace("\n---\n", f"\n{more}---\n", 1)


def agreed(text, words="Agreed for £5,000 on 4 May 2024."):
    """A notice whose decision says something else."""
    return re.sub(r"(## Decision\n\n)[^\n]+", rf"\g<1>{words}", text, count=1)


def new(office):
    save(office, "ex-0003.md", NOTICE.replace("EX-0001", "EX-0003"))


def changed(office):
    save(office, "ex-0001.md", agreed(NOTICE))


def removed(office):
    (office / "notices" / "2024" / "ex-0002.md").unlink()


def withdrawn(office):
    save(
        office,
        "ex-0001.md",
        NOTICE.replace("\n---\n", "\nwithdrawn:\n  date: 2025-01-01\n  reason: Not needed.\n---\n", 1),
    )


def moved(office):
    (office / "notices" / "2024" / "ex-0001.md").rename(office / "notices" / "2024" / "renamed.md")


def spaces(office):
    save(office, "ex-0001.md", NOTICE.replace("\n## ", "\n\n## "))


def renamed(office):
    save(office, "ex-0001.md", text_with(also_known_as="[EX-0001]").replace("reference: EX-0001", "reference: EX-0009"))


def with_document(office):
    save(
        office,
        "ex-0001.md",
        NOTICE.replace("\n---\n", "\ndocuments:\n  - file: plan.txt\n    title: The plan\n---\n", 1),
    )
    save(office, "ex-0001/plan.txt", "The plan")


CASES = {
    "nothing": (lambda _office: None, {}),
    "a new notice": (new, {"EX-0003": "new"}),
    "a changed text": (changed, {"EX-0001": "changed"}),
    "a removed notice": (removed, {"EX-0002": "taken away"}),
    "a withdrawn notice": (withdrawn, {"EX-0001": "withdrawn"}),
    "a file moved": (moved, {}),
    "spaces only": (spaces, {"EX-0001": "changed without effect on the page"}),
    "a new reference, the old one kept": (renamed, {"EX-0009": "changed"}),
    "a document": (with_document, {"EX-0001": "changed"}),
    "a new and a removed one": (
        lambda office: (new(office), removed(office)),
        {"EX-0003": "new", "EX-0002": "taken away"},
    ),
}


@pytest.mark.parametrize("committed", [True, False], ids=["committed", "not yet committed"])
@pytest.mark.parametrize("what", CASES)
def test_each_change_is_told(office, what, committed):
    change, expected = CASES[what]
    change(office)
    if committed:
        git(office, "add", "-A")
        git(office, "commit", "-q", "--allow-empty", "-m", "Change")
    assert told(office)[0] == expected


def test_what_others_did_on_main_since_is_not_told(office):
    changed(office)
    git(office, "commit", "-qam", "Change")
    git(office, "switch", "-q", "main")
    save(office, "ex-0005.md", NOTICE.replace("EX-0001", "EX-0005"))
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "Of others")
    git(office, "switch", "-q", "change")
    assert told(office)[0] == {"EX-0001": "changed"}


def test_sums_dates_and_fields_are_called_out(office):
    save(office, "ex-0001.md", agreed(NOTICE).replace("lead_officer: ", "lead_officer: Dr "))
    notice = told(office)[1]["notices"][0]
    assert "Sums put in: £5,000" in notice["called_out"]
    assert "Dates put in: 4 May 2024" in notice["called_out"]
    assert [field["name"] for field in notice["fields"]] == ["lead_officer"]


def test_a_draft_says_that_the_public_will_not_see_it(office):
    save(office, "ex-0003.md", text_with(draft="yes").replace("EX-0001", "EX-0003"))
    assert "draft" in told(office)[1]["notices"][0]["hidden"]


def test_a_new_finding_comes_first_and_the_exit_code_is_that_of_check(office):
    save(office, "ex-0002.md", SECOND.replace("publication_date: 2024-03-05", "publication_date: 2024-03-01"))
    done = review(office, "--format", "json")
    assert done.returncode == 1
    table = json.loads(done.stdout)
    assert [finding["code"] for finding in table["new_findings"]] == ["DN203"]


def test_the_preview_has_a_page_of_changes_with_a_redline(office):
    changed(office)
    assert review(office).returncode == 0
    page = html.parse(str(office / "preview" / "changes" / "index.html")).getroot()
    assert page.xpath("string(//h1)") == "What changes"
    assert "£5,000" in page.xpath("string(//ins)")
    links = page.xpath("//section//a/@href")
    assert "../decisions/ex-0001/index.html" in links
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]
    home = html.parse(str(office / "preview" / "index.html")).getroot()
    assert home.xpath("//aside//a/@href")[0] == "changes/index.html"


def test_a_text_cannot_break_out_of_the_comment(office):
    hostile = "Agreed @everyone [x](https://example.org) | <b>b</b> `c` **d** # e ![i](https://example.org/i.png) £5."
    save(
        office,
        "ex-0003.md",
        NOTICE.replace("EX-0001", "EX-0003")
        .replace("title: ", 'title: "')
        .replace("\nstatus", f' {hostile}"\nstatus', 1),
    )
    said = review(office, "--format", "markdown").stdout
    heading = next(line for line in said.splitlines() if line.startswith("### EX"))
    assert "@everyone" not in heading
    assert "<b>" not in heading
    assert re.search(r"(?<!\\)[\[\]`|*]", heading) is None


def test_a_comment_that_is_too_long_is_cut_and_says_so(office):
    for number in range(3, 40):
        save(
            office,
            f"ex-{number:04}.md",
            text_with(allow="")
            .replace("allow: \n", "")
            .replace("EX-0001", f"EX-{number:04}")
            .replace("title: ", f"title: {'long words ' * 200}"),
        )
    said = review(office, "--format", "markdown").stdout
    assert len(said) <= 60_000
    assert said.rstrip().endswith("The preview shows all of it.")


def test_a_base_that_is_not_there_is_one_plain_sentence(office):
    command = [sys.executable, str(ROOT / "build.py"), "review", "--base", "nowhere"]
    done = subprocess.run(command, cwd=office, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "git fetch" in done.stderr


def test_a_shallow_clone_says_what_to_type_instead_of_guessing(office, tmp_path):
    """The newest commit of main and of the branch are there, but not the one at which they part."""
    save(office, "ex-0002.md", text_with().replace("Cyber", "Computer"))
    git(office, "commit", "-q", "-am", "Change")
    git(office, "checkout", "-q", "main")
    (office / "README").write_text("Said since.", encoding="utf-8")
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "More")
    shallow = tmp_path / "shallow"
    clone = ["git", "clone", "-q", "--depth", "1", "--no-single-branch", "-b", "change", office.as_uri(), str(shallow)]
    subprocess.run(clone, check=True)
    command = [sys.executable, str(ROOT / "build.py"), "review", "--base", "origin/main"]
    done = subprocess.run(command, cwd=shallow, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "git fetch --unshallow" in done.stderr
    git(shallow, "fetch", "-q", "--unshallow")
    assert subprocess.run(command, cwd=shallow, check=False).returncode in {0, 1}
