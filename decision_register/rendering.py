"""Makes the pages that changed. A page whose key is that of the last build, and whose file stands, is left alone.

The key of a page commits to all that it shows: the templates, the settings, and each notice with its standing.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from decision_register.kept import KeptPage, mark_of
from decision_register.notice import Notice
from decision_register.pages import Output, Pager, Row, with_sections
from decision_register.register import Facet, Links
from decision_register.templating import Templates, render_page
from decision_register.work import in_copies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from decision_register.pages import Page
    from decision_register.register import Register
    from decision_register.settings import Form


class PageMaker:
    """Makes pages, and remembers what it made: `digests` by path, `made` for the next build, and how many anew."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is one thing that pages depend on
        self,
        templates: Templates,
        register: Register,
        form: Form,
        before: Mapping[str, KeptPage],
        site: Path,
        jobs: int,
    ) -> None:
        self._templates, self._register, self._form, self._jobs = templates, register, form, jobs
        self._before, self._site = before, site
        self.digests: dict[str, str] = {}
        self.made: dict[str, tuple[str, str]] = {}
        self.rendered = 0

    def make(self, pages: list[Page]) -> Iterator[Output]:
        """Yield every page, in order."""
        keys = {page.path: self._key(page) for page in pages}
        anew = tuple(page for page in pages if not self._stands(page.path, keys[page.path]))
        self.rendered = len(anew)
        outputs = in_copies(self._render, anew, self._jobs)
        new = {page.path for page in anew}
        for page in pages:
            path = page.path
            output = next(outputs) if path in new else Output(path, None, self._before[path].digest)
            self.digests[path] = output.digest
            self.made[path] = (keys[path], output.digest)
            yield output

    def _render(self, pages: tuple[Page, ...]) -> list[Output]:
        return [render_page(self._templates, with_sections(page, self._form, self._register)) for page in pages]

    def _stands(self, path: str, key: str) -> bool:
        known = self._before.get(path)
        return known is not None and known.key == key and known.mark == mark_of(self._site / path)

    def _key(self, page: Page) -> str:
        parts = [self._templates.digest, page.template, page.path, page.title, page.description]
        for name, value in page.data.items():
            parts += [name, *self._shown(value)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _shown(self, value: object) -> Iterator[str]:
        """Yield words that are different when a value would be shown differently."""
        if isinstance(value, Notice):
            yield value.reference
            yield value.source_digest
            yield from (document.file.blob for document in value.documents)
        elif isinstance(value, Row):
            yield value.standing
            yield from self._shown(value.notice)
        elif isinstance(value, Links):
            for name in value.__slots__:
                yield name
                yield from self._shown(getattr(value, name))
        elif isinstance(value, Facet):
            yield value.path
            for one in value.values:
                yield f"{one.name} {len(one.notices)}"
        elif isinstance(value, tuple | list):
            for part in value:
                yield from self._shown(part)
        elif isinstance(value, str | int | Pager | None):
            yield repr(value)
        else:
            fault = f"a page shows {type(value).__name__}, of which no key can be made"
            raise TypeError(fault)
