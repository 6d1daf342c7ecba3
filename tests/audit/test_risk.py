"""Risk functions: published vectors, a second way of computing each, and the promise itself by simulation."""

import math

import numpy as np
import pytest
from scipy import stats

from audit.assorters import kaplan_markov_factor, mean_simple
from veedor.audit.bets import agrapa, share_of_full, shrink_truncate
from veedor.audit.risk import martingale, mean_proportional, p_values, stops_at


def test_kaplan_markov_factor_of_lindeman_2010() -> None:
    assert kaplan_markov_factor(20.47, 0.003953) == pytest.approx(0.9549228314475828, rel=1e-15)
    assert kaplan_markov_factor(20.47, 1.0) == math.inf


def test_kaplan_wald_and_kaplan_markov_on_five_ones() -> None:
    ones, half = np.ones(5), np.full(5, 0.5)
    wald = martingale(ones, half, share_of_full(0.9))
    assert math.exp(-wald[-1]) == pytest.approx(1.9**-5)
    markov = martingale(ones, half, share_of_full(1.0))
    assert math.exp(-markov[-1]) == pytest.approx(2.0**-5)
    padded = martingale(ones + 0.1, half + 0.1, share_of_full(1.0))
    assert math.exp(-padded[-1]) == pytest.approx((1.1 / 0.6) ** -5)


def test_the_full_bet_with_replacement_is_kaplan_markov() -> None:
    taints = np.array([0.0, 0.01, -0.02, 0.3])
    log_m = martingale(1 - taints, np.full(4, 1 - 1 / 20.47), share_of_full(1.0))
    product = math.prod(kaplan_markov_factor(20.47, t) for t in taints.tolist())
    assert math.exp(-log_m[-1]) == pytest.approx(product, rel=1e-12)


def test_alpha_factor_equals_its_published_form() -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 1, 40)
    mu = mean_simple(x, 100, 0.5)
    upper, start, strength = 1.0, 0.6, 20.0
    log_m = martingale(x, mu, shrink_truncate(start, upper, strength))
    total, seen = 0.0, 0.0
    for k, (value, m) in enumerate(zip(x.tolist(), mu.tolist(), strict=True)):
        margin = (start - min(start, mu[0])) / 2 / math.sqrt(strength + k)
        eta = min(max((strength * start + seen) / (strength + k), m + margin), upper * (1 - 1e-9))
        total += math.log((value * eta / m + (upper - value) * (upper - eta) / (upper - m)) / upper)
        seen += value
        assert log_m[k] == pytest.approx(total, rel=1e-9, abs=1e-12)


def test_a_single_draw_of_zero_ends_the_full_bet_but_not_the_safe_one() -> None:
    x = np.ones(60)
    x[3] = 0.0
    mu = np.full(60, 0.9)
    assert p_values(martingale(x, mu, share_of_full(1.0)))[-1] > 0.7
    assert p_values(martingale(x, mu, share_of_full(0.9)))[-1] < 0.1


def test_equal_bounds_are_a_simple_draw() -> None:
    """Drawn in proportion to equal bounds, sheets come as in a simple draw, with the same means."""
    x = np.random.default_rng(4).uniform(0, 1.2, (3, 30))
    assert mean_proportional(np.ones(x.shape), x, 50, 50 * 0.45) == pytest.approx(mean_simple(x, 50, 0.55))


def test_what_is_found_can_prove_the_assertion() -> None:
    bounds = np.array([5.0, 3.0, 2.0])
    x = np.ones(3)
    mu = mean_proportional(bounds, x, total=10.0, slack=6.0)
    assert mu[0] == pytest.approx(0.4)
    assert mu[1] == pytest.approx((10 - 6 - 5) / 5)
    assert p_values(martingale(x, mu, share_of_full(0.9)))[1] == 0.0


def test_error_free_full_bet_is_a_product_of_what_is_left() -> None:
    rng = np.random.default_rng(2)
    bounds = rng.integers(1, 50, 200).astype(float)
    total, slack = float(bounds.sum()), 300.0
    rest = total - np.concatenate(([0.0], np.cumsum(bounds)[:-1]))
    log_m = martingale(
        np.ones(100), mean_proportional(bounds[:100], np.ones(100), total, slack), share_of_full(1.0)
    )
    assert log_m[-1] == pytest.approx(np.log(rest[:100] / (rest[:100] - slack)).sum(), rel=1e-10)


def test_stops_at_says_never() -> None:
    assert stops_at(np.array([[0.0, 1.0, 4.0], [0.0, 0.1, 0.2]]), 0.05).tolist() == [3, -1]


BETS = {
    "full": share_of_full(1.0),
    "safe": share_of_full(0.9),
    "alpha": shrink_truncate(0.6, 1.0, 50),
    "agrapa": agrapa(),
}


@pytest.mark.parametrize("name", BETS)
def test_the_martingale_starts_at_one_on_average_when_the_assertion_is_just_false(name: str) -> None:
    """E[M] <= 1 at every draw, over all orders of a population whose mean is exactly the null mean."""
    population = np.array([0.0, 1.0, 0.2, 0.8, 0.5, 1.0, 0.3, 0.2])
    rng = np.random.default_rng(5)
    orders = rng.permuted(np.tile(population, (40_000, 1)), axis=1)
    mu = mean_simple(orders, len(population), float(population.mean()))
    # the last draws leave nothing to chance: mu is the value itself
    m = np.exp(martingale(orders[:, :6], mu[:, :6], BETS[name]))
    error = m.std(axis=0) / math.sqrt(len(m))
    assert (m.mean(axis=0) <= 1 + 4 * error).all()


@pytest.mark.parametrize("name", ["full", "safe", "alpha", "agrapa"])
def test_risk_is_limited_when_the_outcome_is_wrong_by_the_least(name: str) -> None:
    """Sheets drawn in proportion to bounds; some wholly false, just enough to make the assertion false."""
    rng = np.random.default_rng(11)
    bounds = rng.integers(20, 200, 300).astype(float)
    slack = bounds.sum() / 25
    false = np.cumsum(bounds) <= slack
    false[np.flatnonzero(~false)[0]] = True
    x = np.where(false, 0.0, 1.0)
    wrongly, runs, risk = 0, 10_000, 0.1
    for _ in range(10):
        keys = rng.exponential(size=(runs // 10, 300)) / bounds
        order = np.argsort(keys, axis=1)[:, :200]
        drawn, shown = bounds[order], x[order]
        log_m = martingale(shown, mean_proportional(drawn, shown, bounds.sum(), slack), BETS[name])
        wrongly += int((stops_at(log_m, risk) > 0).sum())
    assert stats.binomtest(wrongly, runs, risk, alternative="greater").pvalue > 1e-3
