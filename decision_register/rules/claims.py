"""Rule DN906: a reference that another branch has taken first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.references import next_free, same_key
from decision_register.rules.rule import Breach, Scope, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings


@dataclass(frozen=True, slots=True)
class Claim:
    """A notice that a branch adds: the branch, the file, its reference, and since when (seconds, UTC)."""

    branch: str
    path: str
    reference: str
    since: int


@dataclass(frozen=True, slots=True)
class Claims:
    """The notices of now, what this branch adds, and what each other branch adds."""

    manuscripts: tuple[Manuscript, ...]
    own: tuple[Claim, ...]
    others: tuple[Claim, ...]


@rule("DN906", "reference-taken-by-another-branch", Scope.BRANCH, fixed=True)
def reference_taken_by_another_branch(claims: Claims, _: Settings) -> Iterator[Breach]:
    """Two branches do not give one reference to two decisions; the one that took it first keeps it.

    Two people who write a notice at the same time see the same free number. Found with `check --against`.

    Bad: a new WPCC4-0101 here, while another branch has had a new WPCC4-0101 since yesterday.

    Good: the later one takes the next free number.
    """
    since = {claim.path: claim.since for claim in claims.own}
    theirs = {same_key(claim.reference): claim for claim in sorted(claims.others, key=lambda claim: -claim.since)}
    for manuscript in claims.manuscripts:
        typed = manuscript.typed("reference")
        other = theirs.get(same_key(typed.text)) if typed else None
        ours = since.get(manuscript.path)
        if typed and other and ours is not None and (ours, claims.own[0].branch) > (other.since, other.branch):
            printed = [own.text for one in claims.manuscripts if (own := one.typed("reference"))]
            free = next_free(typed.text, [*printed, *(claim.reference for claim in claims.others)])
            message = f"{typed.text} was first taken by {other.path} on the branch {other.branch}"
            yield Breach(
                message,
                f"Take {free}, which is free, here and in the file's name.",
                typed.span,
                typed.text,
                manuscript.path,
            )
