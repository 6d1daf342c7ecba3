"""The audit that could have settled 20 October 2019: every figure of its plan and of its draw."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import numpy as np
import pytest

from audit.error_free import simple_draws, successive_draws
from veedor.audit.bets import share_of_full
from veedor.audit.bounds import SheetBounds, sheet_bounds
from veedor.audit.capacity import Cap
from veedor.audit.confirm import assertions_of_way
from veedor.audit.draw import proportional
from veedor.audit.manifest import SheetManifest
from veedor.audit.population import Population
from veedor.audit.risk import martingale, mean_proportional, p_values, stops_at
from veedor.audit.sample_size import kaplan_markov_draws
from veedor.case import Case
from veedor.count import Sheets
from veedor.model import Assertion

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def assertions(bolivia: Case) -> tuple[Assertion, ...]:
    decision = bolivia.select("official").decision
    assert decision.support is not None
    return assertions_of_way(decision.support.alternative, decision)


@pytest.fixture(scope="module")
def lead_over_cc(assertions: tuple[Assertion, ...]) -> Assertion:
    return next(a for a in assertions if a.rival == "CC")


@pytest.fixture(scope="module")
def expected(bolivia: Case) -> SheetManifest:
    return SheetManifest.of(bolivia.select("official"))


@pytest.fixture(scope="module")
def bounds(expected: SheetManifest, lead_over_cc: Assertion) -> SheetBounds:
    return sheet_bounds(expected, lead_over_cc)


def test_slack_and_bounds(bounds: SheetBounds) -> None:
    assert (bounds.slack, bounds.total, bounds.largest) == (346_719, 80_815_723, 5_081)
    assert (bounds.bounds >= 0).all()
    assert float(bounds.ratio) == pytest.approx(233.087091, abs=5e-7)


def test_the_share_needs_little(expected: SheetManifest, assertions: tuple[Assertion, ...]) -> None:
    share = sheet_bounds(expected, next(a for a in assertions if a.rival is None))
    assert float(share.ratio) == pytest.approx(7.737759, abs=5e-7)
    assert kaplan_markov_draws(share.ratio, 0.05) == 22


def test_the_lead_over_cc_binds_on_every_sheet(
    expected: SheetManifest, assertions: tuple[Assertion, ...]
) -> None:
    members = tuple(sheet_bounds(expected, a) for a in assertions)
    leader = Population((expected,), members, np.zeros(len(expected.sheets), dtype=bool)).joint.leader
    assert leader is not None
    assert leader.assertion.rival == "CC"


def test_kaplan_markov_draws(bounds: SheetBounds) -> None:
    assert kaplan_markov_draws(bounds.ratio, 0.05) == 697
    step = 1 - 1 / float(bounds.ratio)
    assert step**697 == pytest.approx(0.0499500609, abs=5e-11)
    assert step**696 == pytest.approx(0.0501652821, abs=5e-11)


def test_a_cap_of_ballots_cast(expected: SheetManifest, lead_over_cc: Assertion) -> None:
    capped = sheet_bounds(expected, lead_over_cc, Cap.CAST)
    assert float(capped.ratio) == pytest.approx(205.966169, abs=5e-7)
    assert kaplan_markov_draws(capped.ratio, 0.05) == 616


def test_a_simple_draw_costs_twice_as_much(official: Sheets, bounds: SheetBounds) -> None:
    assert simple_draws(len(official), len(official) * bounds.largest / bounds.slack, 0.05, 1.0) == 1_483


@pytest.mark.parametrize(
    ("seed", "first", "p"),
    [
        ("20191020", "71059 23119 40212 28305 35751 25547 28550 20507", 0.0499074938),
        ("12345678901234567890", "50686 1938 25537 34934 35509 61633 28390 32450", 0.0499298599),
    ],
)
def test_the_draw(official: Sheets, bounds: SheetBounds, seed: str, first: str, p: float) -> None:
    order = proportional(seed, official.ids.tolist(), bounds.bounds)
    assert official.ids[order[:8]].tolist() == first.split()
    drawn = bounds.bounds[order].astype(float)
    clean = np.ones(len(drawn))
    mu = mean_proportional(drawn, clean, bounds.total, bounds.slack)
    log_m = martingale(clean[:800], mu[:800], share_of_full(1.0))
    assert int(stops_at(log_m, 0.05)) == 689
    assert p_values(log_m)[688] == pytest.approx(p, abs=5e-11)


def test_what_the_draw_of_20191020_looks_at(official: Sheets, bounds: SheetBounds) -> None:
    order = proportional("20191020", official.ids.tolist(), bounds.bounds)[:689]
    assert int(official.cast[order].sum()) == 135_270
    digest = hashlib.sha256(",".join(official.ids[order].tolist()).encode()).hexdigest()
    assert digest.startswith("22e0c003e3dc77dd")


def test_the_safe_bet_looks_at_765_sheets(official: Sheets, bounds: SheetBounds) -> None:
    """The size depends a little on the draw: 764 or 765 for the two seeds."""
    ids = official.ids.tolist()
    sizes = set()
    for seed in ("20191020", "12345678901234567890"):
        drawn = bounds.bounds[proportional(seed, ids, bounds.bounds)].astype(float)
        sizes.add(successive_draws(drawn, bounds.total, bounds.slack, 0.05, 0.9))
    assert sizes == {764, 765}


def test_burnt_sheets_leave_nothing_to_confirm(
    bolivia: Case, expected: SheetManifest, official: Sheets, bounds: SheetBounds
) -> None:
    burnt = bolivia.select("burnt-sheets", contest="president").sheets
    assert len(burnt) == 225
    lost = np.isin(official.ids, burnt.ids)
    population = Population((expected,), (bounds,), lost)
    assert Fraction(int(bounds.bounds[lost].sum()), 10) == Fraction(587_844, 10)
    assert not population.can_be_confirmed
    result = bolivia.audit(unauditable=burnt.ids.tolist(), runs=1)
    assert [finding.says for finding in result.findings] == ["audit.lost_too_many"]


def test_the_outlook_in_the_report(bolivia: Case) -> None:
    result = bolivia.audit(runs=20)
    found = result.findings[0]
    assert found.figure("sheets").value in {764, 765}
    assert found.figure("fewest").value in {688, 689}
