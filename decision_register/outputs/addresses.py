"""Where a notice and its files stand in the site, and on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decision_register.notice import Notice
    from decision_register.settings import Settings


def notice_folder(notice: Notice) -> str:
    """Return the notice's folder in the site, ending in `/`."""
    return f"decisions/{notice.slug}/"


def notice_address(notice: Notice, settings: Settings) -> str:
    """Return the permanent web address of a notice."""
    return settings.site.url + notice_folder(notice)
