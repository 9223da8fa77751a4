"""What is found in a text for a reviewer: sums, dates, shares and names, in whatever way people print them."""

from __future__ import annotations

import pytest

from decision_register.mentions import dates_mentioned, names_mentioned, shares_mentioned, sums_mentioned

FOUND = {
    "sums": (
        sums_mentioned,
        {
            "It costs £9,800 a year.": ["£9,800"],
            "It costs £9,800, a year.": ["£9,800"],
            "£5k, then £1.2m, £3bn and £4 million": ["£5k", "£1.2m", "£3bn", "£4 million"],
            "£7.50, £ 8 and £9.": ["£7.50", "£ 8", "£9"],
            "between £5-£10": ["£5", "£10"],
            "12500 pounds, or 1.2 million pounds": ["12500 pounds", "1.2 million pounds"],
            "one of 3 Pounds and 1 pound": ["3 Pounds", "1 pound"],
            "a rise of 50p, or 75 pence": ["50p", "75 pence"],
            "€300, 300 euros, $4 and GBP 5,000": ["€300", "300 euros", "$4", "GBP 5,000"],
            "a picture of 1080p": [],
            "a compound of 20 kg, poundage, EX-0001, 2024": [],
            "£": [],
        },
    ),
    "dates": (
        dates_mentioned,
        {
            "on 4 May 2024.": ["4 May 2024"],
            "the 9th March 2026, the 1st of June 2026": ["9th March 2026", "1st of June 2026"],
            "by 31/03/2026, 31.03.2026 or 31/3/26": ["31/03/2026", "31.03.2026", "31/3/26"],
            "on 2026-03-31": ["2026-03-31"],
            "March 9, 2026 and 9 Mar. 2026": ["March 9, 2026", "9 Mar. 2026"],
            "from May 2025": ["May 2025"],
            "on 4 May": ["4 May"],
            "in May, may 2025, section 5.10.12, WPCC4-0014 and 2024/25": [],
            "a march of 12 people in 2024": [],
        },
    ),
    "shares": (
        shares_mentioned,
        {"45%, 4.7 %, 5 per cent and 6 percent": ["45%", "4.7 %", "5 per cent", "6 percent"], "5 persons": []},
    ),
    "names": (
        names_mentioned,
        {
            "Agreed with Wigan Borough Council.": ["Wigan Borough Council"],
            "see Siân Øvergård, Zoë Ångström and Łukasz Żak": ["Siân Øvergård", "Zoë Ångström", "Łukasz Żak"],
            "by Dr. Smith, Mrs Jones and B. Sample": ["Dr Smith", "Mrs Jones", "B. Sample"],
            "O’Neill and D'Souza met McDonald": ["O’Neill", "D'Souza", "McDonald"],  # noqa: RUF001
            "Anne-Marie O'Neill’s view": ["Anne-Marie O'Neill"],  # noqa: RUF001
            "the NHS England (North West) team": ["NHS England", "North West"],
            "Ludwig van der Berg of the office": ["Ludwig van der Berg"],
            "the University of Warwick": ["University of Warwick"],
            "Our Appendix A shows it. Appendix B. Table 1 too": [],
            "The Treasurer agreed. Machines work. I’ll see. This Contract ends.": [],  # noqa: RUF001
            "one.\nTwo\nThree": [],
            "Costs, Legal. Treasurer; Officer": [],
            "Call Alan, or ask Siân. Contact Bo Sample.": ["Bo Sample"],
        },
    ),
}


@pytest.mark.parametrize(
    ("find", "text", "expected"),
    [(find, text, expected) for find, cases in FOUND.values() for text, expected in cases.items()],
)
def test_what_is_found(find, text, expected):
    assert [found.words for found in find(text)] == expected


@pytest.mark.parametrize(
    ("find", "same"),
    [
        (sums_mentioned, ["£1,200,000", "£1200000", "£1.2 million", "£1.2m", "1.2 million pounds"]),
        (sums_mentioned, ["£5", "£5.00"]),
        (dates_mentioned, ["9 March 2026", "9th March 2026", "9th of March, 2026", "March 9, 2026", "09/03/2026"]),
        (dates_mentioned, ["9 Sept 2026", "9 September 2026", "2026-09-09"]),
        (shares_mentioned, ["5%", "5 per cent"]),
        (names_mentioned, ["Dr Smith", "Dr. Smith", "Dr Smith’s"]),  # noqa: RUF001
    ],
)
def test_what_is_printed_in_another_way_is_the_same(find, same):
    assert len({mention.key for text in same for mention in find(text)}) == 1
