"""The way of an author from a form in Word to a notice, where each thing is typed as it is told."""

from __future__ import annotations

import json
import shutil

import forms
import pytest
from offices import NOTICE, run
from small_sites import ROOT

FOUND = "It costs £17 a day and £90 a year. Ring (07700 900123), or ask j.smith@opcc.example, who has £5."


def told(office, file):
    done = run(office, "check", str(file.relative_to(office)), "--format", "json")
    return json.loads(done.stdout)


def typed_as_told(text, cure):
    """The notice after an author did what a cure says, to the letter, and put no reason of their own."""
    said, *lines = cure.split("\n")
    below = "below the line allow:" in said
    if "allow:\n" in text:
        assert "only the last three, below it" in said or below
        return text.replace("allow:\n", "allow:\n" + "\n".join(lines[-3:]) + "\n", 1)
    assert "type these four lines among the fields" in said
    assert not below
    return text.replace("\n---\n", "\n" + "\n".join(lines) + "\n---\n", 1)


def test_cures_of_one_check_are_typed_as_told_one_after_another(office):
    file = office / "notices" / "2024" / "ex-0001.md"
    text = NOTICE.replace("\n## Reasons", f"\n{FOUND}\n\n## Reasons")
    assert text != NOTICE
    file.write_text(text, encoding="utf-8")
    found = told(office, file)
    assert [one["code"] for one in found] == ["DN801", "DN801", "DN716", "DN711", "DN801"]
    for one in found:
        text = typed_as_told(text, one["help"])
    file.write_text(text, encoding="utf-8")
    assert told(office, file) == []


@pytest.fixture
def ours(tmp_path):
    """An office with our form and no notices."""
    (tmp_path / "notices").mkdir()
    shutil.copy(ROOT / "register.toml", tmp_path)
    return tmp_path


def test_a_form_of_word_is_published_when_its_blanks_are_filled_in(ours):
    (ours / "Decision form.docx").write_bytes(forms.as_word(forms.DECISIONS[0]))
    done = run(ours, "import", "Decision form.docx")
    assert "Fill in the fields that are blank" in done.stderr
    (file,) = (ours / "notices").rglob("*.md")
    text = file.read_text(encoding="utf-8")
    for blank, filled in (
        ("\npublication_date:\n", "\npublication_date: 2026-11-20\n"),
        ("\n  role:\n", "\n  role: Chief Executive\n"),
        ("\n  capacity:\n", "\n  capacity: delegated\n"),
        ("\n# costs:\n#   - amount: ", "\ncosts:\n  - amount: "),
        ("\n#     direction: spend or saving or income\n", "\n    direction: spend\n"),
        ("\n#     basis: one-off or annual or total\n", "\n    basis: annual\n"),
    ):
        assert text.count(blank) == 1, blank
        text = text.replace(blank, filled)
    file.write_text(text, encoding="utf-8")
    done = run(ours, "check")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_each_blank_has_a_note_above_it_and_each_is_told_once(ours):
    (ours / "form.txt").write_text("Title: Paint\n\nDecision summary\n\nYes.\n", encoding="utf-8")
    run(ours, "import", "form.txt")
    (file,) = (ours / "notices").rglob("*.md")
    lines = file.read_text(encoding="utf-8").partition("\n---\n")[0].split("\n")
    blank = [(number, line) for number, line in enumerate(lines) if line.endswith(":") and line[0] != "#"]
    assert all(lines[number - 1].lstrip().startswith("# ") for number, _ in blank)
    keys = ["reference", "status", "decision_date", "publication_date", "decision_maker.name", "decision_maker.role"]
    keys += ["decision_maker.capacity", "lead_officer", "interests"]
    found = [one for one in told(ours, file) if one["code"] in {"DN101", "DN103"}]
    assert [one["message"] for one in found] == [f"The field {key} is empty" for key in keys]


def test_what_is_to_decide_of_one_form_is_printed_and_of_two_is_in_the_report(ours):
    for number in (0, 1):
        (ours / f"{number}.docx").write_bytes(forms.as_word(forms.DECISIONS[number]))
    one = run(ours, "import", "0.docx")
    first, marked, sums = one.stdout.splitlines()
    assert first.endswith(": 2 to decide")
    assert marked.startswith("  - the form is marked in its page header: “OFFICIAL”")
    assert sums.startswith(f"  - the text names {forms.DECISIONS[0].sum};")
    assert one.stderr.startswith("1 brought in. How the words were read stands at the end of import-report.txt.")
    (ours / "2.docx").write_bytes(forms.as_word(forms.DECISIONS[2]))
    two = run(ours, "import", "1.docx", "2.docx")
    assert [line.rpartition(": ")[2] for line in two.stdout.splitlines()] == ["2 to decide"] * 2
    assert "How the words were read, and what is for you to decide, stands at the end" in two.stderr


def test_a_begun_notice_shows_how_a_cost_is_typed_and_a_word_that_was_not_chosen_is_told(office):
    run(office, "new", "Paint for the fence")
    (file,) = (office / "notices").rglob("ex-0002-*.md")
    text = file.read_text(encoding="utf-8")
    note = text[text.index("# costs:") : text.index("---\n\n")]
    file.write_text(text.replace(note, note.replace("# ", "")), encoding="utf-8")
    found = [one for one in told(office, file) if " or " in one["value"] and "[Insert" not in one["value"]]
    assert [one["place"] for one in found] == ["at “costs”"] * 2
    assert ["spend, saving" in found[0]["help"], "one-off, annual" in found[1]["help"]] == [True, True], found
    chosen = note.replace("# ", "").replace(" or saving or income", "").replace("one-off or annual or ", "")
    file.write_text(text.replace(note, chosen), encoding="utf-8")
    found = [one for one in told(office, file) if one["place"] == "at “costs”"]
    assert [one["code"] for one in found] == ["DN802"]  # no text names the sum yet
