"""What establishes an outcome holds exactly when the outcome stands: random rules, random totals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from property.tallies import (
    ALL_ADVANCE,
    additions_up_to,
    area_documents,
    area_tallies,
    changed,
    documents,
    everywhere,
    possible,
    tallies,
)
from veedor.errors import QuestionError
from veedor.model import AssertionKind, OpenVotes, OutcomeKind, Tally
from veedor.rules import Change, alternatives, decide, establishing, load, tally_of
from veedor.rules.document import read_rule
from veedor.rules.margins import easiest, form_margin, transfers
from veedor.rules.standing import Standing

FEW = settings(max_examples=60, deadline=None)
MANY = settings(max_examples=300, deadline=None)


@MANY
@given(documents(), tallies(), tallies())
def test_an_outcome_stands_exactly_when_one_conjunction_holds(
    document: dict[str, Any], tally: Tally, other: Tally
) -> None:
    rule = read_rule(document, "test")
    outcome = decide(rule, tally)
    standing = establishing(rule, tally, outcome)
    assert any(a.holds(tally) for a in standing)
    assert any(a.holds(other) for a in standing) == decide(rule, other).same_as(outcome)


@MANY
@given(area_documents(), area_tallies(), area_tallies())
def test_the_same_with_conditions_by_area(document: dict[str, Any], tally: Tally, other: Tally) -> None:
    rule = read_rule(document, "test")
    outcome = decide(rule, tally)
    standing = establishing(rule, tally, outcome)
    assert any(a.holds(tally) for a in standing)
    assert any(a.holds(other) for a in standing) == decide(rule, other).same_as(outcome)


@MANY
@given(documents(), tallies())
def test_a_candidate_is_elected_exactly_when_an_alternative_holds(
    document: dict[str, Any], tally: Tally
) -> None:
    rule = read_rule(document, "test")
    winner = decide(rule, tally).winner
    for choice in tally.contest.candidates:
        assert any(a.holds(tally) for a in alternatives(rule, tally, choice)) == (choice == winner)


@FEW
@given(documents(), tallies(most=9))
def test_the_margin_flips_and_one_vote_less_does_not(document: dict[str, Any], tally: Tally) -> None:
    rule = read_rule(document, "test")
    outcome = decide(rule, tally)
    standing = establishing(rule, tally, outcome)
    for change in Change:
        for transfer in transfers(tally, change):
            margin = Standing(standing, tally).margin(transfer)
            most = transfer.most(tally)
            for votes in range(1, 40 if most is None else most + 1):
                after = changed(tally, transfer, votes)
                if not possible(rule, after):
                    break
                if not decide(rule, after).same_as(outcome):
                    assert margin.votes == votes
                    break
                assert margin.votes is None or votes < margin.votes


@FEW
@given(area_documents(), area_tallies(most=3, candidates=2))
def test_with_areas_no_smaller_number_flips_wherever_the_votes_are(
    document: dict[str, Any], tally: Tally
) -> None:
    rule = read_rule(document, "test")
    outcome = decide(rule, tally)
    standing = establishing(rule, tally, outcome)
    for change in Change:
        for transfer in transfers(tally, change):
            margin = Standing(standing, tally).margin(transfer)
            for votes in range(1, 5):
                reached = [t for t in everywhere(tally, transfer, votes) if t.valid]
                flipped = [t for t in reached if not decide(rule, t).same_as(outcome)]
                if margin.votes is None or votes < margin.votes:
                    assert not any(_same_areas(t) for t in flipped)
                elif margin.exact and votes == margin.votes and reached:
                    assert flipped


def _same_areas(tally: Tally) -> bool:
    """Whether every area still has a vote for a candidate, as the conjunctions presuppose."""
    return all(area.valid > 0 for area in tally.areas["region"].values())


@FEW
@given(documents(), tallies(most=9))
def test_the_margin_of_an_assertion_flips_it(document: dict[str, Any], tally: Tally) -> None:
    rule = read_rule(document, "test")
    for alternative in establishing(rule, tally, decide(rule, tally))[:4]:
        for form in alternative.assertions:
            holds = form.holds(tally)
            for change in Change:
                for transfer in transfers(tally, change):
                    votes = form_margin(form, tally, transfer)
                    if votes is None:
                        most = transfer.most(tally)
                        after = changed(tally, transfer, 40 if most is None else most)
                        assert form.holds(after) == holds
                        continue
                    assert form.holds(changed(tally, transfer, votes)) != holds
                    assert form.holds(changed(tally, transfer, votes - 1)) == holds
                best = easiest(form, tally, change).votes
                every = [form_margin(form, tally, t) for t in transfers(tally, change)]
                assert best == min((n for n in every if n is not None), default=None)


@FEW
@given(documents(most_ways=1), tallies(most=6))
def test_what_is_outstanding_is_never_overlooked(document: dict[str, Any], tally: Tally) -> None:
    rule = read_rule(document, "test")
    outcome = decide(rule, tally)
    ballots = 3
    after = [t for t in additions_up_to(tally, ballots) if possible(rule, t)]
    changes = any(not decide(rule, t).same_as(outcome) for t in after)
    now = decide(rule, replace(tally, open=(OpenVotes(ballots),)))
    assert now.kind is OutcomeKind.UNDETERMINED or now == outcome
    if changes:
        assert now.kind is OutcomeKind.UNDETERMINED
    to_come = (tally.registered or 0) - tally.cast
    if outcome.winner is not None and to_come >= ballots:
        assert changes == (now.kind is OutcomeKind.UNDETERMINED)


def test_what_is_outstanding_leaves_a_runoff_between_two_who_are_close() -> None:
    rule = load("bo-president-2009")
    votes = {"A": 35, "B": 34, "C": 20, "D": 11}
    assert decide(rule, tally_of(votes, outstanding=9)).kind is OutcomeKind.RUNOFF
    assert decide(rule, tally_of(votes, outstanding=10)).kind is OutcomeKind.UNDETERMINED


BOLIVIA = load("bo-president-2009")


def test_three_who_share_the_first_place_tie_for_two_places() -> None:
    tally = tally_of({"A": 30, "B": 30, "C": 30, "D": 10})
    outcome = decide(BOLIVIA, tally)
    assert (outcome.kind, outcome.choices) == (OutcomeKind.TIE, ("A", "B", "C"))
    standing = establishing(BOLIVIA, tally, outcome)
    assert any(a.holds(tally) for a in standing)
    for other in ({"A": 31, "B": 30, "C": 30, "D": 9}, {"A": 30, "B": 30, "C": 29, "D": 11}):
        assert not any(a.holds(tally_of(other)) for a in standing)


def test_a_runoff_rests_on_no_lead_over_somebody_who_does_not_advance() -> None:
    close = tally_of({"A": 35, "B": 34, "C": 20, "D": 11})
    standing = establishing(BOLIVIA, close, decide(BOLIVIA, close))
    assert len(standing) == 4  # for each of the two: too small a share, or too small a lead over the other
    leads = {form.rival for a in standing for form in a.assertions if form.kind is AssertionKind.NOT_LEAD}
    assert leads == {"A", "B"}


def test_more_advance_than_there_are_places_only_while_the_last_of_them_are_equal() -> None:
    rule = read_rule(ALL_ADVANCE, "test")
    crowded = tally_of({"A": 40, "B": 20, "C": 20, "D": 9})
    outcome = decide(rule, crowded)
    assert (outcome.kind, outcome.choices) == (OutcomeKind.RUNOFF, ("A", "B", "C"))
    standing = establishing(rule, crowded, outcome)
    assert any(a.holds(crowded) for a in standing)
    assert any(a.holds(tally_of({"A": 15, "B": 20, "C": 15, "D": 9})) for a in standing)
    for other in ({"A": 40, "B": 21, "C": 20, "D": 9}, {"A": 40, "B": 20, "C": 20, "D": 20}):
        assert not any(a.holds(tally_of(other)) for a in standing)


def test_a_round_that_leads_to_a_runoff_is_void_on_its_grounds_alone() -> None:
    turnout = {"reason": "turnout", "turnout": {"of": "1/2", "op": "<"}}
    first = {**ALL_ADVANCE["round"][0], "void": [turnout]}  # type: ignore[index]
    rule = read_rule(ALL_ADVANCE | {"round": [first, ALL_ADVANCE["round"][1]]}, "test")  # type: ignore[index]
    few = tally_of({"A": 20, "B": 15, "C": 10}, registered=100)
    enough = tally_of({"A": 25, "B": 20, "C": 15}, registered=100)
    assert [decide(rule, tally).kind for tally in (few, enough)] == [OutcomeKind.VOID, OutcomeKind.RUNOFF]
    standing = establishing(rule, few, decide(rule, few))
    assert [a.name for a in standing] == ["turnout"]
    assert [standing[0].holds(tally) for tally in (few, enough)] == [True, False]


CLOSE = tally_of({"A": 35, "B": 34, "C": 20, "D": 11})


def test_so_many_combinations_are_looked_at_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = decide(BOLIVIA, CLOSE)
    every = establishing(BOLIVIA, CLOSE, outcome)
    monkeypatch.setattr("veedor.rules.sufficient.LIMIT", len(every))
    assert establishing(BOLIVIA, CLOSE, outcome) == every
    monkeypatch.setattr("veedor.rules.sufficient.LIMIT", len(every) - 1)
    with pytest.raises(QuestionError, match=f"More than {len(every) - 1} combinations"):
        establishing(BOLIVIA, CLOSE, outcome)


def test_who_of_two_finalists_is_first_is_asked_only_where_there_are_too_many_combinations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcome = decide(BOLIVIA, CLOSE)
    every = establishing(BOLIVIA, CLOSE, outcome)
    for most, ordered in ((len(every), False), (len(every) - 1, True)):
        monkeypatch.setattr("veedor.rules.sufficient.FINALISTS", most)
        forms = {form.assertion_id for a in establishing(BOLIVIA, CLOSE, outcome) for form in a.assertions}
        assert bool(forms & {"first:A>=B", "first:B>=A"}) is ordered
