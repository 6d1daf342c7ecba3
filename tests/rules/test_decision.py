"""What a decision says beside the outcome: of whom it asks, what each rival needs, and what is nearest."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given, settings

from property.tallies import (
    ALL_ADVANCE,
    CANDIDATES,
    area_documents,
    area_tallies,
    documents,
    lawless,
    open_groups,
    tallies,
)
from veedor.model import (
    AreaId,
    Assertion,
    AssertionKind,
    ChoiceId,
    Kind,
    OpenVotes,
    OutcomeKind,
    Quorum,
    Scope,
    Tally,
)
from veedor.rules import Change, alternatives, decide, establishing, explain, load, tally_of
from veedor.rules.conditions import Field, negated_form, share
from veedor.rules.document import read_rule
from veedor.rules.margins import transfers
from veedor.rules.rule_parts import Op, Threshold
from veedor.rules.standing import Standing
from veedor.rules.undoing import Undoing

FEW = settings(max_examples=80, deadline=None)


@FEW
@given(documents(), tallies())
def test_each_rival_is_told_what_it_would_need(document: dict[str, Any], tally: Tally) -> None:
    """Of an elected candidate by rival, else by who gains, or loses; by change, the fewest first."""
    rule = read_rule(document, "test")
    decision = explain(rule, tally)
    winner = decision.as_counted.winner
    standing = Standing(establishing(rule, tally, decision.as_counted), tally)
    needed: dict[tuple[Change, str], int] = {}
    for change in Change:
        for transfer in transfers(tally, change):
            votes = standing.margin(transfer).votes
            of_winner = transfer.target != winner if change is Change.ADD else transfer.source == winner
            if votes is None or (winner is not None and not of_winner):
                continue
            who = (change, str(transfer.target if transfer.target is not None else transfer.source))
            needed[who] = min(votes, needed.get(who, votes))
    told = {(m.change, str(m.transfer.target or m.transfer.source)): m.votes for m in decision.margins}
    assert told == needed
    order = [(list(Change).index(m.change), m.votes or 0) for m in decision.margins]
    assert order == sorted(order)


@FEW
@given(documents(), tallies())
def test_the_ways_are_those_of_who_was_named_first_or_of_who_leads(
    document: dict[str, Any], tally: Tally
) -> None:
    rule = read_rule(document, "test")
    decision = explain(rule, tally)
    ahead_of_all = max(tally.contest.candidates, key=tally.of)
    leader = decision.as_counted.choices[0] if decision.as_counted.choices else ahead_of_all
    assert tuple(way.alternative for way in decision.ways) == alternatives(rule, tally, leader)
    assert decision.satisfied == tuple(way for way in alternatives(rule, tally, leader) if way.holds(tally))
    assert {*decision.satisfied, *decision.failed} == set(alternatives(rule, tally, leader))


@FEW
@given(documents(), tallies(most=6), open_groups((*CANDIDATES[:3], "blank")))
def test_an_outcome_stands_on_other_totals_where_the_rule_says_so_whatever_is_open(
    document: dict[str, Any], tally: Tally, left: tuple[OpenVotes, ...]
) -> None:
    decision = explain(read_rule(document, "test"), tally)
    other = replace(tally, open=left)
    assert decision.stands(other) == decide(decision.rule, other).same_as(decision.as_counted)


@FEW
@given(area_documents(), area_tallies())
def test_of_points_of_areas_the_member_that_is_nearest_to_its_line_is_told(
    document: dict[str, Any], tally: Tally
) -> None:
    decision = explain(read_rule(document, "test"), tally)
    if isinstance(decision.binding, Quorum) and any(m.holds(tally) for m in decision.binding.members):
        holding = [member for member in decision.binding.members if member.holds(tally)]
        assert decision.pivot in holding
        assert decision.slack(decision.pivot) == min(decision.slack(member) for member in holding)
    elif isinstance(decision.binding, Assertion):
        assert decision.pivot == decision.binding


def test_where_no_vote_of_candidates_matters_the_nearest_ground_is_told() -> None:
    """One stands for two seats; blank ballots of half of the voters, or null ones of a quarter, void it."""
    grounds = [
        {"reason": "blank_majority", "kind": kind, "share": {"of": of, "op": ">", "base": "registered"}}
        for kind, of in (("blank", "1/2"), ("null", "1/4"))
    ]
    rule = read_rule(lawless({"elect": 2, "void": grounds}, ["candidate"]), "test")
    for blank, null, nearest in ((20, 12, "not_share:null"), (45, 12, "not_share:blank")):
        decision = explain(rule, tally_of({"A": 10, "blank": blank, "null": null}, registered=100))
        assert decision.outcome.kind is OutcomeKind.ELECTED
        assert (decision.binding, decision.margins) == (None, ())
        assert decision.pivot is not None
        assert decision.pivot.assertion_id.startswith(nearest)


def test_a_way_that_takes_over_before_it_breaks_in_its_turn_names_the_condition() -> None:
    """Who stands alone loses votes: the first way ends with its turnout, and the second takes over."""
    ways = [
        {"name": "voted", "first": True, "turnout": {"of": "1/2", "op": ">="}},
        {
            "name": "stayed away",
            "first": True,
            "turnout": {"of": "1/2", "op": "<"},
            "share": {"of": "2/5", "op": ">", "base": "valid"},
        },
    ]
    rule = read_rule(lawless({"win": ways}, ["candidate", "blank"]), "test")
    decision = explain(rule, tally_of({"A": 60, "blank": 40}, registered=150))
    assert decision.outcome.alternative == "voted"
    assert decision.taken == 34  # with 26 of 66 votes it has less than two fifths; at 26 the turnout ended
    assert isinstance(decision.binding, Assertion)
    assert decision.binding.assertion_id == "share:A:>2/5:valid"


def test_that_two_change_places_is_named_last_of_what_breaks() -> None:
    half = {"name": "half", "share": {"of": "1/2", "op": ">", "base": "valid"}}
    rule = read_rule(lawless({"win": [half], "else": {"void": "support"}}, ["candidate"]), "test")
    decision = explain(rule, tally_of({"A": 50, "B": 50}))
    assert (decision.outcome.kind, decision.moved) == (OutcomeKind.VOID, 1)
    assert isinstance(decision.binding, Assertion)
    assert decision.binding.assertion_id.startswith("not_share:")


def test_a_law_of_one_reading_has_no_others_beside_it() -> None:
    assert explain(load("plurality"), tally_of({"A": 2, "B": 1})).readings == ()


def grounds_of(document: dict[str, Any], tally: Tally) -> set[str]:
    """The grounds that are one order of two candidates."""
    grounds = explain(read_rule(document, "test"), tally).grounds
    return {
        form.assertion_id
        for ground in grounds
        if len(ground.conditions) == 1
        for form in ground.assertions
        if form.kind is AssertionKind.FIRST
    }


def test_who_is_ahead_of_whom_undoes_only_what_rests_on_it() -> None:
    turnout = {"reason": "turnout", "turnout": {"of": "1/2", "op": "<"}}
    first, last = ALL_ADVANCE["round"]
    voidable = ALL_ADVANCE | {"round": [{**first, "void": [turnout]}, last]}  # type: ignore[dict-item]
    assert grounds_of(voidable, tally_of({"A": 20, "B": 15, "C": 10}, registered=100)) == set()
    # of three who advance because two are equal, none may fall below another; the rest is no matter
    crowded = tally_of({"A": 9, "B": 5, "C": 5, "D": 2, "E": 2, "F": 1})
    named, others = "ABC", "DEF"
    assert grounds_of(ALL_ADVANCE, crowded) == {
        f"first:{one}>{other}" for one in named for other in others
    } | {
        "first:A>=B",
        "first:A>=C",
        "first:B>=C",
        "first:C>=B",
    }
    # two are elected together, whoever of them has more
    two = lawless({"elect": 2}, ["candidate"])
    assert grounds_of(two, tally_of({"A": 10, "B": 10, "C": 3})) == {"first:A>C", "first:B>C"}


def test_who_is_ahead_of_the_two_of_a_second_round_undoes_nothing() -> None:
    grounds = explain(load("bo-president-2009"), tally_of({"A": 400, "B": 390, "C": 210})).grounds
    forms = {form.assertion_id for ground in grounds for form in ground.assertions}
    assert {form for form in forms if form.startswith("first:")} == {"first:A>C", "first:B>C"}


def test_a_share_that_is_not_reached_is_not_reached_in_an_emptied_area() -> None:
    tally = tally_of({"A": 9, "B": 7}, areas={"region": {"N": {"A": 0, "B": 0}, "S": {"A": 9, "B": 7}}})
    field, scope = Field(tally, {"valid": (Kind.CANDIDATE,)}), Scope("region", AreaId("N"))
    half = share(field, Threshold(Fraction(1, 2), Op.GE, "valid"), ChoiceId("A"), scope=scope)
    assert not Undoing((negated_form(half),)).happened(tally)
    assert Undoing((half,)).happened(tally)


def test_the_readings_of_a_law_are_the_same_whichever_is_applied() -> None:
    tally = tally_of({"Michel": 31_512, "Ramkalawan": 31_319, "null": 1_062})
    rule = load("sc-president-1993")
    told = explain(rule, tally, round="runoff", variant="cast").readings
    assert [reading.variant for reading in told] == [None, "cast"]
    assert told == explain(rule, tally, round="runoff").readings
