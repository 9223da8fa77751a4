"""Sets up what the tests need beside Python packages, and runs them: Java, a browser, and the tools of `tests/tools`.

Used by `python build.py test` only. What a machine lacks is installed where that can be done without asking; where it
cannot, one sentence says what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tests" / "tools"
FAULT = 2
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_DEBIAN = {"java": ["default-jre-headless"], "npm": ["nodejs", "npm"], "chromium": ["chromium", "fonts-liberation"]}


class SetUpFaultError(Exception):
    """What the tests need and this machine does not offer; one plain sentence with the cure."""


def run_tests(arguments: Sequence[str]) -> int:
    """Set up the tools, run pytest with these arguments, and return its exit code (2 when the set-up fails)."""
    try:
        _need_a_checkout()
        _need("java", "-version")
        if not find_browser():
            _install_browser()
        _install_tools()
    except SetUpFaultError as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - the command speaks to people
        return FAULT
    workers = (
        []
        if any(argument.startswith(("-n", "-p", "--pdb")) for argument in arguments)
        else ["-n", "2", "--dist", "loadgroup"]
    )
    # The tests run the command a thousand times; where Python may keep nothing, each would compile it again.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "pytest", *workers, *arguments]
    return subprocess.run(command, cwd=ROOT, env=kept, check=False).returncode


def find_browser() -> str | None:
    """Return the path of a Chromium: the one named by CHROMIUM, one on the PATH, or the one Playwright installed.

    Raises SetUpFaultError when CHROMIUM names no program.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        if not shutil.which(named):
            fault = f"CHROMIUM names {named}, which is no program; correct it, or take it away, and try again."
            raise SetUpFaultError(fault)
        return named
    for browser in filter(None, map(shutil.which, _BROWSERS)):
        if _answers(browser, "--version"):
            return browser
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _need_a_checkout() -> None:
    """Make sure that the tests and pytest are here."""
    if not TOOLS.is_dir() or not find_spec("pytest"):
        fault = "The tests are run in a checkout of the register, by: python build.py test"
        raise SetUpFaultError(fault)


def _need(program: str, question: str) -> None:
    """Make sure a program is on the PATH and works: it answers this question."""
    if not _answers(program, question):
        _install_on_debian(program)
    if not _answers(program, question):
        packages = " ".join(_DEBIAN[program])
        fault = f"The tests need {program}; install it (on Debian or Ubuntu: apt-get install {packages}) and try again."
        raise SetUpFaultError(fault)


def _answers(program: str, question: str) -> bool:
    """Say whether a program is there and ends well when asked this; macOS and Ubuntu have some that only say no."""
    path = shutil.which(program)
    return bool(path and subprocess.run([path, question], capture_output=True, check=False).returncode == 0)


def _install_browser() -> None:
    """Install Chromium: from Debian where that is possible, else Playwright's own."""
    _install_on_debian("chromium")
    if find_browser():
        return
    _say("installing Chromium for the tests")
    with_libraries = ["--with-deps"] if _is_root() else []
    command = [sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if done.returncode != 0 or not find_browser():
        fault = "The tests need Chromium; install it, or set CHROMIUM to its path, and try again."
        raise SetUpFaultError(fault)


def _install_on_debian(program: str) -> None:
    """Install the packages of a program with apt, if this is Debian or of its family and we may."""
    if not shutil.which("apt-get") or not _is_root():
        return
    _say(f"installing {program} for the tests")
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-y", "--no-install-recommends", *_DEBIAN[program]]
    for task in (["update"], install):
        command = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", *task]
        subprocess.run(command, capture_output=True, env=surroundings, check=False)


def _install_tools() -> None:
    """Install the pinned tools into `tests/tools/node_modules`, unless they are there; a copy of the lock says so."""
    lock, copy = TOOLS / "package-lock.json", TOOLS / "node_modules" / "installed.json"
    if copy.exists() and copy.read_bytes() == lock.read_bytes():
        return
    _need("npm", "--version")
    _say("installing the checkers of pages")
    # A cache of its own, for npm makes a folder called ~ where it is told of no home.
    with tempfile.TemporaryDirectory() as cache:
        command = [str(shutil.which("npm")), "ci", "--silent", "--cache", cache]
        if subprocess.run(command, cwd=TOOLS, check=False).returncode != 0:
            fault = "The checkers of pages could not be installed; check the connection to the internet and try again."
            raise SetUpFaultError(fault)
    shutil.copyfile(lock, copy)


def _is_root() -> bool:
    """Say whether programs may be installed for the whole machine."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _say(what: str) -> None:
    """Say what takes time."""
    print(f"Setting up: {what} (once).", file=sys.stderr, flush=True)  # noqa: T201 - the command speaks to people
