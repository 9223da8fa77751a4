"""`build.py` on a fresh machine, in a folder with a space in its name; the packages are stand-ins in one wheel.

That the real packages install is proven by the gate, which begins with a fresh checkout.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from decision_register import software, testing

ROOT = Path(__file__).resolve().parent.parent.parent
LISTS = ("requirements.txt", "requirements-test.txt")
IN_VENV = "Scripts/python.exe" if os.name == "nt" else "bin/python"
STAND_IN = (
    'import sys\ndef main(prog_name):\n    print(prog_name, *sys.argv[1:], sys.prefix, sep="|")\n    sys.exit(3)\n'
)
NAMES = re.findall(r'^    "(.*)": "(.*)",$', (ROOT / "build.py").read_text(encoding="utf-8"), re.MULTILINE)


def write_wheel(folder: Path, name: str, version: str, modules: str) -> str:
    """Write a wheel of empty modules, and return the line of requirements that asks for it."""
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        for module in modules.split():
            archive.writestr(f"{module}.py", "")
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


class Machine:
    """A machine with a Python that has no packages, and a checkout of the register on it."""

    def __init__(self, folder: Path, python: Path):
        self.python = python
        self.checkout = folder / "the register"
        self.wheels = folder / "wheels"
        self.environment = self.checkout / ".venv"

    def make(self) -> Machine:
        (self.checkout / "decision_register").mkdir(parents=True)
        self.wheels.mkdir()
        shutil.copyfile(ROOT / "build.py", self.checkout / "build.py")
        (self.checkout / "decision_register" / "cli.py").write_text(STAND_IN, encoding="utf-8")
        self.list_packages("1.0")
        return self

    def list_packages(self, version: str) -> None:
        for number, (name, modules) in enumerate(NAMES):
            line = write_wheel(self.wheels, f"stand_in_{number}", version, modules)
            (self.checkout / name).write_text(line, encoding="utf-8")

    def start(self, *arguments: str, python: Path | None = None) -> subprocess.Popen:
        surroundings = {
            key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_", "PYTHON"))
        }
        surroundings |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.wheels.as_uri(), "PIP_CONFIG_FILE": os.devnull}
        surroundings["PATH"] = str(self.python.parent)  # no uv, which would ask elsewhere
        command = [str(python or self.python), str(self.checkout / "build.py"), *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
        return subprocess.Popen(command, cwd=self.wheels, env=surroundings, **pipes)

    def run(self, *arguments: str, python: Path | None = None) -> tuple[int, list[str], list[str]]:
        """Return the exit code, and what was said on standard output (in parts) and standard error (in lines)."""
        process = self.start(*arguments, python=python)
        said, errors = process.communicate(timeout=120)
        return process.returncode, said.strip().split("|"), errors.splitlines()


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    return folder / IN_VENV


@pytest.fixture
def fresh(tmp_path, bare_python):
    return Machine(tmp_path, bare_python).make()


@pytest.fixture(scope="module")
def made(tmp_path_factory, bare_python):
    machine = Machine(tmp_path_factory.mktemp("made"), bare_python).make()
    return machine, machine.run("check", "x y")


@pytest.fixture
def ready(made, tmp_path):
    """A machine of its own on which everything is set up."""
    machine, _ = made
    for folder in (machine.checkout, machine.wheels):
        shutil.copytree(folder, tmp_path / folder.name, symlinks=True)
    return Machine(tmp_path, machine.python)


def test_a_python_that_has_the_packages_is_used_as_it_is(fresh):
    assert fresh.run("check", python=Path(sys.executable)) == (3, ["build.py", "check", sys.prefix], [])
    assert not fresh.environment.exists()


def test_a_fresh_machine_is_set_up_with_one_line_and_the_command_goes_on(made):
    machine, (code, said, errors) = made
    assert (code, said) == (3, ["build.py", "check", "x y", str(machine.environment)])
    assert [error[:10] for error in errors] == ["Setting up"]


def test_the_second_run_needs_no_network_and_says_nothing(ready):
    shutil.rmtree(ready.wheels)
    ready.wheels.mkdir()
    assert ready.run() == (3, ["build.py", str(ready.environment)], [])


def test_without_a_network_one_sentence_says_so(fresh):
    for wheel in fresh.wheels.iterdir():
        wheel.unlink()
    code, said, errors = fresh.run()
    assert (code, said, len(errors)) == (2, [""], 2)
    assert errors[1].startswith("The packages could not be installed (")
    assert errors[1].endswith("check the connection to the internet, then try again.")
    assert not (fresh.environment / "requirements.txt").exists()


def test_a_package_that_is_not_the_pinned_one_is_refused(fresh):
    write_wheel(fresh.wheels, "stand_in_0", "1.0", "click another")
    code, _, errors = fresh.run()
    assert code == 2
    assert errors[1].startswith("The packages could not be installed (")


def test_an_environment_cut_short_is_made_afresh(ready):
    (ready.environment / "requirements.txt").unlink()
    next(ready.environment.rglob("cbor2.py")).unlink()
    code, said, errors = ready.run()
    assert (code, said, len(errors)) == (3, ["build.py", str(ready.environment)], 1)


def test_a_changed_list_of_requirements_is_installed(ready):
    ready.list_packages("2.0")
    code, _, errors = ready.run()
    assert (code, len(errors)) == (3, 1)
    assert list(ready.environment.rglob("stand_in_0-2.0.dist-info"))
    assert ready.run()[2] == []


def test_the_test_command_needs_both_lists(ready):
    code, said, errors = ready.run("test", "-x")
    assert (code, said, len(errors)) == (3, ["build.py", "test", "-x", str(ready.environment)], 1)
    assert list(ready.environment.rglob("hypothesis.py"))
    assert all((ready.environment / name).exists() for name in LISTS)


def test_two_runs_at_once_both_end_well(fresh):
    runs = [fresh.start(), fresh.start()]
    assert [run.communicate(timeout=120)[0].split("|")[0] for run in runs] == ["build.py", "build.py"]
    assert [run.returncode for run in runs] == [3, 3]


def test_packages_taken_away_by_hand_are_told_of(ready):
    next(ready.environment.rglob("cbor2.py")).unlink()
    told = "Packages are missing from .venv; delete that folder and run the command again."
    assert ready.run() == (2, [""], [told])


def test_an_old_python_reads_as_far_as_the_sentence_that_says_so():
    ast.parse((ROOT / "build.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    code = f"import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path({str(ROOT / 'build.py')!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    told = "This needs Python 3.11 or later, and was run by 3.9; run it by a newer one.\n"
    assert (done.returncode, done.stderr) == (2, told)


def test_a_browser_that_is_not_there_is_told_of(monkeypatch, capsys):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    monkeypatch.setattr(testing, "_need", lambda *_: None)
    assert testing.run_tests([]) == 2
    told = "CHROMIUM names /no/such/browser, which is no program; correct it, or take it away, and try again.\n"
    assert capsys.readouterr().err == told


def pinned(name: str) -> dict[str, int]:
    """The packages of a list, each with its version, and how many files have hashes."""
    found = re.findall(r"^([a-z0-9-]+)==(\S+)(.*(?:\n    --hash=.*)*)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    return {f"{package}=={version}": hashes.count("sha256:") for package, version, hashes in found}


def test_every_package_is_pinned_with_hashes_and_no_address():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    both = pinned("requirements-test.txt")
    assert {re.split("[<>=]", wanted)[0] for wanted in asked} <= {package.split("==")[0] for package in both}
    assert pinned("requirements.txt").items() <= both.items()
    assert min(both.values()) >= 1
    for name in LISTS:
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name
    lock = json.loads((ROOT / "tests" / "tools" / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        about = {key: value for key, value in package.items() if key != "funding"}  # who asks for gifts
        assert "://" not in json.dumps(about), name
        assert "integrity" in package or not name


def test_the_lists_serve_every_system():
    runtime = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "colorama==0.4.6 ; sys_platform == 'win32'" in runtime
    hashes = {package.split("==")[0]: count for package, count in pinned("requirements.txt").items()}
    assert hashes["pagefind-bin"] >= 6
    assert hashes["pyyaml"] >= 50


def test_what_another_version_of_a_package_made_is_not_kept(tmp_path, monkeypatch):
    software.software_digest.cache_clear()
    before = software.software_digest()
    (tmp_path / "Markdown-3.11.3.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    software.software_digest.cache_clear()
    assert software.software_digest() != before
    software.software_digest.cache_clear()


def test_versions_of_packages_are_those_that_python_tells():
    assert software.versions(sys.path) == [(name, version(name)) for name in software._PACKAGES]


@pytest.mark.parametrize("record", ["PyYAML-5.4.dist-info", "pyyaml-5.4.egg-info", "PyYAML-5.4-py3.12.egg-info"])
def test_a_record_of_a_package_may_have_any_form(tmp_path, record):
    (tmp_path / "other").mkdir()
    (tmp_path / record).mkdir()
    (tmp_path / "other" / "pyyaml-6.0.dist-info").mkdir()
    (tmp_path / "other" / "nh3-0.3.dist-info").mkdir()
    folders = [str(tmp_path / "not there"), str(tmp_path), str(tmp_path / "other")]
    assert software.versions(folders) == [("nh3", "0.3"), ("pyyaml", "5.4")]


def test_the_packages_that_a_site_depends_on_are_those_that_are_asked_for():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split("[<>=]", one)[0] for one in asked}
    not_in_a_site = {"click", "mammoth", "openpyxl", "pagefind"}  # commands, and what is imported into notices
    assert names - not_in_a_site | {"markupsafe"} == set(software._PACKAGES)
