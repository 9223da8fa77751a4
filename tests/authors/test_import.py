"""What an import makes of forms, and that it loses nothing."""

from __future__ import annotations

import collections
import datetime
import io
import re

import docx
import forms
import frontmatter
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offices import run
from openpyxl import Workbook
from small_sites import ROOT

from decision_register.body import Prose
from decision_register.importing.mapping import draft_of, known_words
from decision_register.importing.plain import read_copied
from decision_register.importing.web import read_page
from decision_register.importing.word import read_word
from decision_register.importing.writing import notice_text, report_text
from decision_register.manuscript import read_manuscript
from decision_register.markup import plain_text
from decision_register.references import normal_reference
from decision_register.settings import read_settings
from decision_register.source import read_text as source_of

SETTINGS = read_settings(ROOT / "register.toml", datetime.date(2026, 11, 24))
KNOWN = known_words(SETTINGS)
DECIDED_BY_A_PERSON = {"publication_date", "role", "capacity", "topics"}


@pytest.fixture
def office(tmp_path):
    (tmp_path / "notices").mkdir()
    text = (ROOT / "register.toml").read_text(encoding="utf-8")
    (tmp_path / "register.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("ending", forms.WAYS)
@pytest.mark.parametrize("decision", forms.DECISIONS, ids=lambda decision: decision.reference[1])
def test_each_form_becomes_a_notice_with_only_what_a_person_must_decide(office, decision, ending):
    (office / f"form{ending}").write_bytes(forms.WAYS[ending](decision))
    done = run(office, "import", f"form{ending}")
    assert done.returncode == 0, done.stderr
    (file,) = (office / "notices").rglob("*.md")
    notice = frontmatter.load(file)
    for key, value in decision.expected.items():
        assert str(notice[key]) == str(value), key
    assert notice["title"] == decision.title[1]
    assert notice["interests"] == "none"
    assert notice["decision_maker"]["name"] == decision.signed
    found = run(office, "check", "--format", "concise", "--today", "2026-11-24").stdout
    lines = [line for line in found.splitlines() if " DN" in line or "[DN" in line]
    assert all(
        "DN103" in line and any(key in line for key in DECIDED_BY_A_PERSON) for line in lines if "error" in line
    ), found
    report = (office / "import-report.txt").read_text(encoding="utf-8")
    assert "stand nowhere else" not in report
    assert decision.sum in report
    assert decision.signed_on in report
    assert "subject to the Freedom" in report.partition("Left out of the notice:")[2]  # the page has the office's words


def test_the_real_copied_page_becomes_a_notice(office):
    real = ROOT / "tests" / "authors" / "copied-page.txt"
    (office / "page.txt").write_bytes(real.read_bytes())
    assert run(office, "import", "page.txt").returncode == 0
    assert (office / "notices" / "2024").is_dir()


REFERENCES = {
    "WPCC4-0014": "WPCC4-0014",
    "WPCC4-014": "WPCC4-0014",
    "WPCC30020": "WPCC3-0020",
    "wpcc4 0014": "",
    "WPCC4-14.": "WPCC4-0014",
    "WPCC4 - 0014": "WPCC4-0014",
    "WP3-0035": "",
    "Decision": "",
}


@pytest.mark.parametrize("printed", REFERENCES)
def test_references_are_made_normal_only_if_there_is_one_way(printed):
    expected = REFERENCES[printed] or ("WPCC4-0014" if printed == "wpcc4 0014" else "")
    assert normal_reference(printed, SETTINGS.reference.matches) == expected


WORDS = st.text(st.sampled_from("abcdeé £7-*_[](){}<>&#+.!|\\`'’“:12"), min_size=1, max_size=40).filter(str.strip)  # noqa: RUF001


def all_words(text):
    return collections.Counter(re.findall(r"\w+", text.casefold()))


def shown_words(text):
    """The words that readers see of a notice, without its fields."""
    manuscript = read_manuscript(source_of(text.encode(), "n.md"), SETTINGS.form)
    parts = [section.title for section in manuscript.body.sections]
    parts += [plain_text(b.html) for s in manuscript.body.sections for b in s.blocks if isinstance(b, Prose)]
    return all_words(" ".join(parts))


@given(st.lists(WORDS, min_size=1, max_size=6))
@settings(deadline=None, max_examples=150)
def test_no_word_of_a_text_is_lost(paragraphs):
    text = "Decision Reference: WPCC4-0014\n\nDecision summary\n\n" + "\n\n".join(paragraphs)
    keep_all_words(read_copied(text.encode()))


WRAPPED = {
    "li": "<ul><li>{}</li></ul>",
    "ol": "<ol type=a><li>{}<li>c</ol>",
    "td": "<table><tr><td>a</td><td>{}</td></tr></table>",
    "joined": "<table><tr><td colspan=2>{}</td></tr><tr><td rowspan=2>a<td>{}<tr><td>b</table>",
    "label": "<table><tr><td>Reference</td><td>{}</td></tr></table>",
    "dd": "<dl><dt>Lead officer</dt><dd>{}</dd><dt>d</dt><dd>e</dd></dl>",
    "strong": "<p>b <strong>{}</strong></p>",
    "del": "<p>b <del>{}</del></p>",
    "hidden": "<p hidden>{}</p>",
    "sup": "<p>b<sup>{}</sup> c</p>",
    "caption": "<table><caption>{}</caption><tr><td>a</td><td>b</td></tr></table>",
}


@given(st.lists(st.tuples(st.sampled_from([*WRAPPED, "p", "h2", "div", "blockquote"]), WORDS), max_size=6))
@settings(deadline=None, max_examples=150)
def test_no_word_of_a_page_is_lost(parts):
    from html import escape

    inner = "".join(WRAPPED.get(tag, f"<{tag}>{{}}</{tag}>").format(*[escape(words)] * 2) for tag, words in parts)
    keep_all_words(read_page(f"<main><h1>WPCC4-0014 – A</h1><h2>Decision summary</h2>{inner}</main>".encode(), KNOWN))  # noqa: RUF001


LOOKS = ("hidden", "strike", "superscript")


@given(
    st.lists(
        st.tuples(st.sampled_from(["text", "bold", "item", "number", "row", "heading", *LOOKS]), WORDS), max_size=5
    )
)
@settings(deadline=None, max_examples=60)
def test_no_word_of_a_word_form_is_lost(parts):
    form = docx.Document()
    form.add_heading("WPCC4-0014 – A", 1)  # noqa: RUF001
    form.add_heading("Decision summary", 2)
    for kind, words in parts:
        if kind in {"item", "number"}:
            form.add_paragraph(words, style="List Bullet" if kind == "item" else "List Number")
        elif kind in LOOKS:
            setattr(form.add_paragraph("before ").add_run(words).font, kind, True)
        elif kind == "row":
            cells = form.add_table(rows=1, cols=2).rows[0].cells
            cells[0].text, cells[1].text = "What", words
        elif kind == "heading":
            form.add_heading(words, 3)
        else:
            form.add_paragraph().add_run(words).bold = kind == "bold"
    stream = io.BytesIO()
    form.save(stream)
    keep_all_words(read_word(stream.getvalue(), KNOWN))


def keep_all_words(form):
    """Hold the words of a source against those of the notice as it is shown, and of the report."""
    draft = draft_of(form, SETTINGS)
    had = all_words(form.words)
    draft.to_decide = [told for told in draft.to_decide if "names £" not in told]  # it repeats the text
    has = shown_words(notice_text(draft)) + all_words(report_text("", "", draft))
    assert not had - has
    assert not any("stand nowhere else" in told for told in draft.to_decide)


def test_what_a_reader_of_word_does_not_see_at_once_is_told(office):
    form = docx.Document()
    form.sections[0].header.paragraphs[0].text = "OFFICIAL-SENSITIVE"
    form.add_heading("WPCC4-0014 – A decision", 1)  # noqa: RUF001
    form.add_heading("Decision summary", 2)
    paragraph = form.add_paragraph("The price is five pounds.")
    deleted = docx.oxml.parse_xml(
        '<w:del xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:id="1" w:author="A">'
        "<w:r><w:delText>struckword</w:delText></w:r></w:del>"
    )
    paragraph._p.append(deleted)
    form.save(office / "form.docx")
    assert run(office, "import", "form.docx").returncode == 0
    report = (office / "import-report.txt").read_text(encoding="utf-8")
    (file,) = (office / "notices").rglob("*.md")
    for words in ("OFFICIAL-SENSITIVE", "struckword"):
        assert words in report
        assert words not in file.read_text(encoding="utf-8")


def test_tables_of_figures_stay_tables_and_what_has_no_section_is_a_finding(office):
    page = """<main><h1>WPCC4-0014 – A</h1><h2>Decision summary</h2><p>Yes.</p>
    <table><tr><th>What</th><th>Sum | share</th></tr><tr><td>Paint</td><td>£5</td></tr></table>
    <h2>Something of our own</h2><p>More words.</p></main>"""  # noqa: RUF001
    (office / "p.html").write_text(page, encoding="utf-8")
    assert run(office, "import", "p.html").returncode == 0
    (file,) = (office / "notices").rglob("*.md")
    assert "| Paint | £5 |" in file.read_text(encoding="utf-8")
    assert "DN303" in run(office, "check", "--format", "concise").stdout


def test_documents_beside_the_source_come_with_it(office):
    forms_folder = office / "forms"
    (forms_folder / "form").mkdir(parents=True)
    (forms_folder / "form.txt").write_bytes(forms.as_text(forms.DECISIONS[1]))
    (forms_folder / "form" / "appendix.txt").write_text("The appendix.", encoding="utf-8")
    run(office, "import", "forms")
    (file,) = (office / "notices").rglob("*.md")
    assert frontmatter.load(file)["documents"] == [{"file": "appendix.txt", "title": "appendix"}]
    assert (file.with_suffix("") / "appendix.txt").read_text(encoding="utf-8") == "The appendix."


def test_many_at_once_and_none_is_written_over(office):
    folder = office / "OneDrive – Office of the PCC" / "Entscheidungen für 2024"  # noqa: RUF001
    folder.mkdir(parents=True)
    for number, decision in enumerate(forms.DECISIONS):
        (folder / f"{number}.docx").write_bytes(forms.as_word(decision))
    (folder / "~$0.docx").write_bytes(b"lock")
    (folder / "broken.docx").write_bytes(b"PK nothing")
    done = run(office, "import", str(folder))
    assert done.returncode == 1
    assert done.stderr.count("broken.docx is no Word document") == 1
    notices = sorted((office / "notices").rglob("*.md"))
    assert len(notices) == len(forms.DECISIONS)
    notices[0].write_text("mine", encoding="utf-8")
    again = run(office, "import", str(folder))
    assert "6 there already" in again.stderr
    assert notices[0].read_text(encoding="utf-8") == "mine"
    run(office, "import", "--replace", str(folder))
    assert notices[0].read_text(encoding="utf-8") != "mine"


ROWS = [["Reference", "Title", "Date of decision", "Lead officer", "Decision summary", "Colour"]]
ROWS += [
    [f"WPCC4-000{n}", f"Decision {n}", f"0{n}/03/2024", "Ann Other", f"To do {n}, and more.", "red"] for n in (1, 2)
]


def test_two_sources_of_one_reference_never_write_over_each_other(office):
    folder = office / "forms"
    folder.mkdir()
    text = forms.as_text(forms.DECISIONS[1])
    (folder / "first.txt").write_bytes(text)
    (folder / "second.txt").write_bytes(text.replace(b"Reasons", b"Reasons of the second\nReasons"))
    done = run(office, "import", "--replace", "forms")
    assert done.returncode == 1
    assert "forms/second.txt would become" in done.stderr
    assert "as forms/first.txt did; give one of them another reference or name." in done.stderr
    (file,) = (office / "notices").rglob("*.md")
    assert "of the second" not in file.read_text(encoding="utf-8")
    again = run(office, "import", "forms")
    assert "forms/first.txt was left alone, as " in again.stderr


def test_a_source_without_letters_in_its_name_has_a_notice_with_a_name(office):
    (office / "£.txt").write_text("Title: A decision\n\nDecision\n\nAgreed.\n", encoding="utf-8")
    run(office, "import", "£.txt")
    (file,) = (office / "notices").rglob("*.md")
    assert file.stem.startswith("decision")


def test_a_page_brings_no_file_from_elsewhere(office):
    (office / "secret.txt").write_text("The secret.", encoding="utf-8")
    folder = office / "forms"
    folder.mkdir()
    (folder / "plan.txt").write_text("The plan.", encoding="utf-8")
    links = "".join(f'<a href="{name}">it</a> ' for name in ("../secret.txt", "/etc/hostname", "plan.txt"))
    (folder / "page.html").write_text(f"<h1>A decision</h1><p>See {links}.</p>", encoding="utf-8")
    run(office, "import", "forms/page.html")
    (file,) = (office / "notices").rglob("*.md")
    assert [one.name for one in file.with_suffix("").iterdir()] == ["plan.txt"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_of_decisions_becomes_notices(office, ending):
    if ending == "csv":
        (office / "log.csv").write_bytes("\r\n".join(";".join(row) for row in ROWS).encode("cp1252"))
    else:
        book = Workbook()
        for row in ROWS:
            book.active.append(row)
        book.save(office / "log.xlsx")
    assert run(office, "import", f"log.{ending}").returncode == 0
    first, second = sorted((office / "notices").rglob("*.md"))
    assert frontmatter.load(first)["decision_date"] == datetime.date(2024, 3, 1)
    assert "To do 2, and more." in second.read_text(encoding="utf-8")
    assert "red" in second.read_text(encoding="utf-8")
    report = (office / "import-report.txt").read_text(encoding="utf-8")
    assert report.count("“Colour: red” stands in the text, as the form has no such label") == 2


def test_other_labels_of_an_office_are_settings(office):
    text = (office / "register.toml").read_text(encoding="utf-8")
    (office / "register.toml").write_text(
        text.replace("[[form.sections]]", '[form.labels]\ntitle = ["Approval Of"]\n\n[[form.sections]]', 1),
        encoding="utf-8",
    )
    (office / "a.txt").write_text("Ref: WPCC4-0014\nApproval Of: The scheme\nDecision summary\nYes.", encoding="utf-8")
    run(office, "import", "a.txt")
    (file,) = (office / "notices").rglob("*.md")
    assert frontmatter.load(file)["title"] == "The scheme"


HOSTILE = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)),
    "empty.docx": b"",
    "empty.html": b"",
    "bad.html": b"<html><body><table><tr><td><p><ul><li>" * 50,
    "deep.html": b"<div>" * 2000 + b"x",
    "bad.xlsx": b"PK\x03\x04",
    "empty.csv": b"",
    "picture.png": b"\x89PNG",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_input_gives_no_traceback(office, name):
    (office / name).write_bytes(HOSTILE[name])
    done = run(office, "import", name)
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}


def test_a_picture_of_a_page_is_named_in_the_report_but_not_one_of_its_furniture(office):
    page = """<body><nav><img alt="Logo"></nav><main><h1>WPCC4-0014: A</h1><h2>Decision summary</h2>
    <p>Yes. <img src="map.png" alt="A map of the sites"></p></main></body>"""
    (office / "p.html").write_text(page, encoding="utf-8")
    run(office, "import", "p.html")
    report = (office / "import-report.txt").read_text(encoding="utf-8")
    assert "the picture “A map of the sites” of the page is left out" in report
    assert "Logo" not in report


def test_reports_are_added_and_the_newest_is_last(office):
    for number in ("WPCC4-0014", "WPCC4-0015"):
        (office / "a.txt").write_text(f"{number}: A decision\n\nDecision summary\n\nYes.", encoding="utf-8")
        run(office, "import", "a.txt")
    report = (office / "import-report.txt").read_text(encoding="utf-8")
    assert 0 < report.index("wpcc4-0014") < report.index("wpcc4-0015")


def test_a_title_that_the_form_names_comes_before_its_first_heading(office):
    page = "<main><h1>Decision of the Commissioner</h1><p>Decision title: Boxing clubs: grants</p>"
    page += "<p>Ref: WPCC4-0014</p><h2>Decision summary</h2><p>Yes.</p></main>"
    (office / "p.html").write_text(page, encoding="utf-8")
    run(office, "import", "p.html")
    (file,) = (office / "notices").rglob("*.md")
    assert file.name == "wpcc4-0014-boxing-clubs-grants.md"
    assert frontmatter.load(file)["title"] == "Boxing clubs: grants"
    report = (office / "import-report.txt").read_text(encoding="utf-8")
    assert "the heading “Decision of the Commissioner”" in report
    assert "stands twice" not in report
    assert "stand nowhere else" not in report


def test_a_file_that_is_not_there_is_told_in_one_sentence(office):
    done = run(office, "import", "nothing.docx")
    assert done.returncode == 1
    assert done.stderr.startswith("nothing.docx is not there.\n")


def test_a_report_that_cannot_be_written_is_told_and_nothing_is_brought_in(office):
    (office / "a.txt").write_text("WPCC4-0014: A decision\n\nDecision summary\n\nYes.", encoding="utf-8")
    done = run(office, "import", "a.txt", "--report", "nowhere/report.txt")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be written" in done.stderr
    assert list((office / "notices").rglob("*.md")) == []
