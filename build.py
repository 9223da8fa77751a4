#!/usr/bin/env python3
"""The one command of the register: `python build.py` checks every notice and writes the site.

It runs in the Python that started it, if the packages it needs are there. On a fresh machine it first makes `.venv`
beside itself, puts the pinned packages into it, and goes on there. It uses the standard library only, and is written
so that an old Python can read as far as the sentence that says it is too old.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

if sys.version_info < (3, 11):
    sys.stderr.write(
        "This needs Python 3.11 or later, and was run by %d.%d; run it by a newer one.\n" % sys.version_info[:2]
    )
    sys.exit(2)

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PACKAGES = {  # each list of requirements, and the names by which Python knows what it brings
    "requirements.txt": "cbor2 frontmatter jinja2 lxml mammoth markdown mkdocs nh3 openpyxl pagefind_bin pypdf yaml",
    "requirements-test.txt": "PIL distributed docx hypothesis jsonschema mypy playwright pytest ruff xdist",
}


def main() -> None:
    """Run the command here or in `.venv`, whichever has the packages; make `.venv` if neither has."""
    needed = list(PACKAGES) if sys.argv[1:2] == ["test"] else ["requirements.txt"]
    inside = Path(sys.prefix).resolve() == ENVIRONMENT
    if all(find_spec(package) for name in needed for package in PACKAGES[name].split()):
        from decision_register.cli import main as run_command

        sys.exit(run_command(prog_name="build.py"))
    if not is_installed(needed):
        set_up(needed, keep=inside)
    elif inside:
        stop("Packages are missing from .venv; delete that folder and run the command again.")
    command = [str(PYTHON), *sys.orig_argv[1:]]
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    import subprocess

    sys.exit(subprocess.call(command))


def is_installed(names: list[str]) -> bool:
    """Say whether `.venv` holds all that these lists ask for; a copy of each list in it says so."""
    copies = [(ENVIRONMENT / name, ROOT / name) for name in names]
    return PYTHON.exists() and all(old.exists() and old.read_bytes() == new.read_bytes() for old, new in copies)


def set_up(names: list[str], *, keep: bool) -> None:
    """Bring `.venv` up to these lists of requirements, or stop with a sentence that says why not.

    A `.venv` whose making was cut short holds no copy of a list, and is made afresh unless it is to be kept.
    """
    import sqlite3
    import subprocess
    import venv
    from contextlib import closing
    from shutil import copyfile, which

    if not which("uv") and not find_spec("ensurepip"):
        stop("This Python cannot make a virtual environment; on Debian or Ubuntu, install the package python3-venv.")
    print("Setting up: putting the packages this needs into .venv (once, about a minute).", file=sys.stderr, flush=True)
    try:
        # An SQLite file is a lock that works on every system, and that opens by itself when its holder is killed.
        with closing(sqlite3.connect(ROOT / ".venv.lock", timeout=1800, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            if not is_installed(names):
                if not PYTHON.exists() or not (keep or any((ENVIRONMENT / name).exists() for name in PACKAGES)):
                    venv.create(ENVIRONMENT, clear=True, symlinks=os.name != "nt", with_pip=not which("uv"))
                for name in PACKAGES:
                    (ENVIRONMENT / name).unlink(missing_ok=True)
                for name in names:
                    install(name, with_uv=bool(which("uv")))
                for name in names:
                    copyfile(ROOT / name, ENVIRONMENT / name)
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as fault:
        stop(f"The folder .venv could not be made ({fault}); see that this folder can be written to, then try again.")


def install(name: str, *, with_uv: bool) -> None:
    """Install a list of requirements, each file checked against its hash, or stop with the installer's reason."""
    import subprocess

    by_uv = ["uv", "pip", "install", "--python", str(PYTHON)]
    by_pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command = [*(by_uv if with_uv else by_pip), "--quiet", "--require-hashes", "--requirement", str(ROOT / name)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        stop(f"The packages could not be installed ({reason}); check the connection to the internet, then try again.")


def stop(sentence: str) -> None:
    """End with a sentence to the reader, and the exit code for a fault of set-up."""
    print(sentence, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
