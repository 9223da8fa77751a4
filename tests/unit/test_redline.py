"""The redline: nothing of either text is lost, whatever was changed."""

from __future__ import annotations

import copy
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from small_sites import ROOT, site_named

from decision_register.markup import markdown_to_html
from decision_register.redline import Block, Fate, How, blocks_of, redline, redlines, words_after, words_before
from decision_register.templating import make_templates

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
    "a sum with a letter": ("It costs £5k.", "It costs £9k.", [("changed", "It costs [-£5k-][+£9k+].")]),
    "a day": (
        "On 9th May, 31/03/26.",
        "On 8th May, 30/03/26.",
        [("changed", "On [-9th-][+8th+] May, [-31/03/26-][+30/03/26+].")],
    ),
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


def fates(old, new):
    reds = redline(blocks_of(markdown_to_html(old)), blocks_of(markdown_to_html(new)))
    return [(str(red.fate), red.quoted, red.kind, red.parts[0].words) for red in reds]


QUOTED = {
    "a quotation that stays": ("> Said.", "> Said.", [("same", True, "p", "Said.")]),
    "a paragraph made a quotation": (
        "Said.",
        "> Said.",
        [("removed", False, "p", "Said."), ("added", True, "p", "Said.")],
    ),
    "a quotation made a paragraph": (
        "> Said.",
        "Said.",
        [("removed", True, "p", "Said."), ("added", False, "p", "Said.")],
    ),
    "a list in a quotation": (
        "> Said:\n>\n> - one\n\nAfter.",
        "> Said:\n>\n> - one\n\nAfter.",
        [("same", True, "p", "Said:"), ("same", True, "li", "one"), ("same", False, "p", "After.")],
    ),
    "a quotation in a quotation": (
        "> He said:\n>\n> > So.\n>\n> Then.",
        "> He said:\n>\n> > So.",
        [("same", True, "p", "He said:"), ("same", True, "p", "So."), ("removed", True, "p", "Then.")],
    ),
    "a quotation that moves": (
        "> Said before.\n\nOne stays.\n\nAnother too.",
        "One stays.\n\nAnother too.\n\n> Said before.",
        [
            ("moved away", True, "p", "Said before."),
            ("same", False, "p", "One stays."),
            ("same", False, "p", "Another too."),
            ("moved here", True, "p", "Said before."),
        ],
    ),
}


@pytest.mark.parametrize("what", QUOTED)
def test_a_quotation_is_known_from_a_paragraph_before_and_after(what):
    old, new, expected = QUOTED[what]
    assert fates(old, new) == expected


def test_a_quotation_is_one_on_the_page_too(on_page):
    old, new = (
        blocks_of(markdown_to_html(text)) for text in ("We heard:\n\n> It is late.", "We heard:\n\nIt is late.")
    )
    page = on_page(redline(old, new))
    assert [quote.text_content().strip() for quote in page.xpath("//blockquote[@class='quoted']")] == ["It is late."]
    assert page.xpath("string(//blockquote//del)") == "It is late."
    assert page.xpath("string(//p[not(ancestor::blockquote)]/ins)") == "It is late."


PAGES = tuple(Block("p", f"What stands on page {n} of the plan, in so many words.", f"page {n}") for n in range(1, 4))


def test_each_page_of_a_document_that_differs_is_named():
    new_page = Block("p", "A letter from somebody else.", "page 1")
    later = tuple(Block("p", one.words, f"page {n}") for n, one in enumerate(PAGES, 2))
    changed = Block("p", PAGES[1].words.replace("many", "few"), "page 2")
    reds = {
        "changed": redline(PAGES, (PAGES[0], changed, PAGES[2])),
        "put in before": redline(PAGES, (new_page, *later)),
        "put in before, and changed": redline(PAGES, (new_page, *later[:2], Block("p", "So many words.", "page 4"))),
        "taken out": redline(PAGES, PAGES[:2]),
        "changed and at another place": redline(
            PAGES, (new_page, later[0], Block("p", changed.words, "page 3"), later[2])
        ),
    }
    where = {what: [red.where for red in found if red.fate is not Fate.SAME] for what, found in reds.items()}
    assert where == {
        "changed": ["page 2"],
        "put in before": ["page 1, which is new"],
        "put in before, and changed": [
            "page 1, which is new",
            "page 3, which is taken out",
            "page 4, which is new",
        ],
        "taken out": ["page 3, which is taken out"],
        "changed and at another place": ["page 1, which is new", "page 3, which was page 2"],
    }


def test_text_that_moves_to_another_section_is_moved():
    one, two = Block("p", "The first paragraph of all."), Block("p", "Another one, which stays.")
    here, there = redlines([((one, two), (two,)), ((), (one,))])
    assert [red.fate for red in here] == [Fate.MOVED_AWAY, Fate.SAME]
    assert [red.fate for red in there] == [Fate.MOVED_HERE]


def marked(reds):
    signs = {How.SAME: "{}", How.IN: "[+{}+]", How.OUT: "[-{}-]"}
    parts = [[(part, signs[part.how].format(part.words)) for part in red.parts] for red in reds]
    return ["".join(f"<{said}>" if part.moved else said for part, said in block) for block in parts]


GRANT, COST, STAYS, ENDS = (
    "The grant is for one year.",
    "The cost is £5.",
    "The board met twice in May.",
    "It ends in May.",
)
LATER = "Those who asked for it will be told of all this by the end of May."
SENTENCES_THAT_MOVE = {
    "from the beginning of one to the end of another": (
        [f"{GRANT} {COST} {STAYS}", ENDS],
        [f"{COST} {STAYS}", f"{ENDS} {GRANT}"],
        [f"<[-{GRANT} -]>{COST} {STAYS}", f"{ENDS}<[+ {GRANT}+]>"],
    ),
    "from the middle, with another change": (
        [f"{STAYS} {GRANT} {COST}", LATER],
        [f"{STAYS} {COST}", f"{GRANT} {LATER}".replace("May", "June")],
        [f"{STAYS} <[-{GRANT} -]>{COST}", f"<[+{GRANT} +]>{LATER}".replace("May", "[-May-][+June+]")],
    ),
    "into a paragraph of its own": (
        [f"{STAYS} {COST} {GRANT}"],
        [f"{STAYS} {COST}", GRANT],
        [f"{STAYS} {COST}<[- {GRANT}-]>", f"<[+{GRANT}+]>"],
    ),
    "once, and put in a second time": (
        [f"{STAYS} {COST} {GRANT}", ENDS, ENDS],
        [f"{STAYS} {COST}", f"{ENDS} {GRANT}", f"{ENDS} {GRANT}"],
        [f"{STAYS} {COST}<[- {GRANT}-]>", f"{ENDS}<[+ {GRANT}+]>", f"{ENDS}[+ {GRANT}+]"],
    ),
    "into a quotation or a list is another text": (
        [f"{STAYS} {COST} {GRANT}"],
        [f"{STAYS} {COST}", Block("p", GRANT, quoted=True), Block("li", GRANT)],
        [f"{STAYS} {COST}[- {GRANT}-]", f"[+{GRANT}+]", f"[+{GRANT}+]"],
    ),
    "too short to be told": (["It was. No.", ENDS], ["It was.", f"{ENDS} No."], ["It was.[- No.-]", f"{ENDS}[+ No.+]"]),
}


@pytest.mark.parametrize("what", SENTENCES_THAT_MOVE)
def test_a_sentence_that_left_a_paragraph_for_another_is_moved(what):
    old, new, expected = SENTENCES_THAT_MOVE[what]
    old, new = (tuple(one if isinstance(one, Block) else Block("p", one) for one in text) for text in (old, new))
    reds = redline(old, new)
    assert marked(reds) == expected


SAID = st.lists(st.sampled_from([GRANT, COST, STAYS, ENDS, "No.", "Agreed by all of"]), min_size=1, max_size=5).map(
    " ".join
)
PARAGRAPHS = st.lists(st.builds(Block, st.sampled_from(["p", "li", "tr"]), SAID), max_size=5).map(tuple)


@settings(max_examples=400, deadline=None)
@given(PARAGRAPHS, PARAGRAPHS)
def test_each_text_can_be_taken_out_where_sentences_move(old, new):
    reds = redline(old, new)
    assert words_before(reds) == [block.words for block in old]
    assert words_after(reds) == [block.words for block in new]
    moved = [
        sorted(part.words.strip() for red in reds for part in red.parts if part.moved and part.how is how)
        for how in (How.IN, How.OUT)
    ]
    assert moved[0] == moved[1]


LINES = st.lists(WORDS.filter(lambda word: word not in {"|", "a\x1fb"}), min_size=1, max_size=6).map(" ".join)
POINTS = st.lists(LINES, min_size=1, max_size=5).map(lambda points: "\n".join(f"- {point}" for point in points))
TABLES = st.integers(1, 3).flatmap(
    lambda wide: st.lists(st.lists(LINES, min_size=wide, max_size=wide), min_size=2, max_size=5).map(
        lambda rows: "\n".join(f"| {' | '.join(cells)} |" for cells in [rows[0], ["---"] * len(rows[0]), *rows[1:]])
    )
)
TEXTS = st.lists(st.one_of(LINES, POINTS, TABLES), max_size=5)


@st.composite
def edited(draw):
    """A text, and the same after a few edits: words exchanged, and paragraphs, lists and tables moved, lost or new."""
    old = draw(TEXTS)
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(new)))
        what = draw(st.sampled_from(["new", "gone", "moved", "words"]))
        if what == "new":
            new.insert(at, draw(st.one_of(LINES, POINTS, TABLES)))
        elif at < len(new) and what == "words":
            new[at] = new[at].replace(draw(WORDS.filter(lambda word: word != "|")), draw(LINES))
        elif at < len(new):
            moved = new.pop(at)
            if what == "moved":
                new.insert(draw(st.integers(0, len(new))), moved)
    return old, new


@pytest.fixture(scope="module")
def on_page():
    """What shows a redline as part of a page."""
    environment = make_templates(ROOT / "templates", site_named("one-notice").settings()).environment
    template = environment.from_string('{% from "components/redline/template.html" import run %}{{ run(reds) }}')
    return lambda reds: html.document_fromstring(f"<main>{template.render(reds=reds)}</main>")


def left(page, without):
    """The words of each paragraph, point and row of a page without one kind of mark.

    Spaces are evened out, and left out in rows: where a table has fewer columns than it had, two cells may be one.
    """
    page = copy.deepcopy(page)
    for mark in page.xpath(f"//{without} | //summary | //span[@class='tag']"):
        mark.drop_tree()
    blocks = page.xpath("//p | //li | //tr")
    words = [("" if block.tag == "tr" else " ").join(block.text_content().split()) for block in blocks]
    return [said for said in words if said]


def plain(blocks):
    rows = {"tr", "th"}
    return [("" if block.kind in rows else " ").join(re.split(r"[\s\x1f]+", block.words)) for block in blocks]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edited())
def test_without_one_kind_of_mark_a_page_shows_one_of_the_texts(on_page, texts):
    old, new = (blocks_of(markdown_to_html("\n\n".join(text))) for text in texts)
    page = on_page(redline(old, new))
    assert left(page, "ins") == plain(old)
    assert left(page, "del") == plain(new)
    assert all({cell.tag for cell in row} == {"th"} for row in page.xpath("//thead/tr"))
    assert all({cell.tag for cell in row} == {"td"} for row in page.xpath("//tbody/tr"))
    assert all(point.tag == "li" for points in page.iter("ul") for point in points)
    assert {mark.getparent().tag for mark in page.iter("ins", "del")} <= {"p", "li", "td", "th"}


def test_a_sentence_that_moved_is_called_so_on_the_page_and_in_ins_and_del(on_page):
    old, new = [f"{GRANT} {COST} {STAYS}", ENDS], [f"{COST} {STAYS}", f"{ENDS} {GRANT}"]
    page = on_page(redline(*(tuple(Block("p", words) for words in text) for text in (old, new))))
    assert page.xpath("//span[@class='tag']/text()") == ["moved from here", "moved to here"]
    assert [page.xpath(f"string(//{mark}[@class='moved'])").strip() for mark in ("del", "ins")] == [GRANT, GRANT]
    assert left(page, "ins") == old
    assert left(page, "del") == new


LARGEST = {
    "one paragraph of signs": (Block("p", "a<!" * 30_000 + " b"),),
    "points that are all the same": tuple(Block("li", "a") for _ in range(50_000)),
    "points that all differ": tuple(Block("li", f"point {n} of many") for n in range(10_000)),
}


@pytest.mark.parametrize("what", LARGEST)
def test_a_harmful_text_is_compared_in_a_moment(what):
    old = LARGEST[what]
    new = tuple(Block(block.kind, f"z {block.words[::2]}, {n}") for n, block in enumerate(old))
    began = time.process_time()
    for one, other in ((old, new), (old, old[:-1]), (old[1:], old)):
        reds = redline(one, other)
        assert words_before(reds) == [block.words for block in one]
        assert words_after(reds) == [block.words for block in other]
    assert time.process_time() - began < 15  # without the limits it is hours
