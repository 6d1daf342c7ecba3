"""Rows that are no sheets: shares of the votes above them, and titles or notes of one cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.columns import FileColumn, FileSample
from veedor.guess.file_names import PART
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
    """Leave out of a sample the rows that are shares of others, and those of one cell.

    By the former, votes would look like fractions; by the latter, a column of ids like one with gaps.

    Parameters
    ----------
    sample : FileSample
        Rows of the table; a column of shares beside the votes makes no row one of shares.
    """
    kept = np.flatnonzero(_inside(sample))
    return _shares_left_out(_rows(sample, kept) if 2 * len(kept) >= sample.rows else sample)


def _inside(sample: FileSample) -> npt.NDArray[np.bool_]:
    """Tell the rows that hold more than one cell, and all between two of them: sheets that are still out.

    Titles and notes stand above and below the rows of a file or worksheet.
    """
    part = next((c.codes for c in sample.columns if c.name == PART), np.zeros(sample.rows, dtype=np.intp))
    several = sum((c.has_text.astype(np.intp) for c in sample.columns if c.name != PART), np.intp(0)) > 1
    inside = np.zeros(sample.rows, dtype=np.bool_)
    for code in np.unique(part):
        rows = np.flatnonzero(several & (part == code))
        if len(rows):
            inside[rows[0] : rows[-1] + 1] |= part[rows[0] : rows[-1] + 1] == code
    return inside


def _shares_left_out(sample: FileSample) -> FileSample:
    shares = np.zeros(sample.rows, dtype=np.intp)
    whole = np.zeros(sample.rows, dtype=np.intp)
    for column in sample.columns:
        odd, figures = _cells(column, _SHARE), _cells(column, _WHOLE)
        if odd.any() and odd.sum() <= figures.sum():
            shares += odd
            whole += figures
    kept = np.flatnonzero((shares < LEAST) | (shares <= whole))
    return _rows(sample, kept) if 2 * len(kept) >= sample.rows else sample


def _rows(sample: FileSample, kept: npt.NDArray[np.intp]) -> FileSample:
    """Give some rows of a sample."""
    if len(kept) == sample.rows:
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
