"""The redline: nothing of either text is lost, whatever was changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_register.markup import markdown_to_html
from decision_register.redline import Block, Fate, How, blocks_of, redline, words_after, words_before

WORDS = st.sampled_from(
    ["the", "grant", "£5,000", "was", "not", "agreed", "4", "May", "|", "a\x1fb", "EX-0001", ",", "."]
)
BLOCKS = st.lists(
    st.builds(Block, st.sampled_from(["p", "li", "tr"]), st.lists(WORDS, min_size=1, max_size=12).map(" ".join)),
    max_size=8,
).map(tuple)


@settings(max_examples=600, deadline=None)
@given(BLOCKS, BLOCKS)
def test_each_text_can_be_taken_out_of_the_redline(old, new):
    reds = redline(old, new)
    assert words_before(reds) == [block.words for block in old]
    assert words_after(reds) == [block.words for block in new]


@settings(max_examples=300, deadline=None)
@given(BLOCKS, st.randoms())
def test_a_few_edits_of_a_text(old, chance):
    new = list(old)
    for _ in range(chance.randint(1, 3)):
        if new and chance.random() < 0.5:
            new.insert(chance.randrange(len(new)), new.pop(chance.randrange(len(new))))
        elif new:
            at = chance.randrange(len(new))
            new[at] = Block(new[at].kind, f"{new[at].words} and more")
    reds = redline(old, tuple(new))
    assert words_before(reds) == [block.words for block in old]
    assert words_after(reds) == [block.words for block in new]


@settings(max_examples=200, deadline=None)
@given(BLOCKS)
def test_a_text_against_itself_is_all_the_same(text):
    assert {red.fate for red in redline(text, text)} <= {Fate.SAME}


def shown(old, new):
    signs = {How.SAME: "{}", How.IN: "[+{}+]", How.OUT: "[-{}-]"}
    reds = redline(blocks_of(markdown_to_html(old)), blocks_of(markdown_to_html(new)))
    return [(str(red.fate), "".join(signs[part.how].format(part.words) for part in red.parts)) for red in reds]


CASES = {
    "a sum": ("It costs £5,000.", "It costs £9,000.", [("changed", "It costs [-£5,000-][+£9,000+].")]),
    "a word more": ("Agreed.", "Not agreed.", [("removed", "[-Agreed.-]"), ("added", "[+Not agreed.+]")]),
    "a paragraph more": (
        "One.\n\nTwo.",
        "One.\n\nNew.\n\nTwo.",
        [("same", "One."), ("added", "[+New.+]"), ("same", "Two.")],
    ),
    "a paragraph moved": (
        "First one.\n\nSecond here.\n\nThird there.",
        "Second here.\n\nThird there.\n\nFirst one.",
        [
            ("moved away", "[-First one.-]"),
            ("same", "Second here."),
            ("same", "Third there."),
            ("moved here", "[+First one.+]"),
        ],
    ),
    "bold is no change of words": ("It is **so**.", "It is so.", [("same", "It is so.")]),
    "a cell": (
        "| Place | Sum |\n| --- | --- |\n| Ashford | 12 |",
        "| Place | Sum |\n| --- | --- |\n| Ashford | 13 |",
        [("same", "Place\x1fSum"), ("changed", "Ashford\x1f[-12-][+13+]")],
    ),
    "a point": (
        "- one thing\n- two",
        "- one thing\n- two\n- three",
        [("same", "one thing"), ("same", "two"), ("added", "[+three+]")],
    ),
}


@pytest.mark.parametrize("what", CASES)
def test_what_is_shown(what):
    old, new, expected = CASES[what]
    assert shown(old, new) == expected


def test_a_row_keeps_its_cells():
    (red,) = redline((Block("tr", "a\x1fb c"),), (Block("tr", "a\x1fb d"),))
    assert [[part.words for part in cell] for cell in red.cells] == [["a"], ["b ", "c", "d"]]
