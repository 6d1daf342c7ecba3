"""What sheets come to: the sums of each place by one product of matrices, and of all by adding those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, overload

import numpy as np

from veedor.lookup.result import RegionPart, SheetSums
from veedor.lookup.which import level_of

if TYPE_CHECKING:
    from veedor.lookup.cells import Wholes
    from veedor.lookup.sheet_question import SheetQuestion
    from veedor.lookup.table import SheetTable

_FEW = 8
"""Rows are taken out of the matrix where they are fewer than one in so many; else it is read as a whole."""


@dataclass(frozen=True, eq=False)
class RegionParts(Sequence[RegionPart]):
    """Places one level below a region, each made when it is looked at.

    Parameters
    ----------
    table : SheetTable
        Of which sheets.
    level : str
        Of the places; empty where there is none below.
    codes : int vector, shape (k,)
        The places in which any sheet is meant, in the order of their ids.
    sheets : int vector, shape (k,)
        How many are meant in each.
    sums : int matrix, shape (k, n_names)
        Their figures, by the columns of the table's.
    """

    table: SheetTable
    level: str
    codes: Wholes
    sheets: Wholes
    sums: Wholes

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> RegionPart: ...
    @overload
    def __getitem__(self, at: slice) -> RegionParts: ...
    def __getitem__(self, at: int | slice) -> RegionPart | RegionParts:
        if isinstance(at, slice):
            return RegionParts(self.table, self.level, self.codes[at], self.sheets[at], self.sums[at])
        places, code = self.table.selection.states.roll.places, int(self.codes[at])
        return RegionPart(
            places.ids[self.level][code],
            places.names[self.level][code],
            _sums_of(self.table, int(self.sheets[at]), self.sums[at].tolist()),
            *self.table.middles(self.level).get(code, (None, None)),
        )

    @property
    def nbytes(self) -> int:
        """Bytes that it takes."""
        return self.codes.nbytes + self.sheets.nbytes + self.sums.nbytes + 200


def sums_of_rows(table: SheetTable, question: SheetQuestion, rows: Wholes) -> tuple[SheetSums, RegionParts]:
    """Add sheets up, by place one level below the region that a question asks.

    Figures are of those sheets only that are counted.

    Parameters
    ----------
    table : SheetTable
        Of which sheets.
    question : SheetQuestion
        Says the region.
    rows : int vector
        The sheets, ascending.
    """
    level = _below(table, question)
    places = len(table.selection.states.roll.places.ids[level]) if level else 0
    code = table.at[level] if level else np.zeros(len(table), dtype=np.int32)
    sheets = np.bincount(code[rows], minlength=places + 1)
    counted = rows if table.all_counted else rows[table.counted[rows]]
    sums = grouped_sums(table.figures.matrix, counted, code[counted], places + 1)
    whole = _sums_of(table, len(rows), sums.sum(axis=0, dtype=np.int64).tolist())
    known = np.flatnonzero(sheets[:places])  # what lies nowhere known is in the whole only
    return whole, RegionParts(table, level, known, sheets[known], sums[known].astype(np.int64))


def grouped_sums(matrix: Wholes, rows: Wholes, code: Wholes, groups: int) -> Wholes:
    """Sum rows of a matrix by their code.

    Parameters
    ----------
    matrix : int matrix, shape (n, m)
        Figures.
    rows : int vector, shape (k,)
        Which rows, ascending.
    code : int vector, shape (k,)
        The group of each.
    groups : int
        How many there are.

    Returns
    -------
    int matrix, shape (groups, m)

    Notes
    -----
    The rows are the columns of a matrix of zeros and ones whose rows are the groups; its product with the
    figures reads each figure once and copies none, however many there are.
    """
    from scipy.sparse import csc_array

    if len(rows) * _FEW < len(matrix):
        matrix = matrix[rows]
        starts = np.arange(len(rows) + 1, dtype=np.int32)
    else:
        starts = np.zeros(len(matrix) + 1, dtype=np.int32)
        starts[rows + 1] = 1
        np.cumsum(starts, out=starts)
    picked = csc_array((np.ones(len(rows), dtype=matrix.dtype), code, starts), shape=(groups, len(matrix)))
    found: Wholes = picked @ matrix
    return found


def _sums_of(table: SheetTable, sheets: int, figures: list[int]) -> SheetSums:
    """Name some sums, without those that are known of no sheet."""
    counted, known, registered, cast, valid, adds, *votes = figures
    return SheetSums(
        sheets,
        counted,
        registered if known else None,
        cast if counted else None,
        valid if counted else None,
        tuple(votes),
        Fraction(adds, table.scale) if counted and "adds" in table.cells else None,
    )


def _below(table: SheetTable, question: SheetQuestion) -> str:
    """Return the level below the region that is asked; empty below the finest."""
    here = table.levels.index(level_of(table, question.region)) if question.region else -1
    return table.levels[here + 1] if here + 1 < len(table.levels) else ""
