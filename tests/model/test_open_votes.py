"""Tallies with open votes: their bounds, adding sheets to them, and asking of the sums alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from veedor.model import (
    AreaId,
    Assertion,
    AssertionKind,
    Choice,
    ChoiceId,
    Contest,
    ContestId,
    Kind,
    OpenVotes,
    Quorum,
    Scope,
    Tally,
    as_counted,
    merged,
)

A, B, BLANK = ChoiceId("A"), ChoiceId("B"), ChoiceId("blank")
CONTEST = Contest(ContestId("c"), "C", (Choice(A, "A"), Choice(B, "B"), Choice(BLANK, "Blank", Kind.BLANK)))
X, Y = {"state": AreaId("x")}, {"state": AreaId("y")}


def ahead(scope: Scope | None = None) -> Assertion:
    weights = {A: 1, B: -1}
    return Assertion(
        f"first:{scope}", AssertionKind.FIRST, A, B, Fraction(0), "", weights, strict=True, scope=scope
    )


def tally(*open_: OpenVotes, a: int = 10, b: int = 7) -> Tally:
    part = {AreaId("x"): Tally(CONTEST, {A: a - 4, B: 3}), AreaId("y"): Tally(CONTEST, {A: 4, B: b - 3})}
    return Tally(CONTEST, {A: a, B: b}, 100, {"state": part}, open_)


def test_the_range_of_an_assertion_is_what_any_content_can_give() -> None:
    assert ahead().range(tally()) == (3, 3)
    assert ahead().range(tally(OpenVotes(5))) == (-2, 8)
    assert ahead().range(tally(OpenVotes(5, frozenset({A})), OpenVotes(2, frozenset({B, BLANK})))) == (1, 8)
    assert ahead().range(tally(OpenVotes(None, frozenset({A})))) == (3, None)
    assert ahead().range(tally(OpenVotes(None))) == (None, None)
    assert ahead().range(tally(OpenVotes(None, frozenset({BLANK})))) == (3, 3)


def test_open_votes_of_another_area_do_not_count_in_an_area() -> None:
    in_x = ahead(Scope("state", AreaId("x")))
    assert in_x.range(tally(OpenVotes(5, areas=Y))) == (3, 3)
    assert in_x.range(tally(OpenVotes(5, areas=X))) == (-2, 8)
    assert in_x.range(tally(OpenVotes(5))) == (-2, 8)
    assert ahead().range(tally(OpenVotes(5, areas=Y))) == (-2, 8)


def test_ballots_from_anywhere_are_shared_out_between_areas() -> None:
    members = tuple(ahead(Scope("state", AreaId(name))) for name in "xy")
    quorum = Quorum("states", members, (1, 1), 1, ((0,), (1,)))
    even = tally(b=6)  # ahead by three in x and by one in y
    assert quorum.range(even) == (2, 2)

    def least(ballots: int, **where: AreaId) -> int:
        return quorum.range(tally(OpenVotes(ballots, areas=where), b=6))[0]

    assert [least(n) for n in (0, 1, 3, 4)] == [2, 1, 1, 0]
    assert [least(9, **area) for area in (X, Y)] == [1, 1]
    assert quorum.range(tally(OpenVotes(None), b=6)) == (0, 2)
    assert quorum.range(tally(OpenVotes(None, frozenset({A})), b=6)) == (2, 2)


def test_alike_open_votes_are_joined_and_what_nothing_bounds_stays_apart() -> None:
    groups = (
        OpenVotes(2),
        OpenVotes(3),
        OpenVotes(None),
        OpenVotes(1, areas=X),
        OpenVotes(4, frozenset({A})),
    )
    assert merged(groups) == (
        OpenVotes(5),
        OpenVotes(None),
        OpenVotes(1, areas=X),
        OpenVotes(4, frozenset({A})),
    )


def test_sheets_are_added_in_all_and_by_area_and_registered_voters_are_not() -> None:
    more = Tally(
        CONTEST,
        {B: 5},
        30,
        {"state": {AreaId("y"): Tally(CONTEST, {B: 2}), AreaId("z"): Tally(CONTEST, {B: 3})}},
    )
    both = tally(OpenVotes(9)).plus(more)
    assert (both.of(A), both.of(B), both.registered) == (10, 12, 100)
    assert both.areas["state"][AreaId("y")].of(B) == 6
    assert both.areas["state"][AreaId("z")].of(B) == 3
    assert both.open == (OpenVotes(9),)


def test_ballots_add_up_and_are_not_made_up() -> None:
    one = Tally(CONTEST, {A: 3}, ballots=5)
    assert one.plus(Tally(CONTEST, {A: 2})).ballots == Tally(CONTEST, {A: 2}).plus(one).ballots == 7
    assert Tally(CONTEST, {A: 3}).plus(Tally(CONTEST, {A: 2})).ballots is None
    two = Contest(ContestId("c"), "C", CONTEST.choices, votes_allowed=2)
    known, unknown = Tally(two, {A: 3}, ballots=5), Tally(two, {A: 2})
    assert known.plus(unknown).turnout is None
    assert unknown.plus(known).turnout is None
    assert known.plus(known).turnout == 10


def test_as_counted_there_is_nothing_open() -> None:
    whole = tally(OpenVotes(5))
    assert as_counted(whole) == tally()
    assert as_counted(tally()) == tally()
    x = AreaId("x")
    inside = {"state": {**tally().areas["state"], x: replace(tally().areas["state"][x], open=whole.open)}}
    assert as_counted(replace(tally(), areas=inside)) == tally()
