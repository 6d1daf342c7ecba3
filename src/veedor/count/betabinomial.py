"""Votes on a sheet given its place: the beta-binomial law, fitted to how sheets of one place really differ.

Two sheets of one polling place do not differ as two handfuls out of one urn would: voters are assigned by
surname, family or street. Their votes vary more than the binomial law says. With rate ``p`` and
overdispersion ``rho`` a sheet of ``n`` ballots has mean ``n p`` and variance ``n p (1 - p) (1 + (n - 1)
rho)``; ``rho = 0`` is the binomial law (Skellam 1948; Williams 1982, sec. 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints


_CELLS = 250_000
"""Cells of a chunk of probabilities: 2 MB, which stay in the cache of a processor."""
_NOTHING = 45.0
"""A share of e^-45 of a sum is lost in its last digit."""
_FAR, _LITTLE = 4, 12.0
"""What lies beyond a window: e^-12 of what there is four deviations from the mean, 10^-11 of a normal law."""


def pmf(trials: Ints, rate: Floats, rho: Floats | float, width: int, first: int = 0) -> Floats:
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
        Columns: numbers ``first`` to ``first + width - 1``; to the largest ``trials`` at least, or over the
        :func:`window`.
    first : int
        Number of the first column; what is below it is taken to be impossible.

    Returns
    -------
    float matrix, shape (n, width)
        Rows sum to one; zero beyond ``trials``.
    """
    n = trials[:, None].astype(float)
    p = np.clip(rate, 1e-12, 1 - 1e-12)[:, None]
    k = np.arange(first, first + width - 1, dtype=float)[None, :]
    spread = np.broadcast_to(np.asarray(rho, dtype=float), trials.shape)[:, None]
    left = n - k
    # P(k + 1) / P(k) with alpha = p (1 - rho) / rho, multiplied through by rho: holds for rho = 0 too
    ratio = np.maximum(left, 0) * (p * (1 - spread) + k * spread)
    ratio /= (k + 1) * np.maximum((1 - p) * (1 - spread) + (left - 1) * spread, 1e-300)
    logs = np.zeros((len(trials), width))
    with np.errstate(divide="ignore"):
        np.cumsum(np.log(ratio, out=ratio), axis=1, out=logs[:, 1:])
    logs -= logs.max(axis=1, keepdims=True)
    result: Floats = np.exp(logs, out=logs)
    result /= result.sum(axis=1, keepdims=True)
    return result


def posterior_rates(hits: Ints, trials: Ints, levels: Sequence[Ints], rho: Floats) -> tuple[Floats, Floats]:
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
    return rate, predicted_spread(n, rho, uncertain)


def predicted_spread(n: Floats, rho: Floats, uncertain: Floats) -> Floats:
    """Return the spread of sheets of ``n`` ballots: their own, and the uncertainty of the rate, below 1."""
    spread = np.where(n > 1, ((n - 1) * rho + n * uncertain) / np.maximum(n - 1, 1), rho)
    return np.clip(spread, 0.0, 0.999)


def _between(hits: Floats, trials: Floats, parent: Floats) -> float:
    """Spread of units around their parents, by moments: ``E (x/N - p)^2 = p q (1/N + tau (1 - 1/N))``."""
    used = trials > 0
    x, n, p = hits[used], trials[used], parent[used]
    variance = p * (1 - p)
    seen = ((x / n - p) ** 2 * n).sum() - variance.sum()
    slope = (variance * (n - 1)).sum()
    return float(np.clip(seen / slope, 1e-5, 0.9)) if slope > 0 else 1e-5


def two_sided(hits: Ints, trials: Ints, rate: Floats, rho: Floats) -> Floats:
    """Twice the smaller tail at the number that was seen, at most 1, sheet by sheet.

    Each law is summed as far as it can matter to the last digit of a float: see :func:`_far_enough`.

    Parameters
    ----------
    hits, trials, rate, rho
        As for :func:`pmf`, with what was seen; shape (n,).
    """
    last = _far_enough(hits, trials, rate, rho, _NOTHING)
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


def window(trials: Ints, rate: Floats, rho: Floats) -> tuple[Ints, Ints]:
    """Return the first and the last number that matter in sums over many sheets.

    Parameters
    ----------
    trials, rate, rho
        As for :func:`pmf`; shape (n,).

    Returns
    -------
    int vectors, shape (n,)
        The first and the last number of each law.
    """

    def last(rate: Floats) -> Ints:
        far = trials * rate + _FAR * np.sqrt(trials * rate * (1 - rate) * (1 + (trials - 1) * rho))
        return _far_enough(np.minimum(np.ceil(far), trials).astype(np.int64), trials, rate, rho, _LITTLE)

    return trials - last(1 - rate), last(rate)


def _far_enough(hits: Ints, trials: Ints, rate: Floats, rho: Floats, nothing: float) -> Ints:
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
        further = np.where(bound < 1, np.ceil(-nothing / np.log(bound)), n)
    last: Ints = np.minimum(k + np.nan_to_num(further, nan=0.0, posinf=0.0), n).astype(np.int64)
    return last


def draw(trials: Ints, rate: Floats, rho: Floats | float, rng: np.random.Generator) -> Ints:
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
    votes: Ints = rng.binomial(trials, drawn)
    return votes
