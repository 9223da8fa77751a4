"""The documents of notices as they are published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from decision_register.findings import FaultError
from decision_register.pages import Output
from decision_register.pictures import PictureFaultError, without_notes
from decision_register.source import blob_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.register import Register


class DocumentFaultError(FaultError):
    """Why a document cannot be published; its text is one plain sentence with the cure."""


def publish_documents(register: Register) -> Iterator[Output]:
    """Yield the very bytes that were checked; of a picture, without the notes of its maker.

    Raises `DocumentFaultError` for a file that was changed since, and for a damaged picture.
    """
    for notice in register.notices:
        for document in notice.documents:
            name = document.file.name
            content = Path(notice.path).with_suffix("").joinpath(name).read_bytes()
            if blob_digest(content) != document.file.blob:
                fault = f"The document {name} of {notice.reference} was changed during the build; build again."
                raise DocumentFaultError(fault)
            try:
                yield Output(f"decisions/{notice.slug}/{name}", without_notes(name, content))
            except PictureFaultError:
                fault = f"The picture {name} of {notice.reference} is damaged; save it as a new picture."
                raise DocumentFaultError(fault) from None
