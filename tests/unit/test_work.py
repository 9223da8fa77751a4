"""Work shared among processes: in order, whatever the number, and a lost process is said plainly."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest

from decision_register.work import FEWEST, Workers, WorkFaultError, beside, in_copies, in_parallel

ROOT = Path(__file__).resolve().parent.parent.parent
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


@pytest.mark.skipif(sys.platform == "win32", reason="no process is copied there")
def test_work_beside_ends_when_the_process_that_began_it_is_killed(tmp_path):
    code = (
        "import os,pathlib,signal,sys,time\n"
        "from decision_register.work import Workers, beside\n"
        "def long():\n"
        "    pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))\n"
        "    return 'x' * 1_000_000\n"  # more than a pipe holds
        "with beside(long, Workers(2)):\n"
        "    while not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.01)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    number = tmp_path / "number"
    done = subprocess.run([sys.executable, "-c", code, str(number)], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    for _ in range(300):
        if not is_at_work(int(number.read_text())):
            return
        time.sleep(0.1)
    pytest.fail("the copy waits for ever")


def is_at_work(number):
    """Whether a process of this number is there, and is more than what its parent has not asked after."""
    status = Path(f"/proc/{number}/stat")
    if Path("/proc/self").exists():
        return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_work_beside_is_done_here_where_no_more_processes_may_be_made(monkeypatch):
    monkeypatch.setattr(os, "fork", no_more_processes)
    assert from_two(2)[0] == from_two(2)[1]


def no_more_processes():
    raise BlockingIOError


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
