"""Files that were read, or made, in another encoding than they were written in, as their words tell."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.notices import Notice
from veedor.intake.words import SHOWN, better, encoded_twice, escaped, lost, oddness

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LOOKED_AT = 1024**2
"""Letters at the beginning in which spoilt names are looked for: by then, most places were named."""
_JUDGED = 64 * 1024
"""Letters whose words are judged."""
_MOSTLY_ODD = 0.3
_MOST = 10_000


def _lines(path: Path) -> list[bytes]:
    """Give the first whole lines of a file as it was published."""
    with path.open("rb") as file:
        lines = file.read(_JUDGED).splitlines(keepends=True)
        return lines[:-1] if len(lines) > 1 and file.read(1) else lines


def _beginning(path: Path, size: int) -> str:
    """Give the first part of a UTF-8 file, in which every name of a place stands, or nearly."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read(size)


def refuse_misstated(raw: Path, read: Path, codec: str, encoding: str, label: str) -> None:
    """Ask where a file, in the stated encoding, is written as no language is, and reads well in another."""
    share, odd = oddness(_beginning(read, _JUDGED))
    if share < _MOSTLY_ODD or codec.startswith("utf"):
        return
    others = list(better(b"".join(_lines(raw)), share, codec))
    if not others:
        return
    text = _beginning(read, _JUDGED).splitlines()
    at = next((i for i, line in enumerate(text) if odd[0] in line), 0)
    shown = ", ".join(f"{name}: {_line(other, at)!r}" for name, other in others[:4])
    raise InputError(
        f"read as {encoding}, its words are written as in no language; in another encoding they are words.",
        file=label,
        row=at + 1,
        value=text[at],
        expected="the `encoding` in which the file was written",
        remedy=f"State `encoding`; this place would read {shown}. If it is right as it is, save a copy as "
        "UTF-8, and name that without an encoding.",
    )


def readings(path: Path, piece: bytes) -> list[tuple[str, str]]:
    """Read a place in the encodings in which the file begins with words, and in the usual ones."""
    good = [name for name, _ in better(b"".join(_lines(path)), 1.0, "")]
    found = []
    for name in dict.fromkeys((*good[:6], "cp1252", "cp850", "cp1251", "gb18030", "shift_jis")):
        with suppress(UnicodeDecodeError):
            found.append(
                (name, piece.decode(name, "replace" if name in {"cp1252", "cp850"} else "strict").strip())
            )
    return found


def _refuse_seven_bits(text: str, label: str) -> None:
    """Ask for the encoding of letters that are written in seven bits, between marks that no text has."""
    for mark, names in (("\x1b$", ("iso2022_jp", "iso2022_kr", "iso2022_jp_2")), ("~{", ("hz",))):
        at = text.find(mark)
        row = text.count("\n", 0, at) + 1
        for name in names if at >= 0 else ():
            with suppress(UnicodeError):
                line = text.encode("ascii").decode(name).split("\n")[row - 1]
                raise InputError(
                    "its letters are written in seven bits, and the case names no encoding.",
                    file=label,
                    row=row,
                    value=text.split("\n")[row - 1],
                    expected="UTF-8, or `encoding` in the case",
                    remedy=f"State `encoding`; this place would read {name}: {line.strip()[:60]!r}.",
                )


def would_read(path: Path, encoding: str) -> str:
    """Show the first line beyond ASCII in the encodings in which the file reads as words."""
    lines = _lines(path)
    at = next((i for i, line in enumerate(lines) if not line.isascii()), 0)
    shown = [
        f"{name}: {_line(text, at)!r}" for name, text in list(better(b"".join(lines), 1.0, encoding))[:4]
    ]
    return f" (line {at + 1} would read {', '.join(shown)})" if shown else ""


def _line(text: str, at: int) -> str:
    lines = text.splitlines()
    return lines[at][:60] if at < len(lines) else ""


def spoilt_words(path: Path, label: str, *, known: bool, escapes: bool) -> tuple[Notice, ...]:
    """Say which names were spoilt before the file was published: codes, lost letters, encodings too many."""
    text = _beginning(path, _LOOKED_AT)
    if escapes and not known and text.isascii():
        _refuse_seven_bits(text, label)
    told: list[tuple[str, Iterable[tuple[int, str]]]] = []
    if not text.isascii():
        told.append(("double_encoded", ((at, f"{raw} ({meant}?)") for at, raw, meant in encoded_twice(text))))
    if escapes:
        told.append(("escaped_letters", ((at, f"{raw} ({meant}?)") for at, raw, meant in escaped(text))))
    told.append(("lost_letters", lost(text)))
    made: list[Notice] = []
    for key, places in told:
        # half of a letter that was encoded twice may be no letter at all
        if not known and not made and (notice := _notice(key, label, text, places)):
            made.append(notice)
    if not made and not known and not text.isascii():
        share, odd = oddness(text[:_JUDGED])
        if share >= _MOSTLY_ODD:
            made.append(Notice("odd_letters", file=label, number=len(odd), values=tuple(odd)))
    return tuple(made)


def _notice(key: str, label: str, text: str, places: Iterable[tuple[int, str]]) -> Notice | None:
    shown: dict[str, int] = {}
    number = 0
    for at, value in places:
        number += 1
        if len(shown) < SHOWN:
            shown.setdefault(value, text.count("\n", 0, at) + 1)
        if number == _MOST:
            break
    return (
        Notice(key, file=label, number=number, values=tuple(shown), rows=tuple(shown.values()))
        if number
        else None
    )
