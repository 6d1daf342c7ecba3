"""All tests over all series, with a false discovery rate over everything that was run."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from veedor.forensics.association import SLOPE, slope_on_turnout
from veedor.forensics.digits import LAST, LAST_DIGITS, SECOND, SECOND_DIGITS
from veedor.forensics.dip import DIP, HUMPS
from veedor.forensics.fingerprint import FINGERPRINT, fingerprint
from veedor.forensics.result import SeriesTest
from veedor.forensics.round_shares import COARSE, COARSE_SHARES, INTEGERS, integer_percentages
from veedor.forensics.series import TURNOUT, series_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from veedor.count import Sheets
    from veedor.forensics.result import LawTest
    from veedor.forensics.series import Series

    OwnTest = Callable[[Series, int, np.random.Generator], SeriesTest]

TESTS = (LAST, SECOND, INTEGERS, COARSE, FINGERPRINT, SLOPE, DIP)
"""Every test, in the order in which they are shown."""
OF_LAWS = {test.test_id: test for test in (LAST_DIGITS, SECOND_DIGITS, COARSE_SHARES, HUMPS)}
"""Tests of the laws of all sheets of a series, which are written once for all of them."""
SIMULATIONS = 1000
"""Twins drawn for each test, unless another number is asked for."""


def run_tests(
    series: Sequence[Series],
    simulations: int,
    seed: int,
    *,
    only: Sequence[str] = TESTS,
    workers: int | None = None,
) -> tuple[SeriesTest, ...]:
    """Run tests on all series.

    Each pair of test and series has a random stream of its own, made from the seed and the place of the
    pair in the full list: results do not depend on the number of workers, nor on which other tests are run.

    Parameters
    ----------
    series : sequence of Series
        From :func:`veedor.forensics.series.series_of`.
    simulations : int
        Twins for each test.
    seed : int
        Seed.
    only : sequence of str
        Tests to run.
    workers : int, optional
        Threads; all processors where left out.
    """
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        found = pool.map(
            lambda place: tests_of(series, place, simulations, seed, only=only), range(len(series))
        )
        return in_order(found, series)


def in_order(found: Iterable[Sequence[SeriesTest]], series: Sequence[Series]) -> tuple[SeriesTest, ...]:
    """Put tests in their order: test by test, and of each series by series."""
    place = {one.name: i for i, one in enumerate(series)}
    every = (tested for several in found for tested in several)
    return tuple(sorted(every, key=lambda tested: (TESTS.index(tested.test_id), place[tested.series])))


def tests_of(
    series: Sequence[Series], place: int, simulations: int, seed: int, *, only: Sequence[str]
) -> tuple[SeriesTest, ...]:
    """Run tests on one series.

    Parameters
    ----------
    series : sequence of Series
        All of them.
    place : int
        Which: its place among them.
    simulations, seed, only
        As for :func:`run_tests`.
    """
    turnout = next((s for s in series if s.name == TURNOUT), None)
    others: dict[str, OwnTest] = {
        INTEGERS: integer_percentages,
        FINGERPRINT: lambda s, n, rng: fingerprint(turnout, s, n, rng),
        SLOPE: lambda s, n, rng: slope_on_turnout(turnout, s, n, rng),
    }
    one = series[place]
    streams = {test: np.random.default_rng([seed, number, place]) for number, test in enumerate(TESTS)}
    found = _of_laws(one, [test for name, test in OF_LAWS.items() if name in only], simulations, streams)
    for name, test in others.items():
        if name in only and not (one is turnout and name in {FINGERPRINT, SLOPE}):
            found.append(test(one, simulations, streams[name]))
    return tuple(found)


def _of_laws(
    series: Series,
    tests: Sequence[LawTest],
    simulations: int,
    streams: Mapping[str, np.random.Generator],
) -> list[SeriesTest]:
    """Run the tests that look at the laws of all sheets, in one pass over them."""
    reasons = [test.unfit(series) for test in tests]
    fit = [test for test, reason in zip(tests, reasons, strict=True) if not reason]
    chances = iter(series.chances([classes for test in fit for classes in test.classes]))
    found = []
    for test, reason in zip(tests, reasons, strict=True):
        if reason:
            found.append(SeriesTest(test.test_id, series.name, len(series), reason, evidence=test.evidence))
        else:
            own = [next(chances) for _ in test.classes]
            found.append(test.judge(series, own, simulations, streams[test.test_id]))
    return found


def adjusted(tests: Sequence[SeriesTest]) -> dict[tuple[str, str], tuple[float, float]]:
    """False discovery rates over all tests that were run and may count as evidence.

    Returns
    -------
    dict
        By test and series: the p-value adjusted after Benjamini and Hochberg (1995), and after Benjamini and
        Yekutieli (2001), which holds however the tests depend on each other.
    """
    ran = [t for t in tests if t.ran and t.evidence]
    p = np.array([t.p for t in ran])
    number, order = len(ran), np.argsort(p)
    rank = np.arange(1, number + 1)
    independent = p[order] * (number / rank)
    found = np.empty((number, 2))
    for column, scaled in enumerate((independent, independent * (1 / rank).sum())):
        # a p-value counts for no more than a larger one does
        found[order, column] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return {(t.test_id, t.series): (float(a), float(b)) for t, (a, b) in zip(ran, found, strict=True)}


def run_battery(
    sheets: Sheets, simulations: int, seed: int, *, workers: int | None = None
) -> tuple[SeriesTest, ...]:
    """Fit the twins of a count and run every test on every series.

    Parameters
    ----------
    sheets : Sheets
        The count.
    simulations, seed, workers
        As for :func:`run_tests`.
    """
    return run_tests(series_of(sheets), simulations, seed, workers=workers)
