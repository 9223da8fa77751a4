"""Says what each stage of a clean build takes, in milliseconds of CPU a notice, in one process.

    python benchmarks/stages.py COUNT [--runs N]

Each stage is run on all notices at once, and the least of the runs is told: other work on the machine only adds.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from corpus import TODAY, write_corpus  # noqa: E402

from decision_register.body import read_body  # noqa: E402
from decision_register.check import check_manuscript, check_together  # noqa: E402
from decision_register.front_matter import read_front_matter  # noqa: E402
from decision_register.manuscript import read_manuscript  # noqa: E402
from decision_register.notice import build_notice  # noqa: E402
from decision_register.outputs.exports import export_register  # noqa: E402
from decision_register.outputs.search import finish_shards  # noqa: E402
from decision_register.pages import plan_pages, whole  # noqa: E402
from decision_register.register import build_register  # noqa: E402
from decision_register.rendering import PageMaker  # noqa: E402
from decision_register.rules.register import names_of  # noqa: E402
from decision_register.settings import read_settings  # noqa: E402
from decision_register.source import list_notices, read_source  # noqa: E402
from decision_register.templating import make_templates  # noqa: E402
from decision_register.texts import pack_text, unpack_text  # noqa: E402
from decision_register.work import Workers  # noqa: E402
from decision_register.writer import write_site  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")


class Watch:
    """Runs stages, and remembers the least CPU (milliseconds, children included) that each took."""

    def __init__(self) -> None:
        """Begin with no stage."""
        self.least: dict[str, float] = {}

    def __call__(self, stage: str, work: Callable[[], Made]) -> Made:
        """Run a stage and return what it made."""
        began = os.times()
        made = work()
        now = os.times()
        took = sum(now[:4]) - sum(began[:4])
        self.least[stage] = min(self.least.get(stage, took), took)
        return made


def run(watch: Watch, work: Path) -> None:
    """Run each stage once."""
    settings = read_settings(work / "register.toml", datetime.date.fromisoformat(TODAY))
    listed = list_notices(work / "notices").notices
    sources = watch("reading files", lambda: [read_source(one.file, one.path) for one in listed])
    fronts = watch("front matter", lambda: [read_front_matter(source) for source in sources])
    watch("sections and Markdown", lambda: [read_body(f.body, f.body_line, settings.form) for f in fronts])
    manuscripts = [read_manuscript(source, settings.form) for source in sources]
    watch("rules of a notice", lambda: [tuple(check_manuscript(one, settings)) for one in manuscripts])
    names = tuple(names_of(one, settings) for one in manuscripts)
    watch("rules of the register", lambda: check_together([], names, settings))
    notices = watch("notices", lambda: [build_notice(one, settings) for one in manuscripts])
    texts = watch("texts", lambda: {one.path: unpack_text(pack_text(one)) for one in manuscripts})
    register = watch("register", lambda: build_register(notices, settings, lambda notice: texts[notice.path]))
    pages = watch("planning pages", lambda: list(plan_pages(register, settings, {})))
    maker = PageMaker(make_templates(ROOT / "templates", settings), register, settings, {}, work / "site", Workers())
    with tempfile.TemporaryDirectory() as folder:
        written = watch(
            "templates and writing",
            lambda: write_site(
                lambda staging: maker.make(pages, maker.outdated(pages, frozenset()), staging), Path(folder) / "site"
            ),
        )
        watch("exports", lambda: [whole(file) for file in export_register(register, settings, None, lambda _: False)])
        watch("search index", lambda: finish_shards(register, Path(folder), Workers()))
    assert written.added == len(pages)  # noqa: S101 - else the figures are of something else


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("count", type=int)
    asked.add_argument("--runs", type=int, default=3)
    options = asked.parse_args()
    watch = Watch()
    with tempfile.TemporaryDirectory() as name:
        write_corpus(options.count, Path(name))
        for _ in range(options.runs):
            run(watch, Path(name))
    print("| stage | ms a notice |\n| --- | --- |")
    for stage, seconds in watch.least.items():
        print(f"| {stage} | {seconds * 1000 / options.count:.2f} |")
    print(f"| all | {sum(watch.least.values()) * 1000 / options.count:.2f} |")


if __name__ == "__main__":
    main()
