"""Makes the pages that changed. A page whose key is that of the last build, and whose file stands, is left alone.

The key of a page commits to all that it shows: the templates, the settings, and each notice with its standing.
"""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from decision_register.kept import KeptPage, mark_of
from decision_register.notice import Notice
from decision_register.pages import Output, Pager, Row, shows_a_text, with_sections
from decision_register.register import Facet, Links
from decision_register.templating import Templates, make_templates, render_page
from decision_register.version_pages import shows_versions, with_versions
from decision_register.versions import History, Version
from decision_register.work import FEWEST, in_copies, in_parallel

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from decision_register.pages import Page
    from decision_register.register import Register
    from decision_register.settings import Form, Settings
    from decision_register.texts import Text
    from decision_register.work import Workers
    from decision_register.writer import Placed, Staging


_OF_THE_REGISTER = (Row, Notice, Links, Facet)
_LISTS = {tuple, list}
_PLAIN = {str, int, bool, Pager, type(None)}
_PAST = (History, Version)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What a worker of a cluster needs beside the pages; the folder of templates is one that it can read, too."""

    templates: Path
    settings: bytes
    printed: re.Pattern[str]


def render_elsewhere(pages: tuple[tuple[Page, Text], ...], shared: _Shared) -> list[Output]:
    """Return pages of notices as bytes, on a worker of a cluster; each comes with its text."""
    templates, form = _templates_for(shared.templates, shared.settings)
    return [render_page(templates, with_sections(page, text, form, shared.printed)) for page, text in pages]


@lru_cache(maxsize=2)
def _templates_for(folder: Path, packed: bytes) -> tuple[Templates, Form]:
    settings: Settings = pickle.loads(packed)  # noqa: S301 - from the machine that this worker works for
    return make_templates(folder, settings), settings.form


class PageMaker:
    """Makes pages, and remembers what it made: `digests` and `keys` by path, and how many anew.

    `untouched` holds the paths of all files that stay as the last build wrote them, as far as it was asked.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - each is one thing that pages depend on
        self,
        templates: Templates,
        register: Register,
        settings: Settings,
        before: Mapping[str, KeptPage],
        site: Path,
        workers: Workers,
    ) -> None:
        self._templates, self._register, self._settings, self._workers = templates, register, settings, workers
        self._before, self._site = before, site
        self.digests: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.rendered = 0
        self.untouched: set[str] = set()
        self._touched: frozenset[str] = frozenset()
        self._words: dict[int, tuple[object, str]] = {}

    def outdated(self, pages: list[Page], touched: frozenset[str]) -> tuple[Page, ...]:
        """Return those of all pages that are not as the last build wrote them.

        `touched` are the paths of the files that somebody else has written, or taken away, since.
        """
        self._touched = touched
        self.keys = {page.path: self._key(page) for page in pages}
        self._words.clear()
        self.untouched |= {path for path, key in self.keys.items() if self._stands(path, key)}
        anew = tuple(page for page in pages if page.path not in self.untouched)
        self.rendered = len(anew)
        return anew

    def make(self, pages: list[Page], anew: tuple[Page, ...], staging: Staging) -> Iterator[Output | Placed]:
        """Yield every page, in order; those to make anew are placed in the new site by the process that makes them."""
        outputs = self._render_all(anew, staging)
        for page in pages:
            path = page.path
            output = Output(path, None, self._before[path].digest) if path in self.untouched else next(outputs)
            self.digests[path] = output.digest
            yield output

    def stood(self, path: str) -> bool:
        """Say whether a page is left as the last build wrote it; to be asked after `outdated`."""
        return path in self.untouched

    def last(self, path: str) -> Path | None:
        """Return a file of the site that is no page, if it is as the last build wrote it."""
        known = self._before.get(path)
        stands = known is not None and known.mark == mark_of(f"{self._site}/{path}")
        return self._site / path if stands else None

    def stands(self, path: str, digest: str) -> bool:
        """Say whether the site has a file with this SHA-256, which is no page and stays, from the last build."""
        if self._stands(path, digest):
            self.untouched.add(path)
        return path in self.untouched

    def as_written(self, digests: Mapping[str, str]) -> dict[str, KeptPage]:
        """Return what the next build must know of all files of the site, by their paths; given are their SHA-256."""
        return {
            path: self._before[path]
            if path in self.untouched
            else KeptPage(self.keys.get(path, digest), digest, mark_of(f"{self._site}/{path}"))
            for path, digest in digests.items()
        }

    def bytes_of(self, page: Page) -> bytes:
        """Return one page, as it is now."""
        return self._render(page).content or b""

    def _render_all(self, pages: tuple[Page, ...], staging: Staging) -> Iterator[Output | Placed]:
        """Yield each page, in order; a cluster makes those of notices, the others need too much of the register."""
        if self._workers.cluster is None:
            if len(pages) >= FEWEST:
                for page in {page.template: page for page in pages}.values():
                    self._render(page)  # so that the copies share what Jinja makes of the templates, and it is kept
            yield from in_copies(
                lambda some: [staging.place(self._render(page)) for page in some], pages, self._workers
            )
            return
        texts = tuple(page for page in pages if shows_a_text(page))
        shared = _Shared(self._templates.folder.absolute(), pickle.dumps(self._settings), self._register.printed)
        sent = in_parallel(render_elsewhere, tuple(map(self._with_text, texts)), shared, self._workers)
        for page in pages:
            yield next(sent) if shows_a_text(page) else self._render(page)

    def _with_text(self, page: Page) -> tuple[Page, Text]:
        notice = page.data["notice"]
        assert isinstance(notice, Notice)  # noqa: S101 - see `shows_a_text`
        return page, self._register.text_of(notice)

    def _render(self, page: Page) -> Output:
        """Return a page as bytes, with what is only made when it is shown."""
        if shows_a_text(page):
            page = with_sections(*self._with_text(page), self._settings.form, self._register.printed)
        elif shows_versions(page):
            page = with_versions(page)
        return render_page(self._templates, page)

    def _stands(self, path: str, key: str) -> bool:
        known = self._before.get(path)
        return known is not None and known.key == key and path not in self._touched

    def _key(self, page: Page) -> str:
        parts = [self._templates.digest, page.template, page.path, page.title, page.description]
        for name, value in page.data.items():
            parts += [name, self._shown(value)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _shown(self, value: object) -> str:
        """Return words that are different when a value would be shown differently; the commonest kinds come first."""
        kind = type(value)
        if kind in _PLAIN:
            return repr(value)
        if kind in _LISTS:
            return "\0".join([self._shown(one) for one in value]) if value else ""  # type: ignore[attr-defined]
        known = self._words.get(id(value))
        if known:
            return known[1]
        if isinstance(value, _OF_THE_REGISTER):
            words = self._of_the_register(value)
            self._words[id(value)] = value, words  # held, so that its number is not given to another
            return words
        if isinstance(value, str):
            return str.__repr__(value)
        if isinstance(value, _PAST):
            return value.digest
        fault = f"a page shows {kind.__name__}, of which no key can be made"
        raise TypeError(fault)

    def _of_the_register(self, value: Row | Notice | Links | Facet) -> str:
        """Return the words of what many pages show, which are remembered."""
        if isinstance(value, Row):
            return f"{value.standing} {self._shown(value.notice)}"
        if isinstance(value, Links):
            return "\0".join([f"{name} {self._shown(getattr(value, name))}" for name in Links.__slots__])
        return _of_notice(value) if isinstance(value, Notice) else _of_facet(value)


def _of_notice(notice: Notice) -> str:
    return " ".join((notice.reference, notice.source_digest, *(one.file.blob for one in notice.documents)))


def _of_facet(facet: Facet) -> str:
    shown = "\0".join((facet.path, *(f"{value.name} {len(value.notices)}" for value in facet.values)))
    return hashlib.sha256(shown.encode()).hexdigest()
