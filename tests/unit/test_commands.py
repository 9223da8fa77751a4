"""The commands as people run them: what they print, their exit codes, and what they leave alone."""

from __future__ import annotations

import json
import shutil

import pytest
from offices import run
from small_sites import ROOT, SITES

from decision_register.report import place_in_words


@pytest.fixture
def office(with_handbooks):
    """An office with one faultless notice."""
    tmp_path = with_handbooks
    shutil.copytree(SITES / "one-notice" / "notices", tmp_path / "notices")
    shutil.copy(SITES / "register.toml", tmp_path / "register.toml")
    return tmp_path


def office_settings(before: str, after: str) -> str:
    text = (ROOT / "register.toml").read_text(encoding="utf-8")
    assert before in text
    return text.replace(before, after)


def spoil(office, old="publication_date: 2024-03-05", new="publication_date: 2024-03-01"):
    file = office / "notices" / "2024" / "ex-0001.md"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def files_of(folder):
    return {p.relative_to(folder): (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}


def test_build_writes_the_site_and_says_so(office):
    done = run(office)
    assert done.returncode == 0
    assert done.stdout == ""
    assert "Checked 1 notice: nothing to mend." in done.stderr
    assert (office / "site" / "decisions" / "ex-0001" / "index.html").exists()


def test_an_error_leaves_every_byte_of_the_site(office):
    run(office)
    before = files_of(office / "site")
    spoil(office)
    done = run(office)
    assert done.returncode == 1
    assert "DN203" in done.stdout
    assert "The site was left as it was." in done.stderr
    assert files_of(office / "site") == before


def test_a_finding_in_full(office):
    spoil(office)
    assert run(office, "check").stdout == (
        "error[DN203]: Published 1 March 2024, before the decision of 5 March 2024\n"
        " --> at “publication date”, notices/2024/ex-0001.md:6:19\n"
        "  |\n"
        "6 | publication_date: 2024-03-01\n"
        "  |                   ^^^^^^^^^^\n"
        "  = help: Correct whichever date is wrong.\n"
        "  = rule: publication-before-decision · python build.py explain DN203\n\n"
    )


def test_a_finding_on_one_line(office):
    spoil(office)
    said = "Published 1 March 2024, before the decision of 5 March 2024. Correct whichever date is wrong.\n"
    where = "notices/2024/ex-0001.md:6:19: error[DN203] at “publication date”: "
    assert run(office, "check", "--format", "concise").stdout == f"{where}{said}"


def test_lines_to_type_stand_as_they_are_typed_and_in_quotation_marks_on_one_line(office):
    notice = office / "notices" / "2024" / "ex-0001.md"
    notice.write_text(notice.read_text(encoding="utf-8").replace("Agreed.", "Agreed: £17."), encoding="utf-8")
    assert (
        "below it:\n   |   allow:\n   |     - rule: sum-not-in-costs\n   |       value: £17\n   |       reason: "
        in run(office, "check").stdout
    )
    said = run(office, "check", "--format", "concise").stdout
    assert (
        said.count("\n"),
        "below it: “allow:”, “  - rule: sum-not-in-costs”, “    value: £17”, “    reason: " in said,
    ) == (1, True), said


def test_findings_as_json(office):
    spoil(office)
    (finding,) = json.loads(run(office, "--format", "json", "check").stdout)
    assert finding["code"] == "DN203"
    assert finding["name"] == "publication-before-decision"
    assert (finding["path"], finding["line"], finding["column"]) == ("notices/2024/ex-0001.md", 6, 19)
    assert finding["end_column"] == 29
    assert finding["value"] == "2024-03-01"
    assert finding["severity"] == "error"
    assert finding["place"] == "at “publication date”"


PLACES = {
    "title: A": "at “title”",
    " status: C": "at “status”",
    "Lead-officer : D": "at “Lead-officer”",
    "who decided: E": "at “who decided”",
    "  role: B": "at “decision maker”",
    "lead_officer Neil Tipton": "at “lead officer”",
    "status non-confidential": "at “status”",
    " interests none": "at “interests”",
    "Lead officers Neil": "among the fields",
    "  more of it": "at “request date”",
    "  role Commissioner": "at “decision maker”",
    "title A: B": "at “title”",
    "---": "at the end of the fields",
    "## Decision": "under “Decision”",
    "No: a colon here.": "under “Decision”",
    "#tag": "under “Decision”",
    "### 5. Costs #": "under “5. Costs”",
    "Five pounds.": "under “5. Costs”",
}
LINES = "---\ntitle: A\n status: C\nLead-officer : D\nwho decided: E\n"
LINES += "decision_maker:\n  role: B\n  role Commissioner\nlead_officer Neil Tipton\nstatus non-confidential\n"
LINES += " interests none\nLead officers Neil\ntitle A: B\nrequest_date: 2024\n  more of it\n---\n\nText\n"
LINES += "\n## Decision\nNo: a colon here.\n#tag\n### 5. Costs #\nFive pounds.\n"


@pytest.mark.parametrize("line", PLACES)
def test_a_place_is_named_by_its_heading_or_its_label(line):
    number = len(LINES.split("\n")) - LINES.split("\n")[::-1].index(line)
    assert place_in_words(LINES, number) == PLACES[line]


@pytest.mark.parametrize("text", ["", "title: A", "---\n", "Text\n\nMore"])
def test_a_text_that_is_no_notice_names_no_place(text):
    assert place_in_words(text, 1) == place_in_words(text, 99) == ""


def test_no_findings_as_json(office):
    assert json.loads(run(office, "check", "--format", "json").stdout) == []


def test_findings_as_notes_for_github(office):
    spoil(office, "title: A decision", "title: 100% of it, EX-0001")
    assert run(office, "check", "--format", "github").stdout == (
        "::error file=notices/2024/ex-0001.md,line=3,col=8,endColumn=27,title=DN111 reference-in-title::"
        "At “title”: The title holds the reference EX-0001. Write title: 100%25 of it,\n"
    )


def test_all_faults_are_told_at_once(office):
    spoil(office, "interests: none\n", "")
    spoil(office)
    spoil(office, "## Reasons", "## Resons")
    codes = {finding["code"] for finding in json.loads(run(office, "check", "--format", "json").stdout)}
    assert codes == {"DN101", "DN203", "DN303"}


def test_explain_by_code_and_by_name(office):
    by_code, by_name = run(office, "explain", "DN203"), run(office, "explain", "publication-before-decision")
    assert by_code.returncode == 0
    assert by_code.stdout == by_name.stdout
    assert "as soon as practicable" in by_code.stdout
    assert run(office, "explain", "DN999").returncode == 2


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("x = [", "is not written as TOML"),
        ("colour = 1", "unknown setting 'colour'"),
        ("", "lacks the setting 'office'"),
        (office_settings('types = ["pdf"', 'types = ["svg"'), "'svg', which cannot be looked into"),
    ],
)
def test_faults_of_settings_are_one_sentence_and_exit_2(office, settings, says):
    (office / "register.toml").write_text(settings, encoding="utf-8")
    done = run(office)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["--today", "soon"], ["--notices", "nowhere"], ["--settings", "none.toml"], ["--x"]]
)
def test_faults_of_usage_exit_2_without_a_traceback(office, arguments):
    done = run(office, *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_unreadable_colour_is_refused(office):
    text = (office / "register.toml").read_text(encoding="utf-8") + '\n[brand]\ncolour = "#dddddd"\n'
    (office / "register.toml").write_text(text, encoding="utf-8")
    done = run(office)
    assert done.returncode == 2
    assert "choose a darker one" in done.stderr
    assert not (office / "site").exists()


def test_a_notice_of_the_future_waits_for_its_day(office):
    spoil(office, "publication_date: 2024-03-05", "publication_date: 2030-01-01")
    run(office, "--today", "2029-12-31")
    assert not (office / "site" / "decisions" / "ex-0001").exists()
    run(office, "--today", "2030-01-01")
    assert (office / "site" / "decisions" / "ex-0001").exists()


def test_the_day_may_come_from_source_date_epoch(office):
    spoil(office, "publication_date: 2024-03-05", "publication_date: 2030-01-01")
    run(office, SOURCE_DATE_EPOCH="1893456000")
    assert (office / "site" / "decisions" / "ex-0001").exists()


def test_severity_can_be_lowered_by_the_office(office):
    spoil(office, "## Decision\n\nAgreed.", "## Decision\n\n[Here](https://example.org/x).")
    assert run(office, "check").returncode == 1
    text = (office / "register.toml").read_text(encoding="utf-8") + '\n[severity]\nDN323 = "warning"\n'
    (office / "register.toml").write_text(text, encoding="utf-8")
    assert run(office, "check").returncode == 0


@pytest.fixture
def two(office):
    """The office with a second notice."""
    text = (office / "notices" / "2024" / "ex-0001.md").read_text(encoding="utf-8")
    (office / "notices" / "2024" / "ex-0002.md").write_text(text.replace("EX-0001", "EX-0002"), encoding="utf-8")
    return office


def test_a_notice_that_is_named_is_checked_by_itself(two):
    spoil(two)
    file = two / "notices" / "2024" / "ex-0002.md"
    done = run(two, "check", "notices/2024/ex-0002.md")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "Checked 1 notice: nothing to mend. "
        "1 finding in other notices is not shown; python build.py check shows everything.\n"
    )
    done = run(two, "check", "notices/2024/ex-0001.md", "--format", "concise")
    assert (done.returncode, "DN203" in done.stdout) == (1, True)
    assert done.stderr == "Checked 1 notice: 1 error; mend the errors before the register can be published.\n"
    done = run(two, "--quiet", "check", str(file), "notices/2024/ex-0001.md")
    assert (done.returncode, "DN203" in done.stdout, done.stderr) == (1, True, "")


def test_a_notice_that_is_named_is_still_seen_among_all_others(two):
    spoil(two, "reference: EX-0001", "reference: EX-0002")
    file = two / "notices" / "2024" / "ex-0001.md"
    found = json.loads(run(two, "check", str(file), "--format", "json").stdout)
    assert "DN501" in {finding["code"] for finding in found}
    assert "DN112" in {finding["code"] for finding in found}
    other = run(two, "check", "notices/2024/ex-0002.md", "--format", "json")
    assert {finding["code"] for finding in json.loads(other.stdout)} == {"DN501"}


@pytest.mark.parametrize("name", ["ex-0001", "ex-0002"])
def test_a_reference_of_two_notices_is_told_in_the_one_that_is_named(two, name):
    spoil(two, "reference: EX-0001", "reference: EX-0002")
    found = json.loads(run(two, "check", f"notices/2024/{name}.md", "--format", "json").stdout)
    (path,) = {finding["path"] for finding in found if finding["code"] == "DN501"}
    assert path == f"notices/2024/{name}.md"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "notices/2024/ex-0009.md",
            "There is no file notices/2024/ex-0009.md; name a notice as it is called, such as ",
        ),
        (
            "register.toml",
            "register.toml is none of the notices in notices; name one such as notices/2024/ex-0001.md.\n",
        ),
        ("notices", "notices is none of the notices in notices; name one such as notices/2024/ex-0001.md.\n"),
    ],
)
@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_file_that_is_no_notice_is_one_plain_sentence(two, command, name, says):
    done = run(two, command, name)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(says)


@pytest.mark.parametrize("sign", ["\f", "\x0b", "\x07"])
def test_a_sign_that_cannot_be_seen_is_told_with_its_line(office, sign):
    spoil(office, "Agreed.", f"It is{sign} agreed.")
    assert run(office, "check").stdout == (
        f"error[DN003]: The file holds U+{ord(sign):04X}, a character that is not text\n"
        "  --> under “Decision”, notices/2024/ex-0001.md:17:6\n"
        "   |\n"
        "17 | It is\N{REPLACEMENT CHARACTER} agreed.\n"
        "   |      ^\n"
        "   = help: Delete what stands after “It is” on this line: a sign that cannot be seen, left from Word or a PDF."
        "\n"
        "   = rule: not-text · python build.py explain DN003\n\n"
    )


@pytest.mark.parametrize("sign", ["\u200b", "\u202e"])
def test_a_sign_of_no_width_is_shown_in_its_line(office, sign):
    spoil(office, "Agreed.", f"It is{sign} agreed.")
    said = run(office, "check").stdout
    assert sign not in said
    assert "17 | It is\N{REPLACEMENT CHARACTER} agreed.\n   |      ^\n" in said


GIT = ["check --base main", "check --against", "review --base main"]


@pytest.mark.parametrize("command", GIT)
def test_without_git_it_is_said_what_to_install(office, command):
    done = run(office, *command.split(), PATH=str(office))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(
        "This needs the program Git, which is not on this computer: install Git for Windows from git-scm.com or your "
        "software centre (GitHub Desktop alone does not bring it here), open a new terminal, and type this again.\n"
    )


@pytest.mark.parametrize("command", GIT)
def test_outside_a_copy_of_the_repository_it_is_said_how_to_get_one(office, command):
    done = run(office, *command.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(
        "The folder notices has no record of earlier versions to compare with: in GitHub Desktop choose File, Clone "
        "repository, and work in the folder that it makes.\n"
    )
