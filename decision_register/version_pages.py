"""Plans the pages of earlier versions: one history for each decision that was changed, and one page a version.

They stand at addresses that last, `decisions/SLUG/history/` and `decisions/SLUG/v2/`. Only search engines, the search
and the site map leave them out.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from decision_register.body import Prose, unpack_sections
from decision_register.notice import Notice
from decision_register.pages import Output, Page
from decision_register.versions import History, Version, changes_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.register import Register

PATH = "data/history.json"
"""Where the site says which versions it shows; a build without git goes on from it."""
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_PICTURE = re.compile(r"<img [^>]*>")
_SOURCE = re.compile(r'src="([^"]*)"')
_WORDS = re.compile(r'alt="([^"]*)"')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PassageThen:
    """A run of a section as it was: safe HTML, or the words that said what was withheld."""

    html: str = ""
    withheld: str = ""


def history_pages(histories: Mapping[str, History], register: Register) -> Iterator[Page]:
    """Yield the history of each notice that has one, by its reference, and the page of each earlier version."""
    for notice in register.notices:
        history = histories.get(notice.reference)
        if history:
            yield _history_page(notice, history)
            for version, following in zip(history.versions, history.versions[1:], strict=False):
                yield _version_page(notice, version, following, history)


def _history_page(notice: Notice, history: History) -> Page:
    data = {"notice": notice, "history": history, "current": len(history.versions)}
    path = f"decisions/{notice.slug}/history/index.html"
    return Page(path, "pages/history.html", f"History of {notice.reference}", data, in_sitemap=False)


def _version_page(notice: Notice, version: Version, following: Version, history: History) -> Page:
    data = {"notice": notice, "version": version, "next": following, "current": len(history.versions)}
    path = f"decisions/{notice.slug}/v{version.number}/index.html"
    title = f"Version {version.number} of {notice.reference}"
    return Page(path, "pages/version.html", title, data, in_sitemap=False)


def shows_versions(page: Page) -> bool:
    """Say whether the page needs `with_versions` before it is shown."""
    return "history" in page.data or "version" in page.data


def with_versions(page: Page) -> Page:
    """Return the page with the redlines or the text that it shows."""
    history, version, notice = (page.data.get(key) for key in ("history", "version", "notice"))
    if isinstance(history, History):
        return replace(page, data={**page.data, "changes": tuple(changes_in(history))})
    assert isinstance(version, Version)  # noqa: S101 - see `_version_page`
    assert isinstance(notice, Notice)  # noqa: S101
    rows = version.wording.fields if version.wording else ()
    shown = {
        "rows": tuple((name, value) for name, value in rows if name != "title"),
        "title_then": dict(rows).get("title", notice.reference),
        "sections": tuple(_sections(version, notice)),
    }
    return replace(page, data={**page.data, **shown})


def _sections(version: Version, notice: Notice) -> Iterator[tuple[str, int, tuple[PassageThen, ...]]]:
    now = {document.file.name: document.file.blob for document in notice.documents}
    same = frozenset(name for name, blob in version.documents if now.get(name) == blob)
    for section in unpack_sections(version.wording.text) if version.wording else ():
        passages = tuple(
            PassageThen(html=from_below(block.html, same))
            if isinstance(block, Prose)
            else PassageThen(withheld=block.words)
            for block in section.blocks
        )
        yield section.title, section.heading.level, passages


def from_below(html: str, same: frozenset[str]) -> str:
    """Return HTML for a page one folder below the notice's.

    A link or a picture of a document that is the same file today leads up to it; of any other only the words are left.
    """

    def link(found: re.Match[str]) -> str:
        address, words = found[1], found[2]
        if _ELSEWHERE.match(address):
            return found[0]
        return f'<a href="../{address}">{words}</a>' if address in same else words

    def picture(found: re.Match[str]) -> str:
        source, words = _SOURCE.search(found[0]), _WORDS.search(found[0])
        if source and source[1] in same:
            return found[0].replace(source[0], f'src="../{source[1]}"')
        return words[1] if words else ""

    return _PICTURE.sub(picture, _LINK.sub(link, html))


def history_as_data(histories: Mapping[str, History], register: Register) -> Output:
    """Return what a build without git needs, to go on showing the versions that were known."""
    table = {}
    for notice in register.notices:
        if notice.reference in histories:
            rows = [_row(version) for version in histories[notice.reference].versions]
            rows[-1]["digest"] = state_of(notice)
            table[notice.slug] = rows
    return Output(PATH, (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode())


def _row(version: Version) -> dict[str, Any]:
    """Return what is known of a version; nothing of a text that is not shown."""
    return {
        "version": version.number,
        "date": version.day.isoformat(),
        "notes": version.notes,
        "not_shown": version.removed,
        "told": version.told,
    }


def state_of(notice: Notice) -> str:
    """Return a digest of the files of a notice, by which the next build knows whether they are the same."""
    documents = sorted((document.file.name, document.file.blob) for document in notice.documents)
    return hashlib.sha256(repr((notice.source_digest, documents)).encode()).hexdigest()


def read_history_data(content: bytes) -> dict[str, tuple[History, str]]:
    """Return the versions that the last build knew, by slug, without their text, and the digest of what stood then.

    Nothing of a file that is damaged.
    """
    try:
        table: dict[str, list[dict[str, Any]]] = json.loads(content)
        return {slug: (History(tuple(map(_version, rows))), str(rows[-1]["digest"])) for slug, rows in table.items()}
    except (ValueError, LookupError, TypeError, AttributeError):
        return {}


def _version(row: dict[str, Any]) -> Version:
    return Version(
        int(row["version"]),
        datetime.date.fromisoformat(row["date"]),
        tuple(map(str, row["notes"])),
        str(row["not_shown"]),
        None,
        (),
        int(row["told"]),
    )
