"""Finds the earlier versions of notices: in git, or where its history is not here, in the site of the last build."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from decision_register.history import State, read_blobs
from decision_register.manuscript import read_manuscript
from decision_register.pages import Output
from decision_register.references import same_key
from decision_register.source import blob_digest, read_source, read_text
from decision_register.version_pages import PATH, read_history_data, removed_since
from decision_register.versions import History, Wording, history_of, wording_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from decision_register.history import Log
    from decision_register.kept import Kept
    from decision_register.notice import Notice
    from decision_register.register import Register
    from decision_register.settings import Settings


@dataclass(frozen=True, slots=True)
class Archive:
    """The notices that have earlier versions, by reference.

    `as_built` are pages of the last build that stay as they stand, as git's history is not here to make them again.
    """

    histories: Mapping[str, History]
    as_built: Mapping[str, Output]


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
            past = sorted(told.values(), key=lambda one: one[0].day)
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
    if state.blob == last[0].blob:
        return state, last[1]
    return state, wording_of(read_manuscript(read_source(Path(notice.path), notice.path), settings.form), settings)


def archive_as_built(register: Register, site: Path, settings: Settings) -> Archive:
    """Return the versions that the last build shows; what may not be shown any more is found nonetheless."""
    file = site / PATH
    known = read_history_data(file.read_bytes()) if file.is_file() else {}
    histories: dict[str, History] = {}
    as_built: dict[str, Output] = {}
    for notice in register.notices:
        before = known.get(notice.slug)
        if before:
            source = read_source(Path(notice.path), notice.path)
            history = removed_since(before, wording_of(read_manuscript(source, settings.form), settings))
            histories[notice.reference] = history
            if history == before:
                as_built |= dict(_standing_pages(notice, history, site))
    return Archive(histories, as_built)


def _standing_pages(notice: Notice, history: History, site: Path) -> Iterator[tuple[str, Output]]:
    names = ["history", *(f"v{version.number}" for version in history.versions[:-1])]
    for path in (f"decisions/{notice.slug}/{name}/index.html" for name in names):
        if (site / path).is_file():
            yield path, Output(path, None, hashlib.sha256((site / path).read_bytes()).hexdigest())
