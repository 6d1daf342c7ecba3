"""Integer percentages: more sheets at 70.0 % or 85.0 % than chance puts there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.forensics.law import Classes, LawKind
from veedor.forensics.result import SeriesTest, excess

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veedor.forensics.series import Series

INTEGERS = "integer_percentages"
FLOOR = 100
"""Ballots (registered voters for the turnout) that a sheet must have; the paper asks for as many registered
voters (Kobak et al. 2016, sec. 2)."""
HIGHEST = 0.99
"""Above it sheets are left out: 100 % is an honest integer where everybody agrees (the same)."""
ENOUGH = 500
"""Sheets that a count of integers needs to be worth simulating."""
LOWEST, FEW = 0.05, 0.1
"""Gate: next to 0 % the binomial null puts more sheets at exactly 0 than it takes away, so a series with
more than a tenth of its sheets below 5 % is not tested."""


def integer_percentages(series: Series, simulations: int, rng: np.random.Generator) -> SeriesTest:
    """Whether percentages are integers more often than binomial chance makes them.

    Kobak, Shpilkin, Pshenichnikov (2016), Annals of Applied Statistics 10, 54-73: sheets with at least 100
    voters and a percentage of at most 99; integer within 0.05 points; null: each sheet binomial around its
    own share. The probability of an integer is summed exactly over each sheet's binomial law, and the
    sheets drawn from it.

    Parameters
    ----------
    series : Series
        Numbers; the twin is not used.
    simulations : int
        Monte Carlo replicates.
    rng : numpy Generator
        Source of chance.
    """
    used = series.take((series.trials >= FLOOR) & (series.share <= HIGHEST))
    if len(used) < ENOUGH:
        return SeriesTest(INTEGERS, series.name, len(used), "too_few_sheets")
    if (used.share < LOWEST).mean() > FEW:
        return SeriesTest(INTEGERS, series.name, len(used), "shares_near_zero")
    (chances,) = used.chances((Classes(LawKind.OWN, _is_integer, 1),))
    hits, trials = used.hits[:, None], used.trials[:, None]
    observed = np.array([(_is_integer(hits, trials) == 0).sum()], dtype=float)
    return excess(INTEGERS, series.name, observed, chances, ["integer"], simulations, rng)


def _is_integer(number: NDArray[np.int64], trials: NDArray[np.int64]) -> NDArray[np.int64]:
    """0 where a percentage is an integer of at most 99, else -1.

    In whole numbers: ``|100 x - k n| <= 0.05 n`` with ``k`` the nearest integer (half a tenth of a percentage
    point to each side, as the paper has it).
    """
    hundred = 100 * number
    rest = hundred % np.maximum(trials, 1)
    near = np.minimum(rest, trials - rest) * 20 <= trials
    code: NDArray[np.int64] = np.where(near & (hundred <= 99 * trials), 0, -1)
    return code
