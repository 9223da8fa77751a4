"""What authors are told is plain: no word of the trade where a plain one serves, and no sentence too long.

Every case of every rule is run, and each sentence that a finding says is looked at.
"""

from __future__ import annotations

import re

import pytest
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
