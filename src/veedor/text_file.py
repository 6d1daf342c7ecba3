"""A small file of text: read in UTF-8, or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor import disk
from veedor.errors import InputError
from veedor.sentence import sentence, whole

if TYPE_CHECKING:
    from pathlib import Path


CHECK = "Check the path."
SAVE = "Save it as UTF-8."
UNPACK = "Save it as text in UTF-8 (a table as CSV), and name that file."
_ARCHIVE = b"PK\x03\x04"
"""How a workbook begins, and any other zip."""


def read_text(
    path: Path, most: int, error: type[InputError] = InputError, *, beside: bool = False, remedy: str = CHECK
) -> str:
    """Read a file of text in UTF-8, a byte order mark left out; its arguments are those of `read_bytes`."""
    content = read_bytes(path, most, error, beside=beside, remedy=remedy)
    return text_of(content, path.name if beside else str(path), error)


def read_bytes(
    path: Path, most: int, error: type[InputError] = InputError, *, beside: bool = False, remedy: str = CHECK
) -> bytes:
    """Read a small file.

    Parameters
    ----------
    path : Path
        The file.
    most : int
        Bytes that it may have.
    error : type
        What is raised where it cannot be read.
    beside : bool
        Whether it lies beside a file that names it, so that its name alone says which it is.
    remedy : str
        How a file comes to be where it is looked for.
    """
    try:
        return disk.read(path, most)
    except OSError as wrong:
        raise error(
            sentence("cannot be read: {strerror}.", strerror=whole(wrong.strerror or "")),
            file=path.name if beside else str(path),
            remedy=remedy,
        ) from None


def text_of(content: bytes, file: str, error: type[InputError] = InputError, remedy: str = SAVE) -> str:
    """Return a text in UTF-8 that somebody has written, a byte order mark left out.

    Parameters
    ----------
    content : bytes
        What was written.
    file : str
        Where, for messages.
    error : type
        What is raised where it is no such text, with its row.
    remedy : str
        How it becomes one.
    """
    row = 1
    if content.startswith(_ARCHIVE):
        usual = UNPACK if remedy == SAVE else remedy
        raise error("It is a workbook, or another archive, not text.", file=file, remedy=usual)
    try:
        text = content.decode("utf-8-sig")
        if "\0" not in text:
            return text
    except UnicodeDecodeError as wrong:
        row = content.count(b"\n", 0, wrong.start) + 1
    raise error("It is not text in UTF-8.", file=file, row=row, remedy=remedy)
