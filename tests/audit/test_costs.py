"""What an audit costs before anybody agrees to one: closed forms, simulation, budgets, and when it ends."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from audit.build_audit import W, lead, looked_at, reported, sheets_of
from audit.error_free import simple_draws
from audit.test_procedure import AT, KEYS, RULE, agreed, count, found, plan_of
from veedor.audit.bounds import sheet_bounds
from veedor.audit.costs import costs
from veedor.audit.design import Design
from veedor.audit.discrepancy import Discrepancy
from veedor.audit.entry import add_records
from veedor.audit.folder import AuditFolder
from veedor.audit.manifest import all_counted
from veedor.audit.outlook import outlook
from veedor.audit.population import Population
from veedor.audit.procedure import start
from veedor.audit.risk_measurement import measure_risk
from veedor.audit.sample_size import kaplan_markov_draws
from veedor.audit.simulated import Errors, Simulated
from veedor.audit.status import audit_status
from veedor.model import Assertion, AssertionKind
from veedor.rules import explain

PLAN = Design()


def population(n: int = 400) -> Population:
    rng = np.random.default_rng(9)
    votes = np.column_stack(
        (rng.integers(50, 80, n), rng.integers(45, 60, n), rng.integers(0, 9, n), rng.integers(0, 5, n))
    )
    sheets = sheets_of(votes, votes.sum(axis=1) + rng.integers(0, 20, n))
    return Population(
        (all_counted(sheets),),
        (sheet_bounds(all_counted(sheets), lead(Fraction(0))),),
        np.zeros(n, dtype=bool),
    )


def by_design(of: Population, **more: object) -> dict[str, int | None]:
    return {c.design: c.sheets for c in costs(of, PLAN, seed=1, runs=60, **more)}  # type: ignore[arg-type]


def test_error_free_costs_are_those_of_the_closed_forms() -> None:
    of = population()
    member, found_costs = of.members[0], by_design(of)
    assert found_costs["kaplan_markov"] == kaplan_markov_draws(member.ratio, 0.05)
    ratio = 400 * member.largest / member.slack
    assert found_costs["simple_full"] == simple_draws(400, ratio, 0.05, 1.0)
    assert found_costs["simple_safe"] == simple_draws(400, ratio, 0.05, 0.9)
    full, safe = found_costs["proportional_full"], found_costs["proportional_safe"]
    assert full is not None
    assert safe is not None
    assert full <= kaplan_markov_draws(member.ratio, 0.05) <= safe * 1.05


def test_the_ballots_of_an_audit_are_those_on_its_different_sheets() -> None:
    votes = np.tile([60, 30, 0, 10], (50, 1))
    sheets = sheets_of(votes, np.full(50, 110))
    of = Population(
        (all_counted(sheets),),
        (sheet_bounds(all_counted(sheets), lead(Fraction(0))),),
        np.zeros(50, dtype=bool),
    )
    by = {c.design: c for c in costs(of, PLAN, seed=1, runs=20)}
    for design, cost in by.items():
        assert cost.sheets is not None
        if design != "kaplan_markov":
            assert cost.ballots == 100 * cost.sheets
    # with replacement, a sheet may come again: draws of 50 equal ones show 50 (1 - (49/50)^n) of them
    draws = by["kaplan_markov"].sheets
    assert by["kaplan_markov"].ballots == round(100 * 50 * (1 - 0.98**draws))


def test_no_audit_looks_at_more_sheets_than_there_are() -> None:
    """Ten sheets and a lead of twenty votes: 166 draws with replacement would come to a full count."""
    listed = all_counted(sheets_of([[51, 49, 0, 0]] * 10, [110] * 10))
    close = Population((listed,), (sheet_bounds(listed, lead(Fraction(0))),), np.zeros(10, dtype=bool))
    assert kaplan_markov_draws(close.members[0].ratio, 0.05) > 100
    assert set(by_design(close).values()) == {10}


def test_the_same_seed_gives_the_same_costs() -> None:
    assert costs(population(), PLAN, seed=3, runs=20) == costs(population(), PLAN, seed=3, runs=20)


def test_errors_that_are_expected_cost_more() -> None:
    of = population()
    clean, wrong = by_design(of), by_design(of, errors=Errors(0.2, 1))
    for design in ("proportional_safe", "simple_safe"):
        few, many = clean[design], wrong[design]
        assert few is not None
        assert many is None or many > few


def test_sheets_that_cannot_overstate_anything_are_left_out_of_a_proportional_draw() -> None:
    """A sheet that reports every voter for the rival has a bound of zero."""
    of = population()
    votes = of.sheets.votes.copy()
    roll = of.sheets.registered.copy()
    votes[:50] = [0, 40, 0, 0]
    roll[:50] = 40
    sheets = sheets_of(votes, roll)
    zero = Population(
        (all_counted(sheets),),
        (sheet_bounds(all_counted(sheets), lead(Fraction(0))),),
        np.zeros(400, dtype=bool),
    )
    assert (zero.members[0].bounds[:50] == 0).all()
    assert by_design(zero)["proportional_safe"] is not None


def test_a_larger_budget_buys_a_smaller_risk() -> None:
    of = population()
    bought = Simulated(of, PLAN, Errors(), 20, 1).budget((10, 50, 100, 1000))
    risks = [risk for *_, risk in bought]
    assert risks == sorted(risks, reverse=True)
    assert bought[-1] == (1000, int(of.sheets.cast.sum()), 0.0)
    lost = replace(of, lost=np.arange(400) < 200)
    assert costs(lost, PLAN, seed=1) == ()


def test_the_outlook_names_sheets_and_ballots() -> None:
    sheets = count()
    made = outlook(reported(all_counted(sheets), explain(RULE, sheets.tally())), runs=20)
    figures = {f.name: f.value for f in made.findings[0].figures}
    assert isinstance(figures["sheets"], int)
    assert isinstance(figures["ballots"], int)
    assert figures["ballots"] > figures["sheets"]
    table = next(t for t in made.tables if t.name == "audit_budget")
    assert [len(row) for row in table.rows] == [3] * len(table.rows)


@pytest.mark.parametrize(("most", "says"), [(4, "audit.full_count"), (None, "audit.open")])
def test_a_plan_that_allows_so_many_sheets_ends_in_a_full_count(
    tmp_path: Path, most: int | None, says: str
) -> None:
    path = tmp_path / "audit"
    plan, figures, rule = plan_of(count(), Design(most_sheets=most))
    start(path, plan, figures, rule, at=AT)
    agreed(path, "Red", "Blue")
    records = [found(path, sheet) for sheet in AuditFolder(path).drawn[:4]]
    add_records(path, records, key=KEYS["Red"], at=AT)
    status = audit_status(path)
    assert not status.confirmed
    assert status.exhausted is (most == 4)
    assert next(f for f in status.findings if f.finding_id == "audit.risk").says == says


@pytest.mark.parametrize("strata", ["", "part"])
@pytest.mark.parametrize("draw", ["proportional", "simple"])
def test_an_assertion_that_nothing_can_make_false_costs_a_sheet(strata: str, draw: str) -> None:
    """No ballot counts against it, so that all the bounds together are its slack: U is 1."""
    sheets = sheets_of([[60, 30, 0, 10]] * 40, [110] * 40)
    sure = Assertion("sure", AssertionKind.SHARE, W, None, Fraction(0), "valid", {W: 1}, strict=False)
    member = sheet_bounds(all_counted(sheets), sure)
    assert member.ratio == 1
    parts = np.array(["a", "b"] * 20) if strata else None
    of = Population((all_counted(sheets),), (member,), np.zeros(40, dtype=bool), parts)
    found = costs(of, replace(PLAN, draw=draw, strata=strata), seed=1, runs=3)
    assert all(1 <= cost.sheets <= 40 for cost in found)
    looked = [looked_at(sheet, Discrepancy.NONE, (60, 30, 0, 10)) for sheet in sheets.ids.tolist()]
    (measured,) = measure_risk(of, looked, replace(PLAN, draw=draw))
    assert measured.attained == 0.0
