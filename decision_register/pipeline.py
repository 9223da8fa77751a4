"""Orders the stages that follow a check, from notices to the site or a review; those of a check stand in `checking`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from decision_register.archive import Archive, archive_as_built, archive_of
from decision_register.check import check_changes, check_claims, check_past
from decision_register.comparison import Comparison, compare_registers, seen
from decision_register.effects import Present
from decision_register.findings import in_reading_order
from decision_register.history import (
    HistoryFaultError,
    claims_of,
    digests_of,
    file_at,
    merge_base,
    own_claims,
    path_from_top,
    read_past,
    remote_branches,
    strays_of,
    unchanged,
)
from decision_register.kept import Kept
from decision_register.last_build import Told, inputs_of, keep_build, last_build
from decision_register.manifest import SiteFaultError, refuse_folder_of_others
from decision_register.manuscript import read_manuscript
from decision_register.outputs.assets import copy_assets
from decision_register.outputs.documents import publish_documents
from decision_register.outputs.exports import JSON, export_register
from decision_register.outputs.feeds import feed_register
from decision_register.outputs.forms import forms_of, forms_page
from decision_register.outputs.handbook import build_handbook
from decision_register.outputs.headers import make_headers
from decision_register.outputs.integrity import seal_register
from decision_register.outputs.review import HOME, changes_page, marked_pages
from decision_register.outputs.search import ShardMaker, search_of
from decision_register.outputs.sitemap import hide_site, map_site
from decision_register.pages import LongOutput, Output, Page, plan_pages
from decision_register.progress import silently
from decision_register.register import Register, build_register
from decision_register.rendering import PageMaker
from decision_register.rules.claims import Claims
from decision_register.settings import settings_as_written
from decision_register.settings_changes import as_table, names_freed, settings_changed
from decision_register.shards import index_of
from decision_register.site_before import SiteBefore, looked_at_beside
from decision_register.source import read_source, read_sources
from decision_register.templating import make_templates, render_page
from decision_register.version_pages import history_as_data, history_pages
from decision_register.work import ALONE, FEWEST, beside
from decision_register.writer import Written, empty_site, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from decision_register.checking import Checked
    from decision_register.folders import Folders
    from decision_register.history import Log
    from decision_register.progress import Over
    from decision_register.settings import Settings
    from decision_register.source import Listing
    from decision_register.work import Workers
    from decision_register.writer import Placed, Staging


@dataclass(frozen=True, slots=True)
class Built:
    """How many notices the site holds, how many pages were made anew, and what was written."""

    notices: int
    rendered: int
    written: Written
    versions_as_built: int = 0
    """How many pages of earlier versions were left as they are, as git's history is not here."""
    histories_left_out: int = 0
    """Of how many notices no earlier text could be kept, as it is not here."""


def refuse_folder(folders: Folders) -> None:
    """Raise `SiteFaultError` for a site that would be written over anything else."""
    refuse_folder_of_others(folders.site, folders.notices, folders.templates, folders.handbook)


def inputs_now(folders: Folders, listing: Listing, settings: Settings) -> str:
    """Return a digest of all that a build depends on as it stands now; nothing while a file may be changing still."""
    return inputs_of(listing, settings.today, folders.notices, folders.templates, folders.handbook)


def nothing_changed(folders: Folders, settings: Settings, inputs: str) -> Told | None:
    """Return what the last build told, if it would be the same again."""
    return last_build(Kept(folders.kept, settings), inputs, folders.site)


def look_at_site(folders: Folders, settings: Settings, workers: Workers) -> AbstractContextManager[SiteBefore]:
    """Begin to look at the site as the last build left it, beside what follows."""
    return looked_at_beside(folders.site, Kept(folders.kept, settings).pages(), workers)


def compare_with(checked: Checked, folders: Folders, settings: Settings, reference: str) -> Checked:
    """Return the check with the findings in what changed since this branch left another one, or since a commit."""
    past = read_past(folders.notices, merge_base(folders.notices, reference), settings.form)
    sources = read_sources(folders.notices).notices
    changed = check_changes(past, tuple(read_manuscript(source, settings.form) for source in sources), settings)
    return replace(checked, findings=in_reading_order((*checked.findings, *changed)))


def references_elsewhere(folders: Folders, settings: Settings) -> tuple[str, ...]:
    """Return the references that other branches have taken; none where there is no repository."""
    try:
        branches = remote_branches(folders.notices)
        taken = tuple(claim for branch in branches for claim in claims_of(folders.notices, branch, settings.form))
    except HistoryFaultError:
        return ()
    return tuple(claim.reference for claim in taken)


def compare_claims(checked: Checked, folders: Folders, settings: Settings, branches: tuple[str, ...]) -> Checked:
    """Return the check with the references that other branches took first; of every remote branch, if none is named."""
    named = branches or remote_branches(folders.notices)
    others = tuple(claim for branch in named for claim in claims_of(folders.notices, branch, settings.form))
    manuscripts = tuple(checked.manuscripts)
    own = own_claims(folders.notices, manuscripts, others)
    found = check_claims(Claims(manuscripts, own, others), settings)
    return replace(checked, findings=in_reading_order((*checked.findings, *found)))


def review_changes(
    checked: Checked, folders: Folders, settings: Settings, reference: str, settings_file: Path | None = None
) -> Comparison:
    """Return what happens to the public record between the commit at which this branch began and now."""
    known = digests_of(folders.notices)
    base = merge_base(folders.notices, reference)
    past = read_past(folders.notices, base, settings.form, known)
    past = replace(past, others=tuple(_not_made_here(past.others, folders.site)))
    same = unchanged(known, past.documents)
    changed = {
        listed.path: read_manuscript(read_source(listed.file, listed.path), settings.form)
        for listed in checked.listing.notices
        if listed.path not in same
    }
    now = tuple(changed.get(outline.path, outline) for outline in checked.manuscripts)
    outlines = tuple(outline for outline in now if outline.path in same)
    strays = strays_of(past, checked.listing.strays)
    then = check_past(past, outlines, strays, checked.findings, settings)
    before = [key for key, _ in seen(then, (*outlines, *past.manuscripts))]
    notices = tuple(checked.notices)
    titles = {notice.path: notice.title for notice in notices}
    withdrawn = frozenset(notice.path for notice in notices if notice.withdrawn)
    present = Present.of(now, frozenset(changed), titles, withdrawn)
    findings = in_reading_order((*checked.findings, *check_changes(past, now, settings)))
    was = as_table(file_at(settings_file, base)) if settings_file else {}
    if settings_file is None or not was:
        return compare_registers(past, present, settings, before, findings)
    is_now, told = as_table(settings_as_written(settings_file)), path_from_top(settings_file)
    past = replace(past, others=tuple(path for path in past.others if path != told))
    compared = compare_registers(past, present, settings, before, findings)
    return replace(compared, settings=settings_changed(was, is_now), names_freed=names_freed(was, is_now))


def _not_made_here(others: tuple[str, ...], site: Path) -> Iterator[str]:
    """Yield the files beside the notices but for the folders that this software makes, of which git may not be told."""
    folder = path_from_top(site).removesuffix(site.name)
    sites = {"site", "preview", site.name}
    made = {f"{folder}{name}/" for name in (".cache", ".venv", *sites)}
    beside = tuple(f"{folder}.{name}-" for name in sites)
    yield from (path for path in others if path not in made and not path.startswith(beside))


def build_site(  # noqa: PLR0913, PLR0917 - each is one thing that a build depends on
    checked: Checked,
    folders: Folders,
    settings: Settings,
    workers: Workers = ALONE,
    over: Over = silently,
    comparison: Comparison | None = None,
    log: Log | None = None,
    inputs: str = "",
    before: SiteBefore | None = None,
) -> Built:
    """Write the site of notices that were checked and found publishable; for a review, with a page of changes.

    `inputs` are those as they stood before the check; with them, the next build may find that nothing has changed.
    `before` is the site as it was found, if somebody looked.
    """
    if checked.blocked:
        fault = "The register has findings that block it; mend them first."
        raise SiteFaultError(fault)
    refuse_folder(folders)
    notices = tuple(checked.notices)
    if len(notices) != checked.count:  # none may be lost without a finding that says why
        fault = f"Only {len(notices)} of {checked.count} notices are in {folders.kept}; delete it, and build again."
        raise SiteFaultError(fault)
    register = build_register(notices, settings, checked.text_of, drafts=settings.preview_until is not None)
    kept = Kept(folders.kept, settings)
    known = kept.templates()
    compiled = dict(known)
    templates = make_templates(folders.templates, settings, compiled)
    archive = (
        archive_of(register, folders.notices, log, settings, kept)
        if log
        else archive_as_built(register, folders.site, settings)
    )
    slugs = {notice.path: notice.slug for notice in notices}
    of_review = (changes_page(comparison, slugs), *marked_pages(comparison)) if comparison else ()
    marked = {change.reference for change in comparison.notices} if comparison else set()
    before = before or SiteBefore(kept.pages())
    pages = PageMaker(templates, register, settings, before.pages, folders.site, workers)

    def outputs(staging: Staging) -> Iterator[Output | LongOutput | Placed]:
        yield from (render_page(templates, page) for page in of_review)
        yield from make_outputs(register, pages, staging, archive, marked, folders, settings, workers, over)

    written = write_site(outputs, folders.site, before)
    kept.keep_templates(compiled, known)
    kept.keep_pages(pages.as_written(written.digests), before.pages)
    built = Built(len(register.notices), pages.rendered, written, len(archive.as_built), archive.left_out)
    kept.forget_texts({notice.source_digest for notice in notices})
    told = Told(checked.findings, checked.count, built.notices, built.versions_as_built, built.histories_left_out)
    keep_build(kept, inputs, folders.site, told)
    return built


def build_changes_only(comparison: Comparison, folders: Folders, settings: Settings) -> None:
    """Write a preview of a change that errors block: the page of changes, and nothing else that could be read."""
    refuse_folder(folders)
    page = render_page(make_templates(folders.templates, settings), changes_page(comparison, {}, blocked=True))
    outputs = [page, hide_site(), *copy_assets(folders.templates / "assets", settings)]
    write_site(lambda _staging: outputs, folders.site)


def take_away_preview(site: Path) -> bool:
    """Take away a preview, which would be taken for that of a later state, and say whether there was one.

    A site that search engines may read is no preview, and stays.
    """
    return empty_site(site, hide_site())


def make_outputs(  # noqa: PLR0913, PLR0917 - as above
    register: Register,
    pages: PageMaker,
    staging: Staging,
    archive: Archive,
    marked: set[str],
    folders: Folders,
    settings: Settings,
    workers: Workers = ALONE,
    over: Over = silently,
) -> Iterator[Output | LongOutput | Placed]:
    """Yield every file of the site."""
    with ShardMaker(register, folders.kept, workers) as search:
        planned = list(_plan(register, archive, marked, settings))
        anew = pages.outdated(planned, staging.found.touched)
        staging.begin()
        yield from archive.as_built.values()
        if archive.histories:
            yield history_as_data(archive.histories, register)
        of_few = workers if len(anew) < FEWEST else ALONE  # after many pages, the index takes all memory there is
        listed = [page.path for page in planned if page.in_sitemap]
        others = _others(register, pages, listed, folders, settings)
        with beside(lambda: [*map(staging.place, others)], of_few) as placed:
            yield from over("Making pages", pages.make(planned, anew, staging), len(planned))
            del planned, anew  # a tenth of all memory
            search.go_on()  # in a thread, and no process that has any may be copied
            yield seal_register(register, pages.digests)
            yield from search_of(register, search.finished(), pages.stands)
            yield from placed()


def data_outputs(register: Register, pages: PageMaker, settings: Settings) -> Iterator[Output | LongOutput]:
    """Yield the register as open data, as far as it can be taken from that of the last build."""
    yield from export_register(register, settings, pages.last(JSON), pages.stood)


def _others(
    register: Register, pages: PageMaker, listed: list[str], folders: Folders, settings: Settings
) -> Iterator[Output | LongOutput]:
    """Yield every file that is neither a page nor its seal nor part of the search; the map names the pages `listed`."""
    yield from other_outputs(register, folders, settings)
    yield from data_outputs(register, pages, settings)
    if not settings.preview_until:
        yield feed_register(register, settings)
        yield from map_site(register, listed, settings)


def _plan(register: Register, archive: Archive, marked: set[str], settings: Settings) -> Iterator[Page]:
    versions = {reference: len(history.versions) for reference, history in archive.histories.items()}
    for page in plan_pages(register, settings, versions, marked):
        yield _below(page) if settings.review else page
    if settings.admin.backend:
        yield forms_page(settings)
    yield from (page for page in history_pages(archive.histories, register) if page.path not in archive.as_built)


def _below(page: Page) -> Page:
    """Return the page at its place in a review, which begins with the page of changes."""
    return replace(page, path=HOME) if page.path == "index.html" else page


def other_outputs(register: Register, folders: Folders, settings: Settings) -> Iterator[Output | LongOutput]:
    """Yield what is neither a page of the register, nor a list of it, nor part of the search; first what pages load."""
    yield from copy_assets(folders.templates / "assets", settings)
    yield from publish_documents(register)
    if settings.preview_until:
        yield hide_site()
    yield from forms_of(settings, folders.templates / "admin")
    yield make_headers(hidden=settings.preview_until is not None)
    yield from build_handbook(folders.handbook, folders.templates, settings, folders.kept, index_of)
