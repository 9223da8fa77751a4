"""A build of what has not changed reads no notice and says what the last one said; whatever is touched, it notices."""

from __future__ import annotations

import os
import shutil
import subprocess
import time

import pytest
from corpus import write_corpus
from small_sites import ROOT, TODAY

from decision_register import pipeline
from decision_register.checking import check_register
from decision_register.folders import Folders
from decision_register.settings import read_settings
from decision_register.source import list_notices

OLD = time.time() - 3600


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    work = tmp_path_factory.mktemp("office")
    write_corpus(12, work)
    shutil.copytree(ROOT / "templates", work / "templates")
    shutil.copytree(ROOT / "handbook", work / "handbook")
    with next(work.rglob("ex-000005.md")).open("a", encoding="utf-8") as file:
        file.write("\nThe MTFP was agreed.\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *command], cwd=work, check=True)
    build(work)
    return work


@pytest.fixture
def office(built_once, tmp_path):
    """The register after its last build, its files long settled."""
    work = tmp_path / "office"
    shutil.copytree(built_once, work, copy_function=shutil.copy2, symlinks=True)
    time.sleep(2.1)  # a copy has other file numbers, and the time of a change of its own
    build(work)
    return work


def build(work):
    """Build as the command does; return what the last build told, if this one need not be made."""
    folders = Folders(work / "notices", work / "site", work / "templates", work / "handbook", work / ".cache")
    settings = read_settings(work / "register.toml", TODAY)
    listing = list_notices(folders.notices)
    inputs = pipeline.inputs_now(folders, listing, settings)
    same = pipeline.nothing_changed(folders, settings, inputs)
    if same is None:
        checked = check_register(folders, settings, listing=listing)
        if not checked.blocked:
            pipeline.build_site(checked, folders, settings, inputs=inputs)
    return same


def test_nothing_is_built_again_and_the_findings_are_told_again(office):
    same = build(office)
    assert (same.read, same.notices) == (12, 12)
    assert [finding.name for finding in same.findings] == ["unexplained-acronym"]


def notice(office):
    return next((office / "notices").rglob("ex-000003.md"))


def change(file):
    file.write_bytes(file.read_bytes() + b"\n")


def commit(office):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "--allow-empty", "-m", "more"]
    subprocess.run(command, cwd=office, check=True)


TOUCHES = {
    "a notice": lambda office: change(notice(office)),
    "a notice of the same size": lambda office: notice(office).write_bytes(
        notice(office).read_bytes().replace(b"Treasurer", b"treasurer")
    ),
    "a notice with its old time": lambda office: (change(notice(office)), os.utime(notice(office), (OLD, OLD))),
    "a new notice": lambda office: shutil.copy(notice(office), notice(office).with_name("draft.md")),
    "a notice taken away": lambda office: notice(office).unlink(),
    "a document": lambda office: change(next((office / "notices").rglob("appendix-a.csv"))),
    "a new stray file": lambda office: (office / "notices" / "other.txt").write_text("x", encoding="utf-8"),
    "a template": lambda office: change(office / "templates" / "base.html"),
    "the stylesheet": lambda office: change(office / "templates" / "assets" / "css" / "site.css"),
    "the handbook": lambda office: change(office / "handbook" / "pages" / "index.md"),
    "the settings": lambda office: (office / "register.toml").write_text(
        (office / "register.toml").read_text(encoding="utf-8").replace("per_page = 50", "per_page = 5"),
        encoding="utf-8",
    ),
    "git": commit,
    "a page": lambda office: change(office / "site" / "index.html"),
    "an export": lambda office: change(office / "site" / "data" / "decisions.csv"),
    "the index": lambda office: change(next((office / "site" / "pagefind").rglob("*.pf_meta"))),
    "a page taken away": lambda office: (office / "site" / "about" / "index.html").unlink(),
    "the whole site": lambda office: shutil.rmtree(office / "site"),
}


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_whatever_is_touched_is_noticed(office, touch):
    assert build(office)
    touch(office)
    assert build(office) is None
