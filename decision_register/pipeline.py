"""Orders the stages, from the folder of notices to the site. The only place that does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.check import check_changes, check_manuscripts
from decision_register.findings import in_reading_order
from decision_register.history import HistoryFaultError, read_past
from decision_register.manuscript import read_manuscript
from decision_register.notice import build_notice
from decision_register.outputs.assets import copy_assets
from decision_register.outputs.documents import DocumentFaultError, publish_documents
from decision_register.outputs.exports import export_register
from decision_register.outputs.feeds import feed_register
from decision_register.outputs.handbook import HandbookFaultError, build_handbook
from decision_register.outputs.headers import make_headers
from decision_register.outputs.integrity import seal_register
from decision_register.outputs.search import SearchFaultError, build_search
from decision_register.outputs.sitemap import hide_site, map_site
from decision_register.pages import Output, plan_pages
from decision_register.register import Register, build_register
from decision_register.settings import SettingsFaultError
from decision_register.source import read_sources
from decision_register.templating import make_templates, render_page
from decision_register.writer import SiteFaultError, Written, refuse_folder_of_others, write_site

FAULTS = (
    DocumentFaultError,
    HandbookFaultError,
    HistoryFaultError,
    SearchFaultError,
    SettingsFaultError,
    SiteFaultError,
)
"""What a web officer can mend: each says so in one plain sentence."""

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from decision_register.findings import Finding
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings


@dataclass(frozen=True, slots=True)
class Folders:
    """Where everything stands; `kept` holds what is kept between builds and may be deleted at any time."""

    notices: Path
    site: Path
    templates: Path
    handbook: Path
    kept: Path


@dataclass(frozen=True, slots=True)
class Checked:
    """All notices as written, and every finding in them."""

    manuscripts: tuple[Manuscript, ...]
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether the register cannot be published."""
        return any(finding.blocks for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Built:
    """How many notices the site holds, and what was written."""

    notices: int
    written: Written


def check_register(folders: Folders, settings: Settings) -> Checked:
    """Read and check every notice."""
    sources = read_sources(folders.notices)
    manuscripts = tuple(read_manuscript(source, settings.form) for source in sources.notices)
    return Checked(manuscripts, check_manuscripts(manuscripts, settings, sources.strays))


def compare_with(checked: Checked, folders: Folders, settings: Settings, reference: str) -> Checked:
    """Return the check with the findings in what changed since a commit as well."""
    past = read_past(folders.notices, reference, settings.form)
    changed = check_changes(past, checked.manuscripts, settings)
    return Checked(checked.manuscripts, in_reading_order((*checked.findings, *changed)))


def build_site(checked: Checked, folders: Folders, settings: Settings) -> Built:
    """Write the site of notices that were checked and found publishable."""
    if checked.blocked:
        fault = "The register has findings that block it; mend them first."
        raise SiteFaultError(fault)
    refuse_folder_of_others(folders.site, folders.notices, folders.templates, folders.handbook)
    notices = (build_notice(manuscript, settings) for manuscript in checked.manuscripts)
    register = build_register(notices, settings, drafts=settings.preview_until is not None)
    return Built(len(register.notices), write_site(make_outputs(register, folders, settings), folders.site))


def make_outputs(register: Register, folders: Folders, settings: Settings) -> Iterator[Output]:
    """Yield every file of the site."""
    templates = make_templates(folders.templates, settings)
    pages = list(plan_pages(register, settings))
    of_notices = {f"decisions/{notice.slug}/index.html" for notice in register.notices}
    rendered = {}
    for page in pages:
        output = render_page(templates, page)
        if page.path in of_notices:
            rendered[page.path] = output.content
        yield output
    yield seal_register(register, rendered)
    yield from publish_documents(register)
    yield from export_register(register, settings)
    if settings.preview_until:
        yield hide_site()
    else:
        yield feed_register(register, settings)
        yield from map_site(register, (page.path for page in pages if page.in_sitemap), settings)
    yield from copy_assets(folders.templates / "assets", settings)
    yield make_headers(hidden=settings.preview_until is not None)
    yield from build_search(register, folders.kept)
    yield from build_handbook(folders.handbook, folders.templates, settings, folders.kept)
