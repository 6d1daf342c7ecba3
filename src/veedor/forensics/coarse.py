"""Coarse shares: more sheets at 1/2, 3/5 or 3/4 than chance puts there."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from veedor.forensics.law import Classes, LawKind
from veedor.forensics.result import LawTest, excess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veedor.forensics.law import Chances
    from veedor.forensics.result import SeriesTest
    from veedor.forensics.series import Series

COARSE = "coarse_shares"
ORDER = 10
"""Largest denominator of a coarse share."""
ENOUGH = 500
"""Sheets that a count of coarse shares needs to be worth simulating."""
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


def _which(number: NDArray[np.int64], trials: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which coarse share a ratio is exactly, -1 for none."""
    code = np.full(np.broadcast_shapes(number.shape, trials.shape), -1, dtype=np.int64)
    for i, (a, b) in enumerate(FRACTIONS):
        np.copyto(code, i, where=number * b == trials * a)
    return code


def _codes(number: NDArray[np.int64], trials: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the same for consecutive numbers, which need not each be looked at for each fraction."""
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
