"""Says what a reader's searches load, in KB as a server sends them, in a register of invented notices.

    python benchmarks/search_weight.py COUNT

Builds the register, opens its search page in Chromium as a new reader would, and searches for one thing after the
other. Files of Pagefind are sent as they are, as they are compressed already; all others as gzip makes them.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).resolve().parent)]

from corpus import TODAY, write_corpus  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402
from serving import serve_folder  # noqa: E402

from decision_register.testing import find_browser  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

WIDTHS = {"phone": 390, "wide screen": 1280}
SEARCHES = (
    "custody visiting",
    "grant",
    "road safety",
    "domestic abuse services",
    "contract",
    "victims",
    "estates",
    "budget",
)
PACKED = (".pagefind", ".pf_meta", ".pf_index", ".pf_fragment", ".pf_filter")


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("count", type=int)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(asked.parse_args().count, folder)
        subprocess.run([sys.executable, str(ROOT / "build.py"), "--today", TODAY, "--quiet"], cwd=folder, check=True)
        with serve_folder(folder / "site") as address:
            weigh(folder / "site", address)


def weigh(site: Path, address: str) -> None:
    """Search for one thing after the other, on a phone and on a wide screen, and print what each search loads."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for name, width in WIDTHS.items():
            page = browser.new_page(viewport={"width": width, "height": 800})
            weights = list(weights_of(page, site, address))
            further = statistics.median(weights[1:]) / 1000
            print(f"{name}: first {weights[0] / 1000:.1f} KB, each further one {further:.1f} KB (median)")


def weights_of(page: Page, site: Path, address: str) -> Iterator[int]:
    """Yield how many bytes each search loads, the first with the page itself."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}search/index.html")
    for words in SEARCHES:
        page.fill("#q", words)
        expect(page.locator("#said")).to_contain_text(f"for {words}", timeout=60_000)
        page.wait_for_load_state("networkidle")
        kinds = Counter[str]()
        for url in asked:
            path = urlsplit(url).path.removeprefix(urlsplit(address).path)
            kinds[Path(path).suffix] += sent(site / path)
        told = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in kinds.most_common())
        print(f"{words}: {sum(kinds.values()) / 1000:.1f} KB in {len(asked)} requests ({told})")
        yield sum(kinds.values())
        asked.clear()


def sent(file: Path) -> int:
    """Return how many bytes a server sends for a file."""
    content = file.read_bytes() if file.is_file() else b""
    return len(content if file.suffix in PACKED else gzip.compress(content, 6))


if __name__ == "__main__":
    main()
