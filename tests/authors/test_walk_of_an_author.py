"""The way of an author from a form in Word to a notice, where each thing is typed as it is told."""

from __future__ import annotations

import json

from offices import NOTICE, run

FOUND = "It costs £17 a day and £90 a year. Ring (07700 900123), or ask j.smith@opcc.example, who has £5."


def told(office, file):
    done = run(office, "check", str(file.relative_to(office)), "--format", "json")
    return json.loads(done.stdout)


def typed_as_told(text, cure):
    """The notice after an author did what a cure says, to the letter, and put no reason of their own."""
    said, *lines = cure.split("\n")
    below = "below the line allow:" in said
    if "allow:\n" in text:
        assert "only the last three, below it" in said or below
        return text.replace("allow:\n", "allow:\n" + "\n".join(lines[-3:]) + "\n", 1)
    assert "type these four lines among the fields" in said
    assert not below
    return text.replace("\n---\n", "\n" + "\n".join(lines) + "\n---\n", 1)


def test_cures_of_one_check_are_typed_as_told_one_after_another(office):
    file = office / "notices" / "2024" / "ex-0001.md"
    text = NOTICE.replace("\n## Reasons", f"\n{FOUND}\n\n## Reasons")
    assert text != NOTICE
    file.write_text(text, encoding="utf-8")
    found = told(office, file)
    assert [one["code"] for one in found] == ["DN801", "DN801", "DN716", "DN711", "DN801"]
    for one in found:
        text = typed_as_told(text, one["help"])
    file.write_text(text, encoding="utf-8")
    assert told(office, file) == []
