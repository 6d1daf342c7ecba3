"""What a test of the whole count gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

POWER = 0.8
"""Chance with which the smallest effect would be seen."""
LEVEL = 0.05
"""Level at which it would be seen."""


@dataclass(frozen=True)
class Bar:
    """One class of numbers: what was counted and what the twin expects.

    Parameters
    ----------
    label : str
        Name of the class (a digit, a share).
    observed : float
        Sheets counted.
    expected : float
        Mean over the twin.
    low, high : float
        Between these lie 95 % of the twins.
    """

    label: str
    observed: float
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class SeriesTest:
    """One test of one series.

    Parameters
    ----------
    test_id : str
        Which test.
    series : str
        Choice id, or ``turnout``.
    sheets : int
        Sheets that it looked at.
    reason : str
        Name of why it was not run (``too_few_sheets``); empty where it was.
    statistic, null_mean, null_sd : float
        The statistic, and its mean and standard deviation over the simulated twins.
    p : float
        Share of twins at least as far out, (1 + them) / (1 + simulations).
    effect : float
        What was seen, in ``effect_unit``.
    smallest : float
        The smallest effect that would be seen at the 5 % level with a chance of 80 %.
    effect_unit : str
        Name of what effects are measured in (``sheets_moved``).
    evidence : bool
        Whether it may count as evidence at all; false for tests shown only to show that they are
        uninformative.
    simulations : int
        Twins drawn.
    bars : tuple of Bar
        Observed beside expected.
    extra : tuple of (str, float)
        Further figures, by name, for description only.
    """

    test_id: str
    series: str
    sheets: int
    reason: str = ""
    statistic: float = float("nan")
    null_mean: float = float("nan")
    null_sd: float = float("nan")
    p: float = float("nan")
    effect: float = float("nan")
    smallest: float = float("nan")
    effect_unit: str = ""
    evidence: bool = True
    simulations: int = 0
    bars: tuple[Bar, ...] = ()
    extra: tuple[tuple[str, float], ...] = field(default=())

    @property
    def ran(self) -> bool:
        """Whether it was run."""
        return not self.reason

    @property
    def z(self) -> float:
        """Standard deviations between the statistic and the mean of its twins."""
        return (self.statistic - self.null_mean) / self.null_sd if self.null_sd > 0 else 0.0


def tail(statistic: float, simulated: NDArray[np.float64]) -> float:
    """Monte Carlo p-value of a statistic whose large values are unusual (Davison, Hinkley 1997, eq. 4.11)."""
    return float((1 + (simulated >= statistic - 1e-9).sum()) / (1 + len(simulated)))


def bars_of(
    labels: Sequence[str], observed: NDArray[np.float64] | NDArray[np.int64], simulated: NDArray[np.float64]
) -> tuple[Bar, ...]:
    """Put observed counts beside simulated ones, shape (simulations, n_labels)."""
    low = np.quantile(simulated, 0.025, axis=0)
    high = np.quantile(simulated, 0.975, axis=0)
    mean = simulated.mean(axis=0)
    return tuple(
        Bar(label, float(o), float(m), float(lo), float(hi))
        for label, o, m, lo, hi in zip(labels, observed, mean, low, high, strict=True)
    )


def count_classes(
    chance: NDArray[np.float64], simulations: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw the class of every sheet, many times over, and count.

    Parameters
    ----------
    chance : float matrix, shape (n, k)
        Probability of each class; what is missing to one is "none of them".
    simulations : int
        How many times.
    rng : numpy Generator
        Source of chance.

    Returns
    -------
    float matrix, shape (simulations, k)
        Sheets in each class.
    """
    edges = np.cumsum(chance, axis=1, dtype=np.float64).astype(np.float32)
    if edges.shape[1] > 1 and edges[:, -1].mean() < 0.5:
        return _count_few(edges, simulations, rng)
    columns = edges.T.copy()
    n, k = len(chance), chance.shape[1]
    below = np.zeros((simulations, k + 1))
    for i in range(simulations):
        u = rng.random(n, dtype=np.float32)
        for j in range(k):
            below[i, j + 1] = np.count_nonzero(u < columns[j])
    return np.diff(below, axis=1)


def _count_few(edges: NDArray[np.float32], simulations: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Count classes that few sheets fall into: look closer only at those that fall into any."""
    n, k = len(edges), edges.shape[1]
    any_class = edges[:, -1].copy()
    counts = np.empty((simulations, k))
    for i in range(simulations):
        u = rng.random(n, dtype=np.float32)
        hit = np.flatnonzero(u < any_class)
        counts[i] = np.bincount((u[hit, None] >= edges[hit]).sum(axis=1), minlength=k)
    return counts


def excess(
    test_id: str, series: str, seen: NDArray[np.float64], chance: NDArray[np.float64],
    labels: Sequence[str], simulations: int, rng: np.random.Generator,
) -> SeriesTest:  # fmt: skip
    """Say whether more sheets fall into some classes than their laws put there.

    Parameters
    ----------
    test_id, series : str
        Which test of which series.
    seen : float vector, shape (k,)
        Sheets in each class.
    chance : float matrix, shape (n, k)
        Probability of each class, sheet by sheet.
    labels : sequence of str
        Names of the classes.
    simulations, rng
        Twins to draw, and the source of chance.
    """
    at_any = chance.sum(axis=1)
    mean, sd = float(at_any.sum()), float(np.sqrt((at_any * (1 - at_any)).sum()))
    simulated = count_classes(chance, simulations, rng)
    total = float(seen.sum())
    return SeriesTest(
        test_id,
        series,
        len(chance),
        "",
        total,
        mean,
        sd,
        tail(total, simulated.sum(axis=1)),
        (total - mean) / len(chance),
        smallest_excess(mean, sd, len(chance)),
        "sheets_moved",
        True,
        simulations,
        bars_of(labels, seen, simulated),
    )


def smallest_excess(mean: float, sd: float, n: int) -> float:
    """Smallest share of sheets moved into a class that a one-sided count of it would show.

    Sheets are moved at random, so a share ``e`` adds ``e (n - mean)`` to the count on average; it is seen
    when that is 1.645 + 0.842 standard deviations (level 5 %, power 80 %).
    """
    from scipy.stats import norm

    room = n - mean
    return float((norm.ppf(1 - LEVEL) + norm.ppf(POWER)) * sd / room) if room > 0 else float("nan")
