"""Which assertion makes the work of an audit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from audit.build_audit import lead, looked_at, reported, share, sheets_of
from veedor.audit.bounds import sheet_bounds
from veedor.audit.design import Design
from veedor.audit.discrepancy import Discrepancy
from veedor.audit.manifest import all_counted
from veedor.audit.outlook import Outlook, outlook
from veedor.audit.population import Population
from veedor.audit.risk_measurement import measure_risk
from veedor.audit.simulated import Cost, Errors
from veedor.rules import explain, load

RULE = load("bo-president-2009")


def look(voters: int, lost: int, costs: tuple[Cost, ...] = ()) -> Outlook:
    """Fourteen sheets alike, but for the voters of the first; W leads by 420 and is far above its share."""
    sheets = sheets_of([[60, 30, 0, 0]] * 14, [voters] + [110] * 13)
    forms = (share(), lead(Fraction(0)))
    members = tuple(sheet_bounds(all_counted(sheets), form) for form in forms)
    population = Population((all_counted(sheets),), members, np.arange(14) < lost)
    return Outlook((), population, Design(), costs, (), 1, 1, Errors())


@pytest.mark.parametrize(
    ("voters", "lost", "binding"),
    [
        (110, 0, "lead"),
        (389, 1, "lead"),  # a single vote is left of its lead
        (390, 1, "share"),  # nothing is
        (391, 1, "share"),
        (110, 14, "lead"),  # nothing is left of either
    ],
)
def test_what_binds_is_the_most_work_of_what_can_be_confirmed(voters: int, lost: int, binding: str) -> None:
    assert look(voters, lost).hardest.assertion.assertion_id == binding


def test_the_tightest_has_least_left_in_votes_not_in_its_own_units() -> None:
    # 420 for the lead; 1680 fifths of a vote for the share
    assert look(110, 0).population.tightest.assertion.assertion_id == "share"
    assert look(110, 14).population.tightest.assertion.assertion_id == "lead"


def test_an_outcome_can_be_confirmed_where_each_of_its_assertions_can() -> None:
    assert look(389, 1).population.can_be_confirmed
    assert not look(390, 1).population.can_be_confirmed  # the share alone could be


def test_what_nothing_bounds_is_named() -> None:
    population = look(110, 0).population
    one, two = population.members
    assert population.unbounded == ()
    open_ = replace(two, taken=None)
    assert replace(population, members=(one, open_)).unbounded == (open_,)


def test_the_plan_comes_first_and_of_the_assertions_the_most_work() -> None:
    costs = tuple(Cost(design, 1.0, n, n, n, 14, 1) for n, design in enumerate("ab", start=1))
    found = look(110, 0, costs)
    assert found.planned == costs[0]
    assert (found.cost("b"), found.cost("c")) == (costs[1], None)
    assert [member.assertion.assertion_id for member in found.most_work_first] == ["lead", "share"]


def test_ballots_of_a_budget_are_those_on_the_sheets_that_are_drawn() -> None:
    """Sheets of 80 ballots have twice the bound of those of 40, and come first twice as often."""
    votes = [[60, 20, 0, 0]] * 200 + [[30, 10, 0, 0]] * 200
    sheets = sheets_of(votes, [80] * 200 + [40] * 200)
    made = outlook(reported(all_counted(sheets), explain(RULE, sheets.tally())), runs=100)
    ballots = {n: ballots for n, ballots, _ in made.buys}
    assert ballots[50] == pytest.approx(50 * (2 * 80 + 40) / 3, rel=0.03)
    assert ballots[200] < 200 * (2 * 80 + 40) / 3


def test_a_plan_that_stops_too_early_says_so_and_one_that_needs_everything_too() -> None:
    sheets = sheets_of([[60, 10, 5, 0]] * 101, [90] * 101)
    decision = explain(RULE, sheets.tally())
    few = outlook(reported(all_counted(sheets), decision), design=Design(most_sheets=2), runs=2)
    assert few.too_few
    assert "audit.too_few" in [finding.says for finding in few.findings]
    assert not outlook(reported(all_counted(sheets), decision), design=Design(most_sheets=50), runs=2).too_few
    tie = sheets_of([[50, 49, 0, 0]] * 20, [200] * 20)
    made = outlook(reported(all_counted(tie), explain(load("mx-president-1996"), tie.tally())), runs=2)
    assert {cost.sheets for cost in made.costs} == {20}
    assert [finding.says for finding in made.findings] == ["audit.outlook.everything", "audit.hardest.over"]


def test_an_outlook_keeps_what_it_assumed_and_has_no_budget_above_its_sheets() -> None:
    sheets = sheets_of([[60, 10, 5, 0]] * 30, [90] * 30)
    made = outlook(
        reported(all_counted(sheets), explain(RULE, sheets.tally())), errors=Errors(0.1, 2), runs=2, seed=5
    )
    assert (made.errors, made.runs, made.seed, made.buys) == (Errors(0.1, 2), 2, 5, ())
    more = sheets_of([[60, 10, 5, 0]] * 101, [90] * 101)
    made = outlook(reported(all_counted(more), explain(RULE, more.tally())), runs=2)
    assert (made.errors, [sheets for sheets, *_ in made.buys]) == (Errors(), [50, 100])


def test_no_finding_helps_where_nothing_of_the_slack_is_left() -> None:
    population = look(390, 1).population  # of the lead; of the share much is left
    better = [looked_at(f"s{k:04d}", Discrepancy.DIFFERS, (100, 0, 0, 0)) for k in range(2, 8)]
    one, two = measure_risk(population, better, Design())
    assert two.p.tolist() == [1.0] * 6
    assert one.attained < 0.3


def test_a_count_that_was_looked_at_to_its_last_sheet_is_proven() -> None:
    sheets = sheets_of([[60, 30, 0, 0]] * 2, [110] * 2)
    members = (sheet_bounds(all_counted(sheets), lead(Fraction(0))),)
    population = Population((all_counted(sheets),), members, np.zeros(2, dtype=bool))
    same = [looked_at(f"s{k:04d}", Discrepancy.NONE, (60, 30, 0, 0)) for k in (1, 2)]
    (measured,) = measure_risk(population, same, Design())
    assert measured.p[0] > 0.5
    assert measured.p[1] == 0.0
