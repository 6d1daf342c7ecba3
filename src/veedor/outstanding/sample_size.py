"""How many sheets a random sample needs, and where to draw them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from veedor.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    strata : sequence of SampledStratum
        Sizes and spreads, from an earlier count or a pilot.
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
