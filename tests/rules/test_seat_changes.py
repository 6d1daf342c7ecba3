"""The fewest votes of an area that change a seat, by trying every number of votes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from veedor.errors import QuestionError
from veedor.model import AreaId, AssertionKind, ChoiceId, Kind, Tally
from veedor.rules import Change, Seats, tally_of
from veedor.rules.assembly import share_out
from veedor.rules.margins import Transfer, transfers
from veedor.rules.rule_parts import Op, Threshold
from veedor.rules.seat_change import SeatChange, smallest_changes
from veedor.rules.seat_rule import Exempt, SeatRule

BASES = {"valid": (Kind.CANDIDATE, Kind.OTHERS), "cast": tuple(Kind)}
TWO = {"N": {"A": 9, "B": 5, "C": 2}, "S": {"A": 4, "B": 7, "C": 3}}
TURNED = {"N": TWO["S"], "S": TWO["N"]}
EVEN = {"N": {"A": 8, "B": 6, "C": 1}, "S": {"A": 3, "B": 3, "C": 8}}
BY_AREA = SeatRule("assembly", "dhondt", "region", {AreaId("N"): 3, AreaId("S"): 2})
HALF = Threshold(Fraction(1, 2), Op.GE, "valid")
QUARTER = Threshold(Fraction(1, 4), Op.GE, "valid")
RULES = {
    "divisors": BY_AREA,
    "quotas": replace(BY_AREA, method="hare"),
    "threshold": replace(BY_AREA, threshold=QUARTER),
    "threshold in each area": replace(BY_AREA, threshold=QUARTER, threshold_in="area"),
    "droop": replace(BY_AREA, method="droop"),
    "first in an area": replace(BY_AREA, threshold=HALF, exempt=Exempt((), 1, "region")),
    "one country": SeatRule("assembly", "sainte_lague", None, 4),
}


def of(regions: dict[str, dict[str, int]]) -> Tally:
    total: Counter[str] = Counter()
    for votes in regions.values():
        total.update(votes)
    return tally_of({name: total[name] for name in "ABC"}, areas={"region": regions})


def after(
    regions: dict[str, dict[str, int]], area: str, transfer: Transfer, votes: int
) -> dict[str, dict[str, int]]:
    changed = {name: dict(here) for name, here in regions.items()}
    if transfer.source is not None:
        changed[area][str(transfer.source)] -= votes
    if transfer.target is not None:
        changed[area][str(transfer.target)] += votes
    return changed


def again(found: Seats, regions: dict[str, dict[str, int]]) -> Seats | None:
    try:
        return share_out(found.rule, of(regions), BASES)
    except QuestionError:  # nobody is left to have a seat
        return None


def fewest(found: Seats, regions: dict[str, dict[str, int]], area: str, change: Change) -> int | None:
    """Try every transfer between candidates, vote by vote."""
    here = of({area: regions[area]})
    numbers = []
    for transfer in transfers(here, change):
        most = transfer.most(here)
        for votes in range(1, 25 if most is None else most + 1):
            now = again(found, after(regions, area, transfer, votes))
            if now is None or not now.same_as(found):
                numbers.append(votes)
                break
    return min(numbers, default=None)


def tied(seats: Seats) -> set[ChoiceId]:
    return {choice for area in seats.areas for choice in area.tied}


def check(found: Seats, regions: dict[str, dict[str, int]], one: SeatChange, area: str) -> None:
    """So many votes do it, and who then has less and more is named."""
    now = again(found, after(regions, area, one.transfer, one.votes))
    assert now is not None
    assert not now.same_as(found)
    fewer = again(found, after(regions, area, one.transfer, one.votes - 1))
    assert fewer is not None
    assert fewer.same_as(found)
    before, total = found.total, now.total
    names = [ChoiceId(name) for name in "ABC"]
    loses = {c for c in names if total.get(c, 0) < before.get(c, 0)}
    assert set(one.loses) == loses
    assert set(one.gains) == {c for c in names if total.get(c, 0) > before.get(c, 0)} | (tied(now) - loses)


@pytest.mark.parametrize("change", list(Change))
@pytest.mark.parametrize("rule", list(RULES))
@pytest.mark.parametrize("regions", [TWO, TURNED, EVEN], ids=["two", "turned", "even"])
def test_no_fewer_votes_change_a_seat(regions: dict[str, dict[str, int]], rule: str, change: Change) -> None:
    part = RULES[rule]
    shared = of(regions)
    if not part.level:
        regions = {"": {str(c): n for c, n in shared.votes.items()}}
    found = share_out(part, of(regions), BASES)
    changes = smallest_changes(found, change)
    assert [one.votes for one in changes] == sorted(one.votes for one in changes)
    open_areas = {allocation.area for allocation in found.areas if allocation.open_seats}
    wanted = {
        area: fewest(found, regions, area, change) for area in regions if (area or None) not in open_areas
    }
    if change is Change.MOVE:
        assert {one.area or "": one.votes for one in changes} == {
            a: n for a, n in wanted.items() if n is not None
        }
    elif any(n is not None for n in wanted.values()):
        assert changes[0].votes == min(n for n in wanted.values() if n is not None)
    for one in changes:
        check(found, regions, one, str(one.area or ""))


ONE_AND_THREE = replace(BY_AREA, seats={AreaId("N"): 1, AreaId("S"): 3}, threshold=QUARTER)
SEATLESS_IN_N = {"N": {"A": 20, "B": 10, "C": 1}, "S": {"A": 20, "B": 15, "C": 2}}
SEATLESS = {"N": {"A": 40, "B": 1, "C": 15}, "S": {"A": 1, "B": 40, "C": 15}}


@pytest.mark.parametrize(
    ("rule", "regions", "passing"),
    [
        # in the north B has no seat to lose, though it has one in the south
        (replace(ONE_AND_THREE, threshold_in="area"), SEATLESS_IN_N, {("A", "N"), ("A", "S"), ("B", "S")}),
        (ONE_AND_THREE, SEATLESS_IN_N, {("A", None), ("B", None)}),
        # votes of a list without a seat are part of a quota, and take nothing from anybody under divisors
        (replace(ONE_AND_THREE, seats=1), SEATLESS, {("A", None), ("B", None)}),
        (replace(ONE_AND_THREE, seats=1, method="hare"), SEATLESS, {("A", None), ("B", None), ("C", None)}),
    ],
)
def test_who_must_pass_the_threshold_for_the_seats_to_stand(
    rule: SeatRule, regions: dict[str, dict[str, int]], passing: set[tuple[str, str | None]]
) -> None:
    found = share_out(rule, of(regions), BASES)
    shares = [
        form for ground in found.grounds for form in ground.assertions if form.kind is AssertionKind.SHARE
    ]
    assert {(form.subject, form.scope and form.scope.area) for form in shares} == passing
