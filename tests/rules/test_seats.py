"""Seats against two libraries, and the last seat by brute force."""

from __future__ import annotations

from fractions import Fraction

import apportionment.methods
import pytest
import votelib.evaluate.proportional
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.errors import MissingDataError, QuestionError
from veedor.model import AreaId, ChoiceId
from veedor.rules import allocate, load, loads, seats, tally_of
from veedor.rules.load import LAW

NAMES = [ChoiceId(name) for name in "ABCDEF"]
METHODS = {
    "dhondt": "dhondt",
    "sainte_lague": "saintelague",
    "modified_sainte_lague": "modified_saintelague",
    "hare": "hamilton",
}

votes_of_lists = st.lists(st.integers(1, 10_000), min_size=2, max_size=6).map(
    lambda counts: dict(zip(NAMES, counts, strict=False))
)


@settings(max_examples=200, deadline=None)
@given(votes_of_lists, st.integers(1, 30), st.sampled_from(sorted(METHODS)))
def test_seats_are_those_of_another_library(votes: dict[ChoiceId, int], number: int, method: str) -> None:
    found = allocate(votes, number, method)
    assert sum(found.seats.values()) + found.open_seats == number
    if found.open_seats:
        return
    other = apportionment.methods.compute(
        METHODS[method], list(votes.values()), number, fractions=True, verbose=False
    )
    assert list(found.seats.values()) == other


@settings(max_examples=100, deadline=None)
@given(
    votes_of_lists,
    st.integers(1, 30),
    st.sampled_from([("dhondt", "d_hondt"), ("sainte_lague", "sainte_lague")]),
)
def test_seats_are_those_of_a_third(
    votes: dict[ChoiceId, int], number: int, methods: tuple[str, str]
) -> None:
    found = allocate(votes, number, methods[0])
    if found.open_seats:
        return
    other = votelib.evaluate.proportional.HighestAverages(methods[1]).evaluate(votes, number)
    assert {choice: n for choice, n in found.seats.items() if n} == dict(other)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=4).map(lambda n: dict(zip(NAMES, n, strict=False))),
    st.integers(1, 6),
    st.sampled_from(["dhondt", "sainte_lague", "modified_sainte_lague"]),
)
def test_two_claims_meet_at_the_votes_given_and_not_before(
    votes: dict[ChoiceId, int], number: int, method: str
) -> None:
    found = allocate(votes, number, method)
    for last in (found.last, found.closest):
        if last is None:
            continue
        assert last.gap > 0
        p = votes[last.winner] / last.quotient
        q = votes[last.rival] / last.next_quotient
        for needed, lost, gained in ((last.moved, 1, 1), (last.taken, 1, 0), (last.added, 0, 1)):
            if needed is None:
                continue
            for changed, meet in ((needed, True), (needed - 1, False)):
                left = (votes[last.winner] - lost * changed) / p
                right = (votes[last.rival] + gained * changed) / q
                assert (left <= right) == meet


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=4).map(lambda n: dict(zip(NAMES, n, strict=False))),
    st.integers(1, 6),
    st.sampled_from(sorted(METHODS)),
)
def test_the_votes_given_change_or_open_a_seat(votes: dict[ChoiceId, int], number: int, method: str) -> None:
    found = allocate(votes, number, method)
    closest = found.closest
    if closest is None or closest.moved is None:
        return
    after = dict(votes)
    after[closest.winner] -= closest.moved
    after[closest.rival] += closest.moved
    again = allocate(after, number, method)
    same = {k: n for k, n in again.seats.items() if n} == {k: n for k, n in found.seats.items() if n}
    assert again.open_seats or not same


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1, 25), min_size=2, max_size=3).map(lambda n: dict(zip(NAMES, n, strict=False))),
    st.integers(1, 4),
    st.sampled_from(["dhondt", "sainte_lague"]),
)
def test_no_fewer_votes_moved_open_a_seat(votes: dict[ChoiceId, int], number: int, method: str) -> None:
    found = allocate(votes, number, method)
    if found.closest is None or found.closest.moved is None:
        return
    for one, has in votes.items():
        for other in votes:
            for changed in range(1, min(found.closest.moved, has + 1)):
                after = {**votes, one: has - changed}
                after[other] = after[other] + changed
                again = allocate(after, number, method)
                assert {k: v for k, v in again.seats.items() if v} == {
                    k: v for k, v in found.seats.items() if v
                }


def test_equal_claims_leave_a_seat_open() -> None:
    found = allocate({NAMES[0]: 60, NAMES[1]: 60, NAMES[2]: 1}, 3)
    assert (found.seats, found.open_seats, found.tied) == ({"A": 1, "B": 1, "C": 0}, 1, ("A", "B"))
    assert found.last is None
    hare = allocate({NAMES[0]: 50, NAMES[1]: 50}, 3, "hare")
    assert (hare.open_seats, hare.tied) == (1, ("A", "B"))


def test_the_last_seat_by_hand() -> None:
    """D'Hondt for 3 seats: 100, 60, 50 | 33.3, 30, 30; of the two at 30 the one with the smaller divisor."""
    found = allocate({NAMES[0]: 100, NAMES[1]: 60, NAMES[2]: 30}, 3)
    assert found.seats == {"A": 2, "B": 1, "C": 0}
    assert found.last is not None
    assert (found.last.winner, found.last.rival) == ("A", "C")
    assert [found.last.quotient, found.last.next_quotient, found.last.gap] == [50, 30, 20]
    assert (found.last.moved, found.last.taken, found.last.added) == (14, 40, 20)
    hare = allocate({NAMES[0]: 47, NAMES[1]: 33, NAMES[2]: 20}, 4, "hare")
    assert hare.seats == {"A": 2, "B": 1, "C": 1}
    assert hare.last is not None
    assert [hare.last.quotient, hare.last.next_quotient, hare.last.moved] == [20, 8, 6]


SEATS = """
[[seats]]
name = "assembly"
method = "hare"
level = "region"
threshold = { of = "5%", op = ">=", base = "valid" }
[seats.seats]
North = 3
South = 2
"""


def test_a_threshold_met_exactly_is_met() -> None:
    """Another library drops a list at exactly the threshold."""
    rule = loads((LAW / "bo-president-2009.toml").read_text(encoding="utf-8") + SEATS)
    areas = {"North": {"A": 55, "B": 3, "C": 2, "null": 9}, "South": {"A": 37, "B": 2, "C": 1, "null": 9}}
    tally = tally_of({"A": 92, "B": 5, "C": 3, "null": 18}, areas={"region": areas})
    found = seats(rule, tally, "assembly")
    assert found.total == {"A": 5, "B": 0}
    assert all(allocation.excluded == ("C",) for allocation in found.areas)
    stricter = loads(
        (LAW / "bo-president-2009.toml").read_text(encoding="utf-8") + SEATS.replace('op = ">="', 'op = ">"')
    )
    assert all(allocation.excluded == ("B", "C") for allocation in seats(stricter, tally).areas)
    by_area = loads(
        (LAW / "bo-president-2009.toml").read_text(encoding="utf-8")
        + SEATS.replace("[seats.seats]", 'threshold_in = "area"\n[seats.seats]')
    )
    assert [a.excluded for a in seats(by_area, tally).areas] == [("C",), ("C",)]
    with pytest.raises(MissingDataError, match="region"):
        seats(rule, tally_of({"A": 3}))
    with pytest.raises(MissingDataError, match="'South'"):
        seats(rule, tally_of({"A": 3}, areas={"region": {"North": {"A": 3}}}))
    with pytest.raises(QuestionError, match="assembly"):
        seats(rule, tally, "assemblies")


def test_the_whole_country_as_one() -> None:
    text = (LAW / "bo-president-2009.toml").read_text(encoding="utf-8")
    rule = loads(text + '[[seats]]\nname = "list"\nmethod = "sainte_lague"\nseats = 5\n')
    found = seats(rule, tally_of({"A": 60, "B": 40, "blank": 8}))
    assert found.total == {"A": 3, "B": 2}
    assert found.open_seats == 0
    assert found.areas[0].area is None


def test_nobody_to_take_a_seat() -> None:
    with pytest.raises(QuestionError, match="South"):
        allocate({NAMES[0]: 0}, 2, area=AreaId("South"))
    with pytest.raises(QuestionError, match="no method"):
        allocate({NAMES[0]: 1}, 2, "droop")
    assert allocate({NAMES[0]: 1}, 0).seats == {"A": 0}
    assert allocate({NAMES[0]: 7}, 2).last is None


def test_quotients_are_fractions() -> None:
    found = allocate({NAMES[0]: 10, NAMES[1]: 7}, 2, "modified_sainte_lague")
    assert found.last is not None
    assert found.last.quotient == Fraction(5)
    assert load("bo-president-2009").seats == ()
