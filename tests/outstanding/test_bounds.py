"""Between what a measure must end: beside every number of ballots, for everybody, of the open sheets."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from outstanding.build_outstanding import random_count, tally_of
from veedor.model import Assertion, measure_of
from veedor.outstanding import project
from veedor.outstanding.columns import Columns
from veedor.outstanding.partial_count import partial_count
from veedor.rules import explain, load


def turnout_of(contest_of: object) -> Assertion:
    """The turnout that Moldova asks for: a third of the registered voters."""
    decision = explain(load("md-president-2016"), contest_of, round="first")  # type: ignore[arg-type]
    return next(a for g in decision.grounds for a in g.assertions if "turnout" in a.kind)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_voters_of_open_sheets_are_in_the_base_of_a_turnout(share: float) -> None:
    roll = random_count(3, sheets=40)
    counted = roll.take(np.arange(int(40 * share)))
    tally = tally_of(roll, counted)
    form = turnout_of(roll.tally())
    result = project(partial_count(roll, counted), [form], tally, draws=20)
    voters = int(roll.registered.sum())
    cast, still = counted.tally().cast, voters - int(counted.registered.sum())
    assert result.bounds[0][0] == pytest.approx(cast / voters)
    assert result.bounds[1][0] == pytest.approx((cast + still) / voters)
    whole = roll.tally()
    assert result.bounds[0][0] <= whole.cast / voters <= result.bounds[1][0]


def test_the_bounds_of_a_share_of_the_voters_are_those_of_every_content() -> None:
    roll = random_count(5, sheets=3)
    contest = roll.contest
    form = turnout_of(roll.tally())
    columns = Columns([measure_of(form, contest)], contest)
    counted = columns.of(np.array([4, 3, 0, 1]), registered=np.float64(12))
    ends = [
        Fraction(8 + sum(content), 12 + 3) for content in product(range(4), repeat=2) if sum(content) <= 3
    ]
    for total in (None, 15.0):
        low, high = columns.bounds(counted, 3.0, total)
        assert (low[0], high[0]) == (pytest.approx(float(min(ends))), pytest.approx(float(max(ends))))
    assert columns.bounds(counted, 3.0, float("nan"))[1][0] == np.inf
