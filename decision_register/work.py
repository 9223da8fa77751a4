"""Shares work among processes, here or on other machines, in the order of its items.

What other processes need is imported when there are to be some: it takes as long as a tenth of the check of one notice.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from decision_register.findings import FaultError
from decision_register.software import software_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Item = TypeVar("Item")
Result = TypeVar("Result")
Shared = TypeVar("Shared")


class WorkFaultError(FaultError):
    """Why shared work came to no end; one plain sentence with the cure."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work: so many processes of this machine, or a cluster of others."""

    jobs: int = 1
    cluster: Executor | None = None


ALONE = Workers()
CHUNK = 40
FEWEST = 120
"""With fewer items than this, another process takes longer to begin than it saves."""

_LOST = "A process of the build was stopped from outside, maybe for want of memory; build again with --jobs 1."
_AHEAD = 4
"""How many chunks wait for each process, so that none is idle and none of the results pile up."""
_AHEAD_ON_A_CLUSTER = 64
_OF_A_COPY = 200 * CHUNK
"""How many items the copies of a process work on, as memory that a copy has looked at is shared no longer."""


def in_parallel(
    function: Callable[[tuple[Item, ...], Shared], list[Result]],
    items: tuple[Item, ...],
    shared: Shared,
    workers: Workers,
) -> Iterator[Result]:
    """Yield what a function makes of each item, in order; it is given a few at a time, and what all of them share."""
    if len(items) < FEWEST or (workers.jobs < 2 and workers.cluster is None):  # noqa: PLR2004 - one is no sharing
        yield from function(items, shared)
        return
    chunks = (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
    if workers.cluster:
        asked = partial(_apply_elsewhere, software_digest(), function, shared)
        yield from chain.from_iterable(in_turn(workers.cluster, asked, chunks, _AHEAD_ON_A_CLUSTER))
        return
    with _processes(workers.jobs) as pool:
        yield from chain.from_iterable(in_turn(pool, partial(_apply, function, shared), chunks, workers.jobs * _AHEAD))


def in_turn(
    executor: Executor, function: Callable[[Item], Result], items: Iterable[Item], ahead: int
) -> Iterator[Result]:
    """Yield what a function makes of each item, in order; no more than `ahead` of them are taken before their turn."""
    waiting: deque[Any] = deque()
    for item in items:
        waiting.append(executor.submit(function, item))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield items as they come, some at a time."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


@contextmanager
def _processes(jobs: int, begun_by: str | None = None) -> Iterator[Executor]:
    """Lend so many processes, and turn the loss of one into one plain sentence; nothing was written yet."""
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    try:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context(begun_by)) as pool:
            yield pool
    except BrokenProcessPool:
        raise WorkFaultError(_LOST) from None


def _apply(
    function: Callable[[tuple[Item, ...], Shared], list[Result]], shared: Shared, items: tuple[Item, ...]
) -> list[Result]:
    return function(items, shared)


_ONE_AT_A_TIME = threading.Lock()
"""A worker of a cluster may have many threads, and Python-Markdown may not."""


def _apply_elsewhere(
    software: str,
    function: Callable[[tuple[Item, ...], Shared], list[Result]],
    shared: Shared,
    items: tuple[Item, ...],
) -> list[Result]:
    """Do a chunk of the work on a worker of a cluster, if it would do it as the machine that asks."""
    if software_digest() != software:
        fault = "The workers of the cluster have another version of this software; install the same on all of them."
        raise WorkFaultError(fault)
    with _ONE_AT_A_TIME:
        return function(items, shared)


_INHERITED: list[tuple[Callable[[Any], Any], tuple[Any, ...]]] = []


def in_copies(
    function: Callable[[tuple[Item, ...]], list[Result]], items: tuple[Item, ...], workers: Workers
) -> Iterator[Result]:
    """Yield what a function makes of each item, in order, in copies of this process that share its memory.

    Nothing is sent to them, so items may be as large as they like. Where a process cannot be copied (Windows), and for
    few items, the work is done here.
    """
    jobs = workers.jobs
    if len(items) < FEWEST or not _can_copy(workers):
        yield from function(items)
        return
    _INHERITED[:] = [(function, items)]
    try:
        for batch in range(0, len(items), _OF_A_COPY):
            chunks = range(batch, min(batch + _OF_A_COPY, len(items)), CHUNK)
            with _processes(jobs, "fork") as pool:
                yield from chain.from_iterable(in_turn(pool, _inherited, chunks, jobs * _AHEAD))
    finally:  # nobody may ask for more once the last item was given
        _INHERITED.clear()


@contextmanager
def beside(function: Callable[[], Result], workers: Workers) -> Iterator[Callable[[], Result]]:
    """Begin with one piece of work in a copy of this process, and give what waits for its result; to be asked once.

    Where a process cannot be copied, or there is to be one only, the work is done when the result is asked for.
    """
    begun = _begun(function) if _can_copy(workers) else None
    if begun is None:
        yield function
        return
    copy, pipe = begun
    try:
        yield partial(_told_by, pipe)
    finally:
        pipe.close()
        copy.kill()  # it has nothing more to do, or nobody who waits for it
        copy.join()


def _begun(function: Callable[[], object]) -> tuple[BaseProcess, Connection] | None:
    """Return a copy of this process at work, and where its result will come; nothing where no more may be made."""
    import multiprocessing

    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    with theirs:
        copy = fork.Process(target=_tell, args=(function, ours, theirs), daemon=True)
        try:
            copy.start()
        except OSError:
            ours.close()
            return None
    return copy, ours


def _tell(function: Callable[[], object], ours: Connection, pipe: Connection) -> None:
    """Send what a function gives, or the mistake it ends with, to the process that this one is a copy of."""
    ours.close()  # else nobody would be told when that process has gone
    with suppress(KeyboardInterrupt, BrokenPipeError):  # the other process ends, too
        told: tuple[object, Exception | None]
        try:
            told = function(), None
        except Exception as mistake:  # noqa: BLE001 - raised again by the one who waits
            told = None, mistake
        pipe.send(told)


def _told_by(pipe: Connection) -> Any:  # noqa: ANN401 - what the function gives
    try:
        result, mistake = pipe.recv()
    except (EOFError, OSError):
        raise WorkFaultError(_LOST) from None
    if mistake:
        raise mistake
    return result


def _can_copy(workers: Workers) -> bool:
    """Say whether copies may be made; what talks with a cluster has threads, and no copy could go on with them."""
    return workers.jobs > 1 and workers.cluster is None and hasattr(os, "fork")


def _inherited(start: int) -> Any:  # noqa: ANN401 - what the function gives
    function, items = _INHERITED[0]
    return function(items[start : start + CHUNK])
