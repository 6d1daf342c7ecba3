"""From the bytes of a file to text, or one clear message: nothing is guessed and nothing is lost."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from veedor import disk
from veedor.errors import InputError
from veedor.sentence import sentence, whole

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 50_000_000
"""A larger file is no article."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)


def read_bytes(path: Path) -> bytes:
    """Read a file that may be an article.

    Raises
    ------
    InputError
        Where it cannot be read, is empty or is too large.
    """
    try:
        data = disk.read(path, MOST_BYTES)
    except OSError as error:
        raise InputError(
            sentence("the file cannot be read ({strerror}).", strerror=whole(error.strerror or "")),
            file=str(path),
            remedy="Check its name and rights, and keep one article a file.",
        ) from error
    if not data.strip():
        raise InputError(
            "the article is empty.", file=str(path), row=1, remedy="Store its text, or remove the file."
        )
    return data


def decode(data: bytes, path: Path, *, encoding: str | None = None, page: bool = False) -> str:
    """Turn bytes into text.

    A byte order mark decides, then what the caller says, then what a page declares, else UTF-8.

    Parameters
    ----------
    data : bytes
        Of the file.
    path : Path
        For messages.
    encoding : str, optional
        Name of the encoding, where the user knows it.
    page : bool
        Whether it is HTML, which may declare its encoding.

    Returns
    -------
    str
        Every byte's text, line ends unchanged, without the mark.

    Raises
    ------
    InputError
        Where the bytes are no text in that encoding: with the line, the byte and the remedy.
    """
    mark, name = next(((m, n) for m, n in _MARKS if data.startswith(m)), (b"", ""))
    name = name or encoding or (_declared(data) if page else "") or "utf-8"
    body = data[len(mark) :]
    try:
        text = body.decode(name)
    except LookupError as error:
        raise InputError(
            "the encoding is unknown.", file=str(path), value=name, expected="a name such as utf-8 or latin-1"
        ) from error
    except UnicodeDecodeError as error:
        raise _not_text(body, error, path, name) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(
            "the file is not text.",
            file=str(path),
            row=line,
            value="\0",
            expected="text without null characters",
            remedy="If it is text in UTF-16 without a mark, give --encoding utf-16.",
        )
    if not text.strip():
        raise InputError("the article is empty.", file=str(path), row=1, remedy="Store its text.")
    return text


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:4096])
    return found[1].decode("ascii") if found else ""


def _not_text(body: bytes, error: UnicodeDecodeError, path: Path, name: str) -> InputError:
    row = body.count(b"\n", 0, error.start) + 1
    seen = body[max(0, error.start - 12) : error.start + 12].decode("ascii", "backslashreplace")
    return InputError(
        sentence("the bytes are not text in {name}.", name=name),
        file=str(path),
        row=row,
        value=seen,
        expected="UTF-8",
        remedy="Say in which encoding it is (--encoding windows-1252), or store it as UTF-8.",
    )
