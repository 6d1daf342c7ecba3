"""What is open in a count, and whose voters it may hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.build_audit import BLANK, CONTEST, OTHER, states_of
from veedor.count.states import ORDER
from veedor.count.vectors import UNKNOWN
from veedor.model import AreaId, OpenVotes

COUNTED, OUTSTANDING = 0, 1
VOTES = np.array([[40, 30, 0, 0], [10, 5, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
CODE = np.array([COUNTED, COUNTED, OUTSTANDING, OUTSTANDING])
OWN = np.array([100, 50, 80, 90])


def test_the_electorate_is_every_register_once_or_unknown() -> None:
    unit = np.array([-1, -1, 0, 0])
    shared = states_of(VOTES, CODE, OWN, unit=unit, unit_registered=(200,))
    assert shared.electorate == 100 + 50 + 200
    assert states_of(VOTES, CODE, OWN).electorate == 320
    assert states_of(VOTES, CODE, np.array([100, 50, 80, UNKNOWN])).electorate is None
    assert states_of(VOTES, CODE, OWN, expected=5).electorate is None


@pytest.mark.parametrize(("expected", "unnamed"), [(None, 0), (3, 0), (4, 0), (6, 2)])
def test_sheets_without_a_name_are_those_beyond_the_known_ones(expected: int | None, unnamed: int) -> None:
    assert replace(states_of(VOTES, CODE, OWN), expected=expected).unnamed == unnamed


@pytest.mark.parametrize(("expected", "outstanding"), [(None, 2), (4, 2), (6, 4)])
def test_sheets_without_a_name_are_outstanding_and_in_no_other_state(
    expected: int | None, outstanding: int
) -> None:
    states = replace(states_of(VOTES, CODE, OWN), expected=expected)
    assert [states.number(state) for state in ORDER] == [2, outstanding, 0, 0]


def test_no_sheet_at_all_is_unnamed_where_none_is_known_and_none_expected() -> None:
    none = states_of(VOTES[:0], CODE[:0], OWN[:0])
    assert replace(none, expected=None).unnamed == 0


def test_what_is_left_of_a_register_is_open_once() -> None:
    states = states_of(VOTES, CODE, OWN, unit=np.array([0, -1, 0, 0]), unit_registered=(200,))
    assert states.open_votes() == (OpenVotes(200 - 70),)
    apart = states_of(VOTES, CODE, OWN, unit=np.array([-1, -1, 0, 1]), unit_registered=(30, 7))
    assert apart.open_votes() == (OpenVotes(37),)
    full = states_of(VOTES, CODE, OWN, unit=np.array([0, -1, 0, -1]), unit_registered=(70,))
    assert full.open_votes() == (OpenVotes(90),)


def test_sheets_without_a_name_hold_the_cap_each_or_anything() -> None:
    assert states_of(VOTES, CODE, OWN, expected=6, most_ballots=60).open_votes() == (OpenVotes(170 + 120),)
    assert states_of(VOTES, CODE, OWN, expected=6).open_votes() == (OpenVotes(170), OpenVotes(None))


def blank_of(
    registered: int, *, cap: int | None = None, votes_allowed: int = 1, **printed: int
) -> tuple[int, tuple[OpenVotes, ...]]:
    """Room in the two blank cells of one counted sheet that holds 70 votes, and what is open."""
    blank = np.array([[False, False, True, True]])
    states = states_of(
        VOTES[:1], CODE[:1], np.array([registered]), blank=blank, most_ballots=cap,
        contest=replace(CONTEST, votes_allowed=votes_allowed),
    )  # fmt: skip
    totals = {name: np.array([value]) for name, value in printed.items()}
    states = replace(states, counted=replace(states.counted, printed=totals))
    return int(states.blank_votes[0]), states.open_votes()


@pytest.mark.parametrize(
    ("registered", "cap", "printed", "room"),
    [
        (100, None, {}, 30),
        (0, 90, {}, 20),  # nobody registered is not published: the cap bounds it
        (100, 90, {}, 30),
        (UNKNOWN, None, {}, UNKNOWN),
        (71, 90, {}, 1),
        (1, None, {}, UNKNOWN),  # fewer voters than votes bound nothing
        (100, None, {"cast": 75}, 5),
        (100, None, {"cast": UNKNOWN}, 30),
        (100, None, {"valid": 72}, 30),  # a blank cell beside the valid votes is bounded by them no more
    ],
)
def test_a_blank_cell_holds_what_the_tightest_right_limit_leaves(
    registered: int, cap: int | None, printed: dict[str, int], room: int
) -> None:
    found, open_votes = blank_of(registered, cap=cap, **printed)
    assert found == room
    assert open_votes == (OpenVotes(None if room == UNKNOWN else room, frozenset({OTHER, BLANK})),)


def test_a_single_voter_is_one_that_is_known() -> None:
    blank = np.array([[False, False, True, True]])
    states = states_of(VOTES[2:3], CODE[:1], np.array([1]), blank=blank, most_ballots=60)
    assert states.blank_votes.tolist() == [1]


def test_a_full_sheet_has_no_room_in_its_blank_cells() -> None:
    assert blank_of(70) == (0, ())


def test_printed_ballots_bound_blank_cells_only_where_a_ballot_is_one_vote() -> None:
    found, _ = blank_of(100, votes_allowed=2, cast=75)
    assert found == 2 * 100 - 70


def test_the_areas_of_a_tally_are_those_of_every_expected_sheet() -> None:
    county = np.array(["east", "", "west", "east"])
    states = states_of(VOTES, CODE, OWN, county=county)
    east, west, nowhere = (AreaId(name) for name in ("east", "west", ""))
    tally = states.tally(["county"])
    assert set(tally.areas["county"]) == {east, west, nowhere}  # a counted sheet lies nowhere
    assert [tally.areas["county"][area].registered for area in (east, west)] == [190, 80]
    assert tally.areas["county"][east].open == (OpenVotes(90, None, {"county": east}),)
    assert sum(tally.areas["county"][west].votes.values()) == 0
    assert not states.tally().areas
    named = states_of(VOTES, CODE, OWN, county=np.array(["east", "east", "", "west"]))
    assert set(named.tally(["county"]).areas["county"]) == {east, west}  # only an open sheet lies nowhere


def test_no_area_knows_its_voters_where_sheets_have_no_name() -> None:
    county = np.array(["east", "west", "west", "east"])
    areas = states_of(VOTES, CODE, OWN, county=county, expected=5).tally(["county"]).areas["county"]
    assert [tally.registered for tally in areas.values()] == [None, None]
    # a sheet without a name may lie anywhere
    assert all(OpenVotes(None) in tally.open for tally in areas.values())
