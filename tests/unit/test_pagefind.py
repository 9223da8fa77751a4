"""The program that makes the search index is run so that it makes the same everywhere, and says why when it cannot."""

from __future__ import annotations

import json
import stat
import sys

import pytest
from pagefind_files import decoded, lists_of

from decision_register.pagefind import SearchFaultError, index_pages

NAMES = ["b", "d", "a", "c"]


def pages_of(names):
    return [(f"decisions/{name}/index.html", f'<html lang="en"><body><p>Decision {name}</p>') for name in names]


def address_of(files, page):
    return json.loads(decoded(files[f"fragment/{page}.pf_fragment"]))["url"]


@pytest.mark.parametrize("names", [NAMES, NAMES[::-1], sorted(NAMES), [str(number) for number in range(90)]])
def test_pages_stand_in_the_order_in_which_they_are_given(names):
    """The order in which a file system lists a folder is another one on another machine."""
    files = index_pages(pages_of(names))
    assert [address_of(files, page) for page, _ in lists_of(files)[1]] == [f"/decisions/{name}/" for name in names]


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("raise SystemExit('no more memory')", "no more memory"),
        ("import os; os._exit(0)", "it ended too early"),
        ("import sys; sys.stdin.buffer.read(1); print('aGVsbG8=,', end='')", "it ended too early"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="a program that is a text needs a line that Windows does not read")
def test_a_program_that_fails_is_told_with_its_last_words(tmp_path, monkeypatch, program, why):
    file = tmp_path / "program"
    file.write_text(f"#!{sys.executable}\n{program}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(file))
    with pytest.raises(SearchFaultError, match=why):
        index_pages(pages_of(NAMES))


def test_what_the_program_refuses_is_told():
    with pytest.raises(SearchFaultError, match="could not make the search index"):
        index_pages([("decisions/1/index.html", None)])
