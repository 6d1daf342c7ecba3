"""How many sheets to draw from each stratum: by what a count of a case, or an earlier sample, shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.selection import select
from veedor.errors import QuestionError
from veedor.model import Result
from veedor.outstanding.columns import Columns, measure_of_whole
from veedor.outstanding.estimate import LEVEL
from veedor.outstanding.partial_count import ballots_of
from veedor.outstanding.publication import national
from veedor.outstanding.sample.alike import LEAST
from veedor.outstanding.sample.case_sample import select_sample, voters_of
from veedor.outstanding.sample.data import Stratum
from veedor.outstanding.sample.estimate import ratio_estimate
from veedor.outstanding.sample.strata import labels_of
from veedor.rules import explain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Texts
    from veedor.count import Election
    from veedor.model import Assertion, Contest, CountId, Measure

POWER = 0.90
"""Probability with which a sample is to tell a value from a line."""


@dataclass(frozen=True, slots=True)
class PlannedStratum:
    """A stratum, and how many of its sheets to draw.

    Parameters
    ----------
    name : str
        Its name.
    sheets : int
        Its sheets on the roll.
    spread : float
        Standard deviation between its sheets of ``numerator - ratio x denominator``, over the mean
        denominator of a sheet of the roll: what one sheet adds to the error of the ratio.
    drawn : int
        Sheets to draw.
    """

    name: str
    sheets: int
    spread: float
    drawn: int = 0


@dataclass(frozen=True, eq=False)
class SamplePlan(Result):
    """How many sheets to draw, and where.

    Parameters
    ----------
    contest : Contest
        What is voted on.
    assertion, measure : Assertion, Measure
        What the sample is to measure.
    value : float
        Its value in what the plan rests on.
    source : str
        What the plan rests on: a count or a sample.
    half : float
        Half-width that is wanted.
    tells : bool
        Whether it is wanted to tell the value from the line of the law.
    strata : tuple of PlannedStratum
        What to draw.
    """

    contest: Contest
    assertion: Assertion
    measure: Measure
    value: float
    source: str
    half: float
    tells: bool
    strata: tuple[PlannedStratum, ...]

    @property
    def sheets(self) -> int:
        """Sheets on the roll."""
        return sum(stratum.sheets for stratum in self.strata)

    @property
    def drawn(self) -> int:
        """Sheets to draw in all."""
        return sum(stratum.drawn for stratum in self.strata)

    @property
    def expected_half(self) -> float:
        """Half-width that this sample is expected to give."""
        return standard_error(self.strata) * _z(0.5 + LEVEL / 2)


def standard_error(strata: Sequence[PlannedStratum]) -> float:
    """Return the standard error of the ratio for what is drawn from some strata."""
    whole = sum(s.sheets for s in strata)
    square = sum(s.sheets**2 * (1 / s.drawn - 1 / s.sheets) * s.spread**2 for s in strata if s.drawn)
    return sqrt(square) / whole


def plan_for_width(strata: Sequence[PlannedStratum], half: float) -> tuple[PlannedStratum, ...]:
    """Say how many sheets of each stratum give an interval of a wanted half-width.

    Parameters
    ----------
    strata : sequence of PlannedStratum
        Sizes and spreads, from a count or a pilot.
    half : float
        Half-width wanted (0.01 is one point).

    Raises
    ------
    QuestionError
        Where the half-width is not above zero.

    References
    ----------
    Cochran, *Sampling Techniques*, 3rd ed., equations 5.26 (Neyman allocation), 5.35 (its size) and section
    5.8 (strata that are to be drawn whole).
    """
    if not half > 0:
        raise QuestionError("The half-width must be above zero.", remedy="Ask for 0.01, say, for one point.")
    return _allocate(strata, half / _z(0.5 + LEVEL / 2))


def plan_for_line(
    strata: Sequence[PlannedStratum], expected: float, line: float
) -> tuple[PlannedStratum, ...]:
    """Say how many sheets tell an expected value from a line.

    Parameters
    ----------
    strata
        Sizes and spreads.
    expected, line : float
        The value that is thought to be true, and the line of the law.

    Raises
    ------
    QuestionError
        Where both are equal: no sample can tell them apart.
    """
    if expected == line:
        raise QuestionError(
            "The expected value lies on the line, and no sample can tell them apart.",
            remedy="Plan for a half-width instead.",
        )
    return _allocate(strata, abs(expected - line) / (_z(0.5 + LEVEL / 2) + _z(POWER)))


def _allocate(strata: Sequence[PlannedStratum], error: float) -> tuple[PlannedStratum, ...]:
    """Share out sheets as Neyman does; strata that would be asked for more than they have are drawn whole."""
    whole = sum(s.sheets for s in strata)
    full: set[int] = set()
    while True:
        rest = [i for i, s in enumerate(strata) if i not in full and s.spread > 0]
        first = sum(strata[i].sheets * strata[i].spread for i in rest)
        second = sum(strata[i].sheets * strata[i].spread ** 2 for i in rest)
        needed = first**2 / ((whole * error) ** 2 + second) if first else 0.0
        own = {i: needed * strata[i].sheets * strata[i].spread / first for i in rest}
        more = {i for i, n in own.items() if n > strata[i].sheets}
        if not more:
            break
        full |= more
    return tuple(
        replace(s, drawn=s.sheets if i in full else min(s.sheets, max(LEAST, ceil(own.get(i, 0.0)))))
        for i, s in enumerate(strata)
    )


def _z(probability: float) -> float:
    return NormalDist().inv_cdf(probability)


def plan_sample(
    election: Election,
    *,
    half: float | None = None,
    source: str | None = None,
    contest: str | None = None,
    strata: tuple[str, ...] = (),
) -> SamplePlan:
    """Plan a random sample from what a count or an earlier sample shows of how sheets differ.

    Parameters
    ----------
    election : Election
        An opened case.
    half : float, optional
        Half-width wanted of the first assertion that decides (0.01 is one point); without one, the sample is
        to tell its value from the line of the law.
    source : str, optional
        Count or sample that the plan rests on; by default the count that counts in the end, else a sample.
    contest : str, optional
        What was voted on.
    strata : tuple of str
        Within what sheets are to be drawn: ``stratum``, levels of place, divisions; by default those of the
        sample of the case, else ``stratum`` where it is published.

    Raises
    ------
    QuestionError
        Where the count has too few sheets, or the half-width is not above zero.
    """
    contest_id = election.contest_id(contest)
    samples = election.samples(contest_id)
    pilot = source in samples if source is not None else not election.counts(contest_id)
    if pilot:
        selection = select_sample(election, source, contest=contest_id)
    else:
        selection = select(election, source, contest=contest_id)
    roll = selection.states.roll
    names = strata or _usual_strata(election, samples, roll.stratum)
    labels = labels_of(roll, names)
    code = np.unique(labels.text, return_inverse=True)[1].astype(np.int64)
    sheets = selection.sheets
    own = code[roll.rows(sheets.ids)]
    whole = np.bincount(code)
    found = tuple(
        Stratum(labels.text[np.argmax(code == i)], int(whole[i]), int(whole[i])) for i in range(len(whole))
    )
    made = national(explain(selection.rule, sheets.tally(selection.divisions), round=selection.round))
    if not made:
        raise QuestionError("The rule asks nothing of the whole country that a sample could measure.")
    measure = measure_of_whole(made[0], selection.contest)
    columns = Columns([measure], selection.contest)
    ballots = ballots_of(sheets)
    estimate = ratio_estimate(columns, columns.of(sheets.votes, voters_of(sheets), ballots), own, found)
    spread = estimate.spread[estimate.joined.group, 0]
    wanted = [PlannedStratum(s.name, s.sheets, float(d)) for s, d in zip(found, spread, strict=True)]
    value, line = float(estimate.plain[0]), float(measure.threshold)
    drawn = plan_for_line(wanted, value, line) if half is None else plan_for_width(wanted, half)
    goal = half if half is not None else abs(value - line)
    return SamplePlan(selection.contest, made[0], measure, value, str(selection), goal, half is None, drawn)


def _usual_strata(election: Election, samples: tuple[CountId, ...], stratum: Texts) -> tuple[str, ...]:
    """Return the strata of the sample of the case, else the published ones."""
    for name in samples:
        if stated := election.file.counts[name].strata_of:
            return stated
    return ("stratum",) if len(np.unique(stratum)) > 1 else ()
