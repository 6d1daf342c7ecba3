"""The back-test: predict what is known from its own beginning, and measure how wrong that is.

Late places differ from early ones in ways that no draw of early places can show. What the count has
already shown of that difference is the only measure of it that needs no assumption about politics.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.imputation import nested_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.outstanding.arrays import Floats
    from veedor.outstanding.columns import Columns
    from veedor.outstanding.counted_sheets import CountedSheets, PlaceSums
    from veedor.outstanding.imputation import Imputation


REFERENCE_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Beginnings from which the reference method predicts the rest of what is known."""
SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Beginnings from which the calibrated method does."""
LEVEL = 0.95
"""Probability that an interval is meant to cover."""
WIDENING = 1.25
"""Factor on the half-width, chosen on synthetic elections (see docs/explanation/outstanding.md)."""
FARTHEST = 3.0
"""How many times farther than a replay a projection may reach before its drift is no longer scaled up."""
CLASSES = 2
"""Sheets of places that have reported, and of places that have not."""


@dataclass(frozen=True, eq=False)
class Replay:
    """One prediction of what is known from its beginning.

    Parameters
    ----------
    share : float
        The beginning, as a share of the sheets that are known.
    reach : float
        How much farther the real projection reaches than this replay, see `reach`.
    expected, actual : float matrices, shape (2, m)
        Votes of the rest by class: its place had reported by then, or not.
    size : float vector, shape (2,)
        Size of the rest by class.
    """

    share: float
    reach: float
    expected: Floats
    actual: Floats
    size: Floats

    @property
    def error(self) -> Floats:
        """Actual minus expected, by class."""
        return self.actual - self.expected


def replays(known: CountedSheets, sheets: int, shares: Sequence[float] = SHARES) -> tuple[Replay, ...]:
    """Predict what is known from several of its beginnings.

    Parameters
    ----------
    known : CountedSheets
        In the order of their arrival; a beginning is of whole steps.
    sheets : int
        How many there are in all, outstanding ones included.
    shares : sequence of float
        Beginnings, ascending, as shares of the sheets known.
    """
    n = len(known)
    whole = known.pool()
    goal = reach(n, sheets, sheets)
    found = []
    for share, k, early in _beginnings(known, shares):
        late = whole.plus(early, -1)
        guess = nested_mean(known.tree, early, late.size)
        own = reach(k, n, sheets)
        scale = min(max(goal / own, 1 / FARTHEST), FARTHEST) if own > 0 else 1.0
        expected, actual, size = by_class(guess, late.totals)
        found.append(Replay(share, scale, expected, actual, size))
    return tuple(found)


def _beginnings(known: CountedSheets, shares: Sequence[float]) -> Iterator[tuple[float, int, PlaceSums]]:
    """Give the sheets and the pool of each beginning; each is the one before plus what came since."""
    at = 0
    pool: PlaceSums | None = None
    for share, k in known.beginnings(shares):
        more = known.rows(at, k).pool()
        pool = more if pool is None else pool.plus(more)
        at = k
        yield share, k, pool


def by_class(guess: Imputation, actual: Floats) -> tuple[Floats, Floats, Floats]:
    """Sum what is expected, what came (or zeros), and sizes: over reported leaves, and the others."""
    reported = guess.level == 0

    def both(amount: Floats) -> Floats:
        return np.stack([amount[reported].sum(axis=0), amount[~reported].sum(axis=0)])

    return both(guess.expected), both(actual), both(guess.size)


def reach(start: int, end: int, sheets: int) -> float:
    """How far a prediction reaches, in standard deviations of a normal delay of arrival.

    The mean normal score of the sheets at ranks ``start`` to ``end`` minus that of those before. Where a
    place's vote is linear in its delay, and delays are normal, the error of a prediction is proportional
    to it.
    """
    if not 0 < start < end <= sheets:
        return 0.0
    low, high = _density(start / sheets), _density(end / sheets)
    return (low - high) / ((end - start) / sheets) + low / (start / sheets)


def _density(share: float) -> float:
    """Give the normal density at a quantile; zero at the ends."""
    if not 0 < share < 1:
        return 0.0
    normal = NormalDist()
    return normal.pdf(normal.inv_cdf(share))


@dataclass(frozen=True, eq=False)
class Estimate:
    """A projection with its interval, for each measure.

    Parameters
    ----------
    centre, half : float vectors, shape (n_measures,)
        Projected value and half-width of the interval at `LEVEL`; NaN where it cannot be given.
    degrees : int
        Degrees of freedom of the t distribution behind it.
    drift : float vector, shape (n_measures,)
        What the correction moved.
    """

    centre: Floats
    half: Floats
    degrees: int
    drift: Floats

    def probability_above(self, threshold: float, measure: int) -> float:
        """Probability that a measure ends above a threshold, as far as the back-test goes."""
        from scipy.special import stdtr

        half, centre = float(self.half[measure]), float(self.centre[measure])
        if half == 0:
            return float(centre > threshold)
        return float(stdtr(self.degrees, (centre - threshold) / half * quantile(self.degrees)))


def quantile(degrees: int) -> float:
    """Two-sided t quantile at `LEVEL`."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + LEVEL / 2)) if degrees > 0 else float("nan")


def measured_drift(
    columns: Columns, known: Floats, plain: Floats, past: Sequence[Replay], spread: Floats
) -> Estimate:
    """Correct the plain nested replacement by the mean error of the back-test: the reference method.

    Parameters
    ----------
    columns : Columns
        What is measured.
    known, plain : float vectors, shape (m,)
        Counted votes, and the expected votes of the rest.
    past : sequence of Replay
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
    if len(errors) < 2:
        nothing = np.full(len(start), np.nan)
        return Estimate(start, nothing, 0, np.zeros(len(start)))
    mean, sd = errors.mean(axis=0), errors.std(axis=0, ddof=1)
    degrees = len(errors) - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.where(w > 0, (spread / w) ** 2, 0)
    half = quantile(degrees) * w * np.sqrt(sd**2 + (mean / 2) ** 2 + chance)
    return Estimate(start + w * mean, half, degrees, w * mean)


def calibrated(columns: Columns, known: Floats, guess: Imputation, past: Sequence[Replay]) -> Estimate:
    """Correct by the drift of each class of sheets, scaled to how far the projection reaches.

    Parameters
    ----------
    columns, known
        As for :func:`measured_drift`.
    guess : Imputation
        The plain nested replacement of the rest.
    past : sequence of Replay
        The back-test from `SHARES`.

    Notes
    -----
    The drift per size of a class is the regression, through the origin, of the replays' errors on how far
    they reach, shrunk where the replays do not agree. The half-width is
    ``1.25 t w sqrt(mean(r^2) + (d / 2)^2)``: ``r`` are the errors of each replay when the drift is taken from
    the others, scaled to the reach; ``d`` is what the drift moves the rest.
    """
    zeros = np.zeros_like(guess.expected)
    expected, _, size = by_class(guess, zeros)
    plain = expected.sum(axis=0)
    rest = plain + (_drift(past) * size[:, None]).sum(axis=0)
    total = known + rest
    w = columns.weight(rest, total)
    centre = columns.values(total)
    moved = columns.values(rest) - columns.values(plain)
    residuals = []
    for i, replay in enumerate(past):
        others = [*past[:i], *past[i + 1 :]]
        drift = (_drift(others) * (replay.size / replay.reach)[:, None]).sum(axis=0)
        predicted = columns.values(replay.expected.sum(axis=0) + drift)
        residuals.append((columns.values(replay.actual.sum(axis=0)) - predicted) * replay.reach)
    degrees = len(past) - 1
    if degrees < 1:
        return Estimate(columns.values(known + plain), np.full(len(w), np.nan), 0, np.zeros(len(w)))
    spread = (np.array(residuals) ** 2).mean(axis=0)
    half = WIDENING * quantile(degrees) * w * np.sqrt(spread + (moved / 2) ** 2)
    return Estimate(centre, half, degrees, centre - columns.values(known + plain))


def _drift(past: Sequence[Replay]) -> Floats:
    """Error per size of each class at the reach of the projection, shape (2, m), shrunk towards none.

    The factor is ``d^2 / (d^2 + v)``, with ``v`` the mean squared distance of the replays' own estimates from
    ``d``: a drift on which the replays do not agree is mostly chance (Thompson, *Journal of the American
    Statistical Association* 63, 1968, 113-122).
    """
    if not past:
        return np.zeros((CLASSES, 1))
    top = np.sum([replay.error / replay.reach for replay in past], axis=0)
    below = np.sum([replay.size / replay.reach**2 for replay in past], axis=0)
    drift = top / np.where(below > 0, below, 1)[:, None]
    apart = np.zeros_like(drift)
    for replay in past:
        some = replay.size > 0
        own = replay.error * replay.reach / np.where(some, replay.size, 1)[:, None]
        apart += np.where(some[:, None], (own - drift) ** 2, 0) / len(past)
    # one factor for all columns of a class, so that shares still add up; registered voters may be unknown
    signal, noise = np.nansum(drift**2, axis=1), np.nansum(apart, axis=1)
    whole = np.where(signal + noise > 0, signal + noise, 1)
    shrunk: Floats = drift * (signal / whole)[:, None]
    return shrunk
