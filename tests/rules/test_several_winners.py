"""Several winners in one round, and referendums: against a decision by hand, and whatever votes change."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property.tallies import changed, completions, of_several, open_groups, possible, proposals, tallies
from veedor.errors import InputErrors, QuestionError
from veedor.model import ChoiceId, OutcomeKind, Tally
from veedor.rules import Change, alternatives, decide, establishing, explain, load, loads, tally_of
from veedor.rules.document import read_rule
from veedor.rules.margins import transfers
from veedor.rules.standing import Standing

FEW = settings(max_examples=60, deadline=None)
MANY = settings(max_examples=200, deadline=None)
A, B = ChoiceId("A"), ChoiceId("B")


@MANY
@given(st.lists(st.integers(0, 6), min_size=1, max_size=7), st.integers(2, 5))
def test_those_with_the_most_votes_are_elected(votes: list[int], places: int) -> None:
    named = {f"C{i}": n for i, n in enumerate(votes)}
    outcome = decide(load(f"plurality({places})"), tally_of(named))
    if not any(votes):
        assert outcome.kind is OutcomeKind.UNDETERMINED
        return
    # by hand: a candidate is in if fewer than `places` others have as many votes, out if as many have more
    inside = {c for c, n in named.items() if sum(m >= n for m in votes) <= places}
    outside = {c for c, n in named.items() if sum(m > n for m in votes) >= places}
    assert set(outcome.elected) == inside
    tied = set(named) - inside - outside
    assert (outcome.kind is OutcomeKind.TIE) == bool(tied)
    assert not tied or set(outcome.choices) == tied


@FEW
@given(of_several(), tallies(most=7))
def test_several_are_elected_by_a_lead_over_each_of_the_rest(document: dict[str, Any], tally: Tally) -> None:
    rule = read_rule(document, "test")
    outcome = decide(rule, tally)
    assert outcome.kind is not OutcomeKind.UNDETERMINED
    if len(outcome.elected) > 1 and outcome.kind is OutcomeKind.ELECTED:
        assert outcome.winner is None
        (alternative,) = establishing(rule, tally, outcome)
        assert alternative.holds(tally)
        rest = len(tally.contest.candidates) - len(outcome.choices)
        pairs = [a for a in alternative.assertions if a.rival is not None and a.kind == "first"]
        assert len(pairs) == rest * len(outcome.choices)


@MANY
@given(proposals(), tallies(candidates=2), tallies(candidates=2))
def test_a_referendum_stands_exactly_when_one_conjunction_holds(
    document: dict[str, Any], tally: Tally, other: Tally
) -> None:
    rule = read_rule(document, "test")
    outcome = decide(rule, tally)
    standing = establishing(rule, tally, outcome)
    assert any(a.holds(tally) for a in standing)
    assert any(a.holds(other) for a in standing) == decide(rule, other).same_as(outcome)
    for choice in (A, B):
        holds = any(a.holds(tally) for a in alternatives(rule, tally, choice))
        assert holds == (outcome.winner == choice)


@FEW
@given(proposals(), tallies(most=9, candidates=2))
def test_the_margin_of_a_referendum_flips_it_and_one_vote_less_does_not(
    document: dict[str, Any], tally: Tally
) -> None:
    rule = read_rule(document, "test")
    decision = explain(rule, tally)
    standing = establishing(rule, tally, decision.outcome)
    for change in Change:
        for transfer in transfers(tally, change):
            margin = Standing(standing, tally).margin(transfer)
            most = transfer.most(tally)
            for votes in range(1, 40 if most is None else most + 1):
                after = changed(tally, transfer, votes)
                if not possible(rule, after):
                    break
                same = decide(rule, after).same_as(decision.outcome)
                assert decision.stands(after) == same
                if not same:
                    assert margin.votes == votes
                    break
                assert margin.votes is None or votes < margin.votes


@FEW
@given(proposals() | of_several(), tallies(most=5, candidates=2), open_groups(("A", "B", "blank", "null")))
def test_what_is_open_is_said_to_change_nothing_only_where_it_cannot(
    document: dict[str, Any], tally: Tally, groups: tuple[Any, ...]
) -> None:
    rule = read_rule(document, "test")
    tally = replace(tally, open=groups, registered=10_000)
    outcome = decide(rule, tally)
    if outcome.kind is not OutcomeKind.UNDETERMINED:
        assert all(decide(rule, after).same_as(outcome) for after in completions(tally))


@MANY
@given(
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(0, 5),
    st.sampled_from(["1/2", "2/3", "40%", "55%"]),
    st.sampled_from(["", ">", ">="]),
    st.sampled_from(["valid", "cast"]),
    st.sampled_from([None, "50%", ">1/3"]),
)
def test_a_referendum_by_hand(
    yes: int, no: int, null: int, share: str, op: str, base: str, turnout: str | None
) -> None:
    needed = Fraction(share.rstrip("%")) / (100 if share.endswith("%") else 1)
    asked = f", turnout={turnout}" if turnout else ""
    rule = load(f"approve({op}{share}, base={base}{asked})")
    registered = 100
    outcome = decide(rule, tally_of({"yes": yes, "no": no, "null": null}, registered=registered))
    if not yes + no:
        assert outcome.kind is OutcomeKind.UNDETERMINED
        return
    cast = yes + no + null
    line = {None: Fraction(0), "50%": Fraction(1, 2), ">1/3": Fraction(1, 3)}[turnout] * registered
    reached = cast > line if turnout and turnout.startswith(">") else cast >= line
    whole = cast if base == "cast" else yes + no
    approved = yes >= needed * whole if op == ">=" else yes > needed * whole
    if not reached:
        assert outcome.kind is OutcomeKind.VOID
        assert outcome.approves is None
    else:
        assert outcome.approves is approved
        assert outcome.winner == ("yes" if approved else "no")


def test_half_plus_one_is_a_reading_and_a_parameter() -> None:
    tally = tally_of({"yes": 51, "no": 50})
    assert decide(load("approve(1/2)"), tally).approves
    assert not decide(load("approve(1/2+1)"), tally).approves
    readings = {r.variant: r.outcome.approves for r in explain(load("approve(1/2)"), tally).readings}
    assert readings == {None: True, "at-least": True, "plus-one": False}


def test_the_last_place_is_what_decides() -> None:
    decision = explain(load("plurality(3)"), tally_of({"A": 50, "B": 40, "C": 31, "D": 30, "E": 1}))
    assert decision.binding is not None
    assert (decision.binding.subject, decision.moved, decision.taken, decision.added) == ("C", 1, 1, 1)


def test_equal_votes_at_the_line_leave_the_others_elected() -> None:
    outcome = decide(load("plurality(3)"), tally_of({"A": 50, "B": 40, "C": 30, "D": 30}))
    assert (outcome.elected, outcome.choices) == (("A", "B"), ("C", "D"))
    other = decide(load("plurality(3)"), tally_of({"A": 50, "E": 40, "C": 30, "D": 30}))
    assert not other.same_as(outcome)


def test_twenty_candidates_for_nine_places_are_no_matter() -> None:
    votes = {f"C{i:02}": 100 - i for i in range(20)} | {"C09": 92}
    decision = explain(load("plurality(9)"), tally_of(votes))
    assert decision.outcome.kind is OutcomeKind.TIE
    assert decision.outcome.choices == ("C08", "C09")
    assert len(decision.outcome.sure) == 8


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({"si": 5, "no": 4}, "yes=si"),
        ({"yes": 5, "no": 4, "maybe": 1}, "one choice for the proposal and one against it"),
        ({"yes": 5, "no": 4, "others": 1}, "one choice for the proposal and one against it"),
        ({"yes": 5}, "one choice for the proposal and one against it"),
    ],
)
def test_a_contest_that_is_no_referendum_is_refused(votes: dict[str, int], expected: str) -> None:
    with pytest.raises(QuestionError) as raised:
        decide(load("approve(1/2)"), tally_of(votes))
    assert expected in str(raised.value)


ROUND = """
id = "mine"
title = {{ en = "Mine" }}
[[round]]
name = "single"
{keys}
"""


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("elect = 1", "a whole number, 2 or more"),
        ('elect = 2\nwin = [{ name = "x", first = true }]', "For one winner leave out elect"),
        ("elect = 2\nelse = { advance = 2 }", "what follows when nobody wins"),
        ('elect = 2\nelse = { tie = "all" }', "what follows when nobody wins"),
        ('elect = 2\nelse = { body = "court" }', "a body that has nothing to decide"),
        ('elect = 2\napprove = "yes"', "both a referendum and an election of several"),
        ('approve = "yes"', "win"),
        (
            'approve = "yes"\nwin = [{ name = "x", first = true, tie = "lot" }]',
            "cannot be asked of a proposal",
        ),
        ('approve = "yes"\nwin = [{ name = "x", first = true }]\nelse = { void = "support" }', "is rejected"),
    ],
)
def test_what_cannot_stand_together_is_refused(keys: str, expected: str) -> None:
    with pytest.raises(InputErrors) as raised:
        loads(ROUND.format(keys=keys))
    assert expected in " ".join(str(problem) for problem in raised.value.exceptions)
