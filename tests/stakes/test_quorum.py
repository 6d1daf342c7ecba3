"""The smallest set that undoes points of areas, beside every choice of areas and every set of units."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakes.build_stakes import count
from stakes.test_rows import OVER_B, A, B, in_region
from veedor.model import Quorum
from veedor.rules.conditions import negated
from veedor.rules.undoing import Undoing
from veedor.stakes.problem import Problem, Proof, Solution, problem_of
from veedor.stakes.quorum import _knapsack, break_quorum, union
from veedor.stakes.stake import Stake
from veedor.stakes.units import named_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count import Sheets
    from veedor.stakes.units import Units


def shares(points: dict[str, int], need: int) -> Quorum:
    """Half of the votes in regions that are worth some points each."""
    members = tuple(in_region(name) for name in points)
    groups = tuple((i,) for i in range(len(members)))
    return Quorum("halves", members, tuple(points.values()), need, groups)


def problem(sheets: Sheets, quorum: Quorum, treatment: str = "annul", unit: str | Units = "sheet") -> Problem:
    """What undoes a quorum."""
    stake = Stake(sheets, (Undoing((quorum,)),), OVER_B, A, B, divisions=("region",))
    return problem_of(stake, treatment, unit)


def votes(rows: Sequence[Sequence[int]], where: str, registered: Sequence[int] | None = None) -> Sheets:
    """Sheets of A, B and C, each in a region of one letter."""
    return count([[*row, 0, 0] for row in rows], registered, list(where), list(where))


def fewest(asked: Problem, quorum: Quorum) -> int | None:
    """The smallest set of units without which the quorum is not reached, every set tried."""
    aim = ((asked.stake.binding, 1),)
    units = range(len(asked.units))
    sets = (np.array(some, dtype=np.int64) for k in range(len(units) + 1) for some in combinations(units, k))
    return next((len(s) for s in sets if not quorum.holds(asked.tally(((s, aim),)))), None)


AREAS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=6)


@settings(max_examples=100, deadline=None)
@given(AREAS, st.integers(1, 12))
def test_the_cheapest_areas_are_those_of_every_choice(areas: list[tuple[int, int]], missing: int) -> None:
    indices = range(len(areas))
    choices = [some for k in range(len(areas) + 1) for some in combinations(indices, k)]
    enough = [some for some in choices if sum(areas[i][0] for i in some) >= missing]
    found = _knapsack(areas, missing)
    if found is None:
        assert not enough
        return
    assert sum(areas[i][0] for i in found) >= missing
    assert sum(areas[i][1] for i in found) == min(sum(areas[i][1] for i in some) for some in enough)
    assert list(found) == sorted(set(found))


def test_areas_without_points_are_not_taken() -> None:
    assert _knapsack([(0, 0), (1, 0), (0, 0)], 1) == (1,)
    assert _knapsack([(0, 5)], 0) == ()


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.tuples(*[st.integers(0, 6)] * 3), min_size=3, max_size=7),
    where=st.lists(st.sampled_from("RST"), min_size=7, max_size=7),
    need=st.integers(1, 5),
    gained=st.booleans(),
)
def test_brackets_of_quorums_hold_the_smallest_set(
    rows: list[tuple[int, ...]], where: list[str], need: int, gained: bool
) -> None:
    sheets = votes(rows, "".join(where[: len(rows)]))
    quorum = shares({name: 1 + "RST".index(name) for name in sorted(set(where[: len(rows)]))}, need)
    quorum = negated(quorum) if gained else quorum  # type: ignore[assignment]
    asked = problem(sheets, quorum)
    truth, found = fewest(asked, quorum), break_quorum(asked, quorum)
    if found.pieces is not None and not gained:  # what is to be gained is gained by emptying an area as well
        assert truth is not None
        assert truth <= len(found.chosen)
        assert not quorum.holds(asked.tally(found.pieces))
    if truth is not None:
        assert found.lower is not None
        assert found.lower <= truth


TWO = [[9, 0, 0], [9, 1, 0], [0, 5, 0], [6, 0, 0], [0, 4, 0], [8, 0, 0], [0, 1, 0]]
"""A has half of R (18 of 24), S (6 of 10) and T (8 of 9)."""


def test_the_cheapest_areas_whose_points_suffice() -> None:
    sheets = votes(TWO, "RRRSSTT")
    quorum = shares({"R": 3, "S": 1, "T": 2}, 5)
    asked = problem(sheets, quorum)
    found = break_quorum(asked, quorum)
    # two points must go: T in one sheet, S in one as well but for a point only, R in two
    assert (found.lower, found.upper, found.proof) == (1, 1, Proof.KNAPSACK)
    assert found.chosen.tolist() == [5]
    every = replace(quorum, need=1)
    found = break_quorum(problem(sheets, every), every)
    assert (found.lower, found.upper) == (4, 4) == (fewest(asked, every),) * 2
    assert sorted(found.chosen.tolist()) == [0, 1, 3, 5]


def test_a_quorum_that_is_not_reached_needs_no_unit_even_where_areas_are_without_votes() -> None:
    sheets = votes([*TWO, [0, 0, 0]], "RRRSSTTU", [30] * 8)
    never = replace(shares({"R": 3, "S": 1, "T": 2}, 7), any_member=True)
    found = break_quorum(problem(sheets, never, "anything"), never)
    assert (found.lower, found.upper, found.proof) == (0, 0, Proof.SORT)
    reached = replace(never, need=6)
    assert break_quorum(problem(sheets, reached, "anything"), reached).lower == 1
    # four must go where no area is to be opened: one vote of U could not take the points of R, S and T
    assert (
        break_quorum(problem(sheets, replace(reached, need=1), "annul"), replace(reached, need=1)).lower == 4
    )


def test_areas_that_cannot_be_turned_leave_the_points_they_have() -> None:
    sheets = votes([[9, 0, 0], [9, 1, 0], [0, 5, 0]], "RRS")
    quorum = shares({"R": 1, "S": 1}, 1)
    asked = problem(sheets, quorum, "blanks")  # there are none
    assert break_quorum(asked, quorum).lower is None
    assert break_quorum(problem(sheets, quorum), quorum).upper == 2


def test_units_across_areas_need_no_fewer_than_the_dearest_of_the_cheapest_areas() -> None:
    sheets = votes([[9, 0, 0], [6, 0, 0], [0, 5, 0], [0, 5, 0], [6, 0, 0], [0, 5, 0]], "RRRSST")
    groups = named_units(sheets, {"0001": "g", "0002": "h", "0005": "g"})
    quorum = shares({"R": 1, "S": 2}, 1)
    asked = problem(sheets, quorum, unit=groups)
    found = break_quorum(asked, quorum)
    truth = fewest(asked, quorum)
    assert found.proof is Proof.SORT  # a bracket: the same unit turns both areas
    assert found.lower is not None
    assert truth is not None
    assert found.upper is not None
    assert (found.lower, truth, found.upper) == (2, 2, 2)


def test_a_group_of_several_members_falls_with_the_easiest_or_with_all() -> None:
    sheets = votes([[9, 0, 0], [9, 1, 0], [0, 5, 0], [6, 0, 0], [0, 4, 0]], "RRRSS")
    both = Quorum("both", (in_region("R"), in_region("S")), (2,), 1, ((0, 1),))
    asked = problem(sheets, both)
    easiest = break_quorum(asked, both)
    assert (easiest.lower, easiest.upper, easiest.chosen.tolist()) == (1, 1, [3])
    every = replace(both, any_member=True)
    assert break_quorum(asked, every).upper == 3


def test_each_unit_stands_once_in_a_union_and_one_without_a_set_has_none() -> None:
    def solution(*units: int) -> Solution:
        return Solution(len(units), ((np.array(units, dtype=np.int64), ()),), Proof.SORT)

    joined = union([solution(3, 1), solution(1), solution(1, 2)])
    assert joined is not None
    assert [units.tolist() for units, _ in joined] == [[3, 1], [2]]
    assert union([solution(3), Solution(1, None, Proof.SORT)]) is None
    assert union([]) == ()


@pytest.mark.parametrize("need", [1, 2, 3])
def test_the_units_of_areas_that_share_none_add_up(need: int) -> None:
    sheets = votes(TWO, "RRRSSTT")
    quorum = shares({"R": 1, "S": 1, "T": 1}, need)
    asked = problem(sheets, quorum)
    found = break_quorum(asked, quorum)
    assert found.exact
    assert found.upper == fewest(asked, quorum) == {1: 4, 2: 2, 3: 1}[need]
