"""Published notices against a commit, in real git repositories: nothing is lost and nothing changes in silence."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from offices import NOTICE, git
from small_sites import SITES, TODAY

from decision_register import pipeline
from decision_register.checking import check_register
from decision_register.folders import Folders
from decision_register.history import HistoryFaultError
from decision_register.settings import read_settings

NOTE = "changes:\n  - date: 2024-04-01\n    note: Corrected a word.\n"


class Office:
    """A repository whose first commit, `base`, holds one published notice with a document."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.file = folder / "notices" / "2024" / "ex-0001.md"
        shutil.copytree(SITES / "documents" / "notices", folder / "notices")
        shutil.copy(SITES / "register.toml", folder)
        self.git("init", "-q")
        self.commit()

    def git(self, *arguments):
        git(self.folder, *arguments)

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "notices")
        self.git("tag", "-f", "base")

    def change(self, old, new):
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")

    def findings(self, base="base", notices=None):
        return [(finding.name, finding.path.rpartition("/")[2]) for finding in self.found(base, notices)]

    def found(self, base="base", notices=None):
        notices = notices or self.folder / "notices"
        folders = Folders(notices, self.folder / "site", Path(), Path(), self.folder)
        settings = read_settings(self.folder / "register.toml", TODAY)
        return pipeline.compare_with(check_register(folders, settings), folders, settings, base).findings


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def test_nothing_changed(office):
    assert office.findings() == []


def test_a_published_notice_is_removed(office):
    office.file.unlink()
    shutil.rmtree(office.file.with_suffix(""))
    assert office.findings() == [("published-notice-removed", "ex-0001.md")]


def test_a_published_notice_becomes_a_draft_or_waits(office):
    office.change("interests: none", "interests: none\ndraft: true")
    assert office.findings() == [("published-notice-removed", "ex-0001.md")]


def test_a_reference_is_exchanged(office):
    office.change("reference: EX-0001", "reference: EX-0002")
    names = [name for name, _path in office.findings()]
    assert "published-notice-removed" in names
    office.change("reference: EX-0002", "reference: EX-0002\nalso_known_as: [EX-0001]")
    office.change("interests: none\n", "interests: none\n" + NOTE)
    assert [name for name, _path in office.findings()] == ["reference-differs-from-file-name"]


def test_another_reference_is_dropped(office):
    office.change("reference: EX-0001", "reference: EX-0001\nalso_known_as: [OLD-7]")
    office.commit()
    office.change("\nalso_known_as: [OLD-7]", "")
    office.change("interests: none\n", "interests: none\n" + NOTE)
    assert office.findings() == [("published-address-removed", "ex-0001.md")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Agreed, see", "Refused, see"),
        ("decision_date: 2024-03-05", "decision_date: 2024-03-04"),
        ("lead_officer: Bo Sample", "lead_officer: Cy Proof"),
        ("title: The plan", "title: The map"),
        ("interests: none\n", "interests: none\ntopics: [Grants]\n"),
    ],
)
def test_a_change_needs_a_note(office, old, new):
    office.change(old, new)
    assert office.findings() == [("unrecorded-change", "ex-0001.md")]
    office.change("interests: none\n", "interests: none\n" + NOTE)
    assert office.findings() == []


AGREED, NEEDED = ("Agreed, see", "Refused, see"), ("It is needed.", "It is not needed.")
TITLE, OFFICER = ("title: With documents", "title: With papers"), ("lead_officer: Bo Sample", "lead_officer: Cy Proof")
TOPICS = ("interests: none\n", "interests: none\ntopics: [Grants]\n")
SAID = {
    "a field": ([TITLE], "its field title was changed"),
    "two fields": ([TITLE, OFFICER], "its field title and its field lead_officer were changed"),
    "a section": ([AGREED], "its section Decision was changed"),
    "two sections": ([NEEDED, AGREED], "its section Decision and its section Reasons were changed"),
    "a heading typed otherwise": ([("## Reasons", "## 2. Reasons")], "its section Reasons was changed"),
    "a section that is gone": ([("\n## Reasons\n\nIt is needed.\n", "")], "its section Reasons was changed"),
    "a heading of its own": (
        [("It is needed.", "It is.\n\n## Secret")],
        "its section Reasons and its text were changed",
    ),
    "all": (
        [TITLE, ("decision_date: 2024-03-05", "decision_date: 2024-03-04"), OFFICER, TOPICS, AGREED, NEEDED],
        (
            "its field title, its field decision_date, its field lead_officer, its field topics, its section Decision "
            "and 1 more were changed"
        ),
    ),
}


@pytest.mark.parametrize("what", SAID)
def test_all_that_was_changed_without_a_note_is_named(office, what):
    changes, said = SAID[what]
    for old, new in changes:
        office.change(old, new)
    [finding] = [one for one in office.found() if one.code == "DN903"]
    assert finding.message == f"EX-0001 was published, and {said}"


def test_the_sections_of_a_text_that_is_not_shown_are_not_named(office):
    office.change("status: non-confidential", "status: confidential")
    office.commit()
    office.change(*AGREED)
    assert "EX-0001 was published, and its text was changed" in [one.message for one in office.found()]


def test_documents_are_named_with_the_rest(office):
    office.change(*AGREED)
    (office.file.with_suffix("") / "figures.csv").write_text("a,b\n1,3\n", encoding="utf-8")
    assert office.found()[0].message.endswith(", and its section Decision and its documents were changed")


def test_a_changed_document_needs_a_note(office):
    (office.file.with_suffix("") / "figures.csv").write_text("a,b\n1,3\n", encoding="utf-8")
    assert office.findings() == [("unrecorded-change", "ex-0001.md")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Agreed, see", "Agreed,\n   see"),
        ("interests: none", "interests:   none"),
        ("interests: none", "interests: 'none'"),
        ("interests: none\n", "interests: none\ntopics: []\n"),
    ],
)
def test_spaces_and_spelling_of_yaml_are_free(office, old, new):
    office.change(old, new)
    assert office.findings() == []


def test_a_file_may_move(office):
    office.git("mv", "notices/2024", "notices/moved")
    assert office.findings() == []


def test_old_notes_stay_and_new_ones_come_after(office):
    office.change("interests: none\n", "interests: none\n" + NOTE)
    office.commit()
    office.change("note: Corrected a word.", "note: Corrected nothing.")
    assert office.findings() == [("change-note-altered", "ex-0001.md")]
    office.change("note: Corrected nothing.", "note: Corrected a word.\n  - date: 2024-03-20\n    note: Earlier.")
    office.change("Agreed, see", "Refused, see")
    assert office.findings() == [("change-note-altered", "ex-0001.md")]
    office.change("date: 2024-03-20", "date: 2024-04-01")
    assert office.findings() == []


REDACTING = "  - date: 2024-05-01\n    note: Removed a name.\n    redact_history: true\n"


def test_an_old_note_may_be_reworded_by_an_entry_that_redacts(office):
    office.change("interests: none\n", "interests: none\n" + NOTE)
    office.commit()
    office.change("note: Corrected a word.\n", "note: Corrected.\n" + REDACTING)
    assert office.findings() == []
    office.change("date: 2024-04-01", "date: 2024-04-02")
    assert office.findings() == [("change-note-altered", "ex-0001.md")]


def test_an_old_note_may_be_reworded_and_redact_by_itself(office):
    office.change("interests: none\n", "interests: none\n" + NOTE)
    office.commit()
    office.change("note: Corrected a word.\n", "note: Corrected.\n    redact_history: true\n")
    assert office.findings() == []


def test_a_note_after_the_one_that_redacts_stays(office):
    office.change("interests: none\n", "interests: none\n" + NOTE + "  - date: 2024-04-02\n    note: Another.\n")
    office.commit()
    office.change("note: Corrected a word.\n", "note: Corrected.\n    redact_history: true\n")
    assert office.findings() == []
    office.change("note: Another.", "note: Nothing.")
    assert office.findings() == [("change-note-altered", "ex-0001.md")]


def test_an_entry_that_redacts_does_not_make_up_for_one_that_is_gone(office):
    office.change("interests: none\n", "interests: none\n" + NOTE + NOTE.removeprefix("changes:\n"))
    office.commit()
    office.change(NOTE + NOTE.removeprefix("changes:\n"), "changes:\n" + REDACTING)
    assert office.findings() == [("change-note-altered", "ex-0001.md")]


@pytest.mark.parametrize("instead", ["", "    redact_history: no\n", "    redact_history: maybe\n"])
def test_a_redaction_is_never_taken_back(office, instead):
    office.change("interests: none\n", "interests: none\nchanges:\n" + REDACTING)
    office.commit()
    office.change("    redact_history: true\n", instead)
    names = [name for name, _ in office.findings()]
    assert "redaction-taken-back" in names
    office.change("interests: none\n", "interests: none\nallow:\n  - rule: DN907\n    reason: We must.\n")
    assert "redaction-taken-back" in [name for name, _ in office.findings()]


def test_to_redact_the_history_is_a_change(office):
    office.change("interests: none\n", "interests: none\nchanges:\n" + REDACTING)
    assert office.findings() == []


def test_a_note_needs_a_change(office):
    office.change("interests: none\n", "interests: none\n" + NOTE)
    assert office.findings() == [("change-note-without-change", "ex-0001.md")]
    (office.file.with_suffix("") / "figures.csv").write_text("a,b\n1,3\n", encoding="utf-8")
    assert office.findings() == []


def test_drafts_and_notices_of_the_future_may_change_and_go(office):
    office.change("interests: none", "interests: none\ndraft: true")
    office.commit()
    office.change("Agreed, see", "Refused, see")
    assert office.findings() == []
    office.file.unlink()
    shutil.rmtree(office.file.with_suffix(""))
    assert office.findings() == []


def test_a_shallow_clone_says_what_is_missing(office, tmp_path_factory):
    office.change("Agreed, see", "Refused, see")
    office.git("commit", "-aqm", "second")
    clone = tmp_path_factory.mktemp("clone") / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "1", office.folder.as_uri(), str(clone)], check=True)
    with pytest.raises(HistoryFaultError, match="fetch"):
        office.findings("HEAD~1", clone / "notices")


def test_a_folder_outside_any_repository_is_said_to_be_so(office, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain") / "notices"
    shutil.copytree(office.folder / "notices", folder)
    with pytest.raises(HistoryFaultError, match="no record of earlier versions"):
        office.findings("HEAD", folder)


def test_what_others_published_since_is_not_lost(office):
    """Main has gained a notice and changed another, which this branch does not know of; merged, it has both."""
    office.git("branch", "-M", "main")
    office.git("switch", "-q", "-c", "change")
    office.change("interests: none\n", "interests: none\n" + NOTE)
    office.change("Agreed, see", "Refused, see")
    office.git("commit", "-aqm", "Mine")
    office.git("switch", "-q", "main")
    other = office.file.with_name("ex-0002.md")
    other.write_text(NOTICE.replace("EX-0001", "EX-0002"), encoding="utf-8")
    office.change("lead_officer: Bo Sample", "lead_officer: Cy Proof")
    office.git("add", "-A")
    office.git("commit", "-qm", "Of others")
    office.git("switch", "-q", "change")
    assert office.findings("main") == []
    office.git("merge", "-q", "--no-ff", "-m", "As in the check of a pull request", "main")
    assert office.findings("main") == []
    other.unlink()
    assert office.findings("main") == [("published-notice-removed", "ex-0002.md")]


@pytest.mark.parametrize("name", ["--upload-pack=touch x", "nowhere", "", "HEAD:notices"])
def test_a_commit_that_is_none_is_a_plain_fault(office, name):
    with pytest.raises(HistoryFaultError):
        office.findings(name)
