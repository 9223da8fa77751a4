"""What an import says of files that hold no decision, or more than one can see, and of documents that share a name."""

from __future__ import annotations

import datetime
import io
import zipfile

import docx
import frontmatter
import pytest
import word_parts as parts
from offices import run
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from small_sites import ROOT

from decision_register.importing.bring import bring_in, files_in
from decision_register.importing.lines import ImportFaultError
from decision_register.importing.mapping import draft_of, known_words
from decision_register.importing.plain import read_copied
from decision_register.importing.sheet import read_sheet, shown_of
from decision_register.importing.writing import notice_text, report_text
from decision_register.settings import read_settings
from decision_register.values import day_meant

SETTINGS = read_settings(ROOT / "register.toml", datetime.date(2026, 11, 24))
KNOWN = known_words(SETTINGS)


@pytest.fixture
def office(tmp_path):
    (tmp_path / "notices").mkdir()
    (tmp_path / "register.toml").write_bytes((ROOT / "register.toml").read_bytes())
    return tmp_path


def blank():
    stream = io.BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


def word_of(heading, *paragraphs):
    form = docx.Document()
    if heading:
        form.add_heading(heading, 1)
    for words in paragraphs:
        form.add_paragraph(words)
    for row in form.add_table(rows=2, cols=3).rows:
        for cell in row.cells:
            cell.text = "17"
    stream = io.BytesIO()
    form.save(stream)
    return stream.getvalue()


NO_FORM = "has no label and no heading of the form, such as Decision reference or Decision summary; put its words and"
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
    "table.docx": (word_of(""), NO_FORM),
    "spending.docx": (word_of("Spending of 2025", "All of it."), NO_FORM),
    "letter.txt": (b"Dear Ann,\n\nThe fence is red.\n", NO_FORM),
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


FORMS = {
    "a reference": ("WPCC4-0014: Paint",),
    "a label": ("", "Lead officer: Sara Ansell"),
    "a label without a value": ("", "Lead officer:"),
    "a heading of the form": ("", "Legal comments", "None."),
}


@pytest.mark.parametrize("what", FORMS)
def test_a_reference_a_label_or_a_heading_is_enough_to_be_a_form(office, what):
    (office / "form.docx").write_bytes(word_of(*FORMS[what]))
    assert run(office, "import", "form.docx").stderr.splitlines()[-1].startswith("1 brought in"), what


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


MIDNIGHT, AFTERNOON = map(datetime.datetime.fromisoformat, ("2024-07-25", "2024-07-25T14:30"))
SHOWN = {
    (17355.5, "General"): "17355.5",
    (17355.500000000004, "General"): "17355.5",
    (17355.5, "£#,##0.00"): "£17,355.50",
    (17355, '"£"#,##0'): "£17,355",
    (-5, "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00"): "-£5.00",
    (5.5, '£0.0"m"'): "£5.5m",
    (1.2, '"£"0.0"m"'): "£1.2m",
    (5.5, '£#,##0.0" million"'): "£5.5 million",
    (-5.5, '£0.0"m"'): "-£5.5m",
    (1234567, '£#,##0.0,,"m"'): "£1.2m",
    (45000, '£#,##0,"k"'): "£45k",
    (1200, '#,##0" hours"'): "1,200 hours",
    (7, "0\\ \\d"): "7 d",
    (14, '"WPCC4-"0000'): "WPCC4-0014",
    ("0014", '"WPCC4-"@'): "WPCC4-0014",
    (0.047, "0.0%"): "4.7%",
    (0.5, "0%"): "50%",
    (0.125, "0%"): "13%",
    (1234.5, "£#,##0"): "£1,235",
    (2.675, "0.00"): "2.68",
    (1.5, "0.0##"): "1.5",
    (0.5, "#.00"): ".50",
    (-1234, "#,##0_);(#,##0)"): "(1,234)",
    (-1234, "£#,##0;[Red](£#,##0)"): "(£1,234)",
    (-1234, '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-'): "-£1,234.00",
    (-0.4, "0"): "0",
    (0, '0.0;-0.0;"none"'): "none",
    (0.0000001, "General"): "0.0000001",
    (2024.0, "General"): "2024",
    (3, '"Lot "General'): "Lot 3",
    (1234, "0"): "1234",
    (True, "General"): "yes",
    (None, "General"): "",
    (" a\nb ", "@"): "a\nb",
    (MIDNIGHT, "dd/mm/yyyy"): "2024-07-25",
    (AFTERNOON, "dd/mm/yyyy hh:mm"): "2024-07-25 14:30:00",
    (datetime.date(2024, 7, 25), "dd/mm/yyyy"): "2024-07-25",
}
NOT_UNDERSTOOD = {
    (3, "0.00E+00"): "3",
    (0.5, "# ?/?"): "0.5",
    (5, '[>1]0" many";0" one"'): "5",
    (201234, "00\\-00\\-00"): "201234",
    (17, ";;;"): "17",
}


@pytest.mark.parametrize("typed", SHOWN | NOT_UNDERSTOOD)
def test_a_cell_reads_as_excel_shows_it(typed):
    assert shown_of(*typed) == ((SHOWN | NOT_UNDERSTOOD)[typed], typed in SHOWN)


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


def test_dates_of_excel_are_read_and_a_look_that_is_not_known_is_told(office):
    book = book_of(["WPCC4-0001", "Paint", "Yes."], ["WPCC4-0002", "Brushes", "No."])
    days = ("Date of decision", MIDNIGHT, AFTERNOON)
    for row, day in enumerate(days, 1):
        book.active.cell(row, 5).value = day
    book.active["D2"].value, book.active["D2"].number_format = 3, "0.00E+00"
    _, texts, report = notices_of(office, book)
    assert all("decision_date: 2024-07-25" in text for text in texts)
    assert "“Date of decision: 2024-07-25 14:30:00”" in report
    assert "the cell D2 shows 3 in a way that is not known here (0.00E+00); see that “3” is right" in report


LOOKS = {
    "mm-dd-yy": "decision_date: 2024-07-25",
    'dddd d mmmm yyyy "at" hh:mm': "decision_date: 2024-07-25",
    "d/m/yy;@": "decision_date: 2024-07-25",
    "[$-809]dd mmmm yyyy": "decision_date: 2024-07-25",
    "mmm-yy": "Date of decision: July 2024",
    "d mmm": "Date of decision: 25 July",
    "yyyy": "Date of decision: 2024",
    "dddd, mmmm yyyy": "Date of decision: July 2024",
}


@pytest.mark.parametrize("looks", LOOKS)
def test_a_day_of_excel_is_one_only_if_its_cell_shows_the_whole_day(office, looks):
    book = book_of(["WPCC4-0001", "Paint", "Yes."])
    book.active["E1"].value = "Date of decision"
    book.active["E2"].value, book.active["E2"].number_format = MIDNIGHT, looks
    _, (text,), report = notices_of(office, book)
    assert ("\ndecision_date: 2024" in text) == LOOKS[looks].startswith("decision")
    assert LOOKS[looks] in (text + report)


def test_an_error_of_excel_is_told_and_does_not_come_into_a_notice(office):
    book = book_of(["WPCC4-0001", "#REF!", "Yes."], ["WPCC4-0002", "#NAME? it", "No."])
    _, texts, report = notices_of(office, book)
    assert not any("#REF!" in text for text in texts)
    assert any("title: '#NAME? it'" in text for text in texts)  # words that begin as an error does
    assert "the cell B2 shows #REF!, which is an error of Excel; type what it is to say" in report


DAYS = {
    "12 mayor 2024": None,
    "1 Marzo 2024": None,
    "1 marches 2024": None,
    "12 May 2024": (2024, 5, 12),
    "1 Sept. 2024": (2024, 9, 1),
    "1 sep 24": (2024, 9, 1),
    "Thursday 25th July 2024.": (2024, 7, 25),
    "05/05/2024.": (2024, 5, 5),
    "05/05/2024 00:00:00": (2024, 5, 5),
    "05/05/2024 14:30": (2024, 5, 5),
    "5 May 2024, 2:30 pm": (2024, 5, 5),
    "2024-05-05T14:30:00": (2024, 5, 5),
    "05/05/2024 or so": None,
}


@pytest.mark.parametrize("typed", DAYS)
def test_a_day_is_read_only_where_its_words_say_one(typed):
    assert day_meant(typed) == DAYS[typed]


HEADED = "Reference,Title,Decision summary\n"


def read(content, name="log.csv"):
    """The decisions of a sheet: each with its place, and its fault or its notice and its report; no word is lost."""
    each = {}
    for row in read_sheet(name, content if isinstance(content, bytes) else content.encode(), KNOWN):
        draft = draft_of(row.form, SETTINGS) if row.form else None
        report = report_text("log", "n.md", draft) if draft else ""
        assert "stand nowhere else" not in report
        each[row.place] = (row.fault or notice_text(draft), report)
    return each


def read_book(book):
    stream = io.BytesIO()
    book.save(stream)
    return read(stream.getvalue(), "log.xlsx")


LONGER = {
    HEADED + "WPCC4-0001,Paint, red,Yes.\n": "a comma may stand without quotation marks",
    HEADED + "WPCC4-0001,Paint, red,\n": "a comma may stand without quotation marks",
    HEADED.strip() + ",,\nWPCC4-0001,Paint, red,Yes.\n": "a comma may stand without quotation marks",
    HEADED.replace(",", ";") + "WPCC4-0001;Paint; red;Yes.\n": "a semicolon may stand without quotation marks",
    HEADED.replace(",", "\t") + "WPCC4-0001\tPaint\t red\tYes.\n": "a tab may stand without quotation marks",
}


@pytest.mark.parametrize("text", LONGER)
def test_a_row_of_more_cells_than_headings_is_told_and_not_brought_in(text):
    rows = read(text + text.splitlines()[0].replace("Reference", "WPCC4-0002").replace("Title", "Tape") + "\n")
    assert rows["row 2"][0] == f"has more cells than there are headings; {LONGER[text]}"
    assert "title: Tape" in rows["row 3"][0]


def test_cells_of_excel_beyond_the_headings_are_kept_and_told():
    book = book_of(["WPCC4-0001", "Paint", "Yes.", "", "strayword"])
    ((notice, report),) = read_book(book).values()
    assert notice.endswith("Yes.\n\nstrayword\n")
    assert "“strayword” stands in a column without a heading" in report.partition("How the words")[0]


def test_what_is_struck_through_in_a_part_of_a_cell_is_told():
    book = book_of(["WPCC4-0001", "Paint", "", ""])
    struck = TextBlock(InlineFont(strike=True), "£9,000 ")
    book.active["C2"].value = CellRichText("I approve ", struck, TextBlock(InlineFont(b=True), "£5,000"), " in all.")
    ((notice, report),) = read_book(book).values()
    assert "I approve £5,000 in all." in notice
    assert "£9,000" not in notice
    assert "words struck through: “£9,000”" in report.partition("How the words")[0]


def test_a_formula_without_a_result_is_for_a_person_to_decide():
    ((notice, report),) = read_book(book_of(["WPCC4-0001", "Paint", "Yes.", "=SUM(1,2)"])).values()
    assert "SUM" not in notice
    to_decide = report.partition("How the words")[0]
    assert "the cell D2 has a formula whose result the file does not hold; open it in Excel and save it" in to_decide


UNCLOSED = {
    HEADED + 'WPCC4-0001,"Paint,Yes.\nWPCC4-0002,Tape,No.\n': 2,
    HEADED + "WPCC4-0001,Paint,Yes.\n" + 'WPCC4-0002,"Tape,' + "No. " * 40_000: 3,
    HEADED + 'WPCC4-0001,"The "best" paint",Yes.\n': 2,
}


@pytest.mark.parametrize("text", UNCLOSED, ids=["small", "large", "inside"])
def test_a_quotation_mark_that_is_not_closed_is_told(text):
    with pytest.raises(ImportFaultError, match=f"^has a quotation mark in row {UNCLOSED[text]} that is not closed"):
        read(text)


def test_a_quotation_mark_inside_a_cell_without_any_around_it_is_a_word():
    assert 'A 5" pipe' in read(HEADED + 'WPCC4-0001,Pipe,A 5" pipe\n')["row 2"][0]


TITLED = "Decision\nof the Commissioner, 2024\nReference,Title,Decision summary\nWPCC4-0001,Paint,Yes.\n"


def test_a_title_above_the_headings_is_left_out_and_told():
    rows = read(TITLED + "WPCC4-0002,Tape,No.\n")
    assert ["title: Paint" in rows["row 4"][0], "title: Tape" in rows["row 5"][0]] == [True, True]
    left_out = rows["row 4"][1].partition("Left out")[2]
    assert "above the headings: “Decision of the Commissioner 2024”" in left_out


SECOND_ROWS = {
    HEADED.strip() + ",Costs,Notes\n,,,2024,2025\nWPCC4-0001,Paint,Yes.,£1,£2\n": ",,,2024,2025",
    HEADED + "Reference,Title,Summary\nWPCC4-0001,Paint,Yes.\n": "the same once more",
}


@pytest.mark.parametrize("text", SECOND_ROWS, ids=SECOND_ROWS.values())
def test_a_second_row_of_headings_is_told_and_makes_no_notice(text):
    rows = read(text)
    assert rows["row 2"][0] == "looks like a second row of headings; keep one, in which each column has its name"
    assert "title: Paint" in rows["row 3"][0]


def test_a_row_that_begins_with_no_reference_is_still_a_decision():
    assert "title: Paint" in read(HEADED + ",Paint,We shall buy the paint that the officers asked for.\n")["row 2"][0]


SEPARATED = {
    "commas in a heading": "Reference;Title, in short, of it, so far;Decision summary\nWPCC4-0001;Paint;Yes.\n",
    "named in the first line": "sep=;\nReference;Decision summary\nWPCC4-0001;Yes.\n",
    "named, and another is likelier": "sep=|\nReference|Decision summary,or,such|Title\nWPCC4-0001|Yes.|Paint\n",
}


@pytest.mark.parametrize("name", SEPARATED)
def test_the_sign_between_cells_is_found(name):
    assert "reference: WPCC4-0001" in read(SEPARATED[name])["row 2"][0]
    assert "Yes." in read(SEPARATED[name])["row 2"][0]


def test_a_column_left_of_the_first_that_is_known_is_kept():
    ((notice, report),) = read("Portfolio," + HEADED + "Estates,WPCC4-0001,Paint,Yes.\n").values()
    assert "Portfolio: Estates" in notice
    assert "before the form" not in report


def test_names_of_fields_are_headings():
    rows = read("Kept by Ann\nlead_officer,request_date\nAnn Other,2024-07-25\n")
    assert "\nrequest_date: 2024-07-25\n" in rows["row 3"][0]
    assert "\nlead_officer: Ann Other\n" in rows["row 3"][0]


PAGE = "<main><h1>WPCC4-0014: Paint</h1><h2>Decision summary</h2><p>See <a href='linked.pdf'>it</a>.</p></main>"
NOT_READ = {
    "a.doc": "is a file of an older Word; open it in Word and save it as .docx",
    "a.docm": "is a Word file with macros; open it in Word and save it as .docx",
    "a.rtf": "is a file in Rich Text Format; open it in Word and save it as .docx",
    "a.PDF": "is a PDF; find the form that it was made from, or open it in Word and save it as .docx",
    "a.mht": "is a web page saved with its pictures in one file; open it in the browser and save it as .html",
}


def told_of_folder(office):
    folder = office / "old"
    each = bring_in(files_in((folder,)), office / "notices", SETTINGS, lambda _: None)
    brought = [one for of_file in each for one in of_file]
    return {one.source.removeprefix(f"{folder.as_posix()}/"): one.fault for one in brought}


def test_files_in_a_folder_that_cannot_be_read_are_told_each_with_its_cure(office):
    (office / "old").mkdir()
    for name in NOT_READ:
        (office / "old" / name).write_bytes(b"x")
    told = told_of_folder(office)
    assert {name: fault.partition(f"{name} ")[2] for name, fault in told.items()} == {
        name: f"{fault}." for name, fault in NOT_READ.items()
    }


def test_documents_of_a_form_and_hidden_files_are_not_told(office):
    names = ("page.html", "page/inside.pdf", "linked.pdf", ".hidden.pdf", ".folder/b.pdf", "~$a.doc", "picture.png")
    for name in names:
        file = office / "old" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PAGE if name == "page.html" else "x", encoding="utf-8")
    assert told_of_folder(office) == {"page.html": ""}
    assert {file.name for file in (office / "notices").rglob("*.pdf")} == {"inside.pdf", "linked.pdf"}


SAVED_PAGE = b"From: <Saved by Blink>\r\nSubject: =?utf-8?Q?A\r\n B?=\r\nMIME-Version: 1.0\r\n\r\n<p>x</p>"
RENAMED = {
    "older Word": (OLE + b"WordDocument", "is a file of an older Office or locked with a password, under a new"),
    "a saved page": (
        SAVED_PAGE,
        "is a web page saved with its pictures in one file, under a new name; open it in the b",
    ),
    "one of another maker": (
        b"MIME-Version: 1.0\n\nx",
        "is a web page saved with its pictures in one file, under a new",
    ),
    "new Word": (b"PK\x03\x04", "is a file of Word or Excel, under a new name; give it its own ending, .docx or .xlsx"),
    "PDF": (
        b"%PDF-1.7",
        "is a PDF, under a new name; find the form that it was made from, or open it in Word and save",
    ),
    "Rich Text": (b"{\\rtf1", "is a file in Rich Text Format, under a new name; open it in Word and save it as .docx"),
}


@pytest.mark.parametrize("ending", ["html", "txt", "csv"])
@pytest.mark.parametrize("name", RENAMED)
def test_a_file_under_the_ending_of_another_kind_is_told_for_what_it_is(office, name, ending):
    content, sentence = RENAMED[name]
    (office / "old").mkdir()
    (office / "old" / f"a.{ending}").write_bytes(content)
    (fault,) = told_of_folder(office).values()
    assert f"a.{ending} {sentence}" in fault


def test_a_page_that_tells_of_mime_is_a_page(office):
    (office / "old").mkdir()
    (office / "old" / "a.html").write_text(PAGE.replace("See", "MIME-Version: 1.0 See"), encoding="utf-8")
    assert told_of_folder(office) == {"a.html": ""}


COPIED = {
    "bullets by themselves": ("•\none\n•\n\ntwo\n\uf0b7\nthree", "- one\n- two\n- three"),
    "bullets of Word": ("\uf0b7\tone\no\ttwo\n\uf0a7 three", "- one\n- two\n- three"),
    "dashes": ("– one\n– two", "- one\n- two"),  # noqa: RUF001
    "a bullet before another": ("•\n• one", "- one"),
    "a bullet at the end": ("Words.\n•", "Words."),
    "a word of one letter": ("o what a day", "o what a day"),
    "a dash by itself": ("-\nWords.", "\\-\n\nWords."),
    "pages": ("one\nPage 2 of 3\ntwo\nPage 3\n2 | Page\nPage 7 says so.", "one\n\ntwo\n\nPage 7 says so."),
}


def copied(text):
    draft = draft_of(read_copied(f"WPCC4-0014: Paint\nDecision summary\n{text}".encode()), SETTINGS)
    report = report_text("form", "n.md", draft)
    assert "stand nowhere else" not in report
    return notice_text(draft), report


@pytest.mark.parametrize("name", COPIED)
def test_points_and_page_numbers_of_copied_text_are_seen(name):
    text, expected = COPIED[name]
    notice, report = copied(text)
    assert notice.endswith(f"## Decision summary\n\n{expected}\n")
    assert ("page number: “Page 2 of 3”" in report.partition("Left out")[2]) == (name == "pages")


COLUMNS = {
    "What\tCost\nPaint\t£1\nTape\t£2": True,
    "What\tCost": False,
    "1.\tFirst.\n2.\tSecond.\n(a)\tThird.": False,
    "•\tFirst.\n•\tSecond.": False,
    "\tFirst.\n\tSecond.\t": False,
}


@pytest.mark.parametrize("text", COLUMNS)
def test_columns_made_with_tabs_are_told(text):
    told = "figures stood in columns made with tabs; see that each stands where it should"
    assert (told in copied(text)[1].partition("How the words")[0]) == COLUMNS[text]
