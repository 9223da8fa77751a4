"""A preview shows drafts, says so on every page, and hides from search engines."""

from __future__ import annotations

import json

from lxml import html
from small_sites import files_of, site_named


def test_a_preview_shows_what_waits_and_says_so_everywhere(tmp_path):
    files = files_of(site_named("withheld").build(tmp_path, preview=True))
    references = {notice["reference"] for notice in json.loads(files["data/decisions.json"])["notices"]}
    assert references == {"EX-0001", "EX-0002", "EX-0003", "EX-0004"}
    for path, content in files.items():
        if path.endswith(".html"):
            page = html.document_fromstring(content)
            assert page.xpath("count(//meta[@name='robots'][contains(@content, 'noindex')])") == 1, path
            assert "deleted by 8 December 2026" in page.text_content(), path
            assert not page.xpath("//*[contains(@href, 'feed.xml')]"), path


def test_a_preview_has_no_feed_no_site_map_and_closes_the_door(tmp_path):
    files = files_of(site_named("withheld").build(tmp_path, preview=True))
    assert "feed.xml" not in files
    assert "sitemap.xml" not in files
    assert files["robots.txt"] == b"User-agent: *\nDisallow: /\n"
    assert b"X-Robots-Tag: noindex" in files["_headers"]


def test_confidential_words_are_not_in_a_preview_either(tmp_path):
    files = files_of(site_named("withheld").build(tmp_path, preview=True))
    assert not any(b"Secret" in content for content in files.values())


def test_the_public_site_has_none_of_it(tmp_path):
    files = files_of(site_named("withheld").build(tmp_path))
    assert "feed.xml" in files
    assert not any(b"Preview, not published" in content for content in files.values())
    assert b"X-Robots-Tag" not in files["_headers"]
