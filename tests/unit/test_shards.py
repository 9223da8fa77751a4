"""How the search index is cut, so that an edit is indexed soon and a reader loads little."""

from __future__ import annotations

import datetime
from itertools import chain
from types import SimpleNamespace
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from decision_register.outputs import search
from decision_register.outputs.search import OLD_SHARD, SHARD, _shards

DAYS = st.dates(datetime.date(2012, 11, 22), datetime.date(2028, 5, 1))


def register_of(dates):
    """A register, newest first, that has nothing but days."""
    return SimpleNamespace(notices=[SimpleNamespace(decision_date=day) for day in sorted(dates, reverse=True)])


def years_of(shards):
    return [sorted({notice.decision_date.year for notice in shard}) for shard in shards]


def many(**counts):
    """So many days of each year, as in `many(y2024=3)`."""
    return [
        datetime.date(int(year[1:]), 1, 1) + datetime.timedelta(days=number % 300)
        for year, count in counts.items()
        for number in range(count)
    ]


def test_a_small_register_is_one_shard():
    assert years_of(_shards(register_of(many(y2023=100, y2024=200)))) == [[2023, 2024]]


def test_earlier_years_stand_together_and_the_newest_by_itself():
    shards = _shards(register_of(many(y2021=400, y2022=400, y2023=400, y2024=50)))
    assert years_of(shards) == [[2021, 2022], [2023], [2024]]


def test_a_long_year_is_cut_by_its_days():
    shards = _shards(register_of(many(y2023=2 * OLD_SHARD + 1, y2024=2 * SHARD + 1)))
    assert [len(shard) for shard in shards] == [OLD_SHARD, OLD_SHARD, 1, SHARD, SHARD, 1]
    days = [notice.decision_date for shard in shards for notice in shard]
    assert days == sorted(days)


def test_an_empty_register_has_one_empty_shard():
    assert _shards(register_of([])) == [[]]


@given(st.lists(DAYS, min_size=1, max_size=80))
def test_each_notice_is_in_one_shard_and_a_new_one_changes_the_last(dates):
    with patch.multiple(search, SHARD=5, OLD_SHARD=12):
        before = _shards(register_of(dates))
        after = _shards(register_of([*dates, max(dates)]))
    days = [[notice.decision_date for notice in shard] for shard in before]
    assert list(chain.from_iterable(days)) == sorted(dates)
    assert all(len(shard) <= (5 if shard[-1].year == max(dates).year else 12) for shard in days)
    assert [[notice.decision_date for notice in shard] for shard in after[: len(days) - 1]] == days[:-1]
