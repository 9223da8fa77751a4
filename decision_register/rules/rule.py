"""What a rule is, and how it is declared.

Rules of notices see one manuscript; rules of the register see all of them; rules of changes see those of a commit too.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from decision_register.field_lines import in_quotation_marks
from decision_register.findings import Finding, Severity, Span

if TYPE_CHECKING:
    from decision_register.manuscript import Manuscript
    from decision_register.settings import Settings


class Scope(StrEnum):
    """What a rule looks at: a notice, all of them, their folder, what is accepted, what changed, other branches."""

    NOTICE = "notice"
    REGISTER = "register"
    FOLDER = "folder"
    ACCEPTED = "accepted"
    CHANGE = "change"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a rule is broken.

    `message` states the fault with the value seen; `help` is the cure; `path` is given by rules of the register only.
    """

    message: str
    help: str
    span: Span = Span()
    value: str = ""
    path: str = ""


Check = Callable[..., Iterable[Breach]]
OR_ALLOW = "; or, "
"""Stands in a cure before the case in which what was found is right, and how to accept it."""
_PLAIN_VALUE = re.compile(r"[\w£](?:(?!: | #)[^\n])*[^\s:]|\w")
"""A value that reads as it is typed, without quotation marks."""


def cure_or_allow(cure: str, manuscript: Manuscript, name: str, value: str) -> str:
    """Return a cure; one that ends with the case in which the finding is right, with the lines that accept this value.

    Of several such findings, each cure holds as well after another was followed, though it was made before.
    """
    if OR_ALLOW not in cure:
        return cure
    shown = value if _PLAIN_VALUE.fullmatch(value) else in_quotation_marks(value)
    typed = f"  - rule: {name}\n    value: {shown}\n    reason: Say here why it is right"
    if manuscript.fields.get("allow") is not None:
        return f"{cure}, type these three lines below the line allow:\n{typed}"
    later = "where a line allow: is there already, only the last three, below it"
    return f"{cure}, type these four lines among the fields; {later}:\nallow:\n{typed}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `check` yields its breaches; a `fixed` rule's severity cannot be changed by the settings.

    A breach of a rule `by_value` is accepted only by an entry of `allow` that names its value, so that the next one is
    told again.
    """

    code: str
    name: str
    scope: Scope
    severity: Severity
    fixed: bool
    check: Check
    by_value: bool = False

    @property
    def explanation(self) -> str:
        """What the rule asks and why, in Markdown, with a Bad and a Good example."""
        return inspect.getdoc(self.check) or ""

    @property
    def summary(self) -> str:
        """The first sentence of the explanation."""
        return self.explanation.split("\n", 1)[0]

    def finding(self, breach: Breach, path: str, settings: Settings) -> Finding:
        """Return a breach as a finding, with the severity that the office has chosen."""
        chosen = settings.severity.get(self.code)
        severity = Severity(chosen) if chosen and not self.fixed else self.severity
        where = breach.path or path
        return Finding(self.code, self.name, severity, where, breach.span, breach.message, breach.help, breach.value)


def rule(  # noqa: PLR0913 - each is one property of a rule
    code: str,
    name: str,
    scope: Scope = Scope.NOTICE,
    severity: Severity = Severity.ERROR,
    *,
    fixed: bool = False,
    by_value: bool = False,
) -> Callable[[Check], Rule]:
    """Declare a generator function to be a rule.

    A rule is `fixed` when the typed notice could not be built without it; see `Rule` for `by_value`.
    """

    def declare(check: Check) -> Rule:
        return Rule(code, name, scope, severity, fixed, check, by_value)

    return declare
