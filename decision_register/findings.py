"""What the register says about a mistake: a finding, and where it stands.

Owns the words `Severity`, `Span` and `Finding`, and `FaultError` for all else. It knows no rule and prints nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from decision_register.packing import packs_as_values

if TYPE_CHECKING:
    from collections.abc import Iterable


class FaultError(Exception):
    """What a web officer can mend, or wait for; its text is one plain sentence with the cure. Never a finding."""


class Severity(StrEnum):
    """How much a finding matters: an error stops publication, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Span(NamedTuple):
    """A place in a file: line and columns count from 1, in characters; `end_column` is the first one after.

    A tuple, as there are hundreds in each notice, and one is made in a quarter of the time of a dataclass.
    """

    line: int = 1
    column: int = 1
    end_column: int = 1

    @classmethod
    def of(cls, line: int, column: int, text: str) -> Span:
        """Return the span that `text` covers on one line."""
        return cls(line, column, column + len(text))


@packs_as_values
@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule at one place.

    `path` is POSIX and relative to the project; `value` is what stood there; `help` is the cure, which may be followed
    by lines to type, each on a line of its own.
    """

    code: str
    name: str
    severity: Severity
    path: str
    span: Span
    message: str
    help: str
    value: str = ""

    @property
    def blocks(self) -> bool:
        """Whether publication must wait for this to be mended."""
        return self.severity is Severity.ERROR

    @property
    def help_on_one_line(self) -> str:
        """The cure on one line, on which lines to type stand in quotation marks."""
        cure, *typed = self.help.split("\n")
        return f"{cure} {', '.join(f'“{line}”' for line in typed)}" if typed else cure


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by file, line, column and code, each one once."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda found: (found.path, found.span, found.code, found.message)))
