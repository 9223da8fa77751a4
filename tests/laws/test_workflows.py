"""The workflows that come with the product: sound, and safe for the pull requests of strangers."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
import yaml
from small_sites import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TOOLS = ROOT / "tests" / "tools"


def lint(*files):
    command = ["node", "lint_workflows.mjs", *map(str, files)]
    done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, check=True)
    return [(found["line"], found["message"]) for found in json.loads(done.stdout)]


def test_actionlint_finds_nothing():
    assert len(WORKFLOWS) == 3
    assert lint(*WORKFLOWS) == []


def test_actionlint_finds_a_mistake(tmp_path):
    (tmp_path / "bad.yml").write_text(
        "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: 'echo ${{ github.evil }}'}]}}"
    )
    assert len(lint(tmp_path / "bad.yml")) == 1


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_actions_are_pinned_by_hash_and_nothing_is_allowed_that_is_not_needed(file):
    text = file.read_text(encoding="utf-8")
    for action in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action), action
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    assert "pull_request_target" not in text
    for run in re.findall(r"run: (.*)", text):
        assert "${{" not in run, "what a stranger named would be run"


def test_what_may_write_runs_no_code_of_the_pull_request():
    for file in WORKFLOWS:
        for job in yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].values():
            if "write" in job.get("permissions", {}).values():
                assert not any(
                    "checkout" in step.get("uses", "") or "build.py" in step.get("run", "") for step in job["steps"]
                )


PIPELINES = [*WORKFLOWS, ROOT / ".gitlab-ci.yml", ROOT / "azure-pipelines.yml"]


@pytest.mark.parametrize("file", PIPELINES, ids=lambda file: file.name)
def test_the_commands_of_the_pipelines_are_commands_of_ours(file):
    text = file.read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    for line in re.findall(r"python build\.py(.*)", text):
        words = re.sub(r'"[^"]*\$[^"]*"', "HEAD", line.partition(" > ")[0]).split()
        command = ["python", str(ROOT / "build.py"), *words, "--help"]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0, line


@pytest.mark.parametrize("file", PIPELINES, ids=lambda file: file.name)
def test_whatever_builds_has_the_whole_history(file):
    text = file.read_text(encoding="utf-8")
    if "build.py" in text:
        assert re.search(r'fetch-depth: 0|GIT_DEPTH: "0"|fetchDepth: 0', text)
