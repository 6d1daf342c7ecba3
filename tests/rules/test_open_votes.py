"""Open votes against brute force: small contests, every content of what is open tried."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from property.tallies import (
    ALL_ADVANCE,
    area_documents,
    completions,
    documents,
    lawless,
    open_groups,
    points_ways,
    spread_ways,
    votes,
)
from veedor.model import AreaId, ChoiceId, OpenVotes, Outcome, OutcomeKind, Tally, as_counted
from veedor.rules import decide, explain, load, tally_of
from veedor.rules.document import read_rule
from veedor.rules.outstanding import with_open_areas

A, B, C = ChoiceId("A"), ChoiceId("B"), ChoiceId("C")
NAMES = ("A", "B", "C", "blank", "null")
SOME = settings(max_examples=150, deadline=None)


def cast(most: int) -> st.SearchStrategy[dict[str, int]]:
    return votes(most).filter(lambda found: any(found[name] for name in "ABC"))


def of_valid_votes(document: Any) -> Any:  # noqa: ANN401 - plain values
    """Give a rule file that asks for nothing but shares of valid votes."""
    if isinstance(document, list):
        kept = [part for part in document if not (isinstance(part, dict) and part.get("reason") == "turnout")]
        return [of_valid_votes(part) for part in kept]
    if not isinstance(document, dict):
        return document
    found = {
        key: "valid" if key == "base" and isinstance(part, str) else of_valid_votes(part)
        for key, part in document.items()
        if key != "turnout"
    }
    return {key: part for key, part in found.items() if part != []}


def determined(outcome: Outcome) -> bool:
    return outcome.kind is not OutcomeKind.UNDETERMINED


@SOME
@given(documents(most_ways=2), cast(5), open_groups(NAMES), st.integers(4, 12), st.sampled_from([1, 1, 2]))
def test_determined_means_that_no_content_gives_another_outcome(
    document: dict[str, Any],
    found: dict[str, int],
    groups: tuple[OpenVotes, ...],
    abstained: int,
    allowed: int,
) -> None:
    if allowed == 2:  # with several votes a ballot only shares of valid votes can be asked for
        document = of_valid_votes(document)
    tally = tally_of(found, registered=sum(found.values()) + abstained)
    contest = replace(tally.contest, votes_allowed=allowed)
    tally = replace(tally, contest=contest, open=groups)
    rule = read_rule(document, "test")
    before, now = decide(rule, as_counted(tally)), decide(rule, tally)
    same = all(decide(rule, after).same_as(before) for after in completions(tally))
    if determined(now):
        assert now == before
        assert same
    if before.winner is not None and len(document["round"][0]["win"]) == 1:
        assert determined(now) is same


REGIONS = ("R0", "R1", "R2", "R3")


@st.composite
def by_region(draw: st.DrawFn, *, known: bool = False) -> Tally:
    """Draw a tally of three regions; known: all have votes, and what is open lies in one of them for sure."""
    parts = draw(st.lists(cast(3) if known else votes(3), min_size=3, max_size=3))
    total = {name: sum(part[name] for part in parts) for name in parts[0]}
    assume(any(total[name] for name in "ABC"))
    areas = {"region": {f"R{i}": part for i, part in enumerate(parts)}}
    tally = tally_of(total, registered=10_000, areas=areas)
    groups = draw(open_groups(NAMES, regions=REGIONS[:3] if known else REGIONS))
    if known:
        groups = tuple(
            group if group.areas else replace(group, areas={"region": AreaId("R1")}) for group in groups
        )
    return replace(tally, open=groups)


@SOME
@given(area_documents(), by_region())
def test_determined_by_area_means_that_no_content_anywhere_gives_another_outcome(
    document: dict[str, Any], tally: Tally
) -> None:
    rule = read_rule(document, "test")
    now = decide(rule, tally)
    if determined(now):
        tally = with_open_areas(tally)
        assert all(decide(rule, after).same_as(now) for after in completions(tally))


@SOME
@given(documents(spread_ways() | points_ways(), most_ways=1), by_region(known=True))
def test_votes_of_known_regions_are_weighed_there_exactly(document: dict[str, Any], tally: Tally) -> None:
    rule = read_rule(document, "test")
    before, now = decide(rule, as_counted(tally)), decide(rule, tally)
    if before.winner is not None:
        assert determined(now) is all(decide(rule, after).same_as(before) for after in completions(tally))


@SOME
@given(documents(most_ways=1), cast(6), open_groups(NAMES, groups=1), open_groups(NAMES, groups=1))
def test_what_nothing_bounds_is_told_from_what_is_only_not_known(
    document: dict[str, Any],
    found: dict[str, int],
    bounded: tuple[OpenVotes, ...],
    unbounded: tuple[OpenVotes, ...],
) -> None:
    document = of_valid_votes(document)
    endless = tuple(replace(group, ballots=None) for group in unbounded)
    tally = replace(tally_of(found), open=(*bounded, *endless))
    rule = read_rule(document, "test")
    before, now = decide(rule, as_counted(tally)), decide(rule, tally)
    of_known = decide(rule, replace(tally, open=bounded))
    assert (now.reason == "unbounded") is (determined(of_known) and not determined(now))
    some = [replace(tally, open=(replace(group, ballots=3),)) for group in endless]
    if determined(now):
        assert all(decide(rule, after).same_as(before) for one in some for after in completions(one))
    elif now.reason == "unbounded" and before.winner is not None:
        every = tally.contest.kinds
        flooded = [
            {**tally.votes, choice: tally.of(choice) + 10**6}
            for group in endless
            for choice in (every if group.choices is None else group.choices)
        ]
        worst = [replace(as_counted(tally), votes=v, open=bounded) for v in flooded]
        assert any(not decide(rule, after).same_as(before) for after in worst)


def plurality() -> Any:  # noqa: ANN401 - a rule as plain values
    source = {"law": "L", "article": "1", "quote": "Q", "language": "en", "read_in": "here"}
    return {
        "id": "made-up",
        "title": {"en": "Made up", "es": "Inventada"},
        "country": "XX",
        "office": "other",
        "valid_from": "2000-01-01",
        "source": [source],
        "base": {"valid": ["candidate"]},
        "round": [{"name": "first", "win": [{"name": "plurality", "first": True}], "else": {"tie": "lot"}}],
    }


def test_a_blank_cell_of_the_leader_undoes_nothing() -> None:
    rule = read_rule(plurality(), "test")
    tally = tally_of({"A": 100, "B": 90})
    own = replace(tally, open=(OpenVotes(40, frozenset({A})),))
    assert decide(rule, own).winner == A
    assert decide(rule, replace(tally, open=(OpenVotes(None, frozenset({A})),))).winner == A
    rival = replace(tally, open=(OpenVotes(10, frozenset({B})),))
    assert decide(rule, rival).reason == "outstanding"
    assert decide(rule, replace(tally, open=(OpenVotes(9, frozenset({B})),))).winner == A
    assert decide(rule, replace(tally, open=(OpenVotes(None, frozenset({B})),))).reason == "unbounded"


def test_what_is_outstanding_is_told_as_far_as_something_bounds_it() -> None:
    tally = tally_of({"A": 60, "B": 30, "blank": 1})
    left = (OpenVotes(4), OpenVotes(3, frozenset({ChoiceId("A")})), OpenVotes(None))
    for groups, ballots in (((), 0), (left[:2], 7), (left, 7), (left[2:], 0)):
        decision = explain(load("bo-president-2009"), replace(tally, open=groups))
        assert decision.outstanding == ballots


def test_the_ballots_of_several_groups_add_up() -> None:
    rule = read_rule(plurality(), "test")
    tally = tally_of({"A": 100, "B": 90})
    five = OpenVotes(5)
    assert decide(rule, replace(tally, open=(five, OpenVotes(4, frozenset({B}))))).winner == A
    assert decide(rule, replace(tally, open=(five, OpenVotes(5, frozenset({B}))))).reason == "outstanding"
    assert decide(rule, replace(tally, open=(five, OpenVotes(50, frozenset({C}))))).winner == A


def test_a_tie_stands_where_only_a_blank_vote_is_open() -> None:
    rule = read_rule(plurality(), "test")
    tally = tally_of({"A": 50, "B": 50, "blank": 1})
    assert decide(rule, tally).kind is OutcomeKind.TIE
    blank = OpenVotes(3, frozenset({ChoiceId("blank")}))
    assert decide(rule, replace(tally, open=(blank,))).kind is OutcomeKind.TIE
    assert decide(rule, replace(tally, open=(OpenVotes(1),))).reason == "outstanding"


def test_nobody_leads_a_count_without_votes_whatever_is_open() -> None:
    rule = read_rule(plurality(), "test")
    assert decide(rule, tally_of({"A": 0, "B": 0}, outstanding=10)).reason == "no_votes"


KENYA = {f"county {i}": {"A": 60, "B": 40} for i in range(47)}
KENYA_TOTAL = {"A": 60 * 47, "B": 40 * 47}


def kenya(open_: tuple[OpenVotes, ...], counties: dict[str, dict[str, int]] | None = None) -> Outcome:
    given_ = KENYA if counties is None else counties
    total = {name: sum(part[name] for part in given_.values()) for name in "AB"}
    return decide(load("ke-president-2010"), replace(tally_of(total, areas={"county": given_}), open=open_))


def test_open_votes_of_one_county_cannot_undo_a_spread_over_many() -> None:
    there = {"county": AreaId("county 3")}
    assert kenya((OpenVotes(500, areas=there),)).winner == A
    assert kenya((OpenVotes(939),)).winner == A
    assert kenya((OpenVotes(940),)).kind is OutcomeKind.UNDETERMINED  # half of all valid votes


def test_open_votes_of_the_counties_that_decide_undo_a_spread() -> None:
    # A has a quarter in exactly 24 counties of 47: one of them decides
    counties = {f"county {i}": {"A": 90, "B": 10} if i < 24 else {"A": 20, "B": 80} for i in range(47)}
    assert kenya((), counties).winner == A
    one, other = ({"county": AreaId(f"county {i}")} for i in (0, 30))
    assert kenya((OpenVotes(120, areas=other),), counties).winner == A
    assert kenya((OpenVotes(260, areas=one),), counties).winner == A
    assert kenya((OpenVotes(261, areas=one),), counties).kind is OutcomeKind.UNDETERMINED
    assert kenya((OpenVotes(261),), counties).kind is OutcomeKind.UNDETERMINED
    assert kenya((OpenVotes(None, areas=other),), counties).reason == "unbounded"
    assert kenya((OpenVotes(None, frozenset({A}), other),), counties).winner == A


def test_a_state_from_which_nothing_is_counted_is_still_to_be_won() -> None:
    rule = load("us-president-2024")
    votes_ = {"state": {"CA": {"A": 10, "B": 9}, "TX": {"A": 3, "B": 4}}, "district": {}}
    tally = tally_of({"A": 13, "B": 13}, areas=votes_)
    assert decide(rule, tally).kind is OutcomeKind.OTHER_BODY
    nowhere = {"district": AreaId("of no points")}
    in_new_york = OpenVotes(3, areas={"state": AreaId("NY"), **nowhere})
    in_california = OpenVotes(500, areas={"state": AreaId("CA"), **nowhere})
    assert decide(rule, replace(tally, open=(in_new_york,))).reason == "outstanding"
    assert decide(rule, replace(tally, open=(in_california,))).kind is OutcomeKind.OTHER_BODY


@pytest.mark.parametrize(("ballots", "kind"), [(50, OutcomeKind.VOID), (51, OutcomeKind.UNDETERMINED)])
def test_turnout_rises_by_open_ballots_only(ballots: int, kind: OutcomeKind) -> None:
    """A round that is void up to a turnout of 40 % stays void unless enough ballots are open."""
    rule = load("mk-president-2009")
    tally = tally_of({"A": 300, "B": 50}, registered=1_000)
    assert decide(rule, tally, round=rule.rounds[-1].name).reason == "turnout"
    open_ = replace(tally, open=(OpenVotes(ballots),))
    assert decide(rule, open_, round=rule.rounds[-1].name).kind is kind


@pytest.mark.parametrize("ballots", [1, 2])
@pytest.mark.parametrize("votes", [(5, 3, 3), (4, 4, 4), (5, 3, 2), (6, 4, 4), (10, 9, 2)])
def test_where_all_who_share_the_last_place_advance_open_votes_may_part_them(
    votes: tuple[int, ...], ballots: int
) -> None:
    """Against every content of the open ballots."""
    rule = read_rule(ALL_ADVANCE, "test")
    tally = tally_of(dict(zip("ABC", votes, strict=True)))
    outcome = decide(rule, tally)
    left = replace(tally, open=(OpenVotes(ballots),))
    stands = all(decide(rule, after).same_as(outcome) for after in completions(left))
    assert stands or not determined(decide(rule, left))
    assert determined(decide(rule, left)) == (votes == (10, 9, 2))


def test_who_has_won_without_a_state_need_not_wait_for_it() -> None:
    points = {"state": {"N": 5, "S": 5, "E": 1}}
    way = {"name": "points", "weights": {"points": points, "need": 6}}
    rule = read_rule(lawless({"win": [way]}, ["candidate"]), "test")
    states = {"N": {"A": 60, "B": 50}, "S": {"A": 60, "B": 50}, "E": {"A": 0, "B": 0}}
    east = OpenVotes(100, areas={"state": AreaId("E")})
    tally = replace(tally_of({"A": 120, "B": 100}, areas={"state": states}), open=(east,))
    assert decide(rule, tally).winner == A
    split = {**states, "S": {"A": 50, "B": 60}}
    close = replace(tally_of({"A": 110, "B": 110}, areas={"state": split}), open=(east,))
    assert decide(rule, close).reason == "outstanding"


@pytest.mark.parametrize("tie", [None, "lot"])
def test_a_first_place_that_may_come_to_be_shared_matters_where_a_way_breaks_ties(tie: str | None) -> None:
    """A has half of the region that must be won, B is first: neither wins until one vote makes them equal."""
    spread = {"level": "region", "share": {"of": "1/2", "op": ">", "base": "cast"}, "need": 1, "op": ">="}
    way = {"name": "region", "first": True, "spread": spread | {"must": ["R"]}} | (
        {"tie": tie} if tie else {}
    )
    rule = read_rule(lawless({"win": [way], "else": {"void": "support"}}, ["candidate"]), "test")
    regions = {"R": {"A": 9, "B": 1}, "S": {"A": 0, "B": 9}}
    one = OpenVotes(1, frozenset({A}), {"region": AreaId("S")})
    tally = tally_of({"A": 9, "B": 10}, areas={"region": regions})
    assert decide(rule, tally).kind is OutcomeKind.VOID
    found = decide(rule, replace(tally, open=(one,)))
    assert found.kind is (OutcomeKind.VOID if tie is None else OutcomeKind.UNDETERMINED)
