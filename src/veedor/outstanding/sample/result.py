"""What a random sample of sheets says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.model import Result, measure_of_share
from veedor.outstanding.columns import Columns, measure_of_whole
from veedor.outstanding.sample.estimate import in_order, ratio_estimate
from veedor.outstanding.sample.replay import SampleReplay, replay_sample, widened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.model import Assertion, Contest, CountId, Measure
    from veedor.outstanding.sample.data import Sample
    from veedor.outstanding.sample.estimate import RatioEstimate

ORDERED_FROM = 0.8
"""Share of the sheets that have arrived whose order must be known for their drift to be measured."""
CERTAIN = 0.001
"""Least probability of either side that is stated."""


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
