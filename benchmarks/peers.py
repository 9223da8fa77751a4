"""Makes, from one corpus, the same site for other generators, each in the way its own documentation shows.

Every peer gets the same notices, a page for each, and lists of 50 by year and by topic with feed and site map where it
has them. None of them checks anything, and none shows the standing of a decision or what was withheld.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import frontmatter

if TYPE_CHECKING:
    from pathlib import Path

PAGE_SIZE = 50


@dataclass(frozen=True)
class Entry:
    """One notice, as the peers take it."""

    slug: str
    title: str
    reference: str
    date: str
    year: str
    topics: list[str]
    officer: str
    maker: str
    status: str
    body: str


def read_corpus(corpus: Path) -> list[Entry]:
    """Return the notices of a corpus, oldest first."""
    entries = []
    for file in sorted((corpus / "notices").rglob("*.md")):
        post = frontmatter.loads(file.read_text(encoding="utf-8"))
        date = str(post["decision_date"])
        entries.append(
            Entry(
                file.stem,
                post["title"],
                post["reference"],
                date,
                date[:4],
                post["topics"],
                post["lead_officer"],
                post["decision_maker"]["name"],
                post["status"],
                re.sub(r"\]\(([^):]+)\)", rf"](/files/{file.stem}-\1)", post.content),
            )
        )
    return entries


def write(file: Path, text: str) -> None:
    """Write one file and the folders it stands in."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


HEAD = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>TITLE</title><link rel="stylesheet" href="/site.css"></head><body><header><a href="/">Decision register</a>
<nav><a href="/decisions/">Decisions</a> <a href="/years/">Years</a> <a href="/topics/">Topics</a></nav></header><main>"""
FOOT = "</main><footer><p>Published under the Open Government Licence v3.0</p></footer></body></html>"


def make_hugo(entries: list[Entry], folder: Path) -> list[str]:
    """Write a Hugo site with its own templates, as lean as they can be."""
    settings = {
        "baseURL": "https://decisions.example/",
        "title": "Decision register",
        "taxonomies": {
            "year": "years",
            "topic": "topics",
            "officer": "officers",
            "maker": "makers",
            "status": "statuses",
        },
        "pagination": {"pagerSize": PAGE_SIZE},
        "disableKinds": [],
    }
    write(folder / "hugo.json", json.dumps(settings))
    for entry in entries:
        fields = {
            "title": entry.title,
            "date": entry.date,
            "reference": entry.reference,
            "years": [entry.year],
            "topics": entry.topics,
            "officers": [entry.officer],
            "makers": [entry.maker],
            "statuses": [entry.status],
        }
        write(folder / "content" / "decisions" / f"{entry.slug}.md", f"{json.dumps(fields)}\n\n{entry.body}")
    head = HEAD.replace("TITLE", "{{ .Title }} - {{ .Site.Title }}")
    write(
        folder / "layouts" / "_default" / "single.html",
        head
        + """<article data-pagefind-body><h1>{{ .Title }}</h1><dl><dt>Reference</dt><dd>{{ .Params.reference }}</dd>
<dt>Date</dt><dd>{{ .Date.Format "2 January 2006" }}</dd><dt>Decision maker</dt><dd>{{ range .Params.makers }}<a href="/makers/{{ . | urlize }}/">{{ . }}</a>{{ end }}</dd>
<dt>Lead officer</dt><dd>{{ range .Params.officers }}<a href="/officers/{{ . | urlize }}/">{{ . }}</a>{{ end }}</dd>
<dt>Topics</dt><dd>{{ range .Params.topics }}<a href="/topics/{{ . | urlize }}/">{{ . }}</a> {{ end }}</dd></dl>
{{ .TableOfContents }}{{ .Content }}<nav>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav></article>"""
        + FOOT,
    )
    rows = """<h1>{{ .Title }}</h1><ol>{{ range PAGES }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <span>{{ .Params.reference }}, {{ .Date.Format "2 January 2006" }}</span></li>{{ end }}</ol>"""
    pager = """<nav>{{ with $p.Prev }}<a href="{{ .URL }}">Newer</a>{{ end }} {{ $p.PageNumber }} of {{ $p.TotalPages }} {{ with $p.Next }}<a href="{{ .URL }}">Older</a>{{ end }}</nav>"""
    paged = "{{ $p := .Paginate .Pages }}" + rows.replace("PAGES", "$p.Pages") + pager
    write(folder / "layouts" / "_default" / "list.html", head + paged + FOOT)
    terms = """<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ len .Pages }}</li>{{ end }}</ul>"""
    write(folder / "layouts" / "_default" / "terms.html", head + terms + FOOT)
    write(folder / "layouts" / "index.html", head + rows.replace("PAGES", "first 8 .Site.RegularPages") + FOOT)
    return ["hugo", "--quiet", "--destination", "public"]
