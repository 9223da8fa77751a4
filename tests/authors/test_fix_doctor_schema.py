"""What is mended without judgement, what a machine is told it lacks, and what editors are told."""

from __future__ import annotations

import datetime
import json
import re
import subprocess

import frontmatter
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from offices import NOTICE, run
from small_sites import ROOT, SITES, all_sites

from decision_register.authoring.fix import Cure, fix, says
from decision_register.authoring.schema import as_text, notice_schema, pieces, settings_schema
from decision_register.check import check_manuscript
from decision_register.fields import FIELDS, Need
from decision_register.manuscript import read_manuscript
from decision_register.settings import read_settings
from decision_register.source import read_text

OFFICE = read_settings(SITES / "register.toml", datetime.date(2026, 11, 24))
OURS = read_settings(ROOT / "register.toml", datetime.date(2026, 11, 24))


def manuscript(text, office=OFFICE):
    return read_manuscript(read_text(text.encode(), "notices/2024/n.md"), office.form)


CURES = {
    "a date in words": ("decision_date: 2024-03-05", "decision_date: 5th March 2024", True),
    "a date in figures": ("decision_date: 2024-03-05", "decision_date: 05/03/2024", True),
    "a date in quotation marks": ("decision_date: 2024-03-05", 'decision_date: "5 March 2024"', True),
    "a status": ("status: non-confidential", "status: Non Confidential", True),
    "a heading with a colon": ("## Decision\n", "## Decision:\n", True),
    "a heading with a number": ("## Decision\n", "## 1. Decision\n", True),
    "a heading in capitals": ("## Decision\n", "## DECISION\n", True),
    "a heading one level down": ("## Decision\n", "### Decision\n", True),
    "a date in curly quotation marks": ("decision_date: 2024-03-05", "decision_date: “5th March 2024”", True),
    "a status in curly quotation marks": ("status: non-confidential", "status: “Non confidential”", True),
    "a soft hyphen": ("Agreed.", "Ag\u00adreed.", True),
    "marks of direction in a title": ("title: ", "title: \u202e\u2066", True),
    "a date with a space of no width": ("decision_date: 2024-03-05", "decision_date: 5 March\u200b 2024", True),
    "a heading with a space of no width": ("## Decision\n", "## Deci\u200bsion\n", True),
    "a sign that keeps words from being a list": ("Agreed.", "-\u200b Agreed.", False),
    "the flag of England": (
        "Agreed.",
        "Agreed \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f.",
        False,
    ),
    "a letter of another alphabet": ("Agreed.", "Agr\u0435ed.", False),
    "a field without its colon": ("title: ", "title ", True),
    "a field without its colon, of which the value is none of its answers": (
        "status: non-confidential",
        "status of things",
        False,
    ),
    "a date in words without its colon": ("decision_date: 2024-03-05", "decision_date 5 March 2024", True),
    "a field that is there already, without its colon": (
        "interests: none",
        "interests: none\ntitle of the office",
        False,
    ),
    "no space after a colon": ("title: ", "title:", True),
    "a space in front of a field": ("title: ", " title: ", True),
    "a part of a group at the left": ("\n  role: ", "\nrole: ", True),
    "a bracket that is never closed": ("interests: none", "interests: [none", False),
    "a misspelt heading": ("## Decision\n", "## Descision\n", True),
    "a misspelt heading at a level of its own": ("## Reasons\n", "### Reasosn\n", False),
    "an impossible date": ("decision_date: 2024-03-05", "decision_date: 31 February 2024", False),
    "a date without a year": ("decision_date: 2024-03-05", "decision_date: 5 March", False),
    "another status": ("status: non-confidential", "status: secret", False),
    "another heading": ("## Decision\n", "## Our decision\n", False),
    "nothing": ("x", "x", False),
}


@pytest.mark.parametrize("case", CURES)
def test_each_safe_cure_gives_back_the_notice_and_no_other_is_tried(case):
    good, slip, mended = CURES[case]
    assert good in NOTICE or case == "nothing"
    typed = NOTICE.replace(good, slip, 1) if case != "nothing" else NOTICE
    assert fix(manuscript(typed), OFFICE).text == (NOTICE if mended else typed)


LISTS = {
    "It pays for:\n- one;\n- two.": "It pays for:\n\n- one;\n- two.",
    "• one;\n• two.": "- one;\n- two.",
    "It pays for:\n•\tone;\n•\ttwo.": "It pays for:\n\n- one;\n- two.",
    "It pays for:\n• one;\n• two.\nIt begins in May.": None,  # the last line would become part of the second point
    "It pays for:\n- one;\n- two.\nIt begins in May.": None,
    "• one;\n◦ half of it.": None,
    "It pays for:\n(a) one;\n(b) two.": None,  # the text may name (a)
    "It pays for:\n1. one;\n2. two.": None,
}


@pytest.mark.parametrize("typed", LISTS)
def test_a_list_from_word_is_typed_as_one_where_nothing_else_can_be_meant(typed):
    done = fix(manuscript(NOTICE.replace("Agreed.", typed)), OFFICE)
    assert done.text == NOTICE.replace("Agreed.", LISTS[typed] or typed)


COLONS = {
    "title: Estates: sale of land": 'title: "Estates: sale of land"',
    "title: “Estates”: a sale: of land ": 'title: "“Estates”: a sale: of land"',
    "title: Estates: sale # of land": None,
    'title: "Estates": sale': None,
    "colour: red: dark": None,  # no field of a notice
}


@pytest.mark.parametrize("typed", COLONS)
def test_a_value_with_a_colon_is_put_in_quotation_marks_if_it_reads_the_same_then(typed):
    title = re.search(r"^title: .*$", NOTICE, re.MULTILINE)[0]
    text = NOTICE.replace(title, typed, 1).replace("decision_date: 2024-03-05", "decision_date: 5 March 2024")
    done = fix(manuscript(text), OFFICE)
    expected = NOTICE.replace(title, COLONS[typed], 1) if COLONS[typed] else text
    assert done.text == expected
    assert len(done.cures) == (2 if COLONS[typed] else 0)


def test_a_sign_that_cannot_be_seen_is_shown_by_its_number_before_it_is_taken_out():
    typed = NOTICE.replace("title: ", "title: \u202e", 1).replace(
        "decision_date: 2024-03-05", "decision_date: 5 March\u200b 2024"
    )
    cures = fix(manuscript(typed), OFFICE).cures
    title = re.search(r"^title: (.*)$", NOTICE, re.MULTILINE)[1]
    assert [(cure.before, cure.after) for cure in cures] == [
        (f"title: [U+202E]{title}", f"title: {title}"),
        ("decision_date: 5 March[U+200B] 2024", "decision_date: 5 March 2024"),
        ("decision_date: 5 March 2024", "decision_date: 2024-03-05"),
    ]


def test_signs_that_cannot_be_seen_stay_if_a_notice_would_say_something_else_and_the_rest_is_mended():
    typed = NOTICE.replace("Agreed.", "-\u200b Agreed.").replace(
        "decision_date: 2024-03-05", "decision_date: 5 March 2024"
    )
    assert fix(manuscript(typed), OFFICE).text == NOTICE.replace("Agreed.", "-\u200b Agreed.")


def test_fields_are_put_in_order_with_their_comments():
    title = re.search(r"^title: .*\n", NOTICE, re.MULTILINE)[0]
    typed = NOTICE.replace(title, "", 1).replace("\n---\n", f"\n# The name of it.\n{title}---\n", 1)
    done = fix(manuscript(typed), OFFICE)
    assert done.text == NOTICE.replace(title, f"# The name of it.\n{title}", 1)
    (cure,) = done.cures
    assert (cure.line, cure.before.split(", ")[-1], cure.after.split(", ")[1]) == (0, "title", "title")


def test_a_cure_that_would_change_what_a_notice_says_is_never_taken(monkeypatch):
    """Whatever cures may be added one day."""
    number = NOTICE.split("\n").index(re.search(r"^title: .*$", NOTICE, re.MULTILINE)[0]) + 1
    harmful = Cure(number, "title: A decision", "title: Another decision")
    monkeypatch.setattr("decision_register.authoring.fix._values", lambda *_: iter([harmful]))
    typed = NOTICE.replace("## Decision\n", "## DECISION\n", 1)
    assert fix(manuscript(typed), OFFICE).text == typed


REAL = [file for site in all_sites() for file in sorted(site.notices.rglob("*.md"))]


@given(st.sampled_from(REAL), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=150)
def test_what_a_notice_says_is_never_changed_and_mending_twice_is_mending_once(file, chance):
    text = file.read_text(encoding="utf-8")
    lines = text.split("\n")
    for _ in range(chance.randint(0, 6)):
        at = chance.randrange(len(lines))
        lines[at] = chance.choice(
            [lines[at].upper(), f"{lines[at]}:", lines[at].replace("-", "/"), f"#{lines[at]}", ""]
        )
    typed = manuscript("\n".join(lines), OURS)
    once = fix(typed, OURS)
    if not any(problem.meant for problem in typed.problems):  # then nothing can be read of it
        assert says(manuscript(once.text, OURS), OURS.form, signs_too=False) == says(typed, OURS.form, signs_too=False)
    assert fix(manuscript(once.text, OURS), OURS).text == once.text


def test_each_line_is_shown_first_and_nothing_is_written_unasked(office):
    file = office / "notices" / "2024" / "ex-0001.md"
    slip = NOTICE.replace("decision_date: 2024-03-05", "decision_date: 5 March 2024").replace("\n", "\r\n").encode()
    file.write_bytes(slip)
    done = run(office, "fix")
    assert "now:   decision_date: 5 March 2024" in done.stdout
    assert "then:  decision_date: 2024-03-05" in done.stdout
    assert file.read_bytes() == slip
    assert run(office, "fix", "--yes").returncode == 0
    assert file.read_bytes() == NOTICE.replace("\n", "\r\n").encode()  # the line ends of Windows stay
    assert "nothing that can be mended without you. What is left" in run(office, "fix").stderr


def test_the_order_of_fields_alone_is_no_reason_to_touch_a_notice_that_nobody_named(office):
    file = office / "notices" / "2024" / "ex-0001.md"
    title = re.search(r"^title: .*\n", NOTICE, re.MULTILINE)[0]
    typed = NOTICE.replace(title, "", 1).replace("\n---\n", f"\n{title}---\n", 1)
    file.write_text(typed, encoding="utf-8")
    run(office, "fix", "--yes")
    assert file.read_text(encoding="utf-8") == typed
    run(office, "fix", "--yes", str(file))
    assert file.read_text(encoding="utf-8") == NOTICE


def test_a_machine_that_has_all_is_told_so_and_one_that_lacks_something_what_to_do(office):
    subprocess.run(["git", "init", "-q"], cwd=office, check=True)
    whole = run(office, "doctor").stdout
    assert "good     Git" in whole
    assert len(whole.splitlines()) < 24
    (office / "register.toml").write_text("[", encoding="utf-8")
    done = run(office, "doctor", PATH=str(office))
    assert done.returncode == 1
    assert "to mend  Git, by which" in done.stdout
    assert "install Git for Windows from git-scm.com" in done.stdout
    assert "to mend  The settings" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_folder_that_was_only_copied_is_told_how_to_get_a_whole_one(office):
    told = run(office, "doctor").stdout
    assert (
        "to mend  The record of earlier versions of the notices\n         In GitHub Desktop choose File, Clone" in told
    )
    assert "clone:" not in told


def test_options_may_stand_before_the_name_of_the_command(office):
    (office / "register.toml").rename(office / "other.toml")
    subprocess.run(["git", "init", "-q"], cwd=office, check=True)
    assert "good     The settings in other.toml" in run(office, "--settings", "other.toml", "doctor").stdout


def test_the_schemas_in_the_repository_are_those_of_the_tables():
    """Mend it with: python build.py schema."""
    made = {"notice.schema.json": notice_schema(OURS), "register.schema.json": settings_schema()}
    for name, content in (made | {"notice.code-snippets": pieces(OURS)}).items():
        assert (ROOT / ".vscode" / name).read_text(encoding="utf-8") == as_text(content)
    for name in ("settings", "extensions", "tasks"):
        json.loads((ROOT / ".vscode" / f"{name}.json").read_text(encoding="utf-8"))


def filled_in(body):
    """A piece as VS Code puts it in, with the first answer or the example in each blank."""
    lines = "\n".join(line for line in body if line != "$0")
    return re.sub(r"\$\{\d+(?:\|(.*?)(?<!\\)[,|].*?\}|:(.*?)\})", lambda m: m[1] or m[2], lines)


def test_each_piece_that_an_editor_puts_in_is_right_as_it_stands():
    """Put together, those of the required fields and of the sections make a notice."""
    offered = pieces(OURS)
    assert [field.key for field in FIELDS] == [name for name in offered if name in {field.key for field in FIELDS}]
    needed = [field.key for field in FIELDS if field.need is Need.ALWAYS] + ["publication_date"]
    fields = "\n".join(filled_in(offered[key]["body"]) for key in needed)
    sections = "\n\n".join(
        filled_in(offered[section.heading]["body"]) + ("\n\nN/A" if section.heading != "Supporting information" else "")
        for section in OURS.form.sections
        if not section.fixed_text
    )
    text = f"---\n{fields}\n---\n\n{sections}\n"
    read = read_manuscript(read_text(text.encode(), "notices/2024/wpcc4-0014.md"), OURS.form)
    assert [f"{f.code} {f.message}" for f in check_manuscript(read, OURS) if f.blocks] == []
    assert "${1|non-confidential,partly-confidential,confidential|}" in offered["status"]["body"][0]


def test_every_field_and_every_setting_in_use_is_in_its_schema():
    import tomllib

    properties = notice_schema(OURS)["properties"]
    assert list(properties) == [field.key for field in FIELDS]
    known = settings_schema()["properties"]
    assert set(tomllib.loads((ROOT / "register.toml").read_text(encoding="utf-8"))) <= set(known)


def test_every_notice_that_passes_fits_the_schema():
    import jsonschema

    check = jsonschema.Draft202012Validator(notice_schema(OURS))
    for file in sorted((ROOT / "notices").rglob("*.md")):
        fields = json.loads(json.dumps(frontmatter.load(file).metadata, default=str))
        assert [error.message for error in check.iter_errors(fields)] == []
    broken = yaml.safe_load("reference: 7\ntitle: A")
    assert list(check.iter_errors(broken))
    import tomllib

    settings_now = json.loads(
        json.dumps(tomllib.loads((ROOT / "register.toml").read_text(encoding="utf-8")), default=str)
    )
    assert [
        error.message for error in jsonschema.Draft202012Validator(settings_schema()).iter_errors(settings_now)
    ] == []


def test_a_file_that_is_no_notice_is_told(office):
    done = run(office, "fix", "notices/nothing.md")
    assert (done.returncode, "There is no file notices/nothing.md" in done.stderr) == (2, True)
