"""What Word can hold beside plain paragraphs is in the notice or in the report; nothing is lost, nothing is silent."""

from __future__ import annotations

import datetime
import os
import re
import signal
import subprocess
import sys
import time

import docx
import forms
import frontmatter
import pytest
import word_parts as parts
from small_sites import ROOT

from decision_register.importing.mapping import draft_of, known_words
from decision_register.importing.plain import read_copied
from decision_register.importing.word import read_word
from decision_register.importing.writing import notice_text, report_text
from decision_register.settings import read_settings

SETTINGS = read_settings(ROOT / "register.toml", datetime.date(2026, 11, 24))
KNOWN = known_words(SETTINGS)


def brought(content):
    """The notice and the report of a Word form, of which no word may be lost."""
    draft = draft_of(read_word(content, KNOWN), SETTINGS)
    report = report_text("form.docx", "notices/n.md", draft)
    assert "stand nowhere else" not in report
    return notice_text(draft), report


def to_decide(report):
    return report.partition("For you to decide:")[2].partition("\n\n")[0]


def test_a_text_box_is_read_once():
    form = parts.begun_form()
    parts.add_text_box(form, "Words in a box.")
    notice, _ = brought(parts.finished(form))
    assert notice.count("Words in a box.") == 1
    assert "also_known_as" not in notice  # the colon after the reference is no part of it


def test_a_footnote_is_kept_at_the_end():
    form = parts.begun_form()
    content = parts.with_footnote(form, form.add_paragraph("The price is firm."), "Until May.")
    notice, _ = brought(content)
    assert notice.endswith("The price is firm.\\[1\\]\n\n- \\[1\\] Until May.\n")


def test_tracked_changes_are_taken_as_accepted_and_each_is_for_a_person_to_decide():
    form = parts.begun_form()
    parts.put_tracked(form.add_paragraph("It is agreed "), "newword", "oldword")
    notice, report = brought(parts.finished(form))
    assert "It is agreed newword" in notice
    assert "oldword" not in notice
    assert "put in “newword”" in to_decide(report)
    assert "struck out as a tracked change: “oldword”" in to_decide(report)


UNDER = "under “Comments from the Treasurer” stand words of a signature, or below one"
SIGNED = {
    "nothing typed": (["I approve the request above.", "Signature ………………… Date 25/13/2026"], [0, 1]),
    "below a signature that was read": (["Signed: P. Reed", "Date: 25/07/2024", "Sent to Ann on Monday."], [2]),
    "below one that was not": (["Signed ______ Date ______", "Sent to Ann on Monday.", "- and to Bo"], [0, 1, 2]),
    "no signature": (["Signed copies are kept up to date.", "We approve of paint."], []),
}


@pytest.mark.parametrize("what", SIGNED)
def test_words_of_a_signature_and_below_it_are_for_a_person_to_decide(what):
    lines, told = SIGNED[what]
    form = parts.begun_form()
    form.add_paragraph("Yes.")
    form.add_heading("Comments from the Treasurer", 2)
    for line in ("There is money for it.", *lines):
        form.add_paragraph(line)
    notice, report = brought(parts.finished(form))
    for number, line in enumerate(lines):
        assert (f"{UNDER}: “{line}”" in to_decide(report)) == (number in told), report
        assert line.strip("- ").replace("_", "\\_") in notice or number not in told


def test_words_below_the_next_heading_belong_to_no_signature():
    form = parts.begun_form()
    for words in ("Yes.", "Signed: P. Reed", "Date: 25/07/2024", "Legal comments", "None."):
        form.add_paragraph(words)
    assert "signature" not in to_decide(brought(parts.finished(form))[1])


def test_each_comment_is_for_a_person_to_decide_with_its_words():
    form = parts.begun_form()
    paragraph = form.add_paragraph("Yes.")
    for words in ("Is this right, Ann?", "Ask Bo."):
        form.add_comment(paragraph.runs, text=words, author="Di")
    notice, report = brought(parts.finished(form))
    assert "comment: “Is this right, Ann?”\n  - comment: “Ask Bo.”" in to_decide(report)
    assert "Ann" not in notice


def test_a_date_that_cannot_be_read_is_for_a_person_to_decide():
    form = parts.begun_form()
    for words in ("Yes.", "Signed: P. Reed", "Date: 25/13/2026"):
        form.add_paragraph(words)
    notice, report = brought(parts.finished(form))
    assert "decision_date: “Date: 25/13/2026” is no date that can be read" in to_decide(report)
    assert "\ndecision_date:\n" in notice


def test_a_link_keeps_its_address():
    form = parts.begun_form()
    parts.put_link(form.add_paragraph("See "), "the policy", "https://example.org/policy?a=1&b=2")
    assert "See [the policy](https://example.org/policy?a=1&b=2)" in brought(parts.finished(form))[0]


@pytest.mark.parametrize("number", ["typed", "automatic", "in bold"])
def test_a_numbered_heading_is_that_of_the_form(number):
    form = parts.begun_form()
    form.add_paragraph("Yes.")
    if number == "automatic":
        form.add_paragraph("Background Information", style="List Number")
    else:
        form.add_paragraph().add_run("1. Background Information:").bold = number == "in bold"
    form.add_paragraph("It was so.")
    notice, report = brought(parts.finished(form))
    assert "### Background information\n\nIt was so." in notice
    assert "Background Information" in report


def test_a_picture_comes_with_the_words_that_say_what_it_shows(tmp_path):
    form = parts.begun_form()
    parts.add_picture(form, "A red [square]")
    parts.add_picture(form)
    notice, report = brought(parts.finished(form))
    assert "![A red \\[square\\]](picture-1.png)" in notice
    assert "picture-2.png has no words" in to_decide(report)
    (tmp_path / "notices").mkdir()
    (tmp_path / "form.docx").write_bytes(parts.finished(form))
    (tmp_path / "register.toml").write_bytes((ROOT / "register.toml").read_bytes())
    run(tmp_path, "import", "form.docx")
    (file,) = (tmp_path / "notices").rglob("*.md")
    listed = [document["file"] for document in frontmatter.load(file)["documents"]]
    assert listed == ["picture-1.png", "picture-2.png"]
    assert (file.with_suffix("") / "picture-1.png").read_bytes() == parts.red_square()
    found = run(tmp_path, "check", "--format", "concise").stdout
    assert len(re.findall("DN322", found)) == 1  # the second has no alternative text
    assert not re.search("DN329|DN40", found)


def test_a_picture_of_a_signature_is_not_brought_in():
    form = parts.begun_form()
    cells = form.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text = "Signature"
    parts.add_picture(cells[1].paragraphs[0])
    notice, report = brought(parts.finished(form))
    assert "picture" not in notice
    assert "it may be a signature" in to_decide(report)


def test_a_table_inside_a_table_stays_a_table():
    form = parts.begun_form()
    cells = form.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text = "Outer"
    inner = cells[1].add_table(rows=2, cols=2)
    for number, cell in enumerate((*inner.row_cells(0), *inner.row_cells(1))):
        cell.text = f"in{number}"
    assert "Outer\n\n| in0 | in1 |\n| --- | --- |\n| in2 | in3 |\n" in brought(parts.finished(form))[0]


def test_what_is_typed_into_the_fields_of_a_form_is_read():
    form = docx.Document()
    form.add_heading("WPCC4-0014: Paint", 1)
    cells = form.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text = "Lead Officer"
    parts.put_content_control(cells[1].paragraphs[0], "Ann Other")
    form.add_heading("Decision summary", 2)
    parts.add_content_control(form, "It is agreed.")
    notice, _ = brought(parts.finished(form))
    assert "lead_officer: Ann Other" in notice
    assert "## Decision summary\n\nIt is agreed." in notice


@pytest.mark.parametrize("where", ["header", "footer"])
def test_a_marking_at_the_edge_of_a_page_is_for_a_person_to_decide(where):
    form = parts.begun_form()
    getattr(form.sections[0], where).paragraphs[0].text = "OFFICIAL – SENSITIVE"  # noqa: RUF001
    notice, report = brought(parts.finished(form))
    assert f"marked in its page {where}: “OFFICIAL – SENSITIVE”" in to_decide(report)  # noqa: RUF001
    assert "OFFICIAL" not in notice


def test_a_number_of_a_page_is_left_out_and_told():
    form = parts.begun_form()
    form.sections[0].footer.paragraphs[0].text = "Page 1"
    _, report = brought(parts.finished(form))
    assert "page footer: “Page 1”" in report
    assert "Page 1" not in to_decide(report)


@pytest.mark.parametrize("line", ["#tag", "# tag", "##", ">quoted", "> quoted", "---", "- x -", "+ x", "1. x", "1) x"])
def test_a_copied_line_is_never_taken_for_a_mark(line):
    from decision_register.body import Prose
    from decision_register.manuscript import read_manuscript
    from decision_register.source import read_text as source_of

    text = f"WPCC4-0014: Paint\n\nDecision summary\n\nBefore.\n\nx{line}\n\nAfter."
    draft = draft_of(read_copied(text.replace(f"x{line}", line).encode()), SETTINGS)
    manuscript = read_manuscript(source_of(notice_text(draft).encode(), "n.md"), SETTINGS.form)
    (section,) = manuscript.body.sections
    html = "".join(block.html for block in section.blocks if isinstance(block, Prose))
    assert not re.search("<h[1-6]|<blockquote|<hr|<ol", html)
    assert html.count("<p>") + html.count("<li>") == 3


def run(folder, *arguments):
    command = [sys.executable, str(ROOT / "build.py"), *arguments, "--today", "2026-11-24"]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.skipif(os.name == "nt", reason="sends a signal of Unix")
def test_an_import_that_was_killed_goes_on_where_it_stopped(tmp_path):
    (tmp_path / "notices").mkdir()
    (tmp_path / "register.toml").write_bytes((ROOT / "register.toml").read_bytes())
    folder = tmp_path / "Old forms"
    folder.mkdir()
    text = forms.as_text(forms.DECISIONS[0]).decode()
    for number in range(400):
        once = text.replace("WPCC4-0014", f"WPCC5-{number:04}").replace("WPCC4-014", f"WPCC5-{number:04}")
        (folder / f"{number:04}.txt").write_text(once, encoding="utf-8")
    command = [sys.executable, str(ROOT / "build.py"), "import", "Old forms", "--quiet"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    began = time.monotonic()
    while sum(1 for _ in (tmp_path / "notices").rglob("wpcc5-*.md")) < 20:
        assert time.monotonic() - began < 30
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "notices").rglob("wpcc5-*.md")}
    assert len(before) < 400
    done = run(tmp_path, "import", "Old forms")
    assert f"{len(before)} there already" in done.stderr
    notices = sorted((tmp_path / "notices").rglob("wpcc5-*.md"))
    assert len(notices) == 400
    assert all(frontmatter.load(file)["reference"].lower() == file.name[:10] for file in notices)
    assert {file: file.stat().st_mtime_ns for file in before} == before
    report = (tmp_path / "import-report.txt").read_text(encoding="utf-8")
    assert all(file.name in report for file in notices)
