"""An audit is of the expected sheets: what is open counts at its worst, and nothing hides in it."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.build_audit import (
    BLANK,
    CONTEST,
    OTHER,
    L,
    W,
    lead,
    looked_at,
    reported,
    share,
    sheets_of,
    states_of,
)
from veedor.audit.bounds import sheet_bounds
from veedor.audit.capacity import Cap, capacity
from veedor.audit.design import Design
from veedor.audit.discrepancy import Discrepancy
from veedor.audit.manifest import SheetManifest, all_counted
from veedor.audit.manifest_changes import as_stated
from veedor.audit.outlook import outlook
from veedor.audit.population import Population
from veedor.audit.risk_measurement import measure_risk, outcome_p
from veedor.count import States
from veedor.errors import MissingDataError, QuestionError
from veedor.model import AreaId, Assertion, Scope, State
from veedor.rules import explain, load

FIRST = lead(Fraction(0))


@st.composite
def some_states(draw: st.DrawFn) -> States:
    """A few sheets in any state, with blank cells, shared registers, sheets that nobody names."""
    n = draw(st.integers(2, 7))
    numbers = st.integers(0, 20)
    votes = np.array([[draw(numbers) for _ in range(4)] for _ in range(n)], dtype=np.int64)
    code = np.array([0, *(draw(st.sampled_from([0, 0, 1, 2, 3])) for _ in range(n - 1))], dtype=np.int64)
    blank = np.array([[draw(st.integers(0, 9)) == 0 for _ in range(4)] for _ in range(n)])
    unit = np.array([draw(st.sampled_from([-1, -1, 0, 1])) for _ in range(n)], dtype=np.int64)
    blank[unit >= 0] = False
    registered = votes.sum(axis=1) + np.array([draw(numbers) for _ in range(n)], dtype=np.int64)
    held = [int(votes[(unit == u) & np.isin(code, (0, 2))].sum()) for u in (0, 1)]
    voters = tuple(h + draw(st.integers(1, 40)) for h in held)
    county = np.where(unit >= 0, "c", [draw(st.sampled_from(["a", "b"])) for _ in range(n)])
    more = draw(st.sampled_from([0, 0, 2]))
    return states_of(
        votes, code, registered, blank=blank, unit=unit, unit_registered=voters, county=county,
        expected=n + more, most_ballots=50,
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(some_states(), st.sampled_from(["", "a", "b", "c"]))
def test_the_slack_of_a_plan_is_the_least_that_the_assertion_can_become(states: States, area: str) -> None:
    form = lead(Fraction(1, 10))
    form = replace(form, scope=Scope("county", AreaId(area)) if area else None)
    divisions = ("county",)
    if area and area not in states.roll.areas["county"]:
        return
    tally = states.tally(divisions)
    # far above nothing, so that there is a slack to speak of
    form = replace(form, constant=10_000)
    bounds = sheet_bounds(SheetManifest.of_states(states, divisions), form)
    assert bounds.slack == form.range(tally)[0]
    assert bounds.counted == form.value(tally)
    assert (bounds.bounds >= 0).all()


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_content_of_what_is_open_breaks_what_has_slack_left(data: st.DataObject) -> None:
    """Open sheets, and blank cells, are filled in any way that their voters allow."""
    states = data.draw(some_states())
    form = replace(lead(Fraction(1, 10)), constant=10_000)
    bounds = sheet_bounds(SheetManifest.of_states(states, ()), form)
    vector = np.array(form.vector((W, L, OTHER, BLANK)))
    value = form.constant + int((states.counted.votes @ vector).sum())
    counted = states.counted
    for row in np.flatnonzero(counted.blank.any(axis=1)).tolist():
        (place,) = states.roll.rows(counted.ids[[row]])
        left = int(states.roll.registered[place] - counted.cast[row])
        for column in np.flatnonzero(counted.blank[row]).tolist():
            filled = data.draw(st.integers(0, left))
            value, left = value + int(vector[column]) * filled, left - filled
    left_of = dict(enumerate(states.left_of_units.tolist()))
    for row in np.flatnonzero(states.is_open).tolist():
        unit = int(states.roll.unit[row])
        room = left_of[unit] if unit >= 0 else int(states.roll.registered[row])
        ballots = data.draw(st.integers(0, room))
        value += int(data.draw(st.sampled_from(vector.tolist()))) * ballots
        if unit >= 0:
            left_of[unit] -= ballots
    value -= 50 * 11 * states.unnamed
    assert value >= bounds.slack


@pytest.mark.parametrize("seed", range(20))
def test_thirty_of_a_hundred_missing_and_another_truth_is_never_planned(seed: int) -> None:
    """A leads on 70 sheets; the 30 others, blank or not there at all, hold the true outcome."""
    rng = np.random.default_rng(seed)
    votes = np.column_stack(
        (rng.integers(100, 120, 100), rng.integers(80, 100, 100), *np.zeros((2, 100), int))
    )
    code = np.r_[np.zeros(70, np.int64), rng.choice([1, 2], 30)]
    states = states_of(votes, code, np.full(100, 300))
    truth = int(votes[:70, 0].sum() - votes[:70, 1].sum()) - 30 * 200
    assert truth < 0
    of = SheetManifest.of_states(states)
    assert sheet_bounds(of, FIRST).slack == int(votes[:70, 0].sum() - votes[:70, 1].sum()) - 30 * 300
    law = load("mx-president-1996")
    made = outlook(reported(of, explain(law, of.tally())), runs=1)
    assert [finding.says for finding in made.findings] == ["audit.open_too_many"]
    assert made.costs == ()


def risk_of(of: SheetManifest, found: Mapping[str, tuple[int, ...]], form: Assertion, risk: float) -> float:
    """Give the exact probability that an audit confirms: over every order of a proportional draw."""
    population = Population((of,), (sheet_bounds(of, form),), np.zeros(len(of.sheets), dtype=bool))
    assert population.can_be_confirmed
    sizes, ids = population.sizes, of.sheets.ids.tolist()
    chance = 0.0
    for order in permutations(range(len(ids))):
        rest, probability = float(sizes.sum()), 1.0
        for row in order:
            probability, rest = (
                probability * sizes[row] / rest if rest > 1e-9 else probability,
                rest - sizes[row],
            )
        audited = [looked_at(ids[row], Discrepancy.DIFFERS, found[ids[row]]) for row in order]
        p = outcome_p(measure_risk(population, audited, Design()))
        chance += probability * float(p.min() <= risk)
    return chance


def test_the_risk_is_limited_where_sheets_are_open_and_counted_ones_are_wrong() -> None:
    """The open sheet is at its worst and one counted sheet is false: together they make the outcome a tie."""
    votes = np.array([[60, 20, 0, 0]] * 5 + [[0, 0, 0, 0]])
    states = states_of(votes, np.array([0, 0, 0, 0, 0, 1]), np.array([100] * 5 + [60]))
    of = SheetManifest.of_states(states)
    assert sheet_bounds(of, FIRST).slack == 200 - 60
    honest = dict.fromkeys(of.sheets.ids.tolist(), (60, 20, 0, 0))
    # one sheet holds 100 for L in truth, and not 60 to 20 for W: it was overstated by all 140 of the slack
    false = {**honest, "s0003": (0, 100, 0, 0)}
    assert sum(v[0] - v[1] for v in false.values()) - 60 == 0
    assert risk_of(of, false, FIRST, 0.3) <= 0.3
    assert risk_of(of, honest, FIRST, 0.3) == pytest.approx(1.0)


def test_voters_whom_a_false_sheet_kept_from_an_open_one_are_not_lost_sight_of() -> None:
    """Two sheets share a register. The counted one reports 80 ballots and has none: the open one has all."""
    votes = np.array([[60, 20, 0, 0]] * 5 + [[0, 0, 0, 0]])
    unit = np.array([0, -1, -1, -1, -1, 0])
    states = states_of(
        votes, np.array([0, 0, 0, 0, 0, 1]), np.full(6, 100), unit=unit, unit_registered=(100,)
    )
    of = SheetManifest.of_states(states)
    bounds = sheet_bounds(of, FIRST)
    assert bounds.slack == 200 - 20
    assert bounds.bounds.tolist() == [120, 140, 140, 140, 140]
    honest = dict.fromkeys(of.sheets.ids.tolist(), (60, 20, 0, 0))
    # the register's hundred all stand on the open sheet, for L; another sheet lost 60
    false = {**honest, "s0001": (0, 0, 0, 0), "s0002": (30, 50, 0, 0)}
    assert sum(v[0] - v[1] for v in false.values()) - 100 == 0
    assert risk_of(of, false, FIRST, 0.3) <= 0.3


def test_blank_cells_are_reported_at_their_worst_and_leave_nothing_to_hide_in() -> None:
    votes = np.array([[60, 20, 0, 0], [60, 0, 0, 0], [60, 20, 0, 0]])
    blank = np.zeros((3, 4), dtype=bool)
    blank[1, 1] = True
    states = states_of(votes, np.zeros(3, np.int64), np.full(3, 100), blank=blank)
    of = SheetManifest.of_states(states)
    bounds = sheet_bounds(of, FIRST)
    assert bounds.reported.tolist() == [40, 60 - 40, 40]
    assert bounds.bounds.tolist() == [140, 120, 140]
    assert (bounds.counted, bounds.taken, bounds.slack) == (140, 40, 100)
    assert bounds.overstated(1, (60, 0, 0, 0)) == -40
    # blank for W: it can only add
    blank[1] = [True, False, False, False]
    gains = SheetManifest.of_states(states_of(votes, np.zeros(3, np.int64), np.full(3, 100), blank=blank))
    assert sheet_bounds(gains, FIRST).slack == 80


def test_a_blank_cell_takes_no_more_than_the_printed_total_leaves() -> None:
    votes, blank = np.array([[60, 20, 0, 0], [60, 0, 0, 0]]), np.zeros((2, 4), dtype=bool)
    blank[1, 1] = True
    states = states_of(votes, np.zeros(2, np.int64), np.full(2, 100), blank=blank)
    printed = replace(states, counted=replace(states.counted, printed={"cast": np.array([80, 75])}))
    assert sheet_bounds(SheetManifest.of_states(printed), FIRST).reported.tolist() == [40, 60 - 15]


def test_nothing_bounds_an_open_sheet_without_voters_until_the_case_does() -> None:
    votes = np.array([[60, 20, 0, 0]] * 5 + [[0, 0, 0, 0]])
    code, voters = np.array([0, 0, 0, 0, 0, 1]), np.array([100] * 5 + [0])
    of = SheetManifest.of_states(states_of(votes, code, voters))
    bounds = sheet_bounds(of, FIRST)
    assert (bounds.taken, bounds.slack) == (None, 0)
    law = load("mx-president-1996")
    made = outlook(reported(of, explain(law, of.tally())), runs=1)
    assert [finding.says for finding in made.findings] == ["audit.open_unbounded"]
    stated = SheetManifest.of_states(states_of(votes, code, voters, most_ballots=150))
    assert sheet_bounds(stated, FIRST).slack == 200 - 150


def test_a_counted_sheet_that_nothing_bounds_is_refused_with_how_many() -> None:
    votes, code = np.array([[60, 20, 0, 0]] * 3), np.zeros(3, np.int64)
    of = SheetManifest.of_states(states_of(votes, code, np.array([100, 0, -1])))
    with pytest.raises(MissingDataError, match="2 of 3 counted sheets have no registered voters") as stopped:
        sheet_bounds(of, FIRST)
    assert "most_ballots = N in [contest.president]" in str(stopped.value)
    assert "--cap listed" in str(stopped.value)
    assert "--cap cast" not in str(stopped.value)
    assert capacity(of, Cap.CAST).tolist() == [80, 80, 80]
    stated = SheetManifest.of_states(states_of(votes, code, np.array([100, 0, -1]), most_ballots=90))
    assert capacity(stated, Cap.REGISTERED).tolist() == [100, 90, 90]


def test_a_ballot_of_several_votes_can_go_against_both_winners_at_once() -> None:
    contest = replace(CONTEST, votes_allowed=2)
    votes = np.array([[70, 40, 60, 0], [70, 40, 60, 0], [0, 0, 0, 0]])
    of = SheetManifest.of_states(
        states_of(votes, np.array([0, 0, 1]), np.array([100, 100, 10]), contest=contest)
    )
    share_form = share()  # W 3, L and other -2 each: a ballot with both takes 4
    with_two = replace(share_form, weights={W: 3, L: -1, OTHER: -1})
    bounds = sheet_bounds(of, with_two)
    assert bounds.reported.tolist() == [110, 110]
    assert bounds.bounds.tolist() == [110 + 2 * 100] * 2
    assert bounds.slack == 220 - 2 * 10
    # a pair of candidates: a ballot takes one at the most
    assert sheet_bounds(of, FIRST).slack == 60 - 10
    with pytest.raises(MissingDataError, match="gives up to 2 votes"):
        sheet_bounds(of, FIRST, Cap.CAST)
    with pytest.raises(QuestionError, match="counts ballots"):
        sheet_bounds(of, replace(FIRST, ballots_weight=1))


def test_a_ballot_that_counts_for_itself_is_counted_where_it_is_one_vote() -> None:
    of = all_counted(sheets_of([[60, 20, 0, 5]], [100]))
    form = replace(FIRST, ballots_weight=-1, weights={W: 4, L: -1})
    bounds = sheet_bounds(of, form)
    assert bounds.slack == 4 * 60 - 20 - 85
    assert bounds.bounds.tolist() == [bounds.slack + 2 * 100]


def test_annulled_sheets_are_no_part_of_it_and_unnamed_ones_are() -> None:
    votes = np.array([[60, 20, 0, 0]] * 4)
    of = SheetManifest.of_states(
        states_of(votes, np.array([0, 0, 0, 3]), np.full(4, 100), expected=6, most_ballots=30)
    )
    assert (of.number(State.ANNULLED), of.number(State.OUTSTANDING), of.open, len(of)) == (1, 2, 2, 6)
    assert sheet_bounds(of, FIRST).slack == 120 - 2 * 30
    assert (of.most(State.OUTSTANDING), of.most(State.ANNULLED)) == (60, 100)
    unbounded = replace(of, most_ballots=None)
    assert (unbounded.most(State.OUTSTANDING), unbounded.taken(FIRST)) == (None, None)


def test_the_sheets_of_a_state_hold_what_bounds_them_together_or_anything() -> None:
    votes = np.array([[60, 20, 0, 0]] * 5)
    code = np.array([0, 1, 1, 2, 1])
    unit = np.array([1, 0, 0, 1, -1])  # nobody published the voters of the first register

    def of(voters: int, cap: int | None = None) -> SheetManifest:
        return SheetManifest.of_states(
            states_of(votes, code, np.full(5, voters), unit=unit, unit_registered=(0, 200), most_ballots=cap)
        )

    assert of(90).most(State.OUTSTANDING) is None
    assert of(90).taken(FIRST) is None
    assert of(90, 50).most(State.OUTSTANDING) == 90 + 2 * 50
    assert of(0, 50).most(State.OUTSTANDING) == 3 * 50
    assert of(90).most(State.SET_ASIDE) == 200 - 80
    assert of(90).most(State.ANNULLED) == 0
    assert of(90).shared_and_open().tolist() == [1]
    assert of(90, 50).taken(FIRST) == 90 + 2 * 50 + 120


def test_a_register_of_several_votes_is_left_whole_and_a_full_one_has_nothing() -> None:
    votes, unit = np.array([[60, 20, 0, 0], [0, 0, 0, 0]]), np.zeros(2, np.int64)
    code = np.array([0, 1])
    for allowed, voters, left in ((1, 75, 0), (1, 81, 1), (2, 75, 75)):
        contest = replace(CONTEST, votes_allowed=allowed)
        states = states_of(votes, code, np.full(2, -1), unit=unit, unit_registered=(voters,), contest=contest)
        assert SheetManifest.of_states(states).most(State.OUTSTANDING) == left


def test_registered_voters_are_those_of_all_expected_sheets() -> None:
    votes = np.array([[60, 20, 0, 0]] * 4)
    of = SheetManifest.of_states(states_of(votes, np.array([0, 0, 0, 1]), np.full(4, 100)))
    quorum = Assertion("t", FIRST.kind, W, None, Fraction(1, 4), "registered", {W: 4}, False, 4, -1)
    assert sheet_bounds(of, quorum).counted == 4 * 180 - 400
    nowhere = replace(of, registered=np.array([100, 100, 100, -1]))
    with pytest.raises(MissingDataError, match="some expected sheets have none published"):
        sheet_bounds(nowhere, quorum)


def test_a_sheet_of_a_shared_register_that_was_reported_right_is_not_overstated() -> None:
    """What its ballots keep from the open sheets of its register counts on both sides of the comparison."""
    votes = np.array([[60, 20, 10, 5], [50, 30, 10, 0], [0, 0, 0, 0]])
    states = states_of(
        votes,
        np.array([0, 0, 1]),
        np.full(3, 120),
        unit=np.array([0, -1, 0]),
        unit_registered=(110,),
    )
    bounds = sheet_bounds(SheetManifest.of_states(states), lead())
    assert bounds.kept.tolist() == [11, 0]
    assert [bounds.overstated(row, votes[row].tolist()) for row in (0, 1)] == [0, 0]
    assert bounds.overstated(0, [59, 21, 10, 5]) == 20  # a vote moved: 9 less, and 11 less
    assert bounds.overstated(0, [60, 20, 10, 4]) == 11  # a ballot less leaves a voter to the open sheet


def test_a_blank_cell_outside_the_area_of_an_assertion_adds_nothing_to_it() -> None:
    votes, blank = np.array([[60, 20, 0, 0]] * 2), np.zeros((2, 4), dtype=bool)
    blank[1, 1] = True
    county = np.array(["East", "West"])
    states = states_of(votes, np.zeros(2, np.int64), np.full(2, 100), blank=blank, county=county)
    east = replace(lead(), scope=Scope("county", AreaId("East")))
    bounds = sheet_bounds(SheetManifest.of_states(states, ("county",)), east)
    assert bounds.reported.tolist() == [9 * 60 - 11 * 20, 0]
    assert bounds.taken == 0


def test_a_blank_cell_never_reports_less_than_the_worst_that_its_sheet_can_hold() -> None:
    votes, blank = np.array([[5, 0, 0, 0], [900, 0, 0, 0], [0, 0, 0, 0]]), np.zeros((3, 4), dtype=bool)
    blank[0, 1] = True
    unit = np.array([0, -1, 0])
    states = states_of(
        votes, np.array([0, 0, 1]), np.full(3, 1000), blank=blank, unit=unit, unit_registered=(110,)
    )
    bounds = sheet_bounds(SheetManifest.of_states(states), lead())
    assert bounds.reported[0] == 0
    assert bounds.bounds[0] == 0


def test_what_is_stated_changes_what_it_speaks_of_and_nothing_else() -> None:
    plain = all_counted(sheets_of([[5, 3, 0, 0], [4, 4, 0, 0]], [20, 30]))
    ids = plain.ids.tolist()
    assert as_stated(plain, None, None) is plain
    listed = as_stated(plain, {ids[0]: 9, ids[1]: 10}, None)
    assert (listed.ballots.tolist(), listed.unnamed) == ([9, 10], 0)
    pending = as_stated(plain, None, 7)
    assert (pending.ballots.tolist(), pending.unnamed, pending.most_ballots) == (plain.ballots.tolist(), 1, 7)
    both = as_stated(plain, {ids[0]: 9, ids[1]: 10}, 7)
    assert (both.ballots.tolist(), both.unnamed, both.most_ballots) == ([9, 10], 1, 7)


def test_the_electorate_of_some_sheets_is_theirs_alone() -> None:
    of = all_counted(sheets_of([[10, 5, 1, 0]] * 3, [100, 200, 400]))
    assert of.electorate() == 700
    assert of.electorate(np.array([True, False, True])) == 500
    assert of.electorate(np.zeros(3, dtype=np.bool_)) == 0
