"""Reads the notices as they stood at a commit: the only module that asks git.

Nothing is guessed: a commit that this copy of the repository does not have is a fault that says how to fetch it.
"""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from decision_register.findings import FaultError
from decision_register.manuscript import Manuscript, read_manuscript
from decision_register.names import readable
from decision_register.references import same_key
from decision_register.rules.claims import Claim
from decision_register.source import DocumentFile, blob_digest, document_file, read_text
from decision_register.values import read_date

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from decision_register.settings import Form

INSTALL_GIT = (
    "install Git for Windows from git-scm.com or your software centre (GitHub Desktop alone does not bring it here), "
    "open a new terminal"
)
CLONE = "in GitHub Desktop choose File, Clone repository, and work in the folder that it makes"


class HistoryFaultError(FaultError):
    """Why the notices of a commit cannot be read; one plain sentence with the cure."""


@dataclass(frozen=True, slots=True)
class Past:
    """The notices of a commit by path, and the digest of each document by path (git's own, of its blob).

    `files` holds what is inside the documents of these notices, by path, where it is known what is the same now;
    `others` are the paths, from the top of the repository, of files beside the notices that are not the same now.
    """

    commit: str
    manuscripts: tuple[Manuscript, ...]
    documents: Mapping[str, str]
    files: Mapping[str, DocumentFile]
    others: tuple[str, ...] = ()
    day: datetime.date | None = None

    def documents_of(self, path: str) -> dict[str, str]:
        """Return the digest of each document of one of these notices, by its name; `path` is that of the notice."""
        folder = f"{path.removesuffix('.md')}/"
        return {name.removeprefix(folder): file.blob for name, file in self.files.items() if name.startswith(folder)}


def read_past(notices: Path, reference: str, form: Form, known: Mapping[str, str] | None = None) -> Past:
    """Return the notices as they stood at a commit, branch or tag.

    `known` holds the digest of files of now by path: a notice that was the same then, with the same documents, is left
    out. A pull request's base is where its branch left the other one, so that what others did since is not its doing.

    Raises `HistoryFaultError` when the folder is in no repository, git is missing, or the commit is not here.
    """
    name = _commit(notices, reference)
    listed = _git(notices, "ls-tree", "-r", "-z", "--full-name", name, "--", ".")
    top = _git(notices, "rev-parse", "--show-prefix")
    if listed is None or top is None:
        fault = f"The notices of {reference} are not all in this copy of the repository; fetch it whole."
        raise HistoryFaultError(fault)
    blobs = dict(_blobs(listed.decode("utf-8", errors="replace"), top.decode().strip(), notices.as_posix()))
    stems = {path.removesuffix(".md") for path in blobs if path.endswith(".md")}
    same = unchanged(blobs, known or {})
    inside = {path for path in blobs if folder_of(path, stems)}
    texts = [path for path in blobs if path.endswith(".md") and path not in inside and path not in same]
    read = {path.removesuffix(".md") for path in texts}
    folders = {path: folder_of(path, read) for path in inside if known}
    beside = [path for path in blobs if folders.get(path)]
    content = dict(read_blobs(notices, {blobs[path] for path in (*texts, *beside)}))
    lost = next((path for path in (*texts, *beside) if blobs[path] not in content), None)
    if lost:
        fault = f"The file {lost} of {reference} is not in this copy of the repository; fetch it whole."
        raise HistoryFaultError(fault)
    files = {path: document_file(path.removeprefix(f"{folders[path]}/"), content[blobs[path]]) for path in beside}
    documents = defaultdict[str, list[DocumentFile]](list)
    for path, file in sorted(files.items()):
        documents[f"{folders[path]}.md"].append(file)
    sources = (read_text(content[blobs[path]], path, tuple(documents[path])) for path in texts)
    manuscripts = tuple(read_manuscript(source, form) for source in sources)
    others = tuple(_other_files(notices, name)) if known else ()
    day = (_git(notices, "show", "--no-patch", "--format=%cs", name) or b"").decode().strip()
    return Past(name, manuscripts, blobs, files, others, read_date(day))


def folder_of(path: str, stems: Collection[str]) -> str:
    """Return the folder of documents in which a file stands, or nothing; `stems` are paths of notices without `.md`."""
    parts = path.split("/")
    folders = ("/".join(parts[:end]) for end in range(1, len(parts)))
    return next((folder for folder in folders if folder in stems), "")


def strays_of(past: Past, strays: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the files that are no notice were there at the commit, and were none then."""
    stems = {path.removesuffix(".md") for path in past.documents if path.endswith(".md")}
    return tuple(path for path in strays if path in past.documents and not folder_of(path, stems))


def _other_files(notices: Path, name: str) -> Iterator[str]:
    """Yield the files beside the notices that are not as at the commit, and those that git is not told of yet."""
    top = _from_top(notices)
    differing = _git(notices, "diff", "--name-only", "-z", "--no-renames", name, "--", ":/") or b""
    new = (
        "ls-files",
        "--others",
        "--exclude-standard",
        "--directory",
        "--no-empty-directory",
        "--full-name",
        "-z",
        "--",
        ":/",
    )
    listed = differing + (_git(notices, *new) or b"")
    names = filter(None, listed.decode("utf-8", errors="replace").split("\0"))
    yield from sorted({name for name in names if not name.startswith(top)})


@dataclass(frozen=True, slots=True)
class State:
    """A notice as a commit of the main line left it: the day, the digest of its file, and of each document by name.

    `number` is that of the commit; `until` is the day of the commit that exchanged it or took it away, if one did.
    """

    day: datetime.date
    blob: str
    documents: tuple[tuple[str, str], ...]
    number: int = 0
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """The states of each notice by path, oldest first, and the paths that are not now as the last commit left them."""

    states: Mapping[str, tuple[State, ...]]
    touched: frozenset[str]


def head_of(notices: Path) -> str:
    """Return the commit that is checked out, and whether all before it is here; nothing where there is none."""
    try:
        told = _git(notices, "rev-parse", "HEAD", "--is-shallow-repository")
    except HistoryFaultError:
        return ""
    return told.decode() if told else ""


def read_log(notices: Path, reference: str = "HEAD") -> Log | None:
    """Return what the main line of a commit tells of the notices, in one pass; None where it is not all here.

    A merged branch is one step: what its author tried on the way was never published.
    """
    try:
        shallow = _git(notices, "rev-parse", "--is-shallow-repository")
        if shallow is None or shallow.strip() != b"false":
            return None
        told = ("log", "--first-parent", "-m", "--raw", "-z", "--no-renames", "--no-abbrev", "--reverse")
        listed = _git(notices, *told, "--format=%x02%cs", reference, "--", ".")
        top = _git(notices, "rev-parse", "--show-prefix")
        differing = _git(notices, "diff", "--name-only", "-z", "--no-renames", reference, "--", ".")
    except HistoryFaultError:
        return None
    if listed is None or top is None or differing is None:
        return None
    prefix, shown = top.decode().strip(), f"{notices.as_posix()}/"
    states = _states(listed.decode("utf-8", errors="replace"), prefix, shown)
    names = differing.decode("utf-8", errors="replace").split("\0")
    return Log(states, frozenset(shown + name.removeprefix(prefix) for name in names if name))


def _states(listed: str, prefix: str, shown: str) -> dict[str, tuple[State, ...]]:
    """Return the states of each notice from what git's log says."""
    found: dict[str, list[State]] = {}
    tree: dict[str, dict[str, str]] = {}  # by folder, so that the documents of a notice are found at once
    day, number, touched = datetime.date.min, 0, set[str]()
    words = iter(listed.split("\0"))
    ends = (word for word in listed.split("\0") if word.endswith(".md") and not word.startswith(":"))
    stems = {shown + word.removeprefix(prefix).removesuffix(".md") for word in ends}
    for word in words:
        text = word.lstrip("\n")
        if text.startswith("\x02"):
            _note(found, tree, touched, day, number)
            day, number, touched = datetime.date.fromisoformat(text[1:]), number + 1, set()
        elif text.startswith(":"):
            _, mode, _, blob, _ = text.split(" ")
            path = shown + next(words).removeprefix(prefix)
            folder = folder_of(path, stems) or path.removesuffix(".md")
            inside = tree.setdefault(folder, {})
            if mode.startswith("100"):
                inside[path] = blob
            else:
                inside.pop(path, None)
            touched.add(folder)
    _note(found, tree, touched, day, number)
    return {path: tuple(states) for path, states in found.items()}


def _note(
    found: dict[str, list[State]],
    tree: Mapping[str, Mapping[str, str]],
    touched: set[str],
    day: datetime.date,
    number: int,
) -> None:
    """Add the state of each notice that a commit touched, and end the one before."""
    for folder in touched:
        notice, inside = f"{folder}.md", tree[folder]
        before = found.get(notice)
        if before and before[-1].until is None:
            before[-1] = replace(before[-1], until=day)
        if notice in inside:
            documents = tuple(
                sorted((path.removeprefix(f"{folder}/"), blob) for path, blob in inside.items() if path != notice)
            )
            found.setdefault(notice, []).append(State(day, inside[notice], documents, number))


def read_blobs(notices: Path, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each of these files of the past by its digest, all asked for at once."""
    wanted = "".join(f"{blob}\n" for blob in blobs)
    told = _git(notices, "cat-file", "--batch", given=wanted.encode()) or b""
    at = 0
    while at < len(told):
        end = told.index(b"\n", at)
        blob, kind, *size = told[at:end].decode().split(" ")
        length = int(size[0]) if size else -1
        if kind == "blob":
            yield blob, told[end + 1 : end + 1 + length]
        at = end + 2 + length


def unchanged(one: Mapping[str, str], other: Mapping[str, str]) -> set[str]:
    """Return the paths of the notices that are the same in both, with the documents in their folders."""
    differ = {path for path in {*one, *other} if one.get(path) != other.get(path)}
    folders = {parent.as_posix() for path in differ for parent in PurePosixPath(path).parents}
    return {
        path for path in one if path.endswith(".md") and path not in differ and path.removesuffix(".md") not in folders
    }


def digests_of(notices: Path) -> dict[str, str]:
    """Return the digest, as git has it, of every file under the folder by path."""
    return dict(_digests_in(os.fspath(notices), notices.as_posix()))


def _digests_in(folder: str, shown: str) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{shown}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _digests_in(entry.path, path)
            elif entry.is_file(follow_symlinks=False):
                with open(entry.path, "rb", buffering=0) as file:  # noqa: PTH123 - a path for each takes as long again
                    yield readable(path), blob_digest(file.read())


def file_at(file: Path, commit: str) -> bytes:
    """Return a file as it was at a commit; nothing where it was not there, or is in no repository."""
    try:
        return _git(file.parent, "cat-file", "blob", f"{commit}:./{file.name}") or b""
    except HistoryFaultError:
        return b""


def path_from_top(file: Path) -> str:
    """Return the path of a file from the top of its repository, as `Past.others` has it."""
    return _from_top(file.parent) + file.name


def _from_top(folder: Path) -> str:
    return (_git(folder, "rev-parse", "--show-prefix") or b"").decode().strip()


def merge_base(notices: Path, reference: str) -> str:
    """Return the commit at which this branch left another one: that one's newest, if all of it is in this branch.

    Raises `HistoryFaultError` when the other one, or the place where they part, is not in this copy.
    """
    name = _commit(notices, reference)
    found = _git(notices, "merge-base", name, "HEAD")
    if found is None:
        fault = f"Where this branch left {reference} is not in this copy of the repository; {_deepen(notices)}"
        raise HistoryFaultError(fault)
    return found.decode().strip()


def remote_branches(notices: Path) -> tuple[str, ...]:
    """Return every branch of every remote copy of the repository that this one knows."""
    listed = _git(notices, "for-each-ref", "--format=%(refname:short)", "refs/remotes") or b""
    return tuple(name for name in listed.decode().split() if "/" in name and not name.endswith("/HEAD"))


def claims_of(notices: Path, branch: str, form: Form) -> tuple[Claim, ...]:
    """Return the notices that a branch has added since it left this one.

    Raises `HistoryFaultError` when the branch is not in this copy of the repository.
    """
    name = _commit(notices, branch)
    base = merge_base(notices, branch)
    top = (_git(notices, "rev-parse", "--show-prefix") or b"").decode().strip()
    added = _git(notices, "diff", "--name-only", "-z", "--no-renames", "--diff-filter=A", base, name, "--", ".")
    claims = []
    for path in filter(None, (added or b"").decode("utf-8", errors="replace").split("\0")):
        content = _git(notices, "cat-file", "blob", f"{name}:{path}") if path.endswith(".md") else None
        if content is None:
            continue
        shown = f"{notices.as_posix()}/{path.removeprefix(top)}"
        typed = read_manuscript(read_text(content, shown), form).typed("reference")
        if typed:
            since = _git(notices, "log", "-1", "--format=%ct", "--diff-filter=A", name, "--", f":/{path}") or b""
            claims.append(Claim(branch, shown, typed.text, int(since.strip() or 0)))
    return tuple(claims)


def own_claims(notices: Path, manuscripts: tuple[Manuscript, ...], others: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Return what this branch adds of what others add too; a notice not yet committed was added just now."""
    taken = {same_key(claim.reference) for claim in others}
    same_file = {(claim.path, same_key(claim.reference)) for claim in others}
    own = []
    for manuscript in manuscripts:
        typed = manuscript.typed("reference")
        key = same_key(typed.text) if typed else ""
        if typed and key in taken:
            inside = manuscript.path.removeprefix(f"{notices.as_posix()}/")
            since = _git(notices, "log", "-1", "--format=%ct", "--diff-filter=A", "HEAD", "--", inside) or b""
            if since.strip() or (manuscript.path, key) not in same_file:
                own.append(Claim("", manuscript.path, typed.text, int(since.strip() or sys.maxsize)))
    return tuple(own)


def _commit(notices: Path, reference: str) -> str:
    """Return the full name of a commit, branch or tag."""
    found = _git(notices, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    if found is None:
        fault = f"{reference} is not in this copy of the repository; {_deepen(notices)}"
        raise HistoryFaultError(fault)
    return found.decode().strip()


def _deepen(notices: Path) -> str:
    """Return what to type so that this copy of the repository has what is missing."""
    shallow = (_git(notices, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true"
    if shallow:
        return "it holds only the newest commits: type git fetch --unshallow, or set fetch-depth: 0 in the workflow."
    return "see that its name is right, or type git fetch --all."


def _blobs(listed: str, top: str, shown: str) -> list[tuple[str, str]]:
    """Return path and blob of each listed file; paths begin with the folder of notices as given."""
    found = []
    for line in filter(None, listed.split("\0")):
        about, _, path = line.partition("\t")
        mode, kind, blob = about.split(" ")
        if kind == "blob" and mode != "120000":
            found.append((f"{shown}/{path.removeprefix(top)}", blob))
    return found


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """Return what a git command prints, or None when it fails."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False, input=given)
    except OSError:
        fault = f"This needs the program Git, which is not on this computer: {INSTALL_GIT}, and type this again."
        raise HistoryFaultError(fault) from None
    if b"not a git repository" in done.stderr:
        fault = f"The folder {folder} has no record of earlier versions to compare with: {CLONE}."
        raise HistoryFaultError(fault)
    return done.stdout if done.returncode == 0 else None
