"""What a counted sheet can hold, what its blank cells can, and what is said where nothing bounds it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from audit.build_audit import CONTEST, OTHER, L, W, lead, share, sheets_of, states_of
from veedor.audit.bounds import sheet_bounds
from veedor.audit.capacity import Cap, capacity
from veedor.audit.manifest import SheetManifest, all_counted
from veedor.errors import MissingDataError
from veedor.model import AreaId, Scope

FIRST = lead(Fraction(0))
TWO = replace(CONTEST, votes_allowed=2)


def blank_at(votes: list[list[int]], *cells: tuple[int, int], voters: int, allowed: int = 1) -> SheetManifest:
    """Counted sheets with blank cells, of so many voters each."""
    blank = np.zeros((len(votes), 4), dtype=bool)
    for cell in cells:
        blank[cell] = True
    contest = replace(CONTEST, votes_allowed=allowed)
    n = len(votes)
    states = states_of(
        np.array(votes), np.zeros(n, np.int64), np.full(n, voters), blank=blank, contest=contest
    )
    return SheetManifest.of_states(states)


def test_ballots_cast_are_those_of_the_votes_and_of_what_blank_cells_can_hold() -> None:
    of = blank_at([[60, 20, 0, 0], [60, 0, 10, 0]], (1, 1), voters=100)
    assert of.blanks.tolist() == [0, 30]
    assert capacity(of, Cap.CAST).tolist() == [80, 70 + 30]
    assert capacity(of, Cap.REGISTERED).tolist() == [100, 100]


def test_why_and_what_to_do_is_said_by_the_cap() -> None:
    unbounded = all_counted(sheets_of([[60, 20, 0, 0]] * 2, [0, 100]))
    with pytest.raises(MissingDataError, match="have no registered voters published") as stopped:
        capacity(unbounded, Cap.REGISTERED)
    assert "1 of 2 counted sheets" in str(stopped.value)
    assert "--cap listed" in str(stopped.value.remedy)
    two = replace(unbounded, sheets=replace(unbounded.sheets, contest=TWO))
    with pytest.raises(MissingDataError) as stopped:
        capacity(two, Cap.REGISTERED)
    assert "--cap listed" not in str(stopped.value.remedy)  # what a list says are ballots, not votes
    with pytest.raises(MissingDataError, match="gives up to 2 votes"):
        capacity(two, Cap.CAST)
    blank = replace(unbounded, blanks=np.array([-1, 0]))
    with pytest.raises(MissingDataError, match="have blank cells") as stopped:
        capacity(blank, Cap.CAST)
    assert "--cap listed" not in str(stopped.value.remedy)
    assert "State the most ballots of a sheet" in str(stopped.value.remedy)


def test_the_blank_cells_of_ballots_of_two_votes_hold_two_a_voter_left() -> None:
    of = blank_at([[60, 20, 10, 0], [60, 0, 10, 0]], (1, 1), voters=100, allowed=2)
    bounds = sheet_bounds(of, FIRST)
    # 100 voters have 200 votes, of which 70 are known: as if all others were for L, which is safe
    assert bounds.reported.tolist() == [40, 60 - 130]
    assert bounds.bounds.tolist() == [40 + 100, -70 + 100]


def test_blank_cells_hold_no_more_than_there_is_room_for() -> None:
    full = blank_at([[60, 0, 40, 0], [60, 20, 0, 0]], (0, 1), voters=100)
    assert sheet_bounds(full, FIRST).reported.tolist() == [60, 40]
    unknown = replace(full, blanks=np.array([-1, 0]), ballots=np.array([130, 100]))
    assert sheet_bounds(unknown, FIRST).reported.tolist() == [60 - 30, 40]
    above = blank_at([[60, 0, 70, 0], [60, 20, 0, 0]], (0, 1), voters=100)
    assert sheet_bounds(above, FIRST).reported.tolist() == [60, 40]


def test_a_sheet_outside_of_the_area_adds_nothing_and_cannot_be_wrong() -> None:
    votes = np.array([[60, 20, 0, 0], [9, 70, 0, 0], [50, 0, 10, 0]])
    blank = np.zeros((3, 4), dtype=bool)
    blank[1, 1] = blank[2, 1] = True
    states = states_of(
        votes, np.zeros(3, np.int64), np.full(3, 100), blank=blank, county=np.array(["a", "b", "a"])
    )
    inside = replace(FIRST, scope=Scope("county", AreaId("a")))
    bounds = sheet_bounds(SheetManifest.of_states(states, ("county",)), inside)
    assert bounds.reported.tolist() == [40, 0, 50 - 40]
    assert bounds.bounds.tolist() == [140, 0, 110]
    assert bounds.within.tolist() == [True, False, True]
    assert (bounds.counted, bounds.taken) == (90, 40)


def test_figures_of_a_bound_are_those_of_its_sheets() -> None:
    of = all_counted(sheets_of([[60, 20, 10, 5], [50, 30, 10, 0]], [100, 120]))
    bounds = sheet_bounds(of, lead())
    assert (bounds.total, bounds.largest) == (2840, 1430)
    assert (bounds.scale, bounds.votes) == (10, Fraction(420, 10))
    assert bounds.overstated(0, (60, 20, 10, 5)) == 0
    assert bounds.overstated(0, (59, 21, 10, 5)) == 9 + 11
    among = bounds.among(np.array(["s0000", "s0001", "s0002", "s0009"]), 3)
    assert among.reported.tolist() == [0, *bounds.reported.tolist(), 0]
    assert among.bounds.tolist() == [0, *bounds.bounds.tolist(), 0]
    assert among.within.tolist() == [False, True, True, False]
    assert among.contest == 3
    assert sheet_bounds(of, share()).vector.tolist() == [
        share().weight(choice) for choice in (W, L, OTHER)
    ] + [0]
