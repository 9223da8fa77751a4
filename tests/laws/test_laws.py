"""The laws of every site: each holds for every test site and for the demonstration register."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import posixpath
import re
import shutil
import subprocess
import zipfile
import zlib
from collections import Counter, deque
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from serving import serve_folder
from small_sites import ROOT, files_of, site_named

ALLOWED = "-Dnu.validator.servlet.allow-forbidden-hosts=true"  # this machine is one, to the checker
QUICK = ("-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # a run is too short to be worth optimising
IN_SEARCH = re.compile(r"pagefind/.*\.pf_fragment")
IN_HANDBOOK = re.compile(r"handbook/pagefind/.*\.pf_fragment")


def target_of(page: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(urlsplit(address).path)))


def internal(page: str, address: str) -> bool:
    return not urlsplit(address).scheme and page != "404.html"


def published(built):
    """The references that the public may see, from the notices themselves."""
    checked = built.site.check()
    today = built.site.settings().today
    return [
        m.typed("reference").text
        for m in checked.manuscripts
        if not m.is_draft and m.date("publication_date") and m.date("publication_date") <= today
    ]


def slug(reference: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", reference.lower()).strip("-")


def test_two_clean_builds_are_the_same_byte_for_byte(built, tmp_path):
    assert files_of(built.site.build(tmp_path)) == built.files


def test_a_second_build_writes_nothing(built, tmp_path):
    folder = built.site.build(tmp_path)
    before = {path: (folder / path).stat().st_mtime_ns for path in files_of(folder)}
    built.site.build(tmp_path)
    assert {path: (folder / path).stat().st_mtime_ns for path in files_of(folder)} == before


def test_every_link_and_fragment_leads_somewhere(built):
    ids = {path: {e.get("id") for e in page.iter() if e.get("id")} for path, page in built.pages.items()}
    broken = []
    for path, page in built.pages.items():
        for element, attribute, address, _ in page.iterlinks():
            if not internal(path, address) or attribute == "content":
                continue
            target = target_of(path, address) if urlsplit(address).path else path
            fragment = urlsplit(address).fragment
            if target not in built.files or (fragment and target in ids and fragment not in ids[target]):
                broken.append((path, element.tag, address))
    assert broken == []


def test_every_link_is_relative_and_names_a_file(built):
    wrong = [
        (path, address)
        for path, page in built.pages.items()
        for element, attribute, address, _ in page.iterlinks()
        if internal(path, address) and urlsplit(address).path and (address.startswith("/") or address.endswith("/"))
    ]
    assert wrong == []


def test_nothing_is_asked_of_another_origin(built):
    asking = {("link", "stylesheet"), ("link", "icon"), ("script", None), ("img", None), ("iframe", None)}
    for path, page in built.pages.items():
        for element, _attribute, address, _ in page.iterlinks():
            if (element.tag, element.get("rel")) in asking:
                assert not urlsplit(address).netloc, (path, address)
        assert not page.xpath("//script[not(@src)] | //style | //*[@style] | //*[starts-with(name(@*), 'on')]"), path
        assert "default-src 'none'" in page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)"), (
            path
        )


def test_no_two_files_share_a_path_on_any_system(built):
    assert [p for p, n in Counter(path.casefold() for path in built.files).items() if n > 1] == []


def test_every_page_has_one_h1_no_skipped_level_a_language_and_its_own_title(built):
    titles = Counter()
    for path, page in built.pages.items():
        levels = [int(e.tag[1]) for e in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False)), (path, levels)
        assert page.get("lang"), path
        titles[page.findtext("head/title")] += 1
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_notice_says_when_it_was_published_and_what_was_changed_since(built):
    for reference in published(built):
        page = built.pages[f"decisions/{slug(reference)}/index.html"]
        (section,) = page.xpath("//section[h2[@id='history']]")
        assert "First published on" in section.text_content()
        changed = bool(section.xpath(".//li | .//a"))
        assert ("It has not been changed since." in section.text_content()) != changed
        assert len(page.xpath("//p[@class='docket']/a[@href='#history'][.='History']")) == 1


def test_every_notice_is_at_most_three_links_from_the_front_page(built):
    seen, waiting = {"index.html": 0}, deque(["index.html"])
    while waiting:
        page = waiting.popleft()
        for _element, _attribute, address, _ in built.pages[page].iterlinks():
            target = target_of(page, address) if internal(page, address) else ""
            if target in built.pages and target not in seen:
                seen[target] = seen[page] + 1
                waiting.append(target)
    for reference in published(built):
        assert seen[f"decisions/{slug(reference)}/index.html"] <= 3


def test_every_notice_stands_once_in_site_map_data_and_search(built):
    wanted = sorted(published(built))
    data = json.loads(built.files["data/decisions.json"])
    assert sorted(notice["reference"] for notice in data["notices"]) == wanted
    rows = list(csv.DictReader(io.StringIO(built.files["data/decisions.csv"].decode("utf-8-sig"))))
    assert sorted(row["reference"].lstrip("'") for row in rows) == wanted
    locations = [e.text for e in ET.fromstring(built.files["sitemap.xml"]).iter() if e.tag.endswith("}loc")]
    url = built.site.settings().site.url
    for reference in wanted:
        assert locations.count(f"{url}decisions/{slug(reference)}/") == 1
    indexed = addresses_in_search(built, IN_SEARCH)
    assert {u: n for u, n in indexed.items() if u != "/none/"} == {f"/decisions/{slug(r)}/": 1 for r in wanted}


def addresses_in_search(built, kind):
    fragments = [gzip.decompress(content) for path, content in built.files.items() if kind.match(path)]
    return Counter(json.loads(f.removeprefix(b"pagefind_dcd"))["url"] for f in fragments)


def test_every_page_of_the_handbook_stands_once_in_its_own_search(built):
    pages = {path.removeprefix("handbook") for path in built.pages if path.startswith("handbook/")} - {"/search.html"}
    shown = {path.removesuffix("index.html") for path in pages}
    assert addresses_in_search(built, IN_HANDBOOK) == dict.fromkeys(shown, 1)


def test_the_feed_is_xml_and_holds_the_latest(built):
    entries = [e for e in ET.fromstring(built.files["feed.xml"]) if e.tag.endswith("}entry")]
    assert len(entries) == min(50, len(published(built)))


def test_every_finding_is_whole_and_explained(built):
    from decision_register.rules.catalogue import rule_named

    for finding in built.site.check().findings:
        assert finding.message
        assert finding.help
        assert finding.span.line >= 1
        assert rule_named(finding.code) is rule_named(finding.name) is not None


def test_the_nu_checker_finds_nothing(built):
    jar = ROOT / "tests" / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    prefix = urlsplit(built.site.settings().site.url).path
    with_handbook = built.site.name in {"demonstration", "another-office"}  # it is the same for all but its brand
    with serve_folder(built.folder, prefix) as address:
        pages = [address + path for path in built.pages if with_handbook or not path.startswith("handbook/")]
        command = [shutil.which("java"), *QUICK, ALLOWED, "-jar", str(jar), "--format", "json", "--stdout", *pages]
        done = subprocess.run(command, capture_output=True, check=False)
    messages = json.loads(done.stdout)["messages"]
    assert [(urlsplit(m["url"]).path, m.get("lastLine"), m["message"]) for m in messages] == []


def every_byte_of(content: bytes) -> bytes:
    """The bytes of a file, with all that is packed inside it unpacked as well."""
    found = [content]
    if content.startswith(b"\x1f\x8b"):
        found.append(gzip.decompress(content))
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [every_byte_of(archive.read(name)) + name.encode() for name in archive.namelist()]
    if content.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            with contextlib.suppress(zlib.error):
                found.append(zlib.decompress(stream))
    return b"\n".join(found).lower()


PLANTED = (
    "Zanzibar",
    "Quixotic",
    "Timbuktu",
    "Xylophone",
    "Secret Officer",
    "Secret Maker",
    "EX-0003",
    "Kumquat",
    "Bathysphere",
    "Vermilion",
)


def test_no_withheld_draft_or_future_word_is_in_any_byte(tmp_path):
    folder = site_named("withheld").build(tmp_path)
    for path, content in files_of(folder).items():
        data = every_byte_of(content) + path.lower().encode()
        assert [word for word in PLANTED if word.lower().encode() in data] == [], path


def test_the_search_for_planted_words_sees_into_packed_files(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.gz", gzip.compress(b"Zanzibar"))
    assert b"zanzibar" in every_byte_of(stream.getvalue())
    assert b"zanzibar" in every_byte_of(b"%PDF-1.4 stream\n" + zlib.compress(b"Zanzibar") + b"endstream")
    pages = every_byte_of(b"".join(files_of(site_named("withheld").build(tmp_path)).values()))
    assert b"a confidential matter" in pages  # what may be shown is found, so the search looks in the right place
