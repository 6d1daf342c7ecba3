"""By which name a design is told, and what stands beside it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from audit.build_audit import lead, sheets_of
from audit.test_ballots import LISTED, POLLED, contest, manifest
from veedor.audit.bounds import sheet_bounds
from veedor.audit.costs import STRATIFIED_RUNS, costs, name_of
from veedor.audit.design import Design
from veedor.audit.manifest import all_counted
from veedor.audit.outlook import outlook
from veedor.audit.population import Population

PLAN = Design()
COMPARED, READ = Design(method="comparison"), Design(method="polling", draw="simple", rule="alpha")


@pytest.mark.parametrize(
    ("design", "name"),
    [
        (PLAN, "proportional_safe"),
        (replace(PLAN, bet="0.9"), "proportional_safe"),
        (replace(PLAN, bet="1"), "proportional_full"),
        (replace(PLAN, draw="simple"), "simple_safe"),
        (replace(PLAN, draw="simple", bet="1/1"), "simple_full"),
        (replace(PLAN, bet="1/2"), "planned"),
        (replace(PLAN, rule="alpha"), "planned"),
        (replace(PLAN, strata="region"), "planned"),
        (COMPARED, "comparison_proportional"),
        (replace(COMPARED, draw="simple"), "comparison_simple"),
        (replace(COMPARED, bet="1"), "planned"),
        (replace(COMPARED, rule="agrapa"), "planned"),
        (replace(COMPARED, strata="box"), "planned"),
        (READ, "polling"),
        (replace(READ, bet="1/3"), "polling"),  # ALPHA bets by what it has seen
        (replace(READ, rule="share"), "planned"),
    ],
)
def test_a_design_bears_the_name_of_the_one_that_stands_beside_plans(design: Design, name: str) -> None:
    assert name_of(design) == name


def population(strata: bool = False) -> Population:
    """Forty sheets in two strata."""
    of = all_counted(sheets_of([[60, 30, 5, 0]] * 40, [110] * 40))
    parts = np.array(["a", "b"] * 20) if strata else None
    return Population((of,), (sheet_bounds(of, lead(Fraction(0))),), np.zeros(40, dtype=bool), parts)


def test_the_plan_comes_first_and_each_design_stands_once() -> None:
    told: list[tuple[int, int]] = []
    found = costs(
        population(),
        replace(PLAN, draw="simple"),
        seed=1,
        runs=5,
        progress=lambda n, of: told.append((n, of)),
    )
    assert [one.design for one in found] == [
        "simple_safe", "proportional_full", "proportional_safe", "simple_full", "kaplan_markov",
    ]  # fmt: skip
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_draws_with_strata_are_simulated_a_few_times_and_others_as_often_as_asked() -> None:
    first, *others = costs(population(strata=True), replace(PLAN, strata="part"), seed=1, runs=7)
    assert (first.design, first.runs) == ("planned", STRATIFIED_RUNS)
    assert {one.runs for one in others if one.design != "kaplan_markov"} == {7}
    fewer = costs(population(strata=True), replace(PLAN, strata="part"), seed=1, runs=2)
    assert fewer[0].runs == 2


def test_with_replacement_no_more_sheets_are_seen_than_there_are() -> None:
    of = all_counted(sheets_of([[51, 49, 0, 0]] * 10, [110] * 10))
    close = Population((of,), (sheet_bounds(of, lead(Fraction(0))),), np.zeros(10, dtype=bool))
    last = costs(close, PLAN, seed=1, runs=3)[-1]
    assert last.design == "kaplan_markov"
    assert (last.sheets, last.sheets_90, last.all_sheets, last.runs) == (10, 10, 10, 0)
    assert last.everything
    # a draw in proportion passes over a sheet that cannot be wrong
    empty = all_counted(sheets_of([[60, 30, 0, 0]] * 30 + [[0, 40, 0, 0]], [100] * 30 + [40]))
    some = Population((empty,), (sheet_bounds(empty, lead(Fraction(0))),), np.zeros(31, dtype=bool))
    assert costs(some, PLAN, seed=1, runs=3)[-1].all_sheets == 30


def test_ballots_have_the_designs_of_ballots_beside_them() -> None:
    made = outlook(contest(LISTED), design=COMPARED, runs=3)
    assert [one.design for one in made.costs] == ["comparison_proportional", "comparison_simple", "polling"]
    polled = outlook(contest(POLLED), design=READ, runs=3)
    assert polled.costs[0].design == "polling"
    assert manifest(POLLED).polled
