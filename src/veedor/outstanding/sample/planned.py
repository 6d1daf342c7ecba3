"""A plan for a random sample from a count of a case, or from an earlier sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.selection import select
from veedor.errors import QuestionError
from veedor.outstanding.columns import Columns, measure_of_whole
from veedor.outstanding.publication import national
from veedor.outstanding.sample.data import Stratum
from veedor.outstanding.sample.estimate import ratio_estimate
from veedor.outstanding.sample.of_case import select_sample, voters_of
from veedor.outstanding.sample.plan import PlannedStratum, SamplePlan, plan_for_line, plan_for_width
from veedor.outstanding.sample.strata import labels_of
from veedor.rules import explain

if TYPE_CHECKING:
    from veedor.count import Election
    from veedor.model import CountId
    from veedor.outstanding.arrays import Texts


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
    made = national(explain(selection.rule, sheets.tally(selection.rule.divisions), round=selection.round))
    if not made:
        raise QuestionError("The rule asks nothing of the whole country that a sample could measure.")
    measure = measure_of_whole(made[0], selection.contest)
    columns = Columns([measure], selection.contest)
    ballots = None if sheets.ballots is None else sheets.printed["cast"].astype(np.float64)
    estimate = ratio_estimate(columns, columns.of(sheets.votes, voters_of(sheets), ballots), own, found)
    spread = estimate.spread[estimate.joined.group, 0]
    wanted = [PlannedStratum(s.name, s.sheets, float(d)) for s, d in zip(found, spread, strict=True)]
    value, line = float(estimate.plain[0]), float(measure.threshold)
    drawn = plan_for_line(wanted, value, line) if half is None else plan_for_width(wanted, half)
    goal = half if half is not None else abs(value - line)
    return SamplePlan(selection.contest, made[0], measure, value, str(selection), goal, half is None, drawn)


def _usual_strata(election: Election, samples: tuple[CountId, ...], stratum: Texts) -> tuple[str, ...]:
    """Give the strata of the sample of the case, else the published ones."""
    for name in samples:
        if stated := election.file.counts[name].strata_of:
            return stated
    return ("stratum",) if len(np.unique(stratum)) > 1 else ()
