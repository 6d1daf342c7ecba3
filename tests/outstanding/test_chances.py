"""Probabilities of outcomes are the shares of draws that the rule, asked one by one, ends in."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outstanding.build_outstanding import CONTEST, first, synthetic, tally_of
from veedor.model import Tally, as_counted
from veedor.outstanding import partial_count, project
from veedor.outstanding.chances import outcome_chances
from veedor.rules import explain, load

RULES = ("bo-president-2009", "mx-president-1996", "pe-president-1993")


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("name", RULES)
@given(st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_inequalities_say_what_the_rule_says_of_each_draw(name: str, seed: int) -> None:
    rule = load(name)
    rng = np.random.default_rng(seed)
    votes = np.column_stack(
        [rng.integers(400, 560, (60, 2)), rng.integers(60, 200, (60, 1)), np.full(60, 20)]
    )
    tally = Tally(CONTEST, {}, registered=2000)
    found = outcome_chances(votes, tally, lambda drawn: explain(rule, drawn))
    one_by_one: Counter[tuple[object, ...]] = Counter()
    for row in votes.tolist():
        drawn = dict(zip([c.choice_id for c in CONTEST.choices], row, strict=True))
        outcome = explain(rule, replace(as_counted(tally), votes=drawn)).as_counted
        one_by_one[outcome.kind, frozenset(outcome.choices)] += 1
    joined: Counter[tuple[object, ...]] = Counter()
    for chance in found:
        joined[chance.outcome.kind, frozenset(chance.outcome.choices)] += round(60 * chance.probability)
    assert joined == one_by_one
    assert [c.probability for c in found] == sorted((c.probability for c in found), reverse=True)


def test_a_projection_says_how_probable_each_outcome_is_and_one_that_is_settled_is_sure() -> None:
    roll = synthetic(12, sheets=2000)
    rule = load("bo-president-2009")
    for part in (0.7, 0.999):
        snapshot = first(roll, part)
        known, tally = partial_count(roll, snapshot), tally_of(roll, snapshot)
        result = project(known, [], tally, decide=lambda t: explain(rule, t), draws=200)
        assert sum(chance.probability for chance in result.chances) == pytest.approx(1)
        assert all(result.chance_of(chance) >= 0.001 for chance in result.chances)
    assert result.chances[0].settled
    assert result.chance_of(result.chances[0]) == 1
