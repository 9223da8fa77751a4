"""Two people take one number: found across the branches of real git repositories."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
from offices import NOTICE, git, run
from small_sites import ROOT, SITES


class Clone:
    """A working copy of a shared repository."""

    def __init__(self, folder, origin=None):
        self.folder = folder
        if origin:
            git(origin, "clone", "-q", str(origin), str(folder))
        self.git("config", "user.email", "a@example.org")
        self.git("config", "user.name", "A")

    def git(self, *arguments, when="2026-11-01T10:00:00Z"):
        git(self.folder, *arguments, when=when)

    def add(self, reference, branch=None, when="2026-11-01T10:00:00Z", stem=None):
        if branch:
            self.git("switch", "-q", "-c", branch)
        file = self.folder / "notices" / "2024" / f"{stem or reference.lower()}.md"
        file.write_text(NOTICE.replace("EX-0001", reference), encoding="utf-8")
        if when:
            self.git("add", "-A")
            self.git("commit", "-q", "-m", reference, when=when)

    def check(self, *arguments):
        done = run(self.folder, "check", "--format", "json", *arguments)
        assert done.returncode in {0, 1}, done.stderr
        return [(f["name"], f["value"], f["help"]) for f in json.loads(done.stdout)]


@pytest.fixture
def two(tmp_path):
    """Two people with a clone each of a register of one notice."""
    origin = tmp_path / "origin"
    (origin / "notices" / "2024").mkdir(parents=True)
    (origin / "notices" / "2024" / "ex-0001.md").write_text(NOTICE, encoding="utf-8")
    shutil.copy(SITES / "register.toml", origin / "register.toml")
    (origin / ".gitignore").write_text(".cache\n.venv\n")
    git(origin, "init", "-q", "-b", "main")
    first = Clone(origin)
    first.git("add", "-A")
    first.git("commit", "-q", "-m", "Base")
    git(origin, "config", "receive.denyCurrentBranch", "ignore")
    return Clone(tmp_path / "ann", origin), Clone(tmp_path / "bob", origin)


TAKEN = "reference-taken-by-another-branch"


def test_the_later_of_two_is_told_and_given_the_next_free_number(two):
    ann, bob = two
    ann.add("EX-0002", "ann", "2026-11-02T10:00:00Z")
    ann.git("push", "-q", "origin", "ann")
    bob.add("EX-0002", "bob", "2026-11-03T10:00:00Z", stem="ex-0002")
    bob.git("push", "-q", "origin", "bob")
    for one in two:
        one.git("fetch", "-q")
    assert bob.check("--against") == [(TAKEN, "EX-0002", "Take EX-0003, which is free, here and in the file's name.")]
    assert ann.check("--against") == []
    assert bob.check("--against", "origin/ann")[0][0] == TAKEN
    assert bob.check("--against", "origin/main") == []


def test_a_notice_not_yet_committed_is_the_later_one(two):
    ann, bob = two
    ann.add("EX-0002", "ann")
    ann.git("push", "-q", "origin", "ann")
    bob.git("fetch", "-q")
    (bob.folder / "notices" / "2024" / "ex-2.md").write_text(NOTICE.replace("EX-0001", "EX-0002"), encoding="utf-8")
    assert TAKEN in {name for name, _value, _help in bob.check("--against")}


def test_a_branch_of_ones_own_is_no_rival(two):
    ann, _bob = two
    ann.add("EX-0002", "ann")
    ann.git("push", "-q", "origin", "ann")
    ann.git("fetch", "-q")
    assert ann.check("--against") == []


def test_other_numbers_are_left_alone(two):
    ann, bob = two
    ann.add("EX-0003", "ann")
    ann.git("push", "-q", "origin", "ann")
    bob.git("fetch", "-q")
    bob.add("EX-0002", "bob")
    assert bob.check("--against") == []


def test_a_branch_that_is_not_here_is_one_plain_sentence(two):
    ann, _bob = two
    command = [sys.executable, str(ROOT / "build.py"), "check", "--against", "origin/nobody"]
    done = subprocess.run(command, cwd=ann.folder, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "git fetch" in done.stderr
