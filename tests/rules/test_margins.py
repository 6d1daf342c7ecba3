"""How many votes change a condition: in an area that is emptied, of a quorum, and the easiest change."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property.tallies import lawless
from veedor.model import Alternative, AreaId, ChoiceId, Kind, Quorum, Scope, Tally
from veedor.rules import Change, Transfer, decide, establishing, tally_of
from veedor.rules.conditions import Field, more_votes, negated_form, share
from veedor.rules.document import read_rule
from veedor.rules.margins import Margin, cheapest, easiest, form_margin, quorum_margin, transfers
from veedor.rules.rule_parts import Op, Threshold
from veedor.rules.standing import Standing

A, B, C = ChoiceId("A"), ChoiceId("B"), ChoiceId("C")
BASES = {"valid": (Kind.CANDIDATE,)}


def of_areas(**areas: dict[str, int]) -> Tally:
    total: dict[str, int] = {}
    for votes in areas.values():
        for name, n in votes.items():
            total[name] = total.get(name, 0) + n
    return tally_of(total, areas={"region": areas})


@pytest.mark.parametrize(
    ("op", "votes"),
    [
        (Op.GE, 10),  # half of nothing is reached by nobody: the last vote takes the area
        (Op.GT, 10),
        (Op.PLUS_ONE, 9),  # one vote is not half of one and one more
    ],
)
def test_taking_all_votes_of_an_area_takes_the_share_in_it(op: Op, votes: int) -> None:
    tally = of_areas(N={"A": 10, "B": 0}, S={"A": 0, "B": 7})
    form = share(
        Field(tally, BASES), Threshold(Fraction(1, 2), op, "valid"), A, scope=Scope("region", AreaId("N"))
    )
    assert form_margin(form, tally, Transfer(Change.TAKE, A)) == votes


def test_who_does_not_reach_a_share_does_not_reach_it_in_an_empty_area() -> None:
    tally = of_areas(N={"A": 0, "B": 10}, S={"A": 9, "B": 7})
    field, scope = Field(tally, BASES), Scope("region", AreaId("N"))
    for op in (Op.GE, Op.GT, Op.PLUS_ONE):
        form = negated_form(share(field, Threshold(Fraction(1, 2), op, "valid"), A, scope=scope))
        assert form.holds(tally)
        assert form_margin(form, tally, Transfer(Change.TAKE, B)) is None
    # being first is a matter of votes alone: with the last vote of the other the area is tied
    first = more_votes(B, A, scope=scope)
    assert form_margin(first, tally, Transfer(Change.TAKE, B)) == 10


def of_quorum(*votes: tuple[int, int, int], need: int, any_member: bool) -> tuple[Quorum, Tally]:
    """A is ahead of both rivals (of any of them) in areas that are worth a point each."""
    areas = {f"r{i}": dict(zip("ABC", here, strict=True)) for i, here in enumerate(votes)}
    scopes = [Scope("region", AreaId(name)) for name in areas]
    members = tuple(more_votes(A, rival, scope=scope) for scope in scopes for rival in (B, C))
    groups = tuple((2 * i, 2 * i + 1) for i in range(len(areas)))
    quorum = Quorum("q", members, (1,) * len(groups), need, groups, any_member=any_member, subject=A)
    return quorum, of_areas(**areas)


def by_trying(quorum: Quorum, tally: Tally) -> int | None:
    """The fewest votes moved from A to B, wherever cast, with which the quorum fails."""
    areas = tally.areas["region"]
    fewest = None
    for moved in product(*(range(area.of(A) + 1) for area in areas.values())):
        votes = {
            str(name): {"A": area.of(A) - n, "B": area.of(B) + n, "C": area.of(C)}
            for (name, area), n in zip(areas.items(), moved, strict=True)
        }
        if not quorum.holds(of_areas(**votes)) and (fewest is None or sum(moved) < fewest):
            fewest = sum(moved)
    return fewest


@pytest.mark.parametrize("any_member", [False, True])
@pytest.mark.parametrize("need", [1, 2, 3])
@pytest.mark.parametrize(
    "votes",
    [
        [(3, 0, 1), (2, 1, 0), (4, 0, 3), (1, 3, 0)],
        [(2, 1, 2), (1, 2, 0), (3, 2, 2), (4, 1, 5)],
        [(1, 0, 2), (2, 0, 3), (3, 1, 4)],
        [(4, 0, 6), (0, 0, 0), (2, 1, 0), (2, 0, 0)],
    ],
)
def test_the_margin_of_a_quorum_is_the_fewest_votes_that_break_it(
    votes: list[tuple[int, int, int]], need: int, any_member: bool
) -> None:
    quorum, tally = of_quorum(*votes, need=need, any_member=any_member)
    if quorum.holds(tally):
        assert quorum_margin(quorum, tally, Transfer(Change.MOVE, A, B)) == by_trying(quorum, tally)


def test_a_quorum_of_which_no_change_breaks_a_member_has_no_margin() -> None:
    quorum, tally = of_quorum((3, 1, 0), need=1, any_member=True)
    assert quorum_margin(quorum, tally, Transfer(Change.TAKE, B)) is None


def test_who_need_be_ahead_of_any_is_so_until_the_last_rival_is_ahead() -> None:
    added = Transfer(Change.ADD, None, B)
    every, tally = of_quorum((3, 1, 0), need=1, any_member=False)
    assert quorum_margin(every, tally, added) == 2
    either, _ = of_quorum((3, 1, 0), need=1, any_member=True)
    assert quorum_margin(either, tally, added) is None  # still ahead of the other one


@pytest.mark.parametrize("change", list(Change))
@pytest.mark.parametrize(("registered", "ballots"), [(0, 0), (-3, 0), (0, -2), (-1, 5)])
def test_the_effect_of_a_transfer_is_what_one_vote_of_it_does(
    change: Change, registered: int, ballots: int
) -> None:
    """Where a ballot may give two votes: one more or fewer is a ballot too, and one moved is none."""
    tally = tally_of({"A": 6, "B": 5, "C": 1}, registered=20)
    tally = replace(tally, contest=replace(tally.contest, votes_allowed=2), ballots=9)
    form = replace(
        more_votes(A, B),
        weights={A: 4, B: -7},
        registered_weight=registered,
        ballots_weight=ballots,
        constant=3,
    )
    cast = {Change.ADD: 1, Change.TAKE: -1, Change.MOVE: 0}[change]
    for transfer in transfers(tally, change):
        votes = dict(tally.votes)
        for choice, n in ((transfer.source, -1), (transfer.target, 1)):
            if choice is not None:
                votes[choice] += n
        after = replace(tally, votes=votes, ballots=9 + cast)
        assert transfer.effect(form) == form.value(after) - form.value(tally)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4)), max_size=6), st.integers(-1, 14))
def test_the_cheapest_items_that_are_worth_enough(items: list[tuple[int, int]], points: int) -> None:
    """Against every choice of the items."""
    chosen = [some for n in range(len(items) + 1) for some in combinations(items, n)]
    enough = [sum(cost for cost, _ in some) for some in chosen if sum(p for _, p in some) >= points]
    assert cheapest(items, points) == min(enough, default=None)


def test_of_changes_that_take_as_many_votes_the_one_of_the_larger_candidates_is_named() -> None:
    tally = tally_of({"A": 60, "B": 10, "C": 30})
    half = share(Field(tally, BASES), Threshold(Fraction(1, 2), Op.GE, "valid"), A)
    assert easiest(half, tally, Change.MOVE) == Margin(Transfer(Change.MOVE, A, C), 11)


def test_the_easiest_change_takes_the_fewest_votes() -> None:
    tally = tally_of({"A": 60, "B": 50, "C": 55})
    assert easiest(more_votes(A, B), tally, Change.MOVE) == Margin(Transfer(Change.MOVE, A, B), 5)
    assert easiest(more_votes(A, B), tally, Change.ADD) == Margin(Transfer(Change.ADD, None, B), 10)


def test_a_margin_by_areas_is_exact_where_one_quorum_is_all_that_breaks() -> None:
    states = {"N": {"A": 60, "B": 50}, "S": {"A": 90, "B": 20}}
    tally = tally_of({"A": 150, "B": 70}, areas={"state": states})
    moved = Transfer(Change.MOVE, A, B)

    def margin(*ways: dict[str, object]) -> Margin:
        rule = read_rule(lawless({"win": list(ways)}, ["candidate"]), "test")
        return Standing(establishing(rule, tally, decide(rule, tally)), tally).margin(moved)

    def spread(name: str, of: str) -> dict[str, object]:
        share = {"of": of, "op": ">", "base": "valid"}
        return {"name": name, "first": True, "spread": {"level": "state", "share": share, "need": 2}}

    # with 55 votes each the north is nobody's: one way falls
    assert margin(spread("half", "1/2")) == Margin(moved, 5, exact=True)
    # and with 44 of 110 the other one too; what breaks two quorums may take more than each by itself
    assert margin(spread("half", "1/2"), spread("two fifths", "2/5")) == Margin(moved, 16, exact=False)


def test_what_holds_by_two_areas_each_may_take_more_than_either() -> None:
    tally = of_areas(N={"A": 60, "B": 50}, S={"A": 30, "B": 22})
    half = Threshold(Fraction(1, 2), Op.GE, "valid")
    ways = [
        Alternative(name, (share(Field(tally, BASES), half, A, scope=Scope("region", AreaId(name))),))
        for name in "NS"
    ]
    moved = Transfer(Change.MOVE, A, B)
    assert Standing(ways[:1], tally).margin(moved) == Margin(moved, 6, exact=True)
    assert Standing(ways[1:], tally).margin(moved) == Margin(moved, 5, exact=True)
    assert Standing(ways, tally).margin(moved) == Margin(moved, 6, exact=False)  # it takes eleven
