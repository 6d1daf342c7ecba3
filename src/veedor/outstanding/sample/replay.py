"""The replay of a sample: what its own beginnings would have said of all that has arrived."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.sample.alike import LEAST
from veedor.outstanding.sample.estimate import ratio_estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints
    from veedor.outstanding.columns import Columns
    from veedor.outstanding.sample.data import Stratum, Traits
    from veedor.outstanding.sample.estimate import RatioEstimate

BEGINNINGS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Shares of the sheets that have arrived from which the others are predicted."""


@dataclass(frozen=True, eq=False)
class SampleReplay:
    """One prediction of the sample that has arrived from its beginning.

    Parameters
    ----------
    share : float
        The beginning, as a share of what has arrived.
    estimate : RatioEstimate
        What it says of all that has arrived.
    actual : float vector, shape (n_measures,)
        What all that has arrived says.
    """

    share: float
    estimate: RatioEstimate
    actual: Floats

    @property
    def error(self) -> Floats:
        """Prediction minus what came, in standard errors."""
        error = self.estimate.error
        found: Floats = np.divide(
            self.estimate.value - self.actual, error, out=np.zeros(len(error)), where=error > 0
        )
        return found


def replay_sample(
    columns: Columns,
    sheets: Floats,
    stratum: Ints,
    strata: Sequence[Stratum],
    arrival: Floats,
    traits: Traits | None = None,
) -> tuple[SampleReplay, ...]:
    """Take only beginnings as arrived, and predict the rest of what has arrived.

    What arrived at one moment is never parted. The parameters are those of
    :func:`veedor.outstanding.sample.estimate.ratio_estimate`.
    """
    n = np.bincount(stratum, minlength=len(strata)).tolist()
    so_far = [replace(s, drawn=k) for s, k in zip(strata, n, strict=True)]
    actual = ratio_estimate(columns, sheets, stratum, so_far, arrival).plain
    order = np.sort(arrival)
    found, sizes = [], set()
    for share in BEGINNINGS:
        known = arrival <= order[round(share * len(order)) - 1]
        size = int(known.sum())
        if size in sizes or size == len(order) or size < LEAST or len(np.unique(arrival[known])) < LEAST:
            continue
        sizes.add(size)
        guess = ratio_estimate(
            columns,
            sheets[known],
            stratum[known],
            so_far,
            arrival[known],
            traits=None if traits is None else traits.so_far(known, stratum),
            of_drawn=True,
        )
        found.append(SampleReplay(size / len(order), guess, actual))
    return tuple(found)


def widened(estimate: RatioEstimate, replays: Sequence[SampleReplay]) -> RatioEstimate:
    """Widen an estimate by the root mean square of the errors of its replays, where that is above 1."""
    if not replays:
        return estimate
    square = np.mean([replay.error**2 for replay in replays], axis=0)
    return replace(estimate, error=estimate.error * np.sqrt(np.maximum(1.0, square)))
