"""No name that an author, a settings file or a command gives leads out of the folders that were given."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from small_sites import ROOT, SITES, TODAY, files_of

from decision_register.check import check_manuscripts
from decision_register.manifest import SiteFaultError
from decision_register.manuscript import read_manuscript
from decision_register.pages import Output
from decision_register.settings import read_settings
from decision_register.source import read_sources
from decision_register.writer import write_site

NOTICE = (SITES / "one-notice" / "notices" / "2024" / "ex-0001.md").read_text(encoding="utf-8")
WORDS = "the vault's words"


@pytest.fixture
def office(tmp_path):
    """A register of one notice, and beside it a vault that nothing may read or write."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "plan.txt").write_text(WORDS)
    (tmp_path / "vault" / "ex-0002.md").write_text(NOTICE.replace("EX-0001", "EX-0002") + WORDS)
    (tmp_path / "register" / "notices" / "2024").mkdir(parents=True)
    (tmp_path / "register" / "notices" / "2024" / "ex-0001.md").write_text(NOTICE)
    (tmp_path / "register" / "register.toml").write_text((SITES / "register.toml").read_text(encoding="utf-8"))
    return tmp_path / "register"


def findings_of(office):
    settings = read_settings(office / "register.toml", TODAY)
    manuscripts = [read_manuscript(source, settings.form) for source in read_sources(office / "notices").notices]
    return {finding.name for finding in check_manuscripts(manuscripts, settings)}


def build(office, *arguments):
    command = [sys.executable, str(ROOT / "build.py"), *arguments]
    return subprocess.run(command, cwd=office, capture_output=True, encoding="utf-8", check=False)


def listing(office, file):
    path = office / "notices" / "2024" / "ex-0001.md"
    fields = f"documents:\n  - file: {file!r}\n    title: A plan\n---\n"
    path.write_text(NOTICE.replace("\n---\n", "\n" + fields, 1), encoding="utf-8")


NAMES = [
    "../../../vault/plan.txt",
    "..\\..\\..\\vault\\plan.txt",
    "/etc/passwd",
    "C:\\plan.txt",
    "C:plan.txt",
    "\\\\server\\share\\plan.txt",
    "file:///etc/passwd",
    "~/plan.txt",
    "%2e%2e/plan.txt",
    "sub/plan.txt",
    "con.txt",
    "NUL",
    "aux.tar.txt",
    "lpt1.txt",
    "plan.txt.",
    ".plan.txt",
    "plan.txt::$DATA",
    "рlan.txt",  # noqa: RUF001 - the Cyrillic letter that looks like p
    "plan․txt",  # noqa: RUF001 - a one dot leader
    "plan\u202etxt.exe",
    "a" * 300 + ".txt",
    "",
    ".",
    "..",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_never_taken_from_elsewhere(office, name):
    listing(office, name)
    assert findings_of(office) & {"document-outside-folder", "empty-field", "missing-field", "not-text"}
    assert build(office).returncode == 1
    assert not (office / "site").exists()


LINKS = {
    "a document": ("2024/ex-0001/plan.txt", "plan.txt", "symbolic-link-document"),
    "a folder of documents": ("2024/ex-0001", ".", "symbolic-link-document"),
    "a folder in a folder of documents": ("2024/ex-0001/sub", ".", "symbolic-link-document"),
    "a notice": ("2024/ex-0002.md", "ex-0002.md", "symbolic-link-notice"),
    "a folder of notices": ("2023", ".", None),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps such links for administrators")
@pytest.mark.parametrize("what", LINKS)
def test_a_symbolic_link_is_not_followed(office, what):
    place, target, rule = LINKS[what]
    link = office / "notices" / place
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(office.parent / "vault" / target)
    assert rule is None or rule in findings_of(office)
    build(office)
    published = b"".join(files_of(office / "site").values()) if (office / "site").exists() else b""
    assert WORDS.encode() not in published
    assert b"EX-0002" not in published


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("place", ["2024/ex-0002.md", "2024/ex-0001/plan.txt"])
def test_a_pipe_is_not_waited_for(office, place):
    file = office / "notices" / place
    file.parent.mkdir(exist_ok=True)
    os.mkfifo(file)
    assert build(office, "check").returncode in {0, 1}


@pytest.mark.parametrize("where", [".", "..", "notices", "notices/2024", "notices/2024/new", "../vault"])
def test_the_site_is_never_written_over_anything_else(office, where):
    before = files_of(office.parent)
    done = build(office, "--site", where)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(("The site cannot be", "The folder "))
    assert "Traceback" not in done.stderr
    assert files_of(office.parent) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps such links for administrators")
def test_a_site_that_is_a_link_stays_one_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "www").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "www")
    write_site(lambda _: [Output("a.html", b"one")], tmp_path / "site")
    write_site(lambda _: [Output("a.html", b"two")], tmp_path / "site")
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "www" / "a.html").read_bytes() == b"two"


@pytest.mark.parametrize("path", ["decisions/con/index.html", "a/nul.txt", "a/b./c", "a /b", "a:b", "a\x00b", "a/../b"])
def test_no_page_has_a_name_that_some_system_cannot_hold(tmp_path, path):
    with pytest.raises(SiteFaultError):
        write_site(lambda _: [Output(path, b"x")], tmp_path / "site")
    assert not (tmp_path / "site").exists()
