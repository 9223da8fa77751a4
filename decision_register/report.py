"""Prints findings: in full for people, concise for a list or a log, as JSON for programs, as annotations for GitHub.

Owns the look of findings and nothing else; it is given the text of the lines it shows.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import TYPE_CHECKING

from decision_register.fields import field_named
from decision_register.findings import Severity
from decision_register.rules.signs import with_unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from decision_register.findings import Finding

LONGEST_LINE = 110
"""How many characters of a line of a notice are shown; a longer line is cut around the finding."""

_UNSEEN = "\N{REPLACEMENT CHARACTER}"
"""Shown for a sign that cannot be seen."""
_KEY = re.compile(r"[^\s#:-][^:]*:(?=\s|$)")
_WITHOUT_COLON = re.compile(r"[^\W\d][^:]*$")
_HEADING = re.compile(r"#{1,6}\s+\S")


class Format(StrEnum):
    """How findings are printed."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    LOG = "log"

    @property
    def may_be_read_by_all(self) -> bool:
        """Whether what is printed so may stand where anybody can read it."""
        return self in {Format.GITHUB, Format.LOG}


def print_findings(findings: tuple[Finding, ...], form: Format, texts: Mapping[str, str]) -> str:
    """Return the findings as text to print; `texts` holds the text of each notice by path, to name the place in it."""
    if form is Format.JSON:
        return _as_json(findings, texts)
    one: Callable[[Finding, str], str] = {
        Format.FULL: lambda finding, text: _full(finding, text) + "\n",
        Format.CONCISE: _concise,
        Format.LOG: _concise,
        Format.GITHUB: _annotation,
    }[form]
    return "".join(one(finding, texts.get(finding.path, "")) + "\n" for finding in findings)


def place_in_words(text: str, line: int) -> str:
    """Return the place of a line in a notice as its author knows it: `at “title”` or `under “Costs”`; else nothing."""
    heading = heading_at(text, line)
    if heading:
        return f"under “{heading}”"
    if line == _closing_line(text):
        return "at the end of the fields"
    before = text.split("\n")[: max(line, 1)] if line < _closing_line(text) else []
    own = _named_on(before[-1]) if before else ""
    key = next((one.partition(":")[0].strip() for one in reversed(before) if _KEY.match(one)), "")
    above = field_named(key)
    if field_named(own) and not (above and above.part(own)):
        key = own  # without its colon, or with spaces in front of it, it looks like a part of the one above
    elif before and _WITHOUT_COLON.match(before[-1]):
        return "among the fields"  # words that are no field; they may tell of a person, and are not repeated
    return f"at “{key.replace('_', ' ')}”" if key else ""


def _named_on(line: str) -> str:
    """Return the name of the field that a line begins with, or would with a colon after it."""
    name, word = line.partition(":")[0].strip(), next(iter(line.split()), "")
    return name if field_named(name) or not field_named(word) else word


def heading_at(text: str, line: int) -> str:
    """Return the words of the heading that a line of a notice stands under, or nothing."""
    below = text.split("\n")[_closing_line(text) : max(line, 1)]
    return next((one.strip("# \r") for one in reversed(below) if _HEADING.match(one)), "")


def _closing_line(text: str) -> int:
    """Return the number of the line that closes the fields, or 0."""
    return next((number for number, one in enumerate(text.split("\n")[1:], 2) if one.startswith("---")), 0)


def print_count(findings: tuple[Finding, ...], notices: int, left_out: int = 0) -> str:
    """Return in a sentence how many notices were checked and what was found; in another, what is not shown."""
    is_not = "is" if left_out == 1 else "are"
    rest = (
        f" {_number(left_out, 'finding')} in other notices {is_not} not shown; python build.py check shows everything."
    )
    return _print_count(findings, notices) + (rest if left_out else "")


def _print_count(findings: tuple[Finding, ...], notices: int) -> str:
    errors = sum(finding.blocks for finding in findings)
    warnings = len(findings) - errors
    checked = f"Checked {_number(notices, 'notice')}: "
    if not findings:
        return checked + "nothing to mend."
    said = [_number(errors, "error")] if errors else []
    said += [_number(warnings, "warning")] if warnings else []
    mend = "; mend the errors before the register can be published." if errors else "; nothing stops publication."
    return checked + " and ".join(said) + mend


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def _full(finding: Finding, text: str) -> str:
    """Return one finding with its line, a mark under the place, and the cure."""
    span, lines = finding.span, text.split("\n")
    gutter = " " * len(str(span.line))
    shown = [f"{finding.severity}[{finding.code}]: {finding.message}"]
    if text and span.line <= len(lines):
        line = with_unseen(lines[span.line - 1], _UNSEEN)
        line, column, width = _cut(line, span.column, max(1, span.end_column - span.column))
        place = place_in_words(text, span.line)
        where = f"{finding.path}:{span.line}:{span.column}"
        shown += [f"{gutter}--> {f'{place}, ' if place else ''}{where}", f"{gutter} |"]
        shown += [f"{span.line} | {line}", f"{gutter} | {' ' * (column - 1)}{'^' * width}"]
    else:
        shown.append(f"{gutter}--> {finding.path}")
    cure, *typed = finding.help.split("\n")
    shown += [f"{gutter} = help: {cure}", *(f"{gutter} |   {line}" for line in typed)]
    shown.append(f"{gutter} = rule: {finding.name} · python build.py explain {finding.code}")
    return "\n".join(shown)


def _cut(line: str, column: int, width: int) -> tuple[str, int, int]:
    """Return the part of a long line around the finding, with the column and the width of the mark in it."""
    line = line.expandtabs(1)
    start = max(0, column - LONGEST_LINE // 2) if len(line) > LONGEST_LINE else 0
    part = line[start : start + LONGEST_LINE]
    before, after = "…" if start else "", "…" if start + LONGEST_LINE < len(line) else ""
    place = column - start + len(before)
    return before + part + after, place, max(1, min(width, len(part) + len(before) - place + 1))


def _concise(finding: Finding, text: str) -> str:
    """Return one finding on one line."""
    where = f"{finding.path}:{finding.span.line}:{finding.span.column}"
    place = place_in_words(text, finding.span.line)
    said = f"{finding.severity}[{finding.code}]{f' {place}:' if place else ''} {finding.message}"
    return f"{where}: {said}. {finding.help_on_one_line}"


def _as_json(findings: tuple[Finding, ...], texts: Mapping[str, str]) -> str:
    """Return a JSON list; lines and columns count from 1, `end_column` is the first one after."""
    table = [
        {
            "code": finding.code,
            "name": finding.name,
            "severity": str(finding.severity),
            "path": finding.path,
            "line": finding.span.line,
            "column": finding.span.column,
            "end_column": finding.span.end_column,
            "place": place_in_words(texts.get(finding.path, ""), finding.span.line),
            "value": finding.value,
            "message": finding.message,
            "help": finding.help,
        }
        for finding in findings
    ]
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def _annotation(finding: Finding, text: str) -> str:
    """Return one finding as a workflow command, which GitHub shows beside the line in a pull request."""
    kind = "error" if finding.severity is Severity.ERROR else "warning"
    span = finding.span
    place = f"file={_property(finding.path)},line={span.line},col={span.column},endColumn={span.end_column}"
    title = _property(f"{finding.code} {finding.name}")
    words = place_in_words(text, span.line)
    said = f"{f'{_begin_large(words)}: ' if words else ''}{finding.message}. {finding.help}"
    return f"::{kind} {place},title={title}::{_data(said)}"


def _begin_large(words: str) -> str:
    return words[:1].upper() + words[1:]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
