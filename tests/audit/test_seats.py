"""Seats: the assertions hold on the votes that gave the seats and fail for any other allocation."""

import numpy as np
from apportionment import methods

from audit.build_audit import CONTEST, OTHER, L, W
from veedor.audit.seats import dhondt, sainte_lague, seat_assertions
from veedor.model import Tally


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
