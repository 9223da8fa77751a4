"""What makes Markdown quick changes nothing: the same HTML as the stock processors, for any text."""

from __future__ import annotations

import re

import markdown
import pytest
from corpus import write_corpus
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor
from small_sites import ROOT, SITES

from decision_register.markup import (
    MarkdownFaultError,
    _converter,
    _SafeAndAccessible,
    markdown_to_html,
    plain_text,
    second_wall,
)


def stock(text: str) -> str:
    """The HTML of Python-Markdown with its own processors, and with what this register takes away."""
    converter = markdown.Markdown(extensions=["tables", "sane_lists"], output_format="html")
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    converter.treeprocessors.register(_SafeAndAccessible(converter), "safe_and_accessible", -10)
    assert type(converter.treeprocessors["inline"]) is InlineProcessor
    return one_line_end(second_wall(converter.convert(text)).strip())


def one_line_end(html: str) -> str:
    """HTML without the empty lines that a heading without words leaves between two blocks, or before a bare line."""
    return re.sub(r"(?<=>)\n\n+|\n\n+(?=<)", "\n", html)


WORDS = [
    "\n\nA plain line.",
    "\n\n- one\n- two: £5",
    "\n\n1. one\n2. two",
    "\n\n| a | b |\n| --- | --: |\n| c | 1,000 |",
    "\n- x\n",
    "\n\nSee [the plan](https://example.org/a_b?c=1#d) and **bold words**.",
    "[x](javascript:alert)",
    "![p](p.png)",
    "[a > b](c.pdf)",
    "**",
    "\n- [one](1.pdf)\n- **two**: 3",
    "\n\n| [a](b) | **c** |\n| --- | --- |\n| **1** | [2](3) |",
    "\n    deep",
    "\n \n",
    "\u00a0",
    "Agreed.",
    "a",
    "£5",
    "**bold**",
    "*it*",
    "_it_",
    "`code`",
    "[a](b.pdf)",
    "[a][1]",
    "![a](b.png)",
    "<b>",
    "&amp;",
    "&",
]
WORDS += [
    "\\*",
    "  \n",
    "\n",
    "\n\n",
    "\n\n\n",
    "- ",
    "\n- ",
    "\n1. ",
    "\n> ",
    "\n    ",
    "\n# ",
    "\n===",
    "\n---",
    "\n| a | b |",
]
WORDS += [
    "\n| --- | --- |",
    "|",
    "\n[1]: https://example.org",
    "\t",
    " ",
    "*",
    "_",
    "`",
    "[",
    "]",
    "(",
    ")",
    "!",
    "<",
    ">",
    "http://x.org",
]
WORDS += [
    "<https://example.org>",
    "<a@example.org>",
    "é",
    "ß",
    "…",
    "\u2003",
    "* *",
    "_ _",
    "***",
    "~",
    "\x0b",
    "\u00a0Agreed",
    "AT&T",
]


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map("".join))
@example("A plain line.\n\n# \n\nA plain line.\n===")
def test_any_markdown_gives_the_stock_html(text):
    assert one_line_end(markdown_to_html(text)) == stock(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gives_the_stock_html(text):
    assert one_line_end(markdown_to_html(text)) == stock(text)


EMPHASIS = ["*", "**", "_", "__", "***", "\\*", " ", ".", "b", "c", "dé", "[x](y.pdf)", "`q`"]


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(EMPHASIS), max_size=14).map(lambda signs: f"k{''.join(signs)}z"))
def test_no_word_is_lost_between_signs_of_emphasis(text):
    """Python-Markdown 3.11.1 to 3.11.3 lose words between crossed signs, so it is held below them."""
    typed = re.sub(r"[^a-zé]", "", text.replace("(y.pdf)", ""))
    shown = re.sub(r"[^a-zé]", "", plain_text(markdown_to_html(text)))
    assert shown == typed


@pytest.mark.parametrize("text", ["A*b**c*d e", "*it**it*[x](b.pdf)", "z*d e**c*k", "b*_cc__`q`_b__`q`k"])
def test_words_that_python_markdown_once_lost(text):
    assert len(re.findall("[a-z]", plain_text(markdown_to_html(text)))) == len(
        re.findall("[a-z]", text.replace("(b.pdf)", ""))
    )


def test_a_converter_that_loses_words_is_refused(monkeypatch):
    monkeypatch.setattr(markdown.Markdown, "convert", lambda _self, text: f"<p>{text.replace('d', '')}</p>")
    _converter.cache_clear()
    with pytest.raises(MarkdownFaultError, match="loses words; delete the folder"):
        markdown_to_html("Agreed. *Twice*.")


def test_real_notices_give_the_stock_html(tmp_path):
    write_corpus(40, tmp_path)
    files = [*tmp_path.rglob("*.md"), *(ROOT / "notices").rglob("*.md"), *SITES.rglob("*.md")]
    for file in files:
        text = file.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        assert one_line_end(markdown_to_html(text)) == stock(text), file


@pytest.mark.parametrize(
    "text", ["", " ", "a", "- a\n\nb", "- a\n\n  b\n\nc", "1. a\n\nb\n\n2. c", "> a\n\nb", "a\n\n    b\n\nc"]
)
def test_a_plain_paragraph_beside_lists_and_quotations(text):
    assert one_line_end(markdown_to_html(text)) == stock(text)
