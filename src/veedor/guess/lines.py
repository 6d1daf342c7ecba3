"""The first rows of a text file, as they are looked at before it is known how it is written."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from veedor.intake.dialect import DELIMITERS
from veedor.intake.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FIRST = 200
"""Rows that are looked at to find the header."""


def find_delimiter(sample: str) -> str:
    """Find the delimiter by which most rows have the same number of cells, and more than one."""
    best, score = "", (0.0, 0)
    for delimiter in DELIMITERS:
        _, rows = first_rows(sample, delimiter)
        widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
        if not widths:
            continue
        width, number = max(widths.items(), key=lambda one: (one[0] > 1, one[1]))
        share = number / sum(widths.values())
        if width > 1 and (round(share, 1), width) > score:
            best, score = delimiter, (round(share, 1), width)
    return best


def usual_delimiter(sample: str) -> str:
    """Give the delimiter that a reader finds which looks from the first line on."""
    first = next((line for line in sample.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count) if any(mark in first for mark in DELIMITERS) else ""


def first_rows(sample: str, delimiter: str) -> tuple[list[int], list[list[str]]]:
    """Give the first rows, and how many lines of the file stand above each."""
    above, rows, before = [], [], 0
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    with suppress(csv.Error):
        for cells in islice(reader, FIRST):
            above.append(before)
            rows.append(cells)
            before = reader.line_num
    return above, rows


def share_of(rows: Sequence[Sequence[str]], column: int, test: Callable[[str], bool]) -> float:
    """Give the share of the filled cells of a column that pass a test."""
    texts = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
    return sum(1 for text in texts if test(text)) / len(texts) if texts else 0.0


def distinct_names(names: Sequence[str]) -> tuple[str, ...]:
    """Number names that come several times; name those that are blank."""
    made: list[str] = []
    for place, name in enumerate(names, 1):
        new = " ".join(name.split()) or f"Column {place}"
        turn = 2
        while fold(new) in {fold(one) for one in made}:
            new = f"{' '.join(name.split()) or 'Column'} {turn}"
            turn += 1
        made.append(new)
    return tuple(made)


def same_names(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two tables have the same columns, in whatever order."""
    return {fold(name) for name in one if name} == {fold(name) for name in other if name}
