"""What a review writes into a comment: no text of a notice breaks out of it, and it is never too long."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from markdown import markdown
from small_sites import site_named

from decision_register.comparison import Comparison
from decision_register.notice_changes import Kind, NoticeChange
from decision_register.outputs.review import as_markdown, escaped
from decision_register.redline import Block, redline
from decision_register.wording import FieldChange, SectionChange

SETTINGS = site_named("one-notice").settings()
PIECES = (
    "`code`", "```", "~~~", "| a |", "<!-- ", "-->", "<b>", "</table>", "<script>alert(1)</script>", "@everyone", "#1",
    "GH-12", "!7", "office/register#3", "![i](https://example.org/i.png)", "[x](https://example.org)", "[x]: https://e.org",
    "https://example.org", "www.example.org", "a@example.org", "**bold**", "__strong__", "# heading", "- [ ] task",
    "1. one", "1) one", "> quote", "&lt;b&gt;", "&#60;", "\\", "\\`", "$x$", "===", "---", "***", ":tada:", "/close",
    "[^1]", "£5,000", "word", "  ", "é", "\x1f",
)  # fmt: skip
HOSTILE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map(" ".join)
OURS = {
    "html",
    "body",
    "div",
    "p",
    "h2",
    "h3",
    "ul",
    "li",
    "strong",
    "code",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
OURS |= {"ins", "del", "br", "span"}


def comparison(*notices):
    return Comparison("0123456789", notices, (), (), ())


def change(number, text):
    words = " ".join(text.split())
    reds = redline((Block("p", f"{words} was here"),), (Block("p", f"{words} is here"),))
    return NoticeChange(
        Kind.CHANGED,
        f"EX-{number:04}",
        text,
        f"ex-{number:04}",
        f"notices/ex-{number:04}.md",
        told=(text,),
        fields=(FieldChange("interests", text, f"{text}\n{text}"),),
        sections=(SectionChange(text, reds),),
        called_out=(f"Names: {text} put in",),
        accepted=(f"DN801: {text}",),
        was_published=True,
    )


def shown(text):
    """The comment as a program that knows Markdown shows it."""
    return html.document_fromstring(f"<div>{markdown(text, extensions=['tables'])}</div>")


def as_typed(text):
    """A text without what makes it safe: backslashes, and spaces that nobody sees."""
    return re.sub(r"[\\\u200b\s]", "", text.replace("\x1f", "/"))


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
@example("<!--")
@example("@everyone")
@example("/close")
def test_a_text_of_a_notice_is_only_ever_text(text):
    said = as_markdown(comparison(change(1, text)), SETTINGS)
    page = shown(said)
    assert {element.tag for element in page.iter()} <= OURS
    assert len(page.xpath("//h2")) == 1
    ((_, before, after),) = page.xpath("//tbody/tr")
    assert as_typed(before.text_content()) == as_typed(text)
    assert as_typed(after.text_content()) == as_typed(f"{text}{text}")
    assert not re.search(r"(?i)@\w|(?<!&)#\d|!\d|\bGH-\d|^\s*/\w", said, re.MULTILINE)


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_nothing_of_the_text_is_lost(text):
    assert as_typed(shown(escaped(f"a{text}")).text_content()) == as_typed(f"a{text}")


def test_spaces_beside_a_change_stay():
    reds = redline((Block("p", "We pay £5 a year."),), (Block("p", "We pay £6 a year."),))
    notice = replace(change(1, "so"), sections=(SectionChange("Costs", reds),))
    assert "We pay <del>£5</del><ins>£6</ins> a year" in as_markdown(comparison(notice), SETTINGS)


def test_a_quotation_is_one_in_the_comment():
    reds = redline((Block("p", "We pay £5 a year.", quoted=True),), (Block("p", "We pay £6 a year.", quoted=True),))
    notice = replace(change(1, "so"), sections=(SectionChange("Costs", reds),))
    page = shown(as_markdown(comparison(notice), SETTINGS))
    assert " ".join(page.xpath("string(//blockquote)").split()) == "We pay £5£6 a year."


@pytest.mark.parametrize("text", ["<!--@#1!" * 3_000, "long words " * 200, "long words " * 20])
def test_a_long_comment_is_cut_and_says_how_much_is_missing(text):
    said = as_markdown(comparison(*(change(number, text) for number in range(30))), SETTINGS)
    assert len(said) <= 60_000
    assert len(said.encode()) < 2**20
    last = said.rstrip().rpartition("\n")[2]
    told = said.count("\n### EX\\-")
    assert told > 0 or len(text) > 1_000
    assert last.startswith("**This comment is cut here")
    assert f"Of 30 decisions that change, {30 - told} are not told of in detail" in last


def test_a_short_comment_is_not_cut():
    assert "cut here" not in as_markdown(comparison(change(1, "so")), SETTINGS)
