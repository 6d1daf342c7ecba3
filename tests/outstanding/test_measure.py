"""What a projection measures is what the outcome measures: columns of floats beside exact sums."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outstanding.build_outstanding import BLANK, CONTEST, A, B, count, lead, share, turnout
from veedor.count import Places, Sheets
from veedor.count.vectors import UNKNOWN
from veedor.errors import QuestionError
from veedor.model import (
    AreaId,
    Assertion,
    AssertionKind,
    Choice,
    ChoiceId,
    Contest,
    ContestId,
    CountId,
    Figure,
    Kind,
    OpenVotes,
    Scope,
    Tally,
    measure_of,
    measure_of_share,
)
from veedor.outstanding import Projection, partial_count, project
from veedor.outstanding.columns import Columns, measure_of_whole
from veedor.report.wording import Wording
from veedor.rules import explain, load, tally_of
from veedor.rules.load import LAW

VOTES = st.tuples(*[st.integers(0, 1000)] * 4).filter(lambda votes: sum(votes[:3]) > 0)
THRESHOLDS = st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100)
KINDS = st.sampled_from(
    [AssertionKind.LEAD, AssertionKind.NOT_LEAD, AssertionKind.SHARE, AssertionKind.NOT_SHARE]
)


def value(assertion: Assertion, votes: tuple[int, ...], registered: float = np.nan) -> float:
    columns = Columns([measure_of_whole(assertion, CONTEST)], CONTEST)
    return float(columns.values(columns.of(np.array(votes), registered))[0])


def one_sheet(tally: Tally) -> Sheets:
    """A tally as one sheet, and another one that is outstanding: as large, or of unknown size."""
    ids = ("1", "2")
    votes = [[tally.of(c.choice_id) for c in tally.contest.choices]] * 2
    registered = UNKNOWN if tally.registered is None else tally.registered
    where = Places(("place",), {"place": np.zeros(2, dtype=np.int64)}, {"place": ("p",)}, {"place": ("p",)})
    return Sheets(
        tally.contest,
        CountId("count"),
        np.array(ids),
        np.array(votes, dtype=np.int64),
        np.zeros((2, len(tally.contest.choices)), dtype=bool),
        np.array([registered] * 2, dtype=np.int64),
        where,
        np.array(["", ""]),
    )


@pytest.mark.parametrize("rule_id", sorted(file.stem for file in LAW.glob("*.toml")))
def test_a_projection_measures_what_the_outcome_measures(rule_id: str) -> None:
    rule = load(rule_id)
    for fixture in rule.fixtures:
        tally = tally_of(fixture.votes, registered=fixture.registered, areas=fixture.areas)
        if not tally.contest.candidates or not sum(tally.votes.values()):
            continue
        asked = [a for a in explain(rule, tally, round=fixture.round).assertions if a.scope is None]
        roll = one_sheet(tally)
        result = project(partial_count(roll, roll.take(np.array([0]))), asked, tally, draws=2)
        for i, assertion in enumerate(asked):
            exact = measure_of(assertion, tally.contest).of(tally)
            assert result.current[i] == pytest.approx(np.nan if exact is None else float(exact), nan_ok=True)
        for lang in ("en", "es"):
            words = Wording(lang).of(tally.contest)
            assert all(words.say(finding) for finding in result.findings)


@given(VOTES, THRESHOLDS, KINDS)
def test_a_measure_says_what_the_assertion_says(
    votes: tuple[int, ...], threshold: Fraction, kind: AssertionKind
) -> None:
    leads = kind in {AssertionKind.LEAD, AssertionKind.NOT_LEAD}
    assertion = lead(threshold, kind) if leads else share(threshold, kind)
    a, b, c, _ = votes
    exact = Fraction(a - b if leads else a, a + b + c)
    assert value(assertion, votes) == pytest.approx(float(exact))


@given(VOTES, THRESHOLDS)
def test_turnout_is_over_the_registered(votes: tuple[int, ...], threshold: Fraction) -> None:
    registered = sum(votes) + 50
    assert value(turnout(threshold), votes, registered) == pytest.approx(sum(votes) / registered)
    assert np.isnan(value(turnout(threshold), votes))


def test_a_share_of_registered_voters_is_no_turnout() -> None:
    """What a file of votes calls 40 of 60 valid is 40 of 100 registered."""
    assertion = replace(
        share(Fraction(1, 3)), base="registered", weights={A: 3}, scale=3, registered_weight=-1
    )
    assert value(assertion, (40, 15, 5, 3), 100) == pytest.approx(0.4)
    result = of_one_sheet(assertion, (40, 15, 5, 3), 100)
    assert said(result, "outstanding.break_even.1", "current").base == "base.registered"


def void(threshold: Fraction) -> Assertion:
    """Blank votes reach a share of all ballots: the election is void."""
    p, q = threshold.numerator, threshold.denominator
    weights = {c.choice_id: -p for c in CONTEST.choices} | {BLANK: q - p}
    return Assertion(
        "void", AssertionKind.SHARE, None, None, threshold, "cast", weights, strict=False, scale=q
    )


def of_one_sheet(assertion: Assertion, votes: tuple[int, ...], registered: int) -> Projection:
    roll = count([votes] * 2, [("T", "P")] * 2, [registered] * 2)
    held = roll.take(np.array([0]))
    return project(partial_count(roll, held), [assertion], tally_with_open(held, registered), draws=2)


def said(result: Projection, finding_id: str, figure: str) -> Figure:
    return next(f for f in result.findings if f.finding_id == finding_id).figure(figure)


def test_a_share_of_blank_votes_is_a_share_of_ballots() -> None:
    assert value(void(Fraction(2, 3)), (20, 14, 10, 56)) == pytest.approx(0.56)
    result = of_one_sheet(void(Fraction(2, 3)), (20, 14, 10, 56), 200)
    assert result.measures[0].threshold == Fraction(2, 3)
    assert said(result, "outstanding.break_even.1", "current").base == "base.cast"
    assert said(result, "outstanding.break_even.1", "subject").value == (BLANK,)
    words = Wording("en").of(CONTEST)
    assert "share of Blank votes is now 56.00" in words.say(result.findings[1]).replace("\u00a0", " ")


def test_one_vote_more_than_half_needs_one_vote_more() -> None:
    plus_one = replace(share(), constant=-2, strict=False)  # scale 2: one vote
    plain = of_one_sheet(share(), (40, 30, 20, 0), 100).break_evens[0]
    more = of_one_sheet(plus_one, (40, 30, 20, 0), 100).break_evens[0]
    assert plain.needed == pytest.approx((0.5 * 180 - 40) / 90)
    assert more.needed == pytest.approx((0.5 * 180 + 1 - 40) / 90)


def test_a_line_that_must_not_be_reached_is_met_by_who_fails_it() -> None:
    """Whatever the open votes are, A stays below half: the assertion holds, and the line is not met."""
    votes = (10, 500, 400, 0)
    roll = count([votes, (0, 1, 0, 0)], [("T", "P")] * 2, [1000, 5])
    held = roll.take(np.array([0]))
    below = share(kind=AssertionKind.NOT_SHARE)
    result = project(partial_count(roll, held), [below], tally_with_open(held, 5), draws=2)
    assert result.break_evens[0].settled
    assert result.findings[1].says == "outstanding.settled.fails.share"


def tally_with_open(held: Sheets, ballots: int) -> Tally:
    return replace(held.tally(), open=(OpenVotes(ballots),))


TWO = Contest(
    ContestId("council"),
    "Council",
    (Choice(ChoiceId("a"), "A"), Choice(ChoiceId("b"), "B"), Choice(ChoiceId("null"), "Null", Kind.NULL)),
    votes_allowed=2,
)


def of_ballots(threshold: Fraction) -> Assertion:
    """A has a share of the ballots, of which each may give two votes."""
    p, q = threshold.numerator, threshold.denominator
    return Assertion(
        "share", AssertionKind.SHARE, ChoiceId("a"), None, threshold, "cast", {ChoiceId("a"): q},
        strict=False, scale=q, ballots_weight=-p,
    )  # fmt: skip


def test_ballots_that_nobody_publishes_are_refused_and_published_ones_are_the_base() -> None:
    bare = one_sheet(Tally(TWO, {ChoiceId("a"): 60, ChoiceId("b"): 50, ChoiceId("null"): 2}, 100))
    with pytest.raises(QuestionError, match="ballots cast") as stopped:
        project(partial_count(bare, bare.take(np.array([0]))), [of_ballots(Fraction(1, 2))], bare.tally())
    assert "cast" in str(stopped.value.remedy)
    roll = replace(bare, printed={"cast": np.array([80, 80], dtype=np.int64)})
    held = roll.take(np.array([0]))
    result = project(partial_count(roll, held), [of_ballots(Fraction(1, 2))], held.tally(), draws=2)
    assert result.current[0] == pytest.approx(60 / 80)


def test_first_is_a_lead_of_nothing() -> None:
    assert value(lead(Fraction(0), AssertionKind.FIRST), (3, 1, 0, 5)) == pytest.approx(0.5)


def test_shares_of_all_candidates_sum_to_one() -> None:
    columns = Columns([measure_of_share(choice, CONTEST) for choice in CONTEST.candidates], CONTEST)
    assert columns.values(columns.of(np.array([5, 3, 2, 7]), 20.0)).sum() == pytest.approx(1)


def test_an_assertion_about_one_area_is_refused() -> None:
    with pytest.raises(QuestionError, match="about one area"):
        measure_of_whole(replace(share(), scope=Scope("county", AreaId("x"))), CONTEST)


def test_an_empty_base_has_no_value() -> None:
    assert np.isnan(value(share(), (0, 0, 0, 0)))


def test_columns_are_each_summed_once() -> None:
    measures = [measure_of(form, CONTEST) for form in (lead(), share(), turnout())]
    columns = Columns([*measures, measure_of_share(B, CONTEST)], CONTEST)
    assert len(columns) == 6  # a lead, valid votes, a, ballots, registered voters, b
    assert columns.at == ((0, 1), (2, 1), (3, 4), (5, 1))
    assert columns.first(2).at == columns.at[:2]
