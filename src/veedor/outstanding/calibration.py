"""The calibration record: the method replayed over the count, with what it said and what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.backtest import REFERENCE_SHARES
from veedor.outstanding.estimate import measured_drift, outlook
from veedor.outstanding.guess import Coverage

if TYPE_CHECKING:
    from veedor.arrays import Floats
    from veedor.outstanding.backtest import Backtest
    from veedor.outstanding.columns import Columns
    from veedor.outstanding.estimate import Estimate


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

    def given(self, measure: int) -> bool:
        """Whether an interval was given."""
        return self.coverage.passes and bool(np.isfinite(self.estimate.half[measure]))


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
        judged = [estimate.covers(self.truth)[measure] for estimate in self._given(measure, reference)]
        return int(np.nansum(judged)), int(np.isfinite(judged).sum())

    def error(self, measure: int, *, reference: bool = False) -> float:
        """Mean absolute error of the predictions given; NaN where none was."""
        gaps = [abs(e.centre[measure] - self.truth[measure]) for e in self._given(measure, reference)]
        return float(np.mean(gaps)) if gaps else float("nan")

    def score(self, measure: int, *, reference: bool = False) -> float:
        """Mean interval score of the intervals given, see :meth:`Estimate.score`; NaN where none was."""
        scores = [e.score(self.truth)[measure] for e in self._given(measure, reference)]
        return float(np.mean(scores)) if scores else float("nan")

    def _given(self, measure: int, reference: bool) -> list[Estimate]:
        """The estimates of one method wherever the calibrated one gave an interval."""
        return [p.reference if reference else p.estimate for p in self.points if p.given(measure)]


def calibration_record(
    columns: Columns, past: Backtest, whole: Floats, beyond: Floats, sizes: Floats | None
) -> CalibrationRecord | None:
    """Say what the method would have said at every 5 % of what is known.

    Parameters
    ----------
    columns : Columns
        What is measured.
    past : Backtest
        Of all that is known.
    whole : float vector, shape (m,)
        Votes of all sheets whose order is known.
    beyond : float vector, shape (m,)
        Votes that are counted but have no place in that order; they are taken as known from the start.
    sizes : float vector, shape (n,), optional
        Registered voters of the sheets in their order; None where they are not published.
    """
    after = None if sizes is None else float(sizes.sum()) - np.cumsum(sizes)
    points = []
    for i, early in enumerate(past.beginnings):
        if not early.recorded:
            continue
        known = early.counted + beyond
        bounds = columns.bounds(known, float("nan") if after is None else float(after[early.number - 1]))
        halves = past.past(i, past.number, nested=True, earliest=REFERENCE_SHARES[0])
        points.append(
            CalibrationPoint(
                share=early.share,
                coverage=early.coverage,
                estimate=outlook(columns, known, early.guess, past.past(i, past.number)).estimate(*bounds),
                reference=measured_drift(
                    columns, known, early.nested[-1].sum(axis=0), halves, np.zeros(len(columns.measures))
                ),
                counted=columns.values(known),
            )
        )
    if not any(np.isfinite(point.estimate.half).any() for point in points):
        return None
    return CalibrationRecord(columns.values(whole + beyond), tuple(points))
