"""Rows that hold, below columns of votes, the shares of them: "%" at the foot, or below each row of votes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.columns import FileColumn, FileSample
from veedor.intake.characters import plain

if TYPE_CHECKING:
    import numpy.typing as npt

_SHARE = re.compile(r"\d+(?:[.,]\d+)? ?%|\d{1,3}[.,](?:\d{1,2}|\d{4,})")
_WHOLE = re.compile(r"\d+|[1-9]\d{0,2}(?:[.,' ]\d{3})+")

MOST_TEXTS = 8
"""Indicators of one table, at the most."""

MOSTLY = 0.8
"""Share of the rows of one of them that are written as shares, where it is one."""

LEAST = 2
"""Columns of votes in which a row must hold shares."""


def without_share_rows(sample: FileSample) -> FileSample:
    """Leave out of a sample the rows that are shares of others: by them, votes would look like fractions.

    Parameters
    ----------
    sample : FileSample
        Rows of the table; a column of shares beside the votes makes no row one of shares.
    """
    shares = np.zeros(sample.rows, dtype=np.intp)
    whole = np.zeros(sample.rows, dtype=np.intp)
    for column in sample.columns:
        odd, figures = _cells(column, _SHARE), _cells(column, _WHOLE)
        if odd.any() and odd.sum() <= figures.sum():
            shares += odd
            whole += figures
    kept = np.flatnonzero((shares < LEAST) | (shares <= whole))
    if len(kept) == sample.rows or 2 * len(kept) < sample.rows:
        return sample
    columns = (FileColumn(c.place, c.name, c.different, c.codes[kept], c.decimal) for c in sample.columns)
    return FileSample(tuple(_trimmed(column) for column in columns), len(kept), whole=sample.whole)


def find_share_text(sample: FileSample) -> tuple[FileColumn, str] | None:
    """Give the column and the text whose rows hold shares, where each figure of a row says what it is.

    "Votes" or "Percent" in a column, and both below one another in another: a table of indicators.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    """
    for column in sample.columns:
        odd, whole = _cells(column, _SHARE), _cells(column, _WHOLE)
        if not odd.any() or not whole.any():
            continue
        for telling in sample.columns:
            if telling is column or not 2 <= len(telling.different) <= MOST_TEXTS:
                continue
            rows = np.bincount(telling.codes)
            shares = np.bincount(telling.codes, weights=odd) >= MOSTLY * rows
            none = np.bincount(telling.codes, weights=odd) == 0
            if shares.sum() == 1 and none.sum() == len(rows) - 1:
                return telling, telling.different[int(np.argmax(shares))]
    return None


def _cells(column: FileColumn, pattern: re.Pattern[str]) -> npt.NDArray[np.bool_]:
    """Say which cells are written in a way."""
    return np.array([bool(pattern.fullmatch(plain(t))) for t in column.different], dtype=np.bool_)[
        column.codes
    ]


def _trimmed(column: FileColumn) -> FileColumn:
    """Give a column without the texts that none of its rows has."""
    kept, codes = np.unique(column.codes, return_inverse=True)
    different = tuple(column.different[place] for place in kept)
    return FileColumn(column.place, column.name, different, codes.astype(np.intp), column.decimal)
