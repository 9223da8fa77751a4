"""The rules on lists, tables and code say what the page shows, and nothing where it shows what its author means."""

from __future__ import annotations

import pytest
from small_sites import SITES, TODAY

from decision_register.check import check_manuscripts
from decision_register.manuscript import read_manuscript
from decision_register.markup import markdown_to_html
from decision_register.settings import read_settings
from decision_register.source import read_text

SETTINGS = read_settings(SITES / "register.toml", TODAY)
WHOLE = (SITES / "one-notice" / "notices" / "2024" / "ex-0001.md").read_text(encoding="utf-8")

# What an author types, the element they mean, and the rule that tells of it where it is not made.
MEANT = {
    "a list with a line above": ("For:\n\n- one\n- two", "<li>", ""),
    "a list without": ("For:\n- one\n- two", "<li>", "DN330"),
    "a numbered list with": ("For:\n\n1. one\n2. two", "<li>", ""),
    "a numbered list without": ("For:\n1. one\n2. two", "<li>", "DN330"),
    "a list of stars without": ("For\n* one\n* two", "<li>", "DN330"),
    "a list below bold words": ("**For**\n- one\n- two", "<li>", "DN330"),
    "a list of one point": ("For:\n- one", "<li>", "DN330"),
    "a table with": ("For:\n\n| a | b |\n| --- | --- |\n| c | d |", "<table>", ""),
    "a table without": ("For:\n| a | b |\n| --- | --- |\n| c | d |", "<table>", "DN331"),
    "words below a table": ("| a | b |\n| --- | --- |\n| c | d |\nThen.", "<p>Then.</p>", "DN331"),
    "words apart from a table": ("| a | b |\n| --- | --- |\n| c | d |\n\nThen.", "<p>Then.</p>", ""),
    "bullets of Word": ("• one\n• two", "<li>", "DN332"),
    "letters for bullets": ("o\tone\no\ttwo", "<li>", "DN332"),
    "no space": ("-one\n-two", "<li>", "DN332"),
    "cells between tabs": ("a\tb\nc\td", "<table>", "DN333"),
    "a paragraph set in": ("\tWords.", "<p>Words.</p>", "DN334"),
    "a paragraph set in by spaces": ("    Words.", "<p>Words.</p>", "DN334"),
    "a paragraph three spaces in": ("   Words.", "<p>Words.</p>", ""),
    "a paragraph of a point": ("- one\n\n    Words.", "<p>Words.</p>", ""),
}


@pytest.mark.parametrize("what", MEANT)
def test_a_rule_speaks_just_where_the_page_shows_something_else(what):
    typed, element, code = MEANT[what]
    text = WHOLE.replace("Agreed.", typed)
    manuscript = read_manuscript(read_text(text.encode(), "notices/2024/ex-0001.md"), SETTINGS.form)
    assert {f.code for f in check_manuscripts((manuscript,), SETTINGS)} == ({code} if code else set())
    assert (element in markdown_to_html(typed)) == (not code)
