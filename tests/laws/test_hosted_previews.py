"""The steps that host previews, as the workflow has them: run by a shell against a real repository."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
import yaml
from offices import git
from small_sites import ROOT

WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "preview.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step["run"] for step in WORKFLOW["jobs"]["host"]["steps"]}
ASK = "Ask which pull requests are open, and which of them was checked"
PUT = "Put it on the branch, and take away those of closed pull requests"


class Runner:
    """A machine that runs a step, and the repository that it pushes to."""

    def __init__(self, folder):
        self.folder, self.remote = folder / "work", folder / "office.git"
        self.folder.mkdir()
        git(folder, "init", "-q", "--bare", str(self.remote))

    def do(self, step, **environment):
        known = {**os.environ, "REMOTE": self.remote.as_uri(), **environment}
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]]  # as GitHub does
        return subprocess.run(shell, cwd=self.folder, env=known, capture_output=True, encoding="utf-8", check=False)

    def host(self, number=None, *, still_open, **files):
        """Put a preview of these files, with only these pull requests open; return what the branch holds."""
        (self.folder / "open.txt").write_text("".join(f"{one}\n" for one in still_open), encoding="utf-8")
        subprocess.run(["rm", "-rf", "preview"], cwd=self.folder, check=True)
        for name, content in files.items():
            file = self.folder / "preview" / name.replace("__", "/").replace("_", ".")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        done = self.do(PUT, **({"NUMBER": f"{number}"} if number else {}))
        assert done.returncode == 0, done.stderr
        return self.held()

    def held(self):
        listed = git(self.remote, "ls-tree", "-r", "-z", "--name-only", "previews").split("\0")
        return {name for name in listed if name.startswith("pr-")}


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path)


def test_each_pull_request_has_a_folder_and_the_last_preview_stands(runner):
    assert runner.host(7, still_open=[7], index_html="seven") == {"pr-7/index.html"}
    held = runner.host(8, still_open=[7, 8], index_html="eight", home__index_html="home")
    assert held == {"pr-7/index.html", "pr-8/index.html", "pr-8/home/index.html"}
    assert runner.host(8, still_open=[7, 8], index_html="again") == {"pr-7/index.html", "pr-8/index.html"}
    assert git(runner.remote, "show", "previews:pr-8/index.html") == "again"
    assert "Disallow: /" in git(runner.remote, "show", "previews:robots.txt")


def test_what_is_closed_is_gone_and_no_history_keeps_it(runner):
    runner.host(7, still_open=[7, 71], index_html="a secret")
    runner.host(71, still_open=[7, 71], index_html="open")
    assert runner.host(still_open=[71]) == {"pr-71/index.html"}
    assert git(runner.remote, "rev-list", "--count", "previews").strip() == "1"
    git(runner.remote, "gc", "-q", "--prune=now")
    assert "a secret" not in git(runner.remote, "log", "--all", "-p")


def test_a_preview_is_only_copied(runner):
    (runner.folder / "preview").mkdir()
    (runner.folder / "outside").write_text("not yours", encoding="utf-8")
    for name in (".git", ".github"):
        (runner.folder / "preview" / name).mkdir()
        (runner.folder / "preview" / name / "config").write_text("x", encoding="utf-8")
    (runner.folder / "preview" / "link.html").symlink_to("../outside")
    (runner.folder / "preview" / "$(touch ran).html").write_text("x", encoding="utf-8")
    (runner.folder / "open.txt").write_text("7\n", encoding="utf-8")
    assert runner.do(PUT, NUMBER="7").returncode == 0
    assert runner.held() == {"pr-7/$(touch ran).html"}
    assert not list(runner.folder.rglob("ran"))


def test_two_that_push_at_once_both_end_on_the_branch(runner, tmp_path):
    runner.host(7, still_open=[7, 8], index_html="seven")
    once = f"if mkdir {tmp_path}/done; then git -C {runner.remote} update-ref refs/heads/previews {{}}; fi; exit 0\n"
    other = git(runner.remote, "commit-tree", "previews^{tree}", "-m", "Of another").strip()
    hook = runner.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nunset GIT_QUARANTINE_PATH\n" + once.format(other), encoding="utf-8")
    hook.chmod(0o755)
    assert runner.host(8, still_open=[7, 8], index_html="eight") == {"pr-7/index.html", "pr-8/index.html"}
    assert (tmp_path / "done").exists()


LISTED = """[
 {"number": 7, "headRefOid": "aaa", "isCrossRepository": false, "labels": []},
 {"number": 8, "headRefOid": "bbb", "isCrossRepository": true, "labels": [{"name": "other"}]},
 {"number": 9, "headRefOid": "ccc", "isCrossRepository": true, "labels": [{"name": "preview"}]}
]"""


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is on GitHub's machines, and not on this one")
@pytest.mark.parametrize(
    ("commit", "known"),
    [("aaa", "NUMBER=7\nFORK=false\n"), ("bbb", ""), ("ccc", "NUMBER=9\nFORK=true\n"), ("", ""), ("ddd", "")],
)
def test_which_pull_request_it_is_is_for_github_to_say(runner, commit, known):
    said = runner.folder / "environment"
    said.touch()
    program = runner.folder / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{LISTED}\nEND\n", encoding="utf-8")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    done = runner.do(ASK, COMMIT=commit, GITHUB_ENV=str(said), PATH=path)
    assert done.returncode == 0, done.stderr
    assert said.read_text(encoding="utf-8") == known
    assert (runner.folder / "open.txt").read_text(encoding="utf-8") == "7\n8\n9\n"
