"""The register: all published notices in order, and what is derived from them together.

Back-links, standing and facets are worked out here and nowhere else. It holds only what the public may see.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from decision_register.body import Prose
from decision_register.references import references_in, same_key, slug_of, whole_references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from decision_register.notice import Notice
    from decision_register.settings import Settings
    from decision_register.texts import Text


class Standing(StrEnum):
    """Whether a decision still holds, as readers need to know first."""

    IN_FORCE = "in force"
    AMENDED = "amended"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet, with its notices newest first."""

    name: str
    slug: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """A property readers narrow by: `path` is its part of the URL, `name` what readers are told."""

    path: str
    name: str
    values: tuple[FacetValue, ...]

    def most_used(self, most: int) -> tuple[FacetValue, ...]:
        """Return at most this many values, in their order: the newest years, or those with most notices."""
        if self.path == "year":
            return self.values[:most]
        kept = {value.slug for value in sorted(self.values, key=lambda value: -len(value.notices))[:most]}
        return tuple(value for value in self.values if value.slug in kept)


@dataclass(frozen=True, slots=True)
class Links:
    """The decisions that speak of one decision, newest first."""

    superseded_by: tuple[Notice, ...] = ()
    amended_by: tuple[Notice, ...] = ()
    related: tuple[Notice, ...] = ()
    cited_by: tuple[Notice, ...] = ()


NO_LINKS = Links()


@dataclass(frozen=True, slots=True)
class Register:
    """All notices, newest decision first; `facets` in the order shown."""

    notices: tuple[Notice, ...]
    facets: tuple[Facet, ...]
    by_key: Mapping[str, Notice] = field(repr=False)
    links: Mapping[str, Links] = field(repr=False)
    """Who speaks of a decision, by its reference; of most, nobody does."""
    cited: Mapping[str, tuple[str, ...]] = field(repr=False)
    """What the text of each notice names, by its reference."""
    printed: re.Pattern[str] = field(repr=False)
    """Finds every reference in a text: what has the office's form, and every other reference that is listed."""
    text_of: Callable[[Notice], Text] = field(repr=False)
    """Gives the text of a notice; that of a confidential one is empty."""

    def notice_called(self, reference: str) -> Notice | None:
        """Return the notice of a reference or other reference, in any of its printed forms."""
        return self.by_key.get(same_key(reference))

    def links_of(self, notice: Notice) -> Links:
        """Return the decisions that speak of this one."""
        return self.links.get(notice.reference, NO_LINKS)

    def standing_of(self, notice: Notice) -> Standing:
        """Return whether the decision still holds: withdrawn before superseded before amended."""
        links = self.links_of(notice)
        if notice.withdrawn:
            return Standing.WITHDRAWN
        if links.superseded_by:
            return Standing.SUPERSEDED
        return Standing.AMENDED if links.amended_by else Standing.IN_FORCE

    def facet_at(self, path: str) -> Facet:
        """Return the facet of this path, such as `topic`."""
        return next(facet for facet in self.facets if facet.path == path)


def build_register(
    notices: Iterable[Notice], settings: Settings, text_of: Callable[[Notice], Text], *, drafts: bool = False
) -> Register:
    """Return the register that the public may see on the day of the settings; `text_of` gives the text of a notice.

    With `drafts`, the register is a preview and holds drafts and notices of the future as well.
    """
    public = [notice for notice in notices if drafts or notice.is_public_on(settings.today)]
    ordered = tuple(sorted(public, key=_newest_first))
    by_key = {same_key(name): notice for notice in ordered for name in notice.also_known_as}
    by_key |= {same_key(notice.reference): notice for notice in ordered}
    others = _other_references(ordered, settings)
    pattern = "|".join([*map(re.escape, others), settings.reference.pattern])
    cited = {n.reference: references_in(_prose(text_of(n)), pattern) if others else n.cited for n in ordered}
    links = _links(ordered, by_key, cited)
    return Register(ordered, tuple(_facets(ordered)), by_key, links, cited, whole_references(pattern), text_of)


def _other_references(notices: tuple[Notice, ...], settings: Settings) -> list[str]:
    """Return the other references that have not the office's form, the longest first."""
    names = {name for notice in notices for name in notice.also_known_as if not settings.reference.matches(name)}
    return sorted(names, key=lambda name: (-len(name), name))


def _prose(text: Text) -> Iterator[str]:
    return (block.html for section in text.sections for block in section.blocks if isinstance(block, Prose))


def _newest_first(notice: Notice) -> tuple[int, str]:
    return -notice.decision_date.toordinal(), notice.slug


def _links(
    notices: tuple[Notice, ...], by_key: Mapping[str, Notice], names: Mapping[str, tuple[str, ...]]
) -> dict[str, Links]:
    """Return the back-links of every notice that has one."""
    superseded = _pointing(notices, by_key, lambda n: n.supersedes)
    amended = _pointing(notices, by_key, lambda n: n.amends)
    related = _pointing(notices, by_key, lambda n: n.related)
    for notice in notices:
        forward = [by_key[same_key(name)] for name in notice.related if same_key(name) in by_key]
        if forward:
            both = {other.reference: other for other in (*related[notice.reference], *forward)}
            related[notice.reference] = sorted(both.values(), key=_newest_first)
    cited = _pointing(notices, by_key, lambda n: names[n.reference])
    return {
        reference: Links(
            tuple(superseded[reference]),
            tuple(amended[reference]),
            tuple(related[reference]),
            tuple(cited[reference]),
        )
        for reference in {**superseded, **amended, **related, **cited}
    }


def _pointing(
    notices: tuple[Notice, ...], by_key: Mapping[str, Notice], names: Callable[[Notice], tuple[str, ...]]
) -> defaultdict[str, list[Notice]]:
    """Return, for each reference, the notices that point at it, newest first, each once and never itself."""
    pointing: defaultdict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        for name in names(notice):
            target = by_key.get(same_key(name))
            if target and target is not notice:
                known = pointing[target.reference]
                if not known or known[-1] is not notice:  # those of one notice come one after the other
                    known.append(notice)
    return pointing


def _facets(notices: tuple[Notice, ...]) -> list[Facet]:
    """Return every facet of the site; years newest first, the others by name."""
    years = _facet("year", "Year", notices, lambda n: (str(n.decision_date.year),))
    return [
        Facet(years.path, years.name, years.values[::-1]),
        _facet("topic", "Topic", notices, lambda n: n.topics),
        _facet("decision-maker", "Decision maker", notices, lambda n: (n.decision_maker.name,)),
        _facet("officer", "Lead officer", notices, lambda n: n.lead_officers),
        _facet("status", "Status", notices, lambda n: (n.status,)),
    ]


def _facet(path: str, name: str, notices: tuple[Notice, ...], values: Callable[[Notice], tuple[str, ...]]) -> Facet:
    """Return one facet; values that share a slug are one value, under the first spelling."""
    grouped: defaultdict[str, list[Notice]] = defaultdict(list)
    spelt: dict[str, str] = {}
    for notice in notices:
        for value in values(notice):
            slug = slug_of(value)
            group = grouped[slug]
            if not group:
                spelt[slug] = value
            if not group or group[-1] is not notice:
                group.append(notice)
    grouped.pop("", None)  # a name without a letter or a figure has no page
    ordered = sorted(grouped, key=lambda slug: spelt[slug].casefold())
    return Facet(path, name, tuple(FacetValue(spelt[slug], slug, tuple(grouped[slug])) for slug in ordered))
