"""Work shared among processes: in order, whatever the number, and a lost process is said plainly."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import time
import weakref

import pytest

from decision_register.work import FEWEST, Workers, WorkFaultError, beside, in_copies, in_parallel

ITEMS = tuple(range(FEWEST * 3))


class Item:
    def __init__(self, number):
        self.number = number


def doubled(items, add):
    return [item * 2 + add for item in items]


def from_two(jobs):
    """What one piece of work gives beside another: the numbers of both processes."""
    with beside(os.getpid, Workers(jobs)) as theirs:
        return os.getpid(), theirs()


def killed_beside():
    with beside(lambda: os.kill(os.getpid(), signal.SIGKILL), Workers(2)) as theirs:
        return theirs()


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


def test_copies_let_go_of_their_items_though_nobody_asks_for_more_than_the_last():
    items = tuple(map(Item, ITEMS))
    last = weakref.ref(items[-1])
    results = in_copies(lambda some: [item.number for item in some], items, Workers(2))
    assert [next(results) for _ in items] == list(ITEMS)
    del items, results
    gc.collect()
    assert last() is None


def test_a_piece_of_work_is_done_beside_only_where_a_second_process_is_wanted():
    ours, theirs = from_two(1)
    assert ours == theirs
    ours, theirs = from_two(2)
    assert (ours == theirs) is (sys.platform == "win32")


def test_work_beside_that_nobody_waits_for_ends_with_what_it_was_begun_for():
    with beside(lambda: time.sleep(600), Workers(2)):
        assert len(multiprocessing.active_children()) == (sys.platform != "win32")
    assert multiprocessing.active_children() == []


def test_a_mistake_in_work_that_is_done_beside_is_that_of_the_one_who_waits():
    with pytest.raises(ZeroDivisionError), beside(lambda: 1 / 0, Workers(2)) as theirs:
        theirs()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize(
    "share",
    [
        lambda: in_parallel(killed, ITEMS, None, Workers(2)),
        lambda: in_copies(killed, ITEMS, Workers(2)),
        killed_beside,
    ],
)
def test_a_process_killed_from_outside_is_one_plain_sentence(share):
    with pytest.raises(WorkFaultError, match="build again with --jobs 1"):
        list(share())
