"""Votes on a sheet given its place: the beta-binomial law, fitted to how sheets of one place really differ.

Two sheets of one polling place do not differ as two handfuls out of one urn would: voters are assigned by
surname, family or street. Their votes vary more than the binomial law says. With rate ``p`` and
overdispersion ``rho`` a sheet of ``n`` ballots has mean ``n p`` and variance ``n p (1 - p) (1 + (n - 1)
rho)``; ``rho = 0`` is the binomial law (Skellam 1948; Williams 1982, sec. 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.vectors import FloatMatrix, FloatVector, IntVector


_ENOUGH = 5.0
"""Groups whose binomial variance is below this say next to nothing of the dispersion, and blur it."""


_CELLS = 250_000
"""Cells of a chunk of probabilities: 2 MB, which stay in the cache of a processor."""
_NOTHING = 45.0
"""A share of e^-45 of a sum is lost in its last digit."""


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

    trials: IntVector
    group: IntVector

    def sums(self, values: IntVector | FloatVector) -> FloatVector:
        """Sum values of the sheets by place, shape (n_places,)."""
        return np.bincount(self.group, weights=values).astype(np.float64, copy=False)

    @cached_property
    def sheets(self) -> IntVector:
        """Sheets of each place, shape (n_places,)."""
        return np.bincount(self.group)

    @cached_property
    def total(self) -> FloatVector:
        """Trials of each place, shape (n_places,)."""
        return self.sums(self.trials)

    @cached_property
    def squares(self) -> FloatVector:
        """Sum of the squares of the trials of each place, shape (n_places,)."""
        return self.sums(self.trials.astype(float) ** 2)

    def rates(self, hits: IntVector) -> FloatVector:
        """Return the pooled rate of each place, shape (n_places,)."""
        return self.sums(hits) / np.where(self.total > 0, self.total, 1)

    @cached_property
    def used(self) -> IntVector:
        """Sheets with trials of each place, shape (n_places,)."""
        return np.bincount(self.group[self.trials > 0], minlength=len(self.total))

    @cached_property
    def slope(self) -> FloatVector:
        """What ``rho`` adds to the expected dispersion of each place, shape (n_places,)."""
        # of a sheet (n - 1)(1 - 2 n/N) + n/N (S - N)/N, with S the squares, summed over those with trials
        return self.total - self.used - (self.squares - self.total) / np.where(self.total > 0, self.total, 1)

    def dispersion(self, hits: IntVector, rate: FloatVector) -> FloatVector:
        """Return the sum of ``(x - n p)^2 / n`` over the sheets of each place, shape (n_places,)."""
        n = self.trials.astype(float)
        off = hits - n * rate[self.group]
        off *= off
        off /= np.maximum(n, 1)
        return self.sums(np.where(self.trials > 0, off, 0))


def fit_overdispersion(hits: IntVector, grouped: Grouped) -> float:
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


def _fit(hits: IntVector, grouped: Grouped, rate: FloatVector, label: IntVector, classes: int) -> FloatVector:
    """Fit the overdispersion in each of some classes of places, shape (classes,)."""
    spread = rate * (1 - rate)
    keep = (grouped.used >= 2) & (grouped.total * spread >= _ENOUGH)
    seen = grouped.dispersion(hits, rate)[keep] / spread[keep]
    excess = np.bincount(label[keep], weights=seen - (grouped.used[keep] - 1), minlength=classes)
    slope = np.bincount(label[keep], weights=grouped.slope[keep], minlength=classes)
    found: FloatVector = np.clip(np.where(slope > 0, excess / np.where(slope > 0, slope, 1), 0.0), 0.0, 0.999)
    return found


def fit_overdispersion_by_rate(
    hits: IntVector, grouped: Grouped, places_a_class: int = 250, classes: int = 20
) -> FloatVector:
    """Fit the overdispersion where it is needed: in classes of sheets whose places have about the same rate.

    Where a choice has few votes its sheets differ less than where it is contested; one figure for all would
    make the empty sheets of weak places look too common.

    Parameters
    ----------
    hits, grouped
        As for :func:`fit_overdispersion`.
    places_a_class : int
        Places that a class has at least.
    classes : int
        Classes at most: quantiles of the place's pooled rate over sheets.

    Returns
    -------
    float vector, shape (n_places,)
        Overdispersion of each place's class.
    """
    rate = grouped.rates(hits)
    number = int(np.clip(np.count_nonzero(grouped.total) // places_a_class, 1, classes))
    label = np.searchsorted(_quantiles(rate, grouped.sheets, number), rate)
    return _fit(hits, grouped, rate, label, number)[label]


def _quantiles(values: FloatVector, times: IntVector, parts: int) -> FloatVector:
    """Return what cuts values, each taken so many times, into equal parts, as ``numpy.quantile`` does."""
    order = np.argsort(values)
    ends = np.cumsum(times[order])
    if not len(ends):
        return np.zeros(0)
    at = np.arange(1, parts) / parts * (ends[-1] - 1)
    below = np.floor(at)
    low, high = (values[order[np.searchsorted(ends, i, side="right")]] for i in (below, below + 1))
    share = at - below
    cuts: FloatVector = np.where(share < 0.5, low + (high - low) * share, high - (high - low) * (1 - share))
    return cuts


def pmf(trials: IntVector, rate: FloatVector, rho: FloatVector | float, width: int) -> FloatMatrix:
    """Probability of every number of votes, sheet by sheet.

    Computed by the recurrence between neighbouring numbers, on the scale of logarithms, so that nothing
    underflows where a rate is near 0 or 1.

    Parameters
    ----------
    trials : int vector, shape (n,)
        Ballots of each sheet.
    rate : float vector, shape (n,)
        Expected share, 0 to 1.
    rho : float or float vector, shape (n,)
        Overdispersion, 0 for the binomial law.
    width : int
        Columns: numbers 0 to ``width - 1``; at least the largest ``trials`` + 1.

    Returns
    -------
    float matrix, shape (n, width)
        Rows sum to one; zero beyond ``trials``.
    """
    n = trials[:, None].astype(float)
    p = np.clip(rate, 1e-12, 1 - 1e-12)[:, None]
    k = np.arange(width - 1, dtype=float)[None, :]
    spread = np.broadcast_to(np.asarray(rho, dtype=float), trials.shape)[:, None]
    left = n - k
    # P(k + 1) / P(k) with alpha = p (1 - rho) / rho, multiplied through by rho: holds for rho = 0 too
    ratio = np.maximum(left, 0) * (p * (1 - spread) + k * spread)
    ratio /= (k + 1) * np.maximum((1 - p) * (1 - spread) + (left - 1) * spread, 1e-300)
    logs = np.zeros((len(trials), width))
    with np.errstate(divide="ignore"):
        np.cumsum(np.log(ratio, out=ratio), axis=1, out=logs[:, 1:])
    logs -= logs.max(axis=1, keepdims=True)
    result: FloatMatrix = np.exp(logs, out=logs)
    result /= result.sum(axis=1, keepdims=True)
    return result


def posterior_rates(
    hits: IntVector, trials: IntVector, levels: Sequence[IntVector], rho: FloatVector
) -> tuple[FloatVector, FloatVector]:
    """Estimate the rate of each sheet's place, drawn towards the wider places it lies in.

    The pooled rate of a place is its true rate plus chance; drawing new sheets around it adds chance a second
    time, and the whole looks smoother than it is. Empirical Bayes takes the first chance out again: from the
    country down, the rate of a unit is a beta law around the rate of its parent, with the spread between
    units that moments show (Robbins 1956; Skellam 1948). Over all sheets the predictive law then has
    the spread of the sheets themselves.

    Parameters
    ----------
    hits, trials : int vectors, shape (n_sheets,)
        Votes and ballots; every sheet has ballots.
    levels : sequence of int vectors, shape (n_sheets,)
        Codes of the places, from the widest level to the finest.
    rho : float vector, shape (n_sheets,)
        Overdispersion within places.

    Returns
    -------
    rate : float vector, shape (n_sheets,)
        Posterior mean of the place's rate.
    spread : float vector, shape (n_sheets,)
        Overdispersion of the predictive law of the sheet: its own, and the uncertainty of the rate.
    """
    n = trials.astype(float)
    # ballots of a sheet are worth fewer independent ones
    worth = n / (1 + (n - 1) * rho)
    successes = hits / n * worth
    rate = np.full(len(n), successes.sum() / worth.sum())
    uncertain = np.zeros(len(n))
    for code in levels:
        weight = np.bincount(code, weights=worth).astype(np.float64)
        found = np.bincount(code, weights=successes).astype(np.float64)
        parent = np.zeros(len(weight))
        parent[code] = rate
        tau = _between(found, weight, parent)
        strength = (1 - tau) / tau
        posterior = (found + strength * parent) / (weight + strength)
        rate = posterior[code]
        uncertain = (1 / (weight + strength + 1))[code]
    spread = np.where(n > 1, ((n - 1) * rho + n * uncertain) / np.maximum(n - 1, 1), rho)
    return rate, np.clip(spread, 0.0, 0.999)


def _between(hits: FloatVector, trials: FloatVector, parent: FloatVector) -> float:
    """Spread of units around their parents, by moments: ``E (x/N - p)^2 = p q (1/N + tau (1 - 1/N))``."""
    used = trials > 0
    x, n, p = hits[used], trials[used], parent[used]
    variance = p * (1 - p)
    seen = ((x / n - p) ** 2 * n).sum() - variance.sum()
    slope = (variance * (n - 1)).sum()
    return float(np.clip(seen / slope, 1e-5, 0.9)) if slope > 0 else 1e-5


def two_sided(hits: IntVector, trials: IntVector, rate: FloatVector, rho: FloatVector) -> FloatVector:
    """Twice the smaller tail at the number that was seen, at most 1, sheet by sheet.

    Each law is summed as far as it can matter to the last digit of a float: see :func:`_far_enough`.

    Parameters
    ----------
    hits, trials, rate, rho
        As for :func:`pmf`, with what was seen; shape (n,).
    """
    last = _far_enough(hits, trials, rate, rho)
    p = np.ones(len(hits))
    order = np.argsort(last, kind="stable")
    start = 0
    while start < len(order):
        # in ascending width, as many rows as fill a chunk with the width of the last of them
        cells = (last[order[start:]] + 1) * np.arange(1, len(order) - start + 1)
        rows = order[start : start + max(1, int(np.searchsorted(cells, _CELLS)))]
        chance = pmf(trials[rows], rate[rows], rho[rows], int(last[rows[-1]]) + 1)
        below = np.arange(chance.shape[1])[None, :] <= hits[rows, None]
        low = chance.sum(axis=1, where=below)
        high = chance.sum(axis=1, where=~below) + chance[np.arange(len(rows)), hits[rows]]
        p[rows] = np.minimum(2 * np.minimum(low, high), 1.0)
        start += len(rows)
    return p


def _far_enough(hits: IntVector, trials: IntVector, rate: FloatVector, rho: FloatVector) -> IntVector:
    """Number of votes beyond which a law adds nothing to the tail at ``hits``, at most ``trials``.

    From some number ``k`` above the mean and the hits on, neighbours fall by a factor of at most ``b < 1``:
    with ``alpha >= 1`` and ``beta >= 1`` the ratio of neighbours falls itself; with ``alpha < 1`` it is below
    ``(n - k) / (n - k + beta - 1)``. So what lies ``m`` further on is ``b^m`` of what is there at most.
    """
    p = np.clip(rate, 1e-12, 1 - 1e-12)
    n = trials.astype(float)
    alpha, beta = p * (1 - rho), (1 - p) * (1 - rho)  # both times rho
    sd = np.sqrt(n * p * (1 - p) * (1 + (n - 1) * rho))
    k = np.minimum(np.maximum(hits, np.ceil(n * p + sd)), n)
    with np.errstate(divide="ignore", invalid="ignore"):
        rise = np.where(alpha >= rho, (alpha + k * rho) / (k + 1), rho)
        bound = np.where(beta >= rho, (n - k) * rise / (beta + (n - k - 1) * rho), 1.0)
        further = np.where(bound < 1, np.ceil(-_NOTHING / np.log(bound)), n)
    last: IntVector = np.minimum(k + np.nan_to_num(further, nan=0.0, posinf=0.0), n).astype(np.int64)
    return last


def draw(
    trials: IntVector, rate: FloatVector, rho: FloatVector | float, rng: np.random.Generator
) -> IntVector:
    """Draw votes of every sheet once.

    Parameters
    ----------
    trials, rate, rho
        As for :func:`pmf`.
    rng : numpy Generator
        Source of chance.
    """
    p = np.clip(rate, 1e-9, 1 - 1e-9)
    spread = np.broadcast_to(np.asarray(rho, dtype=float), p.shape)
    strength = (1 - spread) / np.maximum(spread, 1e-9)
    drawn = np.where(spread > 0, rng.beta(p * strength, (1 - p) * strength), p)
    votes: IntVector = rng.binomial(trials, drawn)
    return votes
