"""Letters that were spoilt before a file was published: encoded twice, lost, or in two encodings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.notices import Notice
from veedor.intake.words import encoded_once
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 4 * 1024**2
_SHOWN = 20

_CANDIDATE = re.compile(rb"\xc3[\x82-\xa2][\xc2\xc5\xc6\xcb\xe2]")
"""Bytes with which letters that were encoded twice begin; found at the speed of a search for one byte."""

_EDGES = b',;\t|"\r\n'
_MOST = 10_000
"""Places that are looked at; a file with more is spoilt throughout."""

_LOST = "\ufffd".encode()


class Spoilt:
    """Letters that were spoilt before the file was published, with their rows."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._twice: dict[str, int] = {}
        self._lost: dict[str, int] = {}
        self._number = 0

    def look(self, chunk: bytes, rows: int) -> None:
        """Look at a piece of the file that begins in a row."""
        for match in _CANDIDATE.finditer(chunk):
            text = _cell(chunk, match)
            if self._number < _MOST and encoded_once(text) != text:
                self._number += 1
                if len(self._twice) < _SHOWN:
                    self._twice.setdefault(text, rows + chunk.count(b"\n", 0, match.start()))
        for match in re.finditer(_LOST, chunk) if _LOST in chunk else ():
            if len(self._lost) == _SHOWN:
                return
            self._lost.setdefault(_cell(chunk, match), rows + chunk.count(b"\n", 0, match.start()))

    def notices(self) -> tuple[Notice, ...]:
        """Return what was found, each with what was probably meant."""
        made = []
        if self._twice:
            values = tuple(f"{text} ({encoded_once(text)}?)" for text in self._twice)
            made.append(("double_encoded", self._number, values, tuple(self._twice.values())))
        if self._lost:
            made.append(("lost_letters", len(self._lost), tuple(self._lost), tuple(self._lost.values())))
        return tuple(
            Notice(key, file=self._label, number=number, values=values, rows=rows)
            for key, number, values, rows in made
        )

    def refuse_two_spellings(self, path: Path) -> None:
        """Refuse a name that stands in the file both as it should be and encoded twice: two places of one."""
        right = {encoded_once(text).encode(): text for text in self._twice}
        if not right:
            return
        with path.open("rb") as file:
            tail = b""
            while chunk := file.read(CHUNK):
                for good, text in right.items():
                    if good in tail + chunk:
                        raise two_spellings(self._label, self._twice[text], text, good.decode())
                tail = chunk[-200:]


def two_spellings(label: str, row: int, text: str, meant: str) -> InputError:
    """Return the refusal of a text that stands in a file both as it should be and encoded twice."""
    return InputError(
        "the same text stands in the file in two encodings, as if it were two names.",
        file=label,
        row=row or None,
        value=sentence("{text} and {decode}", text=text, decode=meant),
        expected="one encoding",
        remedy=sentence(
            "In a copy of the file, replace {text!r} by {decode!r}, and name the copy in the case.",
            text=text,
            decode=meant,
        ),
    )


def _cell(chunk: bytes, match: re.Match[bytes]) -> str:
    """Return the cell around a match, as far as delimiters, quotes and line ends tell."""
    start, end = match.span()
    while start > 0 and chunk[start - 1] not in _EDGES and match.start() - start < 80:
        start -= 1
    while end < len(chunk) and chunk[end] not in _EDGES and end - match.end() < 80:
        end += 1
    return chunk[start:end].decode("utf-8", "ignore").strip()


def refuse_mixed(path: Path, encoding: str, label: str) -> None:
    """Refuse a file in a stated encoding in which other places are UTF-8."""
    with path.open(encoding="utf-8", newline="") as file:
        for row, line in enumerate(file, 1):
            good = encoded_once(line)
            if good != line:
                raise InputError(
                    sentence(
                        "the file is read as {encoding}, but this row is UTF-8: the file mixes encodings.",
                        encoding=encoding,
                    ),
                    file=label,
                    row=row,
                    value=line.strip(),
                    expected=sentence(
                        "{encoding} in every row, or UTF-8: {good!r}", encoding=encoding, good=good.strip()
                    ),
                    remedy="Write a copy in which every row is UTF-8, name it in the case, and remove "
                    "`encoding`.",
                )
