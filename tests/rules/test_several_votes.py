"""Ballots that give several votes: ballots are not votes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from veedor.errors import MissingDataError, QuestionError
from veedor.model import OpenVotes, OutcomeKind, Tally
from veedor.rules import decide, explain, load, tally_of

MOST = "is-president-1944"


def for_two(votes: dict[str, int], ballots: int | None, registered: int | None = None) -> Tally:
    tally = tally_of(votes, registered=registered)
    return replace(tally, contest=replace(tally.contest, votes_allowed=2), ballots=ballots)


def test_votes_are_no_turnout() -> None:
    votes = {"A": 200, "B": 150, "C": 100, "null": 10}
    assert for_two(votes, None).turnout is None
    assert (for_two(votes, 240).turnout, for_two(votes, 240).cast) == (240, 240)
    assert tally_of(votes).turnout == 460


def test_shares_of_ballots_and_turnout_need_the_ballots() -> None:
    votes = {"A": 130, "B": 120, "C": 100}
    with pytest.raises(MissingDataError, match="ballots cast"):
        decide(load("uy-president-1997"), for_two(votes, None))
    assert decide(load("uy-president-1997"), for_two(votes, 240)).winner == "A"  # 130 of 240 ballots
    assert decide(load("uy-president-1997"), for_two(votes, 260)).kind is OutcomeKind.RUNOFF
    turnout = load("mk-president-2009")
    last = turnout.rounds[-1].name
    with pytest.raises(MissingDataError, match="ballots cast"):
        decide(turnout, for_two(votes, None, 800), round=last)
    assert decide(turnout, for_two(votes, 240, 800), round=last).reason == "turnout"
    assert decide(turnout, for_two(votes, 240, 500), round=last).winner == "A"


def test_more_votes_than_registered_are_no_refusal_and_more_ballots_are() -> None:
    rule, votes = load("ro-president-2003"), {"A": 200, "B": 150, "C": 100}
    assert decide(rule, for_two(votes, 240, 320)).winner == "A"
    assert decide(rule, for_two(votes, None, 320)).winner == "A"
    with pytest.raises(QuestionError, match="321 ballots"):
        decide(rule, for_two(votes, 321, 320))


def test_an_open_ballot_counts_for_the_ballots_and_gives_two_votes() -> None:
    most = for_two({"A": 130, "B": 120, "C": 100}, None)
    assert decide(load(MOST), replace(most, open=(OpenVotes(9),))).winner == "A"
    assert decide(load(MOST), replace(most, open=(OpenVotes(10),))).reason == "outstanding"
    half = for_two({"A": 130, "B": 120, "C": 100}, 240)
    assert decide(load("uy-president-1997"), replace(half, open=(OpenVotes(19),))).winner == "A"
    assert decide(load("uy-president-1997"), replace(half, open=(OpenVotes(20),))).reason == "outstanding"


def test_a_vote_added_is_a_ballot_more_and_one_moved_is_none() -> None:
    decision = explain(load("uy-president-1997"), for_two({"A": 130, "B": 120, "C": 100}, 240))
    assert (decision.moved, decision.added) == (10, 20)
