"""An office whose authors write their second notice."""

from __future__ import annotations

import shutil

import pytest
from offices import NOTICE
from small_sites import SITES


@pytest.fixture
def office(with_handbooks):
    tmp_path = with_handbooks
    file = tmp_path / "notices" / "2024" / "ex-0001.md"
    file.parent.mkdir(parents=True)
    file.write_text(NOTICE, encoding="utf-8")
    shutil.copy(SITES / "register.toml", tmp_path)
    return tmp_path
