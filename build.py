#!/usr/bin/env python3
"""The one command of the register: checks the notices and writes the site.

On a fresh machine it first makes a folder `.venv` and puts the packages it needs into it. Needs Python 3.11 or later.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
ENVIRONMENT = os.path.join(HERE, ".venv")
OLDEST = (3, 11)
FAULT = 2


def requirements(arguments):
    """Return the file of pinned packages that this command needs."""
    tests = "test" in arguments[:1]
    return os.path.join(HERE, "requirements-test.txt" if tests else "requirements.txt")


def has_packages(arguments):
    """Say whether the running Python can import what the command needs."""
    needed = ["click", "jinja2", "markdown", "frontmatter", "mkdocs", "pagefind_bin", "pypdf", "yaml"]
    needed += ["pytest", "playwright", "hypothesis", "lxml", "ruff", "mypy"] if "test" in arguments[:1] else []
    return all(importlib.util.find_spec(name) for name in needed)


def own_python():
    """Return the Python inside `.venv`."""
    inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(ENVIRONMENT, *inside)


def stamp_of(file):
    """Return the file in `.venv` that says these very requirements are installed there."""
    with open(file, "rb") as stream:
        digest = hashlib.sha256(stream.read()).hexdigest()
    return os.path.join(ENVIRONMENT, os.path.basename(file) + "." + digest[:16])


def install(file):
    """Put the pinned packages into `.venv`, checked against their hashes."""
    print("Setting up: installing the packages listed in %s into .venv (once)." % os.path.basename(file), flush=True)
    # A folder of another Python, or one whose making was cut short, is made afresh.
    if not (os.path.isfile(own_python()) and runs([own_python(), "-c", "import pip"])):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        venv.create(ENVIRONMENT, with_pip=True)
    if shutil.which("uv"):
        command = ["uv", "pip", "install", "--quiet", "--python", own_python()]
    else:
        command = [own_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*command, "--require-hashes", "-r", file], check=True)
    with open(stamp_of(file), "w", encoding="utf-8") as stream:
        stream.write("installed\n")


def runs(command):
    """Say whether a command ends well; what it prints is not shown."""
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def main():
    """Run the command in a Python that has the packages, and return its exit code."""
    if sys.version_info < OLDEST:
        print("This needs Python 3.11 or later; this is Python %d.%d. Install a newer one." % sys.version_info[:2])
        return FAULT
    arguments = sys.argv[1:]
    sys.path.insert(0, HERE)
    if has_packages(arguments):
        from decision_register.cli import main as run  # the packages are there only now

        return run(prog_name="build.py")
    file = requirements(arguments)
    inside = os.path.realpath(sys.prefix) == os.path.realpath(ENVIRONMENT)
    if inside and os.path.isfile(stamp_of(file)):
        print("The folder .venv is damaged; delete it and run the command again.", file=sys.stderr)
        return FAULT
    if not os.path.isfile(stamp_of(file)):
        try:
            install(file)
        except (OSError, subprocess.CalledProcessError) as error:
            print("The packages could not be installed (%s)." % error, file=sys.stderr)
            print("Check the connection to the internet, delete the folder .venv and try again.", file=sys.stderr)
            return FAULT
    command = [own_python(), os.path.join(HERE, "build.py"), *arguments]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
