"""What a sheet would hold if it had voted like the rest of its polling place.

The sheet keeps its ballots cast. They are shared out over all choices (blank and null included) in the
proportions of the other sheets of its polling place, rounded to whole ballots by largest remainder, equal
remainders in the order of the ballot paper. Where the place has no other sheet with ballots, the next wider
level with such a sheet is taken (locality, municipality, ...), at last the whole count; a sheet for which
there is no other ballot anywhere stays as it is. *Other* means outside the unit: when a whole polling place
is replaced, its own sheets say nothing about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from veedor.stakes.exact import LIMIT, by_group, largest

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.count.sheets import Sheets
    from veedor.stakes.exact import Amounts
    from veedor.stakes.units import Units

BLOCK = 32_768
"""Sheets that are shared out together: so many fit into the fast memory of a core."""
WHOLE_COUNT = "all"
"""Stands for the level above the widest."""


@dataclass(frozen=True, eq=False)
class Replacement:
    """Contents after the rest of the place.

    Parameters
    ----------
    votes : int matrix, shape (n_sheets, n_choices)
        What each sheet would hold.
    level : int vector, shape (n_sheets,)
        Index into ``levels`` of the level whose other sheets were used; -1 where there were none.
    levels : tuple of str
        From the polling place to the whole count.
    """

    votes: Ints
    level: Ints
    levels: tuple[str, ...]

    def used(self, rows: Ints) -> dict[str, int]:
        """Count for how many sheets each level was used; ``""`` counts those that stay as they are."""
        counts = np.bincount(self.level[rows] + 1, minlength=len(self.levels) + 1).tolist()
        return {name: n for name, n in zip(("", *self.levels), counts, strict=True) if n}


def replacement(sheets: Sheets, units: Units) -> Replacement:
    """Return every sheet the contents that the sheets around its unit suggest.

    Parameters
    ----------
    sheets : Sheets
        The count.
    units : Units
        What is replaced as one piece; a sheet without a unit counts as one of its own.
    """
    levels = (*reversed(sheets.places.levels), WHOLE_COUNT)
    columns = np.ascontiguousarray(sheets.votes.T)  # choices by row: sums run over whole vectors
    finest = dense(sheets, levels[0])
    sums = _sums(columns, finest)
    sample = np.zeros(sums.shape[1], dtype=np.int64)  # any sheet of each place tells the wider ones
    sample[finest] = np.arange(len(sheets))
    rest = np.take(sums, finest, axis=1)
    rest -= _own(columns, units, finest)  # in place: fresh memory costs more than the arithmetic
    level = np.where(rest.any(axis=0), 0, -1)
    for position, name in enumerate(levels[1:], start=1):
        rows = np.flatnonzero(level < 0)
        if not rows.size:
            break
        codes = np.zeros(len(sheets), dtype=np.int64) if name == WHOLE_COUNT else dense(sheets, name)
        wider = _sums(sums, codes[sample])
        rest[:, rows] = wider[:, codes[rows]] - _own(columns, units, codes)[:, rows]
        level[rows[rest[:, rows].any(axis=0)]] = position
    alone = np.flatnonzero(level < 0)
    rest[:, alone] = columns[:, alone]  # shared out by its own pattern a sheet stays as it is
    return Replacement(shared_out(sheets.cast, rest, in_place=True).T, level, levels)


def dense(sheets: Sheets, level: str) -> Ints:
    """Number the places of a level from 0; a sheet without one is alone there."""
    codes = sheets.places.apart(level)
    if codes is sheets.places.codes[level]:
        return codes
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def shared_out(ballots: Ints, pattern: Ints, *, in_place: bool = False) -> Ints:
    """Share ballots out in given proportions, in whole ballots (largest remainder, Hamilton).

    Parameters
    ----------
    ballots : int vector, shape (n,)
        How many ballots each column shares out.
    pattern : int matrix, shape (n_choices, n)
        Proportions by column; a column of zeros shares out nothing, so its ballots must be zero.
    in_place : bool
        Write the shares over the proportions.

    Returns
    -------
    int matrix, shape (n_choices, n)
        Columns that sum to ``ballots``.
    """
    shares = pattern if in_place else np.empty(pattern.shape, dtype=np.int64)
    for start in range(0, len(ballots), BLOCK):
        part = slice(start, start + BLOCK)
        shares[:, part] = _shared(ballots[part], pattern[:, part])
    return shares


def _shared(ballots: Amounts, pattern: Amounts) -> Amounts:
    """Share out the ballots of one block of sheets."""
    sums: Amounts = np.maximum(pattern.sum(axis=0), 1)
    bound = largest(ballots) * largest(sums)
    kind = (
        np.int32 if bound < 2**31 else np.int64 if bound < LIMIT else np.object_
    )  # half the bytes, half the time
    given: Any = ballots.astype(kind, copy=False)
    divisor: Any = sums.astype(kind, copy=False)
    exact: Any = pattern.astype(kind, copy=False) * given
    whole: Any = exact // divisor
    remainder = exact - whole * divisor
    left = given - whole.sum(axis=0)
    # the rank of each choice among the remainders of its sheet: comparisons beat a sort on so few choices
    rank = np.zeros(remainder.shape, dtype=np.int16)
    for one in range(len(remainder)):
        for other in range(one + 1, len(remainder)):
            behind = remainder[other] > remainder[one]
            rank[one] += behind
            rank[other] += ~behind
    shares: Amounts = whole + (rank < left)
    return shares


def _own(columns: Ints, units: Units, codes: Ints) -> Ints:
    """Sum what each sheet's unit (or the sheet alone) has in the sheet's place, choices by row."""
    if units.single:
        return columns
    n = len(units) + len(codes)
    unit = np.where(units.codes >= 0, units.codes, np.arange(len(units), n))
    _, pair = np.unique(codes * n + unit, return_inverse=True)
    return _sums(columns, pair)[:, pair]


def _sums(columns: Ints, codes: Ints) -> Ints:
    """Sum columns within groups, choices by row."""
    n = int(codes.max()) + 1
    return np.stack([by_group(column, codes, n) for column in columns])
