r"""What units drawn at random do to an assertion, each at its worst.

Drawn without replacement, the sum of :math:`k` of :math:`n` losses :math:`d_i` has the mean
:math:`k\bar d` and the variance :math:`k\,(1-k/n)\,S^2` with :math:`S^2 = \sum (d_i-\bar d)^2/(n-1)`, the
finite population correction included (Cochran, Sampling Techniques, 3rd ed. 1977, eq. 2.8 and 2.20). The
normal approximation stands beside the simulation, which draws from the losses themselves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints
    from veedor.stakes.exact import Amounts

LEVELS = (0.05, 0.5, 0.95)
"""Probabilities whose k is given."""
RUNS = 2000
"""Draws of the simulation, where the work allows so many."""
CELLS = 100_000_000
"""Units drawn in all, above which fewer runs are made."""
FEWEST = 200
"""Runs that are always made."""
SEED = 20191020
"""Default seed, so that a figure without a seed named can be computed again."""


@dataclass(frozen=True)
class Crossing:
    """The number of units at which the probability passes a level.

    Parameters
    ----------
    level : float
        The level.
    simulated, normal : int or None
        The first k whose probability is at least the level, by simulation and by the normal approximation;
        None where no k reaches it.
    """

    level: float
    simulated: int | None
    normal: int | None


@dataclass(frozen=True)
class Chance:
    """What k units drawn at random can do.

    Parameters
    ----------
    k : int
        How many are drawn.
    probability : float
        Share of runs in which they break the assertion.
    error : float
        Standard error of it; where no run or every run does, the rule of three (3 / runs).
    normal : float
        The normal approximation.
    passing : tuple of Crossing
        k by level.
    runs, seed : int
        Of the simulation.
    """

    k: int
    probability: float
    error: float
    normal: float
    passing: tuple[Crossing, ...]
    runs: int
    seed: int


def chance(losses: Amounts, need: int, k: int, *, seed: int = SEED, runs: int = RUNS) -> Chance:
    """Simulate and approximate what k units drawn at random do to an assertion.

    Parameters
    ----------
    losses : amounts, shape (n,)
        What each unit takes from the assertion at its worst.
    need : int
        The loss that breaks it.
    k : int
        How many are drawn, between 0 and n.
    seed : int
        Of numpy's PCG64.
    runs : int
        Draws; fewer are made where ``runs`` times the units drawn would exceed 100 million.
    """
    n = len(losses)
    approximate = normal(losses, need)
    far = _first(approximate, 0.999)
    longest = max(k, n if far is None else far, 1)
    made = max(min(runs, CELLS // longest), min(FEWEST, runs))
    reached = simulated(losses, need, longest, seed=seed, runs=made)
    share = reached / made
    p = float(share[k])
    error = math.sqrt(p * (1 - p) / made) if 0 < p < 1 else 3 / made
    passing = tuple(Crossing(level, _first(share, level), _first(approximate, level)) for level in LEVELS)
    return Chance(k, p, error, float(approximate[k]), passing, made, seed)


def simulated(losses: Amounts, need: int, longest: int, *, seed: int, runs: int) -> Ints:
    """Count the runs in which the first k units drawn break the assertion, for k from 0 to ``longest``.

    Returns
    -------
    int vector, shape (longest + 1,)
    """
    rng = np.random.default_rng(seed)
    reached = np.zeros(longest + 1, dtype=np.int64)
    reached[0] = runs if need <= 0 else 0
    for _ in range(runs):
        drawn = rng.choice(len(losses), size=longest, replace=False)
        reached[1:] += losses[drawn].cumsum() >= need
    return reached


def normal(losses: Amounts, need: int) -> Floats:
    """Approximate the probability for every k from 0 to n.

    Returns
    -------
    float vector, shape (n + 1,)
        With half a unit of continuity, as losses are whole numbers.
    """
    from scipy.special import ndtr

    amounts = losses.astype(np.float64)
    n = len(amounts)
    k = np.arange(n + 1, dtype=np.float64)
    spread = float(amounts.var(ddof=1)) if n > 1 else 0.0
    deviation = np.sqrt(np.maximum(k * (1 - k / n) * spread, 0.0))
    distance = k * float(amounts.mean()) - (need - 0.5)
    sure = np.where(distance >= 0, 1.0, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(deviation > 0, ndtr(distance / deviation), sure)


def _first(share: Floats, level: float) -> int | None:
    reached = share >= level
    first = int(reached.argmax())
    return first if bool(reached[first]) else None
