"""The dip: more than one hump in the shares of sheets than the places' own rates make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.forensics.result import LEVEL, SeriesTest, bars_of, tail

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veedor.count.vectors import FloatMatrix, FloatVector
    from veedor.forensics.series import Series


DIP = "dip"
BINS = 50
"""Bins of two percentage points."""
ENOUGH = 500
"""Sheets that a histogram of so many bins needs."""
LOWEST = 0.05
"""Below this mean share all sheets crowd into the first bins."""


def dip_statistic(counts: FloatVector) -> float:
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
    x = used.astype(float)
    mass = counts[used] / counts[used].sum()
    above = np.cumsum(mass)
    below = above - mass
    low, high = 0, len(x) - 1
    dip = 1.0 / float(counts[used].sum())
    while True:
        minorant = _hull(x, below, low, high, 1)
        majorant = _hull(x, above, low, high, -1)
        convex = np.interp(x[low : high + 1], x[minorant], below[minorant])
        concave = np.interp(x[low : high + 1], x[majorant], above[majorant])
        span = concave - convex
        at_minor, at_major = np.array(minorant) - low, np.array(majorant) - low
        corner = np.concatenate([at_minor, at_major])
        best = corner[span[corner].argmax()]
        gap = float(span[best])
        if gap <= dip:
            return dip / 2
        left = int(at_minor[at_minor <= best].max()) + low
        right = int(at_major[at_major >= best].min()) + low
        outside_left = (above[low:left] - convex[: left - low]).max(initial=0.0)
        outside_right = (concave[right - low + 1 :] - below[right + 1 : high + 1]).max(initial=0.0)
        dip = max(dip, float(outside_left), float(outside_right))
        if (left, right) == (low, high) or right <= left:
            return dip / 2
        low, high = left, right


def dip_test(series: Series, simulations: int, rng: np.random.Generator) -> SeriesTest:
    """Whether the shares of sheets have more than one hump beyond what their places make.

    Two electorates, say town and country, make two humps in any honest count: the classical null (one hump)
    would reject half of the world. The null here is the twin, which has the places' own rates. How much of
    the unevenness of those rates is chance is itself uncertain, and the dip is sensitive to it; so both ends
    are tried, rates as pooled and rates drawn in, and the larger p-value counts (a composite null). The
    histogram of a twin is drawn from its exact mean and covariance: a sum of independent sheets is normal at
    the number of sheets asked for.

    Parameters
    ----------
    series : Series
        Numbers with their twin.
    simulations : int
        Twins to draw.
    rng : numpy Generator
        Source of chance.
    """
    if len(series) < ENOUGH:
        return SeriesTest(DIP, series.name, len(series), "too_few_sheets")
    if series.rate.mean() < LOWEST:
        return SeriesTest(DIP, series.name, len(series), "shares_near_zero")
    observed = np.bincount(_percent(series.hits, series.trials), minlength=BINS).astype(float)
    dip = dip_statistic(observed)
    beside = []
    for twin in (series, series.drawn_in):
        simulated = _histograms(twin.classes(_percent, BINS), simulations, rng)
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


def _percent(number: NDArray[np.int64], trials: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bin of a share; 100 % belongs to the last."""
    bins: NDArray[np.int64] = np.minimum(number * BINS // np.maximum(trials, 1), BINS - 1)
    return bins


def _histograms(chance: FloatMatrix, simulations: int, rng: np.random.Generator) -> FloatMatrix:
    """Draw histograms of the twin from their exact mean and covariance, shape (simulations, BINS)."""
    mean = chance.sum(axis=0)
    # not a BLAS product: its threads would fight with ours over a matrix this narrow
    covariance = np.diag(mean) - np.einsum("ni,nj->ij", chance, chance)
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    drawn: FloatMatrix = np.maximum(mean + rng.standard_normal((simulations, len(mean))) @ root.T, 0)
    return drawn


def _hull(x: FloatVector, y: FloatVector, low: int, high: int, side: int) -> list[int]:
    """Corners of the greatest convex minorant (side 1) or least concave majorant (side -1)."""
    corners: list[int] = []
    for i in range(low, high + 1):
        while len(corners) > 1:
            a, b = corners[-2], corners[-1]
            if side * ((y[b] - y[a]) * (x[i] - x[a]) - (y[i] - y[a]) * (x[b] - x[a])) < 0:
                break
            corners.pop()
        corners.append(i)
    return corners
