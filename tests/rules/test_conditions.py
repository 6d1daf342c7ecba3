"""The inequalities themselves: weights, signs, negations, quorums, and the cheapest way to break one."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.errors import MissingDataError
from veedor.model import AreaId, Assertion, AssertionKind, ChoiceId, Condition, Kind, Quorum, Scope, Tally
from veedor.rules import Change, tally_of
from veedor.rules.conditions import (
    Field,
    areas_needed,
    lead,
    more_votes,
    negated,
    negated_form,
    share,
    spread,
    turnout,
    void_condition,
    weights,
)
from veedor.rules.margins import cheapest, easiest, quorum_margin, transfers
from veedor.rules.rule_parts import Op, Spread, Threshold, Void, Weights

A, B, C = ChoiceId("A"), ChoiceId("B"), ChoiceId("C")
TALLY = tally_of({"A": 40, "B": 30, "C": 30, "blank": 5, "null": 6}, registered=200)
BASES = {"valid": (Kind.CANDIDATE,), "cast": tuple(Kind)}
FIELD = Field(TALLY, BASES)
FORTY = Threshold(Fraction(2, 5), Op.GE, "valid")


def test_a_share_weighs_as_the_law_says() -> None:
    form = share(FIELD, FORTY, A)
    assert form.weights == {A: 3, B: -2, C: -2}
    assert [form.value(TALLY), form.slack(TALLY), form.holds(TALLY)] == [0, 0, True]
    cast = share(FIELD, Threshold(Fraction(1, 2), Op.GT, "cast"), A)
    assert cast.weights == {A: 1, B: -1, C: -1, "blank": -1, "null": -1}
    assert (cast.slack(TALLY), cast.strict) == (Fraction(-31, 2), True)


def test_a_lead_weighs_as_the_law_says() -> None:
    form = lead(FIELD, Threshold(Fraction(1, 10), Op.GE, "valid"), A, B)
    assert form.weights == {A: 9, B: -11, C: -1}
    assert (form.value(TALLY), form.scale) == (0, 10)


def test_half_plus_one_subtracts_one_vote() -> None:
    form = share(FIELD, Threshold(Fraction(1, 2), Op.PLUS_ONE, "valid"), A)
    assert [form.constant, form.strict, form.slack(TALLY)] == [-2, False, -11]
    for votes, holds in ((51, False), (52, True)):
        odd = tally_of({"A": votes, "B": 101 - votes})
        assert (
            share(Field(odd, BASES), Threshold(Fraction(1, 2), Op.PLUS_ONE, "valid"), A).holds(odd) == holds
        )


def test_shares_of_the_registered_and_turnout_are_about_voters() -> None:
    form = share(FIELD, Threshold(Fraction(1, 5), Op.GE, "registered"), A)
    assert (form.weights, form.registered_weight, form.value(TALLY)) == ({A: 5}, -1, 0)
    half = turnout(FIELD, Threshold(Fraction(1, 2), Op.GE, "cast"))
    assert set(half.weights.values()) == {2}
    assert [half.kind, half.slack(TALLY)] == [AssertionKind.TURNOUT, 11]
    below = turnout(FIELD, Threshold(Fraction(1, 2), Op.LT, "cast"))
    assert (below.kind, below.holds(TALLY), below.strict) == (AssertionKind.NOT_TURNOUT, False, True)
    with pytest.raises(ValueError, match="registered"):
        half.value(tally_of({"A": 1, "B": 1}))


@pytest.mark.parametrize("op", [Op.GT, Op.GE, Op.PLUS_ONE])
@pytest.mark.parametrize("base", ["valid", "cast", "registered"])
def test_a_negation_holds_exactly_when_the_form_does_not(op: Op, base: str) -> None:
    for of in (Fraction(2, 5), Fraction(1, 3), Fraction(40, 111), Fraction(1, 5)):
        threshold = Threshold(of, op, base)
        forms: list[Condition] = [share(FIELD, threshold, A), lead(FIELD, threshold, A, B), more_votes(B, C)]
        for form in forms:
            other = negated(form)
            assert isinstance(form, Assertion)
            assert isinstance(other, Assertion)
            assert form.holds(TALLY) != other.holds(TALLY)
            assert form.value(TALLY) == -other.value(TALLY)
            assert negated(other) == form


def test_grounds_of_voidness() -> None:
    ground = Void("blank_majority", None, (Kind.BLANK,), Threshold(Fraction(1, 2), Op.GT, "cast"))
    form = void_condition(FIELD, ground)
    assert (form.subject, form.holds(TALLY)) == ("blank", False)
    both = Void("support", None, (Kind.BLANK, Kind.NULL), Threshold(Fraction(11, 111), Op.GE, "cast"))
    assert void_condition(FIELD, both).holds(TALLY)
    assert void_condition(FIELD, both).whose == ("blank", "null")
    assert negated_form(void_condition(FIELD, both)).whose == ("blank", "null")
    with pytest.raises(MissingDataError, match="none votes") as caught:
        void_condition(FIELD, Void("support", None, (Kind.NONE,), Threshold(Fraction(1, 2), Op.GT, "cast")))
    assert 'kind = "none"' in str(caught.value)
    assert "contest.rule_reason" in str(caught.value)


AREAS = {
    "county": {
        "north": {"A": 10, "B": 10},
        "south": {"A": 1, "B": 30},
        "east": {"A": 5, "B": 5},
        "west": {"A": 0, "B": 0},
    }
}
WITH_AREAS = tally_of({"A": 16, "B": 45}, areas=AREAS)


def quarter(need: Fraction | int, op: Op = Op.GT, **more: object) -> Spread:
    return Spread("county", Threshold(Fraction(1, 4), Op.GE, "valid"), need, op, **more)  # type: ignore[arg-type]


def test_a_spread_counts_areas_with_votes() -> None:
    (quorum,) = spread(Field(WITH_AREAS, BASES), quarter(Fraction(1, 2)), A)
    assert isinstance(quorum, Quorum)
    assert [member.scope for member in quorum.members] == [
        Scope("county", AreaId(name)) for name in ("north", "south", "east")
    ]
    assert (quorum.score(WITH_AREAS), quorum.need) == (2, 3)
    opposite = negated(quorum)
    assert isinstance(opposite, Quorum)
    assert opposite.holds(WITH_AREAS) != quorum.holds(WITH_AREAS)
    assert opposite.any_member != quorum.any_member


def test_areas_that_must_or_do_not_count() -> None:
    part = quarter(2, must=(AreaId("south"),), excluded=(AreaId("east"),), total=3)
    quorum, must = spread(Field(WITH_AREAS, BASES), part, A)
    assert isinstance(quorum, Quorum)
    assert (len(quorum.members), quorum.need) == (2, 2)
    assert isinstance(must, Assertion)
    assert (must.scope, must.holds(WITH_AREAS)) == (Scope("county", AreaId("south")), False)
    _, nobody = spread(Field(WITH_AREAS, BASES), quarter(1, must=(AreaId("west"),)), A)
    assert not nobody.holds(WITH_AREAS)
    assert negated(nobody).holds(WITH_AREAS)
    with pytest.raises(MissingDataError, match="'centre'"):
        spread(Field(WITH_AREAS, BASES), quarter(1, must=(AreaId("centre"),)), A)


@pytest.mark.parametrize(
    ("need", "op", "total", "areas"),
    [
        (Fraction(1, 2), Op.GT, 47, 24),
        (Fraction(1, 2), Op.GT, 38, 20),
        (Fraction(1, 2), Op.GE, 38, 19),
        (Fraction(2, 3), Op.GE, 36, 24),
        (Fraction(2, 3), Op.GE, 37, 25),
        (Fraction(2, 3), Op.GE, 19, 13),
        (24, Op.GE, 47, 24),
    ],
)
def test_a_part_of_an_area_cannot_be_won(need: Fraction | int, op: Op, total: int, areas: int) -> None:
    assert areas_needed(quarter(need, op), total) == areas


def test_points_go_to_whoever_is_first_alone() -> None:
    points = Weights({"county": {AreaId("north"): 3, AreaId("south"): 4, AreaId("west"): 9}}, 9)
    field = Field(WITH_AREAS, BASES)
    assert weights(field, points, A).score(WITH_AREAS) == 0
    assert weights(field, points, B).score(WITH_AREAS) == 4
    assert sum(weights(field, points, B).points) == 7


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), max_size=7), st.integers(0, 12))
def test_the_cheapest_items_by_trying_all(costs: list[tuple[int, int]], points: int) -> None:
    every = (c for n in range(len(costs) + 1) for c in combinations(costs, n))
    enough = [sum(cost for cost, _ in c) for c in every if sum(worth for _, worth in c) >= points]
    assert cheapest(costs, points) == min(enough, default=None)


def test_a_quorum_breaks_in_its_cheapest_areas() -> None:
    quorum, *_ = spread(Field(WITH_AREAS, BASES), quarter(2), B)
    assert isinstance(quorum, Quorum)
    move = transfers(WITH_AREAS, Change.MOVE)[0]
    assert (move.source, move.target) == ("B", "A")
    # east: 4 B - 10 = 10, each vote moved costs 4: 3 votes; north: 6; two of three must be lost
    assert quorum_margin(quorum, WITH_AREAS, move) == 3 + 6
    assert easiest(quorum, WITH_AREAS, Change.MOVE).votes == 9


def test_a_tally_without_such_an_area_is_told() -> None:
    form = share(FIELD, FORTY, A, scope=Scope("county", AreaId("north")))
    with pytest.raises(ValueError, match="north"):
        form.value(TALLY)
    assert isinstance(TALLY, Tally)
