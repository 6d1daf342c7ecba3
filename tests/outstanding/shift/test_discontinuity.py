"""The jump at a cut, against the package rdrobust, and its behaviour on bad series."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.errors import QuestionError
from veedor.outstanding.shift.discontinuity import OrderedSeries
from veedor.outstanding.shift.local_polynomial import SideOfCut, neighbour_residuals

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints


def theirs(y: Floats, x: Floats, cut: float, cluster: Ints | None) -> list[float]:
    from rdrobust import rdrobust

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = rdrobust(y, x, c=cut, cluster=cluster)
    h, b = found.bws.iloc[0, 0], found.bws.iloc[1, 0]
    values = [
        *found.coef.iloc[:2, 0],
        found.se.iloc[0, 0],
        found.se.iloc[2, 0],
        h,
        b,
        found.N_h[0],
        found.N_h[1],
    ]
    return [float(value) for value in values]


def ours(y: Floats, x: Floats, cut: float, cluster: Ints | None) -> list[float]:
    jump = OrderedSeries(y, x, cluster).jump(cut)
    return [
        jump.conventional,
        jump.corrected,
        jump.se_conventional,
        jump.se_robust,
        jump.h,
        jump.b,
        jump.n_left,
        jump.n_right,
    ]


@pytest.mark.slow(but=12)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("clustered", [False, True])
@pytest.mark.parametrize("kind", ["continuous", "ranks", "mass points", "skewed"])
def test_equal_to_rdrobust(seed: int, kind: str, *, clustered: bool) -> None:
    rng = np.random.default_rng(seed)
    n = 900
    x = {
        "continuous": rng.uniform(-1, 1, n),
        "ranks": np.arange(n) - n / 2 + 0.5,
        "mass points": rng.integers(-30, 30, n).astype(float),
        "skewed": rng.exponential(2, n) - 1.5,
    }[kind]
    y = np.sin(2 * x / x.std()) + 0.4 * (x >= 0) + rng.normal(0, 0.5, n)
    cluster = rng.integers(0, 120, n) if clustered else None
    np.testing.assert_allclose(ours(y, x, 0.0, cluster), theirs(y, x, 0.0, cluster), rtol=1e-6, atol=1e-6)


@given(st.integers(0, 1000), st.integers(2, 40))
@settings(max_examples=40, deadline=None)
def test_neighbours_equal_a_loop(seed: int, spread: int) -> None:
    rng = np.random.default_rng(seed)
    u = np.sort(rng.integers(0, spread, 25)).astype(float)
    y = rng.normal(size=25)
    _, size = np.unique(u, return_counts=True)
    residual = neighbour_residuals(SideOfCut(u, y, np.repeat(size, size), None))
    for i in range(25):
        taken = {j for j in range(25) if u[j] == u[i]} - {i}
        further = sorted({abs(u[j] - u[i]) for j in range(25)} - {0.0})
        for distance in further:  # the next nearest on either side, ties on both together
            if len(taken) >= 3:
                break
            taken |= {j for j in range(25) if abs(u[j] - u[i]) == distance}
        k = len(taken)
        expected = np.sqrt(k / (k + 1)) * (y[i] - np.mean([y[j] for j in taken]))
        assert residual[i] == pytest.approx(expected)


@given(st.floats(-5, 5), st.floats(0.1, 10), st.integers(0, 100))
@settings(max_examples=25, deadline=None)
def test_units_do_not_matter(shift: float, scale: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.arange(400.0)
    y = rng.normal(size=400) + 0.5 * (x >= 200)
    plain, moved = OrderedSeries(y, x).jump(199.5), OrderedSeries(shift + scale * y, 3 * x).jump(3 * 199.5)
    assert moved.corrected == pytest.approx(scale * plain.corrected, rel=1e-6, abs=1e-9)
    assert moved.se_robust == pytest.approx(scale * plain.se_robust, rel=1e-6)
    assert moved.h == pytest.approx(3 * plain.h, rel=1e-6)
    assert moved.p_value == pytest.approx(plain.p_value, abs=1e-6)


def test_a_planted_jump_is_found_and_a_trend_is_not() -> None:
    rng = np.random.default_rng(5)
    x = np.arange(4000.0)
    trend = 0.001 * x + rng.normal(0, 0.5, 4000)
    quiet, loud = OrderedSeries(trend, x).jump(1999.5), OrderedSeries(trend + (x >= 2000), x).jump(1999.5)
    low, high = loud.interval()
    assert quiet.p_value > 0.05
    assert loud.p_value < 1e-6
    assert low < 1 < high


def test_the_interval_widens_with_its_level() -> None:
    rng = np.random.default_rng(6)
    jump = OrderedSeries(rng.normal(size=500), np.arange(500.0)).jump(250)
    wide, narrow = jump.interval(0.99), jump.interval(0.9)
    assert wide[0] < narrow[0] < jump.corrected < narrow[1] < wide[1]


def test_values_that_are_missing_are_left_out() -> None:
    rng = np.random.default_rng(7)
    y, x = rng.normal(size=300), np.arange(300.0)
    gaps = y.copy()
    gaps[::7] = np.nan
    known = np.isfinite(gaps)
    assert OrderedSeries(gaps, x).jump(150.5) == OrderedSeries(y[known], x[known]).jump(150.5)


@pytest.mark.parametrize(
    ("values", "position", "cut", "says"),
    [
        (np.ones(10), np.arange(10.0), 5.0, "at least 20 sheets"),
        (np.ones(40), np.zeros(40), 0.0, "same position"),
        (np.ones(40), np.arange(40.0), 2.0, "positions before the cut"),
        (np.ones(40), np.arange(40.0), 39.0, "positions after the cut"),
        (np.ones(400), np.arange(400.0), 200.0, "varies too little"),
    ],
)
def test_what_cannot_be_fitted_says_why(values: Floats, position: Floats, cut: float, says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        OrderedSeries(values, position).jump(cut)
