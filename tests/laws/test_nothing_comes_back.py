"""A word that was withheld, redacted, confidential or never published is in no byte of what is built.

Each case is a small history: the days on which the main line changed, and what the notice said from then on. In all of
them one word must never be read again, or never at all. What may be read must still be there.
"""

from __future__ import annotations

import datetime

import pytest
from offices import (
    NOTICE,
    block,
    confidential,
    says,
    with_changes,
    with_fields,
    with_withheld,
)

WORD = "Zacharias"
OPEN = says("Agreed for a year.")
LEAK = says(f"Agreed for a year with {WORD} Quill.")
CORRECTED = ("2024-06-01", "Corrected a word.")
REMOVED = ("2024-07-01", "Removed a name that was published by mistake.")
REDACTED = (*REMOVED, True)
DRAFT = "draft: true"


def withdrawn(text, reason):
    return with_fields(text, f"withdrawn:\n  date: 2024-06-01\n  reason: {reason}")


PRICES = "Supplier's prices"


def prices(*paragraphs):
    """A notice that withholds prices, with these paragraphs as its decision; `None` is a withheld one."""
    return with_withheld(says("\n\n".join(block(PRICES) if one is None else one for one in paragraphs)), PRICES)


ASKED = f"They asked £17.77, said {WORD}."
NUMBERED = says(f"Agreed with {WORD} (AB123456C).")
ALLOWED = "allow:\n  - rule: personal-number\n    value: AB…\n    reason: It is an example."

HISTORIES = {
    "redacted": ([("2024-05-20", LEAK), ("2024-07-01", with_changes(OPEN, REDACTED))], []),
    "redacted, and the redaction taken back": (
        [
            ("2024-05-20", LEAK),
            ("2024-07-01", with_changes(OPEN, REDACTED)),
            ("2024-08-01", with_changes(OPEN, REMOVED)),
        ],
        [],
    ),
    "redacted, and the entry deleted": (
        [("2024-05-20", LEAK), ("2024-07-01", with_changes(OPEN, REDACTED)), ("2024-08-01", OPEN)],
        [],
    ),
    "redacted by an old entry": (
        [
            ("2024-05-20", OPEN),
            ("2024-06-01", with_changes(LEAK, CORRECTED)),
            ("2024-07-01", with_changes(OPEN, (*CORRECTED, True), REMOVED)),
        ],
        [],
    ),
    "made confidential": ([("2024-05-20", LEAK), ("2024-06-01", with_changes(confidential(NOTICE), CORRECTED))], []),
    "confidential for a time": (
        [
            ("2024-05-20", LEAK),
            ("2024-06-01", with_changes(confidential(NOTICE), CORRECTED)),
            ("2024-07-01", with_changes(OPEN, CORRECTED, REMOVED)),
        ],
        [2],
    ),
    "a part withheld": (
        [("2024-05-20", says(ASKED)), ("2024-06-01", with_changes(prices("Agreed.", None), CORRECTED))],
        [],
    ),
    "a part withheld for a time": (
        [
            ("2024-05-20", says(f"Agreed.\n\n{ASKED}")),
            ("2024-06-01", with_changes(prices("Agreed.", None), CORRECTED)),
            ("2024-07-01", with_changes(OPEN, CORRECTED, REMOVED)),
        ],
        [2],
    ),
    "more withheld of the same part": (
        [
            ("2024-05-20", prices("One.", ASKED, None)),
            ("2024-06-01", with_changes(prices("One.", None, None), CORRECTED)),
        ],
        [],
    ),
    "other words withheld of the same part": (
        [
            ("2024-05-20", prices("One.", None, ASKED, "Two.")),
            ("2024-06-01", with_changes(prices("One.", "They asked £9.", None, "Two."), CORRECTED)),
        ],
        [],
    ),
    "withheld for a time in the same place as another": (
        [
            ("2024-05-20", prices("One.", ASKED, None)),
            ("2024-06-01", with_changes(prices("One.", None, None), CORRECTED)),
            ("2024-07-01", with_changes(prices("One.", "Two.", None), CORRECTED, REMOVED)),
        ],
        [2],
    ),
    "the name of a part told too much": (
        [
            ("2024-05-20", with_withheld(says(block(f"What {WORD} was paid")), f"What {WORD} was paid")),
            ("2024-07-01", with_changes(prices(None), REDACTED)),
        ],
        [],
    ),
    "the name of a part told too much, and nobody redacted it": (
        [
            ("2024-05-20", with_withheld(says(block(f"What {WORD} was paid")), f"What {WORD} was paid")),
            ("2024-07-01", with_changes(prices(None), CORRECTED)),
        ],
        [],
    ),
    "a note told too much": (
        [
            ("2024-05-20", says("Agreed for two years.")),
            ("2024-06-01", with_changes(OPEN, ("2024-06-01", f"Corrected what {WORD} said."))),
            ("2024-07-01", with_changes(OPEN, ("2024-06-01", "Corrected what a witness said."), REDACTED)),
        ],
        [],
    ),
    "a reason of withdrawal told too much": (
        [
            ("2024-05-20", OPEN),
            ("2024-06-01", with_changes(withdrawn(OPEN, f"{WORD} complained."), CORRECTED)),
            ("2024-07-01", with_changes(withdrawn(OPEN, "A witness complained."), CORRECTED, REDACTED)),
        ],
        [],
    ),
    "tried on a branch without a note": (
        [("2024-05-20", OPEN), ("2024-05-30", LEAK), ("2024-06-01", with_changes(says("Agreed."), CORRECTED))],
        [],
    ),
    "tried on a branch with the note": (
        [
            ("2024-05-20", OPEN),
            ("2024-05-30", with_changes(LEAK, ("2024-05-30", "Corrected."))),
            ("2024-06-01", with_changes(says("Agreed."), ("2024-05-30", "Corrected."))),
        ],
        [1],
    ),
    "tried on a branch before the first publication": ([("2024-05-20", LEAK), ("2024-05-21", OPEN)], []),
    "tried on a branch and taken back": (
        [("2024-05-20", OPEN), ("2024-05-30", with_changes(LEAK, CORRECTED)), ("2024-06-01", OPEN)],
        [],
    ),
    "tried on a branch, and all put on the main line on one day": (
        [
            ("2024-05-20", OPEN),
            ("2024-06-01", LEAK),
            ("2024-06-01", with_changes(LEAK, CORRECTED)),
            ("2024-06-01", with_changes(says("Agreed."), CORRECTED, ("2024-06-01", "Corrected another word."))),
        ],
        [1],
    ),
    "mended before the day of its note": (
        [
            ("2024-05-20", OPEN),
            ("2024-05-25", with_changes(LEAK, CORRECTED)),
            ("2024-05-28", with_changes(says("Agreed."), CORRECTED, ("2024-06-01", "Corrected another word."))),
        ],
        [1],
    ),
    "mended on its day of publication": ([("2024-03-01", LEAK), ("2024-03-05", OPEN)], []),
    "taken away before its day of publication": (
        [("2024-03-01", LEAK), ("2024-03-03", ""), ("2024-06-01", with_changes(OPEN, CORRECTED))],
        [],
    ),
    "a draft": ([("2024-05-20", with_fields(LEAK, DRAFT)), ("2024-06-01", with_changes(OPEN, CORRECTED))], []),
    "confidential, with a text that blocked it": (
        [("2024-05-20", confidential(NOTICE) + f"\n{WORD}\n"), ("2024-06-01", confidential(NOTICE))],
        [],
    ),
    "confidential by a mistyped status": (
        [
            ("2024-05-20", LEAK.replace("non-confidential", "Confidential")),
            ("2024-06-01", with_changes(confidential(NOTICE), CORRECTED)),
            ("2024-07-01", with_changes(OPEN, CORRECTED, REMOVED)),
        ],
        [2],
    ),
    "a number of a person taken out": ([("2024-05-20", NUMBERED), ("2024-06-01", with_changes(OPEN, CORRECTED))], []),
    "a number of a person exchanged for one that begins like it": (
        [
            ("2024-05-20", with_fields(NUMBERED, ALLOWED)),
            ("2024-06-01", with_changes(with_fields(says("Agreed with (AB654321C)."), ALLOWED), CORRECTED)),
        ],
        [],
    ),
    "a number of a person in a field": (
        [
            ("2024-05-20", OPEN.replace("interests: none", f"interests: Ask {WORD}, 01632 960123.")),
            ("2024-06-01", with_changes(OPEN, CORRECTED)),
        ],
        [],
    ),
    "the file moved": (
        [("2024-05-20", LEAK, "notices/2023/ex-0001.md"), ("2024-07-01", with_changes(OPEN, REDACTED))],
        [],
    ),
}
"""Days and texts; a third says where the file stands. Then the numbers of the earlier versions that may be read."""


def live_through(office, states):
    """Commit each state on its day."""
    for day, text, *path in states:
        for file in (office.folder / "notices").rglob("*.md") if (office.folder / "notices").exists() else ():
            file.unlink()
        if text:
            office.write(text, *path)
        office.commit(day)


@pytest.mark.parametrize("case", HISTORIES)
def test_the_word_is_nowhere_in_the_site(office, case):
    states, shown = HISTORIES[case]
    live_through(office, states)
    office.build()
    assert WORD not in office.everything()
    assert office.shown() == shown


REASONS = {
    "redacted": "Removed a name that was published by mistake.",
    "redacted, and the entry deleted": "The office took it out of the public history.",
    "made confidential": "The decision is confidential now.",
    "confidential for a time": "The decision was confidential later.",
    "a part withheld": "Withheld now: Supplier's prices (FOI 43(2)).",
    "a part withheld for a time": "A part of it was withheld later.",
    "more withheld of the same part": "A later version withholds a passage at another place of the text.",
    "a number of a person taken out": "It held words that are not to be published, which were taken out since.",
    "tried on a branch without a note": (
        "Nobody can tell whether this text was ever published, as it was changed without a public note."
    ),
}


@pytest.mark.parametrize("case", REASONS)
def test_a_version_says_why_its_text_is_not_shown(office, case):
    live_through(office, HISTORIES[case][0])
    office.build()
    assert office.table()[0]["not_shown"] == REASONS[case]


@pytest.mark.parametrize("case", ["redacted", "tried on a branch without a note", "mended on its day of publication"])
def test_the_word_is_nowhere_in_a_preview_either(office, case):
    live_through(office, HISTORIES[case][0])
    office.build("--preview")
    assert WORD not in office.everything("preview")


LISTED = 'never_name = ["Zacharias Quill"]'
NAMES = {
    "in a sentence": LEAK,
    "over the end of a line": says(f"Agreed for a year with {WORD}\nQuill."),
    "with a strong word": says(f"Agreed for a year with {WORD} **Quill**."),
    "in the title": OPEN.replace("A decision", f"The case of {WORD} Quill"),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_that_is_listed_later_is_taken_out_of_every_version(office, case):
    live_through(office, [("2024-05-20", NAMES[case]), ("2024-06-01", with_changes(OPEN, CORRECTED))])
    office.build()
    assert WORD in office.everything()
    office.set("[privacy]\n", f"[privacy]\n{LISTED}\n")
    office.build()
    assert WORD not in office.everything()


@pytest.mark.parametrize("case", NAMES)
def test_it_is_taken_out_where_gits_history_is_not_there_too(office, case):
    live_through(office, [("2024-05-20", NAMES[case]), ("2024-06-01", with_changes(OPEN, CORRECTED))])
    office.build()
    office.forget_history()
    office.set("[privacy]\n", f"[privacy]\n{LISTED}\n")
    said = office.build()
    assert WORD not in office.everything()
    assert "is left out" in said
    assert "The text of this version is not shown" in office.page("history")


def test_a_file_that_was_never_listed_is_not_named(office):
    office.write("Notes.", f"notices/2024/ex-0001/{WORD}.txt")
    office.save(OPEN, "2024-05-20")
    (office.folder / f"notices/2024/ex-0001/{WORD}.txt").unlink()
    office.save(with_changes(says("Agreed."), CORRECTED), "2024-06-01")
    office.build()
    assert office.shown() == [1]
    assert WORD not in office.everything()


SAFE_NOW = {
    "redacted": with_changes(OPEN, CORRECTED, REDACTED),
    "made confidential": with_changes(confidential(NOTICE), CORRECTED, REMOVED),
    "a part withheld": with_changes(prices("Agreed.", None), CORRECTED, REMOVED),
    "a note reworded": with_changes(OPEN, ("2024-06-01", "Corrected."), REDACTED),
    "corrected": with_changes(says("Agreed."), CORRECTED, REMOVED),
}


@pytest.mark.parametrize("case", SAFE_NOW)
def test_what_is_withheld_now_is_hidden_where_gits_history_is_not_there(office, case):
    note = ("2024-06-01", f"Corrected what {WORD} said.") if case == "a note reworded" else CORRECTED
    live_through(office, [("2024-05-20", LEAK), ("2024-06-01", with_changes(OPEN, note))])
    office.build()
    assert WORD in office.everything()
    office.forget_history()
    office.save(SAFE_NOW[case])
    office.build()
    assert WORD not in office.everything()
    assert [number for number, *_ in office.versions()] == [1, 2, 3]


def test_the_secret_of_a_day_to_come_is_not_in_the_history_on_its_day(office):
    day = datetime.date(2024, 3, 5)
    live_through(office, [("2024-03-01", LEAK), ("2024-03-05", OPEN)])
    office.build(today=day)
    assert WORD not in office.everything()
