"""Assertions, quorums and tallies: sums in whole numbers, and what they say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.model import (
    Alternative,
    AreaId,
    Assertion,
    AssertionKind,
    Choice,
    ChoiceId,
    Contest,
    ContestId,
    Kind,
    Quorum,
    Scope,
    Tally,
)

A, B, BLANK = ChoiceId("A"), ChoiceId("B"), ChoiceId("blank")
CONTEST = Contest(ContestId("c"), "C", (Choice(A, "A"), Choice(B, "B"), Choice(BLANK, "Blank", Kind.BLANK)))


def lead(*, strict: bool = False, scope: Scope | None = None) -> Assertion:
    """A leads B by a tenth of valid votes."""
    weights = {A: 9, B: -11}
    return Assertion(
        "lead", AssertionKind.LEAD, A, B, Fraction(1, 10), "valid", weights, strict, 10, scope=scope
    )


def tally(a: int, b: int, blank: int = 0, **more: object) -> Tally:
    return Tally(CONTEST, {A: a, B: b, BLANK: blank}, **more)  # type: ignore[arg-type]


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**6))
def test_the_value_is_the_inequality_multiplied_out(a: int, b: int, blank: int) -> None:
    totals = tally(a, b, blank)
    exact = Fraction(a - b) - Fraction(1, 10) * (a + b)
    assert lead().slack(totals) == exact
    assert lead().holds(totals) is (exact >= 0)
    assert lead(strict=True).holds(totals) is (exact > 0)


def test_a_loss_breaks_it_exactly_past_its_line() -> None:
    for assertion in (lead(), lead(strict=True)):
        value = 40
        for loss in range(60):
            broken = not assertion.satisfied_by(value - loss)
            assert broken is (value - loss < assertion.to_break)


def test_a_scope_sums_over_its_area_only() -> None:
    areas = {"state": {AreaId("x"): tally(30, 10), AreaId("y"): tally(0, 90)}}
    whole = tally(30, 100, areas=areas)
    assert not lead().holds(whole)
    assert lead(scope=Scope("state", AreaId("x"))).holds(whole)
    with pytest.raises(ValueError, match="no state 'z'"):
        lead(scope=Scope("state", AreaId("z"))).value(whole)


def test_registered_voters_are_needed_where_they_weigh() -> None:
    half = Assertion(
        "share",
        AssertionKind.SHARE,
        A,
        None,
        Fraction(1, 2),
        "registered",
        {A: 2},
        True,
        2,
        registered_weight=-1,
    )
    assert half.value(tally(60, 0, registered=100)) == 20
    with pytest.raises(ValueError, match="needs registered voters"):
        half.value(tally(60, 0))


def test_a_quorum_counts_points_of_groups_that_hold() -> None:
    members = tuple(lead(scope=Scope("state", AreaId(name))) for name in "xyz")
    quorum = Quorum("states", members, (3, 2, 1), 4, ((0,), (1,), (2,)))
    states = {AreaId("x"): tally(30, 10), AreaId("y"): tally(1, 9), AreaId("z"): tally(5, 1)}
    whole = tally(36, 20, areas={"state": states})
    assert quorum.score(whole) == 4
    assert quorum.holds(whole)
    assert Alternative("both", (lead(), quorum)).holds(whole)


def test_totals_by_kind_and_rank() -> None:
    totals = tally(5, 7, 3)
    assert (totals.valid, totals.cast, totals.total((Kind.BLANK,))) == (12, 15, 3)
    assert totals.ranking() == (B, A)
    assert totals.of(ChoiceId("nobody")) == 0
    assert CONTEST.candidates == (A, B)
