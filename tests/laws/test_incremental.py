"""A second build does only what is needed, and gives what a clean build gives."""

from __future__ import annotations

import datetime
import gc
import gzip
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import pytest
from corpus import write_corpus
from jinja2 import Environment
from small_sites import ROOT, TODAY, files_of

from decision_register import checking, kept, pagefind, pipeline, progress, together
from decision_register.check import found_together
from decision_register.checking import check_register
from decision_register.folders import Folders
from decision_register.kept import KeptFaultError
from decision_register.manifest import SiteFaultError
from decision_register.outputs import exports, search
from decision_register.pagefind import Indexing, SearchFaultError
from decision_register.pages import Output
from decision_register.rendering import PageMaker
from decision_register.settings import read_settings
from decision_register.site_before import SiteBefore
from decision_register.work import Workers, WorkFaultError

COUNT = 130
OLD = time.time() - 3600


@pytest.fixture(scope="module")
def first_build(tmp_path_factory):
    work = tmp_path_factory.mktemp("corpus")
    write_corpus(COUNT, work)
    for file in work.rglob("*"):
        os.utime(file, (OLD, OLD))
    build(work)
    return work


@pytest.fixture
def office(first_build, tmp_path):
    """The corpus after its first build, long settled."""
    shutil.copytree(first_build, tmp_path / "office", copy_function=shutil.copy2)
    time.sleep(2.1)
    build(tmp_path / "office")  # a copy has other file numbers
    return tmp_path / "office"


def folders_of(work, site="site"):
    own = work / "templates"
    templates = own if own.exists() else ROOT / "templates"
    return Folders(work / "notices", work / site, templates, ROOT / "handbook", work / ".cache")


def build(work, jobs=1, site="site", day=TODAY, before=None):
    folders, settings = folders_of(work, site), read_settings(work / "register.toml", day)
    checked = check_register(folders, settings, Workers(jobs))
    if checked.blocked:
        return checked, None
    return checked, pipeline.build_site(checked, folders, settings, Workers(jobs), before=before)


def edit(work, number, old, new):
    (file,) = work.rglob(f"ex-{number:06}.md")
    rewrite(file, old, new)


def rewrite(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def forget(work):
    """Take away all that was kept but the handbook, which has nothing of the register in it."""
    for file in (work / ".cache").iterdir():
        if file.name == "search":
            shutil.rmtree(file)
        elif file.name != "handbook":
            file.unlink()


def clean(work):
    """The files that a build without anything kept of the register gives."""
    forget(work)
    build(work, site="clean")
    return files_of(work / "clean")


def test_nothing_changed_reads_makes_and_writes_nothing(office):
    before = {path: path.stat().st_mtime_ns for path in (office / "site").rglob("*")}
    checked, built = build(office)
    assert (checked.read, built.rendered, built.written.any_change) == (0, 0, False)
    assert {path: path.stat().st_mtime_ns for path in (office / "site").rglob("*")} == before


def test_a_changed_word_reads_one_notice_and_makes_the_pages_that_show_it(office):
    edit(office, 57, "Comments from the Treasurer\n\nThe sums", "Comments from the Treasurer\n\nAll sums")
    checked, built = build(office)
    assert checked.read == 1
    assert 1 <= built.rendered <= 15  # its page, its neighbours, and the lists it stands in
    assert files_of(office / "site") == clean(office)


def test_a_changed_title_reaches_every_page_that_names_it(office):
    edit(office, 57, "title: ", "title: Renamed, ")
    checked, built = build(office)
    assert checked.read == 1
    assert built.rendered < 30
    assert files_of(office / "site") == clean(office)


def test_data_that_another_process_writes_is_that_of_a_clean_build(office):
    edit(office, 57, "title: ", "title: Renamed, ")
    checked, built = build(office, jobs=2)
    assert checked.read == 1
    assert built.rendered < 30
    assert b"Renamed" in (office / "site" / "data" / "decisions.json").read_bytes()
    assert files_of(office / "site") == clean(office)


def test_what_was_seen_of_a_site_is_not_believed_once_another_build_has_changed_it(office):
    settings = read_settings(office / "register.toml", TODAY)
    with pipeline.look_at_site(folders_of(office), settings, Workers(1)) as before:
        look = before.found(office / "site")
        assert not look.touched
        edit(office, 57, "title: ", "title: Renamed, ")
        build(office)
        edit(office, 57, "title: Renamed, ", "title: ")
        build(office, before=SiteBefore(before.pages, lambda: look))
    assert files_of(office / "site") == clean(office)


def test_a_file_that_others_put_into_a_site_after_a_look_stays(office):
    settings = read_settings(office / "register.toml", TODAY)
    (office / "site" / "CNAME").write_text("old.example")
    time.sleep(0.2)  # of a folder that has just changed a look is not believed
    with pipeline.look_at_site(folders_of(office), settings, Workers(1)) as before:
        look = before.found(office / "site")
        (office / "new").write_text("new.example")
        (office / "new").replace(office / "site" / "CNAME")
        (office / "site" / "year" / "notes.txt").write_text("of others")
        for number in (57, 58):
            edit(office, number, "title: ", "title: Renamed, ")
            build(office, before=SiteBefore(before.pages, lambda: look))
            assert (office / "site" / "CNAME").read_text() == "new.example"
            assert (office / "site" / "year" / "notes.txt").read_text() == "of others"


def test_open_data_that_were_changed_by_hand_after_a_look_are_not_taken_over(office):
    settings = read_settings(office / "register.toml", TODAY)
    time.sleep(0.2)  # of a folder that has just changed a look is not believed
    with pipeline.look_at_site(folders_of(office), settings, Workers(1)) as before:
        look = before.found(office / "site")
        data = office / "site" / "data" / "decisions.json"
        data.write_bytes(data.read_bytes().replace(b"Commissioner", b"Nobody", 40))
        edit(office, 57, "title: ", "title: Renamed, ")
        build(office, before=SiteBefore(before.pages, lambda: look))
    assert files_of(office / "site") == clean(office)


def test_a_look_that_was_ended_from_outside_is_taken_again(office):
    settings = read_settings(office / "register.toml", TODAY)
    edit(office, 57, "title: ", "title: Renamed, ")

    def lost():
        raise WorkFaultError

    with pipeline.look_at_site(folders_of(office), settings, Workers(1)) as before:
        build(office, before=SiteBefore(before.pages, lost))
    assert files_of(office / "site") == clean(office)


def test_what_was_seen_of_a_site_is_used_if_nothing_has_changed_it(office):
    settings = read_settings(office / "register.toml", TODAY)
    page = office / "site" / "decisions" / "ex-000057" / "index.html"
    page.unlink()
    edit(office, 58, "title: ", "title: Renamed, ")
    with pipeline.look_at_site(folders_of(office), settings, Workers(2)) as before:
        look = before.begun()
        assert look.touched == {"decisions/ex-000057/index.html"}
        build(office, before=SiteBefore(before.pages, lambda: look))
    assert files_of(office / "site") == clean(office)


def test_notices_are_checked_together_again_only_when_one_is_called_otherwise(office, monkeypatch):
    asked = []
    monkeypatch.setattr(together, "found_together", lambda *given: (asked.append(given), found_together(*given))[1])
    edit(office, 57, "title: ", "title: Renamed, ")
    checked, _ = build(office)
    assert (asked, checked.findings) == ([], ())
    edit(office, 57, "title: ", "also_known_as: [EX-000056]\ntitle: ")
    checked, _ = build(office)
    assert len(asked) == 1
    assert [finding.code for finding in checked.findings] == ["DN501"]
    assert build(office)[0].findings == checked.findings
    assert len(asked) == 1
    edit(office, 57, "also_known_as: [EX-000056]\n", "")
    assert build(office)[0].findings == ()
    assert len(asked) == 2


def test_a_name_that_only_moves_to_another_line_is_not_checked_again(office, monkeypatch):
    edit(office, 57, "Bids came", "See EX-000056.\n\nBids came")
    assert build(office)[0].findings == ()
    monkeypatch.setattr(together, "found_together", None)
    edit(office, 57, "title: ", "\n\ntitle: ")
    assert build(office)[0].findings == ()


@pytest.mark.parametrize(
    ("named", "named_before", "moved", "told"),
    [
        ("See EX-999999.\n\nBids came", "Bids came", 57, "DN506"),
        ("also_known_as: [EX-000056]\ntitle: ", "title: ", 57, "DN501"),
        ("also_known_as: [EX-000056]\ntitle: ", "title: ", 56, "DN501"),
        ("related: [EX-999999]\ntitle: ", "title: ", 57, "DN503"),
        ("supersedes: [EX-000057]\ntitle: ", "title: ", 57, "DN504"),
    ],
)
def test_what_is_found_together_is_told_where_it_stands_now(office, named, named_before, moved, told):
    edit(office, 57, named_before, named)
    before = build(office)[0].findings
    assert told in {finding.code for finding in before}
    edit(office, moved, "---\n", "---\n\n\n")
    after = build(office)[0].findings
    assert after != before
    forget(office)
    assert after == build(office)[0].findings


def test_what_is_found_in_one_notice_is_told_though_all_are_called_as_they_were(office):
    edit(office, 57, "status: non-confidential", "status: secret")
    codes = [finding.code for finding in build(office)[0].findings]
    assert codes
    edit(office, 57, "status: secret", "status: non-confidential")
    assert build(office)[0].findings == ()


def test_what_an_author_accepts_is_accepted_though_all_are_called_as_they_were(office, monkeypatch):
    accepted = "allow:\n  - rule: personal-contact\n    value: a@example.com\n    reason: A public address.\ntitle: "
    edit(office, 57, "title: ", accepted)
    assert [finding.name for finding in build(office)[0].findings] == ["unused-allow"]
    monkeypatch.setattr(together, "found_together", None)
    edit(office, 57, "Bids came", "Write to a@example.com. Bids came")
    assert build(office)[0].findings == ()
    edit(office, 57, "to a@example.com.", "to b@example.com.")
    assert {finding.name for finding in build(office)[0].findings} == {"unused-allow", "personal-contact"}


def test_a_check_unpacks_no_notice(office):
    folders, settings = folders_of(office), read_settings(office / "register.toml", TODAY)
    unpacked = []
    checked = check_register(folders, settings, unpacked=lambda packed: unpacked.append(packed) or {})
    assert (checked.read, checked.findings, unpacked) == (0, (), [])
    assert list(checked.notices) == []
    assert unpacked


def test_a_template_is_compiled_again_only_once_it_says_something_else(office, monkeypatch):
    compiled = []
    compile_now = Environment.compile

    def told(environment, source, name=None, *rest, **named):
        compiled.append(name)
        return compile_now(environment, source, name, *rest, **named)

    monkeypatch.setattr(Environment, "compile", told)
    templates = shutil.copytree(ROOT / "templates", office / "templates")
    rewrite(templates / "base.html", "<body", '<body data-seen="1"')
    build(office)
    assert {"base.html", "pages/notice.html", "pages/list.html"} <= set(compiled)
    compiled.clear()
    edit(office, 57, "title: ", "title: Renamed, ")
    build(office)
    assert compiled == []
    rewrite(templates / "pages" / "list.html", "<h1", '<h1 data-seen="2"')
    build(office)
    assert compiled == ["pages/list.html"]
    page = (office / "site" / "decisions" / "index.html").read_text(encoding="utf-8")
    assert 'data-seen="1"' in page
    assert 'data-seen="2"' in page


def test_the_open_data_are_copied_in_runs_of_lines_around_what_has_changed(office, monkeypatch):
    monkeypatch.setattr(exports, "_AT_ONCE", 700)  # less than a line
    for number in (1, 30, 31, 57):
        edit(office, number, "title: ", "title: Renamed, ")
    texts = {file: file.read_text(encoding="utf-8") for file in sorted(office.rglob("ex-*.md"))}
    named = " ".join(text.partition("title: ")[2] for text in texts.values())
    for unnamed in [file for file in texts if file.stem.upper() not in named][10:13]:
        unnamed.unlink()
        shutil.rmtree(unnamed.with_suffix(""), ignore_errors=True)
    assert not build(office)[0].blocked
    assert files_of(office / "site") == clean(office)


def cut_small(monkeypatch):
    """Cut the index of the corpus into many shards, as that of a long register is."""
    for most in ("SHARD", "OLD_SHARD", "INDEX", "TOGETHER"):
        monkeypatch.setattr(search, most, 20)


def told_of_the_index(monkeypatch):
    """What is told, in order, when an index is begun, when pages are looked at, and when an index is waited for."""
    told = []

    def telling(kind, name):
        work = getattr(kind, name)

        def tell(self, *given):
            told.append(f"{kind.__name__}.{name}".removesuffix(".__init__"))
            return work(self, *given)

        monkeypatch.setattr(kind, name, tell)

    telling(Indexing, "__init__")
    telling(PageMaker, "outdated")
    telling(Indexing, "files")
    return told


def test_an_edit_is_indexed_while_pages_are_made_and_only_its_shard(office, monkeypatch):
    cut_small(monkeypatch)
    build(office)
    edit(office, 57, "Comments from the Treasurer\n\nThe sums", "Comments from the Treasurer\n\nAll sums")
    told = told_of_the_index(monkeypatch)
    build(office)
    assert told == ["Indexing", "PageMaker.outdated", "Indexing.files"]
    assert files_of(office / "site") == clean(office)


def test_many_shards_wait_until_the_pages_are_made(office, monkeypatch):
    cut_small(monkeypatch)
    told = told_of_the_index(monkeypatch)
    build(office)
    assert told[0] == "PageMaker.outdated"
    assert told.count("Indexing") == told.count("Indexing.files") > search.AT_ONCE


def test_a_build_that_ends_early_leaves_no_program_and_no_folder_behind(office, monkeypatch):
    cut_small(monkeypatch)
    build(office)
    before = files_of(office / "site")
    edit(office, 57, "Comments from the Treasurer\n\nThe sums", "Comments from the Treasurer\n\nAll sums")
    begun = []
    leave = Indexing.__exit__
    monkeypatch.setattr(Indexing, "__exit__", lambda self, *how: (begun.append(self), leave(self, *how))[1])
    monkeypatch.setattr(pipeline, "seal_register", lambda *_: 1 / 0)
    slow = [sys.executable, "-c", "import sys; sys.stdin.buffer.read()"]  # until it is stopped
    at_work = SimpleNamespace(PIPE=subprocess.PIPE, Popen=lambda _, **how: subprocess.Popen(slow, **how))
    monkeypatch.setattr(pagefind, "subprocess", at_work)  # Pagefind itself may end before it is stopped
    with pytest.raises(ZeroDivisionError):
        build(office)
    gc.collect()  # what is left of the generators that were broken off
    assert [one._process.poll() is not None for one in begun] == [True]
    assert not Path(begun[0]._scratch.name).exists()
    assert not list((office / ".cache" / "search").glob("making-*"))
    assert files_of(office / "site") == before


def test_a_shard_that_another_build_may_use_stays_for_an_hour(office):
    shards = office / ".cache" / "search"
    before = {*shards.iterdir()}
    edit(office, 57, "title: ", "title: Renamed, ")
    build(office)
    assert before < {*shards.iterdir()}
    for file in before:
        os.utime(file, (OLD - 1, OLD - 1))
    edit(office, 58, "title: ", "title: Renamed, ")
    build(office)
    assert len(before - {*shards.iterdir()}) == 2  # the shard that was edited, and the list of its index's files
    assert len(before - {*shards.iterdir()}) < len(before)


DAMAGES = {
    "cut off": lambda kept: kept[:5000],
    "one bit": lambda kept: kept[:9000] + bytes([kept[9000] ^ 1]) + kept[9001:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_shards_that_were_damaged_are_told_once_and_made_anew(office, monkeypatch, damage):
    monkeypatch.setattr(search, "SHARD", 20)
    monkeypatch.setattr(search, "OLD_SHARD", 20)
    build(office)
    for file in (office / ".cache" / "search").iterdir():
        if file.suffix != ".json":
            file.write_bytes(DAMAGES[damage](file.read_bytes()))
    before = files_of(office / "site")
    edit(office, 57, "title: ", "title: Renamed, ")  # the other shards are read to be joined with the one of this
    with pytest.raises(SearchFaultError, match="was lost or damaged; build again"):
        build(office)
    assert files_of(office / "site") == before
    build(office)
    assert files_of(office / "site") == clean(office)


def test_a_folder_where_nothing_can_be_kept_is_named(office):
    shutil.rmtree(office / ".cache" / "search")
    (office / ".cache" / "search").write_text("a file", encoding="utf-8")
    edit(office, 57, "title: ", "title: Renamed, ")
    with pytest.raises(SearchFaultError, match=r"could not be kept in .*search \(.+\); delete that folder"):
        build(office)


def test_a_topic_that_is_spelt_otherwise_in_the_settings_narrows_to_the_same_decisions(office):
    file = office / "register.toml"
    text = file.read_text(encoding="utf-8")
    assert 'name = "Commissioned services"' in text
    file.write_text(text.replace("Commissioned services", "COMMISSIONED Services"), encoding="utf-8")
    build(office)
    assert files_of(office / "site") == clean(office)


@pytest.mark.parametrize("content", [b"", b"null", b"[1, 2]"])
def test_a_list_of_an_index_that_was_damaged_is_made_anew(office, content):
    for file in (office / ".cache" / "search").glob("*.json"):
        file.write_bytes(content)
    edit(office, 3, "title: ", "title: Renamed, ")
    build(office)
    assert files_of(office / "site") == clean(office)


def test_a_new_notice_becomes_a_link_where_it_was_cited(office):
    edit(office, 3, "Comments from the Treasurer\n\n", f"Comments from the Treasurer\n\nSee EX-{COUNT:06}. ")
    (last,) = office.rglob(f"ex-{COUNT:06}.md")
    kept = last.read_bytes()
    shutil.rmtree(last.with_suffix(""), ignore_errors=True)
    last.unlink()
    build(office)
    page = office / "site" / "decisions" / "ex-000003" / "index.html"
    assert f'ex-{COUNT:06}/index.html">EX' not in page.read_text(encoding="utf-8")
    last.write_bytes(
        kept.replace(b"documents:\n  - file: appendix-a.csv\n    title: Appendix A, figures by place\n", b"")
    )
    edit(office, COUNT, "[Appendix A](appendix-a.csv) gives the figures by place.", "None.")
    build(office)
    assert f'ex-{COUNT:06}/index.html">EX' in page.read_text(encoding="utf-8")
    assert files_of(office / "site") == clean(office)


def test_a_notice_taken_away_leaves_nothing(office):
    (file,) = office.rglob("ex-000129.md")
    file.unlink()
    build(office)
    assert files_of(office / "site") == clean(office)


def test_a_new_document_is_seen_although_the_notice_is_the_same(office):
    (document,) = (path for path in office.rglob("ex-000050/appendix-a.csv") if "notices" in path.parts)
    document.write_text("Place,People\nAshford,7\n", encoding="utf-8")
    checked, _built = build(office)
    assert checked.read == 1
    assert (office / "site" / "decisions" / "ex-000050" / "appendix-a.csv").read_text(encoding="utf-8").endswith("7\n")


def test_a_mistake_is_found_again_in_a_build_that_reads_nothing(office):
    edit(office, 57, "status: non-confidential", "status: secret")
    for file in office.rglob("ex-000057.md"):
        os.utime(file, (OLD, OLD))
    time.sleep(2.1)
    first, _ = build(office)
    second, _ = build(office)
    assert (first.read, second.read) == (1, 0)
    assert first.findings == second.findings != ()


def test_changed_settings_read_everything_anew(office):
    file = office / "register.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("notices_per_page = 50", "notices_per_page = 20"), encoding="utf-8"
    )
    checked, _built = build(office)
    assert checked.read == COUNT
    assert files_of(office / "site") == clean(office)


def test_another_day_reads_only_what_it_may_change(office):
    edit(office, 57, "decision_date:", "withdrawn:\n  date: 2026-12-05\n  reason: The law was changed.\ndecision_date:")
    for file in office.rglob("ex-000057.md"):
        os.utime(file, (OLD, OLD))
    time.sleep(2.1)
    named = (datetime.date(2026, 12, 5) - TODAY).days
    days = [TODAY + datetime.timedelta(days=later) for later in (0, 1, named - 1, named, named + 1, named + 2)]
    read, names = [], []
    for day in days:
        checked, _built = build(office, day=day)
        read.append(checked.read)
        names.append([finding.name for finding in checked.findings])
    assert read == [1, 0, 0, 1, 1, 0]
    for day, found in zip(days, names, strict=True):
        forget(office)
        checked, _built = build(office, day=day)
        assert found == [finding.name for finding in checked.findings]
    assert ["date-in-the-future"] in names
    assert names[-1] == []


def test_what_was_read_before_a_check_was_broken_off_is_not_read_again(office, monkeypatch):
    forget(office)
    monkeypatch.setattr(checking, "_KEPT_AT_ONCE", 20)

    def until_stopped(_, things, count):
        yield from islice(things, 100)
        raise KeyboardInterrupt(count)

    folders, settings = folders_of(office), read_settings(office / "register.toml", TODAY)
    with pytest.raises(KeyboardInterrupt):
        check_register(folders, settings, over=until_stopped)
    assert check_register(folders, settings).read == COUNT - 100


def test_rows_that_were_damaged_are_made_again(office):
    for file in (office / ".cache").glob("kept-*.sqlite"):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE shelves SET readings = substr(readings, 1, 100)")
            connection.execute("UPDATE templates SET compiled = substr(compiled, 1, 40)")
    edit(office, 57, "title: ", "title: Renamed, ")
    checked, _ = build(office)
    assert checked.read == COUNT
    assert build(office)[0].read <= 1  # the one that was edited a moment ago
    assert files_of(office / "site") == clean(office)


@pytest.mark.parametrize("kind", [0, 1, 2], ids=["names", "outlines", "notices"])
def test_a_word_that_was_damaged_in_what_is_kept_is_not_published(office, kind):
    for file in (office / ".cache").glob("kept-*.sqlite"):
        with closing(sqlite3.connect(file)) as connection, connection:
            shelves = connection.execute("SELECT names, outlines, notices FROM shelves").fetchall()
            of_kind = {digests[kind] for digests in shelves}
            packs = connection.execute("SELECT digest, packed FROM packs").fetchall()
            ((digest, packed),) = [pack for pack in packs if pack[0] in of_kind and b"EX-000058" in pack[1]]
            damaged = packed.replace(b"EX-000058", b"EX-900058")
            connection.execute("UPDATE packs SET packed = ? WHERE digest = ?", (damaged, digest))
    before = files_of(office / "site")
    edit(office, 58, "title: ", "title: Renamed, ")
    with pytest.raises(KeptFaultError, match="run the command again"):
        build(office)
    assert files_of(office / "site") == before
    checked, _ = build(office)
    assert checked.read == COUNT
    assert files_of(office / "site") == clean(office)


def test_no_site_is_built_of_fewer_notices_than_were_checked(office):
    folders, settings = folders_of(office), read_settings(office / "register.toml", TODAY)
    checked = check_register(folders, settings)
    before = files_of(office / "site")
    with pytest.raises(SiteFaultError, match=f"Only {COUNT - 1} of {COUNT} notices"):
        pipeline.build_site(replace(checked, notices=tuple(checked.notices)[1:]), folders, settings)
    assert files_of(office / "site") == before


def test_packs_that_no_shelf_has_are_kept_for_a_while(office):
    there = kept.Kept(office / "other", read_settings(office / "register.toml", TODAY))
    for number in range(60):
        there.keep_shelf(3, b"readings", b"names", b"outlines %d" % number, b"notices %d" % number)
        there.forget_packs()
        assert list(there.shelves()) == [
            (3, b"readings", *map(digest_of, ("names", f"outlines {number}", f"notices {number}")))
        ]
    assert there.pack(digest_of("names")) == b"names"
    assert there.pack(digest_of("notices 58")) == b"notices 58"
    with pytest.raises(KeptFaultError, match="run the command again"):
        there.pack(digest_of("notices 5"))
    assert list(there.shelves()) == []


def digest_of(words):
    return hashlib.sha256(words.encode()).hexdigest()


def test_a_build_that_ends_early_ends_what_is_made_beside_it_first(office, monkeypatch):
    edit(office, 57, "title: ", "title: Renamed, ")

    def slowly(*_):
        time.sleep(2)
        yield Output("assets/site.css", b"late")

    monkeypatch.setattr(pipeline, "copy_assets", slowly)
    monkeypatch.setattr(pipeline, "seal_register", lambda *_: Output("INDEX.html", b""))
    with pytest.raises(SiteFaultError) as held:  # as a command holds it while it tells of it
        build(office, jobs=2)
    time.sleep(2.5)
    assert "Two pages" in str(held.value)
    assert not (office / ".site-mirror").exists()


def test_what_is_kept_may_be_spoilt(office):
    for file in (office / ".cache").glob("*.sqlite"):
        file.write_bytes(b"not a database at all" * 100)
    checked, _built = build(office)
    assert checked.read == COUNT


def test_where_nothing_can_be_kept_the_site_is_the_same(office):
    wanted = clean(office)
    forget(office)
    kept.Kept(office / ".cache", read_settings(office / "register.toml", TODAY))
    (file,) = (office / ".cache").glob("kept-*.sqlite")
    file.unlink()
    file.mkdir()  # a folder is where the file would be
    build(office, jobs=2, site="site")
    assert files_of(office / "site") == wanted


def test_a_page_changed_by_hand_is_put_right(office):
    page = office / "site" / "decisions" / "ex-000003" / "index.html"
    page.write_text("changed", encoding="utf-8")
    build(office)
    assert files_of(office / "site") == clean(office)


def test_one_process_and_four_give_the_same(office):
    one = clean(office)
    forget(office)
    build(office, jobs=4, site="four")
    assert files_of(office / "four") == one


def test_a_list_of_fifty_and_its_stylesheet_fit_into_14_kilobytes(first_build):
    site = first_build / "site"
    style = len(gzip.compress((site / "assets" / "site.css").read_bytes()))
    pages = [site / "decisions" / "index.html", *(site / "decisions").glob("ex-*/index.html")]
    assert max(len(gzip.compress(page.read_bytes())) for page in pages) + style < 14_336


def test_progress_is_a_line_now_and_then_where_there_is_no_terminal(capsys, monkeypatch):
    monkeypatch.setattr(progress, "EVERY", 0)
    tell = progress.teller()
    assert list(tell("Reading notices", iter(range(600)), 600)) == list(range(600))
    assert "Reading notices: 600 of 600" in capsys.readouterr().err
    assert list(tell("Reading notices", iter(range(6)), 6)) == list(range(6))
    assert list(progress.silently("Reading notices", iter(range(600)), 600)) == list(range(600))
    assert capsys.readouterr().err == ""
