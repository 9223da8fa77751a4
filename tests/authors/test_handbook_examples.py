"""Every example of the handbook is run: commands in an office, fields and text in a notice, settings, rules, programs.

Only what other servers are to be told cannot be run here.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib

import forms
import pytest
import yaml
from small_sites import ROOT, TODAY, site_named

from decision_register.check import check_manuscript
from decision_register.fields import FIELDS
from decision_register.manuscript import read_manuscript
from decision_register.report import Format, print_findings
from decision_register.settings import read_settings
from decision_register.source import read_text

PAGES = [*sorted((ROOT / "handbook" / "pages").glob("*.md")), ROOT / "README.md"]
FENCE = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
SETTINGS = read_settings(ROOT / "register.toml", TODAY)
FAULTLESS = (ROOT / "notices" / "2024" / "wpcc4-0014-adult-drugs-case-management.md").read_text(encoding="utf-8")


def blocks(kind):
    return [
        pytest.param(found[3], id=f"{page.stem}-{number}")
        for page in PAGES
        for number, found in enumerate(FENCE.finditer(page.read_text(encoding="utf-8")), 1)
        if found[2] == kind
    ]


def errors_in(fields, text):
    front = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True)
    source = read_text(f"---\n{front}---\n{text}".encode(), "notices/2024/wpcc4-0014-a.md")
    return [
        f"{f.code} {f.message}" for f in check_manuscript(read_manuscript(source, SETTINGS.form), SETTINGS) if f.blocks
    ]


def faultless():
    _, front, text = FAULTLESS.split("---\n", 2)
    return yaml.safe_load(front.replace("yes", "'yes'").replace("no\n", "'no'\n")), text


def with_withheld(fields, text, parts):
    """The fields and the text with what marks each withheld part."""
    marks = "".join(f"\n[withheld: {part['exemption']} – {part['part']}]\n" for part in parts)  # noqa: RUF001
    return fields | {"withheld": parts}, text.replace("### Expected benefits\n", f"{marks}\n### Expected benefits\n")


@pytest.mark.parametrize("example", blocks("yaml"))
def test_fields_are_those_of_a_notice(example):
    fields, text = faultless()
    new = yaml.safe_load(example)
    if "withheld" in new:
        fields, text = with_withheld(fields, text, new["withheld"])
    found = errors_in(fields | new, text)
    missing = ("DN401",) if "documents" in new else ()  # the files of an example are not there
    assert [said for said in found if not said.startswith(missing)] == []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_the_example_of_each_field_is_of_a_notice(field):
    example = yaml.load(field.example, Loader=yaml.BaseLoader)  # noqa: S506 - values as typed
    assert list(example) == [field.key]
    fields, text = faultless()
    if field.key == "withheld":
        fields, text = with_withheld(fields | {"status": "partly-confidential"}, text, example["withheld"])
    found = errors_in(fields | example, text)
    of_the_field = [said for said in found if f"{field.key} " in said or f"{field.key}." in said]
    assert of_the_field == [], found


@pytest.mark.parametrize("example", blocks("markdown"))
def test_text_is_that_of_a_notice(example):
    fields, text = faultless()
    if example.startswith("[withheld:"):
        reasons = {"reason": "Rivals would undercut it.", "public_interest": "The total is published."}
        part = {"part": "Supplier's prices", "exemption": "FOI 43(2)", **reasons}
        fields |= {"status": "partly-confidential", "withheld": [part]}
    heading = "### Expected benefits\n"
    assert errors_in(fields, text.replace(heading, f"{heading}\n{example}\n", 1)) == []


@pytest.mark.parametrize("example", blocks("notice"))
def test_a_notice_lacks_only_what_it_leaves_out(example):
    source = read_text(example.encode(), "notices/2024/wpcc4-0014-adult-drugs.md")
    found = [f for f in check_manuscript(read_manuscript(source, SETTINGS.form), SETTINGS) if f.blocks]
    assert [f.message for f in found if f.name != "missing-section"] == []


@pytest.mark.parametrize("page", ["mend-findings.md", "README.md"])
def test_a_finding_is_printed_as_the_page_shows_it(page):
    text = next(one for one in PAGES if one.name == page).read_text(encoding="utf-8")
    (shown,) = [found[3] for found in FENCE.finditer(text) if found[3].startswith("error[")]
    fields, body = faultless()
    dates = {"decision_date": "2026-03-09", "publication_date": "2026-03-02"}
    front = yaml.safe_dump({key: fields[key] for key in ("reference", "title", "status")} | dates, sort_keys=False)
    notice = f"---\n{front}---\n{body}".replace("'", "")
    path = "notices/2026/wpcc4-0101-custody-lease.md"
    found = check_manuscript(read_manuscript(read_text(notice.encode(), path), SETTINGS.form), SETTINGS)
    (one,) = [finding for finding in found if finding.code == "DN203"]
    assert print_findings((one,), Format.FULL, {path: notice}).strip() == shown.strip()


@pytest.mark.parametrize("example", blocks("toml"))
def test_settings_are_read(example, tmp_path):
    parts = re.split(r"^(?=\[)", (ROOT / "register.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = set(re.findall(r"^\[.*\]$", example, re.MULTILINE))
    kept = "".join(part for part in parts if part.partition("\n")[0] not in named)
    if "[[form.sections]]" in named or "[form.labels]" not in named:
        kept = re.sub(r"^\[\[reference\.gaps\]\]\n(?:.+\n)+", "", kept, flags=re.MULTILINE)
    (tmp_path / "register.toml").write_text(f"{kept}\n{example}", encoding="utf-8")
    settings = read_settings(tmp_path / "register.toml", TODAY)
    asked = tomllib.loads(example)
    assert "brand" not in asked or settings.brand.colour == asked["brand"]["colour"]
    assert "reference" not in asked or settings.reference.matches(asked["reference"]["example"])
    assert "sections" not in asked.get("form", {}) or len(settings.form.sections) == len(asked["form"]["sections"])


@pytest.mark.parametrize("example", [block for block in blocks("python") if "@rule" in block.values[0]])
def test_a_rule_of_the_handbook_finds_what_it_says_and_passes_its_cases(example):
    made = {}
    exec(example, made)  # noqa: S102 - an example of ours
    for title, wrong in (("ESTATES STRATEGY", True), ("Estates strategy", False)):
        text = re.sub(r"^title: .*", f"title: {title}", FAULTLESS, flags=re.MULTILINE)
        manuscript = read_manuscript(read_text(text.encode(), "notices/2024/wpcc4-0014.md"), SETTINGS.form)
        assert bool(list(made["shouted_title"].check(manuscript, SETTINGS))) == wrong


@pytest.mark.parametrize("example", [block for block in blocks("python") if "@rule" not in block.values[0]])
def test_a_program_of_the_handbook_runs_in_the_folder_of_the_site(example, tmp_path):
    site = site_named("demonstration").build(tmp_path)
    done = subprocess.run([sys.executable, "-c", example], cwd=site, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.count("<li>") == 5


def commands():
    for page in PAGES:
        for line in re.findall(r"^python build\.py(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE):
            yield line.partition(" > ")[0].strip()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A register with a repository, a branch of its own, and the files that the examples name."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "notices", folder / "notices")
    shutil.copy(ROOT / "register.toml", folder)
    for name in ("Decision form.docx", "form.docx", "old-decisions/form.docx"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(forms.as_word(forms.DECISIONS[0]))
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin")
    git(folder, "remote", "add", "origin", str(folder))
    git(folder, "fetch", "-q", "origin")
    git(folder, "switch", "-q", "-c", "change")
    return folder


def git(folder, *arguments):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


RUN_ELSEWHERE = ("serve", "test", "--scheduler")  # these have tests of their own, as they go on or need more


@pytest.mark.parametrize(
    "line", sorted(set(commands()) - {line for line in commands() if line.startswith(RUN_ELSEWHERE)})
)
def test_each_command_of_the_handbook_runs(office, line):
    command = [sys.executable, str(ROOT / "build.py"), *shlex.split(line)]
    if line.startswith("verify") and not (office / "site").exists():
        subprocess.run([sys.executable, str(ROOT / "build.py"), "--quiet"], cwd=office, check=True)
    done = subprocess.run(
        command, cwd=office, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr
    assert "Usage" not in done.stderr


@pytest.mark.parametrize("name", ["Decision form.docx", "import-report.txt", "page.html", "old-decisions/form.docx"])
def test_a_form_that_is_brought_in_is_not_committed_by_mistake(name):
    done = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
    assert done.returncode == 0
