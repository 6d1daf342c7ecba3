"""Strata: one stratum is the whole, the worst split is the worst of all splits, and risk is limited."""

import numpy as np
import pytest
from scipy import stats

from veedor.audit.bets import share_of_full
from veedor.audit.risk import martingale, mean_proportional
from veedor.audit.stratified import _FINER, _POINTS, StratumSample, _Curve, _grid, intersection
from veedor.errors import QuestionError


def stratum(seed: int, n: int, drawn: int, rate: float = 0.0) -> tuple[StratumSample, np.ndarray]:
    rng = np.random.default_rng(seed)
    bounds = rng.integers(20, 90, n).astype(float)
    order = np.argsort(rng.exponential(size=n) / bounds)[:drawn]
    overstated = np.where(rng.random(drawn) < rate, 5.0, 0.0)
    return StratumSample(str(seed), bounds[order], overstated, float(bounds.sum())), bounds


def test_one_stratum_is_the_whole() -> None:
    one, _ = stratum(1, 200, 60)
    slack = one.total / 20
    x = 1 - one.overstated / one.bounds
    mu = mean_proportional(one.bounds, x, one.total, slack)
    for bet in (None, share_of_full(0.9), share_of_full(0.4)):
        expected = float(np.exp(-martingale(x, mu, bet or share_of_full(0.9))[-1]))
        assert intersection([one], slack, bet) == pytest.approx(expected, rel=1e-4)


def test_a_stratum_that_lost_nothing_or_gained_bears_no_witness() -> None:
    bounds = np.array([50.0, 40.0])
    wrong = StratumSample("wrong", bounds, np.array([20.0, 0.0]), 900.0)
    assert wrong.evidence(np.array([-100.0, 0.0]), share_of_full(0.9)).tolist() == [0.0, 0.0]
    assert wrong.evidence(np.array([1.0]), share_of_full(0.9))[0] < 0  # an error is held against it


@pytest.mark.parametrize("rate", [0.0, 0.2])
def test_the_split_found_is_the_worst_of_a_fine_grid(rate: float) -> None:
    a, _ = stratum(2, 120, 50, rate)
    b, _ = stratum(3, 200, 40, rate)
    slack = (a.total + b.total) / 15
    of_a = np.linspace(slack - b.total, a.total, 40_001)
    bet = share_of_full(0.9)
    together = a.evidence(of_a, bet) + b.evidence(slack - of_a, bet)
    # the search errs on the safe side, by little
    worst = float(np.exp(-together.min()))
    assert worst * (1 - 1e-6) <= intersection([a, b], slack) <= worst * 1.03


def test_more_evidence_in_any_stratum_never_hurts_when_nothing_is_wrong() -> None:
    b, _ = stratum(5, 200, 60)
    p = [intersection([stratum(4, 120, drawn)[0], b], 400.0) for drawn in (10, 30, 60)]
    assert p[0] >= p[1] >= p[2]


def test_a_stratum_without_draws_can_hold_the_whole_loss() -> None:
    a, _ = stratum(6, 100, 90)
    unseen = StratumSample("unseen", np.empty(0), np.empty(0), 1_000.0)
    assert intersection([a, unseen], 500.0) > 0.5


def test_strata_that_cannot_hold_the_slack() -> None:
    a, _ = stratum(9, 10, 5)
    with pytest.raises(QuestionError, match="cannot hold the slack"):
        intersection([a], a.total * 2)


def test_risk_is_limited_when_one_stratum_holds_the_whole_loss() -> None:
    rng = np.random.default_rng(10)
    bounds = [rng.integers(20, 90, 60).astype(float) for _ in range(2)]
    slack = sum(b.sum() for b in bounds) / 8
    false = np.cumsum(bounds[0]) <= slack
    errors = [np.where(false, bounds[0], 0.0), np.zeros(60)]
    errors[0][np.flatnonzero(~false)[0]] = slack - errors[0].sum()
    wrongly, runs = 0, 60
    for _ in range(runs):
        strata = []
        for b, e in zip(bounds, errors, strict=True):
            order = np.argsort(rng.exponential(size=60) / b)[:35]
            strata.append(StratumSample("", b[order], e[order], float(b.sum())))
        wrongly += intersection(strata, slack) <= 0.1
    assert stats.binomtest(wrongly, runs, 0.1, alternative="greater").pvalue > 1e-3


def test_losses_are_tried_within_what_a_stratum_can_lose_and_most_around_the_slack() -> None:
    one, _ = stratum(3, 200, 60, 0.2)
    slack = one.total / 20
    lowest = -one.total / 2
    grid = _grid(one, lowest, slack)
    assert (grid[0], grid[-1]) == (lowest, one.total)
    assert (np.diff(grid) > 0).all()
    assert np.isin(np.linspace(-slack, 3 * slack, _POINTS), grid).all()
    assert np.isin(np.linspace(lowest, one.total, _POINTS // 4), grid).all()
    spent = np.cumsum(one.overstated) + 1e-9 * one.total
    assert np.isin(spent[spent < one.total], grid).all()  # where a bet opens
    near = _grid(one, -slack / 2, slack)
    assert (near[0], near[-1]) == (-slack / 2, one.total)
    small = StratumSample("small", one.bounds[:9], np.full(9, 40.0), 300.0)
    assert _grid(small, 5.0, 200.0)[[0, -1]].tolist() == [5.0, 300.0]


@pytest.mark.parametrize("rate", [0.0, 0.2])
@pytest.mark.parametrize("price", [0.0, 1e-6, 0.01, 1e9])
def test_a_curve_is_made_finer_where_it_is_least(price: float, rate: float) -> None:
    one, _ = stratum(3, 200, 60, rate)
    bet = share_of_full(0.9)
    curve = _Curve.of(one, _grid(one, -one.total / 2, one.total / 20), bet)
    k, least = curve.least(price)
    assert least == (curve.evidence - price * np.append(curve.losses[1:], curve.losses[-1])).min()
    finer = curve.finer(price)
    assert np.isin(curve.losses, finer.losses).all()
    assert (np.diff(finer.losses) > 0).all()
    added = np.setdiff1d(finer.losses, curve.losses)
    assert len(added) >= _FINER - 10
    assert added.min() > curve.losses[max(k - 2, 0)]
    assert added.max() < curve.losses[min(k + 3, len(curve.losses) - 1)]
    assert finer.evidence.tolist() == one.evidence(finer.losses, bet).tolist()
    assert finer.least(price)[1] >= least - 1e-9 * abs(least)  # it was bounded from below
