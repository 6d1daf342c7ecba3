"""The quick count: a random sample of sheets, its estimate with a standard error, and how many it needs.

**The sheets must be drawn at random within each stratum before counting begins.** The first sheets to arrive
are no random sample: for them see `veedor.outstanding.project`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.model import Result
from veedor.outstanding.columns import Columns, measure_of_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.model import Assertion, Contest, Measure
    from veedor.outstanding.arrays import Floats, Ints, Texts


LEVEL = 0.95
"""Probability that intervals are meant to cover."""
POWER = 0.90
"""Probability with which a sample is to tell a value from a threshold."""


@dataclass(frozen=True, slots=True)
class SampledStratum:
    """One stratum of a sample.

    Parameters
    ----------
    name : str
        Names of the strata that it is made of.
    sheets, sampled : int
        Sheets on the roll, and in the sample.
    spread : float
        Standard deviation between its sheets of ``numerator - ratio x denominator``, over the mean
        denominator of a sheet in the country: what one sheet adds to the error of the ratio.
    """

    name: str
    sheets: int
    sampled: int
    spread: float


@dataclass(frozen=True, eq=False)
class SampleEstimate(Result):
    """What a random sample of sheets says.

    Parameters
    ----------
    contest : Contest
        What is voted on.
    assertion, measure : Assertion, Measure
        What it is about, and the share or lead estimated.
    value, error : float
        Estimate and standard error.
    half : float
        Half-width of the interval at 95 %, with the t distribution.
    strata : tuple of SampledStratum
        As used; strata with fewer than two sampled sheets are joined to the next one.
    joined : int
        How many strata were joined.
    """

    contest: Contest
    assertion: Assertion
    measure: Measure
    value: float
    error: float
    half: float
    strata: tuple[SampledStratum, ...]
    joined: int

    @property
    def sampled(self) -> int:
        """Sheets in the sample."""
        return sum(stratum.sampled for stratum in self.strata)

    @property
    def sheets(self) -> int:
        """Sheets on the roll."""
        return sum(stratum.sheets for stratum in self.strata)


@dataclass(frozen=True, slots=True)
class PlannedSample:
    """How many sheets to draw, and where.

    Parameters
    ----------
    sheets : int
        Sheets to draw in all.
    by_stratum : tuple of (str, int)
        Sheets to draw from each stratum (Neyman allocation, at least two).
    error : float
        Standard error that this sample is expected to have.
    """

    sheets: int
    by_stratum: tuple[tuple[str, int], ...]
    error: float


def estimate_sample(
    contest: Contest,
    assertion: Assertion,
    votes: Ints,
    registered: Ints,
    strata: Texts,
    roll: Mapping[str, int],
) -> SampleEstimate:
    """Estimate a share or lead from a stratified random sample of sheets.

    Parameters
    ----------
    contest, assertion : Contest, Assertion
        What is voted on, and what to estimate the share or lead of.
    votes, registered : int arrays, shape (n, n_choices) and (n,)
        Votes of the sampled sheets, and their registered voters, for turnouts.
    strata : text vector, shape (n,)
        Stratum of each; the same text everywhere for a simple random sample.
    roll : mapping of str to int
        Sheets of each stratum on the roll.

    Raises
    ------
    QuestionError
        Where fewer than two sheets were sampled, or a stratum has more sampled sheets than the roll has.

    Notes
    -----
    ``R = sum_h N_h y_h / sum_h N_h x_h`` and ``se^2 = sum_h N_h^2 (1 - f_h) s_h^2 / n_h / X^2``, where
    ``s_h^2`` is the variance of ``y - R x``. **It assumes that sheets were drawn at random**; those that came
    first were not.
    """
    if len(votes) < 2:
        raise QuestionError(
            f"A sample of {len(votes)} sheets has no standard error.", remedy="Draw at least two sheets."
        )
    groups, joined = _join(strata, roll)
    measure = measure_of_whole(assertion, contest)
    columns = Columns([measure], contest)
    parts = columns.of(votes, np.where(registered < 0, np.nan, registered))[:, columns.at[0]]
    rows = {", ".join(group): parts[np.isin(strata, group)] for group in groups}
    sizes = {", ".join(group): sum(roll.get(name, 0) for name in group) for group in groups}
    totals = sum(size * rows[name].mean(axis=0) for name, size in sizes.items())
    ratio, mean_base = float(totals[0] / totals[1]), float(totals[1]) / sum(sizes.values())
    found = tuple(_stratum(name, size, rows[name], ratio, mean_base) for name, size in sizes.items())
    error = standard_error(found)
    half = _t(len(votes) - len(found)) * error
    return SampleEstimate(contest, assertion, measure, ratio, error, half, found, joined)


def _stratum(name: str, size: int, rows: Floats, ratio: float, mean_base: float) -> SampledStratum:
    """Give a stratum with what one of its sheets adds to the error."""
    if len(rows) > size:
        raise QuestionError(
            f"The stratum {name!r} has {len(rows)} sampled sheets, and the roll has {size}.",
            remedy="Give the sheets of each stratum on the roll under the names that the sample has.",
        )
    spread = float((rows[:, 0] - ratio * rows[:, 1]).std(ddof=1)) / mean_base
    return SampledStratum(name, size, len(rows), spread)


def _join(strata: Texts, roll: Mapping[str, int]) -> tuple[list[list[str]], int]:
    """Join each stratum with fewer than two sampled sheets to the next one, in the order of names."""
    names = sorted(set(roll) | set(strata.tolist()))
    sampled = {name: int((strata == name).sum()) for name in names}
    groups: list[list[str]] = []
    pending: list[str] = []
    for name in names:
        pending.append(name)
        if sum(sampled[part] for part in pending) >= 2:
            groups.append(pending)
            pending = []
    if pending and groups:
        groups[-1] += pending
    elif pending:
        groups.append(pending)
    return groups, len(names) - len(groups)


def _t(degrees: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(max(1, degrees), 0.5 + LEVEL / 2))


def standard_error(strata: Sequence[SampledStratum]) -> float:
    """Give the standard error of the ratio for some strata with their samples."""
    whole = sum(stratum.sheets for stratum in strata)
    total = sum(
        s.sheets**2 * (1 - s.sampled / s.sheets) * s.spread**2 / s.sampled for s in strata if s.sampled
    )
    return sqrt(total) / whole


def plan_for_width(strata: Sequence[SampledStratum], half: float, level: float = LEVEL) -> PlannedSample:
    """Say how many sheets a sample needs for an interval of a wanted half-width.

    Parameters
    ----------
    strata : sequence of SampledStratum
        Sizes and spreads, from an earlier count or a pilot; their ``sampled`` plays no part.
    half : float
        Half-width wanted (0.01 is one point).
    level : float
        Probability that the interval is to cover.

    Raises
    ------
    QuestionError
        Where the half-width is not above zero.

    References
    ----------
    Cochran, *Sampling Techniques*, 3rd ed., equations 5.26 (Neyman allocation) and 5.35 (its size).
    """
    if not half > 0:
        raise QuestionError("The half-width must be above zero.", remedy="Ask for 0.01, say, for one point.")
    return _plan(strata, half / _z(0.5 + level / 2))


def plan_for_threshold(
    strata: Sequence[SampledStratum],
    expected: float,
    threshold: float,
    *,
    level: float = LEVEL,
    power: float = POWER,
) -> PlannedSample:
    """Say how many sheets a sample needs to tell an expected value from a threshold.

    Parameters
    ----------
    strata
        As for :func:`plan_for_width`.
    expected, threshold : float
        The value that is thought to be true, and the line of the law.
    level : float
        Confidence of the interval that must lie on one side of the line.
    power : float
        Probability with which it will, if the expected value is true.

    Raises
    ------
    QuestionError
        Where both are equal: no sample can tell them apart.
    """
    if expected == threshold:
        raise QuestionError(
            "The expected value lies on the threshold, and no sample can tell them apart.",
            remedy="Plan for a half-width instead.",
        )
    return _plan(strata, abs(expected - threshold) / (_z(0.5 + level / 2) + _z(power)))


def _plan(strata: Sequence[SampledStratum], error: float) -> PlannedSample:
    whole = sum(s.sheets for s in strata)
    first = sum(s.sheets * s.spread for s in strata)
    second = sum(s.sheets * s.spread**2 for s in strata)
    needed = first**2 / ((whole * error) ** 2 + second) if first else 0.0
    drawn = []
    for s in strata:
        share = s.sheets * s.spread / first if first else 0.0
        drawn.append(SampledStratum(s.name, s.sheets, min(s.sheets, max(2, ceil(needed * share))), s.spread))
    return PlannedSample(
        sum(s.sampled for s in drawn), tuple((s.name, s.sampled) for s in drawn), standard_error(drawn)
    )


def _z(probability: float) -> float:
    return NormalDist().inv_cdf(probability)
