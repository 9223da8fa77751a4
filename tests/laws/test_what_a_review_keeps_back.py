"""What is withheld, taken out or confidential is in no byte of a preview, of a comment or of the data of a review.

Each case is a notice as it is published, or none, and as it is to be. In all of them one word must not be read.
"""

from __future__ import annotations

import json

import pytest
from lxml import html
from offices import NOTICE, PLACE, block, confidential, run, says, with_changes, with_fields, with_withheld

WORD = "Zacharias"
OPEN = says("Agreed for a year.")
LEAK = says(f"Agreed for a year with {WORD} Quill.")
REMOVED = ("2024-07-01", "Removed a name that was published by mistake.")
REDACTED = (*REMOVED, True)
CLOSED = confidential(NOTICE)
LISTED = f'never_name = ["{WORD} Quill"]'


def withdrawn(reason):
    return with_fields(OPEN, f"withdrawn:\n  date: 2024-06-01\n  reason: {reason}")


def led_by(name, text=OPEN):
    return text.replace("lead_officer: Bo Sample", f"lead_officer: {name}")


def prices(*paragraphs):
    part = "Supplier's prices"
    return with_withheld(says("\n\n".join(block(part) if one is None else one for one in paragraphs)), part)


def costing(purpose, text=OPEN):
    return with_fields(
        text,
        f"costs:\n  - amount: 5\n    direction: spend\n    basis: total\n    purpose: {purpose}\n    recipient: A firm",
    )


ACCEPTED = f"allow:\n  - rule: DN707\n    reason: Ask {WORD}."

CHANGES = {
    "a new confidential notice with a text": (None, f"{CLOSED}\n{WORD} won, for £17.77.\n"),
    "a text put into a confidential notice": (CLOSED, f"{CLOSED}\n{WORD} won.\n"),
    "a text of a confidential notice that breaks other rules": (
        CLOSED,
        f"{CLOSED}\n[withheld {WORD}]\n\n#### {WORD}\n",
    ),
    "a text taken out of a confidential notice": (f"{CLOSED}\n{WORD} won.\n", CLOSED),
    "a confidential notice with a sum": (
        CLOSED,
        with_fields(CLOSED, f"costs:\n  - amount: 5\n    direction: spend\n    basis: total\n    recipient: {WORD}"),
    ),
    "the officer of a new confidential notice": (None, led_by(f"{WORD} Quill", CLOSED)),
    "the maker of a new confidential notice": (None, CLOSED.replace("Ann Example", f"{WORD} Quill")),
    "the officer of a confidential notice changed": (CLOSED, led_by(f"{WORD} Quill", CLOSED)),
    "the part of a new confidential notice": (None, CLOSED.replace("The whole decision", f"What {WORD} said")),
    "the public interest of a confidential notice": (
        None,
        CLOSED.replace("The harm out", f"{WORD} is harmed, and out"),
    ),
    "what a confidential notice accepts": (CLOSED, with_fields(CLOSED, ACCEPTED)),
    "a status mistyped": (None, LEAK.replace("non-confidential", "Confidential")),
    "a status left out": (None, LEAK.replace("status: non-confidential\n", "")),
    "made confidential": (LEAK, with_changes(CLOSED, REMOVED)),
    "made confidential, with the officer's name": (led_by(f"{WORD} Quill"), with_changes(CLOSED, REMOVED)),
    "made confidential, with another title": (
        OPEN.replace("A decision", f"The case of {WORD}"),
        with_changes(CLOSED, REMOVED),
    ),
    "redacted": (LEAK, with_changes(OPEN, REDACTED)),
    "a title redacted": (OPEN.replace("A decision", f"The case of {WORD}"), with_changes(OPEN, REDACTED)),
    "a field redacted": (led_by(f"{WORD} Quill"), with_changes(OPEN, REDACTED)),
    "a heading redacted": (OPEN + f"\n### What {WORD} said\n\nNothing.\n", with_changes(OPEN, REDACTED)),
    "a note redacted": (
        with_changes(OPEN, ("2024-06-01", f"Corrected what {WORD} said.")),
        with_changes(OPEN, ("2024-06-01", "Corrected what was said."), REDACTED),
    ),
    "a reason of withdrawal redacted": (
        withdrawn(f"{WORD} complained."),
        with_changes(withdrawn("A complaint."), REDACTED),
    ),
    "a part with a telling name redacted": (
        with_withheld(says(block(f"What {WORD} is paid")), f"What {WORD} is paid"),
        with_changes(prices(None), REDACTED),
    ),
    "a part with a telling name called by another": (
        with_withheld(says(block(f"What {WORD} is paid")), f"What {WORD} is paid"),
        with_changes(prices(None), REMOVED),
    ),
    "a part called by another name, which is wider": (
        with_withheld(says(f"They asked £17.77, said {WORD}.\n\n{block('Prices')}"), "Prices"),
        with_changes(prices(None), REMOVED),
    ),
    "a part called by another name, and a heading": (
        with_withheld(says(f"{block('Prices')}\n\n### What {WORD} asked\n\nMuch."), "Prices"),
        with_changes(prices(None), REMOVED),
    ),
    "a part called by another name, and a sum listed no longer": (
        costing(WORD, with_withheld(says(block("Prices")), "Prices")),
        with_changes(prices(None), REMOVED),
    ),
    "a part withheld": (says(f"They asked £17.77, said {WORD}."), with_changes(prices("Agreed.", None), REMOVED)),
    "more withheld of the same part": (
        prices(f"They asked £17.77, said {WORD}.", None),
        with_changes(prices(None, None), REMOVED),
    ),
    "a telephone number taken out": (
        says(f"Ask {WORD} on 01632 960123."),
        with_changes(OPEN, REMOVED),
    ),
    "the new file cannot be read": (LEAK, OPEN.replace("status:", "status")),
}


CHANGES |= {
    "a field that no notice has, of a confidential notice": (CLOSED, with_fields(CLOSED, f"What {WORD} was paid: 5")),
    "a passage whose withheld block is mistyped": (
        prices(None),
        with_changes(prices(f"[witheld: FOI 43(2) – {WORD}]"), REMOVED),  # noqa: RUF001 - as authors type it
    ),
}


@pytest.fixture
def change(office):
    """What a review writes of a notice as it was and as it is to be: all that anybody but the author may read."""

    def made(before, after, settings=""):
        office.set("[privacy]\n", f"[privacy]\n{settings}\n")
        office.save(before or says("Another.", NOTICE.replace("EX-0001", "EX-0002")), "2024-05-20", path(before))
        office.git("switch", "-q", "-c", "change")
        office.save(after, "2024-07-01")
        told = [run(office.folder, "review", "--base", "main", "--format", form) for form in ("markdown", "json")]
        assert {done.returncode for done in told} <= {0, 1}, told[0].stderr
        return office.everything("preview"), told[0].stdout, told[1].stdout

    def path(before):
        return PLACE if before else "notices/2024/ex-0002.md"

    return made


@pytest.mark.parametrize("case", CHANGES)
def test_the_word_is_nowhere_in_a_review(change, case):
    for place in change(*CHANGES[case]):
        assert WORD not in place


LISTED_NAMES = {
    "taken out": (LEAK, with_changes(OPEN, REMOVED)),
    "put in": (OPEN, LEAK),
    "put into an address": (OPEN, with_fields(OPEN, f"source_url: https://example.org/{WORD}%20Quill")),
    "put in, where another rule tells of it": (OPEN, says(f"[{WORD} Quill](#), and [here](https://{WORD}-quill.org).")),
    "put into the title": (OPEN, OPEN.replace("A decision", f"The case of {WORD} Quill")),
    "put into a note": (OPEN, with_changes(says("Agreed."), ("2024-07-01", f"Corrected what {WORD} Quill said."))),
    "in a new notice": (None, LEAK),
}


@pytest.mark.parametrize("case", LISTED_NAMES)
def test_a_name_of_the_list_is_repeated_neither_when_it_comes_nor_when_it_goes(change, case):
    for place in change(*LISTED_NAMES[case], settings=LISTED):
        assert WORD not in place


STILL_SHOWN = {
    "a part called by another name": (
        with_withheld(says(f"They asked late.\n\n{block('Prices')}"), "Prices"),
        prices("They asked late, and twice.", "They asked late.", None),
    ),
    "a paragraph above what is withheld": (
        prices("They asked late.", None),
        prices("Twice.", "They asked late.", None),
    ),
}


@pytest.mark.parametrize("case", STILL_SHOWN)
def test_where_all_that_was_said_is_said_still_the_text_is_shown(change, case):
    before, after = STILL_SHOWN[case]
    preview, comment, data = change(before, with_changes(after, REMOVED))
    assert "The text is not shown here" not in preview + comment
    assert "wice." in html.document_fromstring(preview[preview.index("<h1>What changes</h1>") :]).xpath("string(//ins)")
    said = "EX-0001: Withheld under another name: Supplier's prices (FOI 43(2))."
    assert (said in json.loads(data)["to_look_at"]) is (case == "a part called by another name")


def test_a_document_that_is_replaced_where_a_part_has_another_name_is_not_read(office):
    listed = "documents:\n  - file: plan.txt\n    title: The plan"
    office.write(f"The plan of {WORD}.", "notices/2024/ex-0001/plan.txt")
    office.save(with_fields(with_withheld(says(block("Prices")), "Prices"), listed), "2024-05-20")
    office.git("switch", "-q", "-c", "change")
    office.write("The plan.", "notices/2024/ex-0001/plan.txt")
    office.save(with_changes(with_fields(prices(None), listed), REMOVED), "2024-07-01")
    for form in ("markdown", "json"):
        said = run(office.folder, "review", "--base", "main", "--format", form).stdout
        assert WORD not in said + office.everything("preview")


def test_a_status_that_changes_is_still_told(change):
    looked_at = json.loads(change(*CHANGES["made confidential"])[2])["to_look_at"]
    assert "EX-0001: the status was non-confidential and is confidential." in looked_at
    assert "EX-0001: Newly listed as withheld: FOI 31(1)(a)." in looked_at


@pytest.mark.parametrize("words", [("The plan of {}.", "The plan."), ("The plan.", "The plan of {}.")])
def test_a_name_of_the_list_in_a_document_is_not_repeated(office, change, words):
    before, after = (each.format(f"{WORD} Quill") for each in words)
    listed = with_fields(OPEN, "documents:\n  - file: plan.txt\n    title: The plan")
    office.write(before, "notices/2024/ex-0001/plan.txt")
    office.save(listed, "2024-05-20")
    office.git("switch", "-q", "-c", "change")
    office.write(after, "notices/2024/ex-0001/plan.txt")
    office.set("[privacy]\n", f"[privacy]\n{LISTED}\n")
    office.save(with_changes(listed, REMOVED), "2024-07-01")
    for form in ("markdown", "json"):
        said = run(office.folder, "review", "--base", "main", "--format", form)
        assert "plan" in said.stdout
        assert WORD not in said.stdout
    assert WORD not in office.everything("preview")


def test_a_document_that_is_redacted_is_not_repeated(office, change):
    told = "documents:\n  - file: {}.txt\n    title: The plan"
    office.write(f"The plan of {WORD}.", f"notices/2024/ex-0001/{WORD.lower()}.txt")
    office.save(with_fields(OPEN, told.format(WORD.lower())), "2024-05-20")
    (office.folder / f"notices/2024/ex-0001/{WORD.lower()}.txt").unlink()
    office.git("switch", "-q", "-c", "change")
    office.write("The plan.", "notices/2024/ex-0001/plan.txt")
    office.save(with_changes(with_fields(OPEN, told.format("plan")), REDACTED), "2024-07-01")
    said = run(office.folder, "review", "--base", "main", "--format", "markdown")
    assert "Document plan\\.txt: added" in said.stdout
    assert WORD.lower() not in (office.everything("preview") + said.stdout).lower()


def test_the_old_name_of_a_document_that_is_redacted_is_not_repeated(office):
    """Only its name told too much, so the same file is published by another one."""
    told = "documents:\n  - file: {}.txt\n    title: The plan"
    office.write("The plan.", f"notices/2024/ex-0001/{WORD.lower()}.txt")
    office.save(with_fields(OPEN, told.format(WORD.lower())), "2024-05-20")
    (office.folder / f"notices/2024/ex-0001/{WORD.lower()}.txt").unlink()
    office.git("switch", "-q", "-c", "change")
    office.write("The plan.", "notices/2024/ex-0001/plan.txt")
    office.save(with_changes(with_fields(OPEN, told.format("plan")), REDACTED), "2024-07-01")
    for form in ("markdown", "json"):
        said = run(office.folder, "review", "--base", "main", "--format", form).stdout
        assert "The address of a document of EX-0001 would no longer work." in said.replace("\\", "")
        assert WORD.lower() not in (office.everything("preview") + said).lower()


@pytest.mark.parametrize("name", ["Quill 01632 960123.txt", "zacharias-quill.txt"])
def test_an_old_name_of_a_document_that_tells_of_a_person_is_not_in_a_comment(office, name):
    office.set("[privacy]\n", f"[privacy]\n{LISTED}\n")
    told = "documents:\n  - file: {}\n    title: The plan"
    office.write("The plan.", f"notices/2024/ex-0001/{name}")
    office.save(with_fields(OPEN, told.format(name)), "2024-05-20")
    (office.folder / f"notices/2024/ex-0001/{name}").unlink()
    office.git("switch", "-q", "-c", "change")
    office.write("The plan.", "notices/2024/ex-0001/plan.txt")
    office.save(with_changes(with_fields(OPEN, told.format("plan.txt")), REMOVED), "2024-07-01")
    said = run(office.folder, "review", "--base", "main", "--format", "markdown").stdout
    assert "quill" not in said.lower()


def test_the_old_name_of_a_document_of_a_draft_is_not_in_a_comment(office):
    told = "documents:\n  - file: {}\n    title: The plan\ndraft: yes"
    office.write("The plan.", f"notices/2024/ex-0001/{WORD}.txt")
    office.save(with_fields(OPEN, told.format(f"{WORD}.txt")), "2024-05-20")
    (office.folder / f"notices/2024/ex-0001/{WORD}.txt").unlink()
    office.git("switch", "-q", "-c", "change")
    office.write("The plan.", "notices/2024/ex-0001/plan.txt")
    office.save(with_fields(OPEN, told.format("plan.txt")), "2024-07-01")
    said = run(office.folder, "review", "--base", "main", "--format", "markdown").stdout
    assert WORD not in said


SAYS_WHY = {
    "made confidential": (
        CHANGES["made confidential"],
        "as the decision becomes confidential. All of it is taken out.",
    ),
    "redacted": (CHANGES["redacted"], "as the history of the decision is redacted. It changes in: Decision."),
    "a part withheld": (CHANGES["a part withheld"], "as more of it is withheld. It changes in: Decision."),
    "more withheld of the same part": (
        CHANGES["more withheld of the same part"],
        "as a passage is withheld at another place of it. It changes in: Decision.",
    ),
    "a number taken out": (CHANGES["a telephone number taken out"], "are taken out of it. It changes in: Decision."),
    "unreadable": (CHANGES["the new file cannot be read"], "as the file cannot be read."),
}


@pytest.mark.parametrize("case", SAYS_WHY)
def test_a_review_says_why_it_does_not_repeat_a_text(change, case):
    states, said = SAYS_WHY[case]
    preview, comment, _ = change(*states)
    assert said in preview
    assert said.split(".", maxsplit=1)[0] in comment


TAKEN_OFF = "of earlier versions of one decision is taken off the public history."


@pytest.mark.parametrize("case", ["redacted", "made confidential", "a part withheld"])
def test_a_review_says_that_earlier_versions_go(change, case):
    _, comment, data = change(*CHANGES[case])
    table = json.loads(data)
    assert TAKEN_OFF in table["in_all"]
    assert "EX-0001: the text of its earlier versions is taken off the public history." in table["to_look_at"]
    effect = (
        "The text of earlier versions of EX-0001 (decisions/ex-0001/v1/ and so on) is taken off the public history."
    )
    assert effect in table["effects"]
    assert TAKEN_OFF in comment


def test_of_a_draft_no_earlier_version_goes(change):
    draft = with_fields(LEAK, "draft: true")
    assert TAKEN_OFF not in json.loads(change(draft, with_changes(OPEN, REDACTED))[2])["in_all"]


def test_names_taken_off_the_list_are_told_first_and_not_repeated(office):
    office.set("[privacy]\n", f"[privacy]\n{LISTED}\n")
    office.save(OPEN, "2024-05-20")
    office.git("switch", "-q", "-c", "change")
    office.set(f"{LISTED}\n", "")
    office.commit("2024-07-01")
    done = run(office.folder, "review", "--base", "main", "--format", "json")
    table = json.loads(done.stdout)
    assert table["in_all"] == "No decision changes."
    assert table["to_look_at"][0].startswith("A name is taken off the list of names that no notice may hold:")
    assert WORD not in done.stdout + office.everything("preview")


def test_a_list_that_only_grows_or_is_written_otherwise_is_not_told(office):
    office.set("[privacy]\n", f"[privacy]\n{LISTED}\n")
    office.save(OPEN, "2024-05-20")
    office.git("switch", "-q", "-c", "change")
    office.set(LISTED, f'never_name = ["Jo Bloggs", "{WORD.lower()}  quill"]')
    table = json.loads(run(office.folder, "review", "--base", "main", "--format", "json").stdout)
    assert table["to_look_at"] == []


PERSONAL = {
    "a telephone number": ("01632 960123", "Ring 01632 960123."),
    "an e-mail address": ("jane.doe@example.com", "Write to jane.doe@example.com."),
    "a date of birth": ("4 May 1980", "The officer, born on 4 May 1980, was appointed."),
    "a postcode": ("CV34 4RL", "The grant is for CV34 4RL."),
    "a vehicle": ("AB12 CDE", "The car AB12 CDE was sold."),
}


@pytest.mark.parametrize("case", PERSONAL)
def test_a_comment_does_not_repeat_what_tells_of_a_person(change, case):
    words, sentence = PERSONAL[case]
    preview, comment, data = change(OPEN, with_changes(says(sentence), REMOVED))
    assert words not in comment.replace("\\", "") + data
    assert "only the preview shows what changes in it" in comment
    page = html.document_fromstring(preview[preview.index("<h1>What changes</h1>") :])
    assert words in page.xpath("string(//ins)"), "the reviewer reads it in the preview"


OVER_LINES = {
    "a title over lines": OPEN.replace("title: A decision", "title: >-\n  A decision to ring 07700\n  900123"),
    "an officer over lines": led_by("Bo\n     Sample, 07700\n      900123"),
    "a recipient between quotation marks": costing("Paint").replace("A firm", '"A firm, 07700\n      900123"'),
    "a sign by its number": led_by('"Bo Sample, 07700\\x20900123"'),
    "a text over lines": says("Ring 07700\n900123."),
    "bold in part": says("Ring **07700** 900123."),
    "with a figure by its number": says("Ring 07700 &#57;00123."),
    "with a space of Word": says("Ring 07700\u00a0900123."),
    "with a hyphen of Word": says("Ring 07700\u2011900123."),
    "with a dash": says("Ring 07700 \u2013 900123."),
}


@pytest.mark.parametrize("case", OVER_LINES)
def test_a_comment_repeats_no_number_as_it_is_read(change, case):
    _, comment, data = change(OPEN, with_changes(OVER_LINES[case], REMOVED))
    for said in (comment, data):
        assert "07700" not in said
        assert "900123" not in said


def test_a_number_over_two_lines_of_a_document_is_not_in_a_comment(office):
    listed = with_fields(OPEN, "documents:\n  - file: plan.txt\n    title: The plan")
    office.write("The plan.", "notices/2024/ex-0001/plan.txt")
    office.save(listed, "2024-05-20")
    office.git("switch", "-q", "-c", "change")
    office.write("The plan of the officer\nborn on 4 May\n1980.", "notices/2024/ex-0001/plan.txt")
    office.save(with_changes(listed, REMOVED), "2024-07-01")
    for form in ("markdown", "json"):
        assert "1980" not in run(office.folder, "review", "--base", "main", "--format", form).stdout


@pytest.mark.parametrize("known", [False, True], ids=["newly accepted", "with another reason"])
def test_who_made_a_document_is_not_in_a_comment_where_it_is_accepted(office, known):
    listed = with_fields(OPEN, "documents:\n  - file: plan.pdf\n    title: The plan")
    value = f"plan.pdf, {WORD} Quill"
    accepted = accepting(listed, "document-names-its-author", value, "They wrote it.")
    office.write("The plan.", "notices/2024/ex-0001/plan.pdf")
    office.save(accepted if known else listed, "2024-05-20")
    office.git("switch", "-q", "-c", "change")
    after = accepting(listed, "DN429", f'["{value}"]', "They may be named.")
    office.save(with_changes(after, REMOVED), "2024-07-01")
    for form in ("markdown", "json"):
        said = run(office.folder, "review", "--base", "main", "--format", form).stdout
        assert WORD not in said
        assert "They may be named" in said
    assert known or WORD in office.everything("preview"), "the reviewer reads it there"


def test_a_finding_is_told_without_what_was_found(change):
    _, comment, data = change(OPEN, with_changes(says("Ring 01632 960123."), REMOVED))
    assert "The text holds a telephone number. Give the office's own instead" in comment.replace("\\", "")
    assert json.loads(data)["new_findings"][0]["value"] == ""


def test_a_sum_that_changes_beside_a_number_is_looked_at_on_the_page_and_not_told_in_a_comment(change):
    before, after = (
        with_fields(RING, f"costs:\n  - amount: {amount}\n    direction: spend\n    basis: one-off")
        for amount in (5000, 6500)
    )
    preview, comment, data = change(before, with_changes(after, REMOVED))
    page = html.document_fromstring(preview[preview.index("<h1>What changes</h1>") :])
    boxes = [" ".join(box.text_content().split()) for box in page.xpath("//*[@id='to-look-at']/following::ul[1]/li")]
    assert any("£5,000" in box and "£6,500" in box for box in boxes)
    assert "6,500" not in comment.replace("\\", "") + data
    assert "EX-0001: see in the preview what to look at" in comment.replace("\\", "")


NEVER_SEEN = {
    "a draft that becomes public": (with_fields(LEAK, "draft: true"), OPEN),
    "a draft that stays one": (with_fields(LEAK, "draft: true"), with_fields(OPEN, "draft: true")),
    "a notice that waits for its day": tuple(
        text.replace("publication_date: 2024", "publication_date: 2030") for text in (LEAK, OPEN)
    ),
}


@pytest.mark.parametrize("case", NEVER_SEEN)
def test_a_comment_does_not_repeat_what_was_taken_out_before_it_was_published(change, case):
    _, comment, data = change(*NEVER_SEEN[case])
    assert WORD not in comment + data
    assert "What it said before was never published" in comment


def accepting(text, rule="DN711", value="01632 960123", reason="It is a public line."):
    return with_fields(text, f"allow:\n  - rule: {rule}\n    value: {value}\n    reason: {reason}")


NUMBER = "01632 960123"
RING = says(f"Ring {NUMBER}.")


def test_what_the_office_accepted_and_published_before_may_be_in_a_comment(change):
    _, comment, data = change(accepting(RING), with_changes(accepting(says(f"Do ring {NUMBER}.")), REMOVED))
    assert NUMBER in comment
    assert NUMBER in data


ACCEPTED_NOW = {
    "in the text": (OPEN, accepting(RING)),
    "in a new notice": (None, accepting(RING)),
    "where another number was accepted": (accepting(says("Ring 01632 960999."), value="01632 960999"), accepting(RING)),
    "where it was accepted in a draft": (
        with_fields(accepting(RING), "draft: yes"),
        accepting(says(f"Do ring {NUMBER}.")),
    ),
    "where another rule was accepted": (accepting(OPEN, "DN712"), accepting(RING)),
    "in the reason": (OPEN, accepting(RING, reason=f"{NUMBER} is a public line.")),
    "in the title": (OPEN, accepting(OPEN.replace("A decision", f"A decision to ring {NUMBER}"))),
    "in the name of a withheld part": (
        prices(None),
        accepting(with_withheld(says(block(f"What {NUMBER} said")), f"What {NUMBER} said")),
    ),
    "in the reason why something is withheld, of a new notice": (
        None,
        accepting(prices(None).replace("It would harm others.", f"Ask {NUMBER}.")),
    ),
}


@pytest.mark.parametrize("case", ACCEPTED_NOW)
def test_what_an_author_accepts_by_the_same_change_is_not_in_a_comment(change, case):
    before, after = ACCEPTED_NOW[case]
    preview, comment, data = change(before, with_changes(after, REMOVED))
    assert NUMBER not in comment.replace("\\", "") + data
    assert "EX-0001" in comment.replace("\\", "")
    assert NUMBER in preview, "the reviewer reads it there"


def test_a_number_in_the_name_of_a_document_is_not_in_a_comment(office):
    office.save(OPEN, "2024-05-20")
    office.git("switch", "-q", "-c", "change")
    office.write("The plan.", f"notices/2024/ex-0001/Ring {NUMBER}.txt")
    office.save(
        with_changes(with_fields(OPEN, f"documents:\n  - file: Ring {NUMBER}.txt\n    title: The plan"), REMOVED)
    )
    for form in ("markdown", "json"):
        said = run(office.folder, "review", "--base", "main", "--format", form).stdout.replace("\\", "")
        assert "(its name is not shown here)" in said
        assert NUMBER not in said


def test_what_a_draft_withheld_and_withholds_no_longer_is_not_in_a_comment(change):
    draft = with_fields(with_withheld(says(block(f"What {WORD} is paid")), f"What {WORD} is paid"), "draft: yes")
    _, comment, data = change(draft, with_fields(OPEN, "draft: yes"))
    assert WORD not in comment + data


def test_a_confidential_notice_that_opens_shows_its_new_text(change):
    preview, comment, _ = change(CLOSED, with_changes(OPEN, ("2024-07-01", "Opened.")))
    assert "Agreed for a year" in preview
    assert "Agreed for a year" in comment


@pytest.mark.parametrize("was", [False, True], ids=["comes", "goes"])
def test_a_name_of_the_list_is_not_read_in_the_name_of_a_document(office, was):
    office.set("[privacy]\n", f"[privacy]\n{LISTED}\n")
    file = f"{WORD}-Quill.txt"
    listed = with_fields(OPEN, f"documents:\n  - file: {file}\n    title: The plan")
    for text in (listed, OPEN) if was else (OPEN, listed):
        beside = office.folder / PLACE.removesuffix(".md") / file
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text("The plan.") if text is listed else beside.unlink(missing_ok=True)
        office.save(text, "2024-05-20")
        office.git("switch", "-q", "-C", "change")
    for form in ("markdown", "json"):
        done = run(office.folder, "review", "--base", "main", "--format", form)
        assert WORD not in done.stdout.replace("\\", "")
        assert "its name is not shown here" in done.stdout.replace("\\", "") or was
    assert WORD not in office.everything("preview")


GRAVE = {
    "a number of a telephone": (costing("Paint"), costing(f"Ask {WORD} on 01632 960123")),
    "what was never published": tuple(
        with_fields(costing(what), "draft: yes") for what in (f"A firm of {WORD}", "Paint")
    ),
}


@pytest.mark.parametrize("case", GRAVE)
def test_a_comment_repeats_no_field_to_look_at_that_it_does_not_show(change, case):
    assert WORD not in change(*GRAVE[case])[1]
