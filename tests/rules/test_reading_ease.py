"""What authors are told is plain: no word of the trade where a plain one serves, and no sentence too long.

Every case of every rule is run, and each sentence that a finding says is looked at.
"""

from __future__ import annotations

import ast
import re

import pytest
from small_sites import ROOT
from test_rules import CASES, findings_of, write_case

JARGON = re.compile(
    r"\b(?:YAML|TOML|JSON|Python|regex|regular expressions?|string|integer|boolean|null|dict|mapping|sequence|scalar|"
    r"parse[rd]?|token|indent\w*|syntax|schema|encod\w+|UTF-?8|ASCII|character set|commit|branch|repository|git|stdout|"
    r"exception|traceback|invalid|illegal|delimiter|node|array|front[ -]?matter|metadata)\b"
)
MOST_WORDS = 30
LONGEST_WORDS_ON_AVERAGE = 5.6
"""Characters a word; English prose has about 4.7, and references and names of fields are long."""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Each sentence that is said, without what it quotes of the author's own text."""
    said = {}
    for number, case in enumerate(CASES):
        root = tmp_path_factory.mktemp(f"case{number}")
        _, extra, _ = write_case(case, root)
        for finding in findings_of(root, extra):
            for text in (finding.message, finding.help):
                plain = re.sub(r"'[^']*'|\"[^\"]*\"|“[^”]*”|\[[^\]]*\]|\S+[:/_=]\S*", "it", text)
                said[plain.replace(finding.value, "it") if finding.value else plain] = finding.code
    return said


def test_no_word_of_the_trade_is_said(told):
    assert {text: code for text, code in told.items() if JARGON.search(text)} == {}


def test_sentences_are_short(told):
    sentences = [(part, code) for text, code in told.items() for part in re.split(r"(?<=[.;:])\s", text)]
    assert [(part, code) for part, code in sentences if len(part.split()) > MOST_WORDS] == []


def test_words_are_short(told):
    words = [word.strip(".,;:") for text in told for word in text.split()]
    assert len(words) > 500
    assert sum(map(len, words)) / len(words) < LONGEST_WORDS_ON_AVERAGE


def said_by(module):
    """The sentences that a module of authors' help can say: its texts of three words and more, without docstrings."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            plain = re.sub(r"'[^']*'|“[^”]*”|<[^>]*>|\S*[:/_=\\]\S*", "it", node.value)
            if len(plain.split()) > 2:
                yield plain


HELP = [*sorted((ROOT / "decision_register").glob("importing/*.py")), ROOT / "decision_register" / "author_commands.py"]
HELP += sorted((ROOT / "decision_register").glob("authoring/*.py"))
NEEDED = {"doctor.py": {"git", "Python", "repository"}, "schema.py": {"schema"}}  # these things have no other name


@pytest.mark.parametrize("module", HELP, ids=lambda module: module.name)
def test_no_word_of_the_trade_is_said_by_what_helps_authors(module):
    found = {word for text in said_by(module) for word in JARGON.findall(text)}
    assert found - NEEDED.get(module.name, set()) == set()


def test_sentences_of_what_helps_authors_are_short():
    parts = [part for module in HELP for text in said_by(module) for part in re.split(r"(?<=[.;:])\s", text)]
    assert len(parts) > 100
    assert [part for part in parts if len(part.split()) > MOST_WORDS] == []
