"""Plans the site: which pages there are, where each stands, and the plain data it shows. Knows no template language.

Every link is relative and names the file, so that the site works under any path and from a folder.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from decision_register.body import Prose, WithheldBlock
from decision_register.notice import Notice, withheld_block_of
from decision_register.register import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from decision_register.notice import Withheld
    from decision_register.register import Facet, FacetValue, Register
    from decision_register.settings import Form, Settings
    from decision_register.texts import Text

LATEST = 8
"""How many decisions the home page lists."""

_TAG = re.compile(r"(<[^>]+>)")


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site: its path (POSIX, relative) and its bytes.

    Without bytes it is the file that stands there already, whose SHA-256 is `digest`.
    """

    path: str
    content: bytes | None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class LongOutput:
    """One file of the site that is too long to be held whole: its path, and its bytes in pieces, to be taken once."""

    path: str
    pieces: Iterator[bytes]


def whole(output: Output | LongOutput) -> bytes:
    """Return all bytes of a file."""
    return b"".join(output.pieces) if isinstance(output, LongOutput) else output.content or b""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file, the template that shows it, its title and its data.

    `in_sitemap` says that search engines may find it; `root` leads from the page to the top of the site.
    """

    path: str
    template: str
    title: str
    data: Mapping[str, object] = field(default_factory=dict)
    description: str = ""
    in_sitemap: bool = True
    absolute_root: str = ""

    @property
    def root(self) -> str:
        """The way from this page to the top of the site: `../../`, or empty at the top."""
        return self.absolute_root or "../" * self.path.count("/")


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a section: safe HTML, or the entry of `withheld` that stands in its place."""

    html: str = ""
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section as the page shows it, with the form's heading and number."""

    title: str
    number: str
    anchor: str
    level: int
    passages: tuple[Passage, ...]
    fixed_text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A notice in a list."""

    notice: Notice
    standing: str


@dataclass(frozen=True, slots=True)
class Pager:
    """One page of a long list: its number, how many there are, and the file of each, from the top of the site."""

    number: int
    files: tuple[str, ...]
    total: int

    @property
    def count(self) -> int:
        """How many pages the list has."""
        return len(self.files)


def plan_pages(
    register: Register, settings: Settings, versions: Mapping[str, int], marked: Collection[str] = ()
) -> Iterator[Page]:
    """Yield every page of the site, notices first, in a fixed order.

    `versions` holds how many versions of a notice have pages, by its reference; `marked` the references of those whose
    changes a review shows on a page of their own.
    """
    yield from _notice_pages(register, versions, marked)
    yield _home(register)
    rows = {notice.reference: _row(notice, register) for notice in register.notices}
    yield from _list_pages("decisions/", "All decisions", register.notices, rows, register, settings)
    for facet in register.facets:
        yield _facet_page(facet)
        for value in facet.values:
            yield from _value_pages(facet, value, rows, register, settings)
    counts = Counter(row.standing for row in rows.values())
    standings = [(standing, counts[standing]) for standing in Standing]
    data = {"facets": register.facets, "standings": standings}
    yield Page("search/index.html", "pages/search.html", "Search", data)
    yield Page("about/index.html", "pages/about.html", "About this register")
    yield Page("accessibility/index.html", "pages/accessibility.html", "Accessibility statement")
    yield Page("privacy/index.html", "pages/privacy.html", "Privacy")
    path = urlsplit(settings.site.url).path
    yield Page("404.html", "pages/404.html", "Page not found", in_sitemap=False, absolute_root=path)
    yield from _redirects(register)


def _redirects(register: Register) -> Iterator[Page]:
    """Yield a page for each other address of a notice, which leads readers on to the one that is kept."""
    from decision_register.references import slug_of

    taken = {notice.slug for notice in register.notices}
    for notice in register.notices:
        for slug in dict.fromkeys(slug_of(name) for name in notice.also_known_as):
            if slug not in taken:
                taken.add(slug)
                data = {"notice": notice}
                path = f"decisions/{slug}/index.html"
                title = f"{notice.reference} has this address"
                yield Page(path, "pages/redirect.html", f"{title}, once {slug}", data, in_sitemap=False)


def _notice_pages(register: Register, versions: Mapping[str, int], marked: Collection[str]) -> Iterator[Page]:
    """Yield the page of each notice, newest first, without its text: see `with_sections`."""
    notices = register.notices
    for place, notice in enumerate(notices):
        path = f"decisions/{notice.slug}/index.html"
        cited = [(name, register.notice_called(name)) for name in register.cited[notice.reference]]
        data = {
            "notice": notice,
            "standing": register.standing_of(notice),
            "links": register.links_of(notice),
            "replaces": _named(register, notice.supersedes),
            "changes_in_part": _named(register, notice.amends),
            "cited": tuple((name, target.slug if target and target is not notice else "") for name, target in cited),
            "newer": notices[place - 1] if place else None,
            "marked": int(notice.reference in marked),
            "versions": versions.get(notice.reference, 0),
            "older": notices[place + 1] if place + 1 < len(notices) else None,
        }
        template = "pages/confidential.html" if notice.is_confidential else "pages/notice.html"
        description = notice.summary[:155].rpartition(" ")[0] or f"Decision {notice.reference}"
        yield Page(path, template, f"{notice.title} ({notice.reference})", data, description)


def shows_a_text(page: Page) -> bool:
    """Say whether this is the page of a notice, which needs `with_sections` before it is shown."""
    return "links" in page.data


def with_sections(page: Page, text: Text, form: Form, printed: re.Pattern[str]) -> Page:
    """Return the page of a notice with the text it shows, in which `printed` finds every reference."""
    notice, cited = page.data["notice"], page.data["cited"]
    assert isinstance(notice, Notice)  # noqa: S101 - see `_notice_pages`
    assert isinstance(cited, tuple)  # noqa: S101
    slugs = {name: slug for name, slug in cited if slug}
    sections = _sections(notice, text, form, lambda html: link_references(html, printed, slugs, page.root))
    return replace(page, data={**page.data, "sections": tuple(sections)})


def _named(register: Register, references: tuple[str, ...]) -> tuple[Notice, ...]:
    """Return the notices that these references name and the public may see."""
    found = (register.notice_called(reference) for reference in references)
    return tuple(notice for notice in found if notice)


def _sections(notice: Notice, text: Text, form: Form, linked: Callable[[str], str]) -> Iterator[SectionShown]:
    """Yield the sections as typed, with the form's fixed text where the notice leaves a section out."""
    if notice.is_confidential:
        return
    left_out = [s for s in form.sections if s.fixed_text and s not in {section.form for section in text.sections}]
    order = {section.heading: place for place, section in enumerate(form.sections)}
    for section in text.sections:
        if section.form:
            for fixed in [f for f in left_out if order[f.heading] < order[section.form.heading]]:
                yield SectionShown(
                    fixed.heading, fixed.number, f"form-{order[fixed.heading]}", fixed.level, (), fixed.fixed_text
                )
                left_out.remove(fixed)
        passages = tuple(_passage(notice, block, linked) for block in section.blocks)
        number = section.form.number if section.form else ""
        yield SectionShown(section.title, number, section.anchor, section.heading.level, passages)
    for fixed in left_out:
        yield SectionShown(
            fixed.heading, fixed.number, f"form-{order[fixed.heading]}", fixed.level, (), fixed.fixed_text
        )


def _passage(notice: Notice, block: Prose | WithheldBlock, linked: Callable[[str], str]) -> Passage:
    if isinstance(block, WithheldBlock):
        return Passage(withheld=withheld_block_of(notice, block))
    return Passage(linked(block.html))


def link_references(html: str, printed: re.Pattern[str], slugs: Mapping[str, str], root: str) -> str:
    """Return HTML in which each reference that has a slug is a link to its page; what is a link stays as it is."""
    if not any(name in html for name in slugs):
        return html
    parts, inside_link = _TAG.split(html), 0

    def linked(found: re.Match[str]) -> str:
        slug = slugs.get(found[0])
        return f'<a href="{root}decisions/{slug}/index.html">{found[0]}</a>' if slug else found[0]

    for place, part in enumerate(parts):
        if place % 2:
            inside_link += part.startswith("<a") - part.startswith("</a")
        elif not inside_link:
            parts[place] = printed.sub(linked, part)
    return "".join(parts)


def _home(register: Register) -> Page:
    """Return the front page: what the register is, the latest decisions, and every way into it."""
    latest = tuple(_row(notice, register) for notice in register.notices[:LATEST])
    data = {"latest": latest, "total": len(register.notices), "facets": register.facets}
    return Page("index.html", "pages/home.html", "", data)


def _facet_page(facet: Facet) -> Page:
    """Return the list of a facet's values, with how many decisions each has."""
    return Page(f"{facet.path}/index.html", "pages/facet.html", f"Decisions by {facet.name.lower()}", {"facet": facet})


def _value_pages(
    facet: Facet, value: FacetValue, rows: Mapping[str, Row], register: Register, settings: Settings
) -> Iterator[Page]:
    """Yield the list of one facet value."""
    about = {
        "year": f"Decisions of {value.name}",
        "topic": f"{value.name}: decisions",
        "decision-maker": f"Decisions made by {value.name}",
        "officer": f"Decisions led by {value.name}",
        "status": f"{value.name.replace('partly-', 'partly ').capitalize()} decisions",
    }
    folder = f"{facet.path}/{value.slug}/"
    description = next((topic.description for topic in settings.topics if topic.name == value.name), "")
    yield from _list_pages(folder, about[facet.path], value.notices, rows, register, settings, facet, description)


def _list_pages(  # noqa: PLR0913, PLR0917 - each is one thing that a list shows
    folder: str,
    title: str,
    notices: tuple[Notice, ...],
    rows: Mapping[str, Row],
    register: Register,
    settings: Settings,
    facet: Facet | None = None,
    description: str = "",
) -> Iterator[Page]:
    """Yield a list cut into pages; the first stands in the folder itself. `rows` are those of all notices."""
    size = settings.site.notices_per_page
    count = max(1, -(-len(notices) // size))
    files = (f"{folder}index.html", *(f"{folder}page/{number}/index.html" for number in range(2, count + 1)))
    for number, file in enumerate(files, 1):
        shown_here = notices[(number - 1) * size : number * size]
        shown = title if number == 1 else f"{title}, page {number} of {count}"
        data = {
            "rows": tuple(rows[notice.reference] for notice in shown_here),
            "heading": title,
            "pager": Pager(number, files, len(notices)),
            "facet": facet,
            "facets": register.facets,
            "about": description,
        }
        yield Page(file, "pages/list.html", shown, data)


def _row(notice: Notice, register: Register) -> Row:
    return Row(notice, str(register.standing_of(notice)))
