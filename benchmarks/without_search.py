"""Builds as `python build.py` does, but makes no search index: what the other generators are compared with.

python benchmarks/without_search.py [OPTIONS OF build]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from decision_register import cli, pipeline  # noqa: E402
from decision_register.outputs import search  # noqa: E402

if __name__ == "__main__":
    search._shards = lambda _: []  # noqa: SLF001 - there is no option for it, as a site without search is not published
    pipeline.search_of = lambda *_: iter(())  # type: ignore[assignment]
    cli.main(prog_name="build.py")
