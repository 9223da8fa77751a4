"""Runs every rule over the notices as written, and takes out what authors accept on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.findings import in_reading_order
from decision_register.rules.allow import accepted_in, is_accepted, unused_allow
from decision_register.rules.catalogue import BY_VALUE, FIXED, RULES
from decision_register.rules.changes import compare
from decision_register.rules.register import duplicate_reference, names_of, together
from decision_register.rules.rule import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from decision_register.findings import Finding
    from decision_register.history import Past
    from decision_register.manuscript import Manuscript
    from decision_register.rules.claims import Claims
    from decision_register.rules.register import Names
    from decision_register.rules.rule import Rule
    from decision_register.settings import Settings

_OF_A_NOTICE = tuple(rule for rule in RULES if rule.scope is Scope.NOTICE)
_READING = tuple(rule for rule in _OF_A_NOTICE if rule.code.startswith("DN0"))
"""The rules about unreadable files; where one is broken, no other rule can say anything true."""
_OF_THE_REGISTER = frozenset(rule.code for rule in RULES if rule.scope is Scope.REGISTER)


def check_manuscripts(
    manuscripts: tuple[Manuscript, ...], settings: Settings, strays: tuple[str, ...] = ()
) -> tuple[Finding, ...]:
    """Return every finding in these notices, in reading order. `strays` are the files that are no notice."""
    found = [finding for manuscript in manuscripts for finding in check_manuscript(manuscript, settings)]
    return check_together(found, tuple(names_of(one, settings) for one in manuscripts), settings, strays)


def check_together(
    found: Iterable[Finding],
    notices: tuple[Names, ...],
    settings: Settings,
    strays: tuple[str, ...] = (),
    rules: tuple[Rule, ...] = RULES,
) -> tuple[Finding, ...]:
    """Return what was found in each notice, and what only shows when all are seen, without what is accepted."""
    return without_accepted((*found, *found_together(notices, settings, strays, rules)), notices, settings)


def found_together(
    notices: tuple[Names, ...], settings: Settings, strays: tuple[str, ...] = (), rules: tuple[Rule, ...] = RULES
) -> tuple[Finding, ...]:
    """Return what only shows when all notices, or all files, are seen."""
    found: list[Finding] = []
    of_register = [rule for rule in rules if rule.scope is Scope.REGISTER]
    seen = together(notices) if of_register else None
    for rule in of_register:
        found += [rule.finding(breach, "", settings) for breach in rule.check(seen, settings)]
    for rule in rules:
        if rule.scope is Scope.FOLDER:
            found += [rule.finding(breach, "", settings) for breach in rule.check(strays, settings)]
    return tuple(found)


def without_accepted(found: tuple[Finding, ...], notices: Iterable[Names], settings: Settings) -> tuple[Finding, ...]:
    """Return the findings that no author accepts, and one for each acceptance that is not needed, in reading order.

    Of the notices, only those matter whose authors accept something.
    """
    return in_reading_order(_without_accepted(found, [one for one in notices if one.allow], settings))


def check_past(
    past: Past,
    same: tuple[Manuscript, ...],
    strays: tuple[str, ...],
    findings: tuple[Finding, ...],
    settings: Settings,
) -> tuple[Finding, ...]:
    """Return what was found at a commit, but for rules that find nothing now.

    `same` are the notices, in outline, that were the same then; `findings` what is found now. `strays` are the files
    that were no notice.
    """
    found_now = {finding.code for finding in findings}
    rules = tuple(rule for rule in RULES if rule.code in found_now)
    stay = {one.path for one in same}
    then = [finding for old in past.manuscripts for finding in check_manuscript(old, settings)]
    names = tuple(names_of(one, settings) for one in (*same, *past.manuscripts))
    found = check_together(then, names, settings, strays, rules)
    still = (finding for finding in findings if finding.path in stay and finding.code not in _OF_THE_REGISTER)
    return (*still, *(one for one in found if one.path not in stay or one.code in _OF_THE_REGISTER))


def seen_from(
    paths: Iterable[str], found: tuple[Finding, ...], notices: Iterable[Names], settings: Settings
) -> tuple[Finding, ...]:
    """Return what was found, in which a reference that two notices share is told in the one at one of these paths."""
    if all(finding.code != duplicate_reference.code for finding in found):
        return found
    named = set(paths)
    shared = duplicate_reference.check(together(sorted(notices, key=lambda one: one.path in named)), settings)
    others = (finding for finding in found if finding.code != duplicate_reference.code)
    return in_reading_order((*others, *(duplicate_reference.finding(breach, "", settings) for breach in shared)))


def check_changes(past: Past, manuscripts: tuple[Manuscript, ...], settings: Settings) -> tuple[Finding, ...]:
    """Return every finding in what changed since a commit, in reading order."""
    compared = compare(
        tuple(old for old in past.manuscripts if old.is_public_on(settings.today)),
        tuple(new for new in manuscripts if new.is_public_on(settings.today)),
        past.documents,
        {
            f"{manuscript.path.removesuffix('.md')}/{file.name}": file.blob
            for manuscript in manuscripts
            for file in manuscript.source.documents
        },
    )
    changed = (rule for rule in RULES if rule.scope is Scope.CHANGE)
    return in_reading_order(
        rule.finding(breach, "", settings) for rule in changed for breach in rule.check(compared, settings)
    )


def check_claims(claims: Claims, settings: Settings) -> tuple[Finding, ...]:
    """Return every finding in what other branches add, in reading order."""
    asked = (rule for rule in RULES if rule.scope is Scope.BRANCH)
    return in_reading_order(
        rule.finding(breach, "", settings) for rule in asked for breach in rule.check(claims, settings)
    )


def check_manuscript(
    manuscript: Manuscript, settings: Settings, codes: frozenset[str] | None = None
) -> Iterator[Finding]:
    """Yield the findings that one notice gives by itself; with `codes`, those of the rules of these codes."""
    for rule in _READING if manuscript.problems else _OF_A_NOTICE:
        if codes is not None and rule.code not in codes:
            continue
        for breach in rule.check(manuscript, settings):
            yield rule.finding(breach, manuscript.path, settings)


def _without_accepted(found: tuple[Finding, ...], accepting: list[Names], settings: Settings) -> Iterator[Finding]:
    accepted = {notice.path: accepted_in(notice.allow) for notice in accepting}
    by_path: dict[str, list[Finding]] = {}
    for finding in found:
        by_path.setdefault(finding.path, []).append(finding)
        names, here = (finding.code, finding.name), accepted.get(finding.path, frozenset())
        by_value = finding.code in BY_VALUE
        if finding.code in FIXED or not is_accepted(names, finding.value, here, by_value=by_value):
            yield finding
    for notice in accepting:
        if accepted.get(notice.path):
            of_notice = tuple(by_path.get(notice.path, ()))
            for breach in unused_allow.check(notice.allow, of_notice, BY_VALUE):
                yield unused_allow.finding(breach, notice.path, settings)
