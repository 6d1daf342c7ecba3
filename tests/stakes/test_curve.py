"""What the k heaviest units leave of an assertion, and of its lead."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stakes.build_stakes import count
from veedor.count.without import altered
from veedor.model import AreaId, Assertion, AssertionKind, ChoiceId, Scope, measure_of
from veedor.stakes import smallest_flip, stake_of_assertion
from veedor.stakes.flip import Flip
from veedor.stakes.problem import Proof
from veedor.stakes.results import BEYOND, POINTS, curve, worst
from veedor.stakes.treated import aim_at

A, B, C = ChoiceId("A"), ChoiceId("B"), ChoiceId("C")
LEAD = Assertion(
    "lead:A>B:>=1/10:valid",
    AssertionKind.LEAD,
    A,
    B,
    Fraction(1, 10),
    "valid",
    {A: 9, B: -11, C: -1},
    False,
    10,
)
VOTES = [[30, 10, 5, 0, 1], [8, 20, 2, 1, 0], [40, 5, 5, 0, 0], [0, 0, 0, 3, 0], [12, 9, 1, 0, 2]]


def test_no_k_sheets_leave_less() -> None:
    sheets = count(VOTES)
    stake = stake_of_assertion(sheets, LEAD)
    problem = smallest_flip(stake).problem
    points = worst(problem, range(8))
    assert [point.k for point in points] == list(range(8))
    for point in points:
        left = [
            (LEAD.slack(altered(sheets, np.array(rows, dtype=np.int64), None)), rows)
            for size in range(min(point.k, len(VOTES)) + 1)
            for rows in combinations(range(len(VOTES)), size)
        ]
        least, rows = min(left, key=lambda pair: (pair[0], len(pair[1])))
        assert point.slack == least
        tally = altered(sheets, np.array(rows, dtype=np.int64), None)
        assert point.measure == measure_of(LEAD, sheets.contest).of(tally)
    assert points[0].slack == LEAD.slack(sheets.tally())
    assert worst(problem, []) == ()
    assert [point.k for point in worst(problem, [3, 1, 3])] == [1, 3]


def test_the_curve_begins_at_nothing_and_passes_what_changes_the_outcome() -> None:
    flip = smallest_flip(stake_of_assertion(count(VOTES), LEAD))
    assert flip.exact
    assert flip.upper is not None
    points = {point.k: point for point in curve(flip)}
    assert min(points) == 0
    assert max(points) <= len(VOTES)
    before, at = points[flip.upper - 1], points[flip.upper]
    assert LEAD.satisfied_by(int(before.slack * LEAD.scale))
    assert not LEAD.satisfied_by(int(at.slack * LEAD.scale))
    slacks = [point.slack for _, point in sorted(points.items())]
    assert slacks == sorted(slacks, reverse=True)


AHEAD = Assertion("first:A>B", AssertionKind.FIRST, A, B, Fraction(0), "", {A: 1, B: -1}, True)


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=5), st.sampled_from([LEAD, AHEAD]))
def test_no_k_of_any_sheets_leave_less(votes: list[tuple[int, ...]], form: Assertion) -> None:
    """Sheets of a vote or two, of which some lose nothing, and one vote is all that others lose."""
    sheets = count([[8, 1, 1, 0, 0], *([*row, 0, 0] for row in votes)])
    problem = smallest_flip(stake_of_assertion(sheets, form)).problem
    every = [rows for k in range(7) for rows in combinations(range(len(sheets)), k)]
    holds = problem.stake.binding  # the contrary of one that does not hold
    left = {rows: holds.slack(altered(sheets, np.array(rows, dtype=np.int64), None)) for rows in every}
    for point in worst(problem, range(len(sheets) + 1)):
        assert point.slack == min(slack for rows, slack in left.items() if len(rows) <= point.k)


def test_a_curve_ends_at_a_multiple_of_what_changes_the_outcome() -> None:
    flip = smallest_flip(stake_of_assertion(count([[6, 3, 0, 0, 0]] * 90), AHEAD))
    assert flip.upper == 90  # annulled, only all of them change who is ahead
    assert max(point.k for point in curve(flip)) == 90
    moved = smallest_flip(stake_of_assertion(count([[6, 3, 0, 0, 0]] * 90), AHEAD), "move")
    assert moved.upper == 23  # 270 votes between them, 12 a sheet
    assert max(point.k for point in curve(moved)) == int(23 * BEYOND) + 1


def test_a_measure_without_a_base_is_none() -> None:
    sheets = count([[5, 2, 1, 0, 0]])
    points = worst(smallest_flip(stake_of_assertion(sheets, LEAD)).problem, [0, 1])
    assert points[1].measure is None  # nothing is left of which a share could be taken
    assert points[0].measure == Fraction(3, 8)


def test_the_lead_in_an_area_is_that_of_its_own_votes() -> None:
    sheets = count(VOTES, None, list("PQPQP"), list("RSRSR"))
    inside = replace(LEAD, scope=Scope("region", AreaId("R")))
    stake = stake_of_assertion(sheets, inside)
    points = worst(smallest_flip(stake).problem, [0, 1])
    assert points[0].measure == Fraction(82 - 24, 82 + 24 + 11)  # the three sheets of R
    assert points[1].measure == Fraction(42 - 19, 42 + 19 + 6)  # without the heaviest of them


def test_the_curve_has_the_places_on_both_sides_of_each_end() -> None:
    problem = smallest_flip(stake_of_assertion(count([[6, 3, 0, 0, 0]] * 200), AHEAD), "move").problem
    flip = Flip(37, ((np.arange(83), aim_at(AHEAD)),), Proof.SURROGATE, problem)
    numbers = {point.k for point in curve(flip)}
    assert numbers >= {0, 36, 37, 82, 83, int(83 * BEYOND) + 1}
    assert {1, 2, 3, 4, 5, 6} <= numbers  # in equal ratios: near nothing one by one
    steps = np.diff(sorted(numbers))
    assert max(steps) <= -(-134 // POINTS)  # and nowhere farther apart than in equal steps
    assert len(numbers) <= 2 * (POINTS + 1) + 5
    assert min(point.k for point in curve(Flip(0, (), Proof.SORT, problem))) == 0
    every = Flip(1, ((np.arange(200), aim_at(AHEAD)),), Proof.SURROGATE, problem)
    assert {0, 1, 199, 200} <= {point.k for point in curve(every)}
