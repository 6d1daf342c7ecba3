"""The machinery under the tests: laws, classes, histograms, the dip, streams of chance."""

from __future__ import annotations

import diptest
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from forensics.build_forensics import country
from veedor.count.betabinomial import draw, pmf, posterior_rates
from veedor.forensics import TESTS, adjusted, law, law_blocks, run_tests, series_of
from veedor.forensics.digits import LAST_DIGITS
from veedor.forensics.dip import BINS, HUMPS, _percent, dip_statistic
from veedor.forensics.fingerprint import picture
from veedor.forensics.law import Classes, LawKind, count_classes
from veedor.forensics.result import smallest_excess, tail
from veedor.forensics.round_shares import COARSE_SHARES
from veedor.forensics.series import Series


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=4, max_size=300), st.integers(1, 9))
def test_the_dip_is_that_of_the_published_algorithm(values: list[int], stretch: int) -> None:
    points = np.sort(np.array(values)) * stretch
    counts = np.bincount(points).astype(float)
    if len(np.unique(points)) < 2:
        assert dip_statistic(counts) == 0
        return
    assert dip_statistic(counts) == pytest.approx(diptest.dipstat(points.astype(float)), abs=1e-12)


def test_the_dip_of_two_points_far_apart_is_a_quarter() -> None:
    counts = np.zeros(100)
    counts[[3, 90]] = 5000
    assert dip_statistic(counts) == pytest.approx(0.25, abs=1e-4)


def simulated(series: Series, times: int, seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Draw whole numbers of the twin, the slow way."""
    rng = np.random.default_rng(seed)
    return np.stack([draw(series.trials, series.rate, series.rho, rng) for _ in range(times)])


def test_drawing_classes_is_drawing_numbers_and_counting() -> None:
    series = series_of(country(1, sheets=400))[1]
    (chances,) = series.chances((Classes(LawKind.POOLED, lambda number, _: number % 10, 10),))
    chance = chances.rows
    assert chance is not None
    assert chance.sum(axis=1) == pytest.approx(1)
    slow = np.stack([np.bincount(x % 10, minlength=10) for x in simulated(series, 600, 2)])
    fast = count_classes(chance, 600, np.random.default_rng(3))
    assert fast.sum(axis=1) == pytest.approx(400)
    assert fast.mean(axis=0) == pytest.approx(slow.mean(axis=0), abs=1.2)
    assert fast.std(axis=0) == pytest.approx(slow.std(axis=0), rel=0.2)
    few = count_classes(chance[:, :2] / 4, 600, np.random.default_rng(3))
    assert few.mean(axis=0) == pytest.approx(chance[:, :2].sum(axis=0) / 4, abs=0.7)


def test_histograms_have_the_mean_and_spread_of_drawn_ones() -> None:
    series = series_of(country(5, sheets=600))[1]
    (chances,) = series.chances((Classes(LawKind.POOLED, _percent, BINS),))
    fast = chances.draw_normal(800, np.random.default_rng(1))
    slow = np.stack(
        [np.bincount(_percent(x, series.trials), minlength=BINS) for x in simulated(series, 300, 6)]
    )
    assert fast.mean(axis=0) == pytest.approx(slow.mean(axis=0), abs=1.0)
    wide = slow.mean(axis=0) > 5
    assert fast.std(axis=0)[wide] == pytest.approx(slow.std(axis=0)[wide], rel=0.25)


def test_rates_drawn_in_take_the_chance_out_of_pooled_ones() -> None:
    rng = np.random.default_rng(7)
    place = np.arange(2000)
    trials = np.full(2000, 150)
    hits = draw(trials, rng.beta(30, 30, 2000), 0.01, rng)
    rate, spread = posterior_rates(hits, trials, (np.zeros(2000, dtype=np.int64), place), np.full(2000, 0.01))
    again = draw(trials, rate, spread, rng) / trials
    around_pooled = draw(trials, hits / trials, 0.01, rng) / trials
    assert again.std() == pytest.approx((hits / trials).std(), rel=0.04)
    assert around_pooled.std() > 1.12 * (hits / trials).std()


def test_same_seed_same_result_however_many_workers_and_tests() -> None:
    series = series_of(country(9, sheets=800))
    one = run_tests(series, 99, 5, workers=1)
    two = run_tests(series, 99, 5, workers=3)
    assert one == two
    some = run_tests(series, 99, 5, only=(TESTS[0], TESTS[3]), workers=2)
    assert some == tuple(t for t in one if t.test_id in {TESTS[0], TESTS[3]})
    assert run_tests(series, 99, 6, workers=1) != one


def test_false_discovery_rates_are_those_of_scipy_over_what_was_run() -> None:
    results = run_tests(series_of(country(10, sheets=800)), 99, 1, workers=1)
    ran = [t for t in results if t.ran and t.evidence]
    rates = adjusted(results)
    assert set(rates) == {(t.test_id, t.series) for t in ran}
    expected = stats.false_discovery_control([t.p for t in ran])
    assert [rates[t.test_id, t.series][0] for t in ran] == pytest.approx(list(expected))
    assert adjusted([]) == {}


def test_laws_of_one_size_are_those_of_the_recurrence_in_logarithms() -> None:
    rate, rho = np.array([0.0, 1e-4, 0.3, 0.5, 0.999, 1.0]), np.array([0.0, 0.01, 0.0, 0.9, 0.002, 0.3])
    for n in (1, 40, 3000):  # of 3,000 the product overflows between such rates
        trials = np.full(6, n)
        found = law_blocks._of_one_size(trials, rate, rho, n + 1, 0)
        assert found == pytest.approx(pmf(trials, rate, rho, n + 1), abs=1e-12)


def test_a_p_value_is_never_zero() -> None:
    assert tail(10.0, np.zeros(99)) == 0.01
    assert tail(0.0, np.ones(99)) == 1.0


def test_the_smallest_excess_is_seen_four_times_in_five() -> None:
    n, q = 20_000, 0.1
    mean, sd = n * q, float(np.sqrt(n * q * (1 - q)))
    share = smallest_excess(mean, sd, n)
    rng = np.random.default_rng(1)
    moved = mean + share * (n - mean)
    seen = rng.normal(moved, sd, 20_000) > stats.norm.ppf(0.95) * sd + mean
    assert seen.mean() == pytest.approx(0.8, abs=0.02)
    assert np.isnan(smallest_excess(10, 1, 10))


def test_the_picture_counts_every_sheet_once() -> None:
    turnout, first, *_ = series_of(country(2, sheets=500))
    assert picture(turnout, first).counts.sum() == 500


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("enough", [0, 10**9])
def test_of_many_sheets_the_same_chances_are_added_up_without_keeping_them(
    monkeypatch: pytest.MonkeyPatch, enough: int
) -> None:
    series = series_of(country(8, sheets=2000, voters=(3, 700)))[1]
    asked = (*LAST_DIGITS.classes, *COARSE_SHARES.classes, *HUMPS.classes)
    kept = series.chances(asked)
    odd = Classes(LawKind.OWN, lambda number, trials: ((number + trials) % 2 == 0) - 1, 1)
    (integers,) = series.chances((odd,))
    monkeypatch.setattr(law, "MANY", 100)
    for name, value in (("_WHOLE", 0), ("_ENOUGH", enough)):
        monkeypatch.setattr(law_blocks, name, value)
    for sheet_by_sheet, summed in zip(kept, series.chances(asked), strict=True):
        assert summed.rows is None
        assert sheet_by_sheet.rows is not None
        assert summed.mean == pytest.approx(sheet_by_sheet.mean, abs=1e-5)
        assert summed.any_class == pytest.approx(sheet_by_sheet.any_class, abs=1e-4)
        one, other = (c.draw(4000, np.random.default_rng(1)) for c in (sheet_by_sheet, summed))
        assert other.mean(axis=0) == pytest.approx(one.mean(axis=0), abs=2)
        wide = one.mean(axis=0) > 5
        assert other.std(axis=0)[wide] == pytest.approx(one.std(axis=0)[wide], rel=0.1)
    (once,) = series.chances((odd,))
    assert once.of_one == pytest.approx(integers.of_one, abs=1e-8)
    sheet = int(series.trials.argmax())
    n, numbers = int(series.trials[sheet]), np.arange(int(series.trials[sheet]) + 1)
    exact = stats.binom.pmf(numbers, n, series.share[sheet])[(numbers + n) % 2 == 0].sum()
    assert integers.of_one[sheet, 0] == pytest.approx(exact)
