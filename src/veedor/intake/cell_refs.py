"""Where cells of a worksheet lie: letters of columns, rectangles; counted from 1."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """A rectangle of cells, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


def parse_range(text: str) -> Range | None:
    """Read a rectangle such as ``A1:B3``; nothing where it is none."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?", text)
    if not found:
        return None
    left, top = column_number(found[1]), int(found[2])
    right, bottom = (column_number(found[3]), int(found[4])) if found[3] else (left, top)
    return Range(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def column_number(letters: str) -> int:
    """Give the number of a column from its letters: ``A`` is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Give the letters of a column from its number: 1 is ``A``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
