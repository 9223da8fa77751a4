"""The seal: what is altered, removed, added or reordered is named."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys

import pytest
from small_sites import ROOT, files_of, site_named

from decision_register.source import blob_digest
from decision_register.verify import verify_site


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return site_named("standing").build(tmp_path_factory.mktemp("standing"))


@pytest.fixture
def site(tmp_path, built):
    return shutil.copytree(built, tmp_path / "site")


def page(site, slug):
    return site / "decisions" / slug / "index.html"


def test_a_whole_site_is_as_its_seal_says(site):
    assert verify_site(site) == []


def test_a_changed_word_is_named(site):
    file = page(site, "ex-0002")
    file.write_bytes(file.read_bytes().replace(b"Agreed", b"Refused"))
    assert verify_site(site) == ["The page of EX-0002 was changed: decisions/ex-0002/index.html."]


def test_a_missing_and_an_added_page_are_named(site):
    page(site, "ex-0002").rename(site / "gone")
    page(site, "ex-0099").parent.mkdir()
    page(site, "ex-0099").write_text("<h1>Forged</h1>", encoding="utf-8")
    assert verify_site(site) == [
        "The page of EX-0002 is missing: decisions/ex-0002/index.html.",
        "The page decisions/ex-0099/index.html is not in the seal.",
    ]


def test_a_page_changed_with_its_digest_breaks_the_chain(site):
    file, seal = page(site, "ex-0002"), site / "data" / "integrity.json"
    old = file.read_bytes()
    new = old.replace(b"Agreed", b"Refused")
    file.write_bytes(new)
    text = seal.read_text(encoding="utf-8")
    seal.write_text(text.replace(hashlib.sha256(old).hexdigest(), hashlib.sha256(new).hexdigest()), encoding="utf-8")
    assert verify_site(site) == ["The chain of the seal is broken at EX-0002."]


def test_notices_taken_off_the_end_are_missed(site):
    seal = site / "data" / "integrity.json"
    table = json.loads(seal.read_text(encoding="utf-8"))
    gone = table["notices"].pop()
    seal.write_text(json.dumps(table), encoding="utf-8")
    said = verify_site(site)
    assert "notices were taken off its end" in said[0]
    assert said[1] == f"The page {gone['path']} is not in the seal."


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"notices": [1], "last": ""}'])
def test_what_is_no_seal_is_said_to_be_none(site, content):
    (site / "data" / "integrity.json").write_text(content, encoding="utf-8")
    assert verify_site(site) == ["The file data/integrity.json is not a seal of a register."]


def test_the_chain_can_be_followed_with_other_tools(site):
    table = json.loads((site / "data" / "integrity.json").read_text(encoding="utf-8"))
    chain = ""
    for link in table["notices"]:
        text = f"{chain}\n{link['reference']}\n{link['source']}\n{link['page']}\n"
        chain = hashlib.sha256(text.encode()).hexdigest()
    assert chain == table["last"]
    source = (ROOT / "tests/sites/standing/notices/2020/ex-0001.md").read_bytes()
    assert table["notices"][0]["source"] == hashlib.sha256(source).hexdigest()


def test_the_command_names_what_differs(site):
    command = [sys.executable, str(ROOT / "build.py"), "verify", str(site)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    page(site, "ex-0001").unlink()
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "EX-0001 is missing" in done.stdout


def test_the_seal_holds_no_digest_by_which_a_guess_of_a_confidential_text_could_be_confirmed(tmp_path):
    withheld = site_named("withheld")
    site = withheld.build(tmp_path)
    files = files_of(site)
    confidential = next(withheld.notices.rglob("ex-0002.md")).read_bytes()
    links = {link["reference"]: link["source"] for link in json.loads(files["data/integrity.json"])["notices"]}
    assert links["EX-0002"] == ""
    assert links["EX-0001"] != ""
    for digest in (hashlib.sha256(confidential).hexdigest(), blob_digest(confidential)):
        assert not any(digest.encode() in content for content in files.values())
    assert verify_site(site) == []
    page(site, "ex-0002").write_text("<h1>Another</h1>", encoding="utf-8")
    assert verify_site(site) == ["The page of EX-0002 was changed: decisions/ex-0002/index.html."]
