"""The Atom feed (RFC 4287) of the decisions published or changed last: `feed.xml`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from decision_register.outputs.addresses import notice_address
from decision_register.pages import Output

if TYPE_CHECKING:
    import datetime

    from decision_register.notice import Notice
    from decision_register.register import Register
    from decision_register.settings import Settings

ENTRIES = 50
"""How many notices the feed holds."""

_ATOM = "http://www.w3.org/2005/Atom"
_LONGEST_SUMMARY = 600


def feed_register(register: Register, settings: Settings) -> Output:
    """Return the feed, the notice changed last at the top."""
    latest = sorted(register.notices, key=_last_change, reverse=True)[:ENTRIES]
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en-GB"})
    _add(feed, "title", f"{settings.site.title}: {settings.office.name}")
    _add(feed, "id", settings.site.url)
    _add(feed, "updated", _instant(latest[0].last_updated if latest else None))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{settings.site.url}feed.xml"})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": settings.site.url})
    _add(ET.SubElement(feed, "author"), "name", settings.office.name)
    for notice in latest:
        _entry(ET.SubElement(feed, "entry"), notice, settings)
    ET.indent(feed, " ")
    return Output("feed.xml", ET.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n")


def _last_change(notice: Notice) -> tuple[int, str]:
    return (notice.last_updated or notice.decision_date).toordinal(), notice.slug


def _entry(entry: ET.Element, notice: Notice, settings: Settings) -> None:
    """Fill in one entry: title, address, days, and the beginning of the summary."""
    address = notice_address(notice, settings)
    _add(entry, "title", f"{notice.reference}: {notice.title}")
    _add(entry, "id", address)
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    _add(entry, "published", _instant(notice.publication_date))
    _add(entry, "updated", _instant(notice.last_updated))
    for topic in notice.topics:
        ET.SubElement(entry, "category", {"term": topic})
    _add(entry, "summary", _shortened(notice.summary) or "This decision is confidential.")


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def _instant(day: datetime.date | None) -> str:
    """Return the first moment of a day, as Atom writes it."""
    return f"{day.isoformat() if day else '2012-11-22'}T00:00:00Z"


def _shortened(words: str) -> str:
    """Return the beginning of a text, cut between words."""
    return words if len(words) <= _LONGEST_SUMMARY else words[:_LONGEST_SUMMARY].rpartition(" ")[0] + " …"
