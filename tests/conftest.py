"""Runs the quick tests first, whatever their names; and what tests of every kind begin with."""

from __future__ import annotations

import os
import shutil

import pytest
from offices import NOTICE, Office, run

ORDER = ("unit", "rules", "authors", "laws", "browser")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: next((n for n, part in enumerate(ORDER) if f"/{part}/" in item.path.as_posix()), 9))


@pytest.fixture(scope="session")
def handbooks(tmp_path_factory):
    """The finished handbooks of a site and of a review, as a build keeps them."""
    first = Office(tmp_path_factory.mktemp("first"))
    first.save(NOTICE, "2024-05-20")
    first.build()
    done = run(first.folder, "review", "--base", "main")
    assert done.returncode == 0, done.stderr
    return first.folder / ".cache" / "handbook"


@pytest.fixture
def with_handbooks(tmp_path, handbooks):
    """A folder that keeps finished handbooks, so that an office in it need not make its own."""
    shutil.copytree(handbooks, tmp_path / ".cache" / "handbook", copy_function=os.link)
    return tmp_path
