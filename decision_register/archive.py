"""Finds the earlier versions of notices: in git, or where its history is not here, in the site of the last build."""

from __future__ import annotations

import hashlib
import pickle
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from decision_register.history import State, read_blobs
from decision_register.manuscript import read_manuscript
from decision_register.old_wording import Wording, wording_of
from decision_register.pages import Output
from decision_register.references import same_key
from decision_register.slips import not_to_publish
from decision_register.source import blob_digest, read_source, read_text
from decision_register.version_pages import PATH, read_history_data, state_of
from decision_register.versions import History, history_of, without_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from decision_register.history import Log
    from decision_register.kept import Kept
    from decision_register.notice import Notice
    from decision_register.register import Register
    from decision_register.settings import Settings

_TAG = re.compile(r"<[^>]*>")
_MARKED = (re.compile(r"<ins>.*?</ins>", re.DOTALL), re.compile(r"<del>.*?</del>", re.DOTALL))


@dataclass(frozen=True, slots=True)
class Archive:
    """The notices that have earlier versions, by reference.

    `as_built` are pages of the last build that stay as they stand, as git's history is not here to make them again;
    `left_out` is of how many notices the earlier texts could not be kept.
    """

    histories: Mapping[str, History]
    as_built: Mapping[str, Output]
    left_out: int = 0


def archive_of(register: Register, notices: Path, log: Log, settings: Settings, kept: Kept) -> Archive:
    """Return the versions that git's log tells of, each file of the past read once and kept."""
    here = {notice.path: notice for notice in register.notices}
    asked = {
        path: states
        for path, states in log.states.items()
        if len(states) > 1 or path not in here or path in log.touched
    }
    wordings = _wordings(notices, {s.blob for states in asked.values() for s in states}, settings, kept)
    by_name: dict[str, list[tuple[State, Wording]]] = {}
    for states in asked.values():
        for state in states:
            for name in wordings[state.blob].names if state.blob in wordings else ():
                by_name.setdefault(name, []).append((state, wordings[state.blob]))
    histories = {}
    for notice in register.notices:
        names = dict.fromkeys(map(same_key, (notice.reference, *notice.also_known_as)))
        told = {id(state): (state, wording) for name in names for state, wording in by_name.get(name, ())}
        if told:
            past = sorted(told.values(), key=lambda one: one[0].number)
            history = history_of([*past, _now(notice, past[-1], settings)], settings.today)
            if len(history.versions) > 1:
                histories[notice.reference] = history
    return Archive(histories, {})


def _wordings(notices: Path, blobs: set[str], settings: Settings, kept: Kept) -> dict[str, Wording]:
    packed = kept.wordings() if blobs else {}
    fresh = {
        blob: pickle.dumps(wording_of(read_manuscript(read_text(content, ""), settings.form), settings))
        for blob, content in read_blobs(notices, sorted(blobs - packed.keys()))
    }
    kept.keep_wordings(fresh)
    packed |= fresh
    return {blob: pickle.loads(packed[blob]) for blob in blobs if blob in packed}  # noqa: S301 - written by this software


def _now(notice: Notice, last: tuple[State, Wording], settings: Settings) -> tuple[State, Wording]:
    """Return the notice as it stands; it is read again only if it is not as the last commit left it."""
    content = Path(notice.path).read_bytes()
    documents = tuple(sorted((document.file.name, document.file.blob) for document in notice.documents))
    state = State(max(settings.today, last[0].day), blob_digest(content), documents)
    return state, last[1] if state.blob == last[0].blob else _wording_now(notice, settings)


def _wording_now(notice: Notice, settings: Settings) -> Wording:
    return wording_of(read_manuscript(read_source(Path(notice.path), notice.path), settings.form), settings)


def archive_as_built(register: Register, site: Path, settings: Settings) -> Archive:
    """Return the versions that the last build shows, as it built them.

    Of a notice that is not as it was then, or whose pages hold what is not to be published, no text is kept: nobody
    can tell here what of it may still be shown.
    """
    file = site / PATH
    known = read_history_data(file.read_bytes()) if file.is_file() else {}
    histories: dict[str, History] = {}
    as_built: dict[str, Output] = {}
    left_out = 0
    for notice in register.notices:
        if notice.slug not in known:
            continue
        history, digest = known[notice.slug]
        stands, now = digest == state_of(notice), _wording_now(notice, settings)
        pages = _pages_of(notice, history, site)
        if stands and all(content and not _holds_more(content, now, settings) for content in pages.values()):
            histories[notice.reference] = history
            as_built |= {
                path: Output(path, None, hashlib.sha256(content).hexdigest()) for path, content in pages.items()
            }
        else:
            histories[notice.reference] = without_texts(history, now, settings.today, stands=stands)
            left_out += 1
    return Archive(histories, as_built, left_out)


def _pages_of(notice: Notice, history: History, site: Path) -> dict[str, bytes]:
    """Return the pages that show a history, by their paths in the site; nothing for one that is not there."""
    names = ["history", *(f"v{version.number}" for version in history.versions[:-1])]
    paths = [f"decisions/{notice.slug}/{name}/index.html" for name in names]
    return {path: (site / path).read_bytes() if (site / path).is_file() else b"" for path in paths}


def _holds_more(content: bytes, now: Wording, settings: Settings) -> bool:
    """Say whether a page holds anything not to be published that the notice of now does not hold.

    Where words are marked as put in and taken out, the old text and the new one are looked at, too.
    """
    page = content.decode("utf-8", errors="replace")
    page = page[page.find("<main") :]
    texts = (page, _TAG.sub(" ", page), *(_TAG.sub(" ", marked.sub(" ", page)) for marked in _MARKED))
    found = {slip for text in texts for slip in not_to_publish(unescape(text), settings)}
    return bool(found - set(now.slips))
