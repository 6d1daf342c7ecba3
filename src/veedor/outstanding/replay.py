"""One prediction of what is known from its beginning, and how far it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats


POWER = 0.25
"""How the error grows with the reach: by its fourth root, chosen on replays (see the page on the method)."""
AREA_POWER = 1.5
"""The same for a count by area: which places within an area come late is not seen there, so its error grows
with the reach itself, and somewhat more; chosen on 120 replays apart from those that it is judged on."""
REPORTED, UNREPORTED, SILENT = range(3)
"""Classes of sheets: their place has reported; it has not; nothing is counted of the region around it."""
CLASSES = 3


@dataclass(frozen=True, eq=False)
class CountReplay:
    """One prediction of what is known from its beginning.

    Parameters
    ----------
    share : float
        The beginning, as a share of the sheets that are known.
    reach : float
        By how much the error of the real projection is larger, see `reach_beyond`.
    expected, actual : float matrices, shape (3, m)
        Votes of the rest by class.
    size : float vector, shape (3,)
        Size of the rest by class.
    """

    share: float
    reach: float
    expected: Floats
    actual: Floats
    size: Floats

    @property
    def error(self) -> Floats:
        """Actual minus expected, by class; none where a region is silent: that is no drift."""
        error: Floats = self.actual - self.expected
        error[SILENT] = 0
        return error

    @property
    def part(self) -> float:
        """Share of the rest that is not of silent regions."""
        whole = float(self.size.sum())
        return float(self.size[:SILENT].sum()) / whole if whole > 0 else 0.0


def mean_drift(past: Sequence[CountReplay], columns: int) -> Floats:
    """Return the error per size of each class, shape (3, m), shrunk towards none.

    The factor is ``d^2 / (d^2 + v)``, with ``v`` the mean squared distance of the replays' own estimates from
    ``d``: a drift on which the replays do not agree is mostly chance (Thompson, *Journal of the American
    Statistical Association* 63, 1968, 113-122).
    """
    if not past:
        return np.zeros((CLASSES, columns))
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


def reach_beyond(start: int, end: int, sheets: int, power: float = POWER) -> float:
    """Say by how much the error of the projection of a count is larger than that of a replay of it.

    Parameters
    ----------
    start, end, sheets : int
        Sheets of the beginning, of what is known, and in all.
    power : float
        Of the reach, with which the error grows.
    """
    goal, own = reach(end, sheets, sheets), reach(start, end, sheets)
    return float((goal / own) ** power) if own > 0 and goal > 0 else 1.0


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
    """Return the normal density at a quantile; zero at the ends."""
    if not 0 < share < 1:
        return 0.0
    normal = NormalDist()
    return normal.pdf(normal.inv_cdf(share))
