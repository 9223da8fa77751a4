"""What is inside real documents: PDF files, Office files and pictures, each with one fault."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text as Note
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject
from small_sites import ROOT, SITES, TODAY

from decision_register.check import check_manuscripts
from decision_register.inspection import LARGEST_PART, inspect_document
from decision_register.manuscript import read_manuscript
from decision_register.markup import markdown_to_html, second_wall
from decision_register.rules.inside import INSIDE_RULES
from decision_register.settings import read_settings
from decision_register.source import read_sources

TAGGED = next((ROOT / "notices").rglob("appendix-a*.pdf")).read_bytes()


def pdf(change=lambda _writer: None) -> bytes:
    """The tagged PDF of the demonstration, changed."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(TAGGED)))
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def office(**parts: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"word/document.xml": "<w:document/>", **parts}.items():
            archive.writestr(name, text)
    return stream.getvalue()


def zips(deep: int) -> bytes:
    """A zip file in a zip file, and so on, with ten million noughts at the end."""
    content = bytes(10_000_000)
    for _ in range(deep):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.zip", content)
        content = stream.getvalue()
    return content


def written(pages: bytes) -> bytes:
    """A PDF written out by hand, with this list of pages."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj %b endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 4\n0000000000 65535 f \n"
        + table
        + b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


def jpeg(*notes: bytes) -> bytes:
    parts = b"".join(b"\xff\xe1" + (len(note) + 2).to_bytes(2) + note for note in notes)
    return b"\xff\xd8" + parts + b"\xff\xda\x00\x02\x00\xff\xd9"


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(d).to_bytes(4) + kind + d + bytes(4) for kind, d in (*chunks, (b"IEND", b""))
    )


def without(key):
    def change(writer):
        writer._root_object.pop(NameObject(key), None)

    return change


def drawing(operators: str):
    """Add a page that draws this."""

    def change(writer):
        page = writer.add_blank_page(300, 300)
        stream = StreamObject()
        stream.set_data(operators.encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
        kind = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
        font = DictionaryObject({NameObject(key): NameObject(value) for key, value in kind.items()})
        fonts = DictionaryObject({NameObject("/F"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})

    return change


def drawing_itself(writer):
    drawing("/X Do")(writer)
    form = StreamObject()
    form.set_data(b"/X Do " * 10)
    reference = writer._add_object(form)
    inside = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/X"): reference})})
    form.update({NameObject("/Subtype"): NameObject("/Form"), NameObject("/Resources"): inside})
    writer.pages[-1][NameObject("/Resources")] = inside


def described(words: str):
    """Add a picture with this description to the tags."""

    def change(writer):
        figure = DictionaryObject(
            {NameObject("/S"): NameObject("/Figure"), NameObject("/Alt"): TextStringObject(words)}
        )
        tree = writer._root_object["/StructTreeRoot"]
        tree[NameObject("/K")] = ArrayObject([tree["/K"], figure])

    return change


LINE = "BT /F 10 Tf 50 100 Td (The contractor is Jo Bloggs) Tj ET"
TOO_LONG = "document-too-long"
COVERED = {
    "a black box drawn later": f"{LINE} 0 g 130 95 50 14 re f",
    "a white box drawn later": f"{LINE} 1 g 130 95 50 14 re f",
    "a box of four lines": f"{LINE} 130 95 m 180 95 l 180 109 l 130 109 l h f",
    "a thick line of a pen": f"{LINE} 14 w 130 102 m 180 102 l S",
    "black words on a black box": f"0 g 40 95 200 14 re f {LINE}",
    "white words on a white box": f"1 g 40 95 200 14 re f {LINE}",
    "a box on a page set larger": f"q 2 0 0 2 0 0 cm {LINE} Q 260 190 100 28 re f",
    "a box in another space of colours": f"{LINE} /DeviceCMYK cs 0 0 0 1 scn 130 95 50 14 re f",
    "letters spaced one by one": "BT /F 10 Tf 50 100 Td [(J) -50 (o) -300 (Bloggs)] TJ ET 50 95 50 14 re f",
    "the second line": "BT /F 10 Tf 12 TL 50 112 Td (A line) Tj (Jo Bloggs) ' ET 50 95 50 14 re f",
}
OPEN = {
    "white words on a dark heading": "0 g 40 95 200 14 re f 1 g " + LINE,
    "a line under words": f"{LINE} 50 98 100 1 re f",
    "a rule of a table": f"{LINE} 1 w 50 98 m 180 98 l S",
    "a box below": f"{LINE} 50 60 100 30 re f",
    "a box beside": f"{LINE} 220 95 50 14 re f",
    "a frame": f"{LINE} 40 90 200 30 re S",
    "a box cut away": f"{LINE} q 0 0 20 20 re W n 0 0 300 300 re f Q",
    "a path of no colour": f"{LINE} 130 95 50 14 re n",
    "blank words": "BT /F 10 Tf 50 100 Td (     ) Tj ET 50 95 50 14 re f",
}
FAULTS = {
    **{what: ("a.pdf", pdf(drawing(operators)), "document-covers-words") for what, operators in COVERED.items()},
    "a signature in a PDF": ("a.pdf", pdf(described("Signature of the commissioner")), "document-shows-a-signature"),
    "a signature in Word": (
        "a.docx",
        office(**{"word/a.xml": '<wp:docPr id="1" name="Picture 1" descr="A signature"/>'}),
        "document-shows-a-signature",
    ),
    "a signature by its name": ("pcc-signature.png", png((b"IHDR", bytes(13))), "document-shows-a-signature"),
    "a page of two million signs": ("a.pdf", pdf(drawing("0 0 m " * 400_000)), "document-too-long"),
    "a form that draws itself": ("a.pdf", pdf(drawing_itself), "document-unreadable"),
    "a page of boxes and words": (
        "a.pdf",
        pdf(drawing("0 0 9 9 re f " * 3000 + "BT /F 9 Tf 50 50 Td " + "(x) Tj " * 3000 + "ET")),
        "document-too-long",
    ),
    "a Word file called PDF": ("a.pdf", office(), "document-is-something-else"),
    "a text called a picture": ("a.png", b"hello", "document-is-something-else"),
    "a damaged PDF": ("a.pdf", b"%PDF-1.7\n" + b"\x00\xff" * 99, "document-unreadable"),
    "half a PDF": ("a.pdf", TAGGED[: len(TAGGED) // 3], "document-unreadable"),
    "a locked PDF": ("a.pdf", pdf(lambda w: w.encrypt("secret")), "document-locked"),
    "600 pages": ("a.pdf", pdf(lambda w: [w.add_blank_page(99, 99) for _ in range(600)]), "document-too-long"),
    "no tags": ("a.pdf", pdf(without("/StructTreeRoot")), "document-hard-to-hear"),
    "no language": ("a.pdf", pdf(without("/Lang")), "document-hard-to-hear"),
    "an author": ("a.pdf", pdf(lambda w: w.add_metadata({"/Author": "Jo Bloggs"})), "document-names-its-author"),
    "an attachment": ("a.pdf", pdf(lambda w: w.add_attachment("x.txt", b"x")), "document-holds-other-files"),
    "a sticky note": (
        "a.pdf",
        pdf(lambda w: w.add_annotation(0, Note(rect=(1, 1, 9, 9), text="too dear"))),
        "document-holds-comments",
    ),
    "tracked changes": (
        "a.docx",
        office(**{"word/a.xml": '<w:del w:id="1">no</w:del>'}),
        "document-holds-tracked-changes",
    ),
    "comments in Word": ("a.docx", office(**{"word/comments.xml": "<w:comments/>"}), "document-holds-comments"),
    "hidden text": ("a.docx", office(**{"word/a.xml": "<w:vanish/>"}), "document-holds-hidden-text"),
    "a hidden sheet": (
        "a.xlsx",
        office(**{"xl/w.xml": '<sheet name="x" state="hidden"/>'}),
        "document-holds-hidden-text",
    ),
    "ten thousand pages": (
        "a.pdf",
        written(b"<</Type/Pages/Count 10000/Kids[" + b"3 0 R " * 10_000 + b"]>>"),
        TOO_LONG,
    ),
    "a count of pages that is a lie": (
        "a.pdf",
        written(b"<</Type/Pages/Count 2000000000/Kids[3 0 R]>>"),
        "document-hard-to-hear",
    ),
    "pages that hold themselves": (
        "a.pdf",
        written(b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"),
        "document-unreadable",
    ),
    "a workbook behind a chart": (
        "a.docx",
        office(**{"word/embeddings/sheet.xlsx": office()}),
        "document-holds-other-files",
    ),
    "zips in zips": ("a.docx", office(**{"word/a.zip": zips(9)}), "document-holds-other-files"),
    "a macro": ("a.docx", office(**{"word/vbaProject.bin": "x"}), "document-holds-other-files"),
    "an author in Word": (
        "a.docx",
        office(**{"docProps/core.xml": "<dc:creator>Jo Bloggs</dc:creator>"}),
        "document-names-its-author",
    ),
    "an entity bomb": (
        "a.docx",
        office(**{"word/a.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        "document-unreadable",
    ),
    "a zip bomb": ("a.docx", office(**{"word/a.xml": "0" * (LARGEST_PART + 1)}), "document-unreadable"),
    "a photograph with its place": ("a.jpg", jpeg(b"Exif\0\0GPS"), "picture-tells-of-its-maker"),
    "a drawing with its maker": ("a.png", png((b"tEXt", b"Author\0Jo")), "picture-tells-of-its-maker"),
}
WORDS = "Ask j.bloggs@example.com about it"
WITH_WORDS = {
    "a PDF": ("a.pdf", pdf(drawing("BT /F 10 Tf 50 100 Td (Ask j.bloggs@example.com about it) Tj ET")), "page 3"),
    "Word": (
        "a.docx",
        office(**{"word/document.xml": "<w:p><w:t>Ask j.bloggs</w:t><w:t>@example.com about it</w:t></w:p>"}),
        "",
    ),
    "a footnote": ("a.docx", office(**{"word/footnotes.xml": f"<w:p><w:t>{WORDS}</w:t></w:p>"}), ""),
    "a workbook": ("a.xlsx", office(**{"xl/sharedStrings.xml": f"<si><t>{WORDS}</t></si>"}), ""),
    "slides": ("a.pptx", office(**{"ppt/slides/slide1.xml": f"<a:p><a:t>{WORDS}</a:t></a:p>"}), ""),
    "an open document": ("a.odt", office(**{"content.xml": f"<text:p>{WORDS}</text:p>"}), ""),
    "a text": ("a.txt", WORDS.encode(), ""),
}


@pytest.mark.parametrize("what", WITH_WORDS)
def test_the_words_of_a_document_are_read(what):
    name, content, place = WITH_WORDS[what]
    assert (WORDS, place) in {(p.words.strip(), p.place) for p in inspect_document(name, content).passages}


FAULTLESS = {
    "a.pdf": pdf(),
    "a.docx": office(),
    "a.jpg": jpeg(b"JFIF\0"),
    "a.png": png((b"IHDR", bytes(13))),
    "a.txt": b"anything",
    "a.csv": b"a,b",
}


@pytest.mark.parametrize("what", FAULTS)
def test_what_is_inside_is_found(what):
    name, content, kind = FAULTS[what]
    began = time.process_time()
    assert kind in {trait.kind for trait in inspect_document(name, content).traits}
    assert time.process_time() - began < 20


@pytest.mark.parametrize("what", OPEN)
def test_words_in_the_open_are_not_called_covered(what):
    kinds = {trait.kind for trait in inspect_document("a.pdf", pdf(drawing(OPEN[what]))).traits}
    assert not kinds & {"document-covers-words", "document-too-long", "document-unreadable"}


@pytest.mark.parametrize("name", FAULTLESS)
def test_a_faultless_document_gives_nothing(name):
    assert inspect_document(name, FAULTLESS[name]).traits == ()


def test_pages_are_counted():
    assert inspect_document("a.pdf", TAGGED).pages == 2


def test_every_kind_is_a_rule_with_its_place_and_cure(tmp_path):
    notice_file = tmp_path / "notices" / "2024" / "ex-0001.md"
    (notice_file.parent / "ex-0001").mkdir(parents=True)
    source = (SITES / "documents" / "notices" / "2024" / "ex-0001.md").read_text(encoding="utf-8")
    notice_file.write_text(source.replace("figures.csv", "figures.pdf"), encoding="utf-8")
    (notice_file.parent / "ex-0001" / "figures.pdf").write_bytes(FAULTS["a sticky note"][1])
    (notice_file.parent / "ex-0001" / "plan a.txt").write_bytes(b"x")
    office_settings = read_settings(SITES / "register.toml", TODAY)
    (notice,) = read_sources(tmp_path / "notices").notices
    (finding,) = check_manuscripts((read_manuscript(notice, office_settings.form),), office_settings)
    assert (finding.name, finding.value) == ("document-holds-comments", "figures.pdf, page 1")
    assert "figures.pdf" in source.replace("figures.csv", "figures.pdf").split("\n")[finding.span.line - 1]
    assert {kind for _name, _content, kind in FAULTS.values()} | {"document-without-text"} == {
        r.name for r in INSIDE_RULES
    }


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["a.pdf", "a.docx", "a.png", "a.jpg"]), st.binary(max_size=300))
def test_no_bytes_raise(name, content):
    begins = {"pdf": b"%PDF-1.4\n", "docx": b"PK\x03\x04", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
    inspect_document(name, begins[name[2:]] + content)


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        '<p onclick="x">y</p>',
        '<a href="javascript:x">y</a>',
        "<iframe></iframe>",
        '<p style="x">y</p>',
    ],
)
def test_the_second_wall_stops_what_the_first_would_let_through(html):
    assert not any(word in second_wall(html) for word in ("script", "onclick", "iframe", "style"))


@settings(max_examples=200, deadline=None)
@given(st.text("<>/scriptaonclk=\"'javh:()[]!*_`&#;x\n |-", max_size=120))
def test_markdown_never_makes_more_than_the_wall_lets_through(text):
    html = markdown_to_html(text)
    words = html.replace("&nbsp;", " ")
    assert "<script" not in words
    assert "javascript:" not in words.split('href="')[-1].split('"')[0]
    second_wall(html)
