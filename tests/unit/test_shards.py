"""How the search index is cut and joined, so that an edit is indexed soon and a reader loads little."""

from __future__ import annotations

import datetime
import gzip
import json
import posixpath
from itertools import chain, pairwise
from types import SimpleNamespace
from unittest.mock import patch

import cbor2
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pagefind_files import decoded, lists_of

from decision_register.outputs import search
from decision_register.outputs.search import INDEX, OLD_SHARD, SHARD, TOGETHER, _indexes
from decision_register.pagefind import SearchFaultError, index_pages
from decision_register.shards import PIECE, index_of, join, result_paths, shard_of, take_apart

DAYS = st.dates(datetime.date(2012, 11, 22), datetime.date(2028, 5, 1))
WORDS = st.sampled_from(["grant", "cafe", "café", "cafés", "naïve", "naive", "£1,000", "DR/2024/001", "x_y", "lights"])
PAGE = (
    '<html lang="en"><body data-pagefind-filter="year:{year}">'
    '<h1 data-pagefind-meta="title">{title}</h1><p>{text}</p></body></html>'
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), min_size=2, max_size=30)


def register_of(dates):
    """A register, newest first, that has nothing but days."""
    return SimpleNamespace(notices=[SimpleNamespace(decision_date=day) for day in sorted(dates, reverse=True)])


def many(**counts):
    """So many days of each year, as in `many(y2024=3)`."""
    return [
        datetime.date(int(year[1:]), 1, 1) + datetime.timedelta(days=number % 300)
        for year, count in counts.items()
        for number in range(count)
    ]


def years_of(indexes):
    return [[sorted({notice.decision_date.year for notice in shard}) for shard in index] for index in indexes]


def days_of(indexes):
    return [[notice.decision_date for notice in shard] for shard in chain.from_iterable(indexes)]


def test_a_register_of_some_years_is_one_index_with_the_newest_year_in_a_shard_by_itself():
    indexes = _indexes(register_of(many(y2022=50, y2023=OLD_SHARD - 50, y2024=1, y2025=2)))
    assert years_of(indexes) == [[[2022, 2023], [2024], [2025]]]


def test_the_newest_year_has_an_index_of_its_own_as_soon_as_there_are_many_earlier_ones():
    together = many(y2022=TOGETHER, y2024=2)
    assert len(_indexes(register_of(together))) == 1
    before, newest = _indexes(register_of([*together, datetime.date(2023, 1, 1)]))
    assert years_of([newest]) == [[[2024]]]
    assert years_of([before])[0][-1] == [2023]


def test_an_index_is_of_whole_years():
    indexes = _indexes(register_of(many(y2021=INDEX - 1, y2022=2, y2023=2 * INDEX, y2024=3)))
    assert [{year for shard in index for year in shard} for index in years_of(indexes)] == [
        {2021},
        {2022},
        {2023},
        {2024},
    ]


def test_a_long_year_is_cut_by_its_days():
    indexes = _indexes(register_of(many(y2023=2 * OLD_SHARD + 1, y2024=2 * SHARD + 1)))
    assert [len(shard) for shard in chain(*indexes)] == [OLD_SHARD, OLD_SHARD, 1, SHARD, SHARD, 1]
    days = [*chain(*days_of(indexes))]
    assert days == sorted(days)


def test_an_empty_register_has_one_empty_shard():
    assert _indexes(register_of([])) == [[[]]]


@given(st.lists(DAYS, min_size=1, max_size=80))
def test_each_notice_is_in_one_shard_and_a_new_one_changes_the_last(dates):
    with patch.multiple(search, SHARD=5, OLD_SHARD=12, INDEX=30, TOGETHER=20):
        before = days_of(_indexes(register_of(dates)))
        after = days_of(_indexes(register_of([*dates, max(dates)])))
    newest = max(dates).year
    assert [*chain(*before)] == sorted(dates)
    assert all(len(shard) <= (5 if shard[-1].year == newest else 12) for shard in before)
    assert after[: len(before) - 1] == before[:-1]


def test_folders_of_shards_are_in_the_order_of_their_decisions_though_many_begin_on_one_day():
    days = [*["20190104"] * 20, "20190105", "20200101"]
    names = search._in_order(days)
    assert names == sorted(set(names))
    assert [name[:8] for name in names] == days


def pages_of(texts):
    return [
        (f"decisions/{number}/index.html", PAGE.format(year=2020 + len(text) % 3, title=text.split()[0], text=text))
        for number, text in enumerate(texts)
    ]


def pieces_of(files):
    """Each piece of the list of words: where it begins and ends as a reader is told, and its words."""
    return [
        (since, until, cbor2.loads(decoded(files[f"index/{name}.pf_index"]))[0])
        for since, until, name in lists_of(files)[2]
    ]


def said_by(files):
    """All that an index says, however its files are named and cut. The order of accents and filters is chance."""
    version, pages, _, filters, orders, fields = lists_of(files)
    return (
        version,
        [words for _, words in pages],
        [(word, places, sorted(accents)) for _, _, words in pieces_of(files) for word, places, accents in words],
        {name: sorted(cbor2.loads(decoded(files[f"filter/{file}.pf_filter"]))[1]) for name, file in filters},
        orders,
        fields,
    )


def shown_by(content):
    return json.loads(decoded(content))["content"]


@given(TEXTS, st.data())
@effort(max_examples=25, deadline=None)
def test_however_pages_are_cut_the_index_is_the_same_and_says_what_pagefind_says(texts, data):
    pages = pages_of(texts)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(pages) - 1), max_size=3)))
    shards = [shard_of(pages[since:until]) for since, until in pairwise([0, *cuts, len(pages)])]
    by_pagefind = index_pages(pages)
    joined = join({str(number): shard for number, shard in enumerate(shards)})
    assert said_by(joined) == said_by(by_pagefind)
    alone = join({"0": take_apart(by_pagefind)})
    assert {path for path in joined if not path.endswith("meta")} == {
        path for path in alone if not path.endswith("meta")
    }
    assert all(joined[path] == alone[path] for path in joined if path.startswith(("index/", "filter/")))


def test_the_results_of_a_page_stand_where_the_index_says_and_a_later_page_has_the_greater_path():
    texts = [f"case{number}" for number in range(40)]
    shards = {"201901010-b": shard_of(pages_of(texts[:17])), "201901011-a": shard_of(pages_of(texts[17:]))}
    paths = [path for name, shard in shards.items() for path in result_paths(name, len(shard.results))]
    assert paths == sorted(paths)
    said = [f"pagefind/index/fragment/{name}.pf_fragment" for name, _ in lists_of(join(shards))[1]]
    assert [posixpath.normpath(path) for path in said] == [f"pagefind/{path}" for path in paths]
    shown = [shown_by(result) for shard in shards.values() for result in shard.results]
    assert [text in content for text, content in zip(texts, shown, strict=True)] == [True] * 40


def test_a_search_of_few_pages_is_one_index_beside_pagefinds_program():
    files = index_of(pages_of(["grant", "lights"]))
    assert {"pagefind.js", "0/pagefind-entry.json", "0/index/0.pf_index"} < files.keys()
    assert [shown_by(files[f"pages/{place}.pf_fragment"]) for place in "01"] == ["grant. grant.", "lights. lights."]


def test_a_reader_loads_a_small_piece_of_the_list_of_words():
    """A word that stands in all pages is long; who looks for its neighbour must not load it."""
    texts = [f"commissioner {' commissioner' * (number % 7)} case{number} commission{number}" for number in range(900)]
    pieces = pieces_of(join({"0": shard_of(pages_of(texts))}))
    for _, _, words in pieces:
        assert len(words) == 1 or len(cbor2.dumps(words)) <= PIECE + 3
    alone = [words[0][0] for _, _, words in pieces if len(words) == 1 and len(cbor2.dumps(words)) > PIECE]
    assert alone == ["commission"]
    assert len(pieces) > 10


def test_each_word_and_each_beginning_of_a_word_leads_to_its_piece():
    texts = [f"case{number} street{number * 7919} £{number}" for number in range(900)]
    pieces = pieces_of(join({"0": shard_of(pages_of(texts))}))
    for since, until, words in pieces:
        assert all(word >= since and (word <= until or word.startswith(until)) for word, *_ in words)
    for (_, until, _), (since, _, _) in pairwise(pieces):
        assert until < since
        assert until[:-1] == since[: len(until) - 1]


def test_shards_whose_pages_have_other_fields_are_not_joined_as_if_they_had_the_same():
    plain = shard_of(pages_of(["grant"]))
    pictured = shard_of([("decisions/9/index.html", PAGE.format(year=2020, title="map", text='<img src="a" alt="b">'))])
    with pytest.raises(SearchFaultError, match="other fields"):
        join({"0": plain, "1": pictured})


def test_nothing_is_found_in_an_empty_register():
    assert pieces_of(join({"0": shard_of([])})) == []


FORMS = {
    "cut off": lambda raw: raw[:-1],
    "more behind it": lambda raw: raw + b"\x80",
    "no words": lambda _: b"\x81\x81",
    "a word with another list": lambda raw: raw.replace(b"grant\x82", b"grant\x83", 1),
    "pages with four values": lambda raw: raw.replace(b"\x83\x00", b"\x84\x00", 1),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_index_of_another_form_is_told_and_not_taken_for_this_one(form):
    files = index_pages(pages_of(["grant"] * 2))
    (piece,) = (path for path in files if path.endswith(".pf_index"))
    changed = FORMS[form](decoded(files[piece]))
    assert changed != decoded(files[piece])
    with pytest.raises(SearchFaultError, match=r"another form .* delete the folder \.venv"):
        take_apart(files | {piece: gzip.compress(b"pagefind_dcd" + changed)})
