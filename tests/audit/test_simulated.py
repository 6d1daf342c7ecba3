"""Simulated audits: what is told of a design does not depend on how its simulation is carried out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from audit.build_audit import lead, sheets_of
from audit.test_ballots import LISTED, POLLED, contest
from veedor.audit.bounds import sheet_bounds
from veedor.audit.design import Design
from veedor.audit.manifest import all_counted
from veedor.audit.outlook import outlook
from veedor.audit.population import Population
from veedor.audit.simulated import Errors, Simulated

PLAN = Design()
OF = all_counted(sheets_of([[60, 30, 5, 0], [50, 40, 5, 0]] * 20, [110] * 40))
POPULATION = Population((OF,), (sheet_bounds(OF, lead(Fraction(0))),), np.zeros(40, dtype=bool))
STRATIFIED = replace(POPULATION, strata=np.array(["a", "b"] * 20))


@pytest.mark.parametrize("design", [PLAN, replace(PLAN, draw="simple")])
@pytest.mark.parametrize("errors", [Errors(), Errors(0.1, 2)])
def test_the_memory_that_a_simulation_may_take_does_not_change_its_answer(
    monkeypatch: pytest.MonkeyPatch, design: Design, errors: Errors
) -> None:
    made = Simulated(POPULATION, design, errors, 20, 1)
    whole = made.cost("planned"), made.budget((5, 10, 100))
    monkeypatch.setattr("veedor.audit.simulated._CELLS", 10)  # less than one draw of all sheets
    assert (made.cost("planned"), made.budget((5, 10, 100))) == whole


@pytest.mark.parametrize("population", [POPULATION, STRATIFIED], ids=["whole", "strata"])
def test_where_every_sheet_is_wrong_not_even_all_of_them_are_enough(population: Population) -> None:
    design = PLAN if population.strata is None else replace(PLAN, strata="part")
    cost = Simulated(population, design, Errors(1.0, 30), 3, 1).cost("planned")
    assert (cost.sheets, cost.sheets_90, cost.all_sheets) == (40, 40, 40)
    assert cost.ballots == int(OF.sheets.cast.sum())
    assert cost.everything


@pytest.mark.parametrize("design", [PLAN, replace(PLAN, draw="simple")])
def test_the_work_is_what_could_be_wrong_over_what_is_left(design: Design) -> None:
    (member,) = POPULATION.members
    made = Simulated(POPULATION, design, Errors(), 3, 1).cost("planned")
    bounds = member.total if design.draw == "proportional" else 40 * member.largest
    assert made.ratio == pytest.approx(bounds / member.slack, rel=1e-12)


def test_the_work_of_a_poll_is_counted_in_ballots() -> None:
    design = Design(method="polling", draw="simple", rule="alpha")
    population = outlook(contest(POLLED), design=design, runs=1).population
    made = Simulated(population, design, Errors(), 1, 1)
    hardest = max(population.members, key=made.ratio)
    assert made.ratio(hardest) == pytest.approx(float(hardest.ratio), rel=1e-12)


def test_the_audit_ends_with_the_sheet_that_leaves_less_than_the_slack_to_the_others() -> None:
    """So little is bet that only what has been seen proves anything."""
    (member,) = POPULATION.members
    made = Simulated(POPULATION, replace(PLAN, draw="simple", bet="1/1000"), Errors(), 1, 1).cost("planned")
    last = next(n for n in range(41) if (40 - n) * member.largest < member.slack)
    assert 1 < last < 40
    assert (made.sheets, made.sheets_90) == (last, last)


@pytest.mark.parametrize("draw", ["proportional", "simple"])
def test_ballots_that_could_be_more_wrong_come_more_often_only_in_a_proportional_draw(draw: str) -> None:
    design = Design(method="comparison", draw=draw)
    population = outlook(contest(LISTED), design=design, runs=1).population
    (first,) = zip(*Simulated(population, design, Errors(), 600, 1)._orders(600, 1)[0].tolist(), strict=True)
    sizes = population.sizes if draw == "proportional" else (~population.lost).astype(float)
    large = population.sizes == population.sizes.max()
    expected = float(sizes[large].sum() / sizes.sum())
    other = float(
        large.mean() if draw == "proportional" else population.sizes[large].sum() / population.sizes.sum()
    )
    assert abs(expected - other) > 0.1
    assert large[list(first)].mean() == pytest.approx(expected, abs=0.05)


def test_strata_make_more_work_than_the_whole() -> None:
    whole = Simulated(POPULATION, PLAN, Errors(), 3, 1).cost("planned")
    apart = Simulated(STRATIFIED, replace(PLAN, strata="part"), Errors(), 3, 1).cost("planned")
    assert whole.sheets < apart.sheets < apart.all_sheets
