"""What the fewest votes moved in an area break, and which areas have a question of their own."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from stakes.build_stakes import count
from veedor.model import AreaId, Assertion, AssertionKind, ChoiceId, Scope
from veedor.rules import tally_of
from veedor.rules.margins import Change, Transfer
from veedor.rules.seat_change import SeatChange
from veedor.rules.undoing import Undoing
from veedor.stakes.seats import _binding, by_area

A, B, C = ChoiceId("A"), ChoiceId("B"), ChoiceId("C")
NORTH, SOUTH = AreaId("North"), AreaId("South")
IN_NORTH = {"A": 40, "B": 20, "C": 1}
IN_SOUTH = {"A": 40, "B": 20, "C": 30}
TALLY = tally_of(
    {c: IN_NORTH[c] + IN_SOUTH[c] for c in "ABC"}, areas={"region": {"North": IN_NORTH, "South": IN_SOUTH}}
)


def form(
    name: str, rival: ChoiceId = B, area: AreaId | None = NORTH, kind: AssertionKind = AssertionKind.SEAT
) -> Assertion:
    """More votes for A than for another list, in an area or in all."""
    scope = None if area is None else Scope("region", area)
    return Assertion(name, kind, A, rival, Fraction(0), "", {A: 1, rival: -1}, True, scope=scope)


SEAT = form("seat")
ELSEWHERE = form("elsewhere", area=SOUTH)  # it breaks at as many votes
EASY = form("easy", rival=C, area=SOUTH)  # only ten votes are left, and they are of the other area
LATER = form("later", rival=C)  # 39 votes are left
FAILS = Assertion("fails", AssertionKind.SEAT, B, A, Fraction(0), "", {B: 1, A: -1}, True, scope=SEAT.scope)
BAR = Assertion(  # breaks at ten votes taken from A as well
    "bar", AssertionKind.SHARE, A, None, Fraction(70), "", {A: 1}, False, constant=-71
)


def shared(*forms: Assertion) -> SimpleNamespace:
    """Seats that stand on some conditions."""
    least = SeatChange(NORTH, Transfer(Change.MOVE, A, B), 10, (A,), (B,))
    return SimpleNamespace(
        grounds=tuple(Undoing((one,)) for one in forms),
        tally=TALLY,
        level="region",
        changes={Change.MOVE: (least,)},
        areas=(SimpleNamespace(area=NORTH), SimpleNamespace(area=SOUTH)),
        names={NORTH: "North", SOUTH: "South"},
        rule=SimpleNamespace(divisions=("region",)),
    )


def bound(*forms: Assertion) -> str | None:
    """Name the condition that so many votes of the north break."""
    seats: Any = shared(*forms)
    found = _binding(seats, seats.changes[Change.MOVE][0])
    return None if found is None else found.assertion_id


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        ((SEAT,), "seat"),
        ((EASY, ELSEWHERE, SEAT), "seat"),  # not one of another area, though it is nearer
        ((EASY, LATER, SEAT), "seat"),  # not one that so many votes do not break
        ((EASY, FAILS, SEAT), "seat"),  # not one that is broken already
        ((EASY, BAR, SEAT), "seat"),  # rather that of a seat than that of who may have seats
        ((EASY, BAR), "bar"),
        ((LATER, EASY), "easy"),  # where none breaks at just so many, the nearest
        ((FAILS,), None),
    ],
)
def test_what_the_fewest_votes_of_an_area_break(forms: tuple[Assertion, ...], name: str | None) -> None:
    assert bound(*forms) == name


def test_an_area_has_a_question_of_its_own_where_its_own_condition_breaks_first() -> None:
    states = SimpleNamespace(counted=count([[40, 20, 1, 0, 0]]))
    asked: Any = SimpleNamespace(seats=shared(EASY, BAR, SEAT, LATER), states=states)
    ((name, stake),) = by_area(asked)
    assert name == "North"
    assert (stake.binding, stake.donor, stake.receiver) == (SEAT, A, B)
    assert [ground.assertions for ground in stake.grounds] == [(SEAT,), (LATER,)]
    # who may have seats is decided in the whole country
    asked.seats = shared(EASY, BAR)
    assert not list(by_area(asked))


def test_without_seats_areas_or_states_no_area_has_a_question() -> None:
    whole, known = shared(SEAT), SimpleNamespace(counted=())
    whole.level = None
    for seats, states in ((None, known), (whole, known), (shared(SEAT), None)):
        asked: Any = SimpleNamespace(seats=seats, states=states)
        assert not list(by_area(asked))
