"""From what is expected of the outstanding votes, and from how wrong that was so far, to intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.area_spread import tailed, unlike_of
from veedor.outstanding.replay import CLASSES, SILENT, mean_drift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats
    from veedor.outstanding.columns import Columns
    from veedor.outstanding.guess import Guess
    from veedor.outstanding.region_drift import RegionDrift
    from veedor.outstanding.replay import CountReplay


LEVEL = 0.95
"""Probability that an interval is meant to cover."""
DEGREES = 6
"""Degrees of freedom of the drift at most: replays overlap, so that many of them know no more than a few."""
FEWEST = 3
"""Replays below which nothing is known of how much they differ, and no interval is given."""
DOUBT = 0.5
"""Standard deviation of the drift that is corrected, as a part of it."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """A projection with its interval, for each measure.

    Parameters
    ----------
    centre, half : float vectors, shape (n_measures,)
        Projected value and half-width of the interval at `LEVEL`, before it is cut; NaN where it cannot be
        given.
    degrees : float vector, shape (n_measures,)
        Degrees of freedom of the t distribution behind it.
    drift : float vector, shape (n_measures,)
        What the correction moved.
    least, most : float vectors, shape (n_measures,)
        What the measures can become at all; infinite where nothing bounds them.
    """

    centre: Floats
    half: Floats
    degrees: Floats
    drift: Floats
    least: Floats
    most: Floats

    @property
    def low(self) -> Floats:
        """Lower ends of the intervals, cut at what is possible, shape (n_measures,)."""
        return np.clip(self.centre - self.half, self.least, self.most)

    @property
    def high(self) -> Floats:
        """Upper ends of the intervals, cut at what is possible, shape (n_measures,)."""
        return np.clip(self.centre + self.half, self.least, self.most)

    def covers(self, truth: Floats) -> Floats:
        """Say which intervals cover a value, shape (n_measures,); NaN where none is given."""
        inside = (self.low <= truth + 1e-12) & (truth - 1e-12 <= self.high)
        return np.where(np.isfinite(self.half), inside, np.nan)

    def score(self, truth: Floats) -> Floats:
        """Return the interval score, shape (n_measures,): the width, and 40 times what it misses by.

        Small is good (Winkler, *Journal of the American Statistical Association* 67, 1972, 187-191).
        """
        low, high = self.low, self.high
        missed = np.maximum(low - truth, truth - high).clip(0)
        found: Floats = high - low + 2 / (1 - LEVEL) * missed
        return found

    def probability_above(self, threshold: float, measure: int) -> float:
        """Probability that a measure ends above a threshold, as far as the back-test goes.

        It is 0 or 1 where the threshold lies outside of what is possible.
        """
        from scipy.special import stdtr

        half, centre = float(self.half[measure]), float(self.centre[measure])
        if threshold < self.least[measure]:
            return 1.0
        if threshold > self.most[measure]:
            return 0.0
        if half == 0:
            return float(centre > threshold)
        degrees = float(self.degrees[measure])
        return float(stdtr(degrees, (centre - threshold) / half * float(quantile(degrees))))


def quantile(degrees: Floats | float) -> Floats:
    """Two-sided t quantile at `LEVEL`; NaN without degrees of freedom."""
    from scipy.special import stdtrit

    given = np.asarray(degrees, dtype=np.float64)
    # beyond a million it is that of the normal distribution
    found = np.where(given > 0, stdtrit(np.clip(given, 1e-6, 1e6), 0.5 + LEVEL / 2), np.nan)
    return found.astype(np.float64)


def measured_drift(
    columns: Columns, known: Floats, plain: Floats, past: Sequence[CountReplay], spread: Floats
) -> Estimate:
    """Correct the plain nested replacement by the mean error of the back-test: the reference method.

    Parameters
    ----------
    columns : Columns
        What is measured.
    known, plain : float vectors, shape (m,)
        Counted votes, and the expected votes of the rest.
    past : sequence of CountReplay
        The back-test from `REFERENCE_SHARES`.
    spread : float vector, shape (n_measures,)
        Standard deviation of the plain Monte Carlo's result; zeros where it was not drawn.

    Notes
    -----
    ``final = plain + w mean(e)`` and ``half = t w sqrt(s_e^2 + (mean(e) / 2)^2 + (s_MC / w)^2)``, where
    ``e`` are the errors of the block predictions and ``w`` is the share of the rest. It assumes that
    the drift of the rest is that of the late part of what is known.
    """
    errors = np.array(
        [columns.values(r.actual.sum(axis=0)) - columns.values(r.expected.sum(axis=0)) for r in past]
    )
    w = columns.weight(plain, known + plain)
    start = columns.values(known + plain)
    nothing, beyond = np.full(len(start), np.nan), np.full(len(start), np.inf)
    if len(errors) < 2:
        return Estimate(start, nothing, np.zeros(len(start)), np.zeros(len(start)), -beyond, beyond)
    mean, sd = errors.mean(axis=0), errors.std(axis=0, ddof=1)
    degrees = np.full(len(start), len(errors) - 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.where(w > 0, (spread / w) ** 2, 0)
    half = quantile(degrees) * w * np.sqrt(sd**2 + (mean / 2) ** 2 + chance)
    return Estimate(start + w * mean, half, degrees, w * mean, -beyond, beyond)


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is expected of the rest, with all that its error is made of.

    Parameters
    ----------
    columns : Columns
        What is measured.
    known : float vector, shape (m,)
        Counted votes.
    guess : Guess
        What is expected of the rest before the drift is taken away.
    drift : float matrix, shape (3, m)
        Error per size of each class.
    residuals : float array, shape (n_replays, 2, m)
        Of each replay: expected votes when the drift is taken from the others, and actual ones, per size of
        what is not silent.
    scales, weights : float vectors, shape (n_replays,)
        How much farther the projection reaches than each; and the share of each that is not silent.
    by_region : RegionDrift, optional
        How much more or less regions drift than the whole; absent where the replays do not tell.
    """

    columns: Columns
    known: Floats
    guess: Guess
    drift: Floats
    residuals: Floats
    scales: Floats
    weights: Floats
    by_region: RegionDrift | None = None

    @property
    def moved(self) -> Floats:
        """What the drift adds to the votes of each class, shape (3, m)."""
        found: Floats = self.drift * self.guess.size[:, None]
        return found

    @property
    def rest(self) -> Floats:
        """Expected votes of the rest, shape (m,)."""
        rest: Floats = self.guess.total + self.moved.sum(axis=0)
        return rest

    @property
    def unlike(self) -> float:
        """By how much more places that are out may differ than counted ones do: they are no random draw."""
        return unlike_of(float(self.guess.size.sum()), self.guess.whole)

    @property
    def degrees(self) -> int:
        """Degrees of freedom of the drift; 0 where too few replays know anything of it."""
        return min(len(self.scales) - 1, DEGREES) if len(self.scales) >= FEWEST else 0

    def estimate(self, least: Floats, most: Floats) -> Estimate:
        """Return centre and interval of each measure.

        Parameters
        ----------
        least, most : float vectors, shape (n_measures,)
            What the measures can become at all.

        Notes
        -----
        ``half = t sqrt(w^2 (mean(r^2) + (d / 2)^2) + s^2)``: ``w`` is the share of what is out and not
        silent, ``r`` are the errors of each replay when the drift is taken from the others, scaled to the
        reach; ``d`` is what the drift moves that part; ``s`` is the spread of the places.
        """
        columns, total = self.columns, self.known + self.rest
        centre, plain = columns.values(total), columns.values(self.known + self.guess.total)
        n = len(centre)
        if self.degrees < 1:
            nothing = np.full(n, np.nan)
            return Estimate(np.clip(plain, least, most), nothing, np.zeros(n), np.zeros(n), least, most)
        heard = self.guess.expected[:SILENT].sum(axis=0)
        after = heard + self.moved[:SILENT].sum(axis=0)
        expected, actual = self.residuals[:, 0], self.residuals[:, 1]
        errors = (columns.values(actual) - columns.values(expected)) * self.scales[:, None]
        weight = self.weights[:, None]
        wrong = (weight * errors**2).sum(axis=0) / weight.sum()
        moved = np.nan_to_num(columns.values(after) - columns.values(heard))
        drift = np.nan_to_num(columns.weight(after, total)) ** 2 * (wrong + (DOUBT * moved) ** 2)
        apart = np.array([self.guess.spread.variance(a) for a in columns.gradients(total)]).reshape(n, 2)
        places = self.unlike**2 * apart[:, 0]
        variance = drift + places
        below = drift**2 / self.degrees + places**2 / apart[:, 1]
        degrees = np.divide(variance**2, below, out=np.full(n, float(self.degrees)), where=below > 0)
        half = quantile(degrees) * np.sqrt(variance)
        centre = np.clip(centre, least, most)
        return Estimate(centre, half, degrees, centre - plain, least, most)

    def draws(self, number: int, seed: int) -> Floats:
        """Draw totals of all votes together, shape (number, m): the same errors, in all columns at once."""
        rng = np.random.default_rng(seed)
        size = float(self.guess.size[:SILENT].sum())
        found = self.known + self.rest + self.unlike * self.guess.spread.draw(number, rng)
        if self.degrees < 1:
            return found
        errors = (self.residuals[:, 1] - self.residuals[:, 0]) * self.scales[:, None]
        errors *= np.sqrt(self.weights / self.weights.sum())[:, None] * size
        moved = DOUBT * self.moved[:SILENT].sum(axis=0)
        both = np.vstack([errors, moved])
        drift = rng.standard_normal((number, len(both))) @ np.nan_to_num(both)
        return found + tailed(drift, self.degrees, rng)


def outlook(columns: Columns, known: Floats, guess: Guess, past: Sequence[CountReplay]) -> Forecast:
    """Correct a guess by the drift of each class of sheets.

    Parameters
    ----------
    columns, known
        As for :func:`measured_drift`.
    guess : Guess
        What is expected of the rest.
    past : sequence of CountReplay
        The back-test.

    Notes
    -----
    The drift per size of a class is the regression, through the origin, of the replays' errors on how far
    they reach, shrunk where the replays do not agree. What is silent has none: nothing is known of it.
    """
    past = [replay for replay in past if replay.size[:SILENT].sum() > 0]
    found = []
    for i, replay in enumerate(past):
        drift = mean_drift([*past[:i], *past[i + 1 :]], len(known)) * (replay.size / replay.reach)[:, None]
        size = replay.size[:SILENT].sum()
        predicted = (replay.expected + drift)[:SILENT].sum(axis=0)
        found.append((predicted / size, replay.actual[:SILENT].sum(axis=0) / size))
    return Forecast(
        columns,
        known,
        guess,
        mean_drift(past, len(known)) if len(past) > 1 else np.zeros((CLASSES, len(known))),
        np.array(found).reshape(len(past), 2, len(known)),
        np.array([replay.reach for replay in past]),
        np.array([replay.part for replay in past]),
    )
