"""What a reviewer is told first: each case is one edit of a notice, with what is called out or told in short."""

from __future__ import annotations

import pytest
from offices import NOTICE
from small_sites import site_named

from decision_register.history import Past
from decision_register.in_short import in_short
from decision_register.manuscript import read_manuscript
from decision_register.notice_changes import change_of
from decision_register.source import document_file, read_text

NOTHING_PAST = Past("", (), {}, {})
SETTINGS = site_named("one-notice").settings()
WITHHELD = (
    "withheld:\n"
    "  - part: Prices\n    exemption: FOI 43(2)\n    reason: Trade.\n    public_interest: No.\n"
    "  - part: Names\n    exemption: FOI 40(2)\n    reason: Private.\n    review_date: 2028-03-31\n"
)
FIRST, SECOND = (
    "## Reasons\n\nIt is [needed](https://www.example.org/a).\n\n",
    "## Later\n\n![A plan](plan.png)\n\n",
)
FIELDS = NOTICE.partition("\n---\n")[0]
TEXT = f"""\
{FIELDS}
{WITHHELD}---

## Decision

Agreed for £9,800 a year from 4 May 2024, says Bo Sample.

[withheld: FOI 43(2) – Prices]

{FIRST}{SECOND}"""  # noqa: RUF001


def written(text: str, document: str = ""):
    """A notice as written, with a document of this name."""
    documents = (document_file(document, b"The same words."),) if document else ()
    return read_manuscript(read_text(text.encode(), "notices/ex-0001.md", documents), SETTINGS.form)


def change(old, new, past=NOTHING_PAST):
    """What happens where one notice becomes another; None stands for no notice."""
    return change_of(old, new, past, SETTINGS)


EDITS = {
    "a comma after a sum": ("£9,800 a", "£9,800, a", []),
    "a sum in another form": ("£9,800 a", "9800 pounds a", []),
    "a sum": ("£9,800", "£9k", ["Sums: £9,800 taken out; £9k put in"]),
    "a sum in euros": ("£9,800", "€9,800", ["Sums: £9,800 taken out; €9,800 put in"]),
    "a share": ("for £9,800", "for 45% of £9,800", ["Percentages: 45% put in"]),
    "a date in another form": ("4 May 2024, says", "04/05/2024, says", []),
    "a date": (
        "4 May 2024, says",
        "the 5th of May 2024, says",
        ["Dates: 4 May 2024 taken out; 5th of May 2024 put in"],
    ),
    "a name": ("says Bo Sample", "says Siân O’Neill", ["Names: Bo Sample taken out; Siân O’Neill put in"]),  # noqa: RUF001
    "no name": ("Agreed for", "Our Appendix A agrees for", []),
    "a reference": ("says Bo", "as EX-0007, says Bo", ["References: EX-0007 put in"]),
    "another link": (
        "https://www.example.org/a",
        "https://www.example.org/b?x=1&y=2",
        ["The link “needed” leads to https://www.example.org/b?x=1&y=2 and led to https://www.example.org/a"],
    ),
    "no link": ("[needed](https://www.example.org/a)", "needed", ["Links: https://www.example.org/a taken out"]),
    "another picture": ("plan.png", "map.png", ["Pictures: plan.png taken out; map.png put in"]),
    "another description": ("![A plan", "![A map", ["Descriptions of pictures: A plan taken out; A map put in"]),
    "a word made strong": (
        "Agreed for",
        "**Agreed** for",
        [
            "The look of the text, such as what is bold or a list, is another in “Decision”",
            "Bold or slanted words: Agreed put in",
        ],
    ),
    "two sections change places": (
        FIRST + SECOND,
        SECOND + FIRST,
        ["The section “Later” stands after “Decision” now"],
    ),
    "a section added": ("## Later", "## Sooner\n\nSo.\n\n## Later", []),
    "what was withheld in the text is not": (
        "[withheld: FOI 43(2) – Prices]",  # noqa: RUF001
        "It costs £17.",
        ["Sums: £17 put in", "No longer withheld in the text: Prices (FOI 43(2))"],
    ),
    "more is withheld in the text": (
        "## Reasons\n\n",
        "## Reasons\n\n[withheld: FOI 40(2) – Names]\n\n",  # noqa: RUF001
        ["Newly withheld in the text: Names (FOI 40(2))"],
    ),
    "a part is not listed any more": (
        "  - part: Prices\n    exemption: FOI 43(2)\n    reason: Trade.\n    public_interest: No.\n",
        "",
        ["No longer listed as withheld: Prices (FOI 43(2))"],
    ),
    "another exemption": (
        "exemption: FOI 40(2)",
        "exemption: FOI 38",
        ["No longer listed as withheld: Names (FOI 40(2))", "Newly listed as withheld: Names (FOI 38)"],
    ),
    "another reason": ("reason: Trade.", "reason: Law.", ["Withheld, Prices: the reason is another"]),
    "another public-interest test": (
        "public_interest: No.",
        "public_interest: Yes.",
        ["Withheld, Prices: the public-interest test is another"],
    ),
    "no public-interest test": (
        "    public_interest: No.\n",
        "",
        ["Withheld, Prices: the public-interest test is taken out"],
    ),
    "another review date": (
        "2028-03-31",
        "2029-03-31",
        [
            "Dates: 31 March 2028 taken out; 31 March 2029 put in",
            "Withheld, Names: the review date is 31 March 2029 and was 31 March 2028",
        ],
    ),
    "another title": ("title: A decision", "title: Another decision", []),
}


@pytest.mark.parametrize("what", EDITS)
def test_what_is_called_out(what):
    old, new, expected = EDITS[what]
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    made = change(written(TEXT), written(text))
    assert list(made.called_out if made else ()) == expected


COSTS = """costs:
  - amount: 9800
    direction: spend
    purpose: Paint
  - direction: saving
    amount: 2700
    purpose: Less to paint
"""
WITHDRAWN = "withdrawn:\n  date: 2025-01-01\n  reason: Not taken up.\n"
DOCUMENTS = "documents:\n  - file: plan.txt\n    title: The plan\n"


def with_fields(fields: str, text: str = NOTICE) -> str:
    return text.replace("\n---\n", f"\n{fields}---\n", 1)


COMES_OR_GOES = {
    "its day": (NOTICE, "Decided on 5 March 2024."),
    "its costs": (with_fields(COSTS), "Decided on 5 March 2024. Sums: £9,800 spend, £2,700 saving."),
    "the sums in its text": (
        NOTICE.replace("Agreed.", "Agreed for £5 and £1.2 million, or £5."),
        "Decided on 5 March 2024. Sums in the text: £5, £1.2 million.",
    ),
    "many sums": (
        NOTICE.replace("Agreed.", "£1, £2, £3 and £4."),
        "Decided on 5 March 2024. Sums in the text: 4 in all.",
    ),
    "a status of its own": (
        NOTICE.replace("non-confidential", "confidential"),
        "Decided on 5 March 2024. Confidential.",
    ),
    "a draft": (
        with_fields("draft: yes\n"),
        "This is a draft, not to be seen by the public. Decided on 5 March 2024.",
    ),
}


@pytest.mark.parametrize("what", COMES_OR_GOES)
def test_what_is_told_in_short_of_a_notice_that_comes_or_goes(what):
    text, expected = COMES_OR_GOES[what]
    assert in_short(change(None, written(text))) == expected
    if what != "a draft":
        assert in_short(change(written(text), None)) == expected


FULL = with_fields(COSTS + DOCUMENTS, TEXT)
STAYS = {
    "a day": (
        FULL,
        "decision_date: 2024-03-05",
        "decision_date: 2023-03-05",
        "Decision date: 5 March 2023, was 5 March 2024.",
    ),
    "a day put in": (
        FULL,
        "decision_date:",
        "request_date: 2024-03-01\ndecision_date:",
        "Request date: 1 March 2024, was not given.",
    ),
    "a day and another field": (
        FULL,
        "decision_date: 2024-03-05",
        "decision_date: 2023-03-05\nrelated: [EX-0002]",
        "Decision date: 5 March 2023, was 5 March 2024. Fields changed: Related.",
    ),
    "a sum": (FULL, "amount: 9800", "amount: 9900", "Costs, entry 1 (Paint), amount: £9,900, was £9,800."),
    "two sums": (
        FULL,
        "amount: 9800\n    direction: spend\n    purpose: Paint\n  - direction: saving\n    amount: 2700",
        "amount: 9900\n    direction: spend\n    purpose: Paint\n  - direction: saving\n    amount: 2800",
        (
            "Costs, entry 1 (Paint), amount: £9,900, was £9,800. "
            "Costs, entry 2 (Less to paint), amount: £2,800, was £2,700."
        ),
    ),
    "a sum in the text": (
        FULL,
        "for £9,800",
        "for £9,900",
        "Sums: £9,800 taken out; £9,900 put in. Text changed in Decision.",
    ),
    "a day in the text": (
        FULL,
        "4 May",
        "5 May",
        "Dates: 4 May 2024 taken out; 5 May 2024 put in. Text changed in Decision.",
    ),
    "a status": (
        FULL,
        "status: non-c",
        "status: partly-c",
        "The status is partly-confidential and was non-confidential.",
    ),
    "a title of a document": (FULL, "title: The plan", "title: A plan", "Documents, title: A plan, was The plan."),
    "a description of a document": (
        FULL,
        "title: The plan",
        "title: The plan\n    description: All of it.",
        "Fields changed: Documents.",
    ),
    "a withdrawal": (FULL, "costs:", f"{WITHDRAWN}costs:", "Withdrawn on 1 January 2025: Not taken up."),
    "a withdrawal undone": (
        with_fields(WITHDRAWN, FULL),
        WITHDRAWN,
        "",
        "It was withdrawn on 1 January 2025: Not taken up. It will no longer be shown as withdrawn.",
    ),
    "the reason of a withdrawal": (
        with_fields(WITHDRAWN, FULL),
        "Not taken up.",
        "Not needed.",
        "Fields changed: Withdrawn.",
    ),
    "the day of a withdrawal": (
        with_fields(WITHDRAWN, FULL),
        "date: 2025-01-01",
        "date: 2025-01-02",
        "Withdrawn, date: 2 January 2025, was 1 January 2025.",
    ),
    "a withheld part's reason": (FULL, "Trade.", "Law.", "Withheld, Prices: the reason is another."),
    "words that were withheld": (
        FULL,
        "[withheld: FOI 43(2) – Prices]",  # noqa: RUF001
        "They are low.",
        "No longer withheld in the text: Prices (FOI 43(2)). Text changed in Decision.",
    ),
    "two sections change places": (
        FULL,
        FIRST + SECOND,
        SECOND + FIRST,
        "The section “Later” stands after “Decision” now.",
    ),
    "a note to the public": (
        FULL,
        "costs:",
        "changes:\n  - date: 2024-06-01\n    note: Is it so?\ncosts:",
        "The public is told: Is it so?",
    ),
    "a draft again": (
        FULL,
        "costs:",
        "draft: yes\ncosts:",
        "This is a draft, not to be seen by the public.",
    ),
}


@pytest.mark.parametrize("what", STAYS)
def test_what_is_told_in_short_of_a_notice_that_stays(what):
    text, old, new, expected = STAYS[what]
    assert old in text
    plan = written(text, "plan.txt").source.documents[0]
    past = Past("", (), {"notices/ex-0001/plan.txt": plan.blob}, {"notices/ex-0001/plan.txt": plan})
    made = change(written(text, "plan.txt"), written(text.replace(old, new, 1), "plan.txt"), past)
    assert in_short(made) == expected
