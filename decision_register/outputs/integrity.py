r"""The seal of the register, `data/integrity.json`: a digest of each notice, chained so that the last commits to all.

Each link holds SHA-256 digests in hexadecimal: of the notice's source (UTF-8, `\n` line ends), of its page, and the
chain: of the chain before it, the reference, the source and the page, with a line break after each. The oldest
decision comes first. Whoever keeps the last chain value can tell later that nothing before it was altered.

The source of a confidential decision has no digest here, as a guess of what it says could be confirmed with one.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from decision_register.pages import Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from decision_register.register import Register

PATH = "data/integrity.json"
"""Where the seal stands in the site."""

_START = ""


def seal_register(register: Register, digests: Mapping[str, str]) -> Output:
    """Return the seal; `digests` holds the SHA-256 of every page of a notice by its path in the site."""
    links = []
    chain = _START
    for notice in sorted(register.notices, key=lambda notice: (notice.decision_date, notice.slug)):
        path = f"decisions/{notice.slug}/index.html"
        link = {
            "reference": notice.reference,
            "path": path,
            "source": "" if notice.is_confidential else notice.source_digest,
            "page": digests[path],
        }
        chain = _next_in_chain(chain, link)
        links.append({**link, "chain": chain})
    table = {"algorithm": "SHA-256", "last": chain, "notices": links}
    lines = json.dumps(table, ensure_ascii=False, separators=(",\n", ": "))  # to indent them would take thrice as long
    return Output(PATH, f"{lines}\n".encode())


def digest_of(content: bytes) -> str:
    """Return the SHA-256 digest of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _next_in_chain(before: str, link: Mapping[str, str]) -> str:
    parts = (before, link["reference"], link["source"], link["page"])
    return digest_of("".join(f"{part}\n" for part in parts).encode())


def differences(seal: bytes, pages: Mapping[str, bytes | None], found: Iterable[str]) -> list[str]:
    """Return one sentence for each thing that is not as the seal says.

    `pages` holds the bytes of each sealed path, or None where there is no file; `found` are the paths of all pages of
    notices in the site.
    """
    try:
        table = json.loads(seal)
        links = [
            {key: str(link[key]) for key in ("reference", "path", "source", "page", "chain")}
            for link in table["notices"]
        ]
        last = str(table["last"])
    except (ValueError, KeyError, TypeError):
        return [f"The file {PATH} is not a seal of a register."]
    said, chain = [], _START
    for link in links:
        page = pages.get(link["path"])
        if page is None:
            said.append(f"The page of {link['reference']} is missing: {link['path']}.")
        elif digest_of(page) != link["page"]:
            said.append(f"The page of {link['reference']} was changed: {link['path']}.")
        chain = _next_in_chain(chain, link)
        if chain != link["chain"]:
            said.append(f"The chain of the seal is broken at {link['reference']}.")
            chain = link["chain"]
    if chain != last:
        said.append("The last value of the chain is not that of the seal: notices were taken off its end.")
    sealed = {link["path"] for link in links}
    return said + [f"The page {path} is not in the seal." for path in found if path not in sealed]
