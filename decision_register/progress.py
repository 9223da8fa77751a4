"""Tells how long work gets on: a bar on a terminal, a line now and then elsewhere, and nothing if it is quick."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

Item = TypeVar("Item")

Over = Callable[[str, Iterator[Any], int], Iterator[Any]]
"""What tells of progress: given what is done, the things, and how many there are, it yields the things."""

FEWEST = 500
"""Fewer things than this are done before anybody asks."""
EVERY = 10.0
"""Seconds between two lines, where there is no terminal."""


def silently(_what: str, items: Iterator[Item], _total: int) -> Iterator[Item]:
    """Yield the items and say nothing."""
    return items


def teller() -> Callable[[str, Iterator[Item], int], Iterator[Item]]:
    """Return what tells of progress here, on standard error."""
    return _bar if sys.stderr.isatty() else _lines


def _bar(what: str, items: Iterator[Item], total: int) -> Iterator[Item]:
    import click

    if total < FEWEST:
        yield from items
        return
    with click.progressbar(items, total, what, file=sys.stderr, show_pos=True) as shown:
        yield from shown


def _lines(what: str, items: Iterator[Item], total: int) -> Iterator[Item]:
    began = last = time.monotonic()
    for number, item in enumerate(items, 1):
        now = time.monotonic()
        if total >= FEWEST and now - last > EVERY:
            last = now
            sys.stderr.write(f"{what}: {number:,} of {total:,}, {number / (now - began):,.0f} a second\n")
            sys.stderr.flush()
        yield item
