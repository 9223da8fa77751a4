"""All rules, by code."""

from __future__ import annotations

from decision_register.rules import (
    allow,
    blocks,
    changes,
    claims,
    dates,
    disclosure,
    documents,
    fields,
    files,
    inside,
    money,
    naming,
    personal,
    prose,
    register,
    sections,
    signs,
    strays,
)
from decision_register.rules.rule import Rule

_MODULES = (
    allow,
    blocks,
    changes,
    claims,
    dates,
    disclosure,
    documents,
    fields,
    inside,
    money,
    naming,
    personal,
    prose,
    register,
    sections,
    signs,
    strays,
)
_FOUND = (value for module in _MODULES for value in vars(module).values() if isinstance(value, Rule))

RULES: tuple[Rule, ...] = tuple(
    sorted((*files.READING_RULES, *inside.INSIDE_RULES, *_FOUND), key=lambda rule: rule.code)
)

FIXED = frozenset(rule.code for rule in RULES if rule.fixed)
"""The codes of rules without which the typed notice could not be built, or could not stand in the register."""

BY_VALUE = frozenset(name for rule in RULES if rule.by_value for name in (rule.code, rule.name))
"""The codes and names of rules of which an entry of `allow` accepts only the value that it names."""


def rule_named(name: str) -> Rule | None:
    """Return the rule of this code or name, if there is one."""
    wanted = name.strip().casefold()
    return next((rule for rule in RULES if wanted in (rule.code.casefold(), rule.name)), None)
