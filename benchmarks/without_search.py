"""Builds as `python build.py` does, but makes no search index: what the other generators are compared with.

python benchmarks/without_search.py [OPTIONS OF build]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Self

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from decision_register import cli, pipeline  # noqa: E402
from decision_register.outputs.search import ShardMaker  # noqa: E402


class NoShards(ShardMaker):
    """Makes no shard."""

    def __init__(self, *_: object) -> None:
        """Look at nothing."""

    def __enter__(self) -> Self:
        """Begin nothing."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop nothing."""

    def go_on(self) -> None:
        """Do nothing."""

    def finished(self) -> list[Path]:
        """Return no shard."""
        return []


if __name__ == "__main__":
    pipeline.ShardMaker = NoShards  # type: ignore[misc]
    pipeline.search_of = lambda *_: iter(())  # type: ignore[assignment]
    cli.main(prog_name="build.py")
