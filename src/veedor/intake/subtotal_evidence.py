"""How much speaks for a row being the sum of others, in bits: what chance would give is no evidence.

A row that meets a sum in one column has used up its size: sums and sheets come in all sizes. What remains is
that its votes are divided in the way of the sum. In ordinary counts a figure of about ``n``, the size of the
row given, is exactly ``n`` about once in ``2.5 * sqrt(n)``; in a table of constants or of proportional rows
it always is. So the table itself is asked how often two rows of a size agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.intake.sum_search import spaced

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats


SPREAD = 2.5
"""A count of ``n`` comes out as exactly ``n`` about once in ``SPREAD * sqrt(n)``: the peak of its spread."""

SAMPLE = 4000
"""Rows of which it is asked how freely they vary."""

RARE = 10.0
"""Bits from which two rows that agree agree by more than chance."""

REPEATED = 0.02
"""Share of rows that may repeat another: a table has some copies."""


LEAST_SPREAD = 0.3
"""Spread of the logarithms of sizes, at the least: some sheet is always twice as large as the others."""

DOMINANT = 6.0
"""Bits, at the most, for a row that is larger than every sheet: a few sheets are (votes from abroad)."""

DENIED = 4.0
"""Bits against a sum whose voters or ballots are not those of the row: of totals about one in sixteen."""

NEAR = 0.01
"""Share by which voters and ballots of a total may be off: they were counted at another time."""


@dataclass(frozen=True)
class Freedom:
    """How freely the figures of a table vary.

    Parameters
    ----------
    factor : float
        From 0 (of rows of one size, all agree) to 1 (they agree as seldom as counts do).
    most : float
        Bits, at the most, of all columns together: rows that repeat each other agree in every column at once.
    sizes : float
        Bits that two rows of the same size are worth: none where all have the same.
    usual : tuple of float, float, int
        Mean and spread of the logarithms of the sizes, and of how many rows.
    units : array of float, optional
        For each column of votes the largest number that divides all its figures: they may be rounded.
    unit : float
        The same for the sizes.
    """

    factor: float = 1.0
    most: float = np.inf
    sizes: float = np.inf
    usual: tuple[float, float, int] = (0.0, 1.0, 0)
    units: Floats | None = None
    unit: float = 1.0


def freedom(votes: Floats, filled: Flags) -> Freedom:
    """Ask the rows with votes how often two of about one size agree.

    Parameters
    ----------
    votes : array of float, columns x rows
        Figures, zero where missing.
    filled : array of bool
        Rows to ask.
    """
    rows = np.flatnonzero(filled)
    if not len(rows):
        return Freedom()
    rows = rows[spaced(len(rows), SAMPLE)]
    x = votes[:, np.random.default_rng(1).permutation(rows)]  # rows of one size are paired at random
    size = x.sum(axis=0)
    usual = float(np.log(size).mean()), float(np.log(size).std()), len(size)
    sizes = _variety(size)
    if len(rows) < 3:
        return Freedom(sizes=sizes, usual=usual)
    units, unit = np.array([[_unit(column)] for column in x]), _unit(size)
    order = np.argsort(size, kind="stable")
    x, size = x[:, order], size[order]
    one, other = x[:, 1:], x[:, :-1] * (size[1:] / size[:-1])
    mean = (one + other) / 2
    asked = mean >= 1
    agree = (np.abs(one - other) <= units / 2) & asked
    by_chance = np.where(asked, 1 / (1 + SPREAD * np.sqrt(np.maximum(mean, 1)) / units), 0.0)
    pairs, expected = float(asked.sum()), float(by_chance.sum())
    seen = float(agree.sum())
    factor = 1.0
    if seen > expected + 3 * np.sqrt(expected) + 1:
        share, chance = min(1.0, seen / pairs), expected / pairs
        factor = (1 / share - 1) / (1 / chance - 1)
    plain = np.where(agree, np.log2(1 + SPREAD * np.sqrt(np.maximum(mean, 1)) / units), 0.0).sum(axis=0)
    repeats = float(((agree == asked).all(axis=0) & (plain >= RARE)).sum())
    most = np.log2(len(size) / repeats) if repeats > 1 + REPEATED * len(size) else np.inf
    return Freedom(min(1.0, max(0.0, factor)), float(most), sizes, usual, units, unit)


def _unit(figures: Floats) -> float:
    """Return the largest whole number that divides all figures."""
    return float(max(1, np.gcd.reduce(figures.astype(np.int64)))) if (figures % 1 == 0).all() else 1.0


def _variety(size: Floats) -> float:
    """Return the bits by which the size of one row tells it from another."""
    equal = np.unique(size, return_counts=True)[1].astype(np.float64)
    pairs = len(size) * (len(size) - 1) / 2
    same = float((equal * (equal - 1) / 2).sum()) - (1 if len(size) > 4 else 0)
    return float(np.log2(pairs / same)) if same > 0 else np.inf


def dominance(size: Floats, usual: tuple[float, float, int]) -> Floats:
    """Return the bits by which a row is larger than rows are: by Cantelli's inequality, whatever the sizes.

    Parameters
    ----------
    size : array of float
        Of rows that are among those described.
    usual : tuple of float, float, int
        Mean and spread of the logarithms of the sizes, and of how many rows.
    """
    mean, spread, number = usual
    if number < 4:
        return np.zeros_like(size)
    # without the row itself, which is among those asked
    logs = np.log(np.maximum(size, 1.0))
    rest = (mean * number - logs) / (number - 1)
    square = ((spread**2 + mean**2) * number - logs**2) / (number - 1) - rest**2
    gap = np.maximum(0.0, logs - rest) / np.sqrt(np.maximum(square, LEAST_SPREAD**2))
    found: Floats = np.minimum(DOMINANT, np.log2(1 + gap**2 * number / (number + 1)))
    return found


def evidence(
    sums: Floats,
    gap: Floats,
    there: Flags,
    *,
    votes: int,
    rows: Floats,
    parts: Floats,
    freedom: Freedom,
    single: bool = True,
) -> Floats:
    """Return the bits that speak for each of some rows being a sum.

    Parameters
    ----------
    sums, gap : array of float, columns x rows
        What was summed, and by how much the row is off.
    there : array of bool, columns x rows
        Where the row has a figure.
    votes : int
        How many of the columns are votes.
    rows : array of float
        How many rows were summed.
    parts : array of float
        Among how many sums the size of each was chosen: a block may begin anywhere.
    freedom : Freedom
        How freely the figures of this table vary.
    single : bool
        Whether what is compared are rows: several rows together are larger than any, sums or not.
    """
    units = np.ones((len(sums), 1))
    if freedom.units is not None:
        units[:votes] = freedom.units
    free = 1 + SPREAD * freedom.factor * np.sqrt(sums) / units
    bits = np.where(there, np.maximum(0.0, np.log2(free / (2 * gap + 1))), 0.0)
    cells = bits[:votes]
    divided = np.minimum(freedom.most, cells.sum(axis=0) - cells.max(axis=0))
    printed = np.minimum(freedom.most, bits[votes:].sum(axis=0))
    size = (sums * there)[:votes].sum(axis=0)
    strayed = gap[:votes].sum(axis=0)
    off = (gap[:votes] > 0).any(axis=0)
    exact = np.log2(np.maximum(1.0, size / freedom.unit / parts / (2 * strayed + 1)))
    found: Floats = (
        divided
        + printed
        + np.minimum(exact, np.log2(np.maximum(rows, 1)) + np.minimum(rows, 4) * freedom.sizes)
        + (dominance(size, freedom.usual) if single else 0.0)
        - np.where(_denied(sums[votes:], gap[votes:], there[votes:]), DENIED, 0.0)
        - np.where(off, np.log2(max(votes, 1)), 0.0)
    )
    return found


def _denied(sums: Floats, gap: Floats, there: Flags) -> Flags:
    """Tell the sums whose voters or ballots are not those of the row; a zero may be printed for none."""
    found: Flags = (there & (gap > NEAR * sums) & (gap != sums)).any(axis=0)
    return found
