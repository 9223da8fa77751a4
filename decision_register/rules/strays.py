"""Rules about the folder of notices as a whole: nothing in it may be passed over in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision_register.names import NOT_TEXT
from decision_register.rules.rule import Breach, Scope, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.settings import Settings


@rule("DN490", "stray-file", Scope.FOLDER)
def stray_file(strays: tuple[str, ...], _: Settings) -> Iterator[Breach]:
    """Every file among the notices is a notice, or stands in the folder of one.

    A notice saved as a Word file or as `.txt` would otherwise be left out of the register without a word, and so would
    one whose name holds letters that are not in UTF-8.

    Bad:

    ```
    notices/2024/wpcc4-0014-adult-drugs.docx
    ```

    Good:

    ```
    notices/2024/wpcc4-0014-adult-drugs.md
    notices/2024/wpcc4-0014-adult-drugs/appendix-a.pdf
    ```
    """
    for path in strays:
        name = path.rpartition("/")[2]
        message = f"The file {name} is neither a notice nor a document of one"
        cure = "Give a notice a name that ends in .md; put a document into the folder that has its notice's name."
        if NOT_TEXT in name:
            message = f"The name {name} is not written in UTF-8, so the file or folder cannot be read"
            cure = "Give it another name, of letters, digits, hyphens and full stops."
        yield Breach(message, cure, value=name, path=path)
