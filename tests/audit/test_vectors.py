"""Published audits: California's third district in 2008, Boulder's coroner in 2010, MACRO and comparisons."""

from fractions import Fraction

import numpy as np
import pytest

from audit.assorters import kaplan_markov_factor
from audit.build_audit import lead, sheets_of
from veedor.audit.bets import share_of_full
from veedor.audit.bounds import sheet_bounds
from veedor.audit.capacity import Cap
from veedor.audit.joint_bounds import joint_bounds
from veedor.audit.manifest import all_counted
from veedor.audit.population import Population
from veedor.audit.risk import martingale
from veedor.audit.sample_size import kaplan_markov_draws

MARGIN = 17_453
"""Votes between the first two of California's third district, 2008 (Lindeman 2010)."""


def test_bounds_and_taints_of_the_third_district() -> None:
    """The bounds of two batches are whole votes over the margin, as are the errors that were found."""
    for relative, votes in ((0.005958860940812468, 104), (0.021085200252105654, 368)):
        assert float(Fraction(votes, MARGIN)) == pytest.approx(relative, rel=1e-15)
    for relative, votes in ((0.000572967398155045, 10), (-5.72967398155045e-05, -1)):
        assert float(Fraction(votes, MARGIN)) == pytest.approx(relative, rel=1e-14)


def test_forty_seven_draws_of_the_third_district() -> None:
    """47 draws at U = 20.47 start from 0.0941 without error; the taints found bring them to 0.0986."""
    clean = float(np.exp(-martingale(np.ones(47), np.full(47, 1 - 1 / 20.47), share_of_full(1.0))[-1]))
    assert clean == pytest.approx((1 - 1 / 20.47) ** 47, rel=1e-12)
    assert clean < 0.098616 < clean * 1.06
    assert kaplan_markov_factor(20.47, 0.003953) == pytest.approx(0.9549228314475828, rel=1e-15)


def test_outstanding_votes_of_boulder() -> None:
    """U of the coroner's contest, and with 5,347 votes still out: the same bounds over a smaller margin."""
    margin, ratio = 15_703, 8.714322104056551
    bounds = ratio * margin
    assert bounds == pytest.approx(136_841, abs=1e-6)
    with_late = Fraction(136_841, margin - 5_347)
    assert float(with_late) == pytest.approx(13.213692545384328, rel=1e-14)
    # the published draws are of the ratio as it was printed
    step = np.log1p(-1 / 13.21)
    assert np.log(0.1) / step == pytest.approx(29.250753, abs=5e-7)
    assert np.log(0.5) / step == pytest.approx(8.805354, abs=5e-7)
    assert kaplan_markov_draws(with_late, 0.1) == 30


def test_outstanding_votes_shrink_the_slack_like_sheets_without_paper() -> None:
    """A sheet that nobody can look at, with as many voters as votes are out, takes them off the slack."""
    sheets = sheets_of([[600, 300, 0, 0], [0, 0, 0, 0]], [1000, 120])
    bounds = sheet_bounds(all_counted(sheets), lead(Fraction(0)))
    of = Population((all_counted(sheets),), (bounds,), np.array([False, True]))
    assert of.remaining(bounds) == 300 - 120


def test_macro_bounds_of_three_contests_in_one_sample() -> None:
    """Joint bounds are the largest relative ones: .07 and .035 in the contest that binds."""
    sheets = sheets_of([[200, 80, 0, 120], [100, 40, 0, 60]], [400, 200])
    one, two = (
        sheet_bounds(all_counted(sheets), lead(Fraction(0)), Cap.CAST),
        sheet_bounds(all_counted(sheets), lead(Fraction(1, 10)), Cap.CAST),
    )
    joint = joint_bounds([one, two])
    assert joint.leader is two
    assert joint.exact == tuple(Fraction(int(u), two.slack) for u in two.bounds)


@pytest.mark.parametrize("big", [10**9, 10**12])
def test_joint_bounds_near_each_other_are_compared_exactly(big: int) -> None:
    """Relative bounds that differ in the twentieth digit, beyond what a float holds, or products 64 bits."""
    votes = [[big + 1, 0, 0, 0], [big, 1, 0, 0]]
    one = sheet_bounds(all_counted(sheets_of(votes, [big + 1, big + 1])), lead(Fraction(0)))
    two = sheet_bounds(all_counted(sheets_of(votes, [big + 1, big + 1])), lead(Fraction(1, 10)))
    joint = joint_bounds([one, two])
    for i, exact in enumerate(joint.exact):
        assert exact == max(Fraction(int(m.bounds[i]), m.slack) for m in (one, two))
