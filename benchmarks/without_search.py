"""Builds as `python build.py` does, but makes no search index: what the other generators are compared with.

python benchmarks/without_search.py [OPTIONS OF build]
"""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import patch

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from decision_register import cli, pipeline  # noqa: E402
from decision_register.outputs import search  # noqa: E402

if __name__ == "__main__":
    # There is no option for it, as a site without search is not published.
    with patch.object(search, "_indexes", lambda _: []), patch.object(pipeline, "search_of", lambda *_: iter(())):
        cli.main(prog_name="build.py")
