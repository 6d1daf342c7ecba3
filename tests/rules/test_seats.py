"""Seats against two libraries, and the last seat by brute force."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import apportionment.methods
import pytest
import votelib.evaluate.proportional
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.errors import InputErrors, MissingDataError, QuestionError
from veedor.model import AreaId, ChoiceId, Kind, OpenVotes, Scope, Tally
from veedor.rules import (
    Change,
    Seats,
    allocate,
    dump,
    load,
    loads,
    seats,
    tally_of,
    try_fixtures,
    try_seats,
)
from veedor.rules.allocation import METHODS as METHODS_HERE
from veedor.rules.allocation import Allocation
from veedor.rules.assembly import share_out
from veedor.rules.fixtures import SeatTrial
from veedor.rules.load import LAW
from veedor.rules.rule_parts import Op, Threshold
from veedor.rules.seat_grounds import seat_assertions
from veedor.rules.seat_rule import Exempt, SeatRule

NAMES = [ChoiceId(name) for name in "ABCDEF"]
METHODS = {
    "dhondt": "dhondt",
    "sainte_lague": "saintelague",
    "modified_sainte_lague": "modified_saintelague",
    "hare": "hamilton",
}

BASES = {"valid": (Kind.CANDIDATE, Kind.OTHERS)}

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


def one_area(votes: dict[ChoiceId, int], number: int, method: str, threshold: str | None = None) -> Seats:
    """Share out the seats of the whole country as one."""
    asked = None if threshold is None else Threshold(Fraction(threshold), Op.GE, "valid")
    part = SeatRule("seats", method, None, number, asked)
    return share_out(part, tally_of({str(c): n for c, n in votes.items()}), BASES)


few_votes = (
    st.lists(st.integers(0, 25), min_size=2, max_size=4)
    .filter(any)
    .map(lambda counts: dict(zip(NAMES, counts, strict=False)))
)


@settings(max_examples=150, deadline=None)
@given(few_votes, st.integers(1, 6), st.sampled_from(METHODS_HERE))
def test_the_assertions_hold_on_the_votes_and_where_they_hold_the_seats_are_those(
    votes: dict[ChoiceId, int], number: int, method: str
) -> None:
    found = one_area(votes, number, method)
    if found.open_seats:
        return
    forms = [condition for ground in found.grounds for condition in ground.conditions]
    if not all(form.holds(found.tally) for form in forms):
        assert method == "droop"  # whose forms may fail a few votes early
        return
    for other in ([a, b, c] for a in range(0, 26, 5) for b in range(0, 26, 3) for c in (0, 4, 11)):
        tally = tally_of(dict(zip("ABC", other, strict=True)))
        if any(other) and len(votes) == 3 and all(form.holds(tally) for form in found.assertions):
            assert found.same_as(found.again(tally))


@pytest.mark.parametrize("method", ["dhondt", "sainte_lague"])
def test_the_assertions_of_any_other_allocation_fail(method: str) -> None:
    for votes in ({"A": 900, "B": 310, "C": 77}, {"A": 501, "B": 499, "C": 480}, {"A": 70, "B": 69, "C": 3}):
        by_list = {ChoiceId(name): n for name, n in votes.items()}
        right = allocate(by_list, 7, method)
        assert not right.open_seats
        for a in range(8):
            for b in range(8 - a):
                seats_of = dict(zip(by_list, (a, b, 7 - a - b), strict=True))
                forms = seat_assertions(Allocation(None, seats_of, 0, (), None), by_list, method)
                assert all(form.holds(tally_of(votes)) for form in forms) is (seats_of == dict(right.seats))


def test_an_assertion_names_seats_and_area() -> None:
    area = Scope("county", AreaId("East"))
    votes = {NAMES[0]: 9, NAMES[1]: 2}
    (form,) = seat_assertions(allocate(votes, 2), votes, "dhondt", area)
    assert form.assertion_id == "seat:A#2>B#1@county/East"
    tally = tally_of({"A": 9, "B": 2}, areas={"county": {"East": {"A": 9, "B": 2}}})
    assert form.scope == area
    assert dict(form.weights) == {"A": 1, "B": -2}
    assert form.slack(tally) == 5


@settings(max_examples=200, deadline=None)
@given(few_votes, st.integers(1, 6), st.sampled_from(METHODS_HERE), st.sampled_from([None, "1/10", "1/4"]))
def test_the_fewest_votes_that_change_a_seat_are_those_of_brute_force(
    votes: dict[ChoiceId, int], number: int, method: str, threshold: str | None
) -> None:
    found = one_area(votes, number, method, threshold)
    if found.open_seats:
        assert not found.changes[Change.MOVE]
        return
    for change in Change:
        least = found.changes[change]
        assert (least[0].votes if least else None) == by_brute_force(found, votes, change)


def by_brute_force(found: Seats, votes: dict[ChoiceId, int], change: Change) -> int | None:
    """Try every change of 1, 2, 3, ... votes."""
    sources = [None] if change is Change.ADD else list(votes)
    targets = [None] if change is Change.TAKE else list(votes)
    for n in range(1, 120):
        for source in sources:
            for target in targets:
                if source == target or (source is not None and votes[source] < n):
                    continue
                after = {c: v - n * (c == source) + n * (c == target) for c, v in votes.items()}
                try:
                    if not found.same_as(found.again(tally_of({str(c): v for c, v in after.items()}))):
                        return n
                except QuestionError:
                    return n
    return None


@settings(max_examples=60, deadline=None)
@given(few_votes, few_votes, st.sampled_from(METHODS_HERE))
def test_a_threshold_of_the_whole_country_is_crossed_by_votes_of_one_area(
    north: dict[ChoiceId, int], south: dict[ChoiceId, int], method: str
) -> None:
    areas = {"N": {str(c): n for c, n in north.items()}, "S": {str(c): n for c, n in south.items()}}
    part = SeatRule("seats", method, "region", 3, Threshold(Fraction(1, 5), Op.GE, "valid"))

    def shared(by_area: dict[str, dict[str, int]]) -> Seats | None:
        total = {c: sum(a.get(c, 0) for a in by_area.values()) for a in by_area.values() for c in a}
        try:
            return share_out(part, tally_of(total, areas={"region": by_area}), BASES)
        except QuestionError:
            return None

    found = shared(areas)
    if found is None or found.open_seats:
        return
    names = list(found.contest.candidates)
    for least in found.changes[Change.MOVE]:
        area = str(least.area)
        here = {str(c): areas[area].get(str(c), 0) for c in names}
        for n in range(1, least.votes + 1):
            changed = False
            for source, has in here.items():
                for target in here:
                    if source != target and has >= n:
                        after = {c: v - n * (c == source) + n * (c == target) for c, v in here.items()}
                        again = shared({**areas, area: after})
                        changed |= again is None or not found.same_as(again)
            assert changed is (n == least.votes)


@settings(max_examples=100, deadline=None)
@given(few_votes, few_votes, st.integers(1, 5), st.sampled_from(METHODS_HERE), st.sampled_from([None, "1/5"]))
def test_seats_that_open_votes_cannot_change_stand_whatever_they_are(
    votes: dict[ChoiceId, int], more: dict[ChoiceId, int], number: int, method: str, threshold: str | None
) -> None:
    found = one_area(votes, number, method, threshold)
    if found.open_seats:
        return
    ballots = sum(more.values())
    tally = replace(found.tally, open=(OpenVotes(ballots),))
    if not found.again(tally).undetermined:
        after = {c: n + more.get(c, 0) for c, n in votes.items()}
        again = one_area(after, number, method, threshold)
        assert found.same_as(again)
        assert found.stands(tally)


def test_open_votes_that_could_change_one_area_leave_the_others_alone() -> None:
    part = SeatRule("seats", "dhondt", "region", 2)
    areas = {"N": {"A": 60, "B": 50}, "S": {"A": 90, "B": 20}}
    tally = tally_of({"A": 150, "B": 70}, areas={"region": areas})
    here = OpenVotes(9, None, {"region": AreaId("N")})
    found = share_out(part, replace(tally, open=(here,)), BASES)
    assert found.undetermined == ()
    found = share_out(part, replace(tally, open=(replace(here, ballots=39),)), BASES)
    assert found.undetermined == ()  # (60 + 39) / 2 < 50
    found = share_out(part, replace(tally, open=(replace(here, ballots=71),)), BASES)
    assert found.undetermined == ("N",)
    found = share_out(part, replace(tally, open=(OpenVotes(71),)), BASES)
    assert found.undetermined == ("N", "S")
    nobody = {"N": {"A": 0, "B": 0}, "S": {"A": 90, "B": 20}}
    early = tally_of({"A": 90, "B": 20}, areas={"region": nobody})
    found = share_out(part, replace(early, open=(here,)), BASES)
    assert (found.open_seats, found.undetermined, found.total) == (2, ("N",), {"A": 2, "B": 0})


def test_equal_claims_leave_a_seat_open() -> None:
    found = allocate({NAMES[0]: 60, NAMES[1]: 60, NAMES[2]: 1}, 3)
    assert (found.seats, found.open_seats, found.tied) == ({"A": 1, "B": 1, "C": 0}, 1, ("A", "B"))
    assert found.last is None
    hare = allocate({NAMES[0]: 50, NAMES[1]: 50}, 3, "hare")
    assert (hare.open_seats, hare.tied) == (1, ("A", "B"))


def test_the_last_seat_by_hand() -> None:
    """D'Hondt for 3 seats: 100, 60, 50 | 33.3, 30, 30; of the two at 30 the one with the smaller divisor."""
    votes = {NAMES[0]: 100, NAMES[1]: 60, NAMES[2]: 30}
    found = allocate(votes, 3)
    assert found.seats == {"A": 2, "B": 1, "C": 0}
    assert found.last is not None
    assert (found.last.winner, found.last.rival) == ("A", "C")
    assert [found.last.quotient, found.last.next_quotient, found.last.gap] == [50, 30, 20]
    least = one_area(votes, 3, "dhondt").changes
    assert [least[change][0].votes for change in Change] == [14, 27, 20]
    hare = allocate({NAMES[0]: 47, NAMES[1]: 33, NAMES[2]: 20}, 4, "hare")
    assert hare.seats == {"A": 2, "B": 1, "C": 1}
    assert hare.last is not None
    assert [hare.last.quotient, hare.last.next_quotient] == [20, 8]
    fewest = one_area({NAMES[0]: 47, NAMES[1]: 33, NAMES[2]: 20}, 4, "hare").changes[Change.MOVE][0]
    assert (fewest.votes, fewest.transfer.source, fewest.transfer.target) == (6, "C", "B")


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
        allocate({NAMES[0]: 1}, 2, "imperial")
    assert allocate({NAMES[0]: 1}, 0).seats == {"A": 0}
    assert allocate({NAMES[0]: 7}, 2).last is None


def test_quotients_are_fractions() -> None:
    found = allocate({NAMES[0]: 10, NAMES[1]: 7}, 2, "modified_sainte_lague")
    assert found.last is not None
    assert found.last.quotient == Fraction(5)
    assert load("bo-president-2009").seats == ()


PUBLISHED = {
    "Netherlands, House of Representatives, 22 November 2023": (
        "dhondt",
        {
            "PVV": (2_450_878, 37),
            "GL-PvdA": (1_643_073, 25),
            "VVD": (1_589_519, 24),
            "NSC": (1_343_287, 20),
            "D66": (656_292, 9),
            "BBB": (485_551, 7),
            "CDA": (345_822, 5),
            "SP": (328_225, 5),
            "DENK": (246_765, 3),
            "PvdD": (235_148, 3),
            "FVD": (232_963, 3),
            "SGP": (217_270, 3),
            "CU": (212_532, 3),
            "Volt": (178_802, 2),
            "JA21": (71_345, 1),
        },
    ),
    "Moldova, Parliament, 11 July 2021": (
        "dhondt",
        {"PAS": (774_753, 63), "BECS": (398_675, 32), "Șor": (84_187, 6)},
    ),
    "Slovakia, National Council, 30 September 2023": (
        "droop",
        {
            "Smer": (681_017, 42),
            "PS": (533_136, 32),
            "Hlas": (436_415, 27),
            "OĽaNO": (264_137, 16),
            "KDH": (202_515, 12),
            "SaS": (187_645, 11),
            "SNS": (166_995, 10),
        },
    ),
    "Georgia, Parliament, 26 October 2024": (
        "hare_by_votes",
        {
            "Georgian Dream": (1_120_053, 89),
            "Coalition for Change": (229_161, 19),
            "Unity": (211_216, 16),
            "Strong Georgia": (182_922, 14),
            "For Georgia": (161_521, 12),
        },
    ),
}
"""Votes of the lists above the threshold, and their seats, as the electoral authorities published them."""


@pytest.mark.parametrize("election", PUBLISHED)
def test_published_allocations_come_out(election: str) -> None:
    method, lists_of = PUBLISHED[election]
    votes = {ChoiceId(name): n for name, (n, _) in lists_of.items()}
    found = allocate(votes, sum(n for _, n in lists_of.values()), method)
    assert dict(found.seats) == {name: n for name, (_, n) in lists_of.items()}
    assert not found.open_seats


GEORGIA = """
id = "ge-parliament"
title = { en = "Parliament of Georgia" }
country = "GE"
office = "assembly"
valid_from = 2024-01-01
[[source]]
law = "Constitution"
article = "37"
quote = "x"
language = "en"
read_in = "x"
[base]
valid = ["candidate"]
[[seats]]
name = "parliament"
method = "hare_by_votes"
seats = 150
threshold = { of = "5%", op = ">=", base = "valid" }
[[fixture]]
name = "26 October 2024"
source = "Central Election Commission; lists below the threshold as one"
votes = { GD = 1120053, CfC = 229161, UNM = 211216, SG = 182922, FG = 161521, others = 169600 }
[fixture.seats.parliament]
GD = 89
CfC = 19
UNM = 16
SG = 14
FG = 12
"""


def test_a_rule_of_seats_alone_is_a_rule_with_fixtures() -> None:
    rule = loads(GEORGIA.replace("others = 169600", "Girchi = 62600, Labour = 50000, Other = 57000"))
    (trial,) = try_seats(rule)
    assert trial.passes
    seats_of = dict(trial.fixture.seats["parliament"])
    more = replace(trial.fixture, seats={"parliament": seats_of | {ChoiceId("GD"): 90}})
    assert not SeatTrial(more, trial.found).passes
    named = replace(trial.fixture, seats={"parliament": seats_of | {ChoiceId("Girchi"): 0}})
    assert SeatTrial(named, trial.found).passes  # a list without a seat may be left out, or not
    still_open = replace(trial.found, areas=(replace(trial.found.areas[0], open_seats=1),))
    assert not SeatTrial(trial.fixture, still_open).passes
    assert try_fixtures(rule) == ()
    assert loads(dump(rule), form="json").seats == rule.seats
    assert rule.valid_kinds() == {Kind.CANDIDATE, Kind.OTHERS}
    with pytest.raises(QuestionError, match="shares out seats"):
        rule.round()
    found = trial.found
    assert [row.admitted for row in found.passes] == [True] * 5 + [False] * 3
    move = found.changes[Change.MOVE][0]
    assert (move.transfer.source, move.transfer.target, move.votes) == ("CfC", "GD", 577)
    # 5 % of the figure of all others would be a seat, and nobody knows whose
    with pytest.raises(QuestionError, match="one figure for several lists"):
        try_seats(loads(GEORGIA))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("seats = 150", 'seats_file = "x.csv"', "inline"),
        ("seats = 150", "seats = 0", "1 or more"),
        ("seats = 150", "seats = 100001", "at most 100,000"),
        ('method = "hare_by_votes"', 'method = "imperiali"', "not known"),
        ("seats = 150", 'seats = 150\nexcept = ["Abroad"]', "no level"),
        ("seats = 150", 'seats = 150\nthreshold_in = "area"', "no level"),
        ('threshold = { of = "5%", op = ">=", base = "valid" }', "exempt = { first_in = 1 }", "level"),
        ('threshold = { of = "5%", op = ">=", base = "valid" }', 'exempt = { lists = ["GD"] }', "not there"),
        ("FG = 12", "FG = 12\n[fixture.seats.senate]\nGD = 1", "no name of"),
        ("seats = 150", 'seats = 150\ntie = "dice"', "not known"),
    ],
)
def test_a_rule_of_seats_that_is_none_says_why(before: str, after: str, says: str) -> None:
    with pytest.raises(InputErrors) as refused:
        loads(GEORGIA.replace(before, after))
    assert says in " ".join(str(problem) for problem in refused.value.exceptions)


def test_the_seats_of_an_area_are_those_given_and_those_open() -> None:
    tied = allocate({NAMES[0]: 10, NAMES[1]: 10}, 1, "dhondt")
    assert (tied.open_seats, tied.number) == (1, 1)
    none = allocate({NAMES[0]: 10}, 0, "dhondt")
    assert (dict(none.seats), none.open_seats, none.number) == ({NAMES[0]: 0}, 0, 0)


REGIONS = {
    "N": {"A": 61, "B": 41, "C": 5},
    "S": {"A": 30, "B": 20, "C": 26},
}
WITH_CAST = BASES | {"cast": tuple(Kind)}
TWO_FIFTHS = Threshold(Fraction(2, 5), Op.GE, "valid")
BY_REGION = SeatRule("assembly", "dhondt", "region", {AreaId("N"): 4, AreaId("S"): 3})


def of_regions(regions: dict[str, dict[str, int]], *open_votes: OpenVotes) -> Tally:
    total: dict[str, int] = {}
    for votes in regions.values():
        for name, n in votes.items():
            total[name] = total.get(name, 0) + n
    return replace(tally_of(total, areas={"region": regions}), open=open_votes)


def of_lists(found: Seats, area: str) -> dict[str, int]:
    (allocation,) = [a for a in found.areas if a.area == area]
    return {str(choice): n for choice, n in allocation.seats.items() if n}


def test_a_threshold_of_an_area_is_taken_over_its_votes() -> None:
    fifth = Threshold(Fraction(1, 5), Op.GE, "valid")
    here = share_out(replace(BY_REGION, threshold=fifth, threshold_in="area"), of_regions(REGIONS), BASES)
    assert of_lists(here, "S") == {"A": 1, "B": 1, "C": 1}
    assert of_lists(here, "N") == {"A": 2, "B": 2}
    whole = share_out(replace(BY_REGION, threshold=fifth), of_regions(REGIONS), BASES)
    assert of_lists(whole, "S") == {"A": 2, "B": 1}  # 31 of 183 votes are not a fifth of the country


def test_a_threshold_of_registered_voters_needs_those_of_the_areas_that_it_is_taken_in() -> None:
    part = replace(BY_REGION, threshold=Threshold(Fraction(1, 5), Op.GE, "registered"))
    inside, bare = replace(part, threshold_in="area"), of_regions(REGIONS)
    with pytest.raises(MissingDataError, match="registered voters, and the count has none"):
        share_out(inside, replace(bare, registered=250), BASES)
    members = {area: replace(tally, registered=125) for area, tally in bare.areas["region"].items()}
    by_area = replace(bare, areas={"region": members})
    assert of_lists(share_out(inside, by_area, BASES), "S") == {"A": 2, "C": 1}  # 30 and 26 of 125
    with pytest.raises(MissingDataError, match="registered voters, and the count has none"):
        share_out(part, by_area, BASES)
    # of the whole country's 250 only A's 91 and B's 61 are a fifth
    assert of_lists(share_out(part, replace(bare, registered=250), BASES), "S") == {"A": 2, "B": 1}


def test_a_list_that_is_exempt_needs_no_share() -> None:
    by_name = replace(BY_REGION, threshold=TWO_FIFTHS, exempt=Exempt((NAMES[2],)))
    assert of_lists(share_out(by_name, of_regions(REGIONS), BASES), "S") == {"A": 2, "C": 1}
    first_somewhere = replace(BY_REGION, threshold=TWO_FIFTHS, exempt=Exempt((), 1, "region"))
    ahead = {"N": REGIONS["N"], "S": {"A": 30, "B": 20, "C": 35}}
    assert of_lists(share_out(first_somewhere, of_regions(ahead), WITH_CAST), "S") == {"A": 1, "C": 2}
    assert of_lists(share_out(first_somewhere, of_regions(REGIONS), WITH_CAST), "S") == {"A": 3}


def test_open_votes_hold_seats_open_only_where_they_may_lie() -> None:
    north = OpenVotes(50, None, {"region": AreaId("N")})
    found = share_out(BY_REGION, of_regions(REGIONS, north), BASES)
    assert found.may_hold_more(AreaId("N"))
    assert not found.may_hold_more(AreaId("S"))
    assert found.undetermined == ("N",)


def test_who_is_first_in_an_area_may_open_the_seats_of_all() -> None:
    part = replace(BY_REGION, threshold=TWO_FIFTHS, exempt=Exempt((), 1, "region"))
    south = OpenVotes(10, frozenset({NAMES[2]}), {"region": AreaId("S")})
    found = share_out(part, of_regions(REGIONS, south), WITH_CAST)
    assert NAMES[2] not in found.admitted[AreaId("N")]  # with the open votes it may be first in the south
    assert found.undetermined == ("N", "S")


def test_seats_stand_where_no_other_list_can_get_one() -> None:
    whole = SeatRule("assembly", "dhondt", None, 4)
    found = share_out(whole, of_regions(REGIONS), BASES)
    same = {"N": {"A": 62, "B": 41, "C": 5}, "S": REGIONS["S"]}
    assert found.stands(of_regions(same))
    assert not found.stands(
        of_regions(same, OpenVotes(60))
    )  # the same seats, and open votes that may change them
    other = {"N": {"A": 10, "B": 90, "C": 5}, "S": REGIONS["S"]}
    assert not found.stands(of_regions(other))


def test_the_same_seats_of_other_areas_are_not_the_same() -> None:
    alike = {"N": REGIONS["N"], "S": REGIONS["N"]}
    part = replace(BY_REGION, seats={AreaId("N"): 4, AreaId("S"): 4})
    found = share_out(part, of_regions(alike), BASES)
    turned = replace(found, areas=tuple(reversed(found.areas)))
    assert found.same_as(share_out(part, of_regions(alike), BASES))
    assert not found.same_as(turned)


def test_a_list_without_votes_keeps_no_seat_open() -> None:
    votes = {"N": {"A": 61, "B": 41, "C": 0}, "S": {"A": 30, "B": 20, "C": 0}}
    found = share_out(BY_REGION, of_regions(votes, OpenVotes(2)), BASES)
    assert of_lists(found, "N") == {"A": 2, "B": 2}


def test_a_table_of_seats_lies_beside_the_rule(tmp_path: Path) -> None:
    text = dump(load("dhondt(3%, seats=130)"))
    rule = tmp_path / "own.json"
    rule.write_text(text.replace('"seats": 130', '"level": "region", "seats_file": "seats.csv"'), "utf-8")
    (tmp_path / "seats.csv").write_text("area,seats\nN,4\nS,3\n", "utf-8")
    assert load(rule).seats[0].seats == {"N": 4, "S": 3}


def test_who_may_have_seats_by_being_first_in_areas_is_no_single_sum() -> None:
    part = replace(BY_REGION, threshold=TWO_FIFTHS, exempt=Exempt((), 1, "region"))
    with pytest.raises(QuestionError, match="rests on areas in which a list is first"):
        _ = share_out(part, of_regions(REGIONS), WITH_CAST).assertions
