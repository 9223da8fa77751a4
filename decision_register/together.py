"""Checks all notices together, unless nothing of what such a check sees is different from the last one.

Rules over the register see what each notice is called and names. An edit seldom changes that, though it may move it to
another line, and of ten thousand notices a tenth of a build would go into finding the same again.
"""

from __future__ import annotations

import hashlib
import pickle
from typing import TYPE_CHECKING

from decision_register.check import found_together, without_accepted
from decision_register.rules.register import duplicate_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from decision_register.findings import Finding
    from decision_register.kept import Kept
    from decision_register.reading import Reading
    from decision_register.rules.register import Names
    from decision_register.settings import Settings
    from decision_register.source import Listing


def together_or_kept(
    readings: Mapping[str, Reading], names: Iterable[Names], settings: Settings, listing: Listing, kept: Kept
) -> tuple[Finding, ...]:
    """Return what `check_together` does, some of it as it was kept; `kept` is of these settings, on any day.

    The readings are those of all notices by their paths, in their order.
    """
    found = tuple(finding for one in readings.values() for finding in one.findings)
    seen = hashlib.sha256(pickle.dumps((settings.today, listing.strays)))
    seen.update(b"".join(one.called for one in readings.values()))
    known = kept.together(seen.hexdigest())
    shown, accepting, places = pickle.loads(known) if known else ((), (), None)  # noqa: S301 - packed below, here
    if places is None or any(readings[path].placed != placed for path, placed in places.items()):
        notices = tuple(names)
        shown = found_together(notices, settings, listing.strays)
        accepting = tuple(one for one in notices if one.allow)
        kept.keep_together(seen.hexdigest(), pickle.dumps((shown, accepting, _places(shown, readings))))
    return without_accepted((*found, *shown), accepting, settings)


def _places(shown: tuple[Finding, ...], readings: Mapping[str, Reading]) -> dict[str, bytes]:
    """Return the digest of places (see `Reading`) of each notice in which something was found, as it tells them.

    A reference that two notices share is told with the line in the other one; so with one, all places matter.
    """
    if any(finding.code == duplicate_reference.code for finding in shown):
        return {path: one.placed for path, one in readings.items()}
    paths = {finding.path for finding in shown} & readings.keys()  # a stray file is no notice
    return {path: readings[path].placed for path in paths}
