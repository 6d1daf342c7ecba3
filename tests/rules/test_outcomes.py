"""Published counts under their rules: the table of margins that anybody can compute again by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from veedor.model import Assertion, OutcomeKind
from veedor.rules import Change, decide, explain, load, tally_of

BOLIVIA_2019 = {
    "MAS": 2_889_359, "CC": 2_240_920, "PDC": 539_081, "21F": 260_316, "MTS": 76_827, "MNR": 42_334,
    "PAN-BOL": 39_826, "UCS": 25_283, "FPV": 23_725, "blank": 93_507, "null": 229_337,
}  # fmt: skip
"""Final official count (cómputo) of 25 October 2019."""


def test_bolivia_2019_is_won_by_forty_per_cent_and_ten_points() -> None:
    decision = explain(load("bo-president-2009"), tally_of(BOLIVIA_2019))
    outcome = decision.outcome
    assert outcome.kind is OutcomeKind.ELECTED
    assert (outcome.choices, outcome.alternative) == (("MAS",), "share and lead")
    binding = decision.binding
    assert isinstance(binding, Assertion)
    assert binding.assertion_id == "lead:MAS>CC:>=1/10:valid"
    assert decision.slack(binding) == Fraction(346_719, 10)
    assert (decision.moved, decision.taken, decision.added) == (17_336, 38_525, 31_520)
    assert [way.name for way in decision.failed] == ["majority"]
    figures = {f.name: f.value for f in decision.findings[0].figures}
    assert f"{float(figures['share']) * 100:.4f}" == "47.0758"  # type: ignore[arg-type]
    assert f"{float(figures['lead']) * 100:.4f}" == "10.5649"  # type: ignore[arg-type]


def test_bolivia_2019_before_the_interruption_leads_to_a_runoff() -> None:
    votes = {
        "MAS": 2_355_644, "CC": 1_950_000, "PDC": 450_445, "21F": 222_726, "MTS": 63_955, "MNR": 35_226,
        "PAN-BOL": 33_718, "UCS": 21_786, "FPV": 19_479, "blank": 74_910, "null": 187_897,
    }  # fmt: skip
    decision = explain(load("bo-president-2009"), tally_of(votes))
    assert decision.outcome.kind is OutcomeKind.RUNOFF
    assert decision.outcome.choices == ("MAS", "CC")
    assert isinstance(decision.binding, Assertion)
    assert decision.binding.assertion_id == "not_lead:MAS>CC:>=1/10:valid"
    assert decision.moved == 54_827  # 20 m >= 10 * 109,653.9


def test_sierra_leone_2023() -> None:
    """Only the winner and all valid votes matter to a share; the rest is put on one rival."""
    votes = {"Bio": 1_566_932, "others": 2_789_808 - 1_566_932}
    decision = explain(load("sl-president-1991"), tally_of(votes))
    assert decision.outcome.winner == "Bio"
    assert (decision.moved, decision.taken, decision.added) == (32_538, 72_306, 59_160)


@pytest.mark.parametrize(("variant", "moved"), [("cast", 4_100), (None, 62_907)])
def test_kenya_2013_on_ballots_cast_and_on_valid_votes(variant: str | None, moved: int) -> None:
    valid, cast = 12_221_053, 12_338_667
    votes = {"Kenyatta": 6_173_433, "others": valid - 6_173_433, "null": cast - valid}
    # the counties are not what is tried here: each has a part of all votes, and so a quarter in all
    part = {name: n // 47 for name, n in votes.items()}
    counties = {f"county {i}": part for i in range(47)}
    tally = tally_of(votes, areas={"county": counties})
    decision = explain(load("ke-president-2010"), tally, variant=variant)
    assert decision.outcome.winner == "Kenyatta"
    assert isinstance(decision.binding, Assertion)
    assert decision.binding.base == (variant or "valid")
    share = next(c for c in decision.satisfied[0].assertions if c.scope is None)
    support = decision.support
    assert support is not None
    margins = support.margins[support.alternative.conditions.index(share)]
    assert margins[0].votes == moved
    if variant == "cast":
        assert [margin.votes for margin in margins] == [4_100, 8_199, 8_199]
    else:
        assert [margin.votes for margin in margins] == [62_907, 125_813, 125_813]


def test_seychelles_2015_is_won_on_valid_votes_and_not_on_ballots_cast() -> None:
    tally = tally_of({"Michel": 31_512, "Ramkalawan": 31_319, "null": 1_062})
    rule = load("sc-president-1993")
    decision = explain(rule, tally, round="runoff")
    assert decision.outcome.winner == "Michel"
    assert (decision.moved, decision.taken, decision.added) == (97, 193, 193)
    assert decide(rule, tally, round="runoff", variant="cast").kind is OutcomeKind.VOID
    assert [reading.outcome.kind for reading in decision.readings] == [OutcomeKind.ELECTED, OutcomeKind.VOID]


def test_uruguay_2004_lies_ten_thousand_votes_above_half_of_the_ballots() -> None:
    tally = tally_of({"FA": 1_124_761, "others": 1_000_000, "null": 2_229_460 - 2_124_761})
    decision = explain(load("uy-president-1997"), tally)
    assert decision.outcome.winner == "FA"
    assert isinstance(decision.binding, Assertion)
    assert decision.slack(decision.binding) == 10_031
    assert decision.margin(Change.MOVE) is not None
    assert (decision.moved, decision.taken, decision.added) == (10_031, 20_062, 20_062)


def test_romania_needs_half_of_the_registered() -> None:
    tally = tally_of({"A": 5_000, "B": 1_000}, registered=10_000)
    assert decide(load("ro-president-2003"), tally).kind is OutcomeKind.RUNOFF
    more = tally_of({"A": 5_001, "B": 1_000}, registered=10_000)
    assert decide(load("ro-president-2003"), more).winner == "A"


def test_north_macedonia_is_void_below_its_turnout() -> None:
    rule = load("mk-president-2009")
    tally = tally_of({"A": 300, "B": 99}, registered=1_000)
    outcome = decide(rule, tally, round=rule.rounds[-1].name)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.VOID, "turnout")


def test_half_plus_one_is_not_more_than_half_of_an_odd_number() -> None:
    rule = load("bo-president-2009")
    tally = tally_of({"A": 51, "B": 50})
    assert decide(rule, tally).kind is OutcomeKind.RUNOFF
    assert decide(rule, tally, variant="more-than-half").winner == "A"
    assert decide(rule, tally_of({"A": 51, "B": 49})).winner == "A"


def test_a_threshold_met_exactly_counts_as_the_law_says() -> None:
    rule = load("bo-president-2009")
    assert decide(rule, tally_of({"A": 400, "B": 300, "C": 300})).winner == "A"
    assert decide(rule, tally_of({"A": 400, "B": 301, "C": 299})).kind is OutcomeKind.RUNOFF
    assert decide(rule, tally_of({"A": 399, "B": 299, "C": 302})).kind is OutcomeKind.RUNOFF


def test_equal_votes_at_the_last_place_are_a_tie() -> None:
    outcome = decide(load("bo-president-2009"), tally_of({"A": 36, "B": 32, "C": 32}))
    assert (outcome.kind, outcome.choices) == (OutcomeKind.TIE, ("B", "C"))


def test_nobody_has_a_vote_yet() -> None:
    outcome = decide(load("bo-president-2009"), tally_of({"A": 0, "B": 0, "blank": 3}))
    assert (outcome.kind, outcome.reason) == (OutcomeKind.UNDETERMINED, "no_votes")
    decision = explain(load("bo-president-2009"), tally_of({"A": 0, "B": 0}))
    assert (decision.binding, decision.support, decision.moved) == (None, None, None)
    assert (decision.assertions, decision.binding_margins, decision.grounds) == ((), (), ())
    assert decision.pivot is None


def test_what_is_outstanding_in_bolivia_2019() -> None:
    rule = load("bo-president-2009")
    assert decide(rule, tally_of(BOLIVIA_2019, outstanding=31_519)).winner == "MAS"
    assert decide(rule, tally_of(BOLIVIA_2019, outstanding=31_520)).kind is OutcomeKind.UNDETERMINED
    decision = explain(rule, tally_of(BOLIVIA_2019, outstanding=31_520))
    assert decision.outcome.kind is OutcomeKind.UNDETERMINED
    assert decision.as_counted.winner == "MAS"
    assert decision.added == 31_520


@pytest.mark.parametrize(("votes", "kind"), [(49, OutcomeKind.VOID), (51, OutcomeKind.ELECTED)])
def test_who_stands_alone_and_fails_goes_into_no_runoff(votes: int, kind: OutcomeKind) -> None:
    outcome = decide(load("majority-of-cast"), tally_of({"Ana": votes, "null": 100 - votes}))
    assert outcome.kind is kind
    assert outcome.choices == (("Ana",) if kind is OutcomeKind.ELECTED else ())
