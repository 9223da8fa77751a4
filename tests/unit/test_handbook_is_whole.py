"""Every command, option and setting is in the handbook."""

from __future__ import annotations

import dataclasses
import re
import shlex
import typing

import click
import pytest
from small_sites import ROOT

from decision_register.cli import main
from decision_register.settings import GIVEN, Settings

PAGES = ROOT / "handbook" / "pages"
COMMANDS = (PAGES / "commands.md").read_text(encoding="utf-8")
SETTINGS = (PAGES / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_is_explained(name):
    begin = COMMANDS.index(f"\n## `{name}`")
    section = COMMANDS[begin : COMMANDS.find("\n## ", begin + 1)]
    shared = {option.name for option in main.params}
    for param in main.commands[name].params:
        if isinstance(param, click.Option) and param.name not in shared:
            assert any(f"`{spelt}" in section for spelt in param.opts), param.opts


def test_the_options_of_all_commands_are_explained():
    for param in main.params:
        assert any(f"`{spelt}" in COMMANDS for spelt in param.opts), param.opts


def names_of(kind):
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        if field.name not in GIVEN:
            hint = hints[field.name]
            inner = typing.get_args(hint)[:1] if typing.get_origin(hint) is tuple else (hint,)
            yield field.name.rstrip("_")
            if inner and dataclasses.is_dataclass(inner[0]):
                yield from names_of(inner[0])


def test_every_setting_is_explained():
    missing = [
        name for name in dict.fromkeys(names_of(Settings)) if not re.search(rf"`\[*(?:form\.)?{name}\]*`", SETTINGS)
    ]
    assert missing == []


EXAMPLES = [
    (page.name, line)
    for page in [*sorted(PAGES.glob("*.md")), ROOT / "README.md"]
    for line in re.findall(r"^python build\.py(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
]


@pytest.mark.parametrize(("page", "line"), EXAMPLES)
def test_every_command_in_the_handbook_is_one_that_the_program_takes(page, line):
    words = shlex.split(line.partition(" > ")[0])
    names = [word for word in words if word in main.commands]
    command = main.commands[names[0]] if names else main
    rest = words[words.index(names[0]) + 1 :] if names else words
    known = {spelt for param in (*command.params, *main.params) for spelt in param.opts}
    assert [word for word in rest if word.startswith("--") and word not in known] == [], page
    assert names or not words or words[0].startswith("--"), f"{page}: no such command: {words}"


def test_every_page_is_in_the_list_of_pages():
    listed = (ROOT / "handbook" / "mkdocs.yml").read_text(encoding="utf-8")
    assert [
        page.name for page in PAGES.glob("*.md") if not re.search(rf": {re.escape(page.name)}$", listed, re.MULTILINE)
    ] == []


def test_every_picture_says_what_it_shows_is_used_and_is_small():
    used = set()
    for page in PAGES.rglob("*.md"):
        for words, name in re.findall(r"^!\[(.*?)\]\((images/.*?)\)", page.read_text(encoding="utf-8"), re.MULTILINE):
            assert len(words) > 20, name
            used.add(name)
    there = {f"images/{file.name}": file.stat().st_size for file in (PAGES / "images").iterdir()}
    assert set(there) == used
    assert [name for name, size in there.items() if size > 150_000] == []
