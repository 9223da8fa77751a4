"""The tree explains itself: imports point one way, functions are small, and lint and types are clean."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "decision_register"
MODULES = sorted(PACKAGE.rglob("*.py"))
# What a layer may import stands below it. Modules of one line do not import one another, but for its first.
LAYERS = (
    ("cli", "__main__"),
    ("author_commands",),
    ("options",),
    ("testing", "verify"),
    ("authoring.serve",),
    ("authoring.told", "authoring.begin", "authoring.fix", "authoring.doctor", "authoring.schema", "authoring"),
    ("report",),
    ("importing.bring",),
    ("importing.writing",),
    ("importing.mapping", "importing.word", "importing.sheet"),
    ("importing.telling",),
    ("importing.filling", "importing.web", "importing.word_xml", "importing.plain"),
    ("importing.html_lines", "importing.word_signs"),
    ("importing.tables", "importing.counting"),
    ("importing.labels", "importing.lines", "importing.numerals", "importing"),
    ("pipeline",),
    ("checking",),
    ("rendering",),
    ("writer", "templating"),
    ("site_before",),
    ("outputs.addresses", "outputs"),
    ("repeated",),
    ("looked_at",),
    ("comparison",),
    ("in_short",),
    ("effects",),
    ("notice_changes",),
    ("kept_back",),
    ("called_out",),
    ("archive", "last_build", "kept_readings", "together"),
    ("reading", "version_pages"),
    ("versions",),
    ("old_wording",),
    ("check",),
    ("history",),
    ("rules.catalogue",),
    ("rules.rule", "rules"),
    ("kept",),
    ("pages", "colours"),
    ("register",),
    ("blank_form",),
    ("texts",),
    ("notice",),
    ("settings_changes",),
    ("wording",),
    ("manuscript",),
    ("body",),
    ("markup",),
    ("front_matter",),
    ("field_lines",),
    ("trees", "manifest"),
    ("source",),
    ("inspection",),
    ("covered", "pictures", "inspected"),
    ("slips",),
    ("mentions",),
    ("fields", "settings", "exemptions", "references", "values", "plain_blocks", "sums"),
    ("names",),
    ("kept_shards",),
    ("shards",),
    ("cluster", "pagefind"),
    ("work",),
    ("software",),
    ("findings", "progress", "redline"),
    ("packing", "folders"),
)
# These alone open files, ask for the time or run programs.
MAY_READ = {
    "source",
    "settings",
    "manifest",
    "writer",
    "trees",
    "pagefind",
    "kept_shards",
    "outputs.documents",
    "outputs.exports",
    "outputs.handbook",
    "outputs.assets",
    "outputs.forms",
    "history",
    "verify",
    "templating",
    "archive",
    "author_commands",
    "authoring.doctor",
    "importing.bring",
    "importing.word",
    "kept",
    "software",
    "cli",
    "testing",
}
OUTSIDE = re.compile(r"\b(?:open|read_text|read_bytes|write_text|write_bytes|now|today|urlopen)\(")


def test_rules_of_one_notice_ask_for_the_day_only_to_compare_it_with_a_date_of_the_notice():
    """A reading is kept until the next day that its notice names; see `kept_readings`."""
    asked = {
        module.stem: [
            line.strip() for line in module.read_text(encoding="utf-8").split("\n") if "settings.today" in line
        ]
        for module in (PACKAGE / "rules").glob("*.py")
    }
    assert {name: lines for name, lines in asked.items() if lines} == {
        "dates": ["if date and date > settings.today and name not in may_lie_ahead:"],
        "disclosure": ["if value and date and date < settings.today:"],
    }


def name_of(module: Path) -> str:
    return ".".join(part for part in module.relative_to(PACKAGE).with_suffix("").parts if part != "__init__")


def layer_of(name: str) -> tuple[int, int]:
    for height, layer in enumerate(LAYERS):
        for place, part in enumerate(layer):
            if name == part or name.startswith(part + "."):
                return height, place
    pytest.fail(f"{name} has no layer")


def imported_by(module: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("decision_register"):
            base = node.module.removeprefix("decision_register").lstrip(".")
            names = [f"{base}.{alias.name}".lstrip(".") for alias in node.names]
            found += [n if (PACKAGE / (n.replace(".", "/") + ".py")).exists() else base for n in names]
    return [name for name in found if name]


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_imports_point_one_way(module):
    name = name_of(module)
    if name in {"", "rules", "outputs"}:
        return
    height, place = layer_of(name)
    for other in imported_by(module):
        their_height, their_place = layer_of(other)
        first_of_its_layer = their_height == height and their_place == 0 < place
        assert their_height > height or first_of_its_layer, f"{name} imports {other}"


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_modules_and_functions_are_small_and_told(module):
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    nested = {inner for outer in functions for inner in ast.walk(outer) if inner is not outer}
    for function in functions:
        assert function.end_lineno - function.lineno < 60, function.name
        assert function.returns is not None or function.name == "__init__", function.name
        if function not in nested and not function.name.startswith("_"):
            assert ast.get_docstring(function), function.name


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_only_the_readers_and_the_writer_touch_the_world(module):
    if name_of(module) not in MAY_READ:
        assert not OUTSIDE.search(module.read_text(encoding="utf-8").replace("archive.open", "")), name_of(module)


def test_no_module_has_a_name_that_says_nothing():
    assert {m.stem for m in MODULES} & {"utils", "helpers", "common", "manager", "handler", "processor"} == set()


def test_no_file_names_a_registry():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    hosts = re.compile(
        "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "registry" + r"\.npm", "deb" + r"\.debian"])
    )
    for name in filter(None, listed):
        content = (ROOT / name).read_bytes()
        assert not hosts.search(content.decode("utf-8", errors="ignore")), name


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "mypy"])
def test_lint_format_and_types_are_clean(command):
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
