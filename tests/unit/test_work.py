"""Work shared among processes: in order, whatever the number, and a lost process is said plainly."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from decision_register.work import FEWEST, Workers, WorkFaultError, in_copies, in_parallel

ITEMS = tuple(range(FEWEST * 3))


def doubled(items, add):
    return [item * 2 + add for item in items]


def killed(items, _shared=None):
    if items[0] > FEWEST:
        os.kill(os.getpid(), signal.SIGKILL)
    return list(items)


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, FEWEST - 1, FEWEST, len(ITEMS)])
def test_results_come_in_the_order_of_the_items(jobs, count):
    items = ITEMS[:count]
    assert list(in_parallel(doubled, items, 1, Workers(jobs))) == [item * 2 + 1 for item in items]
    assert list(in_copies(lambda some: [item * 3 for item in some], items, Workers(jobs))) == [
        item * 3 for item in items
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize(
    "share", [lambda: in_parallel(killed, ITEMS, None, Workers(2)), lambda: in_copies(killed, ITEMS, Workers(2))]
)
def test_a_process_killed_from_outside_is_one_plain_sentence(share):
    with pytest.raises(WorkFaultError, match="build again with --jobs 1"):
        list(share())
