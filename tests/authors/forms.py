"""Six decisions as Warwickshire printed them over the years, written out as Word forms, web pages and copied text.

The labels and the traps are real; the sentences are ours.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape

import docx

SECTIONS = (
    ("Background Information", "The office looked at this in {year}."),
    ("List of additional information attached as appendices", "N/A"),
    ("Expected benefits", "Fewer people come to harm."),
    ("Impact of not approving the application", "Nothing would be done."),
    ("Costs (including any identified savings)", "It costs {sum} in all."),
    ("Equality considerations", "None identified."),
    ("Legal comments", "None."),
    ("Social or Environmental considerations", "None."),
    ("Publication", "Information in this form is subject to the Freedom of Information Act."),
)


@dataclass(frozen=True)
class Decision:
    """What one form says, label by label."""

    title: tuple[str, str]
    reference: tuple[str, str]
    officer: str
    date: str
    approval: tuple[str, str]
    status: str
    signed: str
    signed_on: str
    sum: str
    expected: dict
    heading: str = "{number}. {words}"
    page_title: str = ""


DECISIONS = (
    Decision(
        ("", "Adult drugs case management joint commissioning"),
        ("Decision Reference Number", "WPCC4-014"),
        "Sara Ansell",
        "17th July 2024",
        ("Chief Officer approval", "N/A"),
        "Non-confidential",
        "P.Reed",
        "25/07/2024",
        "£17,355",
        {
            "reference": "WPCC4-0014",
            "also_known_as": ["WPCC4-014"],
            "request_date": "2024-07-17",
            "decision_date": "2024-07-25",
        },
        page_title="WPCC4-0014 – Adult drugs case management joint commissioning",  # noqa: RUF001
    ),
    Decision(
        ("Decision Title", "Setting of the precept 2024/25"),
        ("Decision Reference", "WPCC3-0117"),
        "Sara Ansell",
        "31/01/2024",
        ("If force business, date approved by Chief Officer", "N/A"),
        "Non-confidential",
        "P.Seccombe TD",
        "02/02/2024",
        "£13",
        {"reference": "WPCC3-0117", "decision_date": "2024-02-02", "lead_officer": "Sara Ansell"},
    ),
    Decision(
        ("Decision Title", "WCC-OPCC Community Safety Collaboration"),
        ("Decision Reference", "WPCC3-0085"),
        "Richard Long, OPCC Head of Policy and Partnerships",
        "07/03/2023",
        ("Chief Officer approval", "N/A"),
        "Non-confidential",
        "Polly Reed",
        "27/03/23",
        "£90,000",
        {
            "reference": "WPCC3-0085",
            "lead_officer": "Richard Long",
            "request_date": "2023-03-07",
            "decision_date": "2023-03-27",
        },
    ),
    Decision(
        ("Decision Title", "Commissioner's Grants Scheme 2022-23"),
        ("Decision Reference", "WPCC3-0049"),
        "Precious Williamson and Sara Ansell",
        "4 April 2022",
        ("If force business, date approved by Chief Officer", "n/a"),
        "Non confidential",
        "Philip Seccombe TD",
        "8/4/2022",
        "£992,550",
        {
            "lead_officer": ["Precious Williamson", "Sara Ansell"],
            "decision_date": "2022-04-08",
            "status": "non-confidential",
        },
        heading="{number}. {words}:",
    ),
    Decision(
        ("Decision Title", "2022/23 revised precept"),
        ("Decision Reference", "WPCC3-0043"),
        "Sara Ansell, Treasurer",
        "10 February, 2022",
        ("Chief Officer approval", "n/a"),
        "Non Confidential",
        "Philip Seccombe",
        "10th February 2022",
        "£262.71",
        {"request_date": "2022-02-10", "decision_date": "2022-02-10", "lead_officer": "Sara Ansell"},
    ),
    Decision(
        ("Decision Title", "2021/2022 Road Safety Grants – Warwickshire Police allocations"),  # noqa: RUF001
        ("Decision Reference", "WPCC30020"),
        "Chris Lewis/Sara Ansell",
        "16th August, 2021",
        ("", ""),
        "Non-Confidential",
        "Philip Seccombe",
        "20th October 2021",
        "£60,043",
        {
            "reference": "WPCC3-0020",
            "also_known_as": ["WPCC30020"],
            "lead_officer": ["Chris Lewis", "Sara Ansell"],
            "decision_date": "2021-10-20",
        },
    ),
)
SUMMARY = "To agree what the sections below set out."
DECLARATION = (
    "I confirm that my register of interests declaration is up to date and that none of my interests preclude me from "
    "making this decision."
)


def labels(decision):
    """The labels above the summary, with their values."""
    pairs = (decision.title, decision.reference, ("Lead Officer", decision.officer), decision.approval)
    pairs += (("Date", decision.date), ("Status", decision.status))
    return [(label, value) for label, value in pairs if label]


def sections(decision):
    """The numbered headings with their texts."""
    for number, (words, text) in enumerate(SECTIONS, 1):
        heading = decision.heading.format(number=number, words=words)
        yield heading, text.format(year=2020 + number, sum=decision.sum)


def as_text(decision):
    lines = ["Skip to content", decision.page_title] if decision.page_title else []
    lines += [f"{label}: {value}" for label, value in labels(decision)]
    lines += ["Decision summary:", SUMMARY, DECLARATION, f"Signature: {decision.signed}", f"Date: {decision.signed_on}"]
    lines.append("Supporting information")
    for heading, text in sections(decision):
        lines += [heading, text]
    lines += ["Comments from the Treasurer", "There is money for it."]
    lines += ["Comments from the Chief Executive and Monitoring Officer", "It is lawful."]
    return "\n\n".join(lines).encode()


def as_page(decision):
    title = decision.page_title or decision.title[1]
    rows = "".join(f"<p><strong>{escape(label)}:</strong> {escape(value)}</p>" for label, value in labels(decision))
    numbered = "".join(
        f"<p><strong>{escape(heading)}</strong></p><p>{escape(text)}</p>" for heading, text in sections(decision)
    )
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - WOPCC</title>
<link rel="canonical" href="https://www.example.org/decisions/{decision.expected.get("reference", "one")}/"></head>
<body><header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header>
<main><h1>{escape(title)}</h1>{rows}<h2>Decision summary</h2><p>{SUMMARY}</p><p>{DECLARATION}</p>
<p>Signature: {escape(decision.signed)}</p><p>Date: {escape(decision.signed_on)}</p>
<h2>Supporting information</h2>{numbered}<h2>Comments from the Treasurer</h2><p>There is money for it.</p>
<h2>Comments from the Chief Executive and Monitoring Officer</h2><p>It is lawful.</p></main>
<footer><p>Follow us</p></footer><script>track()</script></body></html>""".encode()


def as_word(decision):
    form = docx.Document()
    form.sections[0].header.paragraphs[0].text = "OFFICIAL"
    if decision.page_title:
        form.add_heading(decision.page_title, 1)
    table = form.add_table(rows=0, cols=2)
    for label, value in labels(decision):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    merged = table.add_row().cells
    cell = merged[0].merge(merged[1])
    cell.text = "Decision summary:"
    cell.add_paragraph(SUMMARY)
    cell.add_paragraph(DECLARATION)
    cells = table.add_row().cells
    cells[0].text, cells[1].text = "Signature", decision.signed
    cells = table.add_row().cells
    cells[0].text, cells[1].text = "Date", decision.signed_on
    form.add_heading("Supporting information", 2)
    for heading, text in sections(decision):
        form.add_paragraph().add_run(heading).bold = True
        form.add_paragraph(text)
    for heading, text in (
        ("Comments from the Treasurer", "There is money for it."),
        ("Comments from the Chief Executive and Monitoring Officer", "It is lawful."),
    ):
        form.add_heading(heading, 2)
        form.add_paragraph(text)
    stream = io.BytesIO()
    form.save(stream)
    return stream.getvalue()


WAYS = {".txt": as_text, ".html": as_page, ".docx": as_word}
