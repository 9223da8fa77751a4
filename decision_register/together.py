"""Checks all notices together, unless nothing of what such a check sees is different from the last one.

Rules over the register see what each notice is called and names. An edit seldom changes that, and of ten thousand
notices a twentieth of a build would go into finding the same again.
"""

from __future__ import annotations

import hashlib
import pickle
from typing import TYPE_CHECKING

from decision_register.check import check_together

if TYPE_CHECKING:
    from decision_register.findings import Finding
    from decision_register.kept import Kept
    from decision_register.packing import OneByOne
    from decision_register.rules.register import Names
    from decision_register.settings import Settings


def together_or_kept(
    found: list[Finding], names: OneByOne[Names], settings: Settings, strays: tuple[str, ...], kept: Kept
) -> tuple[Finding, ...]:
    """Return what `check_together` does, or what was kept of it; `kept` is of these settings, on any day."""
    seen = hashlib.sha256(pickle.dumps((settings.today, strays, found)))
    for packed in names.packed:
        seen.update(hashlib.sha256(packed).digest())
    known = kept.findings_of(seen.hexdigest())
    if known is not None:
        return known
    findings = check_together(found, tuple(names), settings, strays)
    kept.keep_findings(seen.hexdigest(), findings)
    return findings
