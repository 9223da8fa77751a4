"""An import keeps what words mean by where they stand and how they look: rows, columns, numbers, signs."""

from __future__ import annotations

import datetime

import docx
import pytest
import word_parts as parts
from docx.oxml import parse_xml
from small_sites import ROOT

from decision_register.importing.mapping import draft_of, known_words
from decision_register.importing.plain import read_copied
from decision_register.importing.web import read_page
from decision_register.importing.word import read_word
from decision_register.importing.writing import notice_text, report_text
from decision_register.settings import read_settings

SETTINGS = read_settings(ROOT / "register.toml", datetime.date(2026, 11, 24))
KNOWN = known_words(SETTINGS)


def of(form):
    """The draft of a form, of which no word may be lost; then its notice and its report."""
    draft = draft_of(form, SETTINGS)
    report = report_text("form", "notices/n.md", draft)
    assert "stand nowhere else" not in report
    return draft, notice_text(draft), report.partition("For you to decide:")[2].partition("\n\n")[0], report


def page(inner):
    return read_page(f"<main><h1>WPCC4-0014: Paint</h1><h2>Decision summary</h2>{inner}</main>".encode(), KNOWN)


def form(change):
    begun = parts.begun_form()
    change(begun)
    return read_word(parts.finished(begun), KNOWN)


def rows(*texts):
    """A table of HTML: cells are set apart by |, `2>` before one joins two columns, `2v` two rows, `2+` both."""

    def cell(text):
        span = {"2>": ' colspan="2"', "2v": ' rowspan="2"', "2+": ' rowspan="2" colspan="2"', "3>": ' colspan="3"'}.get(
            text[:2], ""
        )
        return f"<td{span}>{text[2:] if span else text}</td>"

    return "<table>" + "".join(f"<tr>{''.join(map(cell, row.split('|')))}</tr>" for row in texts) + "</table>"


TABLES = {
    "a cell over two columns": (
        ["What|2>Cost|Note", "Paint|£1|£2|x"],
        "| What | Cost |  | Note |\n| --- | --- | --- | --- |\n| Paint | £1 | £2 | x |",
    ),
    "a cell over two rows": (
        ["Year|Cost", "2v2024|£1", "£2", "2025|£3"],
        "| Year | Cost |\n| --- | --- |\n| 2024 | £1 |\n|  | £2 |\n| 2025 | £3 |",
    ),
    "both": (["A|B|C", "2+x|1", "2"], "| A | B | C |\n| --- | --- | --- |\n| x |  | 1 |\n|  |  | 2 |"),
    "a title across the table": (
        ["3>What it costs", "What|2024|2025", "Paint|£1|£2"],
        "What it costs\n\n| What | 2024 | 2025 |\n| --- | --- | --- |\n| Paint | £1 | £2 |",
    ),
    "a row that begins with a word of the form": (
        ["Item|Cost", "Publication|£20", "Paint|£30"],
        "| Item | Cost |\n| --- | --- |\n| Publication | £20 |\n| Paint | £30 |",
    ),
    "days": (
        ["Date|Event", "1 May 2024|Kick-off", "2 May 2024|End"],
        "| Date | Event |\n| --- | --- |\n| 1 May 2024 | Kick-off |\n| 2 May 2024 | End |",
    ),
    "a heading of the form's words": (
        ["<b>Title</b>|<b>Cost</b>", "Paint|£30"],
        "| **Title** | **Cost** |\n| --- | --- |\n| Paint | £30 |",
    ),
    "cells of more than one line": (
        ["What|Why", "<p>Paint</p><p>Brushes.</p><p>Tape</p>|<ul><li>one<li>two</ul>"],
        "| What | Why |\n| --- | --- |\n| Paint; Brushes. Tape | one; two |",
    ),
    "a caption": (
        ["What|Why", "Paint|Old"],
        "| What | Why |\n| --- | --- |\n| Paint | Old |",
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_each_figure_stays_in_its_row_and_column(name):
    typed, expected = TABLES[name]
    _, notice, to_decide, _ = of(page(rows(*typed)))
    assert notice.endswith(f"## Decision summary\n\n{expected}\n")
    assert ("cells of a table were joined" in to_decide) == (
        name in {"a cell over two columns", "a cell over two rows", "both"}
    )


def test_a_caption_stands_before_its_table():
    _, notice, _, _ = of(page("<table><caption>Costs in full</caption><tr><td>a<td>b</table>"))
    assert "Costs in full\n\n| a | b |" in notice


def test_cells_that_word_joined_keep_figures_in_their_columns():
    def change(begun):
        table = begun.add_table(rows=3, cols=3)
        for number, cell in enumerate(table._cells):
            cell.text = str(number)
        table.cell(1, 0).merge(table.cell(2, 0)).text = "both"

    _, notice, to_decide, _ = of(form(change))
    assert "| 0 | 1 | 2 |\n| --- | --- | --- |\n| both | 4 | 5 |\n|  | 7 | 8 |" in notice
    assert "cells of a table were joined" in to_decide


FORMS = {
    "most rows are labels": rows("Reference|WPCC4-0014", "Portfolio|Estates", "Lead officer|Ann Other"),
    "one row": rows("Reference|WPCC4-0014") + rows("Lead officer|Ann Other"),
    "two labels in a row": rows("Reference|WPCC4-0014|Lead officer|Ann Other"),
    "a list of terms": "<dl><dt>Reference</dt><dd>WPCC4-0014</dd><dt>Lead officer:</dt><dd>Ann Other</dd></dl>",
    "boxes to type into": (
        "<p>Reference: <input value='WPCC4-0014'></p><p>Lead officer: <input type=text value='Ann Other'></p>"
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_read_as_labels(name):
    text = f"<main><h1>Paint</h1>{FORMS[name]}<h2>Decision summary</h2><p>Yes.</p></main>"
    draft, notice, _, report = of(read_page(text.encode(), KNOWN))
    assert (draft.fields["reference"], draft.fields["lead_officer"]) == ("WPCC4-0014", "Ann Other")
    assert "Yes." in notice
    assert "::" not in report
    if "Portfolio" in text:
        assert "Portfolio: Estates" in notice


def test_a_form_at_the_end_says_who_signed():
    signed = rows("Signature|P Reed", "Date|25/07/2024")
    draft, notice, _, _ = of(page(f"<p>Yes.</p><h3>Background information</h3><p>So it was.</p>{signed}"))
    assert draft.fields["decision_maker"]["name"] == "P Reed"
    assert draft.fields["decision_date"] == datetime.date(2024, 7, 25)
    assert notice.endswith("So it was.\n")


def test_a_table_about_another_decision_stays_a_table():
    other = rows("Reference|WPCC3-0001", "Date|3 May 2021")
    draft, notice, _, _ = of(page(f"<p>Yes.</p><h3>Background information</h3><p>As in:</p>{other}"))
    assert draft.fields["reference"] == "WPCC4-0014"
    assert "| Reference | WPCC3-0001 |" in notice


@pytest.mark.parametrize(
    "after", ["Background information", "1. Background information:", "Date: 25/07/2024", "x" * 120]
)
def test_a_label_without_a_value_takes_nothing_that_is_no_value(after):
    text = f"WPCC4-0014: Paint\n\nDecision summary\n\nYes.\n\nSignature:\n\n{after}\n\nSo it was."
    draft, notice, to_decide, _ = of(read_copied(text.encode()))
    assert "decision_maker" not in draft.fields
    assert "“Signature” has no value in the source" in to_decide
    assert "So it was." in notice
    assert ("### Background information" in notice) == ("Background" in after)


UNSEEN = {
    "hidden": "<w:rPr><w:vanish/></w:rPr>",
    "struck through": "<w:rPr><w:strike/></w:rPr>",
    "struck through twice": '<w:rPr><w:dstrike w:val="true"/></w:rPr>',
}


@pytest.mark.parametrize("look", UNSEEN)
def test_what_a_reader_of_word_does_not_see_is_left_out_and_told(look):
    xml = f"<w:p {parts._W}><w:r><w:t>It is </w:t></w:r><w:r>{UNSEEN[look]}<w:t>secretword</w:t></w:r></w:p>"
    _, notice, to_decide, _ = of(form(lambda begun: parts.add(begun, xml)))
    assert "It is" in notice
    assert "secretword" not in notice
    assert f"{look.removesuffix(' twice').replace('struck', 'words struck')}" in to_decide.replace(
        "hidden words", "hidden"
    )
    assert "“secretword”" in to_decide


def test_what_is_seen_after_all_stays():
    looks = '<w:rPr><w:vanish w:val="0"/><w:strike w:val="false"/></w:rPr>'
    xml = f"<w:p {parts._W}><w:r>{looks}<w:t>seenword</w:t></w:r></w:p>"
    assert "seenword" in of(form(lambda begun: parts.add(begun, xml)))[1]


def test_a_style_that_hides_hides():
    def change(begun):
        style = begun.styles.add_style("Guidance", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        style.font.hidden = True
        begun.add_paragraph("guidanceword", style="Guidance")

    _, notice, to_decide, _ = of(form(change))
    assert "guidanceword" not in notice
    assert "hidden words: “guidanceword”" in to_decide


def test_a_move_and_a_row_taken_out_are_told_as_such():
    def change(begun):
        who = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
        old, new = f"<w:moveFrom {parts._W} {who}>", f"<w:moveTo {parts._W} {who}>"
        run = "<w:r><w:t>movedword</w:t></w:r>"
        begun.add_paragraph("Before ")._p.append(parse_xml(f"{old}{run}</w:moveFrom>"))
        begun.add_paragraph("After ")._p.append(parse_xml(f"{new}{run}</w:moveTo>"))
        table = begun.add_table(rows=2, cols=2)
        for number, cell in enumerate(table._cells):
            cell.text = f"cell{number}"
        table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {parts._W} {who}/>"))

    _, notice, to_decide, _ = of(form(change))
    assert notice.count("movedword") == 1
    assert "cell0" in notice
    assert "cell2" not in notice
    assert "words moved elsewhere as a tracked change: “movedword”" in to_decide
    assert "a tracked change moved “movedword”" in to_decide
    assert "struck out as a tracked change: “cell2 cell3”" in to_decide


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<p>It is <del>secretword</del> so.</p>", "words struck through: “secretword”"),
        ("<p>It is <s>secretword</s> so.</p>", "words struck through: “secretword”"),
        (
            "<p>It is <span style='text-decoration: line-through'>secretword</span> so.</p>",
            "words struck through: “secretword”",
        ),
        ("<p>It is <span style='Display : none'>secretword</span> so.</p>", "hidden on the page: “secretword”"),
        ("<p>It is so.</p><p hidden>secretword</p>", "hidden on the page: “secretword”"),
    ],
)
def test_what_a_reader_of_a_page_does_not_see_is_left_out_and_told(html, what):
    _, notice, _, report = of(page(html))
    assert "secretword" not in notice
    assert what in report


def test_what_was_put_into_a_page_is_told():
    _, notice, to_decide, _ = of(page("<p>It is <ins>newword</ins>.</p>"))
    assert "newword" in notice
    assert "put in “newword”" in to_decide


SIGNS = {
    ("10", "6", "superscript"): "10⁶",
    ("m", "2", "superscript"): "m²",
    ("CO", "2", "subscript"): "CO₂",
    ("1", "st", "superscript"): "1st",
    ("x", "n-1", "superscript"): "xⁿ⁻¹",
}


@pytest.mark.parametrize("parts_of_it", SIGNS)
@pytest.mark.parametrize("source", ["word", "page"])
def test_raised_and_lowered_figures_keep_what_they_mean(parts_of_it, source):
    before, sign, where = parts_of_it

    def change(begun):
        paragraph = begun.add_paragraph(f"It is {before}")
        setattr(paragraph.add_run(sign).font, where, True)
        paragraph.add_run(" in all.")

    tag = where[:3]
    read = form(change) if source == "word" else page(f"<p>It is {before}<{tag}>{sign}</{tag}> in all.</p>")
    assert f"It is {SIGNS[parts_of_it]} in all." in of(read)[1]


LISTS = {
    "numbered": ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
    "numbered from three": ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
    "with a gap": ("<ol><li>a<li value=5>b</ol>", "1. a\n\n- 5\\. b"),
    "lettered": ("<ol type=a><li>a<li>b</ol>", "- a. a\n- b. b"),
    "Roman": ("<ol type=I><li>a<li>b<li>c<li>d</ol>", "- I. a\n- II. b\n- III. c\n- IV. d"),
    "letters in numbers": (
        "<ol><li>a<ol type=a><li>x<li>y</ol></li><li>b</ol>",
        "1. a\n    - a. x\n    - b. y\n2. b",
    ),
    "points, then numbers": ("<ul><li>a</ul><ol><li>b</ol>", "- a\n\n1. b"),
    "only of the second depth": ("<ul><li><ul><li>a</ul></ul>", "- a"),
}


@pytest.mark.parametrize("name", LISTS)
def test_points_keep_their_numbers_and_letters(name):
    html, expected = LISTS[name]
    assert of(page(html))[1].endswith(f"## Decision summary\n\n{expected}\n")


def numbered(begun, levels):
    """Give a Word form a list whose levels are counted as asked; return how to add a paragraph of a depth to it."""
    numbering = begun.part.numbering_part.element
    inside = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (style, text) in enumerate(levels)
    )
    kind = parse_xml(f'<w:abstractNum {parts._W} w:abstractNumId="77">{inside}</w:abstractNum>')
    numbering.insert(0, kind)
    numbering.append(parse_xml(f'<w:num {parts._W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))

    def add(words, depth=0):
        paragraph = begun.add_paragraph(words)
        where = f'<w:numPr {parts._W}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(where))

    return add


def test_letters_that_word_counts_are_kept():
    def change(begun):
        add = numbered(begun, [("lowerLetter", "(%1)"), ("lowerRoman", "(%2)")])
        for words, depth in (("one", 0), ("in one", 1), ("also", 1), ("two", 0)):
            add(words, depth)

    assert of(form(change))[1].endswith("- (a) one\n    - (i) in one\n    - (ii) also\n- (b) two\n")


def test_numbers_of_paragraphs_are_kept_as_word_prints_them():
    def change(begun):
        add = numbered(begun, [("decimal", "%1."), ("decimal", "%1.%2")])
        for words, depth in (("Background information", 0), ("First.", 1), ("Second.", 1), ("Costs", 0), ("Third.", 1)):
            add(words, depth)

    _, notice, _, _ = of(form(change))
    assert "### Background information\n\n1.1 First.\n\n1.2 Second." in notice
    assert "2.1 Third." in notice


def test_a_paragraph_before_which_word_prints_nothing_has_no_number():
    def change(begun):
        add = numbered(begun, [("none", "%1"), ("decimal", "")])
        add("One.")
        add("Two.", 1)

    assert of(form(change))[1].endswith("One.\n\nTwo.\n")


def test_what_stands_between_the_points_of_a_list_does_not_begin_it_again():
    def change(begun):
        begun.add_paragraph("one", style="List Number")
        begun.add_paragraph("Between.")
        begun.add_paragraph("two", style="List Number")

    assert of(form(change))[1].endswith("1. one\n\nBetween.\n\n2. two\n")


def test_an_equation_and_a_field_of_word_are_read():
    maths = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    text = "<m:r><m:t>{}</m:t></m:r>"
    power = f"<m:sSup><m:e>{text.format('x')}</m:e><m:sup>{text.format('2')}</m:sup></m:sSup>{text.format('+1')}"
    equation = f"<w:p {parts._W} {maths}><m:oMathPara><m:oMath>{power}</m:oMath></m:oMathPara></w:p>"
    day = f'<w:p {parts._W}><w:fldSimple w:instr="DATE"><w:r><w:t>On 25 July.</w:t></w:r></w:fldSimple></w:p>'
    _, notice, to_decide, _ = of(form(lambda begun: [parts.add(begun, xml) for xml in (equation, day)]))
    assert notice.endswith("x^2+1\n\nOn 25 July.\n")
    assert "an equation is written as “x^2+1”" in to_decide


def test_a_box_that_is_ticked_stays_ticked():
    text = "<p>Urgent <input type=checkbox checked> or not <input type=checkbox></p>"
    assert "Urgent ☒ or not ☐" in of(page(text))[1]


@pytest.mark.parametrize("hyphen", ["\u2011", "\u2010", "–", "—"])  # noqa: RUF001
def test_a_reference_is_read_with_any_dash(hyphen):
    draft, *_ = of(read_copied(f"WPCC4{hyphen}0014: Paint\n\nDecision summary\n\nYes.".encode()))
    assert draft.fields["reference"] == "WPCC4-0014"


def test_a_hyphen_that_keeps_its_line_is_a_hyphen():
    words = "<w:t>non</w:t><w:noBreakHyphen/><w:t>confi</w:t><w:softHyphen/><w:t>dential</w:t>"
    xml = f"<w:p {parts._W}><w:r>{words}</w:r></w:p>"
    assert "non-confidential" in of(form(lambda begun: parts.add(begun, xml)))[1]


def test_a_page_of_a_councils_system_is_read():
    text = """<main><h1>Decision details</h1><h2>Paint for the fence (WPCC4-0014)</h2>
    <dl><dt>Decision Maker:</dt><dd>P Reed, Commissioner</dd><dt>Date of decision:</dt><dd>25/07/2024</dd></dl>
    <h3>Decision summary:</h3><p>Yes.</p></main>"""
    draft, notice, _, report = of(read_page(text.encode(), KNOWN))
    fields = draft.fields
    assert (fields["title"], fields["reference"]) == ("Paint for the fence", "WPCC4-0014")
    assert fields["decision_maker"] == {"name": "P Reed", "role": "Commissioner"}
    assert str(fields["decision_date"]) == "2024-07-25"
    assert "the heading “Decision details”" in report
    assert notice.endswith("## Decision summary\n\nYes.\n")


def test_a_page_inside_one_great_form_is_read():
    text = "<body><form action='/'><h2>WPCC4-0014: Paint</h2><h2>Decision summary</h2><p>Yes.</p></form></body>"
    assert "Yes." in of(read_page(text.encode(), KNOWN))[1]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "cp1252"])
def test_copied_text_is_read_in_any_encoding_of_windows(encoding):
    content = "WPCC4-0014: Paint\n\nDecision summary\n\nIt costs £5.".encode(encoding)
    assert "It costs £5." in of(read_copied(content))[1]


def test_sums_are_told_whole():
    _, _, to_decide, _ = of(page("<p>It costs £1.2m and £500k, then £1,000.50 more. Of £500k, €3 is theirs.</p>"))
    assert "the text names £1.2m, £500k, £1,000.50; what the decision" in to_decide


def test_sums_in_a_table_are_told_and_the_report_names_their_rows():
    rows = "".join(f"<tr><td>Year {year} | rent</td><td>£{year},000</td></tr>" for year in (1, 2, 3))
    _, _, to_decide, report = of(page(f"<table><tr><th>What</th><th>Sum</th></tr>{rows}</table>"))
    assert "the text names £1,000, £2,000, £3,000; what the decision" in to_decide
    assert "costs: £2,000 may belong there, from “Year 2 | rent, £2,000”" in report


@pytest.mark.parametrize(("words", "amount"), [("£17,355", "17355"), ("£1.2m", "1200000"), ("£1,000.50", "1000.50")])
def test_a_notice_shows_how_its_first_sum_would_be_a_cost(words, amount):
    _, notice, _, _ = of(page(f"<p>It costs {words}, or €5, or £9 more.</p>"))
    assert f"\n# costs:\n#   - amount: {amount}\n#     direction: spend or saving or income\n" in notice
    assert "costs:" not in of(page("<p>It costs nothing.</p>"))[1]


def test_what_may_have_to_stay_unpublished_is_told_first():
    def change(begun):
        begun.add_paragraph("It costs £5.")
        begun.add_paragraph("Signed: (redacted)")
        begun.sections[0].header.paragraphs[0].text = "OFFICIAL"

    first, *more = of(form(change))[0].to_decide
    assert first.startswith("the form is marked in its page header")
    assert more[-1].startswith("the text names £5")


def test_a_title_is_taken_out_of_its_quotation_marks():
    for typed, title in (
        ("“Paint”", "Paint"),
        ("'Paint' and 'Wood'", "'Paint' and 'Wood'"),
        ("“A” and “B”", "“A” and “B”"),
    ):
        text = f"Decision title: {typed}\nReference: WPCC4-0014\n\nDecision summary\n\nYes."
        draft, _, _, _ = of(read_copied(text.encode()))
        assert draft.fields["title"] == title
