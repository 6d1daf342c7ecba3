"""What records show: errors of either sign, figures above the roll, full counts, strata, and work left."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from audit.build_audit import lead, looked_at, share, sheets_of
from veedor.audit.bounds import sheet_bounds
from veedor.audit.design import Design
from veedor.audit.discrepancy import AuditedSheet, Discrepancy
from veedor.audit.manifest import all_counted
from veedor.audit.population import Population
from veedor.audit.risk import stops_at
from veedor.audit.risk_measurement import first_enough, measure_risk, outcome_p, sheets_left
from veedor.count import Sheets

PLAN = Design()
SIMPLE = Design(draw="simple")


def count(n: int = 60, seed: int = 1) -> Sheets:
    rng = np.random.default_rng(seed)
    votes = np.column_stack(
        (rng.integers(50, 80, n), rng.integers(25, 45, n), rng.integers(0, 9, n), rng.integers(0, 5, n))
    )
    return sheets_of(votes, votes.sum(axis=1) + rng.integers(0, 20, n))


def population(n: int = 60, strata: bool = False) -> Population:
    sheets = count(n)
    names = np.array(["north", "south"])[np.arange(n) % 2] if strata else None
    members = (
        sheet_bounds(all_counted(sheets), lead(Fraction(0))),
        sheet_bounds(all_counted(sheets), share()),
    )
    return Population((all_counted(sheets),), members, np.zeros(n, dtype=bool), names)


def audited(of: Population, rows: list[int], change: int = 0) -> list[AuditedSheet]:
    """Sheets as they were reported, each with some votes moved from W to L."""
    found = []
    for row in rows:
        w, lost, *rest = of.sheets.votes[row].tolist()
        kind = Discrepancy.DIFFERS if change else Discrepancy.NONE
        found.append(looked_at(str(of.sheets.ids[row]), kind, (w - change, lost + change, *rest)))
    return found


def test_an_overstatement_raises_the_risk_and_an_understatement_never_does() -> None:
    of = population()
    rows = list(range(12))
    clean = outcome_p(measure_risk(of, audited(of, rows), PLAN))[-1]
    assert outcome_p(measure_risk(of, audited(of, rows, change=2), PLAN))[-1] > clean
    assert outcome_p(measure_risk(of, audited(of, rows, change=-2), PLAN))[-1] <= clean


@pytest.mark.parametrize("winner", [1000, 0])
def test_figures_above_the_roll_are_evidence_for_nobody(winner: int) -> None:
    """A slip of the pen that gives the winner a thousand votes must not confirm the outcome."""
    of = population()
    sheet = str(of.sheets.ids[0])
    above = looked_at(sheet, Discrepancy.ABOVE_ROLL, (winner, 1000 - winner, 0, 0))
    lost = looked_at(sheet, Discrepancy.NOT_AUDITABLE, None)
    after = measure_risk(of, [above, *audited(of, list(range(1, 20)))], PLAN)[0]
    worst = measure_risk(of, [lost, *audited(of, list(range(1, 20)))], PLAN)[0]
    assert after.overstated[0] >= worst.overstated[0] == int(of.members[0].bounds[0])
    assert after.attained >= worst.attained


def test_more_found_for_the_rival_than_a_sheet_can_hold_is_carried_over_in_full() -> None:
    of = population()
    above = looked_at(str(of.sheets.ids[0]), Discrepancy.ABOVE_ROLL, (0, 100_000, 0, 0))
    one = measure_risk(of, [above, *audited(of, list(range(1, 60)))], PLAN)[0]
    assert one.overstated[0] > int(of.members[0].bounds[0])
    assert one.attained == 1.0


@pytest.mark.parametrize("design", [PLAN, SIMPLE])
@pytest.mark.parametrize("strata", [True, False])
def test_a_full_count_that_bears_the_outcome_out_ends_at_no_risk(design: Design, strata: bool) -> None:
    of = population(strata=strata)
    found = audited(of, list(range(60)), change=3)
    moved = measure_risk(of, found, design)[0]
    assert sum(moved.overstated) < of.members[0].slack
    assert moved.attained == 0.0


def test_a_full_count_that_finds_a_tie_confirms_nothing() -> None:
    """W leads by two on every sheet; a vote moved on each is a tie, and the leader had to be ahead."""
    sheets = sheets_of([[11, 9, 0, 0]] * 8, [30] * 8)
    of = Population(
        (all_counted(sheets),),
        (sheet_bounds(all_counted(sheets), lead(Fraction(0))),),
        np.zeros(8, dtype=bool),
    )
    tied = measure_risk(of, audited(of, list(range(8)), change=1), PLAN)[0]
    assert sum(tied.overstated) == of.members[0].slack
    assert tied.attained > 0.9


def test_sheets_without_paper_leave_less_slack_and_are_not_drawn() -> None:
    of = population()
    lost = np.zeros(60, dtype=bool)
    lost[:3] = True
    less = replace(of, lost=lost)
    assert less.remaining(of.members[0]) == of.members[0].slack - int(of.members[0].bounds[:3].sum())
    assert (less.sizes[:3] == 0).all()
    assert (less.equal_sizes(of.members[0])[:3] == 0).all()
    rows = list(range(3, 30))
    assert (
        outcome_p(measure_risk(less, audited(of, rows), PLAN))[-1]
        > outcome_p(measure_risk(of, audited(of, rows), PLAN))[-1]
    )


@pytest.mark.parametrize("design", [PLAN, SIMPLE])
@pytest.mark.parametrize("strata", [True, False])
def test_expected_work_is_the_first_number_that_does(design: Design, strata: bool) -> None:
    of = population(strata=strata)
    order = np.random.default_rng(2).permutation(60)
    errors = audited(of, order[:4].tolist(), change=1)
    risk = Fraction(1, 20)
    for number, member in enumerate(measure_risk(of, errors, design)):
        left = sheets_left(of, order, member, design, risk)
        assert left is not None

        def attained(more: int, number: int = number) -> float:
            clean = audited(of, order[4 : 4 + more].tolist())
            return measure_risk(of, [*errors, *clean], design)[number].attained

        assert attained(left) <= 0.05
        # with strata, evidence is combined at some points of the way only, the last among them
        assert left == 0 or attained(left - 1) > 0.05


def test_expected_work_when_nothing_would_do() -> None:
    sheets = sheets_of([[11, 9, 0, 0]] * 8, [30] * 8)
    of = Population(
        (all_counted(sheets),),
        (sheet_bounds(all_counted(sheets), lead(Fraction(0))),),
        np.zeros(8, dtype=bool),
    )
    tied = measure_risk(of, audited(of, list(range(8)), change=1), PLAN)[0]
    assert sheets_left(of, np.arange(8), tied, PLAN, Fraction(1, 20)) is None


def test_a_simple_draw_is_measured_by_the_largest_bound() -> None:
    of = population()
    assert set(of.equal_sizes(of.members[0]).tolist()) == {float(of.members[0].largest)}
    simple = measure_risk(of, audited(of, list(range(12))), SIMPLE)[0]
    assert simple.attained > measure_risk(of, audited(of, list(range(12))), PLAN)[0].attained


def test_strata_are_weighed_by_their_worst_split() -> None:
    apart, whole = population(strata=True), population()
    rows = list(range(0, 60, 2))
    north = outcome_p(measure_risk(apart, audited(apart, rows), PLAN))[-1]
    both = outcome_p(measure_risk(apart, audited(apart, list(range(30))), PLAN))[-1]
    assert both < north
    assert both >= outcome_p(measure_risk(whole, audited(whole, list(range(30))), PLAN))[-1] * 0.999


@pytest.mark.parametrize("runs", [30, pytest.param(150, marks=pytest.mark.slow)])
def test_risk_is_limited_in_strata_looked_at_in_rounds(runs: int) -> None:
    """One stratum holds the whole loss; the audit stops as soon as it may, looking into both in turn."""
    rng = np.random.default_rng(8)
    of = population(40, strata=True)
    member = of.members[0]
    sizes = of.sizes_for(member)
    false = np.zeros(40, dtype=bool)
    lost = 0
    for row in range(0, 40, 2):
        if lost < member.slack:
            false[row] = True
            lost += int(member.bounds[row])
    wrongly, risk = 0, 0.2
    for _ in range(runs):
        order = np.argsort(rng.exponential(size=40) / sizes)[:24].tolist()
        found = [
            looked_at(one.sheet_id, Discrepancy.NOT_AUDITABLE, None) if false[row] else one
            for row, one in zip(order, audited(of, order), strict=True)
        ]
        p = measure_risk(replace(of, members=(member,)), found, PLAN)[0].p
        wrongly += int(stops_at(-np.log(p), risk) > 0)
    assert stats.binomtest(wrongly, runs, risk, alternative="greater").pvalue > 1e-3


def test_the_p_value_of_sheets_with_errors_by_hand_in_fractions() -> None:
    """The whole martingale again, in exact fractions, from what the sheets say."""
    of = replace(population(), members=population().members[:1])
    member = of.members[0]
    rows = [4, 17, 2, 33, 8]
    changes = [0, 3, -1, 0, 2]
    found = [audited(of, [row], change)[0] for row, change in zip(rows, changes, strict=True)]
    rest, left, m, best = member.total, member.total - member.slack, Fraction(1), Fraction(1)
    for row, change in zip(rows, changes, strict=True):
        u, e = int(member.bounds[row]), 2 * change
        mu = Fraction(left, rest)
        m *= 1 + Fraction(9, 10) / mu * (min(Fraction(1), 1 - Fraction(e, u)) - mu)
        best = max(best, m)
        rest, left = rest - u, left - (u - e)
    assert measure_risk(of, found, PLAN)[0].overstated == tuple(2 * change for change in changes)
    assert measure_risk(of, found, PLAN)[0].attained == pytest.approx(float(1 / best), rel=1e-12)


def test_the_same_for_a_simple_draw() -> None:
    of = replace(population(), members=population().members[:1])
    member = of.members[0]
    rows, changes = [4, 17, 2], [0, 3, -1]
    found = [audited(of, [row], change)[0] for row, change in zip(rows, changes, strict=True)]
    n, u = 60, member.largest
    left, m, best = n * u - member.slack, Fraction(1), Fraction(1)
    for k, change in enumerate(changes):
        mu = Fraction(left, (n - k) * u)
        m *= 1 + Fraction(9, 10) / mu * (min(Fraction(1), 1 - Fraction(2 * change, u)) - mu)
        best = max(best, m)
        left -= u - 2 * change
    assert measure_risk(of, found, SIMPLE)[0].attained == pytest.approx(float(1 / best), rel=1e-12)


def test_lost_sheets_that_take_all_the_slack_leave_nothing_to_confirm() -> None:
    """A slack of 120, and a sheet without paper on which 120 people could have voted."""
    sheets = sheets_of([[320, 200, 0, 0], [0, 0, 0, 0]], [600, 120])
    of = Population(
        (all_counted(sheets),),
        (sheet_bounds(all_counted(sheets), lead(Fraction(0))),),
        np.array([False, True]),
    )
    assert of.remaining(of.members[0]) == 0
    assert not of.can_be_confirmed
    assert measure_risk(of, audited(of, [0]), PLAN)[0].p.tolist() == [1.0]


@pytest.mark.parametrize("truth", [1, 2, 63, 64, 65, 99, 100, 101, 500, 1000])
@pytest.mark.parametrize("guess", [0, 1, 80, 100, 900, 5000])
@pytest.mark.parametrize("least", [0, 1, 70])
def test_the_smallest_number_that_is_enough_is_found_wherever_it_is_looked_for_first(
    truth: int, guess: int, least: int
) -> None:
    found = first_enough(lambda n: n >= truth, 1000, least, guess)
    assert found == max(truth, least)
    near = first_enough(lambda n: n >= truth, 1000, least, guess, about=10)
    assert near is not None
    assert max(truth, least) <= near <= max(truth, least) * 10 // 9 + 1
    assert first_enough(lambda n: n > 1000, 1000, least, guess) is None


@pytest.mark.parametrize(
    ("least", "guess", "looks"),
    [
        (0, 100, [80, 125, 102]),  # a fifth below the guess and a fourth above it
        (0, 0, [64, 128, 96]),  # without one, twice as many each time
        (10, 0, [10, 84, 168]),
        (90, 100, [90, 125, 107]),  # nothing below what is needed in any case
    ],
)
def test_the_search_begins_around_the_guess(least: int, guess: int, looks: list[int]) -> None:
    asked: list[int] = []

    def enough(n: int) -> bool:
        asked.append(n)
        return n >= 110

    assert first_enough(enough, 1000, least, guess) == 110
    assert asked[: len(looks)] == looks
