"""What an import must not believe, and what must not lose its meaning on the way: each once went wrong."""

from __future__ import annotations

import datetime

import pytest
import word_parts as parts
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from test_import_meaning import KNOWN, form, of, page, rows

from decision_register.importing.plain import read_copied
from decision_register.importing.web import read_page

W = parts._W


def text(*lines):
    return read_copied("\n\n".join(("WPCC4-0014: Paint", "Decision summary", *lines)).encode())


def paragraph(*runs):
    return f"<w:p {W}>{''.join(runs)}</w:p>"


def run(words, looks=""):
    return f"<w:r>{f'<w:rPr>{looks}</w:rPr>' if looks else ''}<w:t xml:space='preserve'>{words}</w:t></w:r>"


DECLARES = {
    "I confirm that my register of interests is up to date and that none of my interests preclude me.": True,
    "I have no pecuniary or personal interest in this decision.": True,
    "There are no interests to declare.": True,
    "The club declared a loss. There is no interest payable on the loan of £5,000.": False,
    "The trust made a declaration that the loan carries no interest for ten years.": False,
    "He declared that her brother works there; no interest was declared by the deputy.": False,
}


@pytest.mark.parametrize("words", DECLARES)
def test_only_a_declaration_of_no_interests_is_taken_for_one(words):
    draft, notice, _, _ = of(text(words))
    assert draft.fields.get("interests") == ("none" if DECLARES[words] else None)
    assert (words in notice) == (not DECLARES[words])


@pytest.mark.parametrize(
    "words",
    [
        "I am a trustee of the charity. I have no pecuniary interest.",
        "My interests as director would not preclude me",
    ],
)
def test_an_interest_that_is_declared_is_kept(words):
    draft, _, to_decide, _ = of(read_copied(f"Ref: WPCC4-0014\nDeclaration of interests: {words}".encode()))
    assert draft.fields["interests"] == words
    assert "see that it says what is to be published" in to_decide


def test_comments_of_a_word_page_are_left_out():
    comments = "<div style='mso-element:comment-list'><p class=MsoCommentText>Not for publication: Mr X</p></div>"
    mark = "<span class=MsoCommentReference><a class=msocomanchor>[JS1]</a></span>"
    _, notice, _, report = of(page(f"<p>Agreed.{mark}</p>{comments}"))
    assert notice.endswith("Agreed.\n")
    assert "comment: “Not for publication: Mr X”" in report


RAISED_BESIDE = {
    "<sup><a href='#fn2'>2</a></sup>": "£500²",
    "<sup><span>3</span></sup>": "£500³",
    "<sup>1,2</sup>": "£500¹,²",
    "<sup>a</sup>": "£500[a]",
    "<sup>[1]</sup>": "£500[1]",
}


@pytest.mark.parametrize("sign", RAISED_BESIDE)
def test_no_sum_grows_by_a_raised_sign(sign):
    notice = of(page(f"<p>It is £500{sign} in all.</p>"))[1]
    assert f"It is {RAISED_BESIDE[sign]} in all." in notice.replace("\\", "")


def test_a_style_that_raises_raises():
    def change(begun):
        style = begun.styles.add_style("Power", WD_STYLE_TYPE.CHARACTER)
        style.font.superscript = True
        begun.styles.add_style("Based", WD_STYLE_TYPE.CHARACTER).base_style = style
        begun.add_paragraph("It is 10").add_run("6", style="Based")

    assert "It is 10⁶" in of(form(change))[1]


def test_a_grid_inside_the_table_of_a_form_stays_a_grid():
    grid = "<tr><td>Reference<td colspan=3>WPCC4-0014<tr><td colspan=4>Decision summary<tr><td colspan=4>Agreed."
    grid += "<tr><td colspan=4>Costs<tr><td><td>2024/25<td>2025/26<td>Total<tr><td>Revenue<td>£1<td><td>£1"
    _, notice, _, _ = of(read_page(f"<h1>Paint</h1><table>{grid}</table>".encode(), KNOWN))
    assert "|  | 2024/25 | 2025/26 | Total |\n| --- | --- | --- | --- |\n| Revenue | £1 |  | £1 |" in notice
    assert "## Decision summary\n\nAgreed." in notice


def test_a_heading_that_is_only_the_look_of_a_cell_leaves_the_table_a_table():
    table = "<table><tr><td><h3>Item</h3><td><h3>2024</h3><tr><td>Paint<td>£5</table>"
    assert "| Item | 2024 |\n| --- | --- |\n| Paint | £5 |" in of(page(table))[1]


def test_a_broken_line_in_a_bold_cell_leaves_the_table_a_table():
    table = "<table><tr><td><b>Item</b><td><p><b>Year 1<br>2024/25</b></p><tr><td>Paint<td>£5</table>"
    assert "| **Item** | Year 1; 2024/25 |\n" in of(page(table))[1]


IN_THE_TEXT = {
    "sections": rows("|2024|2025", "Costs|£1|£2", "Legal comments|£3|£4"),
    "a person": rows("Author|Title of report", "J Smith|Evaluation"),
    "states": rows("Status|2024", "Interests|£5", "Loans|£6"),
}


@pytest.mark.parametrize("name", IN_THE_TEXT)
def test_a_table_in_the_text_is_no_form(name):
    draft, notice, _, _ = of(page(IN_THE_TEXT[name]))
    assert notice.partition("## Decision summary\n\n")[2].startswith("| ")
    assert set(draft.fields) == {"reference", "title"}


def test_cells_that_word_leaves_out_in_front_keep_their_columns():
    def change(begun):
        table = begun.add_table(rows=2, cols=4)
        for number, cell in enumerate(table._cells):
            cell.text = f"c{number}"
        row = table.rows[1]._tr
        for cell in row.tc_lst[:2]:
            row.remove(cell)
        row.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {W} w:val="2"/>'))

    assert "|  |  | c6 | c7 |" in of(form(change))[1]


WORDS_OF_VALUES = {
    "<p>The 2<sup>nd</sup> phase of the <b>R</b>oad fund</p>": "The 2nd phase of the Road fund",
    "Approval of grant to<br>boxing clubs": "Approval of grant to boxing clubs",
    "<p>Approval of grant to</p><p>boxing clubs</p>": "Approval of grant to boxing clubs",
    "Boxing<a href='#f'>[3]</a>": "Boxing",
}


@pytest.mark.parametrize("cell", WORDS_OF_VALUES)
def test_a_value_is_whole(cell):
    table = f"<table><tr><td>Title<td>{cell}<tr><td>Reference<td>WPCC4-<b>0014</b></table>"
    draft, _, _, _ = of(read_page(f"<main>{table}<h2>Decision summary</h2><p>Yes.</main>".encode(), KNOWN))
    assert draft.fields == {"reference": "WPCC4-0014", "title": WORDS_OF_VALUES[cell]}


def test_a_name_and_a_role_on_two_lines_are_a_name_and_a_role():
    table = "<table><tr><td>Reference<td>WPCC4-0014<tr><td>Signed<td><p>Jane Smith</p><p>Head of Policy</p></table>"
    draft, _, _, _ = of(read_page(table.encode(), KNOWN))
    assert draft.fields["decision_maker"] == {"name": "Jane Smith", "role": "Head of Policy"}


def test_a_broken_line_in_a_heading_keeps_words_apart():
    begun = "<h2>Comments from the<br>Treasurer</h2><p>None.</p>"
    assert "## Comments from the Treasurer\n\nNone." in of(page(f"<p>Yes.</p>{begun}"))[1]


@pytest.mark.parametrize("kind", ["", 'w:type="page"', 'w:type="column"'])
def test_a_break_inside_a_paragraph_keeps_figures_apart(kind):
    broken = paragraph(run("It costs £5"), f"<w:r><w:br {kind}/></w:r>", run("000 people."))
    assert "£5000" not in of(form(lambda begun: parts.add(begun, broken)))[1]


def test_a_point_that_was_struck_out_is_not_counted():
    def change(begun):
        who = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
        for words in ("One", "Old", "Two", "Three"):
            item = begun.add_paragraph("" if words == "Old" else words, style="List Number")
            if words == "Old":
                item._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {W}><w:del {who}/></w:rPr>"))
                item._p.append(parse_xml(f"<w:del {W} {who}><w:r><w:delText>Old</w:delText></w:r></w:del>"))

    _, notice, to_decide, _ = of(form(change))
    assert notice.endswith("1. One\n2. Two\n3. Three\n")
    assert "“Old”" in to_decide


def test_what_a_style_hides_or_strikes_or_shows_after_all():
    def change(begun):
        for name, look in (("Hidden", "hidden"), ("Struck", "strike")):
            style = begun.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
            setattr(style.font, look, True)
            begun.styles.add_style(f"{name} 2", WD_STYLE_TYPE.CHARACTER).base_style = style
            begun.add_paragraph("Seen ").add_run(f"{name}word", style=f"{name} 2")
        begun.add_paragraph().add_run("Shownword", style="Hidden").font.hidden = False

    _, notice, to_decide, _ = of(form(change))
    assert "Hiddenword" not in notice
    assert "Struckword" not in notice
    assert "Shownword" in notice
    assert "hidden words: “Hiddenword”" in to_decide


def test_a_hidden_row_is_left_out():
    def change(begun):
        table = begun.add_table(rows=2, cols=2)
        for number, cell in enumerate(table._cells):
            cell.text = f"cell{number}"
        table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {W}/>"))

    _, notice, to_decide, _ = of(form(change))
    assert "cell2" not in notice
    assert "hidden words: “cell2 cell3”" in to_decide


def test_words_that_a_rule_of_a_page_hides_are_told():
    _, _, to_decide, _ = of(
        page("<style>.gone{color:red;display:none}</style><p>Yes. <span class=gone>maybe</span></p>")
    )
    assert "the page may hide or strike through “maybe”" in to_decide


def test_words_across_the_page_are_told():
    def change(begun):
        begun.add_paragraph("Yes.")
        drawn = 'xmlns:v="urn:schemas-microsoft-com:vml"'
        mark = (
            f'<w:p {W} {drawn}><w:r><w:pict><v:shape><v:textpath string="CONFIDENTIAL"/></v:shape></w:pict></w:r></w:p>'
        )
        begun.sections[0].header._element.append(parse_xml(mark))

    assert "words drawn across the page: “CONFIDENTIAL”" in of(form(change))[2]


CHOICE = '<w:listEntry w:val="No"/><w:listEntry w:val="Yes"/>'
CHOICE = f'<w:ffData><w:ddList><w:result w:val="1"/>{CHOICE}</w:ddList></w:ffData>'
SIGNS = {
    "a choice": (
        f'<w:r><w:fldChar w:fldCharType="begin">{CHOICE}</w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "Exempt: Yes",
    ),
    "a tick typed in Wingdings": (run("ü", '<w:rFonts w:ascii="Wingdings"/>'), "Exempt: ✓"),
    "a tick by its code": (run("\uf0fc", '<w:rFonts w:ascii="Wingdings"/>'), "Exempt: ✓"),
    "a sign of a font of letters": ('<w:r><w:sym w:font="Calibri" w:char="00BD"/></w:r>', "Exempt: ½"),
    "nothing but what to type": (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here')}</w:sdtContent></w:sdt>",
        "Exempt:",
    ),
}


@pytest.mark.parametrize("name", SIGNS)
def test_what_was_chosen_or_ticked_is_read(name):
    xml, expected = SIGNS[name]
    notice = of(form(lambda begun: parts.add(begun, paragraph(run("Exempt: "), xml))))[1]
    assert notice.rstrip().replace("✔", "✓").endswith(expected)


@pytest.mark.parametrize("named", ["", "<meta charset=iso-8859-1>", "<meta charset='windows-1252'>"])
def test_a_page_of_windows_is_read_as_browsers_do(named):
    content = f"{named}<h1>WPCC4-0014: The Commissioner’s fund – £5</h1>".encode("cp1252")  # noqa: RUF001
    assert of(read_page(content, KNOWN))[0].fields["title"] == "The Commissioner’s fund – £5"  # noqa: RUF001


SIGNED = {
    "Signed: ______________": None,
    "Signed: ……": None,
    "Signature: (signed)": None,
    "Signed: Philip Seccombe Date: 5 May 2024": "Philip Seccombe",
    "Signed by: Philip Seccombe": "Philip Seccombe",
}


@pytest.mark.parametrize("line", SIGNED)
def test_who_signed_is_a_name(line):
    draft, _, to_decide, _ = of(text("Yes.", line))
    assert draft.fields.get("decision_maker", {}).get("name") == SIGNED[line]
    assert ("who signed is not named" in to_decide) == (SIGNED[line] is None)
    if "Date" in line:
        assert draft.fields["decision_date"] == datetime.date(2024, 5, 5)


def test_a_name_that_is_typed_below_stands_before_the_word_signed():
    assert (
        of(text("Yes.", "Signature: (signed)", "Signed by: Ann Other"))[0].fields["decision_maker"]["name"]
        == "Ann Other"
    )


def test_points_named_like_sections_are_points():
    points = (
        "<p>The paper deals with:</p><ul><li>Costs</li><li>Legal comments</li><li>Publication</li></ul><p>It is £5.</p>"
    )
    assert of(page(points))[1].endswith("- Costs\n- Legal comments\n- Publication\n\nIt is £5.\n")


def test_what_stands_below_the_offices_own_words_stays():
    below = "<h3>Publication</h3><p>Information in this form is subject to the Freedom of Information Act.</p>"
    below += "<h2>Decision of the Commissioner</h2><p>I approve the grant of £5,000.</p>"
    _, notice, _, report = of(page(f"<p>Yes.</p>{below}"))
    assert "I approve the grant of £5,000." in notice
    assert "Freedom of Information" in report.partition("Left out of the notice:")[2]


def test_other_words_in_the_place_of_the_offices_are_for_a_person_to_decide():
    _, _, to_decide, _ = of(page("<p>Yes.</p><h3>Publication</h3><p>Appendix B tells the price of each bid.</p>"))
    assert "Appendix B tells the price of each bid." in to_decide


def test_labels_above_their_values_are_read():
    above = rows("Title|Date of decision", "Boxing grant|5 May 2024")
    content = f"<main><h1>Form</h1>{above}<h2>Decision summary</h2><p>Yes.</main>"
    draft, _, _, _ = of(read_page(content.encode(), KNOWN))
    assert draft.fields == {"title": "Boxing grant", "decision_date": datetime.date(2024, 5, 5)}


def test_an_accordion_keeps_its_headings_and_contents_begin_no_section():
    contents = "<ul><li><a href='#a'>Costs</a></li><li><a href='#b'>Legal comments</a></li></ul>"
    _, notice, _, report = of(page(f"{contents}<p>Yes.</p><h3><button>Legal comments</button></h3><div>Lawful.</div>"))
    assert notice.endswith("Yes.\n\n### Legal comments\n\nLawful.\n")
    assert "contents of the page: “Costs Legal comments”" in report


def test_a_second_form_in_one_file_is_told():
    more = rows("Reference|WPCC4-0015", "Title|Brushes")
    _, _, to_decide, _ = of(page(f"<p>Yes.</p><h3>Background information</h3><p>So.</p>{more}"))
    assert "another form seems to begin at “Reference: WPCC4-0015”" in to_decide


def test_a_passing_mention_is_no_title():
    content = (
        b"WPCC4-0013 is replaced by this decision\n\nReference: WPCC4-0014\n\nTitle: Grant\n\nDecision summary\n\nYes."
    )
    assert of(read_copied(content))[0].fields == {"reference": "WPCC4-0014", "title": "Grant"}


def test_numbers_of_other_headings_are_kept():
    def change(begun):
        begun.add_paragraph("As in 2.2.")
        begun.add_heading("2.2 Option B", 3)

    assert "### 2.2 Option B" in of(form(change))[1]


@pytest.mark.parametrize(
    ("look", "first"), [("lower-alpha", "a."), ("upper-roman", "I."), ("lower-latin", "a."), ("decimal", "1.")]
)
def test_a_list_counts_as_its_looks_say(look, first):
    assert f"{first} x" in of(page(f"<ol style='list-style-type: {look}'><li>x</ol>"))[1]


def test_a_point_of_two_paragraphs_is_one_point():
    listed = "<ol><li>First<br>goes on</li><li><p>Second</p><p>goes on</p></li><li>Third</li></ol>"
    expected = "1. First\n\n    goes on\n2. Second\n\n    goes on\n3. Third\n"
    assert of(page(listed))[1].endswith(expected)


def test_the_mark_of_a_note_hides_no_heading_and_no_date():
    labels = "<p>Reference: WPCC4-0014</p><p>Date of decision: 5 May 2024 [3]</p>"
    draft, notice, _, _ = of(read_page(f"<main>{labels}<h2>Decision summary[4]</h2><p>Yes.</main>".encode(), KNOWN))
    assert draft.fields["decision_date"] == datetime.date(2024, 5, 5)
    assert notice.endswith("## Decision summary\n\nYes.\n")


def test_signs_that_nobody_sees_hide_no_label_and_are_not_published():
    content = "\u200bReference: WPCC4-0014\n\n\u200eDecision summary\n\nAg\u200breed.".encode()
    draft, notice, _, _ = of(read_copied(content))
    assert draft.fields["reference"] == "WPCC4-0014"
    assert notice.endswith("## Decision summary\n\nAgreed.\n")


def test_an_address_of_a_house_is_no_address_of_a_page():
    draft, _, to_decide, _ = of(
        read_copied(b"Reference: WPCC4-0014\nAddress: 1 High Street\n\nDecision summary\n\nYes.")
    )
    assert "source_url" not in draft.fields
    assert "“Address: 1 High Street” is no address of a page" in to_decide


def test_labels_on_broken_bold_lines_are_read():
    draft, _, _, _ = of(
        read_page(b"<p><b>Reference: WPCC4-0014<br>Title: Grant</b></p><h2>Decision summary</h2>", KNOWN)
    )
    assert draft.fields == {"reference": "WPCC4-0014", "title": "Grant"}
