"""The calibration record: the method replayed over the count, with what it said and what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.backtest import REFERENCE_SHARES, SHARES, calibrated, measured_drift, replays
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.coverage import Coverage, coverage_of
from veedor.outstanding.imputation import nested_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.outstanding.arrays import Floats
    from veedor.outstanding.backtest import Estimate
    from veedor.outstanding.columns import Columns


STEPS = tuple(step / 20 for step in range(1, 20))
"""Every 5 % of the count."""
CONFORMAL_FROM = 0.3
"""Share of the count from which a replay may widen the interval of the projection."""
MINIMUM = 60
"""Sheets with a known order below which nothing is replayed."""


@dataclass(frozen=True, eq=False)
class CalibrationPoint:
    """One replay of the whole method.

    Parameters
    ----------
    share : float
        How much of the known count was taken as counted.
    coverage : Coverage
        Whether the method would have given a projection at all.
    estimate : Estimate
        What the calibrated method said.
    reference : Estimate
        What the reference method (plain nested replacement with measured drift) said.
    counted : float vector, shape (n_measures,)
        The values of what was counted by then.
    """

    share: float
    coverage: Coverage
    estimate: Estimate
    reference: Estimate
    counted: Floats


@dataclass(frozen=True, eq=False)
class CalibrationRecord:
    """The calibration record of a count.

    Parameters
    ----------
    truth : float vector, shape (n_measures,)
        What the replays had to predict: the values of all sheets known now.
    points : tuple of CalibrationPoint
        From early to late.
    """

    truth: Floats
    points: tuple[CalibrationPoint, ...]

    def covered(self, measure: int, *, reference: bool = False) -> tuple[int, int]:
        """Count intervals that covered the truth, and intervals given."""
        judged = [self._ratio(point, measure, reference=reference) for point in self.points]
        given = [ratio for ratio in judged if np.isfinite(ratio)]
        return sum(ratio <= 1 for ratio in given), len(given)

    def error(self, measure: int, *, reference: bool = False) -> float:
        """Mean absolute error of the predictions given; NaN where none was."""
        gaps = [
            abs(float((p.reference if reference else p.estimate).centre[measure] - self.truth[measure]))
            for p in self.points
            if p.coverage.passes
        ]
        return float(np.mean(gaps)) if gaps else float("nan")

    def widening(self) -> Floats:
        """Factor by which each measure's interval must be widened for the later replays to be covered.

        The largest ratio of error to half-width from `CONFORMAL_FROM` on, at least 1: split conformal
        prediction with the back-test as calibration set (Vovk, Gammerman and Shafer, 2005, section 4.1). The
        replays overlap, so its guarantee holds only roughly.
        """
        factor = np.ones(len(self.truth))
        for measure in range(len(factor)):
            ratios = [self._ratio(p, measure) for p in self.points if p.share >= CONFORMAL_FROM]
            factor[measure] = max([1.0, *(ratio for ratio in ratios if np.isfinite(ratio))])
        return factor

    def _ratio(self, point: CalibrationPoint, measure: int, *, reference: bool = False) -> float:
        estimate = point.reference if reference else point.estimate
        half = float(estimate.half[measure])
        if not point.coverage.passes or not half > 0:
            return float("nan")
        return abs(float(estimate.centre[measure] - self.truth[measure])) / half


def replay_count(
    columns: Columns, known: CountedSheets, beyond: Floats, progress: Callable[[int, int], None] | None = None
) -> CalibrationRecord | None:
    """Replay the method at every 5 % of what is known.

    Parameters
    ----------
    columns : Columns
        What is measured.
    known : CountedSheets
        In the order of their arrival; of fewer than `MINIMUM`, or where too few steps of them can be
        replayed, there is no record.
    beyond : float vector, shape (m,)
        Votes that are counted but have no place in that order; they are taken as known from the start.
    progress : callable, optional
        Told the steps done and their number.
    """
    if len(known) < MINIMUM:
        return None
    whole = known.pool()
    points = []
    steps = known.beginnings(STEPS)
    for i, (share, number) in enumerate(steps):
        points.append(_replay(columns, known, whole.size, beyond, (share, number)))
        if progress is not None:
            progress(i + 1, len(steps))
    if not any(np.isfinite(point.estimate.half).any() for point in points):
        return None
    return CalibrationRecord(columns.values(whole.totals.sum(axis=0) + beyond), tuple(points))


def _replay(
    columns: Columns, known: CountedSheets, size: Floats, beyond: Floats, beginning: tuple[float, int]
) -> CalibrationPoint:
    """Take only the beginning as counted, and project the rest of what is known."""
    share, k = beginning
    head = known.rows(0, k)
    early = head.pool()
    guess = nested_mean(known.tree, early, size - early.size)
    counted = early.totals.sum(axis=0) + beyond
    past = replays(head, len(known), sorted({*SHARES, *REFERENCE_SHARES}))
    reference = [r for r in past if r.share in REFERENCE_SHARES]
    return CalibrationPoint(
        share=share,
        coverage=coverage_of(early.sheets, size - early.size),
        estimate=calibrated(columns, counted, guess, [r for r in past if r.share in SHARES]),
        reference=measured_drift(columns, counted, guess.total, reference, np.zeros(len(columns.measures))),
        counted=columns.values(counted),
    )
