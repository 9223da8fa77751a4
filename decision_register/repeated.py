"""What findings and reviews repeat where others may read it: nothing that is withheld or tells of a person."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from decision_register.fields import field_named
from decision_register.kept_back import may_be_repeated, why_kept_back
from decision_register.manuscript import read_manuscript
from decision_register.notice_changes import NO_NAME, Kind
from decision_register.rules.catalogue import rule_named
from decision_register.rules.rule import OR_ALLOW
from decision_register.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from decision_register.comparison import Comparison
    from decision_register.findings import Finding
    from decision_register.notice_changes import DocumentChange, NoticeChange
    from decision_register.settings import Settings
    from decision_register.wording import FieldChange

_OF_A_PERSON = frozenset(("DN335", "DN429", "DN711", "DN712", "DN713", "DN714", "DN716"))
"""The rules whose findings say what they found of a person, or last the words that may hide a name."""
_OF_WITHHELD = frozenset(("DN705",))
"""The rules whose findings print a line that may hold what is to be withheld."""
_SAY_NO_WORDS = ("DN708", "DN9")
"""The rules that say nothing of the text of a notice."""
_ESCAPED = re.compile(r"\\(?:[nrt]|x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8})")
"""How a message that quotes words shows a sign that cannot be seen."""
_HEADING = "# A heading that is not repeated here"
_UNKNOWN_FIELD = "a field that is not repeated here:"
_NOT_REPEATED = "(not repeated here)"
_PERSONAL = "It holds, or held, what looks like personal data, so only the preview shows what changes in it."
_NEVER_PUBLISHED = "What it said before was never published, so only the preview shows what changes in it."


def for_readers(comparison: Comparison) -> Comparison:
    """Return a comparison whose findings repeat nothing of a text that is not shown or that tells of a person.

    Whoever runs the check reads them in full.
    """
    return replace(
        comparison,
        new_findings=tuple(_repeated(finding, comparison.closed) for finding in comparison.new_findings),
        other_findings=tuple(_repeated(finding, comparison.closed) for finding in comparison.other_findings),
    )


def _repeated(finding: Finding, closed: Collection[str]) -> Finding:
    if finding.path in closed and finding.code.startswith(_SAY_NO_WORDS):
        return replace(finding, value="")
    if finding.path in closed or finding.code in _OF_WITHHELD:
        return _by_its_rule(finding)
    if finding.code in _OF_A_PERSON and finding.value:
        said = finding.message.removesuffix(f", {finding.value}").replace(finding.value, "somebody")
        cure, or_allow, _ = finding.help.partition(OR_ALLOW)
        return replace(finding, message=said, help=f"{cure}." if or_allow else cure, value="")
    return finding


def _by_its_rule(finding: Finding) -> Finding:
    """Return a finding that says no more than the law of its rule."""
    rule = rule_named(finding.code)
    said = f"It breaks this rule: {rule.summary.rstrip('.').replace('`', '')}" if rule else finding.name
    return replace(finding, message=said, help="Look at the file itself.", value="")


def for_a_log(
    findings: Iterable[Finding], texts: Mapping[str, str], settings: Settings
) -> tuple[tuple[Finding, ...], dict[str, str]]:
    """Return findings and the texts of notices by path, for a place where anybody may read them.

    A finding has its place and its rule, and none of the words that tell of a person or are withheld; a text serves to
    name the place, and has no heading that may not be read.
    """
    closed = {path for path, text in texts.items() if text and _is_closed(Source(path, text), settings)}
    told = tuple(_of_no_person(_repeated(finding, closed), settings) for finding in findings)
    return told, {path: _with_headings_for_all(text, settings, path in closed) for path, text in texts.items()}


def _is_closed(source: Source, settings: Settings) -> bool:
    """Say whether nothing of the text of a notice may be repeated."""
    manuscript = read_manuscript(source, settings.form)
    return not manuscript.shows_its_text or bool(why_kept_back((), None, manuscript, settings))


def _with_headings_for_all(text: str, settings: Settings, is_closed: bool) -> str:
    """Return a text in which each heading, and each field that no notice has, is exchanged if it may not be read."""

    def for_all(line: str) -> str:
        name, colon, _ = line.partition(":")
        names_a_place = line.startswith("#") or (colon and not field_named(name.strip()))
        if not names_a_place or (not is_closed and may_be_repeated(line, settings)):
            return line
        return _HEADING if line.startswith("#") else _UNKNOWN_FIELD

    return "\n".join(map(for_all, text.split("\n")))


def _of_no_person(finding: Finding, settings: Settings) -> Finding:
    """Return a finding that repeats nothing that looks like personal data, whichever rule it is of."""
    finding = replace(finding, path=_path_for_all(finding.path, settings))
    said = f"{finding.message}\n{finding.help}\n{finding.value}"
    read = (said, _ESCAPED.sub("", said), _ESCAPED.sub(" ", said))
    return finding if all(may_be_repeated(text, settings) for text in read) else _by_its_rule(finding)


def _path_for_all(path: str, settings: Settings) -> str:
    """Return where a file is; of one whose name may not be read, its folder."""
    return path if may_be_repeated(path, settings) else f"{path.rpartition('/')[0]}/{NO_NAME}"


def for_a_comment(comparison: Comparison, settings: Settings) -> Comparison:
    """Return a comparison for a place where anybody may read it.

    Nothing is repeated of what tells of a person, and nothing that was taken out before it was ever published.
    """
    return replace(
        comparison,
        notices=tuple(_for_a_comment(notice, settings) for notice in comparison.notices),
        new_findings=tuple(_of_no_person(finding, settings) for finding in comparison.new_findings),
        other_findings=tuple(_of_no_person(finding, settings) for finding in comparison.other_findings),
        effects=tuple(effect for effect in comparison.effects if may_be_repeated(effect, settings)),
    )


def _for_a_comment(notice: NoticeChange, settings: Settings) -> NoticeChange:
    notice = replace(
        notice,
        path=_path_for_all(notice.path, settings),
        title=notice.title if may_be_repeated(notice.title, settings) else "",
        fields=tuple(map(_without_what_is_accepted, notice.fields)),
        accepted=tuple(said for said in notice.accepted if may_be_repeated(said, settings)),
    )
    tried = not notice.was_published and notice.kind is not Kind.NEW and (notice.fields or notice.sections)
    if not notice.personal and not tried:
        return notice
    return replace(
        notice,
        told=() if notice.personal else notice.told,
        fields=(),
        sections=(),
        documents=tuple(_documents(notice, settings)),
        called_out=tuple(
            said
            for said in notice.called_out
            if said.startswith(("It will", "Withheld")) and may_be_repeated(said, settings)
        ),
        kept_back=notice.kept_back or (_PERSONAL if notice.personal else _NEVER_PUBLISHED),
    )


def _without_what_is_accepted(field: FieldChange) -> FieldChange:
    """Return a field; of an entry of `allow`, only its rule and its reason: its value may name somebody."""
    if field.name == "allow.value":
        return replace(field, before=field.before and _NOT_REPEATED, after=field.after and _NOT_REPEATED)
    return replace(field, before=_told(field.before), after=_told(field.after)) if field.name == "allow" else field


def _told(entry: str) -> str:
    return "\n".join(line for line in entry.split("\n") if line.startswith(("rule: ", "reason: ")))


def _documents(notice: NoticeChange, settings: Settings) -> Iterator[DocumentChange]:
    """Yield the documents without words and old names; one that goes only if it was public and its name may be read."""
    for document in notice.documents:
        named = may_be_repeated(document.name, settings)
        if document.after:
            yield document.without_what_was() if named else replace(document.without_what_was(), name=NO_NAME)
        elif notice.was_published and named:
            yield document
