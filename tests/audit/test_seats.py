"""Seats: the assertions hold on the votes that gave the seats and fail for any other allocation."""

import numpy as np
from apportionment import methods

from audit.build_audit import CONTEST, OTHER, L, W
from veedor.audit.seats import dhondt, first_of_many, sainte_lague, seat_assertions
from veedor.model import AreaId, Scope, Tally


def test_assertions_hold_exactly_for_the_right_allocation() -> None:
    rng = np.random.default_rng(1)
    lists = (W, L, OTHER)
    for name, divisor in (("dhondt", dhondt), ("saintelague", sainte_lague)):
        for votes in rng.integers(50, 1000, (60, 3)).tolist():
            tally = Tally(CONTEST, dict(zip(lists, votes, strict=True)))
            right = methods.compute(name, votes, 7, parties=list(lists), verbose=False)
            for a in range(8):
                for b in range(8 - a):
                    seats = [a, b, 7 - a - b]
                    holds = all(
                        x.holds(tally) for x in seat_assertions(dict(zip(lists, seats, strict=True)), divisor)
                    )
                    assert holds is (seats == list(right))


def test_only_a_list_with_a_seat_is_ahead_and_the_area_is_named() -> None:
    assert [form.assertion_id for form in seat_assertions({W: 2, L: 0})] == ["seat:W#2>L#1"]
    area = Scope("county", AreaId("East"))
    (seat,), (first,) = seat_assertions({W: 2, L: 0}, scope=area), first_of_many([W], [L], area)
    assert (seat.assertion_id, first.assertion_id) == ("seat:W#2>L#1:county=East", "first:W>L:county=East")
    assert seat.scope == first.scope == area
