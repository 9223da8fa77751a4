"""What an import says of files that hold no decision, or more than one can see, and of documents that share a name."""

from __future__ import annotations

import io
import zipfile

import docx
import frontmatter
import pytest
import word_parts as parts
from offices import run
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from small_sites import ROOT

from decision_register.importing.sheet import shown_of


@pytest.fixture
def office(tmp_path):
    (tmp_path / "notices").mkdir()
    (tmp_path / "register.toml").write_bytes((ROOT / "register.toml").read_bytes())
    return tmp_path


def blank():
    stream = io.BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_DECISIONS = {
    "empty.docx": (b"", "is empty; save the form in Word again."),
    "locked.docx": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "is locked with a password; open it in Word and take",
    ),
    "renamed.docx": (OLE + b"WordDocument", "is a file of an older Word under a new name; open it in Word and save it"),
    "damaged.docx": (b"PK nothing", "is no Word document that can be opened; save it again in Word as .docx."),
    "~$form.docx": (b"Ann", "only shows that Word has the form open; name the form itself, whose name has no ~$."),
    "blank.docx": (blank(), "has no words that can be read; if it is a picture of a form, find the form itself"),
    "blank.txt": (b" \n", "has no words that can be read"),
    "locked.xlsx": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "is locked with a password; open it in Excel and save",
    ),
    "old.xlsx": (OLE, "is a file of an older Excel under a new name; open it in Excel and save it"),
    "damaged.xlsx": (b"PK", "is no workbook that can be opened; save it again in Excel as .xlsx."),
    "headings.csv": (b"Reference,Title\n", "has a row of headings, but no decision below it that can be seen."),
}


@pytest.mark.parametrize("name", NO_DECISIONS)
def test_a_file_without_a_decision_is_told_in_a_sentence_of_its_own(office, name):
    content, sentence = NO_DECISIONS[name]
    (office / name).write_bytes(content)
    done = run(office, "import", name)
    assert done.returncode == 1
    said, count = done.stderr.splitlines()
    assert said.startswith(f"{name} {sentence}")
    assert count == "0 brought in."
    assert not list((office / "notices").rglob("*.md"))


def test_two_documents_of_one_name_are_both_kept_and_each_link_leads_to_its_own(office):
    for folder, words in (("a", "First."), ("b", "Second.")):
        (office / "sub" / folder).mkdir(parents=True)
        (office / "sub" / folder / "Plan 1.txt").write_text(words, encoding="utf-8")
    places = (("a", "one"), ("b", "two"), ("a", "again"))
    links = " ".join(f"<a href='sub/{folder}/Plan%201.txt'>{words}</a>" for folder, words in places)
    text = f"<h1>WPCC4-0014: Paint</h1><h2>Decision summary</h2><p>See {links}.</p>"
    (office / "p.html").write_text(text, encoding="utf-8")
    assert run(office, "import", "p.html").returncode == 0
    (file,) = (office / "notices").rglob("*.md")
    assert "[one](Plan%201.txt) [two](Plan%201-2.txt) [again](Plan%201.txt)" in file.read_text(encoding="utf-8")
    kept = {one.name: one.read_text(encoding="utf-8") for one in file.with_suffix("").iterdir()}
    assert kept == {"Plan 1.txt": "First.", "Plan 1-2.txt": "Second."}
    assert [one["file"] for one in frontmatter.load(file)["documents"]] == ["Plan 1.txt", "Plan 1-2.txt"]
    assert "Plan" not in run(office, "check", "--format", "concise", "--today", "2026-11-24").stdout


def test_what_a_form_holds_beside_its_text_is_told(office):
    begun = parts.begun_form()
    begun.add_paragraph("Yes.")
    whole = io.BytesIO(parts.finished(begun))
    drawing = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("word/charts/chart1.xml", f"<c:chart {drawing}><c:v>Chartword</c:v><c:v>17</c:v></c:chart>")
        archive.writestr("word/embeddings/Letter.pdf", b"%PDF")
    (office / "form.docx").write_bytes(whole.getvalue())
    assert run(office, "import", "form.docx").returncode == 0
    report = (office / "import-report.txt").read_text(encoding="utf-8")
    to_decide = report.partition("For you to decide:")[2].partition("\n\n")[0]
    assert "a chart or diagram is left out, with the words: “Chartword 17”" in to_decide
    assert "the file Letter.pdf inside the form is left out" in to_decide


SHOWN = {
    (17355.5, "General"): "17355.5",
    (17355.5, "£#,##0.00"): "£17,355.50",
    (17355, '"£"#,##0'): "£17,355",
    (-5, "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00"): "-£5.00",
    (0.047, "0.0%"): "4.7%",
    (0.5, "0%"): "50%",
    (2024.0, "General"): "2024",
    (1234, "0"): "1234",
    (3, "0.00E+00"): "3",
    (True, "General"): "yes",
    (None, "General"): "",
    (" a\nb ", "@"): "a\nb",
}


@pytest.mark.parametrize("typed", SHOWN)
def test_a_cell_reads_as_excel_shows_it(typed):
    assert shown_of(*typed) == SHOWN[typed]


def notices_of(office, book):
    book.save(office / "log.xlsx")
    done = run(office, "import", "log.xlsx")
    texts = [file.read_text(encoding="utf-8") for file in sorted((office / "notices").rglob("*.md"))]
    report = (office / "import-report.txt").read_text(encoding="utf-8")
    return done, texts, report


def book_of(*rows):
    book = Workbook()
    book.active.append(["Reference", "Title", "Decision summary", "Notes"])
    for row in rows:
        book.active.append(row)
    return book


def test_sums_and_paragraphs_of_cells_are_kept(office):
    book = book_of(["WPCC4-0001", "Paint", "First.\nSecond.\n• a point\n• another"])
    book.active.cell(1, 5).value, book.active.cell(2, 5).value = "Background information", 17355.5
    book.active.cell(2, 5).number_format = "£#,##0.00"
    _, (text,), _ = notices_of(office, book)
    assert "First.\n\nSecond.\n\n- a point\n- another\n" in text
    assert "£17,355.50" in text


def test_hidden_rows_are_not_brought_in_and_hidden_columns_are_told(office):
    book = book_of(["WPCC4-0001", "Paint", "Yes.", "secretword"], ["WPCC4-0002", "Hidden", "Yes."])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["D"].hidden = True
    done, texts, report = notices_of(office, book)
    assert len(texts) == 1
    assert "log.xlsx, row 3 is hidden in Excel; show it there to bring it in, or delete it." in done.stderr
    assert done.returncode == 1
    assert "secretword" not in texts[0]
    assert "hidden words: “secretword”" in report


def test_comments_and_struck_cells_are_told(office):
    book = book_of(["WPCC4-0001", "Paint", "Yes.", "oldword"])
    book.active["B2"].comment = Comment("See the treasurer.", "Ann")
    book.active["D2"].font = Font(strike=True)
    _, (text,), report = notices_of(office, book)
    assert "oldword" not in text
    assert "words struck through: “oldword”" in report
    assert "comment: “See the treasurer.”" in report


def test_every_sheet_is_read_or_told(office):
    book = book_of(["WPCC4-0001", "Paint", "Yes."])
    second = book.create_sheet("2025")
    second.append(["Reference", "Title", "Decision summary"])
    second.append(["WPCC4-0002", "Brushes", "Yes."])
    book.create_sheet("Notes").append(["Ask Ann"])
    book.create_sheet("Drafts").append(["Reference"])
    book["Drafts"].sheet_state = "hidden"
    book.create_sheet("Empty")
    done, texts, report = notices_of(office, book)
    assert len(texts) == 2
    assert "log.xlsx, sheet “2025”, row 2" in report
    assert "log.xlsx, sheet “Notes” has no row of headings, so nothing of it was brought in." in done.stderr
    assert "log.xlsx, sheet “Drafts” is hidden in Excel, so nothing of it was brought in." in done.stderr
    assert "Empty" not in done.stderr
