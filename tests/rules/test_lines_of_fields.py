"""A mistyped line of the fields is told once, on its own line, and what the finding says to do mends it."""

from __future__ import annotations

import pytest
from small_sites import SITES, TODAY

from decision_register.check import check_manuscripts
from decision_register.manuscript import read_manuscript
from decision_register.settings import read_settings
from decision_register.source import read_text

SETTINGS = read_settings(SITES / "register.toml", TODAY)
WHOLE = (SITES / "one-notice" / "notices" / "2024" / "ex-0001.md").read_text(encoding="utf-8")
LISTS = WHOLE.replace(
    "interests: none\n",
    "interests: none\ntopics:\n  - Grants\n  - Estates\n"
    "costs:\n  - amount: 5\n    direction: spend\n    basis: annual\n  - amount: 6\n    direction: spend\n"
    "    basis: annual\n",
).replace("Agreed.", "Agreed: £5 and £6 a year.")

# The line as it must be, the line as it was typed, and the cure that the one finding on that line gives.
MISTYPED = {
    "a space before a field": ("status: non-confidential", " status: non-confidential", "Delete the space in front"),
    "a space before the first": ("reference: EX-0001", " reference: EX-0001", "Delete the space in front"),
    "spaces before a field": ("interests: none", "   interests: none", "Delete the 3 spaces in front"),
    "a space after a group": ("lead_officer: Bo", " lead_officer: Bo", "Delete the space in front"),
    "spaces after a group": ("lead_officer: Bo", "  lead_officer: Bo", "Delete the 2 spaces in front"),
    "a space before a group": ("decision_maker:", " decision_maker:", "Delete the space in front"),
    "too little, first": ("  name: Ann", " name: Ann", "Put 2 spaces in front of it"),
    "too little": ("  role: Com", " role: Com", "Put 2 spaces in front of it"),
    "too little, last": ("  capacity: com", " capacity: com", "Put 2 spaces in front of it"),
    "nothing": ("  role: Com", "role: Com", "Put 2 spaces in front of it"),
    "nothing, last": ("  capacity: com", "capacity: com", "Put 2 spaces in front of it"),
    "too much, first": ("  name: Ann", "   name: Ann", "Put 2 spaces in front of it"),
    "too much": ("  role: Com", "    role: Com", "Put 2 spaces in front of it"),
    "too much, last": ("  capacity: com", "   capacity: com", "Put 2 spaces in front of it"),
    "a point that is not indented": ("  - Estates", "- Estates", "Put 2 spaces in front of it"),
    "a point too little": ("  - Estates", " - Estates", "Put 2 spaces in front of it"),
    "a point too much": ("  - Estates", "   - Estates", "Put 2 spaces in front of it"),
    "a part of a point too little": ("    direction: s", "   direction: s", "Put 4 spaces in front of it"),
    "a part of a point as its hyphen": ("    direction: s", "  direction: s", "Put 4 spaces in front of it"),
    "a part of a point too much": ("    direction: s", "     direction: s", "Put 4 spaces in front of it"),
    "no space after a colon": ("status: non", "status:non", "Type a space after the colon: status: non-confidential"),
    "no space after the first": ("reference: EX", "reference:EX", "Type a space after the colon"),
    "no space after the last": ("    basis: annual\n---", "    basis:annual\n---", "Type a space after the colon"),
    "no space in a group": ("  role: Com", "  role:Com", "Type a space after the colon: role: Commissioner"),
    "no space, first of a group": ("  name: Ann", "  name:Ann", "Type a space after the colon"),
    "no space, last of a group": ("  capacity: com", "  capacity:com", "Type a space after the colon"),
    "no space in a point": ("  - amount: 6", "  - amount:6", "Type a space after the colon"),
    "no colon": ("status: non", "status non", "Type a colon and a space after the name: status: non-confidential"),
    "a hard space after a colon": ("status: non", "status:\u00a0non", "Type the spaces of this line anew"),
    "a hard space after the last": ("    basis: annual\n---", "    basis:\u00a0annual\n---", "Type the spaces"),
    "a hard space before a part": ("  role: Com", "\u00a0\u00a0role: Com", "Type the spaces of this line anew"),
    "a hard space in a point": ("  - Estates", "  -\u00a0Estates", "Type the spaces of this line anew"),
    "no hyphen's space": ("  - Estates", "  -Estates", "Type a space after the hyphen: - Estates"),
}


def findings(text):
    manuscript = read_manuscript(read_text(text.encode(), "notices/2024/ex-0001.md"), SETTINGS.form)
    return check_manuscripts((manuscript,), SETTINGS)


def test_the_notices_of_these_cases_are_faultless():
    assert findings(WHOLE) == findings(LISTS) == ()


@pytest.mark.parametrize("what", MISTYPED)
def test_a_mistyped_line_is_told_once_on_its_own_line_with_what_mends_it(what):
    right, typed, cure = MISTYPED[what]
    assert right in LISTS
    spoilt = LISTS.replace(right, typed, 1)
    (finding,) = findings(spoilt)
    assert (finding.span.line, cure in finding.help) == (line_of(LISTS, right), True), finding


def line_of(text, words):
    return text.count("\n", 0, text.index(words)) + 1


def test_a_point_that_was_read_as_more_words_of_the_one_before_is_told():
    (finding,) = findings(LISTS.replace("  - Grants", "- Grants"))
    assert (finding.span.line, finding.help) == (15, "Delete the 2 spaces in front of it.")
    (finding,) = findings(WHOLE.replace("lead_officer: Bo Sample", "lead_officer: Bo Sample\n  - Di Sample"))
    assert (finding.span.line, finding.help[:40]) == (12, "Write each point on a line of its own, a")


SIGNS = ["[Draft] paint", "[Draft paint", "{a} b", "{x", "@home", "&c", "& co", "*star", "*star* x", "!note", "! x"]
SIGNS += ["%50 off", "> than", "| pipe", "`x`", "- x", "? x", ": x", ", x", "[a]: b", "[x]", "{x}", "Estates: sale"]
SIGNS += ['"A" and B', '"A', "'A' and B", "'A", "'The commissioner's plan'", '"A": b', "A: [b]", "[Draft] a: b"]


@pytest.mark.parametrize("value", SIGNS)
def test_a_value_that_begins_with_a_sign_is_shown_in_quotation_marks_that_mend_it(value):
    spoilt = WHOLE.replace("title: A decision", f"title: {value}")
    (finding,) = findings(spoilt)
    assert finding.span.line == 3, finding
    assert "quotation marks" in finding.help
    shown = finding.help[finding.help.index("title: ") :]
    mended = spoilt.replace(f"title: {value}", shown)
    assert findings(mended) == ()
    manuscript = read_manuscript(read_text(mended.encode(), "notices/2024/ex-0001.md"), SETTINGS.form)
    assert manuscript.text("title").strip("\"'") == value.strip("\"'")


def test_a_quotation_mark_far_above_is_told_where_it_is():
    spoilt = LISTS.replace("title: A decision", 'title: "A decision').replace("interests: none", 'interests: "none"')
    (finding,) = findings(spoilt)
    assert (finding.span.line, finding.help[-19:]) == (3, 'title: "A decision"')


def test_two_mistyped_lines_are_told_one_after_the_other():
    spoilt = WHOLE.replace("status: non", " status: non").replace("  role: ", "   role: ")
    (first,) = findings(spoilt)
    assert (first.span.line, "Delete the space in front" in first.help) == (4, True)
    (second,) = findings(spoilt.replace(" status:", "status:"))
    assert (second.span.line, "Put 2 spaces in front of it" in second.help) == (9, True)
