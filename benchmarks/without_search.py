"""Builds as `python build.py` does, but makes no search index: what the other generators are compared with.

python benchmarks/without_search.py [OPTIONS OF build]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from decision_register import cli, pipeline  # noqa: E402

if __name__ == "__main__":
    pipeline.finish_shards = lambda *_: []  # type: ignore[assignment]
    pipeline.search_of = lambda *_: iter(())  # type: ignore[assignment]
    cli.main(prog_name="build.py")
