"""The smallest set that breaks several assertions at once, beside every set of units."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakes.build_stakes import count
from veedor.model import AreaId, Assertion, AssertionKind, ChoiceId, Scope
from veedor.rules.undoing import Undoing
from veedor.stakes import rows as searched
from veedor.stakes.problem import Problem, Proof, Solution, problem_of
from veedor.stakes.rows import NEVER, _multiples, areas_emptied, break_all
from veedor.stakes.stake import Stake
from veedor.stakes.treated import aim_at
from veedor.stakes.units import named_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count import Sheets
    from veedor.stakes.treated import Aim

A, B, C = ChoiceId("A"), ChoiceId("B"), ChoiceId("C")
OVER_B, OVER_C = (
    Assertion(f"first:A>{rival}", AssertionKind.FIRST, A, rival, Fraction(0), "", {A: 1, rival: -1}, True)
    for rival in (B, C)
)
HALF = Assertion(
    "share:A", AssertionKind.SHARE, A, None, Fraction(1, 2), "valid", {A: 1, B: -1, C: -1}, False, 2
)


def in_region(name: str) -> Assertion:
    """Half of the votes of a region for A."""
    return Assertion(
        f"share:A:{name}",
        AssertionKind.SHARE,
        A,
        None,
        Fraction(1, 2),
        "valid",
        {A: 1, B: -1, C: -1},
        False,
        2,
        scope=Scope("region", AreaId(name)),
    )


def problem(sheets: Sheets, forms: Sequence[Assertion], treatment: str = "annul") -> Problem:
    """What breaks some assertions, all of them."""
    stake = Stake(sheets, (Undoing(tuple(forms)),), forms[0], A, B, divisions=("region",))
    return problem_of(stake, treatment)


def votes(rows: Sequence[Sequence[int]]) -> Sheets:
    """Sheets of A, B and C."""
    return count([[*row, 0, 0] for row in rows])


def fewest(asked: Problem, forms: Sequence[Assertion]) -> int | None:
    """The smallest set of units that takes enough from every assertion, every set tried."""
    losses = np.array([asked.loss(form) for form in forms])
    need = np.array([asked.stake.need(form) for form in forms])
    sets = (
        list(some) for k in range(len(asked.units) + 1) for some in combinations(range(len(asked.units)), k)
    )
    return next((len(some) for some in sets if (losses[:, some].sum(axis=1) >= need).all()), None)


ROWS = st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=3, max_size=8)
FORMS = st.sampled_from([(OVER_B,), (OVER_B, OVER_C), (OVER_C, HALF), (OVER_B, OVER_C, HALF)])


@settings(max_examples=80, deadline=None)
@given(ROWS, FORMS)
def test_the_bracket_holds_the_smallest_set_and_its_set_breaks_them_all(
    rows: list[tuple[int, ...]], forms: tuple[Assertion, ...]
) -> None:
    asked = problem(votes(rows), forms)
    truth, found = fewest(asked, forms), break_all(asked, forms)
    if found.pieces is not None:
        assert truth is not None
        assert found.lower is not None
        assert found.lower <= truth <= len(found.chosen)
        assert all((asked.loss(form)[found.chosen].sum() >= asked.stake.need(form)) for form in forms)
    if truth is not None:
        assert found.lower is not None
        assert found.lower <= truth
    if len(forms) == 1:
        assert found.lower == found.upper == truth


HARDER = [  # no assertion alone needs so many sheets
    ([[6, 6, 7], [2, 3, 1], [0, 3, 5], [8, 1, 8], [6, 4, 3], [6, 4, 2]], (OVER_B, OVER_C), 2),
    ([[5, 7, 3], [6, 0, 4], [3, 0, 5], [4, 0, 2], [7, 0, 7]], (OVER_B, OVER_C), 5),
    ([[7, 1, 7], [7, 6, 6], [0, 1, 0], [7, 2, 3], [7, 2, 8]], (OVER_B, OVER_C, HALF), 4),
]


@pytest.mark.parametrize(("rows", "forms", "least"), HARDER)
def test_a_weighted_sum_proves_what_no_assertion_alone_does(
    rows: list[list[int]], forms: tuple[Assertion, ...], least: int
) -> None:
    asked = problem(votes(rows), forms)
    found = break_all(asked, forms)
    assert max(break_all(asked, (form,)).least for form in forms) < least == fewest(asked, forms)
    assert (found.lower, found.upper, found.proof) == (least, least, Proof.SURROGATE)


def test_a_weighted_sum_proves_that_no_set_does_it() -> None:
    forms = (OVER_C, HALF)
    asked = problem(votes([[6, 5, 3], [3, 7, 0], [6, 1, 0]]), forms)
    assert fewest(asked, forms) is None
    assert all(break_all(asked, (form,)).upper is not None for form in forms)
    found = break_all(asked, forms)
    assert (found.lower, found.pieces, found.proof) == (None, None, Proof.SURROGATE)


def test_the_set_of_an_open_bracket_is_the_smallest_of_those_tried() -> None:
    forms = (OVER_B, OVER_C)
    asked = problem(votes([[4, 4, 2], [3, 0, 3], [6, 6, 7], [4, 4, 8], [5, 6, 1], [8, 4, 0]]), forms)
    found = break_all(asked, forms)
    assert fewest(asked, forms) == found.upper == 3
    assert found.lower == 2


def test_where_no_assertion_holds_no_set_is_needed() -> None:
    forms = (OVER_B, OVER_C)
    found = break_all(problem(votes([[1, 2, 3], [0, 4, 4]]), forms), forms)
    assert (found.lower, found.upper, found.least) == (0, 0, 0)


def test_a_solution_that_never_is_has_no_unit() -> None:
    assert (NEVER.lower, NEVER.upper, NEVER.least, len(NEVER.chosen)) == (None, None, 0, 0)
    some = Solution(2, ((np.array([4, 1]), ()), (np.array([3]), ())), Proof.SORT)
    assert (some.least, some.chosen.tolist()) == (2, [4, 1, 3])


def regions(rows: Sequence[Sequence[int]], where: str) -> Sheets:
    """Sheets of A, B, C and blank votes, each in a region of one letter."""
    return count([[*row, 0] for row in rows], None, list(where), list(where))


def test_an_area_is_emptied_by_taking_every_sheet_that_has_a_vote_there() -> None:
    sheets = regions([[3, 1, 0, 0], [0, 0, 0, 5], [2, 0, 0, 0], [9, 0, 0, 0]], "RRRS")
    share = in_region("R")
    asked = problem(sheets, (share,))
    (way,) = areas_emptied(asked, (share, OVER_B, HALF))  # only shares of an area end with its votes
    assert (way.lower, sorted(way.chosen.tolist())) == (2, [0, 2])  # blank votes are no votes of the share
    found = break_all(asked, (share,))
    assert (found.lower, found.upper) == (2, 2)
    assert sorted(found.chosen.tolist()) == [0, 2]
    assert asked.falls(found.pieces or ())
    # where nobody's votes may go, or sheets that belong to no unit hold some, no area is emptied
    assert areas_emptied(problem(sheets, (share,), "move"), (share,)) == []
    assert areas_emptied(problem(sheets, (share,), "strike"), (share,)) == []  # B keeps a vote


def test_an_area_is_not_emptied_where_it_is_easier_to_break_the_share() -> None:
    sheets = regions([[9, 0, 0, 0], [0, 5, 0, 0], [2, 0, 0, 0]], "RRR")
    share = in_region("R")
    found = break_all(problem(sheets, (share,)), (share,))
    assert (found.lower, found.upper, found.chosen.tolist()) == (1, 1, [0])


def test_emptying_one_area_is_no_way_where_another_assertion_stands() -> None:
    sheets = regions([[3, 0, 0, 0], [9, 1, 0, 0], [9, 1, 0, 0]], "RSS")
    forms = (in_region("R"), OVER_B)
    asked = problem(sheets, forms)
    found = break_all(asked, forms)
    assert found.lower == 1
    assert found.upper is None or not any(form.holds(asked.tally(found.pieces or ())) for form in forms)


def test_an_area_with_votes_outside_of_the_units_cannot_be_emptied() -> None:
    sheets = regions([[3, 1, 0, 0], [2, 0, 0, 0], [9, 0, 0, 0]], "RRS")
    share = in_region("R")
    stake = problem(sheets, (share,)).stake
    part = problem_of(stake, "annul", named_units(sheets, {"0001": "g", "0003": "g"}))
    whole = problem_of(stake, "annul", named_units(sheets, {"0001": "g", "0002": "h"}))
    assert areas_emptied(part, (share,)) == []
    assert [way.lower for way in areas_emptied(whole, (share,))] == [2]


def test_no_assertion_is_left_out_of_a_weighted_sum() -> None:
    assert _multiples([OVER_B, OVER_C], [1, 10], np.array([1.0, 0.0])) == ((OVER_B, 10_000), (OVER_C, 1))
    assert _multiples([OVER_B, OVER_C], [4, 2], np.array([0.5, 0.5])) == ((OVER_B, 500), (OVER_C, 1000))


def test_the_set_of_the_hardest_assertion_is_told_as_its_own() -> None:
    asked = problem(votes([[4, 0, 0], [3, 0, 0], [0, 3, 3]]), (OVER_B, OVER_C))
    found = break_all(asked, (OVER_B, OVER_C))
    assert found.pieces is not None
    ((units, aim),) = found.pieces  # four votes: just as many as both need
    assert (units.tolist(), aim, found.proof) == ([0], aim_at(OVER_B), Proof.SORT)


@pytest.mark.parametrize(
    "rows",
    [
        [[3, 0, 3], [3, 3, 2], [3, 1, 4], [4, 4, 4]],  # of one of the two a sheet takes one vote at the most
        [[3, 2, 3], [1, 2, 0], [2, 0, 3]],
        [[4, 4, 2], [3, 0, 3], [6, 6, 7], [4, 4, 8], [5, 6, 1], [8, 4, 0]],
    ],
)
def test_in_which_unit_a_sum_is_told_changes_no_weight(
    monkeypatch: pytest.MonkeyPatch, rows: list[list[int]]
) -> None:
    seen: list[list[float]] = []

    def multiples(forms: list[Assertion], sizes: list[int], share: np.ndarray) -> Aim:
        seen.append(share.tolist())
        return _multiples(forms, sizes, share)

    monkeypatch.setattr(searched, "_multiples", multiples)
    fine = replace(OVER_C, weights={A: 1000, C: -1000}, scale=1000)
    plain, finer = (
        break_all(problem(votes(rows), forms), forms) for forms in ((OVER_B, OVER_C), (OVER_B, fine))
    )
    half = len(seen) // 2
    assert half > 1
    assert np.allclose(seen[:half], seen[half:], atol=1e-9)
    assert (plain.lower, plain.upper) == (finer.lower, finer.upper)
