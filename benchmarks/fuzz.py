"""Throws mutated notices at the readers and the rules, and prints how many were read and how long the slowest took.

    python benchmarks/fuzz.py SECONDS SEED

Every input is a real notice with random bytes changed, doubled, cut, moved, or signs of Markdown and YAML put in. Any
exception ends the run with the input that caused it. Each tenth input goes through all rules as well.
"""

from __future__ import annotations

import datetime
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from decision_register.check import check_manuscripts  # noqa: E402
from decision_register.manuscript import read_manuscript  # noqa: E402
from decision_register.settings import read_settings  # noqa: E402
from decision_register.source import read_text  # noqa: E402

SIGNS = [
    "---",
    ":",
    "[",
    "]",
    "{",
    "}",
    "&",
    "*",
    "!",
    "|",
    ">",
    "'",
    '"',
    "#",
    "%",
    "@",
    "`",
    "~",
    "\t",
    "\n",
    "\r",
    "\x00",
    "\ufeff",
    "\ue000",
    "£",
    "–",
    "##",
    "###",
    "<b>",
    "<!--",
    "](",
    "![",
    "[withheld:",
    "\\",
    "🚓",
    "\u202e",
]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return a notice with one to eight random changes."""
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(content) + 1)
        to = min(len(content), at + chance.choice((1, 2, 8, 40, 200)))
        kind = chance.randrange(5)
        if kind == 0:
            content = content[:at] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 4))) + content[to:]
        elif kind == 1:
            content = content[:at] + content[to:]
        elif kind == 2:
            content = content[:to] + content[at:to] * chance.choice((1, 2, 20)) + content[to:]
        elif kind == 3:
            content = content[:at] + chance.choice(SIGNS).encode() * chance.choice((1, 1, 2, 50)) + content[at:]
        else:
            elsewhere = chance.randrange(len(content) + 1)
            content = content[:elsewhere] + content[at:to] + content[elsewhere:]
    return content[:60_000]


def main() -> None:
    """Run for so many seconds."""
    seconds, seed = float(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(seed)
    settings = read_settings(ROOT / "tests" / "sites" / "register.toml", datetime.date(2026, 11, 24))
    seeds = [path.read_bytes() for path in sorted((ROOT / "tests" / "sites").rglob("*.md"))]
    ends, inputs, slowest, checked = time.monotonic() + seconds, 0, 0.0, 0
    content = b""
    try:
        while time.monotonic() < ends:
            content = mutated(chance.choice(seeds), chance)
            began = time.process_time()
            manuscript = read_manuscript(read_text(content, "notices/2024/ex-0001.md"), settings.form)
            if inputs % 10 == 0:
                check_manuscripts((manuscript,), settings)
                checked += 1
            slowest = max(slowest, time.process_time() - began)
            inputs += 1
    except Exception:
        print(f"seed {seed}, input {inputs}: {content!r}")
        raise
    print(f"{inputs:,} inputs, {checked:,} of them through all rules; the slowest took {slowest:.2f} s")


if __name__ == "__main__":
    main()
