"""What tests on real offices share: git as somebody's, the command as people run it, and one faultless notice."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys

from small_sites import ROOT, SITES, TODAY

NOTICE = (SITES / "one-notice" / "notices" / "2024" / "ex-0001.md").read_text(encoding="utf-8")
IDENTITY = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]


def git(folder, *arguments, when=None):
    """What git prints; `when` is the time that it takes for now."""
    times = {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when} if when else {}
    command = ["git", *IDENTITY, *arguments]
    environment = {**os.environ, **times}
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8", env=environment)
    return done.stdout


def run(folder, *arguments, **environment):
    """What became of `python build.py` in a folder, on the day of all tests."""
    today = datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC)
    said = {"PYTHONIOENCODING": "utf-8", "SOURCE_DATE_EPOCH": f"{today.timestamp():.0f}", **environment}
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **said},
    )
