"""The numbers of paragraphs come out as Word counts them, whatever way the list is tied to them."""

from __future__ import annotations

import pytest
from docx.oxml import parse_xml
from word_parts import _W

from decision_register.importing.counting import Counting


def level(depth, style="decimal", text="%1.", more=""):
    inside = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{inside}</w:lvl>'


def numbering(*kinds):
    """Each kind of list has the number of its place, from 1, and one list of the same number."""
    each = list(enumerate(kinds, 1))
    made = "".join(f'<w:abstractNum w:abstractNumId="{number}">{kind}</w:abstractNum>' for number, kind in each)
    made += "".join(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number, _ in each)
    return parse_xml(f"<w:numbering {_W}>{made}</w:numbering>")


def styles(*made):
    """Each style: its name, what it is based on, and its own numbering."""
    each = (
        f'<w:style w:styleId="{name}"><w:basedOn w:val="{basis}"/><w:pPr><w:numPr>{own}</w:numPr></w:pPr></w:style>'
        for name, basis, own in made
    )
    return parse_xml(f"<w:styles {_W}>{''.join(each)}</w:styles>")


def in_list(number, depth=0):
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def of_style(name):
    return f'<w:pStyle w:val="{name}"/>'


def labels(paragraphs, lists, of_names=None):
    counting = Counting(lists, of_names)
    return [counting.label_of(parse_xml(f"<w:p {_W}><w:pPr>{inside}</w:pPr></w:p>")) for inside in paragraphs]


NEVER, AFTER_THE_FIRST = ('<w:lvlRestart w:val="0"/>', '<w:lvlRestart w:val="1"/>')
FIRST = '<w:numId w:val="1"/>'
COUNTED = {
    "begins again below each": (
        [in_list(1), in_list(1, 1), in_list(1), in_list(1, 1)],
        numbering(level(0) + level(1, text="%1.%2")),
        None,
        ["1.", "1.1", "2.", "2.1"],
    ),
    "never begins again": (
        [in_list(1), in_list(1, 1), in_list(1), in_list(1, 1)],
        numbering(level(0) + level(1, text="%2", more=NEVER)),
        None,
        ["1.", "1", "2.", "2"],
    ),
    "begins again below the first depth only": (
        [in_list(1), in_list(1, 1), in_list(1, 2), in_list(1, 1), in_list(1, 2), in_list(1), in_list(1, 2)],
        numbering(level(0) + level(1, text="%2") + level(2, text="(%3)", more=AFTER_THE_FIRST)),
        None,
        ["1.", "1", "(1)", "2", "(2)", "2.", "(1)"],
    ),
    "levels of another list": (
        [in_list(1), in_list(2), in_list(1, 1)],
        numbering('<w:numStyleLink w:val="Our"/>', '<w:styleLink w:val="Our"/>' + level(0) + level(1, text="%1.%2")),
        None,
        ["1.", "2.", "2.1"],
    ),
    "levels of the list of a style": (
        [in_list(1), in_list(1)],
        numbering('<w:numStyleLink w:val="Our"/>', level(0, "lowerLetter", "(%1)")),
        styles(("Our", "", '<w:numId w:val="2"/>')),
        ["(a)", "(b)"],
    ),
    "depths that name their style": (
        [of_style("H1"), of_style("H2"), of_style("H2")],
        numbering(level(0, more='<w:pStyle w:val="H1"/>') + level(1, text="%1.%2", more='<w:pStyle w:val="H2"/>')),
        styles(("H1", "", FIRST), ("H2", "", FIRST)),
        ["1.", "1.1", "1.2"],
    ),
    "a style that is based on one, and has its own depth": (
        [of_style("H1"), of_style("H2")],
        numbering(level(0) + level(1, text="%1.%2")),
        styles(("H1", "", FIRST), ("H2", "H1", '<w:ilvl w:val="1"/>')),
        ["1.", "1.1"],
    ),
    "no list": (["", in_list(0), in_list(9)], numbering(level(0)), None, [None, None, None]),
    "a style of which the list is taken away": (
        [of_style("H2")],
        numbering(level(0)),
        styles(("H1", "", FIRST), ("H2", "H1", '<w:numId w:val="0"/>')),
        [None],
    ),
    "bullets": ([in_list(1)], numbering(level(0, "bullet", "•")), None, [None]),
    "nothing is printed": ([in_list(1), in_list(1)], numbering(level(0, text="")), None, ["", ""]),
    "no numbers": ([in_list(1)], numbering(level(0, "none", "")), None, [""]),
    "words and no number": ([in_list(1)], numbering(level(0, "none", "Note %1")), None, ["Note"]),
}


@pytest.mark.parametrize("name", COUNTED)
def test_paragraphs_are_counted_as_word_counts_them(name):
    paragraphs, lists, of_names, expected = COUNTED[name]
    assert labels(paragraphs, lists, of_names) == expected
