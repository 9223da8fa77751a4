"""The handbook and the register never harm each other, and every rule and field has its page."""

from __future__ import annotations

import datetime
import re
import shutil
from dataclasses import fields, replace

import pytest
from small_sites import ROOT, TODAY, files_of, site_named

from decision_register import pipeline
from decision_register.checking import check_register
from decision_register.fields import FIELDS
from decision_register.folders import Folders
from decision_register.outputs.handbook import Framed, HandbookFaultError, build_handbook
from decision_register.rules.catalogue import RULES
from decision_register.work import Workers


def test_every_rule_and_every_field_has_a_page(tmp_path):
    files = files_of(site_named("one-notice").build(tmp_path))
    assert {f"handbook/rules/dn{rule.code[2:]}.html" for rule in RULES} <= set(files)
    assert {f"handbook/fields/{field.key}.html" for field in FIELDS} <= set(files)


def test_neither_build_deletes_what_the_other_made(tmp_path):
    site = site_named("one-notice")
    folders = site.folders(tmp_path)
    handbook = tmp_path / "handbook"
    shutil.copytree(ROOT / "handbook", handbook)
    (handbook / "mkdocs.yml").write_text(
        (handbook / "mkdocs.yml").read_text(encoding="utf-8").replace("../templates", (ROOT / "templates").as_posix()),
        encoding="utf-8",
    )
    folders = Folders(folders.notices, folders.site, folders.templates, handbook, folders.kept)
    pipeline.build_site(check_register(folders, site.settings()), folders, site.settings())
    before = files_of(folders.site)
    (handbook / "pages" / "index.md").write_text("# Start here\n\nNew words.\n", encoding="utf-8")
    pipeline.build_site(check_register(folders, site.settings()), folders, site.settings())
    after = files_of(folders.site)
    others = {path for path in before.keys() | after.keys() if not path.startswith("handbook/pagefind/")}
    assert {path for path in others if before.get(path) != after.get(path)} == {"handbook/index.html", ".manifest.json"}
    index = {path for path in before if path.startswith("handbook/pagefind/")}
    assert {path for path in index if before[path] != after.get(path)}  # the new words are found


def test_its_search_is_made_anew_only_when_the_handbook_is(tmp_path):
    site, made = site_named("one-notice"), []

    def index(pages):
        made.append(dict(pages))
        return {"pagefind.js": b"an index"}

    def build(settings):
        folder, templates = ROOT / "handbook", ROOT / "templates"
        return {output.path: output.content for output in build_handbook(folder, templates, settings, tmp_path, index)}

    first = build(site.settings())
    assert build(site.settings()) == first
    assert len(made) == 1
    assert first["handbook/pagefind/pagefind.js"] == b"an index"
    assert "search.html" not in made[0]
    assert 'lang="en"' in made[0]["index.html"]
    demonstration = site_named("demonstration").settings()
    build(demonstration)
    assert len(made) == 2
    tomorrow = site.settings(TODAY + datetime.timedelta(days=1))
    assert build(replace(tomorrow, privacy=demonstration.privacy)) == first  # it shows neither
    assert len(made) == 2
    for days in range(5):
        build(replace(demonstration, preview_until=TODAY + datetime.timedelta(days=days)))
    assert len(list((tmp_path / "handbook").iterdir())) == 3


def test_its_frame_is_given_every_setting_that_it_shows():
    frame = [ROOT / "templates" / name for name in ("base.html", "main.html", "handbook-search.html")]
    shown = {name for file in frame for name in re.findall(r"\bsettings\.(\w+)", file.read_text(encoding="utf-8"))}
    assert shown >= {"office", "site"}
    assert shown - {"settings"} == {field.name for field in fields(Framed)}


MISTAKES = {
    "a link that leads nowhere": ("pages/index.md", "# Start here\n\n[Gone](gone.md)\n", r"gone\.md"),
    "settings that are no YAML": ("mkdocs.yml", "nav: [\n", r"could not build the handbook \(.*line 2.*\); mend"),
    "a theme that is not there": ("mkdocs.yml", "site_name: x\ntheme: gone\n", r"Config value 'theme'.*; mend"),
}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("file", "text", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_handbook_stops_the_build_and_leaves_the_site(tmp_path, file, text, told, jobs):
    site = site_named("one-notice")
    folders = site.folders(tmp_path)
    handbook = tmp_path / "handbook"
    shutil.copytree(ROOT / "handbook", handbook)
    settings = (handbook / "mkdocs.yml").read_text(encoding="utf-8")
    there = settings.replace("../templates", (ROOT / "templates").as_posix())
    (handbook / "mkdocs.yml").write_text(there, encoding="utf-8")
    (handbook / file).write_text(text, encoding="utf-8")
    folders = Folders(folders.notices, folders.site, folders.templates, handbook, folders.kept)
    checked = check_register(folders, site.settings())
    with pytest.raises(HandbookFaultError, match=told) as fault:
        pipeline.build_site(checked, folders, site.settings(), Workers(jobs))
    assert "\n" not in str(fault.value)
    assert not folders.site.exists()
