"""Round shares: more sheets at 1/2, 3/5 or 3/4, or at 70.0 % or 85.0 %, than chance puts there."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from veedor.forensics.law import Classes, LawKind
from veedor.forensics.result import LawTest, SeriesTest, excess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints
    from veedor.forensics.law import Chances
    from veedor.forensics.series import Series

COARSE = "coarse_shares"
ORDER = 10
"""Largest denominator of a coarse share."""
ENOUGH = 500
"""Sheets that a count of round shares needs to be worth simulating."""
FRACTIONS = tuple((a, b) for b in range(2, ORDER + 1) for a in range(1, b) if gcd(a, b) == 1)
"""The coarse shares: all fractions between 0 and 1 with a denominator up to ten."""


def _unfit(series: Series) -> str:
    if len(series) < ENOUGH:
        return "too_few_sheets"
    return "shares_near_zero" if series.rate.mean() < 0.1 else ""


def _judge(
    series: Series, chances: Sequence[Chances], simulations: int, rng: np.random.Generator
) -> SeriesTest:
    seen = _which(series.hits[:, None], series.trials[:, None])[:, 0]
    observed = np.bincount(seen[seen >= 0], minlength=len(FRACTIONS)).astype(float)
    labels = [f"{a}/{b}" for a, b in FRACTIONS]
    return excess(COARSE, series.name, observed, chances[0], labels, simulations, rng)


def _which(number: Ints, trials: Ints) -> Ints:
    """Which coarse share a ratio is exactly, -1 for none."""
    code = np.full(np.broadcast_shapes(number.shape, trials.shape), -1, dtype=np.int64)
    for i, (a, b) in enumerate(FRACTIONS):
        np.copyto(code, i, where=number * b == trials * a)
    return code


def _codes(number: Ints, trials: Ints) -> Ints:
    """Return the same for consecutive numbers, which need not each be looked at for each fraction."""
    code = np.full((len(trials), number.size), -1, dtype=np.int64)
    above, below = np.array(FRACTIONS).T
    hits, rest = np.divmod(trials * above, below)
    at = hits - number[0, 0]
    row, which = np.nonzero((rest == 0) & (at >= 0) & (at < number.size))
    code[row, at[row, which]] = which
    return code


COARSE_SHARES = LawTest(COARSE, _unfit, (Classes(LawKind.DRAWN_IN, _codes, len(FRACTIONS)),), _judge)
"""Whether shares are simple fractions more often than in the clean twin.

After Rozenas (2017), Political Analysis 25, 41-56: a share is a ratio of whole numbers, and simple fractions
are reached by more such ratios, so honest counts pile up there too. The null must therefore be drawn with the
very numbers of ballots. His kernel is a density over all sheets; ours is the beta-binomial law of the sheet's
own place, which smooths each sheet by as much as sheets of one place differ. Statistic: sheets exactly at a
coarse share."""

INTEGERS = "integer_percentages"
FLOOR = 100
"""Ballots (registered voters for the turnout) that a sheet must have; the paper asks for as many registered
voters (Kobak et al. 2016, sec. 2)."""
HIGHEST = 0.99
"""Above it sheets are left out: 100 % is an honest integer where everybody agrees (the same)."""
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


def _is_integer(number: Ints, trials: Ints) -> Ints:
    """0 where a percentage is an integer of at most 99, else -1.

    In whole numbers: ``|100 x - k n| <= 0.05 n`` with ``k`` the nearest integer (half a tenth of a percentage
    point to each side, as the paper has it).
    """
    hundred = 100 * number
    rest = hundred % np.maximum(trials, 1)
    near = np.minimum(rest, trials - rest) * 20 <= trials
    code: Ints = np.where(near & (hundred <= 99 * trials), 0, -1)
    return code
