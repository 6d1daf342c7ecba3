"""The jump of a series at a cut: local linear regression with robust bias-corrected inference.

Triangular kernel, local linear fit with a local quadratic estimate of its bias, one bandwidth on both sides
that minimises the mean squared error of the jump (``mserd``), and a variance that counts the bias correction.
The variance comes from the three nearest neighbours of each observation, or from clusters.

Sources: Calonico, Cattaneo and Titiunik, *Econometrica* 82(6), 2014, 2295-2326 (estimator, theorem 1, and
the nearest-neighbour variance); Calonico, Cattaneo and Farrell, *Econometrics Journal* 23(2), 2020,
192-210 (bandwidths); Calonico, Cattaneo, Farrell and Titiunik, *Stata Journal* 17(2), 2017, 372-404
(mass points, clustered variance).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.outstanding.shift.local_polynomial import TINY, SideOfCut, bandwidth_terms, fit
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints


FEWEST = 20
"""Observations below which no bandwidth can be chosen."""
MASS = 0.2
"""Share of repeated positions on a side from which pilot bandwidths must hold ten distinct ones."""
_KERNEL_CONSTANT = 2.576


@dataclass(frozen=True, slots=True)
class Jump:
    """The estimated jump of a series at a cut, in the unit of the series.

    Parameters
    ----------
    cut : float
        Position of the cut; observations from it on are on the right.
    conventional : float
        Local linear estimate, right minus left.
    corrected : float
        The same with its estimated bias taken away: the estimate to read.
    se_conventional, se_robust : float
        Standard error of the local linear estimate, and that of the corrected one.
    h, b : float
        Bandwidths of the estimate and of its bias, in units of position.
    n_left, n_right : int
        Observations within the bandwidth ``h``.
    """

    cut: float
    conventional: float
    corrected: float
    se_conventional: float
    se_robust: float
    h: float
    b: float
    n_left: int
    n_right: int

    @property
    def z(self) -> float:
        """Corrected estimate over its robust standard error."""
        return self.corrected / self.se_robust if self.se_robust > 0 else float("nan")

    @property
    def p_value(self) -> float:
        """Two-sided p-value under the normal distribution. It trusts the model: see the placebo cuts."""
        return erfc(abs(self.z) / sqrt(2))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the robust confidence interval at a level between 0 and 1."""
        half = NormalDist().inv_cdf(0.5 + level / 2) * self.se_robust
        return self.corrected - half, self.corrected + half


class OrderedSeries:
    """A series in the order of a count, made ready for jumps at many cuts.

    Parameters
    ----------
    values, position : float vectors, shape (n,)
        What may jump (NaN values are left out), and where each observation lies.
    cluster : int vector, shape (n,), optional
        Which observations move together (a polling place); without it the variance comes from nearest
        neighbours.

    Raises
    ------
    QuestionError
        Where fewer than 20 values are left.
    """

    def __init__(self, values: Floats, position: Floats, cluster: Ints | None = None) -> None:
        known = np.isfinite(values) & np.isfinite(position)
        order = np.flatnonzero(known)[np.argsort(position[known], kind="stable")]
        if len(order) < FEWEST:
            raise QuestionError(
                sentence(
                    "A jump needs at least {fewest} sheets with a known order, and there "
                    "are {number_of_order}.",
                    fewest=FEWEST,
                    number_of_order=len(order),
                ),
                remedy="Ask for the decomposition and the contrast within places instead.",
            )
        x = position[order].astype(np.float64)
        y = values[order].astype(np.float64)
        self._sd_x = float(np.std(x, ddof=1))
        self._sd_y = float(np.std(y, ddof=1)) or 1.0
        if self._sd_x == 0:
            raise QuestionError("All sheets have the same position, so nothing can jump.")
        self._x, self._y = x / self._sd_x, y / self._sd_y
        # numbered without gaps, so that sums by cluster need no sorting at any cut
        self._cluster = None if cluster is None else _without_gaps(cluster[order])
        starts = np.flatnonzero(np.r_[True, np.diff(self._x) > 0])
        self._size = np.repeat(np.diff(np.r_[starts, len(x)]), np.diff(np.r_[starts, len(x)]))
        self._starts = starts
        spread = (_quantile(self._x, 0.75) - _quantile(self._x, 0.25)) / 1.349
        self._spread = min(1.0, spread)

    def __len__(self) -> int:
        return len(self._x)

    def jump(self, cut: float) -> Jump:
        """Estimate the jump at a cut.

        Parameters
        ----------
        cut : float
            Position; observations from it on are on the right.

        Raises
        ------
        QuestionError
            Where the cut leaves too few distinct positions on one side.
        """
        left, right = self._sides(cut)
        h, b = self._bandwidths(left, right)
        before, after = fit(left, h, b), fit(right, h, b)
        unit = self._sd_y
        return Jump(
            cut=cut,
            conventional=unit * (after.level - before.level),
            corrected=unit * (after.corrected - before.corrected),
            se_conventional=unit * sqrt(before.variance + after.variance),
            se_robust=unit * sqrt(before.robust + after.robust),
            h=h * self._sd_x,
            b=b * self._sd_x,
            n_left=before.within,
            n_right=after.within,
        )

    def _sides(self, cut: float) -> tuple[SideOfCut, SideOfCut]:
        c = cut / self._sd_x
        at = int(np.searchsorted(self._x, c, side="left"))
        sides = []
        for rows, name in (
            (slice(0, at), sentence("before")),
            (slice(at, len(self)), sentence("after")),
        ):
            cluster = None if self._cluster is None else self._cluster[rows]
            side = SideOfCut(self._x[rows] - c, self._y[rows], self._size[rows], cluster)
            distinct = _distinct(side.u)
            if distinct < 5:
                raise QuestionError(
                    sentence(
                        "There are {distinct} distinct positions {side} the cut, "
                        "and a jump needs at least 5.",
                        distinct=distinct,
                        side=name,
                    ),
                    remedy="Choose a cut that leaves more of the count on both sides.",
                )
            sides.append(side)
        return sides[0], sides[1]

    def _bandwidths(self, left: SideOfCut, right: SideOfCut) -> tuple[float, float]:
        """Choose ``h`` and ``b`` by the mean squared error of the jump (mserd), in standardised units."""
        widest = max(-float(left.u[0]), float(right.u[-1]))
        pilot = min(_KERNEL_CONSTANT * self._spread * len(self._starts) ** (-1 / 5), widest)
        floor = _mass_floor(left, right)
        pilot = max(pilot, floor)
        reach = (-float(left.u[0]) * (1 + TINY), float(right.u[-1]) * (1 + TINY))
        d = self._optimal(left, right, (3, 3, 4), pilot, reach, regularise=False)
        d = max(min(d, widest), floor)
        b = min(self._optimal(left, right, (2, 2, 3), pilot, (d, d), regularise=True), widest)
        h = min(self._optimal(left, right, (1, 0, 2), pilot, (b, b), regularise=True), widest)
        return h, b

    @staticmethod
    def _optimal(
        left: SideOfCut,
        right: SideOfCut,
        orders: tuple[int, int, int],
        pilot: float,
        reach: tuple[float, float],
        *,
        regularise: bool,
    ) -> float:
        terms = [
            bandwidth_terms(side, orders, pilot, wide, regularise=regularise)
            for side, wide in zip((left, right), reach, strict=True)
        ]
        spread = terms[0].variance + terms[1].variance
        bias = (terms[1].bias - terms[0].bias) ** 2 + terms[0].penalty + terms[1].penalty
        width = (spread / bias) ** (1 / (2 * orders[0] + 3)) if bias > 0 else float("nan")
        if not np.isfinite(width) or width <= 0:
            raise QuestionError(
                "The series varies too little near the cut for a bandwidth to be chosen.",
                remedy="Look at the contrast within places, which needs no bandwidth.",
            )
        return float(width)


def _mass_floor(left: SideOfCut, right: SideOfCut) -> float:
    """Return the least pilot bandwidth where many observations share their position, else zero."""
    repeated = [1 - _distinct(side.u) / len(side.u) for side in (left, right)]
    if max(repeated) < MASS:
        return 0.0
    distinct = [np.unique(np.abs(side.u)) for side in (left, right)]
    return max(float(d[min(10, len(d)) - 1]) for d in distinct) * (1 + TINY)


def _without_gaps(numbers: Ints) -> Ints:
    """Number what has numbers from 0 on, in their order, so that none is left out."""
    used = np.zeros(int(numbers.max()) + 1, dtype=bool)
    used[numbers] = True
    return (np.cumsum(used) - 1)[numbers]


def _distinct(ordered: Floats) -> int:
    """Count distinct values of a sorted vector."""
    return int(np.count_nonzero(np.diff(ordered))) + 1 if len(ordered) else 0


def _quantile(ordered: Floats, share: float) -> float:
    """Return a sample quantile, definition 2 of Hyndman and Fan (1996): the average at jumps."""
    at = len(ordered) * share
    whole = int(at)
    if at == whole:
        return float(ordered[whole - 1] + ordered[whole]) / 2
    return float(ordered[whole])
