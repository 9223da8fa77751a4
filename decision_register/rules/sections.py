"""Rules DN30x: the sections of a notice against the form of the office."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from decision_register.body import WithheldBlock
from decision_register.findings import Severity, Span
from decision_register.markup import plain_text
from decision_register.rules.rule import Breach, rule
from decision_register.settings import heading_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.body import Line, Section
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Form, FormSection, Settings


def _follows_the_form(manuscript: Manuscript) -> bool:
    """Say whether the notice must have the form's sections; a confidential one has no body at all."""
    status = manuscript.typed("status")
    return not (status and status.text == "confidential")


def _last_line(lines: tuple[Line, ...]) -> Span | None:
    filled = [line for line in lines if line.text.strip()]
    return Span.of(filled[-1].number, 1, filled[-1].text) if filled else None


def _gap(missing: FormSection, lacking: list[FormSection], manuscript: Manuscript, form: Form) -> tuple[str, str, Span]:
    """Return where a section of the form belongs: after the one before it, if there is one.

    First comes the section that holds its text if only its heading was deleted, or nothing; then the place in words.
    """
    order = form.sections
    there = {section.form: section for section in manuscript.body.sections if section.form}
    at = order.index(missing)
    before = next((section for section in reversed(order[:at]) if section in there), None)
    named = next((section for section in reversed(order[:at]) if section in there or section in lacking), None)
    after = next((section for section in order[at:] if section in there), None)
    if before and named:
        last = _last_line(there[before].lines)
        return (
            before.heading if last else "",
            f" after the text of {named.heading!r}",
            last or there[before].heading.span,
        )
    if after:
        return "", f" before {after.heading!r}", there[after].heading.span
    end = _last_line(manuscript.body.lines) or Span(manuscript.front_matter.closing_line, 1, 4)
    return "", (f" after the text of {named.heading!r}" if named else ""), end


def _typed(section: FormSection) -> str:
    return f"{'#' * section.level} {section.heading}"


def _meant_sections(manuscript: Manuscript, settings: Settings) -> set[FormSection | None]:
    """Return the sections that headings stand for at a wrong level or with a slip; other rules tell of those."""
    meant = {settings.form.section_named(heading.text) for heading in manuscript.body.headings}
    unknown = (section for section in manuscript.body.sections if section.heading.text and not section.form)
    return meant | {close_section(section.heading.text, settings.form) for section in unknown}


def close_section(heading: str, form: Form, likeness: float = 0.6) -> FormSection | None:
    """Return the section of the form that a heading with a slip stands for, if one is as like it as that, of 1."""
    names = {heading_key(name): s for s in form.sections for name in (s.heading, *s.also)}
    close = get_close_matches(heading_key(heading), names, 1, likeness)
    return names[close[0]] if close else None


@rule("DN301", "missing-section")
def missing_section(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """Every section of the form is there.

    A section with nothing to say holds the words `None identified` or `N/A`. Where only its heading was deleted, its
    text stands under the heading above, and would be published there.

    Bad: a notice without `## Decision summary`.

    Good:

    ```
    ## Decision summary

    The commissioner agreed the grant.
    ```
    """
    if not _follows_the_form(manuscript):
        return
    there = {section.form for section in manuscript.body.sections} | _meant_sections(manuscript, settings)
    lacking = [section for section in settings.form.sections if section.required and section not in there]
    lines = {heading_key(line.text): line for line in manuscript.body.lines} if lacking else {}
    for section in lacking:
        typed = next(
            (lines[heading_key(name)] for name in (section.heading, *section.also) if heading_key(name) in lines), None
        )
        if typed:
            message = f"{section.heading!r} stands here as text, and must be a heading"
            yield Breach(message, f"Write {_typed(section)}", Span.of(typed.number, 1, typed.text), typed.text)
        else:
            above, where, span = _gap(section, lacking, manuscript, settings.form)
            typed_so = f"ype {_typed(section)} on a line of its own"
            with_text = "and its text below it; if it has none, type N/A there."
            look = f"Look first whether its text stands under {above!r}: then t{typed_so} right above that text."
            cure = f"{look} If not, type it{where}, {with_text}" if above else f"T{typed_so}{where}, {with_text}"
            yield Breach(f"The section {section.heading!r} is missing", cure, span, section.heading)


@rule("DN302", "empty-section")
def empty_section(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """Every section says something.

    `N/A` and `None identified` are answers; blank is not.

    Bad:

    ```
    ### Legal comments

    ### Publication
    ```

    Good:

    ```
    ### Legal comments

    None identified.
    ```
    """
    parents = {section.within for section in settings.form.sections}
    for section in manuscript.body.sections:
        holds_others = section.form is not None and section.form.heading in parents
        if section.heading.text and not section.blocks and not holds_others:
            yield Breach(
                f"The section {section.heading.text!r} is empty",
                "Type its text below the heading; if there is none, type N/A or None identified.",
                section.heading.span,
                section.heading.text,
            )


@rule("DN303", "unknown-section")
def unknown_section(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """Every heading is one of the form's.

    Readers and the treasurer look for a section by its name.

    Bad:

    ```
    ### Leagal comments
    ```

    Good:

    ```
    ### Legal comments
    ```
    """
    for section in manuscript.body.sections:
        if section.heading.text and section.form is None:
            close = close_section(section.heading.text, settings.form)
            cure = (
                f"Write {_typed(close)}"
                if close
                else "Put the text under a heading of the form, with #### before its own heading."
            )
            message = f"The form has no section {section.heading.text!r}"
            yield Breach(message, cure, section.heading.span, section.heading.text)


def _of_the_form(manuscript: Manuscript) -> list[tuple[Section, FormSection]]:
    return [(section, section.form) for section in manuscript.body.sections if section.form]


@rule("DN304", "duplicate-section")
def duplicate_section(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Each section stands once.

    Bad: two headings `### Legal comments`.

    Good: one heading `### Legal comments`, with all the text below it.
    """
    first: dict[str, int] = {}
    for section, form in _of_the_form(manuscript):
        line = first.setdefault(form.heading, section.heading.span.line)
        if line != section.heading.span.line:
            yield Breach(
                f"The section {form.heading!r} stands twice, first on line {line}",
                "Move its text below the first heading and delete this one.",
                section.heading.span,
                section.heading.text,
            )


@rule("DN305", "section-out-of-order")
def section_out_of_order(manuscript: Manuscript, settings: Settings) -> Iterator[Breach]:
    """The sections stand in the order of the form.

    Bad: `### Legal comments` before `### Equality considerations`.

    Good: `### Equality considerations`, then `### Legal comments`.
    """
    place = {section.heading: number for number, section in enumerate(settings.form.sections)}
    furthest: FormSection | None = None
    for section, form in _of_the_form(manuscript):
        if furthest and place[form.heading] < place[furthest.heading]:
            yield Breach(
                f"The section {form.heading!r} stands after {furthest.heading!r}",
                f"Move it before {furthest.heading!r}.",
                section.heading.span,
                section.heading.text,
            )
        else:
            furthest = form


@rule("DN306", "text-before-first-heading")
def text_before_first_heading(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """All text stands under a heading.

    Bad: a paragraph between the second `---` and the first `##`.

    Good: the paragraph below `## Decision summary`.
    """
    section = next(iter(manuscript.body.sections), None)
    if section and not section.heading.text and _follows_the_form(manuscript):
        headings = {heading.span.line for heading in manuscript.body.headings}
        line = next((line for line in section.lines if line.text.strip() and line.number not in headings), None)
        if line is None:
            return
        message = f"The text {line.text.strip()[:40]!r} stands before the first heading"
        cure = (
            "If it is the value of a field, put it there; if nobody needs it, delete it; "
            "else move it below a heading of the form."
        )
        yield Breach(message, cure, Span.of(line.number, 1, line.text), line.text)


@rule("DN307", "wrong-heading-level")
def wrong_heading_level(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """Headings go down one level at a time, and each has the level that the form gives it.

    People who use a screen reader go from heading to heading by their level (WCAG 2.2, 1.3.1).

    Bad:

    ```
    ## Supporting information

    #### Background information
    ```

    Good:

    ```
    ## Supporting information

    ### Background information
    ```
    """
    forms = {section.heading.span.line: section.form for section in manuscript.body.sections if section.form}
    level = 1
    for heading in manuscript.body.headings:
        form = forms.get(heading.span.line)
        wanted = form.level if form else min(max(heading.level, 2), level + 1)
        if heading.level != wanted:
            yield Breach(
                f"The heading {heading.text!r} has level {heading.level}, and must have level {wanted}",
                f"Write {'#' * wanted} {heading.text}",
                heading.span,
                heading.text,
            )
        level = wanted


@rule("DN308", "fixed-text-changed", severity=Severity.WARNING)
def fixed_text_changed(manuscript: Manuscript, _: Settings) -> Iterator[Breach]:
    """A section whose words the form fixes has those words, or is left out.

    The site shows the form's words where a notice leaves the section out.

    Bad: `### Publication` with other words below it.

    Good: no heading `### Publication` at all.
    """
    for section, form in _of_the_form(manuscript):
        if not form.fixed_text:
            continue
        words = " ".join("" if isinstance(b, WithheldBlock) else plain_text(b.html) for b in section.blocks)
        if words.split() != form.fixed_text.split():
            yield Breach(
                f"The section {form.heading!r} does not have the words of the form",
                "Delete the heading and its text; the site shows the form's words.",
                section.heading.span,
                section.heading.text,
            )
