"""Runs the cases of every rule: each finding where the case marks it, and no other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_sites import SITES, TODAY

from decision_register.check import check_manuscripts
from decision_register.manuscript import read_manuscript
from decision_register.rules.catalogue import RULES, rule_named
from decision_register.settings import read_settings
from decision_register.source import read_sources

FOLDER = Path(__file__).resolve().parent


def picture(said: str) -> bytes:
    """A PNG file, of as many bytes as the case says."""
    size = int(re.sub(r"\D", "", said) or "0")
    data = size.to_bytes(4) + b"IDAT" + bytes(size + 4)
    return b"\x89PNG\r\n\x1a\n" + data + bytes(4) + b"IEND" + bytes(4)


MARK = re.compile(r"\s*# findings?: (?P<codes>DN\d{3}(?:, DN\d{3})*)$")
BLOCK = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>[a-z]+) ?(?P<name>[^\n]*)\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
FAULTLESS = {
    "reference": "reference: EX-0001",
    "title": "title: A decision",
    "status": "status: non-confidential",
    "decision_date": "decision_date: 2024-03-05",
    "publication_date": "publication_date: 2024-03-06",
    "decision_maker": "decision_maker:\n  name: Ann Example\n  role: Commissioner\n  capacity: commissioner",
    "lead_officer": "lead_officer: Bo Sample",
    "interests": "interests: none",
}
TEXT = "\n## Decision\n\nAgreed.\n\n## Reasons\n\nIt is needed.\n"


@dataclass(frozen=True)
class Case:
    rule: str
    title: str
    text: str


def read_cases() -> list[Case]:
    cases = []
    for file in sorted(FOLDER.glob("*.md")):
        if file.name != "README.md":
            title, *parts = re.split(r"^## Case: ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
            rule = title.split("\n", 1)[0].removeprefix("# ")
            cases += [Case(rule, *part.split("\n", 1)) for part in parts]
    return cases


def whole(text: str) -> str:
    """A faultless notice with these fields and this text instead of its own."""
    fence = re.search(r"^---( # finding.*)?\n", text, re.MULTILINE)
    fields = text[: fence.start()] if fence else text
    body = text[fence.end() :] if fence and text[fence.end() :] else TEXT
    given = {re.match(r"-?([^:\s]+)", line)[1] for line in fields.split("\n") if re.match(r"-?[A-Za-z]", line)}
    kept = [typed for key, typed in FAULTLESS.items() if key not in given]
    added = [line for line in fields.rstrip("\n").split("\n") if line and not re.match(r"-[a-z]", line)]
    return "\n".join(["---", *kept, *added, fence[0].rstrip() if fence else "---", body])


def write_case(case: Case, root: Path):
    """Write the case's files, and return where findings are expected, the settings, and the words they say."""
    expected, says, extra, folder = set(), [], "", None
    for block in BLOCK.finditer(case.text):
        kind, name, text = block["kind"], block["name"].strip(), block["text"]
        if kind == "settings":
            extra = text
        elif kind == "says":
            says = text.strip().split("\n")
        elif kind == "never":
            extra = f"never_name = [{text.strip()!r}]"
        elif kind in ("notice", "file"):
            typed = whole(text) if kind == "notice" else text
            reference = re.search(r"^reference: ([^\n#]*)", typed, re.MULTILINE)
            stem = re.sub(r"[^a-z0-9]+", "-", (reference[1] if reference else "ex-0001").strip().lower()).strip("-")
            path = root / (name or f"notices/2024/{stem}.md")
            path.parent.mkdir(parents=True, exist_ok=True)
            folder = path.with_suffix("")
            lines = typed.split("\n")
            for number, line in enumerate(lines, 1):
                mark = MARK.search(line)
                if mark:
                    expected |= {(path.name, number, code) for code in mark["codes"].split(", ")}
            path.write_text("\n".join(MARK.sub("", line) for line in lines), encoding="utf-8", newline="\n")
        elif kind == "document":
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(picture(text) if name.endswith(".png") else text.encode())
    return expected, extra, says


def findings_of(root: Path, extra: str):
    settings_file = root / "register.toml"
    settings_file.write_text(
        (SITES / "register.toml").read_text(encoding="utf-8").rstrip() + "\n" + extra, encoding="utf-8"
    )
    settings = read_settings(settings_file, TODAY)
    (root / "notices").mkdir(exist_ok=True)
    sources = read_sources(root / "notices")
    manuscripts = tuple(read_manuscript(source, settings.form) for source in sources.notices)
    return check_manuscripts(manuscripts, settings, sources.strays)


CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule.split(' ')[0]}: {case.title}")
def test_case(case, tmp_path):
    expected, extra, says = write_case(case, tmp_path)
    findings = findings_of(tmp_path, extra)
    assert {(f.path.rpartition("/")[2], f.span.line, f.code) for f in findings} == expected, findings
    told = "\n".join(f"{f.message}. {f.help}" for f in findings)
    for words in says:
        assert words in told


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_a_file_with_a_breach_and_a_faultless_case(rule):
    if rule.code.startswith(("DN0", "DN42", "DN43", "DN9")) or rule.name == "symbolic-link-document":
        pytest.skip("what no Markdown can show is in test_unreadable.py, test_inside.py and test_changes.py")
    mine = [case for case in CASES if case.rule == f"{rule.name} ({rule.code})"]
    assert any(f"{rule.code}" in case.text for case in mine)
    assert any("# finding" not in case.text for case in mine)


def test_codes_and_names_are_used_once():
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_found_by_code_and_name_and_explains_itself(rule):
    assert rule_named(rule.code) is rule_named(rule.name.upper()) is rule
    assert rule.summary.endswith((".", ")"))
    if not rule.code.startswith("DN0"):
        assert "Bad:" in rule.explanation
        assert "Good:" in rule.explanation
