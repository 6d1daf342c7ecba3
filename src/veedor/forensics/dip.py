"""The dip: more than one hump in the shares of sheets than the places' own rates make."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from veedor.forensics.law import Classes, LawKind
from veedor.forensics.result import LEVEL, LawTest, SeriesTest, bars_of, tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints
    from veedor.forensics.law import Chances
    from veedor.forensics.series import Series


DIP = "dip"
BINS = 50
"""Bins of two percentage points."""
ENOUGH = 500
"""Sheets that a histogram of so many bins needs."""
LOWEST = 0.05
"""Below this mean share all sheets crowd into the first bins."""


def dip_statistic(counts: Floats) -> float:
    """Hartigans' dip of a distribution on an even grid.

    The largest distance between a distribution function and the nearest one with a single hump, at least:
    zero where there is one hump, up to 1/4 where there are two points far apart (Hartigan, Hartigan 1985,
    Annals of Statistics 13, theorem 3; Hartigan 1985, AS 217, for the search: the greatest convex minorant
    and the least concave majorant are drawn over ever smaller intervals, until nothing outside is farther
    off than what is inside).

    Parameters
    ----------
    counts : float vector, shape (k,)
        Mass at points of an even grid; not negative.

    Returns
    -------
    float
        The dip of the step function.
    """
    used = np.flatnonzero(counts > 0)
    if len(used) < 2:
        return 0.0
    total = counts[used].sum()
    mass = counts[used] / total
    upper = np.cumsum(mass)
    # lists: so few points are faster walked through than handed to numpy
    x: list[int] = used.tolist()
    above: list[float] = upper.tolist()
    below: list[float] = (upper - mass).tolist()
    before, after = _before(x, below), _after(x, above)
    low, high = 0, len(x) - 1
    dip = 1.0 / float(total)
    while True:
        minorant = _walk(before, high, low)[::-1]
        majorant = _walk(after, low, high)
        convex, concave = _lines(x, below, minorant), _lines(x, above, majorant)
        best = max((*minorant, *majorant), key=lambda corner: concave[corner - low] - convex[corner - low])
        if concave[best - low] - convex[best - low] <= dip:
            return dip / 2
        left = max(corner for corner in minorant if corner <= best)
        right = min(corner for corner in majorant if corner >= best)
        outside_left = [above[i] - convex[i - low] for i in range(low, left)]
        outside_right = [concave[i - low] - below[i] for i in range(right + 1, high + 1)]
        dip = max(dip, *outside_left, *outside_right)
        if (left, right) == (low, high) or right <= left:
            return dip / 2
        low, high = left, right


def _unfit(series: Series) -> str:
    if len(series) < ENOUGH:
        return "too_few_sheets"
    return "shares_near_zero" if series.rate.mean() < LOWEST else ""


def _judge(
    series: Series, chances: Sequence[Chances], simulations: int, rng: np.random.Generator
) -> SeriesTest:
    observed = np.bincount(_percent(series.hits, series.trials), minlength=BINS).astype(float)
    dip = dip_statistic(observed)
    beside = []
    for twin in chances:
        simulated = twin.draw_normal(simulations, rng)
        dips = np.array([dip_statistic(counts) for counts in simulated])
        beside.append((tail(dip, dips), dips, simulated))
    p, dips, simulated = max(beside, key=lambda found: found[0])
    mean, sd = float(dips.mean()), float(dips.std())
    return SeriesTest(
        DIP,
        series.name,
        len(series),
        "",
        dip,
        mean,
        sd,
        p,
        dip - mean,
        float(np.quantile(dips, 1 - LEVEL) - mean + 0.8416 * sd),
        "dip",
        True,
        simulations,
        bars_of([str(b * 100 // BINS) for b in range(BINS)], observed, simulated),
    )


def _percent(number: Ints, trials: Ints) -> Ints:
    """Bin of a share; 100 % belongs to the last."""
    bins: Ints = np.minimum(number * BINS // np.maximum(trials, 1), BINS - 1)
    return bins


def _before(x: list[int], y: list[float]) -> list[int]:
    """Return, for every point, the corner before it on the greatest convex minorant that ends there.

    The minorant between two points is the walk from the second to the first, where the first is a corner of
    a wider one: one pass serves every smaller interval (AS 217).
    """
    found = [0] * len(x)
    for i in range(1, len(x)):
        corner = i - 1
        while corner:
            a = found[corner]
            if (y[corner] - y[a]) * (x[i] - x[a]) < (y[i] - y[a]) * (x[corner] - x[a]):
                break
            corner = a
        found[i] = corner
    return found


def _after(x: list[int], y: list[float]) -> list[int]:
    """Return, for every point, the corner after it on the least concave majorant that begins there."""
    last = len(x) - 1
    found = [last] * len(x)
    for i in range(last - 1, -1, -1):
        corner = i + 1
        while corner < last:
            a = found[corner]
            if (y[corner] - y[i]) * (x[a] - x[i]) > (y[a] - y[i]) * (x[corner] - x[i]):
                break
            corner = a
        found[i] = corner
    return found


def _walk(step: list[int], start: int, end: int) -> list[int]:
    """Return the corners from one point to another."""
    corners = [start]
    while corners[-1] != end:
        further = step[corners[-1]]
        # by a rounding the walk may miss the end, which is a corner
        corners.append(end if (further - end) * (start - end) < 0 else further)
    return corners


def _lines(x: list[int], y: list[float], corners: list[int]) -> list[float]:
    """Heights, at every point from the first corner to the last, of the lines between corners."""
    heights: list[float] = []
    for a, b in pairwise(corners):
        slope = (y[b] - y[a]) / (x[b] - x[a])
        heights += [slope * (x[i] - x[a]) + y[a] for i in range(a, b)]
    return [*heights, y[corners[-1]]]


HUMPS = LawTest(
    DIP,
    _unfit,
    tuple(Classes(law, _percent, BINS) for law in (LawKind.POOLED, LawKind.DRAWN_IN)),
    _judge,
)
"""Whether the shares of sheets have more than one hump beyond what their places make.

Two electorates, say town and country, make two humps in any honest count: the classical null (one hump) would
reject half of the world. The null here is the twin, which has the places' own rates. How much of the
unevenness of those rates is chance is itself uncertain, and the dip is sensitive to it; so both ends are
tried, rates as pooled and rates drawn in, and the larger p-value counts (a composite null). The histogram of
a twin is drawn from its exact mean and covariance: a sum of so many independent sheets is normal."""
