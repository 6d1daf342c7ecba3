"""What a random sample of sheets says."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.model import Result, measure_of_share
from veedor.outstanding.arrival import ORDERED_FROM
from veedor.outstanding.backtest import REFERENCE_SHARES
from veedor.outstanding.columns import Columns, measure_of_whole
from veedor.outstanding.projection import CERTAIN
from veedor.outstanding.sample.alike import LEAST
from veedor.outstanding.sample.estimate import in_order, ratio_estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints
    from veedor.model import Assertion, Contest, CountId, Measure
    from veedor.outstanding.columns import Columns
    from veedor.outstanding.sample.data import Sample, Stratum, Traits
    from veedor.outstanding.sample.estimate import RatioEstimate


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
    for share in REFERENCE_SHARES:
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


@dataclass(frozen=True, eq=False)
class QuickCount(Result):
    """What a random sample of sheets says.

    Vectors have one entry a measure: first those of the assertions, then the share of each candidate.

    Parameters
    ----------
    sample : Sample
        The sample as far as it has arrived.
    count_id : CountId
        Its name in the case.
    assertions : tuple of Assertion
        What was asked.
    measures : tuple of Measure
        What is estimated.
    estimate : RatioEstimate
        Values and errors.
    replays : tuple of SampleReplay
        What beginnings of the sample said of the rest, where drawn sheets have not arrived and there is an
        order.
    """

    sample: Sample
    count_id: CountId
    assertions: tuple[Assertion, ...]
    measures: tuple[Measure, ...]
    estimate: RatioEstimate
    replays: tuple[SampleReplay, ...]

    @property
    def contest(self) -> Contest:
        """What is voted on."""
        return self.sample.contest

    @property
    def has_interval(self) -> bool:
        """Whether an interval can be given."""
        return bool(np.isfinite(self.estimate.error).all())

    @property
    def silent(self) -> float:
        """Share of the roll that the drawn sheets which have not arrived stand for."""
        strata, arrived = self.sample.strata, self.sample.arrived.tolist()
        out = (s.sheets * (s.drawn - k) / s.drawn for s, k in zip(strata, arrived, strict=True) if s.drawn)
        return float(sum(out)) / self.sample.sheets

    def probability(self, assertion: int) -> float | None:
        """Probability that a measure lies above its line; None without an interval."""
        if not self.has_interval:
            return None
        above = self.estimate.probability_above(float(self.measures[assertion].threshold), assertion)
        return min(max(float(above), CERTAIN), 1 - CERTAIN)

    def needed(self, assertion: int) -> float:
        """How far missing sheets must differ from those of their strata to bring a measure to its line."""
        away = float(self.measures[assertion].threshold) - float(self.estimate.plain[assertion])
        return away / self.silent if self.silent > 0 else math.inf

    def covered(self, measure: int) -> tuple[int, int]:
        """How many replays held what came within their interval, and of how many."""
        held = [
            abs(r.estimate.value[measure] - r.actual[measure]) <= r.estimate.half[measure]
            for r in self.replays
        ]
        return sum(map(bool, held)), len(held)


def estimate_sample(sample: Sample, count_id: CountId, assertions: Sequence[Assertion]) -> QuickCount:
    """Estimate what a random sample says of the whole roll.

    Parameters
    ----------
    sample : Sample
        The sample as far as it has arrived.
    count_id : CountId
        Its name in the case.
    assertions : sequence of Assertion
        What to ask; any without a scope.

    Raises
    ------
    QuestionError
        Where fewer than two sheets have arrived, an assertion is about one area, or about ballots that are
        not published.
    """
    contest = sample.contest
    shares = (measure_of_share(choice, contest) for choice in contest.candidates)
    columns = Columns([*(measure_of_whole(a, contest) for a in assertions), *shares], contest)
    sheets = columns.of(sample.votes, sample.registered, sample.ballots)
    arrival, _ = in_order(sample.arrival, ORDERED_FROM)
    at, traits = sample.stratum, sample.traits
    estimate = ratio_estimate(columns, sheets, at, sample.strata, arrival, traits=traits)
    replays: tuple[SampleReplay, ...] = ()
    if sample.missing and arrival is not None:
        replays = replay_sample(columns, sheets, at, sample.strata, arrival, traits)
        estimate = widened(estimate, replays)
    return QuickCount(sample, count_id, tuple(assertions), columns.measures, estimate, replays)
