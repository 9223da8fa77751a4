"""The text of each notice as it is published: its sections, and their plain words. Packed, and kept on disk.

A text depends on the file of its notice and on the office's form only, and is known by the digest of that file.
"""

from __future__ import annotations

import json
import marshal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision_register.body import Prose, Section, WithheldBlock, pack_sections, unpack_sections
from decision_register.markup import plain_text

if TYPE_CHECKING:
    from decision_register.manuscript import Manuscript


@dataclass(frozen=True, slots=True)
class Text:
    """The sections in the order typed, and their words: a list of headings and plain words, as JSON."""

    sections: tuple[Section, ...] = ()
    words: str = ""


def pack_text(manuscript: Manuscript) -> bytes:
    """Return the text of a notice, packed; nothing of a confidential one."""
    if manuscript.text("status") == "confidential":
        return b""
    sections = manuscript.body.sections
    shown = []
    for section in sections:
        words = [plain_text(block.html) for block in section.blocks if isinstance(block, Prose)]
        words += [block.words for block in section.blocks if isinstance(block, WithheldBlock)]
        shown.append({"heading": section.title, "text": " ".join(words)})
    return marshal.dumps((pack_sections(sections), json.dumps(shown, ensure_ascii=False)))


def unpack_text(packed: bytes) -> Text:
    """Return what `pack_text` packed."""
    if not packed:
        return Text()
    packed_sections, words = marshal.loads(packed)  # noqa: S302 - plain values, packed by this software on this machine
    return Text(unpack_sections(packed_sections), words)
