"""The same place before and after the cut: what changed where the voters are the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import erfc, isfinite, nan, sqrt
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.shift.trend import BENT, trend_within

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats
    from veedor.outstanding.shift.lateness import Lateness


DETECTABLE = 2.8
"""Standard errors of the smallest effect found with probability 80 % by a test at 5 %: 1.96 + 0.84."""
SIGNIFICANT = 1.96
"""Standard errors from which a test at 5 % rejects."""
PLACEBO_CUTS = tuple(step / 20 for step in range(2, 19))
"""Where the ordered sheets are cut for comparison, in shares of them."""
FEWEST_CUTS = 10
"""Cuts for comparison below which nothing says whether a comparison can be trusted."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Late minus early within places that have both.

    Parameters
    ----------
    places, sheets : int
        Split places, and their sheets.
    by_late, se_by_late : float
        Mean difference weighted by the late base: what the same places added to the late side.
    harmonic, se_harmonic : float
        Mean difference weighted by ``early late / (early + late)``: the most precise one, and the
        within-place regression coefficient. Standard errors are clustered by place.
    beyond_trend, se_beyond_trend : float
        Late minus early within places beyond the trend in the order of arrival, see
        :mod:`veedor.outstanding.shift.trend`; NaN without an order, or in too few places.
    bent : bool
        Whether that trend is one that may bend: a straight one does not fit.
    turns : bool
        Whether a trend that turns sharply once would explain a significant change beyond it as well.
    """

    places: int
    sheets: int
    by_late: float
    se_by_late: float
    harmonic: float
    se_harmonic: float
    beyond_trend: float = nan
    se_beyond_trend: float = nan
    bent: bool = False
    turns: bool = False

    @property
    def z(self) -> float:
        """Change beyond the trend over its standard error; NaN where nothing varies."""
        return self.beyond_trend / self.se_beyond_trend if self.se_beyond_trend else nan

    @property
    def p_value(self) -> float:
        """Two-sided p-value of the change beyond the trend, under the normal distribution."""
        return erfc(abs(self.z) / sqrt(2))


@dataclass(frozen=True)
class LevelContrast:
    """The contrast at one level of place, at the cut and at cuts where nothing is known to have happened.

    Parameters
    ----------
    level : str
        What counts as the same place.
    contrast : Contrast
        At the cut.
    placebos : tuple of (float, Contrast)
        At other cuts that leave places on both sides, each with its share of the ordered sheets. Their change
        beyond the trend is that of the sheets on their own side of the real cut: what happened there is not
        in it.
    """

    level: str
    contrast: Contrast
    placebos: tuple[tuple[float, Contrast], ...]

    @property
    def tried(self) -> int:
        """How many placebo cuts have a change beyond the trend."""
        return sum(isfinite(one.z) for _, one in self.placebos)

    @property
    def rejected(self) -> int:
        """How many of them are called significant at 5 %."""
        return sum(abs(one.z) > SIGNIFICANT for _, one in self.placebos)

    @property
    def compares(self) -> bool:
        """Whether there are places and placebo cuts enough to say whether the comparison can be trusted."""
        return isfinite(self.contrast.z) and self.tried >= FEWEST_CUTS

    @property
    def answers(self) -> bool:
        """Whether it can: at placebo cuts it seldom finds anything, and no turn explains what it finds."""
        return self.compares and self.rejected <= allowed(self.tried) and not self.contrast.turns


def allowed(cuts: int, level: float = 0.05) -> int:
    """Return how many of some cuts a sound test at a level may reject: the level and two standard errors."""
    return int(level * cuts + 2 * sqrt(level * (1 - level) * cuts))


def contrast_at(sheets: Lateness, level: int) -> LevelContrast:
    """Compare late and early sheets of the same place of one level, at the cut and at placebo cuts.

    Parameters
    ----------
    sheets : Lateness
        Of how many, in which places.
    level : int
        Of the tree of places; 0 is the finest.
    """
    wider, rows = sheets.at_level(level), sheets.rows
    ordered, was_late = wider.alone(rows), sheets.late[rows]
    early = int((~was_late).sum())
    found = []
    for share, number in sheets.cuts(PLACEBO_CUTS):
        late = np.zeros(len(sheets.late), dtype=bool)
        late[rows[number:]] = True
        if (late[rows] == was_late).all():
            continue  # that is the real cut
        one = contrast(ordered, late)
        side = rows[was_late == (number > early)]
        found.append((share, beyond_trend(one, wider.alone(side), late, sheets.score)))
    placebos = tuple((share, one) for share, one in found if one.places)
    straight = beyond_trend(contrast(wider), ordered, wider.late, sheets.score)
    real = beyond_bends(straight, ordered, wider.late, sheets.score)
    if abs(real.z) > SIGNIFICANT:
        trend = trend_within(ordered, wider.late, sheets.score)
        real = replace(real, turns=trend is not None and trend.turn_explains())
    return LevelContrast(sheets.tree.levels[level], real, placebos)


def beyond_trend(plain: Contrast, sheets: Lateness, late: Flags, score: Floats) -> Contrast:
    """Add to a contrast how late and early sheets of a place differ beyond a straight trend.

    Parameters
    ----------
    plain : Contrast
        What is known so far.
    sheets, late, score
        See :func:`veedor.outstanding.shift.trend.trend_within`.
    """
    trend = trend_within(sheets, late, score)
    found = trend.beyond_straight() if trend else None
    return plain if found is None else replace(plain, beyond_trend=found[0], se_beyond_trend=found[1])


def beyond_bends(straight: Contrast, sheets: Lateness, late: Flags, score: Floats) -> Contrast:
    """Take out a trend that may bend, where the straight one does not fit.

    A placebo cut sees its own side of the real one, on which a bend over the whole count looks straight.

    Parameters
    ----------
    straight : Contrast
        With the change beyond a straight trend.
    sheets, late, score
        See :func:`veedor.outstanding.shift.trend.trend_within`.
    """
    trend = trend_within(sheets, late, score) if isfinite(straight.z) else None
    if trend is None or trend.p_straight() >= BENT:
        return straight
    change, error = trend.beyond_bent() or (nan, nan)
    return replace(straight, beyond_trend=change, se_beyond_trend=error, bent=True)


def contrast(sheets: Lateness, late: Flags | None = None) -> Contrast:
    """Compare late and early sheets of the same polling place.

    Parameters
    ----------
    sheets : Lateness
        Of how many, in which places.
    late : bool vector, shape (n,), optional
        Other labels, for placebo cuts; by default those of the sheets.

    Notes
    -----
    ``D = sum(w d) / sum(w)`` over split places, ``d`` late minus early value, with the sandwich variance
    ``sum(w^2 (d - D)^2) / sum(w)^2``: each place is one cluster. It cannot show a change that struck early
    and late sheets of a place alike, nor whole places that were changed.

    References
    ----------
    Liang and Zeger, *Biometrika* 73(1), 1986, 13-22 (clustered variance); Idrobo, Kronick and Rodriguez,
    *Journal of Politics* 84(4), 2022 (the comparison, and why it needs placebo cuts).
    """
    top, base = sheets.sums(sheets.late if late is None else late)
    split = (base[0] > 0) & (base[1] > 0)
    (early_base, late_base), (early_top, late_top) = base[:, split], top[:, split]
    d = late_top / late_base - early_top / early_base
    by_late, se_late = _mean(d, late_base)
    harmonic, se_harmonic = _mean(d, early_base * late_base / (early_base + late_base))
    inside = split[sheets.leaf] & (sheets.base > 0)
    return Contrast(int(split.sum()), int(inside.sum()), by_late, se_late, harmonic, se_harmonic)


def permuted_contrasts(sheets: Lateness, times: int, seed: int) -> Floats:
    """Exchange the labels early and late among the sheets of each place, and compare again.

    Parameters
    ----------
    sheets : Lateness
        Whose labels.
    times, seed : int
        How many exchanges, and the seed of the pseudo-random numbers.

    Returns
    -------
    float matrix, shape (times, 2)
        The contrast weighted by the late base, and the harmonic one, when nothing but chance told early from
        late within a place.

    References
    ----------
    Fisher, *The Design of Experiments*, 1935, section 21; exchangeable within strata.
    """
    rng = np.random.default_rng(seed)
    _, (early, late) = sheets.sums(sheets.late)
    split = (early > 0) & (late > 0)
    rows = np.flatnonzero((sheets.base > 0) & split[sheets.leaf])
    leaf = np.unique(sheets.leaf[rows], return_inverse=True)[1]
    order = np.argsort(leaf, kind="stable")
    rows, leaf = rows[order], leaf[order]
    top, base = sheets.top[rows], sheets.base[rows]
    places = int(leaf.max(initial=-1)) + 1
    number_late = np.bincount(leaf, sheets.late[rows], places)
    start = np.searchsorted(leaf, np.arange(places))
    rank = np.arange(len(rows)) - start[leaf]
    is_late = rank < number_late[leaf]
    whole_top, whole_base = np.bincount(leaf, top, places), np.bincount(leaf, base, places)
    found = np.empty((times, 2))
    for i in range(times):
        shuffled = np.argsort(leaf + rng.random(len(rows)))[is_late]
        to = leaf[is_late]
        late_t, late_b = np.bincount(to, top[shuffled], places), np.bincount(to, base[shuffled], places)
        early_b = whole_base - late_b
        ok = (late_b > 0) & (early_b > 0)
        d = late_t[ok] / late_b[ok] - (whole_top - late_t)[ok] / early_b[ok]
        weight = early_b[ok] * late_b[ok] / whole_base[ok]
        found[i] = (d @ late_b[ok] / late_b[ok].sum(), d @ weight / weight.sum())
    return found


def permutation_p(observed: float, permuted: Floats) -> float:
    """Two-sided p-value: how often chance alone gives as much, the observed one counted in."""
    return float((1 + (np.abs(permuted) >= abs(observed) * (1 - 1e-12)).sum()) / (1 + len(permuted)))


def _mean(d: Floats, weight: Floats) -> tuple[float, float]:
    """Weighted mean with its clustered standard error; NaN without any place."""
    total = weight.sum()
    if total <= 0:
        return float("nan"), float("nan")
    mean = float(d @ weight / total)
    return mean, float(np.sqrt((weight**2 * (d - mean) ** 2).sum()) / total)
