"""Makes a page of each notice with python-frontmatter, Python-Markdown and Jinja, and does nothing else.

    python benchmarks/packages_alone.py FOLDER

It checks nothing and makes no list, feed, map or search: the least that a generator takes which is built of these
three. `peers.py` writes the folder; every processor makes its share of the pages.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import frontmatter
from jinja2 import Environment, FileSystemLoader
from markdown import Markdown

SHARE = 200


def make(folder: Path, files: list[Path]) -> None:
    """Make the pages of some notices."""
    markdown = Markdown(extensions=["tables", "toc"])
    template = Environment(loader=FileSystemLoader(folder), autoescape=True).get_template("notice.html")
    for file in files:
        post = frontmatter.loads(file.read_text(encoding="utf-8"))
        content = markdown.reset().convert(post.content)
        page = folder / "public" / "decisions" / file.stem / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(template.render(content=content, **post.metadata), encoding="utf-8")


if __name__ == "__main__":
    top = Path(sys.argv[1])
    notices = sorted((top / "content").iterdir())
    shares = [notices[start : start + SHARE] for start in range(0, len(notices), SHARE)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(partial(make, top), shares))
