"""Files or worksheets that sum up the others: all their rows are totals, whatever each of them sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.intake.subtotal_evidence import SPREAD
from veedor.intake.subtotal_row import TotalRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.intake.subtotal_table import Bools, Floats, Ints, SumTable

OTHERS = "others"
"""What such a row is said to sum."""

MARGIN = 11.0
"""Bits from which equal sums are no accident."""


def summaries(table: SumTable, codes: Ints) -> Iterator[TotalRow]:
    """Give the rows of files that hold the sums of the other ones.

    Parameters
    ----------
    table : SumTable
        The rows, with the totals found so far.
    codes : array of int
        The file or worksheet of each row.
    """
    filled = table.size > 0
    if not filled.any():
        return
    count = int(codes.max()) + 1
    votes = table.x[: table.votes]
    own = np.stack([_sums(codes, figures, count) for figures in votes])
    kept = np.stack([_sums(codes, figures * table.active, count) for figures in votes])
    rows = _sums(codes, filled, count)
    sure = _bits(table, own) >= MARGIN + np.log2(max(1, count - 2))
    for file in np.flatnonzero(sure & (_whole(own, kept, rows) | _each(table, codes, rows))):
        here = np.flatnonzero((codes == file) & filled)
        member = int(np.flatnonzero((codes != file) & filled)[0])
        others = int(rows.sum() - rows[file])
        yield from (TotalRow(int(row), "sub", OTHERS, member, others) for row in here)


def _sums(codes: Ints, figures: Floats | Bools, count: int) -> Floats:
    return np.bincount(codes, figures, count).astype(np.float64)


def _bits(table: SumTable, sums: Floats) -> Floats:
    """Give how surprising it would be for other votes to have these sums."""
    found: Floats = np.log2(1 + SPREAD * table.sheets.factor * np.sqrt(sums)).sum(axis=0)
    return found


def _whole(own: Floats, kept: Floats, rows: Floats) -> Bools:
    """Tell the files that sum to all the others together, with or without a total of their own."""
    others = kept.sum(axis=1, keepdims=True) - kept
    met = [(own == times * others).all(axis=0) for times in (1, 2)] + [(kept == others).all(axis=0)]
    # of two files with the same sums the shorter one is the summary
    most = rows.sum() - rows - (1 if (rows > 0).sum() < 3 else 0)
    shorter = (rows <= most) & (rows > 0)
    found: Bools = np.any(met, axis=0) & shorter & (others.sum(axis=0) > 0)
    return found


def _each(table: SumTable, codes: Ints, rows: Floats) -> Bools:
    """Tell the files in which each row is the sum of one other file, of several rows in some."""
    filled = table.size > 0
    sums = _sums(codes, table.numbers, len(rows))
    several = rows >= 2
    one = np.isin(table.numbers, sums[rows > 0]) & filled
    clear = np.isin(table.numbers, sums[several]) & filled
    own = sums[codes] == table.numbers  # a file of one row is its own sum
    met = _sums(codes, one & ~own, len(rows))
    found: Bools = several & (met == rows) & (_sums(codes, clear, len(rows)) > 0)
    return found
