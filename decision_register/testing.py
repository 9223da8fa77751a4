"""Sets up what the tests need beside Python packages, and runs them: a browser, and the tools of `tests/tools`.

Used by `python build.py test` only. What a machine lacks is installed where that is possible without asking.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tests" / "tools"
FAULT = 2
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_DEBIAN = {"java": ["default-jre-headless"], "npm": ["nodejs", "npm"], "chromium": ["chromium", "fonts-liberation"]}


class SetUpFaultError(Exception):
    """What the tests need and this machine does not offer; one plain sentence with the cure."""


def find_browser() -> str | None:
    """Return the path of a Chromium: the one named by CHROMIUM, one on the PATH, or the one Playwright installed."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if named:
        return named
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def run_tests(arguments: Sequence[str]) -> int:
    """Set up the tools, run pytest with these arguments, and return its exit code (2 when the set-up fails)."""
    try:
        _need("java")
        _need("npm")
        if not find_browser():
            _install_browser()
        _install_tools()
    except SetUpFaultError as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - the command speaks to people
        return FAULT
    workers = [] if any(argument.startswith(("-n", "--pdb", "-p")) for argument in arguments) else ["-n", "2"]
    return subprocess.run([sys.executable, "-m", "pytest", *workers, *arguments], cwd=ROOT, check=False).returncode


def _need(program: str) -> None:
    """Make sure a program is on the PATH."""
    if not shutil.which(program) and not (_install_on_debian(program) and shutil.which(program)):
        fault = f"The tests need {program}, which is not on this machine; install it and run the command again."
        raise SetUpFaultError(fault)


def _install_browser() -> None:
    """Install Chromium: from Debian where that is possible, else Playwright's own."""
    if _install_on_debian("chromium") and find_browser():
        return
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if done.returncode != 0 or not find_browser():
        fault = "The tests need Chromium; install it, or set CHROMIUM to its path, and run the command again."
        raise SetUpFaultError(fault)


def _install_on_debian(program: str) -> bool:
    """Install the packages of a program with apt, if this is Debian and we may; say whether it was done."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    print(f"Setting up: installing {program} (once).", flush=True)  # noqa: T201 - the command speaks to people
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *_DEBIAN[program]]
    return bool(subprocess.run(install, check=False, **quiet).returncode == 0)  # type: ignore[call-overload]


def _install_tools() -> None:
    """Install the pinned tools into `tests/tools/node_modules`, unless they are there."""
    lock, installed = TOOLS / "package-lock.json", TOOLS / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    command = [str(shutil.which("npm")), "ci", "--silent"]
    if subprocess.run(command, cwd=TOOLS, check=False).returncode != 0:
        fault = "The tools of the tests could not be installed; check the connection to the internet and try again."
        raise SetUpFaultError(fault)
