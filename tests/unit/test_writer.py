"""The writer: all of the site or none of it, and never a file of somebody else's."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from decision_register import trees
from decision_register.manifest import MANIFEST, SiteFaultError
from decision_register.pages import LongOutput, Output
from decision_register.source import list_notices
from decision_register.writer import write_site as write

ROOT = Path(__file__).resolve().parent.parent.parent


def write_site(outputs, site):
    return write(lambda _staging: outputs, site)


def mirrored(site):
    """The files of the mirror, which must hold the very files of the site."""
    mirror = site.with_name(".site-mirror")
    assert all(file.samefile(site / file.relative_to(mirror)) for file in mirror.rglob("*") if file.is_file())
    return files_in(mirror)


def assert_nothing_is_left(folder):
    """Beside the site there is its lock, and its mirror, if there is one, holds the same."""
    names = {path.name for path in folder.iterdir()}
    assert names - {".site-mirror"} == {".site-lock", "site"}
    assert ".site-mirror" not in names or mirrored(folder / "site") == files_in(folder / "site")


def outputs(**files):
    return [Output(path.replace("__", "/").replace("_", "."), text.encode()) for path, text in files.items()]


def files_in(site):
    return {
        f.relative_to(site).as_posix(): f.read_text() for f in site.rglob("*") if f.is_file() and f.name != MANIFEST
    }


def test_it_writes_changes_and_prunes(tmp_path):
    site = tmp_path / "site"
    write_site(outputs(a_html="one", b__c_html="two"), site)
    written = write_site(outputs(a_html="new", d_html="three"), site)
    assert files_in(site) == {"a.html": "new", "d.html": "three"}
    assert (written.added, written.changed, written.removed, written.unchanged) == (1, 1, 1, 0)
    assert sorted(json.loads((site / MANIFEST).read_text())["files"]) == ["a.html", "d.html"]
    assert mirrored(site) == {"a.html": "new", "d.html": "three"}  # and not what was taken off the site
    assert not (site / "b").exists()
    assert_nothing_is_left(tmp_path)


def test_the_first_site_has_its_mirror_at_once(tmp_path):
    site = tmp_path / "site"
    write_site(outputs(a_html="one", b__c_html="two"), site)
    assert mirrored(site) == {"a.html": "one", "b/c.html": "two"}
    assert (site.with_name(".site-mirror") / MANIFEST).samefile(site / MANIFEST)  # it counts as whole


def test_a_file_changed_by_hand_is_put_right(tmp_path):
    site = tmp_path / "site"
    write_site(outputs(a_html="one"), site)
    (site / "a.html").write_text("eno")
    assert write_site(outputs(a_html="one"), site).changed == 1
    assert files_in(site) == {"a.html": "one"}


def test_a_long_file_comes_in_pieces(tmp_path):
    site = tmp_path / "site"

    def long(*pieces):
        return [LongOutput("data/long.json", iter(piece.encode() for piece in pieces)), *outputs(a_html="one")]

    assert write_site(long("one ", "two"), site).added == 2
    number = (site / "data" / "long.json").stat().st_ino
    assert not write_site(long("one", " two"), site).any_change
    assert (site / "data" / "long.json").stat().st_ino == number  # the very file, not one that is equal
    assert write_site(long("one ", "three"), site).changed == 1
    assert mirrored(site) == files_in(site) == {"data/long.json": "one three", "a.html": "one"}
    (site / "data" / "long.json").write_text("changed by hand")
    assert write_site(long("one ", "three"), site).changed == 1
    assert files_in(site) == {"data/long.json": "one three", "a.html": "one"}
    digests = json.loads((site / MANIFEST).read_text())["files"]
    assert digests["data/long.json"] == hashlib.sha256(b"one three").hexdigest()

    def broken():
        yield b"one "
        raise OSError

    with pytest.raises(SiteFaultError):
        write_site([LongOutput("data/long.json", broken()), *outputs(a_html="two")], site)
    assert files_in(site) == {"data/long.json": "one three", "a.html": "one"}
    assert_nothing_is_left(tmp_path)


def test_files_of_others_stay(tmp_path):
    site = tmp_path / "site"
    write_site(outputs(a_html="one"), site)
    (site / "CNAME").write_text("decisions.example")
    write_site(outputs(a_html="two"), site)
    assert files_in(site) == {"a.html": "two", "CNAME": "decisions.example"}


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "thesis.docx").write_text("years of work")
    with pytest.raises(SiteFaultError, match="did not write"):
        write_site(outputs(a_html="one"), site)
    assert files_in(site) == {"thesis.docx": "years of work"}


@pytest.mark.parametrize("path", ["../a.html", "/etc/a.html", "a\\b.html", ""])
def test_no_output_leaves_the_site(tmp_path, path):
    with pytest.raises(SiteFaultError):
        write_site([Output(path, b"x")], tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_two_outputs_of_one_path_are_refused_whatever_their_case(tmp_path):
    with pytest.raises(SiteFaultError, match="Two pages"):
        write_site([Output("a.html", b"1"), Output("A.html", b"2")], tmp_path / "site")


def test_a_page_becomes_a_folder_and_a_folder_a_page(tmp_path):
    site = tmp_path / "site"
    one, other = [Output("a", b"1"), Output("b/c", b"2")], [Output("a/x", b"3"), Output("b", b"4")]
    for wanted in (one, other, one, other):
        write_site(wanted, site)
        assert files_in(site) == {output.path: output.content.decode() for output in wanted}
        assert_nothing_is_left(tmp_path)


def test_a_half_finished_exchange_is_put_right(tmp_path):
    site = tmp_path / "site"
    write_site(outputs(a_html="one"), site)
    site.rename(tmp_path / ".site-old")
    (tmp_path / ".site-new").mkdir()
    write_site(outputs(a_html="one"), site)
    assert files_in(site) == {"a.html": "one"}


def test_a_second_build_at_the_same_time_is_told_to_wait(tmp_path):
    code = (
        "import sys,time;from pathlib import Path;from decision_register import writer;"
        "w=writer._lock(Path(sys.argv[1]));w.__enter__();print('held',flush=True);time.sleep(30)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "site")], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        with pytest.raises(SiteFaultError, match="Another build"):
            write_site(outputs(a_html="one"), tmp_path / "site")
    finally:
        holder.kill()
        holder.communicate()
    assert write_site(outputs(a_html="one"), tmp_path / "site").added == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_build_killed_at_any_moment_leaves_a_whole_site(tmp_path):
    site = tmp_path / "site"
    code = (
        "import sys;from pathlib import Path;from decision_register.pages import Output;"
        "from decision_register.writer import write_site;n=sys.argv[2];"
        "s=Path(sys.argv[1]);"
        "write_site(lambda _:[Output(f'{i}/index.html',(n*500).encode()) for i in range(400)],s)"
    )
    command = [sys.executable, "-c", code, str(site)]
    subprocess.run([*command, "0"], cwd=ROOT, check=True)
    for turn in range(1, 13):
        build = subprocess.Popen([*command, str(turn)], cwd=ROOT)
        time.sleep(0.02 * turn)
        os.kill(build.pid, signal.SIGKILL)
        build.wait()
        texts = {(site / str(i) / "index.html").read_text() for i in range(400)}
        assert len(texts) == 1
    subprocess.run([*command, "x"], cwd=ROOT, check=True)
    assert {(site / str(i) / "index.html").read_text() for i in range(400)} == {"x" * 500}


WRITING = ("open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "ctypes.dlsym")


def build_killed_at(event, wanted, site):
    """Build in a process of its own that dies at its so-manieth step that writes; say whether it got that far."""
    child = os.fork()
    if child == 0:
        steps = iter(range(event))

        def watch(name, _arguments):
            if name in WRITING and next(steps, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        write_site(wanted, site)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("at_once", [True, False], ids=["one step", "two steps"])
def test_a_build_killed_at_each_step_that_writes_leaves_a_whole_site(tmp_path, monkeypatch, at_once):
    if not at_once:  # as on a system that cannot exchange two folders in one step
        monkeypatch.setattr(trees, "_exchange_at_once", lambda _staged, _site: False)
    site = tmp_path / "site"
    old, new = outputs(a_html="one", b__c_html="one", e_html="same"), outputs(a_html="two", d_html="two", e_html="same")
    whole = [
        {"a.html": "one", "b/c.html": "one", "e.html": "same"},
        {"a.html": "two", "d.html": "two", "e.html": "same"},
    ]
    seen, missing, steps = [], 0, 0
    while True:
        write_site(old, site)
        killed = build_killed_at(steps, new, site)
        missing += not site.exists()
        seen.append(files_in(site) if site.exists() else None)
        write_site(new, site)
        assert files_in(site) == whole[1]
        assert_nothing_is_left(tmp_path)
        if not killed:
            break
        steps += 1
    assert steps >= 15
    assert missing == (0 if at_once else 1)  # between the two renames; the next build puts the new one there
    assert [files for files in seen if files is not None and files not in whole] == []
    assert whole[0] in seen
    assert whole[1] in seen[:-1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_takes_no_more_leaves_the_site_and_says_so(tmp_path):
    site = tmp_path / "site"
    write_site(outputs(a_html="one"), site)
    code = (
        "import resource,sys;from pathlib import Path;from decision_register.pages import Output;"
        "from decision_register.manifest import SiteFaultError;from decision_register.writer import write_site;"
        "resource.setrlimit(resource.RLIMIT_FSIZE,(9000,9000))\n"
        "s=Path(sys.argv[1])\n"
        "try: write_site(lambda _:[Output('a.html',b'two'),Output('b.html',b'x'*10000)],s)\n"
        "except SiteFaultError as fault: print(fault)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(site)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "the site there is as it was" in done.stdout
    assert files_in(site) == {"a.html": "one"}
    assert_nothing_is_left(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file where it is")
def test_a_file_of_the_site_that_is_held_open_does_no_harm(tmp_path):
    site = tmp_path / "site"
    write_site(outputs(a_html="one"), site)
    with (site / "a.html").open(encoding="utf-8") as held:
        write_site(outputs(a_html="two"), site)
        assert held.read() == "one"
    assert files_in(site) == {"a.html": "two"}


def said_by_a_guest(work):
    """What a piece of work says in a process without the rights of an administrator."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        try:
            said = work()
        except (SiteFaultError, OSError) as fault:
            said = str(fault)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as told:
        return told.read()


def build_as_a_guest(wanted, site):
    """Build in a process without the rights of an administrator; return what it said."""
    return said_by_a_guest(lambda: (write_site(wanted, site), "done")[1])


@pytest.fixture
def public_folder():
    """A folder that any user may reach and write to."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives rights in another way")
def test_a_folder_that_may_not_be_written_to_is_left_as_it_is(public_folder):
    site = public_folder / "site"
    build_as_a_guest(outputs(a_html="one"), site)
    public_folder.chmod(0o555)
    said = build_as_a_guest(outputs(a_html="two"), site)
    public_folder.chmod(0o777)
    assert said == f"The site could not be written to {site} (Permission denied); the site there is as it was."
    assert files_in(site) == {"a.html": "one"}
    assert build_as_a_guest(outputs(a_html="two"), site) == "done"
    assert files_in(site) == {"a.html": "two"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives rights in another way")
def test_a_notice_whose_documents_may_not_all_be_listed_is_listed_and_read_anew_each_time(public_folder):
    (public_folder / "a" / "closed").mkdir(parents=True)
    (public_folder / "a" / "closed").chmod(0o000)
    (public_folder / "a.md").write_text("---\n---\n")
    os.utime(public_folder / "a.md", (1, 1))
    time.sleep(2.1)
    stamps = said_by_a_guest(lambda: repr([listed.stamp for listed in list_notices(public_folder).notices]))
    assert stamps == "['']"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives rights in another way")
def test_a_site_marked_read_only_is_replaced_as_a_whole(public_folder):
    site = public_folder / "site"
    build_as_a_guest(outputs(a_html="one", b__c_html="one"), site)
    for path in (site / "b", site):
        path.chmod(0o555)
    assert build_as_a_guest(outputs(a_html="two"), site) == "done"
    assert build_as_a_guest(outputs(a_html="two"), site) == "done"
    assert files_in(site) == {"a.html": "two"}
    assert_nothing_is_left(public_folder)


def test_a_folder_that_is_a_file_is_left_alone(tmp_path):
    (tmp_path / "site").write_text("a letter")
    with pytest.raises(SiteFaultError):
        write_site(outputs(a_html="one"), tmp_path / "site")
    with pytest.raises(SiteFaultError):
        write_site(outputs(a_html="one"), tmp_path / "site" / "inner")
    assert (tmp_path / "site").read_text() == "a letter"
