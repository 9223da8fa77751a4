"""A log that anybody can read has the place and the rule of what tells of a person or is withheld, not the words."""

from __future__ import annotations

import re

import pytest
from offices import NOTICE, PLACE, confidential, run, says, with_fields

WORD = "Zacharias"
LISTED = f'never_name = ["{WORD} Quill"]'
PARTLY = NOTICE.replace("status: non-", "status: partly-")

FOUND = {
    "an e-mail address": (says("Write to jane.doe@example.com."), "jane", "DN711"),
    "a telephone number": (says("Ring 01632 960123."), "960123", "DN711"),
    "a mobile telephone number": (says("Ring 07700 900123."), "900123", "DN716"),
    "a number in a field": (NOTICE.replace("A decision", "Ring 07700 900123"), "900123", "DN716"),
    "an e-mail address in a field": (NOTICE.replace("Bo Sample", "jane.doe@example.com"), "jane", "DN711"),
    "a National Insurance number": (says("It is QQ 12 34 56 C, or AB 12 34 56 C."), "34 56", "DN710"),
    "a bank account": (says("Payable to 12-34-56 12345678."), "12345678", "DN710"),
    "a date of birth": (says("The officer, born on 4 May 1980, was appointed."), "1980", "DN712"),
    "a postcode": (says("The grant is for CV34 4RL."), "CV34", "DN713"),
    "a street": (says("The grant is for 12 Acacia Avenue."), "Acacia", "DN713"),
    "a vehicle": (says("The car AB12 CDE was sold."), "AB12", "DN714"),
    "a listed name": (says(f"Agreed with {WORD} Quill."), WORD, "DN715"),
    "a listed name where another rule tells of it": (
        says(f"[{WORD} Quill](#x), [here](https://{WORD}.org)."),
        WORD,
        "DN715",
    ),
    "a listed name in a heading": (f"{NOTICE}\n### {WORD} Quill\n\nRing 01632 960123.\n", WORD, "DN711"),
    "a heading with a telephone number": (f"{NOTICE}\n### Ring 01632 960123\n\nOr 01632 960124.\n", "96012", "DN711"),
    "an e-mail address that another rule tells of": (
        says("See [here](https://example.org/?to=jane.doe@example.com) or https://example.org/jane.doe@example.com."),
        "jane",
        "DN711",
    ),
    "words before a sign that cannot be seen": (says(f"Agreed with {WORD}\u200b."), WORD, "DN335"),
    "a listed name with such a sign in it": (says(f"Agreed with {WORD[:4]}\u200b{WORD[4:]} Quill."), WORD[:4], "DN335"),
    "a heading with one in it": (f"{NOTICE}\n### {WORD[:4]}\u200b{WORD[4:]} Quill\n", WORD[:4], "DN335"),
    "a word with a letter of another alphabet": (says(f"With {WORD[:4]}\u0430rias Quill."), WORD[:4], "DN335"),
    "words in a mistyped withheld block": (f"{PARTLY}\n[withheld: {WORD} is paid £17.77]\n", WORD, "DN705"),
    "a text of a confidential notice": (
        f"{confidential(NOTICE)}\n{WORD} won, see [here](https://{WORD}.org).\n",
        WORD,
        "DN708",
    ),
    "a heading of a confidential notice": (f"{confidential(NOTICE)}\n## {WORD}\n\n#### {WORD}\n", WORD, "DN708"),
    "a field that no notice has": (with_fields(NOTICE, f"{WORD} Quill: 5"), WORD, "DN102"),
    "a number as a field": (with_fields(NOTICE, "Jo 07700 900123: 5"), "900123", "DN102"),
    "a field of a confidential notice": (
        with_fields(confidential(NOTICE), f"What {WORD} was paid: 5"),
        WORD,
        "DN102",
    ),
    "a name over two lines of a value": (
        NOTICE.replace("status: non-confidential", f"status: |\n  {WORD}\n  Quill"),
        WORD,
        "DN106",
    ),
    "a name in an address": (with_fields(NOTICE, f"source_url: https://example.org/{WORD}%20Quill"), WORD, "DN715"),
    "a mistyped status": (NOTICE.replace("status: non-confidential", f"status: {WORD}"), WORD, "DN106"),
}


@pytest.fixture
def log(office):
    """What a command prints of the only notice."""

    def printed(text, *arguments):
        office.set("[privacy]\n", f"[privacy]\n{LISTED}\n")
        office.save(text)
        done = run(office.folder, *arguments)
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    return printed


@pytest.mark.parametrize("form", ["github", "log"])
@pytest.mark.parametrize("what", FOUND)
def test_a_public_log_has_the_place_and_the_rule_and_not_the_words(log, what, form):
    text, words, code = FOUND[what]
    said = log(text, "check", "--format", form)
    assert words.lower() not in said.lower()
    place = {"github": rf"file={PLACE},line=\d+.*title={code} ", "log": rf"{PLACE}:\d+:\d+: \w+\[{code}\]"}[form]
    assert re.search(place, said), said


@pytest.mark.parametrize("form", ["github", "log"])
def test_a_public_log_repeats_no_name_of_a_file_that_tells_of_a_person(office, form):
    office.set("[privacy]\n", f"[privacy]\n{LISTED}\n")
    office.write("Minutes.", f"notices/2024/{WORD} Quill.docx")
    office.save(says("[Here](x)."), path=f"notices/2024/ex-0001-{WORD.lower()}-quill.md")
    said = run(office.folder, "check", "--format", form).stdout
    assert WORD.lower() not in said.lower()
    assert "DN490" in said
    assert "notices/2024/(its name is not shown here)" in said


def test_a_public_log_says_in_words_what_kind_of_thing_was_found_and_how_to_mend_it(log):
    said = log(says("Ring 01632 960123."), "check", "--format", "github")
    assert "::Under “Decision”: The text holds a telephone number. Give the office's own instead." in said


@pytest.mark.parametrize("form", ["full", "concise", "json"])
def test_whoever_runs_the_check_reads_all_of_it(log, form):
    assert "01632 960123" in log(says("Ring 01632 960123."), "check", "--format", form)
