"""What a test of the whole count gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.arrays import Floats, Ints
    from veedor.forensics.law import Chances, Classes
    from veedor.forensics.series import Series

    Judge = Callable[[Series, Sequence[Chances], int, np.random.Generator], "SeriesTest"]

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


@dataclass(frozen=True)
class LawTest:
    """A test that looks only at the chances of classes of numbers.

    Parameters
    ----------
    test_id : str
        Which.
    unfit : function
        Gives the name of why it is not made for a series; empty where it is.
    classes : tuple of Classes
        Whose chances it needs.
    judge : function
        Takes the series, those chances, the number of twins and the source of chance.
    evidence : bool
        Whether it may count as evidence.
    """

    test_id: str
    unfit: Callable[[Series], str]
    classes: tuple[Classes, ...]
    judge: Judge
    evidence: bool = True


def tail(statistic: float, simulated: Floats) -> float:
    """Monte Carlo p-value of a statistic whose large values are unusual (Davison, Hinkley 1997, eq. 4.11)."""
    return float((1 + (simulated >= statistic - 1e-9).sum()) / (1 + len(simulated)))


def bars_of(labels: Sequence[str], observed: Floats | Ints, simulated: Floats) -> tuple[Bar, ...]:
    """Put observed counts beside simulated ones, shape (simulations, n_labels)."""
    low = np.quantile(simulated, 0.025, axis=0)
    high = np.quantile(simulated, 0.975, axis=0)
    mean = simulated.mean(axis=0)
    return tuple(
        Bar(label, float(o), float(m), float(lo), float(hi))
        for label, o, m, lo, hi in zip(labels, observed, mean, low, high, strict=True)
    )


def excess(
    test_id: str, series: str, seen: Floats, chances: Chances,
    labels: Sequence[str], simulations: int, rng: np.random.Generator,
) -> SeriesTest:  # fmt: skip
    """Say whether more sheets fall into some classes than their laws put there.

    Parameters
    ----------
    test_id, series : str
        Which test of which series.
    seen : float vector, shape (k,)
        Sheets in each class.
    chances : Chances
        What their laws put there.
    labels : sequence of str
        Names of the classes.
    simulations, rng
        Twins to draw, and the source of chance.
    """
    mean, sd = chances.any_class
    simulated = chances.draw(simulations, rng)
    total = float(seen.sum())
    return SeriesTest(
        test_id,
        series,
        chances.sheets,
        "",
        total,
        mean,
        sd,
        tail(total, simulated.sum(axis=1)),
        (total - mean) / chances.sheets,
        smallest_excess(mean, sd, chances.sheets),
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
    from scipy.special import ndtri

    room = n - mean
    return float((ndtri(1 - LEVEL) + ndtri(POWER)) * sd / room) if room > 0 else float("nan")
