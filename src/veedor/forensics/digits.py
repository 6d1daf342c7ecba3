"""Last digits, and second digits to show that they tell nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.forensics.law import Classes, LawKind
from veedor.forensics.result import LEVEL, POWER, LawTest, SeriesTest, bars_of, tail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.arrays import Floats, Ints
    from veedor.forensics.law import Chances
    from veedor.forensics.series import Series

LAST = "last_digits"
SECOND = "second_digits"
MEAN_VOTES, SPREAD = 20.0, 10.0
"""Gate: numbers must have two digits as a rule and spread over more than one decade (Beber, Scacco 2012)."""


def _small(series: Series) -> str:
    small = series.hits.mean() < MEAN_VOTES or series.hits.std() < SPREAD
    return "numbers_too_small" if small else ""


def _last(
    series: Series, chances: Sequence[Chances], simulations: int, rng: np.random.Generator
) -> SeriesTest:
    observed = np.bincount(series.hits % 10, minlength=10).astype(float)
    rho = ("rho", float(series.rho.mean()))
    even = np.full(10, len(series) / 10)
    return _compared(LAST, series.name, observed, chances[0], lambda _: even, simulations, rng, rho)


def _single(series: Series) -> str:
    small = series.hits.mean() < MEAN_VOTES or not (series.hits >= 10).any()
    return "numbers_too_small" if small else ""


def _second(
    series: Series, chances: Sequence[Chances], simulations: int, rng: np.random.Generator
) -> SeriesTest:
    observed = np.bincount(_second_digit(series.hits[series.hits >= 10]), minlength=10).astype(float)
    law = np.array([sum(np.log10(1 + 1 / (10 * first + d)) for first in range(1, 10)) for d in range(10)])
    mean = ("mean_digit", float((observed * np.arange(10)).sum() / observed.sum()))

    def benford(counts: Floats) -> Floats:
        expected: Floats = law * counts.sum(axis=-1, keepdims=True)
        return expected

    return _compared(SECOND, series.name, observed, chances[0], benford, simulations, rng, mean)


def _compared(
    test_id: str, series: str, observed: Floats, chances: Chances,
    law: Callable[[Floats], Floats], simulations: int, rng: np.random.Generator,
    further: tuple[str, float],
) -> SeriesTest:  # fmt: skip
    """Return the distance of digits from a law, beside that of the twins; only evenness is tested."""
    from scipy.special import chdtrc  # a light module; that of statistical tests is not

    simulated = chances.draw(simulations, rng)
    expected = chances.mean
    distance = _distance(observed[None, :], law(observed))[0]
    distances = _distance(simulated, law(simulated))
    even = test_id == LAST
    p_plain = float(chdtrc(len(observed) - 1, distance))
    return SeriesTest(
        test_id,
        series,
        int(observed.sum()),
        "",
        float(distance),
        float(distances.mean()),
        float(distances.std()),
        tail(distance, distances),
        float(np.abs(observed - expected).sum() / 2 / observed.sum()),
        _smallest_rewritten(expected, law(expected), distances),
        "sheets_rewritten",
        even,
        simulations,
        bars_of([str(d) for d in range(10)], observed, simulated),
        (("p_uniform" if even else "p_benford", p_plain), further),
    )


def _second_digit(number: Ints) -> Ints:
    power = 10 ** np.maximum(np.floor(np.log10(np.maximum(number, 1))).astype(np.int64) - 1, 0)
    digit: Ints = number // power % 10
    return digit


def _distance(counts: Floats, expected: Floats) -> Floats:
    result: Floats = ((counts - expected) ** 2 / np.maximum(expected, 1e-9)).sum(axis=1)
    return result


def _smallest_rewritten(expected: Floats, even: Floats, distances: Floats) -> float:
    """Smallest share of sheets given one and the same digit that the test would show, whichever the digit.

    Moving a share ``e`` to digit ``d`` turns the expectation ``E`` into ``(1 - e) E + e n`` at ``d``; the
    mean distance grows by the growth of the distance of the expectation. It is seen with 80 % power when
    that takes the mean 0.842 standard deviations past the 95 % point of the twins (their spread kept). The
    digit that hides it best counts.
    """
    from scipy.special import ndtri

    needed = np.quantile(distances, 1 - LEVEL) - distances.mean() + ndtri(POWER) * distances.std()
    shares = np.linspace(0, 1, 2001)[1:, None]
    start = float(_distance(expected[None, :], even)[0])
    worst = 0.0
    for digit in range(10):
        moved = (1 - shares) * expected[None, :]
        moved[:, digit] += shares[:, 0] * expected.sum()
        seen = np.flatnonzero(_distance(moved, even) - start >= needed)
        worst = max(worst, float(shares[seen[0], 0]) if len(seen) else 1.0)
    return worst


LAST_DIGITS = LawTest(
    LAST, _small, (Classes(LawKind.POOLED, lambda number, _trials: number % 10, 10),), _last
)
"""Whether last digits are as even as in the clean twin.

Statistic: chi-squared distance of the ten counts from evenness (Beber, Scacco 2012, Political Analysis 20).
The null is simulated, because last digits of numbers that are often below 20 are *not* even; what the uniform
null would have said is reported beside it."""
SECOND_DIGITS = LawTest(
    SECOND,
    _single,
    (Classes(LawKind.POOLED, lambda number, _trials: np.where(number >= 10, _second_digit(number), -1), 10),),
    _second,
    evidence=False,
)
"""Second digits beside Benford's law and beside the twin; never evidence.

Deckert, Myagkov, Ordeshook (2011) found the test "essentially equivalent to a toss of a coin"; vote counts of
tables that are all of one size follow no Benford law, fraud or not. It is run to show that."""
