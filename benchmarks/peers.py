"""Makes, from one corpus, the same site for other generators, each in the way its own documentation shows.

Every peer gets the same notices, a page for each, and lists of 50 by year and by topic with feed and site map where it
has them. None of them checks anything, and none shows the standing of a decision or what was withheld.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import frontmatter

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


def make_eleventy(entries: list[Entry], folder: Path) -> list[str]:
    """Write an Eleventy site: Nunjucks layouts, and lists made with its pagination."""
    for entry in entries:
        fields = {
            "layout": "notice.njk",
            "title": entry.title,
            "date": entry.date,
            "reference": entry.reference,
            "tags": ["decisions", f"year {entry.year}", *(f"topic {topic}" for topic in entry.topics)],
            "permalink": f"/decisions/{entry.slug}/",
        }
        write(folder / "src" / "decisions" / f"{entry.slug}.md", f"---json\n{json.dumps(fields)}\n---\n{entry.body}")
    head = HEAD.replace("TITLE", "{{ title }}")
    write(
        folder / "src" / "_includes" / "notice.njk",
        head
        + "<article data-pagefind-body><h1>{{ title }}</h1><dl><dt>Reference</dt><dd>{{ reference }}</dd></dl>{{ content | safe }}</article>"
        + FOOT,
    )
    lists = {"All": "decisions"} | {f"Year {year}": f"year {year}" for year in sorted({e.year for e in entries})}
    lists |= {topic: f"topic {topic}" for topic in sorted({topic for e in entries for topic in e.topics})}
    for name, tag in lists.items():
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower())
        pages = {
            "pagination": {"data": f"collections['{tag}']", "size": PAGE_SIZE, "reverse": True},
            "permalink": f"/lists/{slug}/"
            "{% if pagination.pageNumber > 0 %}{{ pagination.pageNumber + 1 }}/{% endif %}",
            "title": name,
        }
        rows = "<ol>{% for item in pagination.items %}<li><a href='{{ item.url }}'>{{ item.data.title }}</a> {{ item.data.reference }}</li>{% endfor %}</ol>"
        write(folder / "src" / f"{slug}.njk", f"---json\n{json.dumps(pages)}\n---\n{head}<h1>{name}</h1>{rows}{FOOT}")
    write(folder / "eleventy.config.js", "module.exports = () => ({ dir: { input: 'src', output: 'public' } });\n")
    return ["eleventy", "--quiet"]


def make_mkdocs(entries: list[Entry], folder: Path, theme: str = "mkdocs") -> list[str]:
    """Write a MkDocs site with its own search, and the lists as pages of links."""
    for entry in entries:
        write(
            folder / "docs" / "decisions" / f"{entry.slug}.md",
            f"# {entry.title}\n\nReference {entry.reference}\n\n{entry.body}",
        )
    _mkdocs_lists(entries, folder / "docs")
    write(
        folder / "mkdocs.yml",
        f"site_name: Decision register\ntheme:\n  name: {theme}\nplugins: [search]\nnav:\n  - index.md\n",
    )
    return ["mkdocs", "build", "--quiet", "--site-dir", "public"]


def _mkdocs_lists(entries: list[Entry], docs: Path) -> None:
    """Write the lists by year and by topic, in pages of 50."""
    lists: dict[str, list[Entry]] = {"index": entries[::-1]}
    for entry in reversed(entries):
        for name in (entry.year, *entry.topics):
            lists.setdefault(re.sub(r"[^a-z0-9]+", "-", name.lower()), []).append(entry)
    for name, held in lists.items():
        for start in range(0, len(held), PAGE_SIZE):
            rows = "\n".join(
                f"- [{e.title}](decisions/{e.slug}.md), {e.reference}" for e in held[start : start + PAGE_SIZE]
            )
            number = "" if start == 0 else f"-{start // PAGE_SIZE + 1}"
            write(docs / f"{name}{number}.md", f"# {name}{number}\n\n{rows}\n")


def make_material(entries: list[Entry], folder: Path) -> list[str]:
    """Write a site for Material for MkDocs."""
    return make_mkdocs(entries, folder, "material")


def make_zensical(entries: list[Entry], folder: Path) -> list[str]:
    """Write the same site for Zensical, which reads the settings of MkDocs."""
    make_mkdocs(entries, folder, "material")
    return ["zensical", "build"]


def make_pelican(entries: list[Entry], folder: Path) -> list[str]:
    """Write a Pelican site with its own simple theme, paginated lists, archives and feed."""
    for entry in entries:
        head = f"Title: {entry.title}\nDate: {entry.date}\nCategory: {entry.year}\nTags: {', '.join(entry.topics)}\nSlug: {entry.slug}\nAuthor: {entry.maker}\n"
        write(folder / "content" / f"{entry.slug}.md", f"{head}\n{entry.body}")
    write(
        folder / "pelicanconf.py",
        f"SITENAME = 'Decision register'\nSITEURL = 'https://decisions.example'\nTHEME = 'simple'\nTIMEZONE = 'Europe/London'\nDEFAULT_PAGINATION = {PAGE_SIZE}\nFEED_ALL_ATOM = 'feed.xml'\nOUTPUT_PATH = 'public'\n",
    )
    return ["pelican", "content", "--quiet"]


def make_alone(entries: list[Entry], folder: Path) -> list[str]:
    """Write what `packages_alone.py` makes pages of: the three packages that read, convert and fill in, by themselves."""
    for entry in entries:
        fields = {"title": entry.title, "reference": entry.reference, "date": entry.date, "topics": entry.topics}
        fields |= {"officer": entry.officer, "maker": entry.maker, "status": entry.status}
        write(folder / "content" / f"{entry.slug}.md", frontmatter.dumps(frontmatter.Post(entry.body, **fields)))
    rows = """<article><h1>{{ title }}</h1><dl><dt>Reference</dt><dd>{{ reference }}</dd><dt>Date</dt><dd>{{ date }}</dd>
<dt>Decision maker</dt><dd>{{ maker }}</dd><dt>Lead officer</dt><dd>{{ officer }}</dd>
<dt>Topics</dt><dd>{% for topic in topics %}{{ topic }} {% endfor %}</dd></dl>{{ content|safe }}</article>"""
    write(folder / "notice.html", HEAD.replace("TITLE", "{{ title }}") + rows + FOOT)
    return [sys.executable, str(Path(__file__).with_name("packages_alone.py")), str(folder)]


PEERS = {
    "Hugo": make_hugo,
    "Eleventy": make_eleventy,
    "MkDocs": make_mkdocs,
    "Material for MkDocs": make_material,
    "Zensical": make_zensical,
    "Pelican": make_pelican,
    "Python's packages alone": make_alone,
}
