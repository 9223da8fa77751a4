"""Shares work among processes, in the order of its items."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from decision_register.findings import FaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")
Shared = TypeVar("Shared")


class WorkFaultError(FaultError):
    """Why shared work came to no end; one plain sentence with the cure."""


CHUNK = 40
FEWEST = 120
"""With fewer items than this, another process takes longer to begin than it saves."""


def in_parallel(
    function: Callable[[tuple[Item, ...], Shared], list[Result]], items: tuple[Item, ...], shared: Shared, jobs: int
) -> Iterator[Result]:
    """Yield what a function makes of each item, in order; it is given a few at a time, and what all of them share."""
    if jobs < 2 or len(items) < FEWEST:  # noqa: PLR2004 - one is no sharing
        yield from function(items, shared)
        return
    chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
    with _told_of_lost_workers(), ProcessPoolExecutor(jobs) as pool:
        yield from chain.from_iterable(pool.map(partial(_apply, function, shared), chunks))


@contextmanager
def _told_of_lost_workers() -> Iterator[None]:
    """Turn the loss of a process into one plain sentence; nothing was written yet."""
    try:
        yield
    except BrokenProcessPool:
        fault = "A process of the build was stopped from outside, maybe for want of memory; build again with --jobs 1."
        raise WorkFaultError(fault) from None


def _apply(
    function: Callable[[tuple[Item, ...], Shared], list[Result]], shared: Shared, items: tuple[Item, ...]
) -> list[Result]:
    return function(items, shared)


_INHERITED: list[tuple[Callable[[Any], Any], tuple[Any, ...]]] = []


def in_copies(
    function: Callable[[tuple[Item, ...]], list[Result]], items: tuple[Item, ...], jobs: int
) -> Iterator[Result]:
    """Yield what a function makes of each item, in order, in copies of this process that share its memory.

    Nothing is sent to them, so items may be as large as they like. Where a process cannot be copied (Windows), and for
    few items, the work is done here.
    """
    if jobs < 2 or len(items) < FEWEST or "fork" not in multiprocessing.get_all_start_methods():  # noqa: PLR2004
        yield from function(items)
        return
    _INHERITED[:] = [(function, items)]
    with _told_of_lost_workers(), ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
        yield from chain.from_iterable(pool.map(_inherited, range(0, len(items), CHUNK)))
    _INHERITED.clear()


def _inherited(start: int) -> Any:  # noqa: ANN401 - what the function gives
    function, items = _INHERITED[0]
    return function(items[start : start + CHUNK])
