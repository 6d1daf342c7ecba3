"""The fewest and the most seats that a list can still have, whatever the open votes are."""

from __future__ import annotations

from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import ceil
from typing import TYPE_CHECKING

from veedor.model import Scope
from veedor.rules.allocation import DIVISORS, QUOTAS, allocate
from veedor.rules.conditions import Field, negated
from veedor.rules.seat_rule import lists, passing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.model import AreaId, ChoiceId
    from veedor.rules.allocation import Allocation
    from veedor.rules.assembly import Seats

Bounds = dict["ChoiceId", tuple[int, int]]
"""By list, the fewest and the most seats."""


def room(shared: Seats, area: AreaId | None) -> int | None:
    """Return how many votes may be open in an area at the most, or in all; None where nothing bounds them."""
    level, allowed = shared.level or "", shared.contest.votes_allowed
    found = 0
    for group in shared.tally.open:
        if area is None or group.areas.get(level, area) == area:
            if group.ballots is None:
                return None
            found += group.ballots * (allowed if group.choices is None else 1)
    return found


def seat_bounds(shared: Seats) -> Bounds:
    """Return the bounds of the seats of every list in all.

    Under divisors exact for what is open in each area, up to lists that may or may not pass a threshold and
    votes of which the area is not known. Under quotas a list has its whole quotas and at most one seat more.

    Parameters
    ----------
    shared : Seats
        As counted, with what is open.
    """
    unsure = frozenset(shared.undetermined)
    found = dict.fromkeys(lists(shared.tally), (0, 0))
    for allocation in shared.areas:
        here = _of_area(shared, allocation) if allocation.area in unsure else {}
        for choice, (low, high) in found.items():
            held = allocation.seats.get(choice, 0)
            may = held + (choice in allocation.tied if allocation.tied else allocation.open_seats)
            least, most = here.get(choice, (held, may))
            found[choice] = (low + least, high + most)
    return found


def _of_area(shared: Seats, allocation: Allocation) -> Bounds:
    """Return the bounds in one area that open votes could change."""
    number, method, free = allocation.number, shared.rule.method, room(shared, allocation.area)
    if free is None:
        return dict.fromkeys(lists(shared.tally), (0, number))
    here = shared.of(allocation.area)
    sure, possible = admitted_surely(shared, allocation.area)
    found: Bounds = {}
    if method not in DIVISORS:
        least_votes, most_votes = (sum(here.of(c) for c in group) for group in (sure, possible))
        for choice in lists(shared.tally):
            own = here.of(choice)
            without = least_votes - own * (choice in sure)
            low = _whole(own, most_votes + free, number, method) if choice in sure else 0
            high = _whole(own + free, without + own + free, number, method, up=False) + 1
            found[choice] = (low, min(high, number) if choice in possible else 0)
        return found
    for choice in lists(shared.tally):
        others = {c: here.of(c) for c in sure if c != choice}
        most = _with(choice, here.of(choice) + free, others, number, method) if choice in possible else 0
        rivals = [here.of(c) for c in possible if c != choice]
        least = _fewest(here.of(choice), rivals, free, number, method) if choice in sure else 0
        found[choice] = (least, most)
    return found


def _whole(votes: int, total: int, seats: int, method: str, *, up: bool = True) -> int:
    """Return the whole quotas that some votes of a total make; Droop's is rounded up, or not at all."""
    if not total:
        return 0
    if method == "droop":
        quota = Fraction(total, seats + 1)
        return int(votes / (quota + 1 if up else quota))
    return int(votes / QUOTAS[method](total, seats))


def _with(choice: ChoiceId, votes: int, others: Mapping[ChoiceId, int], seats: int, method: str) -> int:
    """Return the seats of a list with so many votes, open ones it could be given among them."""
    if not votes:
        return 0
    given = allocate({**others, choice: votes}, seats, method)
    return given.seats[choice] + (choice in given.tied)


def _fewest(votes: int, rivals: list[int], free: int, seats: int, method: str) -> int:
    """Return the seats that a list keeps however free votes are shared out among its rivals."""
    low, high = 0, seats
    while low < high:
        middle = (low + high + 1) // 2
        if _keeps(votes, rivals, free, seats, middle, method):
            low = middle
        else:
            high = middle - 1
    return low


def _keeps(votes: int, rivals: list[int], free: int, seats: int, wanted: int, method: str) -> bool:
    """Whether rivals lack the votes for so many claims that the list would not keep the seats wanted."""
    if not votes:
        return False
    divisor = DIVISORS[method]
    line = Fraction(votes) / divisor(wanted - 1)
    needed = seats - wanted + 1
    # a rival's next claim costs ever more: the cheapest ones of all are the fewest votes
    heap = [(max(0, ceil(line * divisor(0)) - held), rival, 0, held) for rival, held in enumerate(rivals)]
    heapify(heap)
    spent = 0
    for _ in range(needed):
        if not heap:
            return True
        cost, rival, has, held = heappop(heap)
        spent += cost
        if spent > free:
            return True
        held += cost
        heappush(heap, (max(0, ceil(line * divisor(has + 1)) - held), rival, has + 1, held))
    return False


def admitted_surely(shared: Seats, area: AreaId | None) -> tuple[list[ChoiceId], list[ChoiceId]]:
    """Return the lists that may have seats in an area whatever comes, and those that possibly may."""
    part, field = shared.rule, Field(shared.tally, shared.bases)
    scope: Scope | None = None
    if part.threshold_in == "area" and part.level is not None and area is not None:
        scope = Scope(part.level, area)
    sure, possible = [], []
    for choice in lists(shared.tally):
        conditions = passing(part, field, choice, scope)
        if not conditions or any(c.survives(shared.tally) for c in conditions):
            sure.append(choice)
        if not conditions or not all(negated(c).survives(shared.tally) for c in conditions):
            possible.append(choice)
    return sure, possible
