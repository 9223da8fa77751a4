"""Files that no case in Markdown can show: bytes that are no text, links, and input made to harm."""

from __future__ import annotations

import os
import random
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_sites import SITES, TODAY

from decision_register.check import check_manuscripts
from decision_register.manuscript import read_manuscript
from decision_register.rules.catalogue import RULES
from decision_register.settings import read_settings
from decision_register.source import read_sources, read_text

SETTINGS = read_settings(SITES / "register.toml", TODAY)
WHOLE = (SITES / "one-notice" / "notices" / "2024" / "ex-0001.md").read_bytes()
HEAD = WHOLE.split(b"\n---\n")[0]


def check(content: bytes):
    manuscript = read_manuscript(read_text(content, "notices/2024/ex-0001.md"), SETTINGS.form)
    return check_manuscripts((manuscript,), SETTINGS)


UNREADABLE = {
    "empty": (b"", "empty-file", 1),
    "only spaces": (b" \n\n", "empty-file", 1),
    "binary": (b"PK\x03\x04\x00\x00\xff", "not-text", 1),
    "a Word file": (b"\xd0\xcf\x11\xe0" + bytes(99), "not-text", 1),
    "a control character": (WHOLE.replace(b"Agreed", b"Agr\x07eed"), "not-text", 17),
    "a private character": (WHOLE.replace(b"Agreed", "Agr\ue000eed".encode()), "not-text", 17),
    "UTF-16": (WHOLE.decode().encode("utf-16"), "not-utf-8", 1),
    "the encoding of old Windows": (WHOLE.replace(b"Agreed", b"Agr\x92eed"), "not-utf-8", 17),
    "no fields": (b"## Decision\n\nAgreed.\n", "no-front-matter", 1),
    "a line before the fields": (b"\n" + WHOLE, "text-before-front-matter", 2),
    "no closing fence": (HEAD, "front-matter-not-closed", 1),
    "a list": (b"---\n- a\n- b\n---\nx\n", "front-matter-not-fields", 2),
    "a text": (b"---\njust words\n---\nx\n", "front-matter-not-fields", 2),
    "a number": (b"---\n17\n---\nx\n", "front-matter-not-fields", 2),
    "an alias": (b"---\na: &x 1\nb: *x\n---\nx\n", "front-matter-alias", 2),
    "a tag": (b"---\na: !!python/object:os.system x\n---\nx\n", "front-matter-unreadable", 2),
    "two colons": (b"---\ntitle: Estates: sale\n---\nx\n", "unquoted-colon", 2),
    "a tab": (b"---\na:\n\tb: 1\n---\nx\n", "tab-in-front-matter", 3),
    "an open quotation": (b'---\na: 1\ntitle: "Sale\n---\nx\n', "unclosed-quotation-mark", 3),
    "words after a quotation": (b"---\ntitle: 'The commissioner's plan'\n---\nx\n", "unclosed-quotation-mark", 2),
    "no space after a colon": (b"---\nreference: A\nstatus:x\n---\nx\n", "no-space-after-sign", 3),
    "a line too far right": (b"---\nreference: A\n status: x\n---\nx\n", "line-out-of-place", 3),
    "a sign": (b"---\ntitle: @home\n---\nx\n", "front-matter-unreadable", 2),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_an_unreadable_file_gives_one_finding_where_it_is(what):
    content, name, line = UNREADABLE[what]
    findings = check(content)
    assert [(f.name, f.span.line) for f in findings] == [(name, line)]
    assert findings[0].help


def test_every_reading_rule_is_seen_somewhere():
    seen = {name for _content, name, _line in UNREADABLE.values()} | {name for name, _content in HOSTILE.values()}
    assert seen | {"too-large", "symbolic-link-notice"} == {rule.name for rule in RULES if rule.code < "DN1"}


def test_a_byte_order_mark_and_windows_line_ends_are_nothing_to_mend():
    assert check(b"\xef\xbb\xbf" + WHOLE.replace(b"\n", b"\r\n")) == ()


def body(text: str) -> bytes:
    return HEAD + b"\n---\n\n## Decision\n\n" + text.encode() + b"\n\n## Reasons\n\nx\n"


HOSTILE = {
    "a bomb of aliases": (
        "front-matter-alias",
        f"---\na: &a [{'x,' * 9}]\nb: &b [{'*a,' * 9}]\nc: [{'*b,' * 9}]\n---\n".encode(),
    ),
    "brackets 10,000 deep": ("front-matter-too-deep", b"---\na: " + b"[" * 10_000 + b"\n---\nx\n"),
    "groups 10,000 deep": ("front-matter-too-deep", b"---\na: " + b"{b: " * 10_000 + b"\n---\nx\n"),
    "fields without end": ("front-matter-too-large", b"---\n" + b"a: b\n" * 30_000 + b"---\nx\n"),
    "quotations 10,000 deep": ("too-deep", body(">" * 10_000 + " x")),
    "lists 100 deep": ("too-deep", body("\n".join(" " * 2 * i + "- x" for i in range(100)))),
    "10,000 brackets": ("too-long", body("[" * 10_000)),
    "10,000 stars": ("too-long", body("*a " * 3_000)),
    "a line without end": ("too-long", body("x" * 30_000)),
    "a text without end": ("too-long", body("word " * 10 + "\n\n" + "some words\n\n" * 30_000)),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_input_made_to_harm_gives_a_finding_soon(what):
    name, content = HOSTILE[what]
    began = time.process_time()
    findings = check(content)
    assert [f.name for f in findings] == [name]
    assert time.process_time() - began < 20  # seconds; far more than it takes, far less than an attack wants


@pytest.mark.parametrize(
    "sign",
    [
        *"[]*_`!<>&|\\#-+=~^({\"'£:/",
        "](",
        "![",
        "**a ",
        "<a ",
        "|a",
        "- ",
        "1. ",
        "http://a.",
        "£1,",
        "AB ",
        "[withheld: ",
    ],
)
def test_no_sign_repeated_takes_long(sign):
    began = time.process_time()
    check(body("\n".join((sign * 400)[:390] for _ in range(200))))
    assert time.process_time() - began < 20


@pytest.mark.skipif(sys.platform != "linux", reason="Other systems hold no such names")
@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"caf\xe9.md", b"caf\xe9/ex-0002.md"])
def test_a_name_that_is_no_text_is_told(tmp_path, name):
    file = tmp_path / os.fsdecode(name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(WHOLE)
    sources = read_sources(tmp_path)
    (finding,) = check_manuscripts((), SETTINGS, sources.strays)
    assert (sources.notices, finding.name) == ((), "stray-file")
    assert finding.message.startswith("The name caf\N{REPLACEMENT CHARACTER}")


def test_a_file_of_5_megabytes_is_not_read(tmp_path):
    file = tmp_path / "notices" / "ex-0001.md"
    file.parent.mkdir()
    file.write_bytes(b"x" * 5_000_000)
    (source,) = read_sources(file.parent).notices
    assert source.text == ""
    assert source.problem.kind == "too-large"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for a right to make symbolic links")
def test_symbolic_links_are_not_followed(tmp_path):
    folder = tmp_path / "notices" / "2024"
    (folder / "ex-0002").mkdir(parents=True)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (folder / "ex-0001.md").symlink_to(secret)
    (folder / "ex-0002.md").write_bytes(WHOLE.replace(b"EX-0001", b"EX-0002"))
    (folder / "ex-0002" / "plan.txt").symlink_to(secret)
    sources = read_sources(tmp_path / "notices")
    manuscripts = tuple(read_manuscript(source, SETTINGS.form) for source in sources.notices)
    names = {finding.name for finding in check_manuscripts(manuscripts, SETTINGS)}
    assert names == {"symbolic-link-notice", "symbolic-link-document", "unlisted-document"}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode).map(lambda typed: HEAD + b"\n---\n" + typed))
def test_any_bytes_give_findings_and_never_an_exception(content):
    for finding in check(content):
        assert finding.code
        assert finding.message
        assert finding.help
        assert finding.span.line >= 1


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "title: x",
                "a: [",
                "b: {",
                "- c",
                "'",
                '"',
                "reference: EX-0001",
                "decision_maker:",
                "  name: y",
                "costs:",
                "  - amount: 1",
                ": ",
                "? ",
                "| ",
                "&a",
                "*a",
                "---",
                "status: [a, {b: c}]",
                "withheld: [[1]]",
                "documents: {file: 2}",
            ]
        ),
        max_size=12,
    )
)
def test_any_fields_give_findings_and_never_an_exception(lines):
    check("\n".join(["---", *lines, "---", "## Decision"]).encode())


def test_mutated_notices_never_raise():
    sys.path.insert(0, str(SITES.parent.parent))
    from benchmarks.fuzz import mutated

    chance = random.Random(20261124)
    for _ in range(2_000):
        check(mutated(WHOLE, chance))
