"""Says how long a browser waits for an edit: from a notice saved to its new words on the screen, under `serve`.

    python benchmarks/serve.py COUNT [--edits N]

A register of invented notices is served, and one notice stands open in Chromium while a sentence is added to its file
again and again. The edits are two and a half seconds apart, as those of somebody who writes.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import frontmatter  # noqa: E402
from corpus import TODAY, write_corpus  # noqa: E402
from playwright.sync_api import Error, sync_playwright  # noqa: E402

from decision_register.authoring.serve import first_free_port  # noqa: E402
from decision_register.references import slug_of  # noqa: E402
from decision_register.testing import find_browser  # noqa: E402

_BETWEEN = 2.5
"""Seconds between two edits."""
_PAINTED = """() => new Promise(tell => new PerformanceObserver(list =>
    tell(performance.timeOrigin + list.getEntries()[0].startTime)).observe({type: 'paint', buffered: true}))"""
"""When the page was first painted, in milliseconds since 1970."""


def waits(folder: Path, edits: int) -> list[float]:
    """Serve the register of a folder, edit a notice in the middle, and return the seconds until each edit is seen."""
    notices = sorted((folder / "notices").rglob("*.md"))
    notice = notices[len(notices) // 2]
    slug = slug_of(str(frontmatter.load(str(notice))["reference"]))
    port = first_free_port("127.0.0.1")
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--quiet", "--port", str(port), "--today", TODAY]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    took: list[float] = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
            page = browser.new_page()
            address = f"http://127.0.0.1:{port}/decisions/{slug}/"
            while True:
                try:
                    page.goto(address)
                    break
                except Error:  # the server still reads the register
                    time.sleep(0.5)
            for number in range(edits):
                time.sleep(_BETWEEN)
                text = notice.read_text(encoding="utf-8").rstrip("\n")
                saved = time.time()
                notice.write_text(f"{text}\n\nSentence number {number} was added.\n", encoding="utf-8")
                page.get_by_text(f"Sentence number {number} was added.").wait_for()
                took.append(page.evaluate(_PAINTED) / 1000 - saved)
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return took


def main() -> None:
    """Read the command line, and print what each edit took."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("count", type=int, help="how many notices")
    arguments.add_argument("--edits", type=int, default=9, help="how many edits")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(given.count, folder)
        time.sleep(_BETWEEN)  # what was written just now is read twice
        took = waits(folder, given.edits)
    print(f"{given.count:,} notices; seconds from save to screen:", *(f"{seconds:.2f}" for seconds in took))
    print(f"median {statistics.median(took):.2f}, most {max(took):.2f}")


if __name__ == "__main__":
    main()
