"""What is to be confirmed where the rule asks for nothing, for areas, or for what is open."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from audit.build_audit import CONTEST, OTHER, L, W, sheets_of, states_of
from property.test_stakes_brute import rule
from veedor.audit.capacity import Cap
from veedor.audit.confirm import _of_quorum, assertions_of_way, to_confirm
from veedor.audit.manifest import SheetManifest, all_counted
from veedor.errors import QuestionError
from veedor.model import Quorum
from veedor.rules import Seats, explain, load, seats
from veedor.rules.conditions import more_votes

if TYPE_CHECKING:
    from veedor.audit.confirm import _Bounds
    from veedor.rules import Decision

PLURALITY, BOLIVIA = load("mx-president-1996"), load("bo-president-2009")


def test_of_two_ways_the_one_that_makes_less_work_is_confirmed() -> None:
    """With half of the votes and a little, two fifths and a lead of ten points are the easier way."""
    of = all_counted(sheets_of([[51, 30, 19, 0]] * 20, [110] * 20))
    found = to_confirm(explain(BOLIVIA, of.tally()), of, Cap.REGISTERED)
    assert found.way == "share and lead"


def test_a_way_that_open_sheets_can_break_is_not_taken() -> None:
    """The half could be lost on the open sheets, the lead over the second could not."""
    votes = np.array([[52, 20, 28, 0]] * 10 + [[0, 0, 0, 0]])
    code = np.array([0] * 10 + [1])
    of = SheetManifest.of_states(states_of(votes, code, np.full(11, 100)))
    found = to_confirm(explain(BOLIVIA, of.tally()), of, Cap.REGISTERED)
    assert found.way == "share and lead"


def test_just_enough_areas_are_confirmed_those_with_the_most_slack() -> None:
    votes = [[60, 20, 0, 0]] * 2 + [[40, 30, 0, 0]] * 2 + [[40, 10, 0, 0]] * 2 + [[1, 9, 0, 0]]
    sheets = replace(
        sheets_of(votes, [110] * 7), areas={"region": np.array(["a", "a", "b", "b", "c", "c", "d"])}
    )
    spread = rule("spread")  # a fourth of the votes in more than half of the regions
    decision = explain(spread, sheets.tally(("region",)))
    support = decision.support
    assert support is not None
    asked = assertions_of_way(support.alternative, decision)
    areas = [form.scope.area for form in asked if form.scope is not None]
    assert areas == ["a", "c", "b"]
    assert {form.subject for form in asked} <= {W, L, None}
    assert CONTEST.candidates[0] == W


@pytest.mark.parametrize("cap", [Cap.REGISTERED, Cap.CAST])
def test_the_cap_is_that_of_the_plan(cap: Cap) -> None:
    of = all_counted(sheets_of([[60, 30, 5, 0]] * 20, [200] * 20))
    found = to_confirm(explain(PLURALITY, of.tally()), of, cap)
    most = 200 if cap is Cap.REGISTERED else 95
    assert {int(member.bounds[0]) for member in found.members} <= {30 + most, 55 + most}


def test_of_groups_of_several_members_the_least_slack_of_each_decides() -> None:
    tally = all_counted(sheets_of([[60, 30, 10, 0]], [110])).tally()
    over = [more_votes(W, OTHER), more_votes(L, OTHER), more_votes(W, L)]
    assert [form.slack(tally) for form in over] == [50, 20, 30]
    quorum = Quorum("one of two", tuple(over), (1, 1), 1, ((0, 1), (2,)))
    decision = cast("Decision", SimpleNamespace(tally=tally))
    assert _of_quorum(quorum, decision, None) == [over[2]]
    both = replace(quorum, need=2)
    assert _of_quorum(both, decision, None) == [over[2], over[0], over[1]]
    with pytest.raises(QuestionError, match="one of two does not hold"):
        _of_quorum(replace(quorum, need=3), decision, None)


def test_of_the_areas_of_a_quorum_those_are_taken_that_keep_most_of_their_slack() -> None:
    """What is open may leave more of a smaller slack."""
    tally = all_counted(sheets_of([[60, 30, 10, 0]], [110])).tally()
    over = [more_votes(W, OTHER), more_votes(L, OTHER)]
    left = {over[0]: Fraction(3), over[1]: Fraction(7)}
    bounds = cast("_Bounds", SimpleNamespace(left=left.__getitem__))
    quorum = Quorum("one of two", tuple(over), (1, 1), 1, ((0,), (1,)))
    decision = cast("Decision", SimpleNamespace(tally=tally))
    assert _of_quorum(quorum, decision, None) == [over[0]]
    assert _of_quorum(quorum, decision, bounds) == [over[1]]


def test_of_seats_every_condition_is_confirmed_once() -> None:
    of = all_counted(sheets_of([[60, 25, 10, 0]] * 20, [110] * 20))
    shared = seats(load("dhondt(seats=3)"), of.tally())
    assert isinstance(shared, Seats)
    found = to_confirm(shared, of, Cap.REGISTERED)
    assert (found.outcome, found.way, found.round, found.elected) == (
        "seats",
        shared.rule.name,
        "",
        ("W=2", "L=1", "other=0"),
    )
    assert [form.assertion_id for form in found.assertions] == [a.assertion_id for a in shared.assertions]
    assert [member.votes for member in found.members] == [a.slack(of.tally()) for a in shared.assertions]
