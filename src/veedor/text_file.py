"""A small file of text: read in UTF-8, or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor import disk
from veedor.errors import InputError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path


def read_text(
    path: Path,
    most: int,
    error: type[InputError] = InputError,
    *,
    beside: bool = False,
    remedy: str = "Check the path.",
) -> str:
    """Read a file of text in UTF-8, a byte order mark left out.

    Parameters
    ----------
    path : Path
        The file.
    most : int
        Bytes that it may have.
    error : type
        What is raised where it cannot be read, or is no such text.
    beside : bool
        Whether it lies beside a file that names it, so that its name alone says which it is.
    remedy : str
        How a file comes to be where it is looked for.
    """
    try:
        return disk.read(path, most).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise error(
            sentence("is not UTF-8 (byte {start}).", start=wrong.start),
            file=path.name,
            remedy="Save it as UTF-8.",
        ) from None
    except OSError as wrong:
        raise error(
            sentence("cannot be read: {strerror}.", strerror=wrong.strerror),
            file=path.name if beside else str(path),
            remedy=remedy,
        ) from None
