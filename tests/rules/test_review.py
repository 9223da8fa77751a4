"""What a reviewer is told of a change, on real git repositories."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys

import pytest
from lxml import html
from offices import NOTICE, git, run
from small_sites import SITES

SECOND = NOTICE.replace("EX-0001", "EX-0002")


def save(office, path, text):
    file = office / "notices" / "2024" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def office(with_handbooks):
    """A repository with two published notices on main, on a branch for the change."""
    tmp_path = with_handbooks
    save(tmp_path, "ex-0001.md", NOTICE)
    save(tmp_path, "ex-0002.md", SECOND)
    shutil.copy(SITES / "register.toml", tmp_path / "register.toml")
    (tmp_path / ".gitignore").write_text("preview\n.cache\n.preview-lock\n")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Base")
    git(tmp_path, "switch", "-q", "-c", "change")
    return tmp_path


def review(office, *arguments):
    return run(office, "review", "--base", "main", *arguments)


def told(office):
    """Each notice that changes, with the kind of its change."""
    done = review(office, "--format", "json")
    table = json.loads(done.stdout)
    return {notice["reference"]: notice["kind"] for notice in table["notices"]}, table


def text_with(**fields):
    """The first notice with more fields."""
    more = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return NOTICE.replace("\n---\n", f"\n{more}---\n", 1)


def agreed(text, words="Agreed for £5,000 on 4 May 2024."):
    """A notice whose decision says something else."""
    return re.sub(r"(## Decision\n\n)[^\n]+", rf"\g<1>{words}", text, count=1)


def new(office):
    save(office, "ex-0003.md", NOTICE.replace("EX-0001", "EX-0003"))


def changed(office):
    save(office, "ex-0001.md", agreed(NOTICE))


def removed(office):
    (office / "notices" / "2024" / "ex-0002.md").unlink()


def withdrawn(office):
    save(
        office,
        "ex-0001.md",
        NOTICE.replace("\n---\n", "\nwithdrawn:\n  date: 2025-01-01\n  reason: Not needed.\n---\n", 1),
    )


def moved(office):
    (office / "notices" / "2024" / "ex-0001.md").rename(office / "notices" / "2024" / "renamed.md")


def spaces(office):
    save(office, "ex-0001.md", NOTICE.replace("\n## ", "\n\n## "))


def renamed(office):
    save(office, "ex-0001.md", text_with(also_known_as="[EX-0001]").replace("reference: EX-0001", "reference: EX-0009"))


def put(text, key, value=None):
    """A notice with a field put in, exchanged or (without a value) taken out."""
    without = re.sub(rf"^{key}:.*\n(?:[ -].*\n)*", "", text, flags=re.MULTILINE)
    return without.replace("\n---\n", f"\n{key}: {value}\n---\n", 1) if value else without


def saved(change):
    """A change of the first notice's text."""
    return lambda office: save(office, "ex-0001.md", change(NOTICE))


def said(old, new):
    return saved(lambda text: text.replace(old, new, 1) if old in text else pytest.fail(old))


def field(key, value=None):
    return saved(lambda text: put(text, key, value))


LISTED = "\n  - file: plan.txt\n    title: The plan"


def with_document(office):
    save(office, "ex-0001.md", put(NOTICE, "documents", LISTED))
    save(office, "ex-0001/plan.txt", "The plan of 2024")


def document_on_main(office):
    git(office, "switch", "-q", "main")
    with_document(office)
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "A document")
    git(office, "switch", "-q", "-C", "change")


def document_replaced(office):
    document_on_main(office)
    save(office, "ex-0001/plan.txt", "The plan of 2025")


def document_gone(office):
    document_on_main(office)
    (office / "notices" / "2024" / "ex-0001" / "plan.txt").unlink()
    save(office, "ex-0001.md", NOTICE)


def document_retitled(office):
    document_on_main(office)
    save(office, "ex-0001.md", put(NOTICE, "documents", LISTED.replace("The plan", "A plan")))


def published(office):
    """A draft on main that the change makes public."""
    git(office, "switch", "-q", "main")
    save(office, "ex-0003.md", text_with(draft="yes").replace("EX-0001", "EX-0003"))
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "A draft")
    git(office, "switch", "-q", "-C", "change")
    save(office, "ex-0003.md", NOTICE.replace("EX-0001", "EX-0003"))


def draft_gone(office):
    published(office)
    (office / "notices" / "2024" / "ex-0003.md").unlink()


def supersedes(office):
    save(office, "ex-0003.md", text_with(supersedes="[EX-0001]").replace("EX-0001", "EX-0003", 1))


def supersedes_on_publication(office):
    git(office, "switch", "-q", "main")
    save(office, "ex-0003.md", text_with(supersedes="[EX-0001]", draft="yes").replace("EX-0001", "EX-0003", 1))
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "A draft")
    git(office, "switch", "-q", "-C", "change")
    supersedes(office)


def on_main(*changes):
    """A change that begins when these are published already."""

    def begin(office):
        git(office, "switch", "-q", "main")
        for change in changes:
            change(office)
        git(office, "add", "-A")
        git(office, "commit", "-q", "--allow-empty", "-m", "More")
        git(office, "switch", "-q", "-C", "change")

    return begin


def undone(*changes, by):
    """What others are shown as because of these changes, taken back by another change."""
    return lambda office: (on_main(*changes)(office), by(office))


def stands(office):
    save(office, "ex-0001.md", NOTICE)


def supersedes_no_longer(office):
    save(office, "ex-0003.md", NOTICE.replace("EX-0001", "EX-0003", 1))


def amended(office):
    save(office, "ex-0003.md", text_with(amends="[EX-0001]").replace("EX-0001", "EX-0003", 1))


CHANGED, FORMAL = {"EX-0001": "changed"}, {"EX-0001": "changed without effect on the page"}
CASES = {
    "nothing": (lambda _office: None, {}),
    "a file that is no notice": (lambda office: (office / "README").write_text("Read me."), {}),
    "a new notice": (new, {"EX-0003": "new"}),
    "a new draft": (
        lambda office: save(office, "ex-0003.md", text_with(draft="yes").replace("EX-0001", "EX-0003")),
        {"EX-0003": "new"},
    ),
    "a new notice of the future": (
        lambda office: save(
            office, "ex-0003.md", put(NOTICE, "publication_date", "2030-01-01").replace("EX-0001", "EX-0003")
        ),
        {"EX-0003": "new"},
    ),
    "a draft that becomes public": (published, {"EX-0003": "newly public"}),
    "a draft thrown away": (draft_gone, {}),
    "a removed notice": (removed, {"EX-0002": "taken away"}),
    "two removed notices": (
        lambda office: (removed(office), (office / "notices" / "2024" / "ex-0001.md").unlink()),
        {"EX-0001": "taken away", "EX-0002": "taken away"},
    ),
    "a withdrawn notice": (withdrawn, {"EX-0001": "withdrawn"}),
    "a new notice that supersedes another": (supersedes, {"EX-0003": "new", "EX-0001": "superseded"}),
    "a draft that would supersede another": (
        lambda office: save(
            office, "ex-0003.md", text_with(supersedes="[EX-0001]", draft="yes").replace("EX-0001", "EX-0003", 1)
        ),
        {"EX-0003": "new"},
    ),
    "a notice changed and superseded": (
        lambda office: (changed(office), supersedes(office)),
        {"EX-0003": "new", "EX-0001": "superseded"},
    ),
    "a draft that supersedes another becomes public": (
        supersedes_on_publication,
        {"EX-0003": "newly public", "EX-0001": "superseded"},
    ),
    "a withdrawal undone": (undone(withdrawn, by=stands), {"EX-0001": "stands again"}),
    "a withdrawal undone of what is superseded": (undone(withdrawn, supersedes, by=stands), {"EX-0001": "changed"}),
    "a supersession undone": (
        undone(supersedes, by=supersedes_no_longer),
        {"EX-0003": "changed", "EX-0001": "stands again"},
    ),
    "a supersession undone of what is withdrawn": (
        undone(supersedes, withdrawn, by=supersedes_no_longer),
        {"EX-0003": "changed", "EX-0001": "changed"},
    ),
    "one of two supersessions undone": (
        undone(
            supersedes,
            lambda office: save(office, "ex-0002.md", put(SECOND, "supersedes", "[EX-0001]")),
            by=supersedes_no_longer,
        ),
        {"EX-0003": "changed", "EX-0001": "changed"},
    ),
    "what supersedes is made a draft": (
        undone(
            supersedes,
            by=lambda office: save(
                office, "ex-0003.md", text_with(supersedes="[EX-0001]", draft="yes").replace("EX-0001", "EX-0003", 1)
            ),
        ),
        {"EX-0003": "no longer public", "EX-0001": "stands again"},
    ),
    "what supersedes is taken away": (
        undone(supersedes, by=lambda office: (office / "notices/2024/ex-0003.md").unlink()),
        {"EX-0003": "taken away", "EX-0001": "stands again"},
    ),
    "a notice withdrawn instead of superseded": (
        undone(supersedes, by=lambda office: (supersedes_no_longer(office), withdrawn(office))),
        {"EX-0003": "changed", "EX-0001": "withdrawn"},
    ),
    "a notice superseded instead of withdrawn": (
        undone(withdrawn, by=lambda office: (stands(office), supersedes(office))),
        {"EX-0003": "new", "EX-0001": "superseded"},
    ),
    "a new notice that amends another": (amended, {"EX-0003": "new", "EX-0001": "amended"}),
    "an amendment undone": (
        undone(amended, by=supersedes_no_longer),
        {"EX-0003": "changed", "EX-0001": "no longer amended"},
    ),
    "a file moved": (moved, {}),
    "a file moved into a folder": (
        lambda office: (
            save(office, "more/ex-0001.md", NOTICE),
            (office / "notices" / "2024" / "ex-0001.md").unlink(),
        ),
        {},
    ),
    "a file moved and changed": (lambda office: (changed(office), moved(office)), CHANGED),
    "a new reference, the old one kept": (renamed, {"EX-0009": "changed"}),
    "a new reference, the old one lost": (
        lambda office: save(office, "ex-0001.md", NOTICE.replace("EX-0001", "EX-0009")),
        {"EX-0009": "new", "EX-0001": "taken away"},
    ),
    "two notices change places": (
        lambda office: (save(office, "ex-0001.md", SECOND), save(office, "ex-0002.md", NOTICE)),
        {},
    ),
    "a new and a removed one": (
        lambda office: (new(office), removed(office)),
        {"EX-0003": "new", "EX-0002": "taken away"},
    ),
    "spaces only": (spaces, FORMAL),
    "line ends of Windows": (
        lambda office: (office / "notices/2024/ex-0001.md").write_bytes(NOTICE.replace("\n", "\r\n").encode()),
        {},
    ),
    "the order of fields": (
        saved(lambda text: put(text, "status").replace("\n---\n", "\nstatus: non-confidential\n---\n", 1)),
        FORMAL,
    ),
    "a comment in the fields": (saved(lambda text: text.replace("\n---\n", "\n# noted\n---\n", 1)), FORMAL),
    "a changed text": (changed, CHANGED),
    "a sentence added": (said("## Decision\n\n", "## Decision\n\nOne sentence more.\n\n"), CHANGED),
    "a section added": (saved(lambda text: text + "\n## Later\n\nMore.\n"), CHANGED),
    "a heading changed": (said("## Decision\n", "## The decision\n"), CHANGED),
    "a list made of a sentence": (saved(lambda text: agreed(text, "- One\n- Two")), CHANGED),
    "a table put in": (saved(lambda text: agreed(text, "| What | Sum |\n| --- | --- |\n| Paint | £5 |")), CHANGED),
    "a link put in": (saved(lambda text: agreed(text, "[Agreed](https://www.example.org).")), CHANGED),
    "a word made strong": (saved(lambda text: agreed(text, "**Agreed**.")), CHANGED),
    "a title changed": (field("title", "Another title"), CHANGED),
    "a status changed": (field("status", "confidential"), CHANGED),
    "a date changed": (field("decision_date", "2024-03-04"), CHANGED),
    "a day of publication changed": (field("publication_date", "2024-03-06"), CHANGED),
    "made a draft again": (field("draft", "yes"), {"EX-0001": "no longer public"}),
    "put off to a day to come": (field("publication_date", "2030-01-01"), {"EX-0001": "no longer public"}),
    "another officer": (field("lead_officer", "Another Officer"), CHANGED),
    "a topic put in": (field("topics", "[Roads]"), CHANGED),
    "a sum put in": (field("costs", "\n  - amount: 5000\n    direction: spend\n    purpose: Paint"), CHANGED),
    "a related decision": (field("related", "[EX-0002]"), CHANGED),
    "an amended decision": (field("amends", "[EX-0002]"), {"EX-0001": "changed", "EX-0002": "amended"}),
    "a part withheld": (
        field("withheld", "\n  - part: Prices\n    exemption: FOI 43(2)\n    reason: Trade."),
        CHANGED,
    ),
    "a note to the public": (field("changes", "\n  - date: 2024-06-01\n    note: Corrected."), CHANGED),
    "a finding accepted": (field("allow", "\n  - rule: DN801\n    reason: It is last year's."), CHANGED),
    "a document": (with_document, CHANGED),
    "a document replaced": (document_replaced, CHANGED),
    "a document gone": (document_gone, CHANGED),
    "a document with another title": (document_retitled, CHANGED),
    "fields that cannot be read": (saved(lambda text: text.replace("status:", "status")), CHANGED),
    "a file emptied": (saved(lambda _text: ""), CHANGED),
    "a file that is no text": (
        lambda office: (office / "notices/2024/ex-0001.md").write_bytes(b"\x00\xff\x00"),
        CHANGED,
    ),
}


@pytest.mark.parametrize("what", CASES)
def test_each_change_is_told(office, what):
    change, expected = CASES[what]
    change(office)
    git(office, "add", "-A")
    git(office, "commit", "-q", "--allow-empty", "-m", "Change")
    assert told(office)[0] == expected


FILES_THAT_COME_AND_GO = [
    what for what in CASES if re.search(r"new|removed|renamed|moved|document|file|line ends", what)
]


@pytest.mark.parametrize("what", [*FILES_THAT_COME_AND_GO, "a changed text"])
def test_a_change_that_is_not_yet_committed_is_told_as_well(office, what):
    change, expected = CASES[what]
    change(office)
    assert told(office)[0] == expected


def test_what_this_software_makes_is_no_file_beside_the_notices(office):
    (office / ".gitignore").unlink()
    git(office, "commit", "-q", "-a", "-m", "Nothing is left out")
    for name in ("site/index.html", ".venv/pyvenv.cfg", "x/y.txt"):
        (office / name).parent.mkdir()
        (office / name).write_text("Made here.", encoding="utf-8")
    review(office)
    assert (office / "preview").is_dir()
    assert (office / ".cache").is_dir()
    others = told(office)[1]["others"]
    assert ".gitignore" in others
    assert "x/" in others
    assert not {"preview/", ".cache/", "site/", ".venv/", ".preview-lock"}.intersection(others)


def test_what_others_did_on_main_since_is_not_told(office):
    changed(office)
    git(office, "commit", "-qam", "Change")
    git(office, "switch", "-q", "main")
    save(office, "ex-0005.md", NOTICE.replace("EX-0001", "EX-0005"))
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "Of others")
    git(office, "switch", "-q", "change")
    assert told(office)[0] == {"EX-0001": "changed"}


def test_sums_dates_and_fields_are_called_out(office):
    save(office, "ex-0001.md", agreed(NOTICE).replace("lead_officer: ", "lead_officer: Dr "))
    notice = told(office)[1]["notices"][0]
    assert "Sums: £5,000 put in" in notice["called_out"]
    assert "Dates: 4 May 2024 put in" in notice["called_out"]
    assert [field["name"] for field in notice["fields"]] == ["lead_officer"]


def test_the_parts_of_a_field_that_stands_once_are_told_one_by_one(office):
    maker = re.search(r"decision_maker:\n(?:  .*\n)+", NOTICE)[0]
    save(
        office,
        "ex-0001.md",
        NOTICE.replace(maker, "decision_maker:\n  name: Polly Reed\n  role: Deputy\n  capacity: deputy\n"),
    )
    fields = told(office)[1]["notices"][0]["fields"]
    assert {field["name"] for field in fields} == {f"decision_maker.{part}" for part in ("name", "role", "capacity")}


def test_a_decision_that_stands_again_is_told_first_and_is_to_be_looked_at(office):
    undone(withdrawn, amended, by=stands)(office)
    supersedes_no_longer(office)
    table = told(office)[1]
    assert table["in_all"] == (
        "If this is published, one of the published decisions stands again, and another changes."
    )
    assert "EX-0001 would stand again: it will no longer be shown as withdrawn." in table["to_look_at"]
    assert "EX-0001 would stand again: it will no longer be shown as amended by EX-0003." in table["to_look_at"]


SENTENCES = {
    "one stands again, one comes, one goes": (
        lambda office: (undone(withdrawn, by=stands)(office), new(office), removed(office)),
        "the public record gains one decision and loses one decision, and one of its decisions stands again.",
    ),
    "one stands again, one comes, one changes": (
        lambda office: (undone(withdrawn, by=stands)(office), new(office), save(office, "ex-0002.md", agreed(SECOND))),
        "the public record gains one decision, one of its decisions stands again, and another changes.",
    ),
    "a comment in the fields": (CASES["a comment in the fields"][0], "the public record stays as it is."),
    "one changes": (changed, "one of the published decisions changes."),
    "two change": (
        lambda office: (changed(office), save(office, "ex-0002.md", agreed(SECOND))),
        "2 of the published decisions change.",
    ),
    "one becomes a draft": (CASES["made a draft again"][0], "the public record loses one decision."),
    "a new draft": (
        CASES["a new draft"][0],
        "the public record stays as it is. The public will not see one decision of this preview yet.",
    ),
}


@pytest.mark.parametrize("what", SENTENCES)
def test_what_the_public_record_gains_and_loses_is_one_sentence(office, what):
    change, expected = SENTENCES[what]
    change(office)
    assert told(office)[1]["in_all"] == f"If this is published, {expected}"


def test_a_draft_says_that_the_public_will_not_see_it(office):
    save(office, "ex-0003.md", text_with(draft="yes").replace("EX-0001", "EX-0003"))
    assert "draft" in told(office)[1]["notices"][0]["hidden"]


def test_a_new_finding_comes_first_and_the_exit_code_is_that_of_check(office):
    save(office, "ex-0002.md", SECOND.replace("publication_date: 2024-03-05", "publication_date: 2024-03-01"))
    done = review(office, "--format", "json")
    assert done.returncode == 1
    table = json.loads(done.stdout)
    assert [finding["code"] for finding in table["new_findings"]] == ["DN903", "DN203"]
    assert done.stderr.count("Open preview/index.html") == 1


RING, WRITE = "Ring 01632 960123.", "Or ring 01632 960123 at once."
SLIPS = {
    "as it was": (RING, RING, [], [RING]),
    "at another place": (RING, f"Agreed.\n\n{RING}", [], [RING]),
    "in another line": (RING, WRITE, [], [WRITE]),
    "a second time": (RING, f"{RING}\n\n{WRITE}", [WRITE], [RING]),
    "a second time, before the first": (RING, f"{WRITE}\n\n{RING}", [WRITE], [RING]),
    "a second time in one line": (RING, f"{RING} {RING}", [f"{RING} {RING}"], [f"{RING} {RING}"]),
    "once less": (f"{RING}\n\n{WRITE}", WRITE, [], [WRITE]),
}


@pytest.mark.parametrize("what", SLIPS)
def test_a_slip_is_new_as_often_as_it_is_there_more(office, what):
    was, now, new_lines, old_lines = SLIPS[what]
    on_main(lambda office: save(office, "ex-0001.md", agreed(NOTICE, was)))(office)
    save(office, "ex-0001.md", agreed(NOTICE, now))
    table = told(office)[1]
    lines = agreed(NOTICE, now).split("\n")
    of_slips = {
        part: [lines[finding["span"][0] - 1] for finding in table[part] if finding["code"] == "DN711"]
        for part in ("new_findings", "other_findings")
    }
    assert of_slips == {"new_findings": new_lines, "other_findings": old_lines}


def gap(office):
    save(office, "ex-0005.md", NOTICE.replace("EX-0001", "EX-0005"))


LISTED_PDF = LISTED.replace("plan.txt", "plan.pdf")


def with_pdf(office):
    save(office, "ex-0001.md", put(NOTICE, "documents", LISTED_PDF))
    save(office, "ex-0001/plan.pdf", pdf("The plan"))


def linked(office):
    save(office, "ex-0001.md", put(NOTICE, "related", "[EX-0002]"))


STOOD = {
    "a gap, before a notice that changes": (
        (gap,),
        lambda office: save(office, "ex-0005.md", agreed(NOTICE.replace("EX-0001", "EX-0005"))),
        "DN507",
        "other_findings",
    ),
    "a gap, before a notice that comes": ((), gap, "DN507", "new_findings"),
    "a gap, of which a notice fills a part": ((gap,), new, "DN507", "other_findings"),
    "a gap, where a notice goes": (
        (new,),
        removed,
        "DN507",
        "new_findings",
    ),
    "a document of a notice that changes": (
        (with_pdf,),
        lambda office: save(office, "ex-0001.md", put(agreed(NOTICE), "documents", LISTED_PDF)),
        "DN430",
        "other_findings",
    ),
    "a document put in": ((), with_pdf, "DN430", "new_findings"),
    "a link from a notice that stays": ((linked,), removed, "DN503", "new_findings"),
    "a finding of a file that moves": (
        (saved(lambda text: agreed(text, RING)),),
        lambda office: (office / "notices/2024/ex-0001.md").rename(office / "notices/2024/ex-0001-grant.md"),
        "DN711",
        "other_findings",
    ),
    "a file that is no notice": (
        (lambda office: save(office, "notes.txt", "Notes."),),
        changed,
        "DN490",
        "other_findings",
    ),
    "a file that is none any more": (
        (with_document,),
        lambda office: (office / "notices/2024/ex-0001.md").rename(office / "notices/2024/ex-1.md"),
        "DN490",
        "new_findings",
    ),
}


@pytest.mark.parametrize("what", STOOD)
def test_a_finding_is_new_only_if_it_was_not_found_at_the_base(office, what):
    before, change, code, part = STOOD[what]
    on_main(*before)(office)
    change(office)
    table = told(office)[1]
    found = [(where, one["code"]) for where in ("new_findings", "other_findings") for one in table[where]]
    assert [one for one in found if one[1] == code] == [(part, code)]


def test_the_preview_has_a_page_of_changes_with_a_redline(office):
    changed(office)
    assert review(office).returncode == 1  # the change is silent, and so cannot be published
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    assert page.xpath("string(//h1)") == "What changes"
    assert page.xpath("string(//section[@class='banner']//a/@href)") == "#findings"
    assert page.xpath("//h2[@id='findings']")
    assert "£5,000" in page.xpath("string(//ins)")
    links = page.xpath("//section//a/@href")
    assert "decisions/ex-0001/index.html" in links
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]
    home = html.parse(str(office / "preview" / "home" / "index.html")).getroot()
    assert home.xpath("//aside//a/@href")[0] == "../index.html"
    assert home.xpath("string(//h1)") == "Decisions of the Commissioner for Exampleshire"


def test_two_decisions_in_one_file_are_told_apart(office):
    other = (
        agreed(NOTICE).replace("EX-0001", "EX-0009").replace("decision_date: 2024-03-05", "decision_date: 2024-03-04")
    )
    save(office, "ex-0001.md", other)
    assert review(office).returncode == 1
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    told_of = {place: page.xpath(f"string(//li[a/@href='#change-{place}'])") for place in ("ex-0001", "ex-0009")}
    assert "Decided on 5 March 2024." in told_of["ex-0001"]
    assert "Decided on 4 March 2024. Sums in the text: £5,000." in told_of["ex-0009"]
    links = page.xpath("//h2[@id='findings']/following-sibling::ul[1]/li")
    assert {(link.xpath("string(strong)"), link.xpath("string(a/@href)")) for link in links} == {
        ("error DN112", "#change-ex-0009"),
        ("error DN901", "#change-ex-0001"),
        ("warning DN507", "#change-ex-0009"),
        ("warning DN801", "#change-ex-0009"),
    }


def test_two_decisions_of_one_reference_have_places_of_their_own(office):
    save(office, "ex-0001-again.md", agreed(NOTICE))
    save(office, "ex-0001.md", agreed(NOTICE, "Refused."))
    assert review(office).returncode == 1
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    assert page.xpath("//section[@class='change']/h3/@id") == ["change-ex-0001", "change-ex-0001-2"]


def test_a_text_cannot_break_out_of_the_comment(office):
    hostile = "Agreed @everyone [x](https://example.org) | <b>b</b> `c` **d** # e ![i](https://example.org/i.png) £5."
    save(
        office,
        "ex-0003.md",
        NOTICE.replace("EX-0001", "EX-0003")
        .replace("title: ", 'title: "')
        .replace("\nstatus", f' {hostile}"\nstatus', 1),
    )
    said = review(office, "--format", "markdown").stdout
    heading = next(line for line in said.splitlines() if line.startswith("### EX"))
    assert "@everyone" not in heading
    assert "<b>" not in heading
    assert re.search(r"(?<!\\)[\[\]`|*]", heading) is None


def test_a_comment_that_is_too_long_is_cut_and_says_so(office):
    for number in range(3, 40):
        save(
            office,
            f"ex-{number:04}.md",
            text_with(allow="")
            .replace("allow: \n", "")
            .replace("EX-0001", f"EX-{number:04}")
            .replace("title: ", f"title: {'long words ' * 200}"),
        )
    said = review(office, "--format", "markdown").stdout
    assert len(said) <= 60_000
    assert said.rstrip().endswith("The preview shows all of it.")


def test_a_base_that_is_not_there_is_one_plain_sentence(office):
    done = run(office, "review", "--base", "nowhere")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "git fetch" in done.stderr


def test_after_a_fault_the_earlier_preview_does_not_look_like_the_new_one(office):
    changed(office)
    review(office)
    whole = {file.name for file in (office / "preview").rglob("*") if file.is_file()}
    (office / "preview" / "notes.txt").write_text("Not ours.", encoding="utf-8")
    settings = (office / "register.toml").read_text(encoding="utf-8")
    (office / "register.toml").write_text(settings + "\n[offices]\n", encoding="utf-8")
    done = review(office, "--format", "markdown")
    assert done.returncode == 2
    assert "The earlier preview in preview was taken away, as it does not show this state." in done.stderr
    assert "There is no preview." in done.stdout
    assert {file.name for file in (office / "preview").rglob("*") if file.is_file()} == {"notes.txt", ".manifest.json"}
    again = review(office)
    assert (again.returncode, "taken away" in again.stderr, again.stdout) == (2, False, "")
    (office / "register.toml").write_text(settings, encoding="utf-8")
    assert review(office).returncode == 1
    assert {file.name for file in (office / "preview").rglob("*") if file.is_file()} == {*whole, "notes.txt"}


def test_a_fault_of_a_review_takes_no_published_site_away(office):
    assert run(office, "build").returncode == 0
    site = {file: file.read_bytes() for file in (office / "site").rglob("*") if file.is_file()}
    done = run(office, "review", "--base", "nowhere", "--site", "site")
    assert (done.returncode, "taken away" in done.stderr) == (2, False)
    assert {file: file.read_bytes() for file in (office / "site").rglob("*") if file.is_file()} == site


def test_each_box_leads_to_its_place_and_the_contents_to_each_heading(office):
    on_main(document_on_main)(office)
    save(office, "ex-0001.md", put(agreed(put(NOTICE, "documents", LISTED), RING), "decision_date", "2024-03-04"))
    save(office, "ex-0001/plan.txt", "The plan of 2025")
    removed(office)
    settings = (office / "register.toml").read_text(encoding="utf-8")
    (office / "register.toml").write_text(settings.replace("Exampleshire", "Exampleton"), encoding="utf-8")
    review(office)
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    boxes = page.xpath("//ul[contains(@class, 'checklist')]/li")
    led = {box.xpath("string(a)") for box in boxes}
    assert led == {"Go to the settings", "Go to EX-0001", "Go to EX-0002"}
    places = {link[1:] for link in page.xpath("//main//a[starts-with(@href, '#')]/@href")}
    assert places == {place for place in places if page.xpath(f"//*[@id='{place}']")}
    assert page.xpath("//nav[@class='contents']//a/text()") == page.xpath(
        "//h2[@id and not(@id='contents') and not(@id='blocked')]/text()"
    )


def test_a_status_that_is_mistyped_is_told_as_such(office):
    save(office, "ex-0001.md", put(NOTICE, "status", "confidental"))
    save(office, "ex-0003.md", put(NOTICE, "status", "public").replace("EX-0001", "EX-0003"))
    look = told(office)[1]["to_look_at"]
    assert "EX-0001: the status was non-confidential and is mistyped and counts as confidential." in look
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    short = {place: page.xpath(f"string(//li[a/@href='#change-{place}'])") for place in ("ex-0001", "ex-0003")}
    assert "The status is mistyped and counts as confidential, and was non-confidential." in short["ex-0001"]
    assert "The status is mistyped and counts as confidential." in short["ex-0003"]


def test_what_is_compared_with_is_told_by_its_day_and_no_digest_is_in_a_comment(office):
    document_replaced(office)
    day, name = (
        git(office, "show", "-s", "--format=%cd %h", "--abbrev=7", "--date=format:%-d %B %Y", "main")
        .strip()
        .rsplit(" ", 1)
    )
    said = f"Compared with the register as it stood on {day} ({name})."
    comment = review(office, "--format", "markdown").stdout.replace("\\", "")
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    assert said in comment
    assert said in page.text_content()
    assert re.findall(r"\b(?=[a-f]*\d)[0-9a-f]{7,}\b", comment) == [name]


NOT_UTF_8 = {
    "beside the notices": b"notices/2024/caf\xe9.txt",
    "a notice": b"notices/2024/caf\xe9.md",
    "a folder": b"notices/caf\xe9/ex-0003.md",
    "a document": b"notices/2024/ex-0001/caf\xe9.txt",
    "a template": b"templates/caf\xe9.html",
}


@pytest.mark.skipif(sys.platform != "linux", reason="Other systems hold no such names")
@pytest.mark.parametrize("format_", ["page", "markdown", "json"])
@pytest.mark.parametrize("what", NOT_UTF_8)
def test_a_name_that_is_not_in_utf_8_is_shown_as_far_as_it_can_be(office, what, format_):
    file = office / os.fsdecode(NOT_UTF_8[what])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(NOTICE.replace("EX-0001", "EX-0003"), encoding="utf-8")
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "A name of an old disk")
    done = review(office, *(() if format_ == "page" else ("--format", format_)))
    assert (done.returncode, "Traceback" in done.stderr) == (0 if what == "a template" else 1, False), done.stderr
    assert "caf\N{REPLACEMENT CHARACTER}" in (office / "preview" / "index.html").read_text(encoding="utf-8")


def test_a_shallow_clone_says_what_to_type_instead_of_guessing(office, tmp_path):
    """The newest commit of main and of the branch are there, but not the one at which they part."""
    save(office, "ex-0002.md", text_with().replace("Cyber", "Computer"))
    git(office, "commit", "-q", "-am", "Change")
    git(office, "checkout", "-q", "main")
    (office / "README").write_text("Said since.", encoding="utf-8")
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "More")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", "-b", "change", office.as_uri(), str(shallow))
    done = run(shallow, "review", "--base", "origin/main")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "git fetch --unshallow" in done.stderr
    git(shallow, "fetch", "-q", "--unshallow")
    assert run(shallow, "review", "--base", "origin/main").returncode in {0, 1}


def test_a_replaced_document_is_shown_as_it_was_and_as_it_will_be(office):
    document_replaced(office)
    (document,) = told(office)[1]["notices"][0]["documents"]
    assert (document["what"], document["before"]["size"], document["after"]["size"]) == ("replaced", 16, 16)
    assert document["before"]["digest"] != document["after"]["digest"]
    assert [part["words"] for part in document["text"][0]["parts"] if part["how"] != "same"] == ["2024", "2025"]


COSTS = "\n  - amount: 5000\n    direction: spend\n    purpose: Paint"
ALL_OR_NOTHING = {
    "what is taken away": (
        lambda office: (
            on_main(lambda office: save(office, "ex-0002.md", put(SECOND, "costs", COSTS)))(office),
            removed(office),
        ),
        "change-ex-0002",
        "The fields that would go",
    ),
    "what is new": (
        lambda office: save(office, "ex-0003.md", put(SECOND, "costs", COSTS).replace("EX-0002", "EX-0003")),
        "change-ex-0003",
        "The fields that would come",
    ),
}


@pytest.mark.parametrize("what", ALL_OR_NOTHING)
def test_all_fields_of_what_comes_or_goes_are_told(office, what):
    change, place, heading = ALL_OR_NOTHING[what]
    change(office)
    comment = review(office, "--format", "markdown").stdout.replace("\\", "")
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    (section,) = page.xpath(f"//section[@aria-labelledby='{place}']")
    assert section.xpath(f"//h4[.='{heading}']")
    rows = {row.xpath("string(th)"): row.xpath("string(td)") for row in section.xpath(".//table[@class='fields']//tr")}
    assert rows["Costs"] == "amount: £5,000\ndirection: spend\npurpose: Paint"
    assert rows["Lead officer"] == "Bo Sample"
    assert rows["Decision date"] == "5 March 2024"
    assert section.xpath(".//table[@class='fields']//*[self::ins or self::del]") == []
    assert "| Costs | amount: £5,000<br>direction: spend<br>purpose: Paint |" in comment
    assert "| Lead officer | Bo Sample |" in comment


def document_named(office, name="scheme.txt", words="The plan of 2024"):
    """The document of the first notice has another name, and maybe other words."""
    document_on_main(office)
    (office / "notices" / "2024" / "ex-0001" / "plan.txt").unlink()
    save(office, f"ex-0001/{name}", words)
    save(office, "ex-0001.md", put(NOTICE, "documents", LISTED.replace("plan.txt", name)))


DEAD = "The address decisions/ex-0001/plan.txt would no longer work."
RENAMED = "plan.txt is now named scheme.txt; its content is the same."


def test_a_document_with_another_name_is_told_as_renamed(office):
    document_named(office)
    table = told(office)[1]
    (document,) = table["notices"][0]["documents"]
    assert (document["name"], document["was_named"], document["what"]) == ("scheme.txt", "plan.txt", "renamed")
    assert DEAD in table["effects"]
    assert not [said for said in table["to_look_at"] if said.startswith("EX-0001: read the document")]
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    section = page.xpath("string(//section[@class='change'])")
    assert RENAMED in " ".join(section.split())
    assert "taken away" not in section
    assert (
        "the document plan.txt is now named scheme.txt" in page.xpath("string(//li[a/@href='#change-ex-0001'])").lower()
    )
    assert DEAD in page.xpath("string(//h2[@id='effects']/following-sibling::ul[1])")
    comment = review(office, "--format", "markdown").stdout.replace("\\", "")
    assert f"Document {RENAMED}" in comment
    assert f"- {DEAD}" in comment


def test_a_document_with_another_name_and_other_words_is_two(office):
    document_named(office, words="Nothing of it.")
    table = told(office)[1]
    assert {one["name"]: one["what"] for one in table["notices"][0]["documents"]} == {
        "scheme.txt": "added",
        "plan.txt": "taken away",
    }
    assert DEAD in table["effects"]
    assert "EX-0001: read the document scheme.txt." in table["to_look_at"]


def test_no_address_of_a_document_dies_that_nobody_could_read(office):
    """The notice was a draft, so its documents were at no public address."""
    document_on_main(office)
    on_main(lambda office: save(office, "ex-0001.md", put(put(NOTICE, "documents", LISTED), "draft", "yes")))(office)
    (office / "notices" / "2024" / "ex-0001" / "plan.txt").unlink()
    save(office, "ex-0001.md", NOTICE)
    assert [effect for effect in told(office)[1]["effects"] if "plan.txt" in effect] == []


def test_the_documents_of_a_decision_with_another_reference_lose_their_addresses(office):
    document_on_main(office)
    text = put(put(NOTICE, "documents", LISTED), "also_known_as", "[EX-0001]")
    save(office, "ex-0001.md", text.replace("reference: EX-0001", "reference: EX-0009"))
    assert DEAD in told(office)[1]["effects"]


def test_a_document_that_is_renamed_may_be_one_of_two_alike(office):
    document_on_main(office)
    folder = office / "notices" / "2024" / "ex-0001"
    save(office, "ex-0001/copy.txt", "The plan of 2024")
    both = f"{LISTED}\n  - file: copy.txt\n    title: A copy"
    save(office, "ex-0001.md", put(NOTICE, "documents", both))
    (document,) = told(office)[1]["notices"][0]["documents"]
    assert (document["name"], document["what"]) == ("copy.txt", "added")
    on_main(lambda _office: None)(office)
    (folder / "plan.txt").unlink()
    save(office, "ex-0001.md", put(NOTICE, "documents", "\n  - file: copy.txt\n    title: A copy"))
    (document,) = told(office)[1]["notices"][0]["documents"]
    assert (document["name"], document["what"]) == ("plan.txt", "taken away")


def pdf(*pages):
    """A PDF of so many pages, each with one line of words."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{{}}]>>"]
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    kids = []
    for words in pages:
        drawn = f"BT /F 12 Tf 50 700 Td ({words}) Tj ET"
        kids.append(f"{len(objects) + 1} 0 R")
        looks = "/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{looks}/Contents {len(objects) + 2} 0 R>>")
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream")
    objects[1] = objects[1].format(" ".join(kids))
    text, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(text))
        text += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 {size}\n0000000000 65535 f \n{table}{end}"


def test_the_page_of_a_document_on_which_words_changed_is_named(office):
    listed = put(NOTICE, "documents", LISTED.replace("plan.txt", "plan.pdf"))
    pages = ["The plan of the office", "It costs 5,000 pounds in the first year", "It ends in May"]

    def replaced(*pages):
        return lambda office: (save(office, "ex-0001.md", listed), save(office, "ex-0001/plan.pdf", pdf(*pages)))

    on_main(replaced(*pages))(office)
    replaced(pages[0], pages[1].replace("5,000", "6,000"), pages[2], "Signed by nobody")(office)
    (document,) = told(office)[1]["notices"][0]["documents"]
    assert [one["place"] for one in document["text"]] == ["page 2", "page 4"]
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    after = page.xpath("//h4[.='Words of plan.pdf']/following-sibling::*[self::h5 or self::p]")
    assert [" ".join(one.text_content().split()) for one in after] == [
        "Page 2",
        "It costs 5,0006,000 pounds in the first year",
        "Page 4, which is new",
        "Signed by nobody",
    ]
    marked = html.parse(str(office / "preview/decisions/ex-0001/marked/index.html")).getroot()
    assert marked.xpath("//h2[.='Words of plan.pdf']/following-sibling::h3/text()") == [
        "Page 2",
        "Page 4, which is new",
    ]
    comment = review(office, "--format", "markdown").stdout.replace("\\", "")
    assert "**Words of plan.pdf**\n\nPage 2:\n\nIt costs <del>5,000</del><ins>6,000</ins>" in comment


REPLACED = {
    "another size of its letters": (
        "plan.pdf",
        pdf("The plan").replace("12 Tf", "13 Tf"),
        "Its words are the same; its pictures or its look may differ.",
    ),
    "a name that is listed": (
        "plan.pdf",
        pdf("The plan of Zacharias Quill"),
        "Its words are not shown here, as they may not be in a preview; read both files.",
    ),
    "a page that is a picture only": ("scan.pdf", pdf("  "), "Its words cannot be compared here; read both files."),
    "other words": ("plan.pdf", pdf("The new plan"), ""),
}


@pytest.mark.parametrize("how", REPLACED)
def test_of_a_document_that_is_replaced_it_is_told_why_no_words_are_marked(office, how):
    name, content, words = REPLACED[how]
    settings = (office / "register.toml").read_text(encoding="utf-8")
    listed = '[privacy]\nnever_name = ["Zacharias Quill"]\n'
    (office / "register.toml").write_text(settings.replace("[privacy]\n", listed), encoding="utf-8")

    def replaced(content):
        return lambda office: (
            save(office, "ex-0001.md", put(NOTICE, "documents", LISTED.replace("plan.txt", name))),
            save(office, f"ex-0001/{name}", content),
        )

    on_main(replaced(pdf("The plan" if name == "plan.pdf" else " ")))(office)
    replaced(content)(office)
    review(office)
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    (told,) = page.xpath(f"//li[starts-with(., 'Document {name}: replaced')]")
    said = " ".join(told.text_content().split())
    assert said.endswith(words or "1 page.")
    assert bool(page.xpath(f"//h4[.='Words of {name}']")) is not bool(words)


def test_effects_elsewhere_are_told(office):
    supersedes(office)
    naming = SECOND.replace("It is needed.", "It is needed, as EX-0003 says.", 1)
    save(office, "ex-0002.md", put(put(naming, "topics", "[Roads]"), "also_known_as", "[EX-02]"))
    effects = told(office)[1]["effects"]
    for effect in (
        "The address decisions/ex-0003/ appears.",
        "EX-0002 will link to EX-0003.",
        "The address decisions/ex-02/ will lead to decisions/ex-0002/.",
        "Decisions by topic: Roads, 1 more.",
        "The register will hold 3 published decisions; it holds 2 now.",
    ):
        assert effect in effects


BESIDE = {
    "a file that is changed": (".gitignore", ".gitignore"),
    "settings that say the same": ("register.toml", ""),
    "settings of somebody else": ("other/register.toml", "other/"),
    "a new file": ("more.txt", "more.txt"),
    "a new file in a new folder": ("templates/new.html", "templates/"),
    "a file that git is told to pass over": (".cache/more.txt", ""),
}


@pytest.mark.parametrize("committed", [True, False], ids=["committed", "not yet committed"])
@pytest.mark.parametrize("what", BESIDE)
def test_files_beside_the_notices_are_told(office, what, committed):
    path, expected = BESIDE[what]
    file = office / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(file.read_text("utf-8") + "\n" if file.exists() else "New.", encoding="utf-8")
    if committed:
        git(office, "add", "-A")
        git(office, "commit", "-q", "--allow-empty", "-m", "Change")
    told_of = [effect for effect in told(office)[1]["effects"] if effect.startswith("Files beside")]
    assert [effect.split(": ")[1].split(". ")[0] for effect in told_of] == (
        [path if committed else expected] if expected else []
    )


SETTINGS = {
    "a rule that stops no notice any more": (
        "",
        '[severity]\n"sum-not-in-costs" = "warning"\n',
        "The setting “Severity, sum-not-in-costs” was not given and is warning.",
    ),
    "what every page says": (
        'name = "Office of the Commissioner for Exampleshire"',
        'name = "The Office"',
        "The setting “Office, name” was Office of the Commissioner for Exampleshire and is The Office.",
    ),
    "a part of the form": (
        "[form]",
        '[[topics]]\nname = "Roads"\n\n[form]',
        "The setting “Topics, “Roads” name” was not given and is Roads.",
    ),
}


@pytest.mark.parametrize("blocked", [False, True], ids=["published", "blocked"])
@pytest.mark.parametrize("what", SETTINGS)
def test_a_setting_that_is_another_is_told_before_all_else(office, what, blocked):
    old, new, said = SETTINGS[what]
    file = office / "register.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1) if old else f"{text}\n{new}", encoding="utf-8")
    if blocked:
        save(office, "ex-0002.md", SECOND.replace("title:", "titel:"))
    table = told(office)[1]
    assert table["to_look_at"][0] == said
    assert "settings of the register change" in table["in_all"]
    assert not any(effect.startswith("Files beside") for effect in table["effects"])
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    assert len(page.xpath("//h2[@id='settings']/following-sibling::div[1]//tbody/tr")) == 1
    assert "### Settings that change" in review(office, "--format", "markdown").stdout


@pytest.mark.parametrize("listed", ["5", '"Jo Bloggs"', "{}", "[5]"])
def test_a_list_of_names_that_was_none_frees_nobody(office, listed):
    file = office / "register.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[privacy]\n", f"[privacy]\nnever_name = {listed}\n"), encoding="utf-8")
    git(office, "commit", "-q", "-a", "-m", "A mistake")
    git(office, "branch", "-f", "main")
    file.write_text(text, encoding="utf-8")
    done = review(office, "--format", "json")
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["names_freed"] == 0


def test_a_file_from_which_pages_are_made_keeps_a_review_from_saying_that_nothing_changes(office):
    (office / "templates").mkdir()
    (office / "templates" / "base.html").write_text("New.", encoding="utf-8")
    assert told(office)[1]["in_all"].startswith("No decision changes. Files from which every page is made differ")


def test_what_changes_is_looked_at_in_the_order_of_its_weight(office):
    save(office, "ex-0001.md", put(NOTICE, "decision_date", "2024-03-01").replace("Ann Example", "Al Bloggs"))
    removed(office)
    look = told(office)[1]["to_look_at"]
    assert look[0] == "EX-0002 would no longer be in the public record."
    assert [one for one in look if one.startswith("EX-0001")] == [
        "EX-0001: the decision maker, name was Ann Example and is Al Bloggs.",
        "EX-0001: the decision date was 5 March 2024 and is 1 March 2024.",
    ]


def cost(amount, **parts):
    lines = [f"\n  - amount: {amount}", "direction: spend", *(f"{part}: {value}" for part, value in parts.items())]
    return "\n    ".join(lines)


COSTS_THAT_CHANGE = {
    "one of two": (
        cost(5000, purpose="Paint") + cost(70, purpose="Brushes"),
        cost(5000, purpose="Paint") + cost(80, purpose="Brushes"),
        "Costs, entry 2 (Brushes), amount",
    ),
    "one that pays somebody": (
        cost(5000, recipient="A Firm") + cost(70, recipient="A Shop"),
        cost(6000, recipient="A Firm") + cost(70, recipient="A Shop"),
        "Costs, entry 1 (A Firm), amount",
    ),
    "two alike": (cost(5000) + cost(70), cost(5000) + cost(80), "Costs, entry 2, amount"),
    "the only one": (cost(5000, purpose="Paint"), cost(6000, purpose="Paint"), "Costs, amount"),
    "one with a long purpose": (
        cost(5000, purpose="Paint") + cost(70, purpose="Brushes " * 20),
        cost(5000, purpose="Paint") + cost(80, purpose="Brushes " * 20),
        f"Costs, entry 2 ({'Brushes ' * 7}Brus…), amount",
    ),
}


@pytest.mark.parametrize("what", COSTS_THAT_CHANGE)
def test_it_is_told_which_of_several_entries_changes(office, what):
    before, after, said = COSTS_THAT_CHANGE[what]
    on_main(lambda office: save(office, "ex-0001.md", put(NOTICE, "costs", before)))(office)
    save(office, "ex-0001.md", put(NOTICE, "costs", after))
    comment = review(office, "--format", "markdown").stdout.replace("\\", "")
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    assert page.xpath("//section[@class='change']//table[@class='fields']//th[@scope='row']/text()") == [said]
    assert f"| {said} | £" in comment
    assert f"EX-0001: the c{said[1:]} was £" in comment


LOOKS = {
    "bold": ("It is not binding.", "It is **not** binding.", "Bold or slanted words: not put in"),
    "no longer slanted": ("It is *not* binding.", "It is not binding.", "Bold or slanted words: not taken out"),
    "the number of a point": ("3. Pay", "5. Pay", "A numbered list began with 3 and begins with 5"),
    "a tip": (
        '[Plan](https://example.org "Old")',
        '[Plan](https://example.org "New")',
        "The link “Plan” leads to https://example.org (its tip: New) and led to https://example.org (its tip: Old)",
    ),
}


@pytest.mark.parametrize("what", LOOKS)
def test_how_a_text_looks_otherwise_is_told_in_its_words(office, what):
    before, after, said = LOOKS[what]
    on_main(lambda office: save(office, "ex-0001.md", agreed(NOTICE, before)))(office)
    save(office, "ex-0001.md", agreed(NOTICE, after))
    assert said in told(office)[1]["notices"][0]["called_out"]


def test_only_a_finding_that_is_newly_accepted_is_looked_at(office):
    allowed = "\n  - rule: DN801\n    reason: It is last year's."
    on_main(lambda office: save(office, "ex-0001.md", put(NOTICE, "allow", allowed)))(office)
    more = f"{allowed}\n  - rule: DN802\n    reason: It is the next year's."
    save(office, "ex-0001.md", put(agreed(NOTICE), "allow", more))
    accepted = [one for one in told(office)[1]["to_look_at"] if "accepts" in one]
    assert accepted == ["EX-0001 accepts the finding “cost not in text” (DN802): It is the next year's."]


def test_fields_are_named_in_words_and_no_digest_is_on_the_page(office):
    document_on_main(office)
    allowed = "\n  - rule: DN801\n    reason: It is last year's."
    text = put(put(put(NOTICE, "documents", LISTED), "allow", allowed), "source_url", "https://www.example.org/d")
    save(office, "ex-0001.md", text)
    save(office, "ex-0001/plan.txt", "The plan of 2025")
    comment = review(office, "--format", "markdown").stdout.replace("\\", "")
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    names = page.xpath("//table[@class='fields']//th[@scope='row']/text()")
    assert names == ["Findings accepted", "Address of the official text"]
    assert "rule: “sum not in costs” (DN801)" in page.xpath("string(//table[@class='fields'])")
    assert "rule: “sum not in costs” (DN801)" in comment
    assert "Fields changed: Findings accepted, Address of the official text." in page.xpath(
        "string(//li[a/@href='#change-ex-0001'])"
    )
    assert "digest" not in page.text_content()


def test_a_change_of_the_first_of_two_accepted_values_is_shown(office):
    def allowed(first):
        return f"\n  - rule: DN801\n    value:\n      - {first}\n      - £9\n    reason: They are last year's."

    text = agreed(NOTICE, "Last year it was £5, £7 and £9.")
    on_main(lambda office: save(office, "ex-0001.md", put(text, "allow", allowed("£5"))))(office)
    save(office, "ex-0001.md", put(text, "allow", allowed("£7")))
    (notice,) = told(office)[1]["notices"]
    assert [field["name"] for field in notice["fields"]] == ["allow.value"]
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    assert "£5, £9" in page.xpath("string(//table[@class='fields'])")


def test_what_to_look_at_names_the_decision_and_not_its_file(office):
    save(office, "ex-0001.md", agreed(NOTICE, RING))
    assert "EX-0001: The text holds a telephone number." in told(office)[1]["to_look_at"]


def test_a_confidential_decision_that_opens_has_a_text_without_marks(office):
    closed = put(put(NOTICE, "status", "confidential"), "withheld", "\n  - exemption: FOI 42\n    reason: Advice.")
    on_main(lambda office: save(office, "ex-0001.md", closed.split("\n## ")[0]))(office)
    save(office, "ex-0001.md", NOTICE)
    review(office)
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    (section,) = page.xpath("//section[@class='change']")
    assert section.xpath("//p[.='All of its text is new to the public.']")
    assert section.xpath(".//p[.='Agreed.']")
    assert section.xpath(".//p/ins") == []
    assert "All of its text is new." in page.xpath("string(//li[a/@href='#change-ex-0001'])")


def test_text_that_only_moved_is_not_told_as_changed(office):
    one, other = "It is agreed.", "It was asked for by many people."
    on_main(lambda office: save(office, "ex-0001.md", agreed(NOTICE, f"{one}\n\n{other}")))(office)
    save(office, "ex-0001.md", agreed(NOTICE, f"{other}\n\n{one}"))
    review(office)
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    said = " ".join(page.xpath("string(//li[a/@href='#change-ex-0001'])").split())
    assert said.endswith("A decisionText moved in Decision."), said


def test_a_link_to_a_renamed_document_is_told_once_in_short(office):
    def linked(name):
        return put(agreed(NOTICE, f"See [the plan]({name})."), "documents", LISTED.replace("plan.txt", name))

    document_on_main(office)
    on_main(lambda office: save(office, "ex-0001.md", linked("plan.txt")))(office)
    save(office, "ex-0001/scheme.txt", "The plan of 2024")
    (office / "notices" / "2024" / "ex-0001" / "plan.txt").unlink()
    save(office, "ex-0001.md", linked("scheme.txt"))
    (notice,) = told(office)[1]["notices"]
    assert "The link “the plan” leads to scheme.txt and led to plan.txt" in notice["called_out"]
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    assert "The link" not in page.xpath("string(//li[a/@href='#change-ex-0001'])")


LINKS = {
    "the address of a link": (
        "See [the policy](https://www.example.org/old).",
        "See [the policy](https://www.example.org/new).",
        ["The link “the policy” leads to https://www.example.org/new and led to https://www.example.org/old"],
    ),
    "the address of a document": (
        "See [**the** plan](plan.txt) and [the plan](more.txt).",
        "See [**the** plan](plan.txt) and [the plan](less.txt).",
        ["The link “the plan” leads to less.txt and led to more.txt"],
    ),
    "the addresses of two links, exchanged": (
        "See [one](https://e.org/1) and [two](https://e.org/2).",
        "See [one](https://e.org/2) and [two](https://e.org/1).",
        [
            "The link “one” leads to https://e.org/2 and led to https://e.org/1",
            "The link “two” leads to https://e.org/1 and led to https://e.org/2",
        ],
    ),
    "the words of a link": ("See [one](https://e.org/1).", "See [two](https://e.org/1).", []),
    "another link": (
        "See [one](https://e.org/1).",
        "See [two](https://e.org/2).",
        ["Links: https://e.org/1 taken out; https://e.org/2 put in"],
    ),
}


@pytest.mark.parametrize("what", LINKS)
def test_a_link_that_leads_elsewhere_is_told_with_both_addresses(office, what):
    old, new, expected = LINKS[what]
    on_main(lambda office: save(office, "ex-0001.md", agreed(NOTICE, old)))(office)
    save(office, "ex-0001.md", agreed(NOTICE, new))
    (notice,) = told(office)[1]["notices"]
    assert [said for said in notice["called_out"] if "link" in said.lower()] == expected
    page = html.parse(str(office / "preview" / "index.html")).getroot()
    for said in expected:
        if said.startswith("The link"):
            assert said in page.xpath("string(//li[a/@href='#change-ex-0001'])")


ORDER = {
    "sections": ("## Decision\n\nAgreed.\n\n", "## Reasons\n\nIt is needed.\n\n", "“Reasons” stands first now"),
    "parts of a section": (
        "### Costs of it\n\nFive pounds.\n\n",
        "### Risks of it\n\nNone at all.\n\n",
        "“Risks of it” stands after “Reasons” now",
    ),
    "parts of a part": ("#### What\n\nFive pounds.\n\n", "#### When\n\nNone at all.\n\n", ""),
}


@pytest.mark.parametrize("what", ORDER)
def test_two_sections_that_change_places_are_told_as_moved(office, what):
    one, other, said = ORDER[what]
    begin = NOTICE[: NOTICE.index("## ")] if what == "sections" else NOTICE.rstrip() + "\n\n"
    on_main(lambda office: save(office, "ex-0001.md", begin + one + other))(office)
    save(office, "ex-0001.md", begin + other + one)
    (notice,) = told(office)[1]["notices"]
    fates = {block["fate"] for section in notice["sections"] for block in section["blocks"]}
    assert fates <= {"same", "moved here", "moved away"}
    assert notice["called_out"] == ([f"The section {said}"] if said else [])
    assert fates > {"same"} or said


def test_names_are_called_out(office):
    save(office, "ex-0001.md", agreed(NOTICE, "Agreed with Wigan Borough Council."))
    assert "Names: Wigan Borough Council put in" in told(office)[1]["notices"][0]["called_out"]


def test_a_notice_can_be_read_with_its_changes_marked_and_without(office):
    changed(office)
    review(office)
    place = office / "preview" / "decisions"
    page = html.parse(str(place / "ex-0001" / "index.html")).getroot()
    assert page.xpath("//nav[@class='switch']//a/@href") == ["index.html", "marked/index.html"]
    marked = html.parse(str(place / "ex-0001" / "marked" / "index.html")).getroot()
    assert "£5,000" in marked.xpath("string(//ins)")
    assert not html.parse(str(place / "ex-0002" / "index.html")).getroot().xpath("//nav[@class='switch']")


def test_a_change_that_errors_block_still_has_its_page_of_changes(office):
    save(office, "ex-0001.md", put(agreed(NOTICE), "publication_date", "2024-03-01"))
    assert review(office).returncode == 1
    preview = office / "preview"
    page = html.parse(str(preview / "index.html")).getroot()
    banner = page.xpath("string(//section[@class='banner'])")
    assert "2 errors must be mended first." in banner
    assert "this preview has no other page" in banner
    (place,) = page.xpath("//li[contains(., 'DN203')]/a/@href")
    assert page.xpath(f"//*[@id='{place[1:]}']")
    assert "Agreed for £5,000 on 4 May 2024." in [mark.text for mark in page.iter("ins")]
    assert list(preview.rglob("*.html")) == [preview / "index.html"]
    dead = [link for link in page.xpath("//a/@href") if not link.startswith(("#", "http", "index.html"))]
    assert dead == []
