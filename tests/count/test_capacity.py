"""What a sheet could hold at its worst: bounds of ballots, and the contents that hurt most."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.build_audit import CONTEST, share, states_of
from count.build_count import lead, sheets
from veedor.count import States
from veedor.count.capacity import (
    Sharing,
    fewest_ballots,
    most_of_sheets,
    worst_ballot,
    worst_contents,
)
from veedor.count.vectors import UNKNOWN
from veedor.model import Kind, OpenVotes, Scope
from veedor.model.bounds import reach

COUNTED, OUTSTANDING, ASIDE = 0, 1, 2
VOTES = np.array([[40, 30, 0, 0], [10, 5, 0, 0], [0, 0, 0, 0], [60, 55, 0, 0], [0, 0, 0, 0]])
CODE = np.array([COUNTED, COUNTED, OUTSTANDING, ASIDE, OUTSTANDING])
REGISTERED = np.array([100, 0, 80, 90, UNKNOWN])


def mixed(cap: int | None = None) -> States:
    """Two counted sheets (one without voters), one set aside with too many ballots, two outstanding ones."""
    return states_of(VOTES, CODE, REGISTERED, most_ballots=cap)


@pytest.mark.parametrize("sharing", Sharing)
def test_a_sheet_holds_its_voters_or_the_cap_but_never_less_than_was_published(sharing: Sharing) -> None:
    assert mixed().most_ballots_of(sharing).tolist() == [100, UNKNOWN, 80, 115, UNKNOWN]
    assert mixed(12).most_ballots_of(sharing).tolist() == [100, 15, 80, 115, 12]


def test_a_register_bounds_the_sheets_that_share_it_as_far_as_the_others_are_believed() -> None:
    unit = np.array([0, 0, 0, -1, 1])
    states = states_of(VOTES, CODE, REGISTERED, unit=unit, unit_registered=(200, 0), most_ballots=50)
    left = 200 - 70 - 15
    assert states.left_of_units.tolist() == [left, UNKNOWN]
    assert states.capacity.tolist() == [left + 70, left + 15, left, 115, 50]
    assert states.most_ballots_of(Sharing.WHOLE).tolist() == [200, 200, 200, 115, 50]
    assert states.most_ballots_of(Sharing.NONE).tolist() == [70, 50, 50, 115, 50]


def test_a_ballot_of_several_votes_names_a_candidate_once() -> None:
    # 70 votes need 35 ballots of two, or 24 of three, and no fewer than the 40 of one candidate
    for allowed, fewest in ((1, [70, 15]), (2, [40, 10]), (3, [40, 10])):
        states = states_of(VOTES, CODE, REGISTERED, contest=replace(CONTEST, votes_allowed=allowed))
        assert fewest_ballots(states.counted).tolist() == fewest


def test_without_the_roll_a_sheet_is_bounded_by_its_own_voters() -> None:
    votes = {"1": [5, 3, 0, 0], "2": [9, 0, 0, 3], "3": [0] * 4, "4": [0] * 4, "5": [0] * 4}
    count = sheets(votes, registered=[20, 10, UNKNOWN, 0, 1])
    assert most_of_sheets(count).tolist() == [20, 12, UNKNOWN, UNKNOWN, 1]


@given(st.lists(st.integers(-9, 9), min_size=4, max_size=4), st.integers(-5, 5), st.integers(1, 3))
def test_no_ballot_hurts_more_than_the_worst_one(weights: list[int], of_ballot: int, allowed: int) -> None:
    of = replace(CONTEST, votes_allowed=allowed)
    ids = [choice.choice_id for choice in of.choices]
    form = replace(share(), weights=dict(zip(ids, weights, strict=True)), ballots_weight=of_ballot)
    candidates = [j for j, choice in enumerate(of.choices) if choice.kind is Kind.CANDIDATE]
    every = [
        named
        for votes in range(1, allowed + 1)
        for named in combinations_with_replacement(range(4), votes)
        if all(named.count(j) <= 1 for j in candidates)
    ]
    ballot = worst_ballot(form, of)
    hurt = int(ballot @ np.array(weights)) + (of_ballot if ballot.any() else 0)
    assert hurt == min(0, *(of_ballot + sum(weights[j] for j in named) for named in every))
    assert ballot.sum() <= allowed
    # what bounds open votes counts a ballot that names nobody besides, which cannot be written as votes
    assert reach(form, of, OpenVotes(1)).low <= hurt


def test_where_a_ballot_is_one_vote_its_own_weight_is_on_every_choice() -> None:
    ids = [choice.choice_id for choice in CONTEST.choices]
    form = replace(share(), weights=dict.fromkeys(ids, 0) | {ids[1]: -2}, ballots_weight=5)
    assert not worst_ballot(form, CONTEST).any()
    assert worst_ballot(replace(form, ballots_weight=-1), CONTEST).tolist() == [0, 1, 0, 0]


def test_no_vote_and_no_ballot_is_cast_that_changes_nothing() -> None:
    ids = [choice.choice_id for choice in CONTEST.choices]
    form = replace(share(), weights=dict.fromkeys(ids, 0) | {ids[1]: -2})
    assert worst_ballot(form, replace(CONTEST, votes_allowed=2)).tolist() == [0, 1, 0, 0]
    assert not worst_ballot(replace(form, ballots_weight=2), CONTEST).any()


def test_a_sheet_without_votes_needs_no_ballot() -> None:
    states = states_of(VOTES, CODE * 0, REGISTERED, contest=replace(CONTEST, votes_allowed=3))
    assert fewest_ballots(states.counted).tolist() == [40, 10, 0, 60, 0]


def test_a_register_of_one_voter_bounds_its_sheets_too() -> None:
    unit = np.array([-1, -1, 0, -1, 1])
    states = states_of(VOTES, CODE, REGISTERED, unit=unit, unit_registered=(1, 0), most_ballots=50)
    for sharing in (Sharing.LEFT, Sharing.WHOLE):
        assert states.most_ballots_of(sharing)[[2, 4]].tolist() == [1, 50]


def test_a_register_that_is_full_leaves_no_voter() -> None:
    unit = np.array([0, 0, 0, 1, 1])
    states = states_of(VOTES, CODE, REGISTERED, unit=unit, unit_registered=(80, 1))
    assert states.left_of_units.tolist() == [0, 1]


def test_the_worst_contents_of_sheets_give_every_ballot_to_whoever_hurts_most() -> None:
    count = sheets({"1": [5, 3, 0, 0], "2": [9, 0, 0, 3]}, registered=[20, 30], places=["T / S", "U / S"])
    rows = np.array([0, 1])
    bound = most_of_sheets(count)[rows]
    found = worst_contents(count, rows, lead(), bound)
    assert found is not None
    assert found.tolist() == [[0, 20, 0, 0], [0, 30, 0, 0]]
    inside = replace(lead(), scope=Scope("municipality", "T"))  # type: ignore[arg-type]
    scoped = worst_contents(count, rows, inside, bound)
    assert scoped is not None
    assert scoped.tolist() == [[0, 20, 0, 0], [9, 0, 0, 3]]
    assert worst_contents(count, rows, lead(), np.array([20, UNKNOWN])) is None
