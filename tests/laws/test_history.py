"""Every published version of a notice stays readable, and none shows what was withheld later. On real repositories."""

from __future__ import annotations

import shutil

import pytest
from lxml import html
from offices import NOTICE, with_changes, with_fields
from small_sites import files_of

DECIDED = NOTICE.replace("## Decision\n\n", "## Decision\n\nThe supplier is Wrongname Limited. ", 1)
MENDED = with_changes(DECIDED.replace("Wrongname", "Rightname"), ("2024-06-01", "Corrected the name of the supplier."))


def test_a_notice_that_was_never_changed_has_no_history(office):
    office.save(NOTICE, "2024-05-20")
    office.build()
    assert office.versions() == []
    page = html.fromstring((office.folder / "site/decisions/ex-0001/index.html").read_text(encoding="utf-8"))
    assert "It has not been changed since." in page.xpath("string(//section[h2[@id='history']])")
    assert page.xpath("//section[h2[@id='history']]//a") == []


def test_a_section_of_that_name_does_not_take_the_place_of_the_history(office):
    settings = office.folder / "register.toml"
    form = settings.read_text(encoding="utf-8").replace('heading = "Decision"', 'heading = "History"')
    settings.write_text(form, encoding="utf-8")
    office.save(NOTICE.replace("## Decision\n", "## History\n"), "2024-05-20")
    office.build()
    page = html.fromstring((office.folder / "site/decisions/ex-0001/index.html").read_text(encoding="utf-8"))
    assert len(page.xpath("//*[@id='history']")) == 1
    assert "First published" in page.xpath("string(//*[@id='history']/..)")


def test_a_change_makes_a_version_with_its_note_and_its_redline(office):
    office.save(DECIDED, "2024-05-20")
    office.save(MENDED, "2024-06-01")
    office.build()
    assert [(number, note) for number, _, note in office.versions()] == [
        (1, "Published."),
        (2, "Corrected the name of the supplier."),
    ]
    history = html.fromstring(office.page("history"))
    assert [mark.text_content() for mark in history.iter("del", "ins")][2:] == ["Wrongname", "Rightname"]
    assert "Wrongname" in office.page("v1")
    assert "This is not the version that stands" in office.page("v1")
    now = office.folder / "site" / "decisions" / "ex-0001" / "index.html"
    assert html.fromstring(now.read_text(encoding="utf-8")).xpath("//a[@href='history/index.html']")


def test_earlier_versions_are_for_readers_who_ask_for_them_and_not_for_search_engines(office):
    office.save(DECIDED, "2024-05-20")
    office.save(MENDED, "2024-06-01")
    office.build()
    for name in ("v1", "history"):
        assert html.fromstring(office.page(name)).xpath("//meta[@name='robots'][@content='noindex']")
    site = office.folder / "site"
    assert "/v1/" not in (site / "sitemap.xml").read_text(encoding="utf-8")
    shown = {path for path, content in files_of(site).items() if b"Wrongname" in content}
    assert shown == {"decisions/ex-0001/v1/index.html", "decisions/ex-0001/history/index.html"}


CASES = {
    "what was never public is no version": (
        [(DECIDED.replace("\n---\n", "\ndraft: true\n---\n", 1), "2024-05-01"), (MENDED, "2024-06-01")],
        [],
    ),
    "two commits of one day under one note are one version": (
        [(DECIDED, "2024-05-20"), (MENDED.replace("Rightname", "Rihgtname"), "2024-06-01"), (MENDED, "2024-06-01")],
        [1, 2],
    ),
    "spaces make no version": ([(DECIDED, "2024-05-20"), (DECIDED.replace("\n\n## ", "\n\n\n## "), "2024-06-01")], []),
    "a change in silence is told as one": (
        [(DECIDED, "2024-05-20"), (DECIDED.replace("Wrongname", "Rightname"), "2024-06-01")],
        [1, 2],
    ),
    "three versions": (
        [
            (DECIDED, "2024-05-20"),
            (MENDED, "2024-06-01"),
            (
                with_changes(
                    DECIDED.replace("Wrongname", "Newname"),
                    ("2024-06-01", "Corrected the name of the supplier."),
                    ("2024-07-01", "The supplier has a new name."),
                ),
                "2024-07-01",
            ),
        ],
        [1, 2, 3],
    ),
    "before its day of publication it was not public": (
        [
            (DECIDED.replace("publication_date: 2024", "publication_date: 2025"), "2024-05-20"),
            (
                MENDED.replace("publication_date: 2024", "publication_date: 2025").replace("2024-06-01", "2025-12-01"),
                "2024-06-01",
            ),
        ],
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_which_states_are_versions(office, case):
    states, expected = CASES[case]
    for text, day in states:
        office.save(text, day)
    office.build()
    assert [number for number, *_ in office.versions()] == expected


def test_a_change_in_silence_says_so(office):
    office.save(DECIDED, "2024-05-20")
    office.save(DECIDED.replace("Wrongname", "Rightname"), "2024-06-03")
    office.build()
    assert office.versions()[1] == (2, "2024-06-03", "Changed without a public note.")


def test_a_merged_branch_is_one_step(office):
    office.save(DECIDED, "2024-05-20")
    office.git("switch", "-q", "-c", "change")
    office.save(DECIDED.replace("Wrongname", "Half-right"), "2024-05-25")
    office.save(MENDED, "2024-06-01")
    office.git("switch", "-q", "main")
    office.git("merge", "-q", "--no-ff", "change", day="2024-06-01")
    office.build()
    assert [number for number, *_ in office.versions()] == [1, 2]
    assert "Half-right" not in office.everything()


def test_a_file_that_moved_keeps_its_history(office):
    office.save(DECIDED, "2024-05-20", "notices/2023/ex-0001.md")
    office.git("mv", "notices/2023/ex-0001.md", "notices/ex-0001.md")
    office.save(MENDED, "2024-06-01", "notices/ex-0001.md")
    office.build()
    assert [number for number, *_ in office.versions()] == [1, 2]


def test_a_change_not_committed_yet_is_the_version_that_stands(office):
    office.save(DECIDED, "2024-05-20")
    office.save(MENDED)
    office.build()
    assert [number for number, *_ in office.versions()] == [1, 2]


HIDDEN = "Hiddenword"
SECRET = NOTICE.replace("## Decision\n\n", f"## Decision\n\nThe winner is {HIDDEN} and nobody else. ", 1)
GROUND = """\
    reason: It would harm others.
    public_interest: The harm outweighs the interest in knowing.
"""


def redacted(text):
    return with_changes(text, ("2024-06-01", "Removed a name published by mistake.", True))


def made_confidential(text):
    head = text.split("---\n")[1].replace("non-confidential", "confidential").rstrip()
    withheld = f"withheld:\n  - part: The whole decision\n    exemption: FOI 31(1)(a)\n{GROUND}"
    return with_changes(f"---\n{head}\n{withheld}---\n", ("2024-06-01", "Made confidential."))


def with_a_part_withheld(text):
    withheld = f"withheld:\n  - part: The winner\n    exemption: FOI 43(2)\n{GROUND}"
    told = with_changes(text, ("2024-06-01", "Withheld the winner.")).replace("non-confidential", "partly-confidential")
    told = told.replace("\n---\n", f"\n{withheld}---\n", 1)
    return told.replace("## Decision\n\n", "## Decision\n\n[withheld: FOI 43(2) – The winner]\n\n", 1)  # noqa: RUF001 - as authors type it


def mended_without_a_word(text):
    return with_changes(text, ("2024-06-01", "Corrected."))


MADE_SAFE = {
    "the office says that earlier versions may not be shown": (redacted, SECRET),
    "the notice became confidential": (made_confidential, SECRET),
    "a part is withheld now": (with_a_part_withheld, SECRET),
    "a personal number was taken out": (mended_without_a_word, SECRET.replace(HIDDEN, f"{HIDDEN} (AB123456C)")),
}


@pytest.mark.parametrize("case", MADE_SAFE)
def test_no_version_shows_what_was_withheld_later(office, case):
    made_safe, before = MADE_SAFE[case]
    office.save(before, "2024-05-20")
    office.save(made_safe(NOTICE), "2024-06-01")
    office.build()
    assert [number for number, *_ in office.versions()] == [1, 2]
    assert HIDDEN not in office.everything()
    assert "The text of this version is not shown" in office.page("v1")
    assert "The text of this version is not shown" in office.page("history")


def test_a_clone_without_history_keeps_what_the_last_build_showed(office):
    office.save(DECIDED, "2024-05-20")
    office.save(MENDED, "2024-06-01")
    office.build()
    before = files_of(office.folder / "site")
    shutil.rmtree(office.folder / ".git")
    said = office.build()
    assert files_of(office.folder / "site") == before
    assert "2 pages of earlier versions were left as they are" in said


def test_a_clone_without_history_still_hides_what_is_withheld_now(office):
    office.save(SECRET, "2024-05-20")
    told = with_changes(SECRET, ("2024-06-01", "Something."))
    office.save(told, "2024-06-01")
    office.save(told.replace("nobody", "no body"), "2024-06-02")
    office.build()
    assert HIDDEN in office.page("v1")
    shutil.rmtree(office.folder / ".git")
    office.save(with_changes(NOTICE, ("2024-06-01", "Something."), ("2024-06-05", "Removed a name.", True)))
    office.build()
    assert HIDDEN not in office.everything()
    assert "Removed a name." in office.page("v1")


def test_a_second_build_reads_and_makes_nothing_anew(office):
    office.save(DECIDED, "2024-05-20")
    office.save(MENDED, "2024-06-01")
    office.build()
    assert "nothing to write" in office.build()


def test_a_document_with_another_name_is_told_as_renamed(office):
    listed = "documents:\n  - file: {}.txt\n    title: The plan"
    office.write("The plan.", "notices/2024/ex-0001/plan.txt")
    office.save(with_fields(NOTICE, listed.format("plan")), "2024-05-20")
    (office.folder / "notices/2024/ex-0001/plan.txt").rename(office.folder / "notices/2024/ex-0001/scheme.txt")
    named = with_fields(NOTICE, listed.format("scheme"))
    office.save(with_changes(named, ("2024-07-01", "Named the plan otherwise.")), "2024-07-01")
    office.build()
    page = office.page("history")
    assert "The document plan.txt was renamed scheme.txt; its content is the same." in page
    assert "taken away" not in page
