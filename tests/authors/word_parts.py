"""What Word can put into a form and python-docx cannot: each as the XML that Word itself writes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
from docx.oxml import parse_xml

_OFFICE = "http://schemas.openxmlformats.org"
_W = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"'
_ALL = (
    f'{_W} xmlns:mc="{_OFFICE}/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    f'xmlns:wp="{_OFFICE}/drawingml/2006/wordprocessingDrawing" xmlns:a="{_OFFICE}/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def begun_form():
    """A form with a title and one heading; what is added next stands under it."""
    form = docx.Document()
    form.add_heading("WPCC4-0014: Paint", 1)
    form.add_heading("Decision summary", 2)
    return form


def finished(form):
    stream = io.BytesIO()
    form.save(stream)
    return stream.getvalue()


def add(form, xml):
    """Put an element at the end of a form."""
    body = form.element.body
    body.insert(len(body) - 1, parse_xml(xml))


def add_text_box(form, words):
    """As Word writes it: once as a shape, and once more for older versions."""
    inner = f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
    shape = f"<wps:wsp><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp>"
    kind = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    graphic = f'<a:graphic><a:graphicData uri="{kind}">{shape}</a:graphicData></a:graphic>'
    drawn = f'<wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="7" name="Text Box 1"/>{graphic}</wp:inline>'
    new = f'<mc:Choice Requires="wps"><w:drawing>{drawn}</w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
    add(form, f"<w:p {_ALL}><w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r></w:p>")


def add_content_control(form, words):
    add(form, f"<w:sdt {_W}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:sdtContent></w:sdt>")


def put_content_control(paragraph, words):
    """Inside a paragraph, as a form's own field to fill in."""
    xml = f"<w:sdt {_W}><w:sdtPr/><w:sdtContent><w:r><w:t>{words}</w:t></w:r></w:sdtContent></w:sdt>"
    paragraph._p.append(parse_xml(xml))


def put_link(paragraph, words, address):
    kind = f"{_OFFICE}/officeDocument/2006/relationships/hyperlink"
    link = paragraph.part.relate_to(address, kind, is_external=True)
    names = f'{_W} xmlns:r="{_OFFICE}/officeDocument/2006/relationships"'
    run = f"<w:r><w:t>{words}</w:t></w:r>"
    paragraph._p.append(parse_xml(f'<w:hyperlink {names} r:id="{link}">{run}</w:hyperlink>'))


def put_tracked(paragraph, put_in, struck_out):
    who = 'w:author="A" w:date="2026-01-01T00:00:00Z"'
    new, old = f"<w:r><w:t>{put_in}</w:t></w:r>", f"<w:r><w:delText>{struck_out}</w:delText></w:r>"
    paragraph._p.append(parse_xml(f'<w:ins {_W} w:id="1" {who}>{new}</w:ins>'))
    paragraph._p.append(parse_xml(f'<w:del {_W} w:id="2" {who}>{old}</w:del>'))


def with_footnote(form, paragraph, words):
    """The bytes of a form whose paragraph ends with a note at the foot of the page."""
    paragraph._p.append(parse_xml(f'<w:r {_W}><w:footnoteReference w:id="2"/></w:r>'))
    note = f'<w:footnote w:id="2"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(finished(form))) as old, zipfile.ZipFile(whole, "w") as new:
        for part in old.infolist():
            inside = old.read(part).decode() if part.filename.endswith((".xml", ".rels")) else old.read(part)
            if part.filename == "[Content_Types].xml":
                override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/>'
                inside = inside.replace("</Types>", f"{override}</Types>")
            if part.filename == "word/_rels/document.xml.rels":
                link = f'Type="{_OFFICE}/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"'
                inside = inside.replace("</Relationships>", f'<Relationship Id="rIdF" {link}/></Relationships>')
            new.writestr(part.filename, inside)
        new.writestr("word/footnotes.xml", f"<w:footnotes {_W}>{note}</w:footnotes>")
    return whole.getvalue()


def red_square():
    """A PNG of four points by four."""

    def part(kind, inside):
        return struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside))

    rows = (b"\0" + b"\xff\0\0" * 4) * 4
    head = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


def add_picture(place, shows=""):
    """Put a picture at the end of a form or a paragraph, with what Word calls its alternative text."""
    run = place.add_paragraph().add_run() if hasattr(place, "add_heading") else place.add_run()
    shape = run.add_picture(io.BytesIO(red_square()))
    if shows:
        shape._inline.docPr.set("descr", shows)
