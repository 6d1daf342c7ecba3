"""How far sheets of one place really differ: their overdispersion, fitted by the method of moments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints

_ENOUGH = 5.0
"""Groups whose binomial variance is below this say next to nothing of the dispersion, and blur it."""
PLACES_A_CLASS = 250
"""Places that a class of about the same rate has at least."""
MOST_CLASSES = 20
"""Classes at most: quantiles of the pooled rates of places over sheets."""


@dataclass(frozen=True, eq=False)
class Grouped:
    """Sheets by place with what their votes are out of; what no choice changes is summed once.

    Parameters
    ----------
    trials : int vector, shape (n_sheets,)
        Ballots of each sheet (or registered voters).
    group : int vector, shape (n_sheets,)
        Code of the place of each sheet, from 0.
    """

    trials: Ints
    group: Ints

    def sums(self, values: Ints | Floats) -> Floats:
        """Sum values of the sheets by place, shape (n_places,)."""
        return np.bincount(self.group, weights=values).astype(np.float64, copy=False)

    @cached_property
    def sheets(self) -> Ints:
        """Sheets of each place, shape (n_places,)."""
        return np.bincount(self.group)

    @cached_property
    def total(self) -> Floats:
        """Trials of each place, shape (n_places,)."""
        return self.sums(self.trials)

    @cached_property
    def squares(self) -> Floats:
        """Sum of the squares of the trials of each place, shape (n_places,)."""
        return self.sums(self.trials.astype(float) ** 2)

    def rates(self, hits: Ints) -> Floats:
        """Return the pooled rate of each place, shape (n_places,)."""
        return self.sums(hits) / np.where(self.total > 0, self.total, 1)

    @cached_property
    def used(self) -> Ints:
        """Sheets with trials of each place, shape (n_places,)."""
        return np.bincount(self.group[self.trials > 0], minlength=len(self.total))

    @cached_property
    def slope(self) -> Floats:
        """What ``rho`` adds to the expected dispersion of each place, shape (n_places,)."""
        # of a sheet (n - 1)(1 - 2 n/N) + n/N (S - N)/N, with S the squares, summed over those with trials
        return self.total - self.used - (self.squares - self.total) / np.where(self.total > 0, self.total, 1)

    def dispersion(self, hits: Ints, rate: Floats) -> Floats:
        """Return the sum of ``(x - n p)^2 / n`` over the sheets of each place, shape (n_places,)."""
        n = self.trials.astype(float)
        off = hits - n * rate[self.group]
        off *= off
        off /= np.maximum(n, 1)
        return self.sums(np.where(self.trials > 0, off, 0))


def fit_overdispersion(hits: Ints, grouped: Grouped) -> float:
    """Fit the overdispersion of sheets within their places by the method of moments.

    The sum over sheets of ``(x - n p)^2 / (n p q)``, with ``p`` pooled over the group, has an expectation
    that is linear in ``rho``: with ``N`` the ballots of the group and ``f = 1 + (n - 1) rho``, a sheet adds
    ``f (1 - 2 n / N) + n sum(n f) / N^2``. Setting it equal to what is seen gives ``rho`` in closed form
    (Williams 1982, eq. 2.4, with the correction for the estimated rate).

    Parameters
    ----------
    hits : int vector, shape (n_sheets,)
        Votes of one choice (or ballots cast).
    grouped : Grouped
        What they are out of, by place.

    Returns
    -------
    float
        At least 0 and below 1; 0 where no group has two sheets with trials.
    """
    return float(_fit(hits, grouped, grouped.rates(hits), np.zeros(len(grouped.total), dtype=np.int64), 1)[0])


def _fit(hits: Ints, grouped: Grouped, rate: Floats, label: Ints, classes: int) -> Floats:
    """Fit the overdispersion in each of some classes of places, shape (classes,)."""
    spread = rate * (1 - rate)
    keep = (grouped.used >= 2) & (grouped.total * spread >= _ENOUGH)
    seen = grouped.dispersion(hits, rate)[keep] / spread[keep]
    excess = np.bincount(label[keep], weights=seen - (grouped.used[keep] - 1), minlength=classes)
    slope = np.bincount(label[keep], weights=grouped.slope[keep], minlength=classes)
    found: Floats = np.clip(np.where(slope > 0, excess / np.where(slope > 0, slope, 1), 0.0), 0.0, 0.999)
    return found


def fit_overdispersion_by_rate(hits: Ints, grouped: Grouped) -> Floats:
    """Fit the overdispersion where it is needed: in classes of sheets whose places have about the same rate.

    Where a choice has few votes its sheets differ less than where it is contested; one figure for all would
    make the empty sheets of weak places look too common.

    Parameters
    ----------
    hits, grouped
        As for :func:`fit_overdispersion`.

    Returns
    -------
    float vector, shape (n_places,)
        Overdispersion of each place's class.
    """
    rate = grouped.rates(hits)
    number = int(np.clip(np.count_nonzero(grouped.total) // PLACES_A_CLASS, 1, MOST_CLASSES))
    label = np.searchsorted(_quantiles(rate, grouped.sheets, number), rate)
    return _fit(hits, grouped, rate, label, number)[label]


def _quantiles(values: Floats, times: Ints, parts: int) -> Floats:
    """Return what cuts values, each taken so many times, into equal parts, as ``numpy.quantile`` does."""
    order = np.argsort(values)
    ends = np.cumsum(times[order])
    if not len(ends):
        return np.zeros(0)
    at = np.arange(1, parts) / parts * (ends[-1] - 1)
    below = np.floor(at)
    above = np.minimum(below + 1, ends[-1] - 1)
    low, high = (values[order[np.searchsorted(ends, i, side="right")]] for i in (below, above))
    share = at - below
    cuts: Floats = np.where(share < 0.5, low + (high - low) * share, high - (high - low) * (1 - share))
    return cuts
