"""Text of 16 or 32 bits a letter: which of them it is, and in which order its bytes are."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from veedor.errors import CaseError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path


def wide_encoding(beginning: bytes) -> str:
    """Tell by its zero bytes in which encoding of 16 or 32 bits a text is; empty where in none.

    Parameters
    ----------
    beginning : bytes
        Of the file, without its mark; 2,000 of them are looked at.
    """
    first = beginning[: min(2000, len(beginning) // 4 * 4)]
    if 4 * first.count(0) <= len(first):
        return ""
    for name in ("utf-32-le", "utf-32-be"):  # what is of 16 bits has no letters of 32 in the range of Unicode
        with suppress(UnicodeDecodeError):
            return name if first.decode(name) else ""
    return "utf-16-le" if first[1::2].count(0) > first[::2].count(0) else "utf-16-be"


def refuse_other_width(path: Path, codec: str, encoding: str, label: str) -> None:
    """Refuse an encoding of 16 or 32 bits where the bytes plainly are of another of them.

    Raises
    ------
    CaseError
        With the encoding that the bytes are in.
    """
    with path.open("rb") as file:
        known = wide_encoding(file.read(2000))
    if known and codec.startswith(("utf-16-", "utf-32-")) and codec != known:
        raise CaseError(
            sentence(
                "the case says {encoding}, and the file has zero bytes where {known} has them.",
                encoding=encoding,
                known=known,
            ),
            file=label,
            remedy=sentence('State `encoding = "{known}"` beside `name`.', known=known),
        )


def refuse_without_order(path: Path, encoding: str, label: str) -> None:
    """Refuse an encoding of 16 or 32 bits without its order of bytes, where the file has no mark of it.

    Raises
    ------
    CaseError
        With the encoding that the bytes are in, where they tell it.
    """
    with path.open("rb") as file:
        known = wide_encoding(file.read(2000))
    raise CaseError(
        sentence(
            "the case says {encoding}, and the file has no mark that says in which order its bytes are.",
            encoding=encoding,
        ),
        file=label,
        expected="the order of bytes in `encoding`",
        remedy=sentence('State `encoding = "{known}"` beside `name`.', known=known)
        if known
        else sentence(
            "If the file is UTF-8, remove `encoding`; otherwise state one with "
            'its order, such as `encoding = "{encoding}-le"`, or fetch the file '
            "again.",
            encoding=encoding.replace("_", "-").lower(),
        ),
    )
