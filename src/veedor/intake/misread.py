"""Files that were read, or made, in another encoding than they were written in, as their words tell."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.languages import CERTAIN, ENCODINGS, RankedReading, reading, readings_of, words_beyond
from veedor.intake.notices import Notice
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

_LOOKED_AT = 1024**2
"""Letters at the beginning in which spoilt names are looked for: by then, most places were named."""
_JUDGED = 64 * 1024
"""Letters whose words are judged."""
_SHOWN_READINGS, _OTHERS, _MIXED = 6, 3, 400


def _lines(path: Path) -> list[bytes]:
    """Return the first whole lines of a file as it was published; of a long one those beyond ASCII."""
    with path.open("rb") as file:
        lines = file.read(_LOOKED_AT).splitlines(keepends=True)
        lines = lines[:-1] if len(lines) > 1 and file.read(1) else lines
    told: list[bytes] = []
    size = 0
    for line in lines:
        if not line.isascii() or not told:
            told.append(line)
            size += len(line)
        if size > _JUDGED:
            break
    return told


def refuse_misstated(raw: Path, codec: str, encoding: str, label: str) -> tuple[Notice, ...]:
    """Ask where a file, in the stated encoding, has letters as no language has, and reads well in another.

    Returns
    -------
    tuple of Notice
        Where neither reading is certain: both are shown.
    """
    lines = _lines(raw)
    text = b"".join(lines)
    if codec.startswith("utf") or text.isascii():
        return ()
    try:
        stated = reading(encoding, text.decode(encoding))
    except UnicodeDecodeError:  # letters that change the state of the others
        return ()
    _refuse_twins(lines, encoding, label)
    others = [one for one in readings_of(text) if one.text != stated.text]
    others.sort(key=lambda one: -one.likeness)
    if not others or others[0].likeness < stated.likeness - CERTAIN:
        return _mixed(lines, stated, others, label)
    at = _first_difference(stated, others[0])
    value = stated.line(at)
    if others[0].likeness < stated.likeness + CERTAIN:
        shown = [f"{one.encoding}: {one.line(at)}" for one in (stated, *others[:1])]
        return (Notice("letters_doubtful", file=label, number=len(shown), values=tuple(shown)),)
    near = [one for one in others if one.likeness > others[0].likeness - 3 * CERTAIN]
    shown = [f"{one.encoding}: {one.line(at)!r}" for one in near[:4]]
    raise InputError(
        sentence(
            "read as {encoding}, its words have letters as in no language; in "
            "another encoding they are words.",
            encoding=encoding,
        ),
        file=label,
        row=_row_of(raw, lines[at]),
        value=value,
        expected="the `encoding` in which the file was written",
        remedy=sentence(
            "State `encoding`; this place would read {shown}. If it is right as "
            "it is, save a copy as UTF-8, and name that without an encoding.",
            shown=", ".join(shown),
        ),
    )


def _refuse_twins(lines: list[bytes], encoding: str, label: str) -> None:
    """Refuse a row of which a word is one that stands in other rows, once it is read in another encoding."""
    shown = [line.decode(encoding, "replace") for line in lines]
    words = {word for text in shown for word in words_beyond(text)}
    for other in ENCODINGS:
        for line, text in zip(lines, shown, strict=True):
            try:
                read = line.decode(other)
            except UnicodeDecodeError:
                continue
            twins = [w for w in words_beyond(read) if len(w) > 2 and w in words and w not in text]
            if twins:
                raise InputError(
                    sentence(
                        "read as {encoding}, this row lacks {twin!r}, which other rows have, "
                        "and has it in {other}: the file mixes encodings.",
                        encoding=encoding,
                        twin=twins[0],
                        other=other,
                    ),
                    file=label,
                    value=text.strip(),
                    expected=sentence(
                        "one encoding; in the other one it reads {read!r}", read=read.strip()[:60]
                    ),
                    remedy="Write a copy in which every row is UTF-8, name it in the case, and remove "
                    "`encoding`.",
                )


def _first_difference(one: RankedReading, other: RankedReading) -> int:
    pairs = zip(one.text.splitlines(), other.text.splitlines(), strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), 0)


def _row_of(raw: Path, line: bytes) -> int:
    with raw.open("rb") as file:
        return next((number for number, other in enumerate(file, 1) if other.rstrip() == line.rstrip()), 1)


def _mixed(
    lines: list[bytes], stated: RankedReading, others: list[RankedReading], label: str
) -> tuple[Notice, ...]:
    """Ask where most lines are in the stated encoding, and some are words in another one alone."""
    for other in others[:_OTHERS]:
        for line in lines[:_MIXED]:
            try:
                pair = [line.decode(one.encoding) for one in (stated, other)]
            except UnicodeDecodeError:
                continue
            here, there = (
                reading("", text, (one.language,)).likeness
                for one, text in zip((stated, other), pair, strict=True)
            )
            if there > here + 2 * CERTAIN:
                raise InputError(
                    sentence(
                        "read as {encoding}, most of the file is words, and this row is "
                        "words in {other_encoding} alone: the file mixes encodings.",
                        encoding=stated.encoding,
                        other_encoding=other.encoding,
                    ),
                    file=label,
                    value=pair[0].strip(),
                    expected=sentence(
                        "one encoding; in the other one it reads {pair!r}", pair=pair[1].strip()[:60]
                    ),
                    remedy="Write a copy in which every row is UTF-8, name it in the case, and remove "
                    "`encoding`.",
                )
    return ()


def readings(path: Path, piece: bytes) -> list[tuple[str, str]]:
    """Read a place in the encodings in which the words of the file are likeliest."""
    found = []
    for one in readings_of(b"".join(_lines(path)))[:_SHOWN_READINGS]:
        with suppress(UnicodeDecodeError):
            found.append((one.encoding, piece.decode(one.encoding).strip()))
    return found or [("cp1252", piece.decode("cp1252", "replace").strip())]


def would_read(path: Path, encoding: str) -> str:
    """Show the first line beyond ASCII in the encodings in which the file reads as words."""
    lines = _lines(path)
    at = next((i for i, line in enumerate(lines) if not line.isascii()), 0)
    found = [one for one in readings_of(b"".join(lines)) if one.encoding != encoding]
    shown = ", ".join(f"{one.encoding}: {one.line(at)!r}" for one in found[:4])
    return (
        sentence(" (line {row_of} would read {shown})", row_of=_row_of(path, lines[at]), shown=shown)
        if shown
        else ""
    )
