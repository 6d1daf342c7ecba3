"""Well-known methods, and what each says when nothing happened.

Each is run on the count as it is, and again after the sheets of every polling place have exchanged their
labels (early, late) or their positions in the order at random. Then nothing happened at the cut by
construction, and a method that still finds something is finding geography, or its own selection.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import erfc, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.arrays import Flags, Floats, Ints
    from veedor.outstanding.shift.lateness import Lateness

    Recipe = Callable[["Exchanged"], tuple[float, float]]

PERMUTATIONS = 200
ALPHA = 0.05
LEFT, RIGHT = 0.05, 0.005
"""Bandwidths of the local-constant fit, in shares of the ordered sheets: wide before the cut, tiny after."""
TREND_FROM = 0.6
"""Share of the sheets before the cut from which a trend is fitted."""
FEWEST_PLACES = 10
"""Selected places on either side below which distributions are not compared."""


@dataclass(frozen=True, slots=True)
class KnownMethod:
    """One method, as it is and when nothing happened.

    Parameters
    ----------
    name : str
        ``raw_difference``, ``local_constant``, ``selected_distributions`` or ``trend``.
    observed : float
        What it says of the count: a difference, a jump, a distance of distributions, or (trend) the final
        value it predicts minus the one that came.
    p_value : float
        Its own p-value; NaN for the trend, which is no test.
    null_mean, null_low, null_high : float
        Mean, 2.5 % and 97.5 % point of what it says when labels are permuted.
    rejects : float
        Share of the permutations in which its own p-value is below 5 %; NaN for the trend.
    honest_p : float
        How often a permutation says as much: the p-value that the method should have had.
    permutations : int
        How many.
    """

    name: str
    observed: float
    p_value: float
    null_mean: float
    null_low: float
    null_high: float
    rejects: float
    honest_p: float
    permutations: int


@dataclass(frozen=True, eq=False)
class Exchanged:
    """Sheets with labels and order, as they are or with those of the same place exchanged.

    Parameters
    ----------
    sheets : Lateness
        The sheets.
    labels : bool vector, shape (n,)
        Which are late.
    order, cut : int vector of shape (k,), int
        Ordered sheets from first to last, and how many of them came before the cut.
    """

    sheets: Lateness
    labels: Flags
    order: Ints
    cut: int

    @cached_property
    def places(self) -> tuple[Ints, Ints]:
        """The sheets place by place, and the positions in the order that sheets of each place hold."""
        leaf = self.sheets.leaf
        return np.argsort(leaf, kind="stable"), np.argsort(leaf[self.order], kind="stable")


def known_methods(
    sheets: Lateness, cut: int, *, permutations: int = PERMUTATIONS, seed: int = 1
) -> tuple[KnownMethod, ...]:
    """Run each method on the count and on permuted copies of it; those that need an order where there is one.

    Parameters
    ----------
    sheets, cut : Lateness, int
        The count, and how many of its ordered sheets came before the cut.
    permutations, seed : int
        How many copies, and the seed of the pseudo-random numbers.
    """
    recipes: dict[str, Recipe] = {
        "raw_difference": raw_difference,
        "selected_distributions": selected_distributions,
    }
    if len(sheets.rows) and 0 < cut < len(sheets.rows):
        recipes |= {"local_constant": local_constant, "trend": trend}
    real = Exchanged(sheets, sheets.late, sheets.rows, cut)
    observed = {name: recipe(real) for name, recipe in recipes.items()}
    rng = np.random.default_rng(seed)
    null: dict[str, list[tuple[float, float]]] = {name: [] for name in recipes}
    for _ in range(permutations):
        copy = _exchange(real, rng)
        for name, recipe in recipes.items():
            null[name].append(recipe(copy))
    return tuple(_judge(name, observed[name], np.array(null[name])) for name in recipes)


def _judge(name: str, observed: tuple[float, float], null: Floats) -> KnownMethod:
    value, p = observed
    said = null[:, 0][np.isfinite(null[:, 0])]
    if not len(said) or not np.isfinite(value):
        nan = float("nan")
        return KnownMethod(name, value, p, nan, nan, nan, nan, nan, len(null))
    low, high = np.quantile(said, (0.025, 0.975))
    centre = said.mean()
    # a statistic that is a distance has no centre to be far from: only its size counts
    distance = name == "selected_distributions"
    as_much = said >= value if distance else np.abs(said - centre) >= abs(value - centre)
    rejects = float("nan") if name == "trend" else float((null[:, 1] < ALPHA).mean())
    honest = float((1 + as_much.sum()) / (1 + len(said)))
    return KnownMethod(name, value, p, float(centre), float(low), float(high), rejects, honest, len(null))


def _exchange(real: Exchanged, rng: np.random.Generator) -> Exchanged:
    """Let the sheets of each place exchange labels, and those with an order their positions."""
    labels = real.labels.copy()
    leaf = real.sheets.leaf
    by_place, positions = real.places
    labels[np.argsort(leaf + rng.random(len(leaf)))] = real.labels[by_place]
    # positions held by a place stay with it; which of its sheets holds which is drawn
    held = leaf[real.order]
    order = np.empty_like(real.order)
    order[positions] = real.order[np.argsort(held + rng.random(len(held)))]
    return Exchanged(real.sheets, labels, order, real.cut)


def _two_sided(estimate: float, error: float) -> float:
    return erfc(abs(estimate) / error / sqrt(2)) if error > 0 else 1.0


def raw_difference(state: Exchanged) -> tuple[float, float]:
    """Mean over late sheets minus mean over early sheets, as if places had been drawn at random.

    References
    ----------
    Welch, *Biometrika* 34(1-2), 1947 (unequal variances); used so by Escobari and Hoover (2019-2024).
    """
    value = state.sheets.value
    late, early = value[state.labels], value[~state.labels]
    late, early = late[np.isfinite(late)], early[np.isfinite(early)]
    if min(len(late), len(early)) < 2:
        return float("nan"), float("nan")
    difference = float(late.mean() - early.mean())
    spread = sqrt(late.var(ddof=1) / len(late) + early.var(ddof=1) / len(early))
    return difference, _two_sided(difference, spread)


def local_constant(state: Exchanged) -> tuple[float, float]:
    """Kernel mean just after the cut minus kernel mean just before it, without a slope.

    On a trend, a mean over a wide band before the cut lags behind the level at the cut, and a tiny band after
    it makes the other side noise.

    References
    ----------
    The recipe of the final report of the OAS audit (December 2019), with its bandwidths rounded: local
    polynomial of degree zero, wide before the cut, half a point after it.
    """
    n = len(state.order)
    wide, tiny = max(1, round(LEFT * n)), max(1, round(RIGHT * n))
    before = state.order[max(0, state.cut - wide) : state.cut][::-1]
    after = state.order[state.cut : state.cut + tiny]
    means, variances = [], []
    for side, width in ((before, wide), (after, tiny)):
        value = state.sheets.value[side]
        weight = 1 - (np.arange(len(side)) + 0.5) / width
        total = weight.sum()
        mean = float((weight * value).sum() / total)
        means.append(mean)
        variances.append(float((weight**2 * (value - mean) ** 2).sum() / total**2))
    jump, spread = means[1] - means[0], sqrt(sum(variances))
    return jump, _two_sided(jump, spread)


def selected_distributions(state: Exchanged) -> tuple[float, float]:
    """Kolmogorov-Smirnov distance of early and late values, in places selected by their early value.

    Places with a negative early lead (or an early share below its line) are taken. The early value then is
    low partly by chance, the late
    one is not, so the two differ although nothing happened.

    References
    ----------
    Kolmogorov (1933), Smirnov (1948), asymptotic p-value; used so by Newman (2020).
    """
    from scipy.special import kolmogorov

    sheets = state.sheets
    top, base = sheets.sums(state.labels)
    split = (base > 0).all(axis=0)
    early, late = top[0, split] / base[0, split], top[1, split] / base[1, split]
    threshold = 0.0 if sheets.measure.is_lead else float(sheets.measure.threshold)
    taken = early < threshold
    early, late = np.sort(early[taken]), np.sort(late[taken])
    k = len(early)
    if k < FEWEST_PLACES:
        return float("nan"), float("nan")
    both = np.concatenate((early, late))
    apart = np.searchsorted(early, both, side="right") - np.searchsorted(late, both, side="right")
    distance = float(np.abs(apart).max()) / k
    return distance, float(kolmogorov(distance * sqrt(k / 2)))


def trend(state: Exchanged) -> tuple[float, float]:
    """Final value by a straight line through the running one before the cut, minus the value that came."""
    sheets = state.sheets
    top, base = np.cumsum(sheets.top[state.order]), np.cumsum(sheets.base[state.order])
    begin = round(TREND_FROM * state.cut)
    if state.cut - begin < FEWEST_PLACES:
        return float("nan"), float("nan")
    rows = slice(begin, state.cut)
    slope, level = np.polyfit(base[rows], top[rows] / base[rows], 1)
    return float(level + slope * base[-1] - top[-1] / base[-1]), float("nan")
