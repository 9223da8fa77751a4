"""Puts what is to be mended on a page of the preview: all of it on top, and each thing where it belongs."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from decision_register.report import heading_at, place_in_words
from decision_register.source import text_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from decision_register.findings import Finding
    from decision_register.settings import Form

_HEADING = re.compile(
    r'<h([2-6]) id="(?P<id>[^"]+)">(?:<span class="section-number">[^<]*</span> )?(?P<words>[^<]+)</h\1>'
)


def said(finding: Finding) -> str:
    """Return one finding as an author reads it: the place in her words, then the line, then the cure."""
    return f"{finding.severity.capitalize()} {_where(finding)}: {finding.message}. {finding.help_on_one_line}"


def _where(finding: Finding) -> str:
    place = place_in_words(text_at(finding.path), finding.span.line)
    return f"{place}, line {finding.span.line}" if place else f"line {finding.span.line}"


def page_alone(title: str, lead: str, points: Iterable[str]) -> bytes:
    """Return a page that says why there is no other."""
    listed = "".join(f"<li>{escape(one)}</li>" for one in points if one)
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/assets/site.css"></head><body><main class="frame">'
        f"<h1>{escape(title)}</h1>"
        + (f"<p>{escape(lead)}</p>" if lead else "")
        + (f"<h2>To mend</h2><ul>{listed}</ul>" if listed else "")
        + '<p><a href="/">All of the register</a></p></main></body></html>'
    ).encode()


def with_findings(page: bytes, findings: list[Finding], path: str, fault: str, form: Form) -> bytes:
    """Return a page with what is to be mended on top and, for the notice at `path`, under each heading too."""
    if not (findings or fault):
        return page
    html = page.decode()
    places = _places(html, form)
    text = text_at(path) if path else ""
    points, notes = [f"<li>{escape(fault)}</li>"] if fault else [], []
    for finding in findings:
        found = places.get(_key(heading_at(text, finding.span.line), form)) if path else None
        if found:
            anchor, end = found
            notes.append((end, f'<p class="note to-mend">{escape(said(finding))}</p>'))
            points.append(f'<li><a href="#{anchor}">{escape(said(finding))}</a></li>')
        else:
            points.append(f"<li>{escape(said(finding) if path else f'{finding.path}: {said(finding)}')}</li>")
    for end, note in sorted(notes, reverse=True):
        html = html[:end] + note + html[end:]
    listed = f'<h2 id="to-mend">To mend</h2><ul>{"".join(points)}</ul>'
    box = f'<section class="banner" aria-labelledby="to-mend">{listed}</section>'
    start = html.index(">", html.index("<main")) + 1
    return (html[:start] + box + html[start:]).encode()


def _places(html: str, form: Form) -> dict[str, tuple[str, int]]:
    """Return the anchor of each heading of a page, and where it ends, by the section that it names."""
    return {
        _key(unescape(found["words"]), form): (found["id"], found.end())
        for found in reversed([*_HEADING.finditer(html)])
    }


def _key(heading: str, form: Form) -> str:
    section = form.section_named(heading)
    return section.heading if section else heading
