"""The beta-binomial law and its fit, beside SciPy and beside likelihood."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from veedor.count.betabinomial import draw, pmf
from veedor.count.dispersion import Grouped, _quantiles, fit_overdispersion, fit_overdispersion_by_rate


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 300),
    st.floats(0.001, 0.999),
    st.one_of(st.just(0.0), st.floats(1e-4, 0.6)),
    st.integers(0, 9),
)
def test_the_law_is_that_of_scipy(n: int, p: float, rho: float, more: int) -> None:
    ours = pmf(np.array([n]), np.array([p]), rho, n + 1 + more)[0]
    k = np.arange(n + 1)
    if rho > 0:
        strength = (1 - rho) / rho
        theirs = stats.betabinom.pmf(k, n, p * strength, (1 - p) * strength)
    else:
        theirs = stats.binom.pmf(k, n, p)
    assert ours[: n + 1] == pytest.approx(theirs, abs=1e-9)
    assert ours[n + 1 :].sum() == 0
    assert ours.sum() == pytest.approx(1)


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_certain_rates_give_certain_numbers(rate: float) -> None:
    assert pmf(np.array([200]), np.array([rate]), 0.01, 201)[0, int(200 * rate)] == pytest.approx(1)


@pytest.mark.parametrize("rho", [0.0, 0.004, 0.02, 0.1])
def test_the_fit_finds_the_dispersion_that_was_put_in(rho: float) -> None:
    rng = np.random.default_rng(1)
    group = np.arange(12_000) // 4
    trials = rng.integers(80, 240, 12_000)
    hits = draw(trials, rng.beta(3, 4, 3000)[group], rho, rng)
    assert fit_overdispersion(hits, Grouped(trials, group)) == pytest.approx(rho, abs=0.0006 + 0.05 * rho)


def test_the_fit_agrees_with_maximum_likelihood() -> None:
    rng = np.random.default_rng(2)
    trials = np.full(2000, 150)
    hits = draw(trials, np.full(2000, 0.4), 0.02, rng)

    def minus_likelihood(rho: float) -> float:
        strength = (1 - rho) / rho
        return -float(stats.betabinom.logpmf(hits, 150, 0.4 * strength, 0.6 * strength).sum())

    best = optimize.minimize_scalar(minus_likelihood, bounds=(1e-4, 0.2), method="bounded").x
    assert fit_overdispersion(hits, Grouped(trials, np.zeros(2000, dtype=np.int64))) == pytest.approx(
        best, rel=0.06
    )


def test_the_fit_by_rate_follows_dispersion_that_depends_on_the_rate() -> None:
    rng = np.random.default_rng(3)
    group = np.arange(20_000) // 5
    rate = np.where(group % 2 == 0, 0.1, 0.5)
    rho = np.where(group % 2 == 0, 0.002, 0.03)
    trials = np.full(20_000, 150)
    found = fit_overdispersion_by_rate(draw(trials, rate, rho, rng), Grouped(trials, group))[group]
    assert found[rate == 0.1].mean() == pytest.approx(0.002, abs=0.001)
    assert found[rate == 0.5].mean() == pytest.approx(0.03, abs=0.004)


def test_nothing_to_fit_gives_no_dispersion() -> None:
    none = np.zeros(3, dtype=np.int64)
    assert fit_overdispersion(none, Grouped(none, none)) == 0
    assert fit_overdispersion(np.array([5]), Grouped(np.array([9]), np.array([0]))) == 0
    assert fit_overdispersion(np.array([0, 0]), Grouped(np.array([90, 90]), np.array([0, 0]))) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 6)), min_size=1, max_size=40), st.integers(1, 9))
def test_quantiles_of_places_are_those_of_their_sheets(places: list[tuple[float, int]], parts: int) -> None:
    values, sheets = np.array([v for v, _ in places]), np.array([n for _, n in places])
    expected = np.quantile(np.repeat(values, sheets), np.arange(1, parts) / parts)
    assert _quantiles(values, sheets, parts).tolist() == expected.tolist()


def test_sheets_without_ballots_do_not_disturb_the_fit() -> None:
    rng = np.random.default_rng(4)
    group, trials = np.arange(6000) // 3, rng.integers(80, 240, 6000)
    hits = draw(trials, rng.beta(3, 4, 2000)[group], 0.02, rng)
    with_empty = [
        np.r_[column, extra] for column, extra in ((hits, [0] * 9), (trials, [0] * 9), (group, range(9)))
    ]
    found = fit_overdispersion(with_empty[0], Grouped(with_empty[1], with_empty[2]))
    assert found == pytest.approx(fit_overdispersion(hits, Grouped(trials, group)), rel=1e-12)
