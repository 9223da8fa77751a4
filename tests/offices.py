"""What tests on real offices share: git as somebody's, the command as people run it, and one faultless notice."""

from __future__ import annotations

import datetime
import gzip
import json
import os
import shutil
import subprocess
import sys

from small_sites import ROOT, SITES, TODAY, files_of

NOTICE = (SITES / "one-notice" / "notices" / "2024" / "ex-0001.md").read_text(encoding="utf-8")
IDENTITY = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]


def git(folder, *arguments, when=None):
    """What git prints; `when` is the time that it takes for now."""
    times = {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when} if when else {}
    command = ["git", *IDENTITY, *arguments]
    environment = {**os.environ, **times}
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8", env=environment)
    return done.stdout


def run(folder, *arguments, **environment):
    """What became of `python build.py` in a folder, on the day of all tests."""
    today = datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC)
    said = {"PYTHONIOENCODING": "utf-8", "SOURCE_DATE_EPOCH": f"{today.timestamp():.0f}", **environment}
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **said},
    )


PLACE = "notices/2024/ex-0001.md"


class Office:
    """A repository whose commits are made on days of our choice."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copy(SITES / "register.toml", folder / "register.toml")
        (folder / ".gitignore").write_text("site\n.cache\n.site-*\npreview\n.preview-*\n")
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments, day="2024-05-20"):
        return git(self.folder, *arguments, when=f"{day}T12:00:00+0000")

    def write(self, text, path=PLACE):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def save(self, text, day=None, path=PLACE):
        """Write a notice; with a day, commit it."""
        self.write(text, path)
        if day:
            self.commit(day)

    def commit(self, day):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "Change", day=day)

    def set(self, old, new):
        """Change the settings."""
        file = self.folder / "register.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def forget_history(self):
        """Make it a copy without the history of the repository."""
        shutil.rmtree(self.folder / ".git")

    def build(self, *arguments, today=TODAY):
        done = run(self.folder, "build", "--today", today.isoformat(), *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stderr

    def table(self, slug="ex-0001"):
        """What the site's data say of each version."""
        file = self.folder / "site" / "data" / "history.json"
        return (json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}).get(slug, [])

    def versions(self, slug="ex-0001"):
        """The number, the day and the first note of each version that the site tells of."""
        return [(v["version"], v["date"], v["notes"][0]) for v in self.table(slug)]

    def shown(self, slug="ex-0001"):
        """The numbers of the earlier versions whose text is shown."""
        return [v["version"] for v in self.table(slug)[:-1] if not v["not_shown"]]

    def page(self, name, slug="ex-0001"):
        return (self.folder / "site" / "decisions" / slug / name / "index.html").read_text(encoding="utf-8")

    def everything(self, folder="site"):
        """All that stands in a folder, unpacked."""
        return "\n".join(map(unpacked, files_of(self.folder / folder).values()))


def unpacked(content):
    """The text of a file of a site, packed or not."""
    content = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    return content.decode("utf-8", errors="replace")


def with_changes(text, *entries):
    """The notice with entries of `changes`: a day, a note, and maybe that the history is to be redacted."""
    lines = ["changes:"]
    for day, note, *redact in entries:
        lines += [f"  - date: {day}", f"    note: {note}", *(["    redact_history: true"] if redact else [])]
    return with_fields(text, "\n".join(lines))


def with_fields(text, fields):
    """The notice with more fields."""
    return text.replace("\n---\n", f"\n{fields}\n---\n", 1)


def says(words, text=NOTICE):
    """The notice with these words as its decision."""
    assert "Agreed." in text
    return text.replace("Agreed.", words, 1)


def with_withheld(text, *parts):
    """The notice, partly confidential, with these parts listed under `withheld`."""
    lines = ["withheld:"]
    for part in parts:
        lines += [f"  - part: {part}", "    exemption: FOI 43(2)", "    reason: It would harm others."]
        lines += ["    public_interest: The harm outweighs the interest in knowing."]
    return with_fields(text.replace("status: non-", "status: partly-"), "\n".join(lines))


def block(part):
    """The line that stands for a withheld part."""
    return f"[withheld: FOI 43(2) – {part}]"  # noqa: RUF001 - as authors type it


def confidential(text, ground="FOI 31(1)(a)"):
    """The fields of a notice that is confidential; it has no text."""
    head = text.split("---\n")[1].replace("non-confidential", "confidential").rstrip()
    withheld = f"withheld:\n  - part: The whole decision\n    exemption: {ground}\n    reason: It would harm others."
    return f"---\n{head}\n{withheld}\n    public_interest: The harm outweighs the interest.\n---\n"
