"""The rule about findings that an author accepts on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.front_matter import Text
from decision_register.rules.rule import Breach, Scope, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.findings import Finding
    from decision_register.manuscript import Manuscript


@rule("DN190", "unused-allow", Scope.ACCEPTED, fixed=True)
def unused_allow(manuscript: Manuscript, found: tuple[Finding, ...]) -> Iterator[Breach]:
    """Each entry of `allow` accepts a finding that is really there.

    An entry that accepts nothing hides the next mistake of its kind.

    Bad:

    ```yaml
    allow:
      - rule: sum-not-in-costs
        reason: The sum is last year's.
    ```

    Good: the entry is taken out once the finding has gone.
    """
    names = {name for finding in found for name in (finding.code, finding.name)}
    for group in manuscript.groups("allow"):
        typed = group.get("rule")
        if isinstance(typed, Text) and typed.text and typed.text not in names:
            yield Breach(
                f"`allow` accepts {typed.text}, but nothing here breaks that rule",
                "Take this entry out of `allow`.",
                typed.span,
                typed.text,
            )
