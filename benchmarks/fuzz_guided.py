"""Lets atheris choose notices, settings and documents by the branches of our code that they reach.

    pip install atheris
    python benchmarks/fuzz_guided.py SECONDS SEED

An input that begins with T is a settings file, one that begins with D is a document, and any other is a notice, each
tenth of which goes through all rules. An exception, two seconds for one input or 2 GB of memory end the run.
"""

from __future__ import annotations

import contextlib
import datetime
import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["decision_register", "frontmatter"]):
    from decision_register.check import check_manuscripts
    from decision_register.inspection import inspect_document
    from decision_register.manuscript import read_manuscript
    from decision_register.settings import SettingsFaultError, read_settings
    from decision_register.source import read_text

TODAY = datetime.date(2026, 11, 24)
SITES = ROOT / "tests" / "sites"
OFFICE = read_settings(SITES / "register.toml", TODAY)
FOLDER = Path(tempfile.mkdtemp())
KINDS = ("a.pdf", "a.docx", "a.png", "a.jpg")


def read(content: bytes) -> None:
    """Read one input as what it says it is."""
    if content.startswith(b"T"):
        (FOLDER / "register.toml").write_bytes(content[1:])
        with contextlib.suppress(SettingsFaultError):
            read_settings(FOLDER / "register.toml", TODAY)
    elif content.startswith(b"D"):
        inspect_document(KINDS[len(content) % len(KINDS)], content[1:])
    else:
        manuscript = read_manuscript(read_text(content, "notices/2024/ex-0001.md"), OFFICE.form)
        if len(content) % 10 == 0:
            check_manuscripts((manuscript,), OFFICE)


def main() -> None:
    """Run for so many seconds."""
    corpus = FOLDER / "corpus"
    corpus.mkdir()
    (corpus / "settings").write_bytes(b"T" + (SITES / "register.toml").read_bytes())
    for number, path in enumerate([*sorted(SITES.rglob("*.md")), *sorted((ROOT / "notices").rglob("*.pdf"))]):
        mark = b"D" if path.suffix == ".pdf" else b""
        (corpus / str(number)).write_bytes(mark + path.read_bytes())
    limits = ["-timeout=2", "-rss_limit_mb=2000", "-max_len=60000", f"-artifact_prefix={FOLDER}/"]
    atheris.Setup([sys.argv[0], f"-max_total_time={sys.argv[1]}", f"-seed={sys.argv[2]}", *limits, str(corpus)], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
