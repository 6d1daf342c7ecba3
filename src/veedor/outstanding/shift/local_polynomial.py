"""Weighted polynomial fits on one side of a cut, and their variances: the parts of a discontinuity design.

Notation of Calonico, Cattaneo and Titiunik (2014): order ``p`` = 1 of the estimate, ``q`` = 2 of its bias,
bandwidths ``h`` and ``b``. Positions are measured from the cut.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.arrays import Floats, Ints


TINY = float(np.sqrt(np.finfo(float).eps))
"""Positions so much closer than others are as close."""
NEIGHBOURS = 3
"""Nearest neighbours that the variance of one observation is estimated from."""


@dataclass(frozen=True, eq=False, slots=True)
class SideOfCut:
    """The observations on one side of a cut, in ascending order.

    Parameters
    ----------
    u, y : float vectors, shape (m,)
        Position minus the cut, and value.
    size : int vector, shape (m,)
        How many observations share the position.
    cluster : int vector, shape (m,), optional
        Which observations move together.
    """

    u: Floats
    y: Floats
    size: Ints
    cluster: Ints | None

    def near(self, width: float) -> SideOfCut:
        """Return the observations that have weight at a bandwidth."""

        # |u| < width; the arithmetic is that of the weight, so that no observation has weight zero
        def outside(row: int) -> bool:
            return not 1 - abs(self.u[row] / width) > 0

        middle = int(np.searchsorted(self.u, 0))  # toward it they come nearer, and beyond it recede
        first = bisect_left(range(middle), x=True, key=lambda row: not outside(row))
        rows = slice(first, bisect_left(range(len(self.u)), x=True, lo=middle, key=outside))
        cluster = None if self.cluster is None else self.cluster[rows]
        return SideOfCut(self.u[rows], self.y[rows], self.size[rows], cluster)


@dataclass(frozen=True, slots=True)
class BandwidthTerms:
    """Ingredients of an optimal bandwidth from one side.

    Parameters
    ----------
    variance, bias : float
        Leading constants of the variance and of the bias.
    penalty : float
        Regularisation: three times the variance of the bias.
    """

    variance: float
    bias: float
    penalty: float


@dataclass(frozen=True, slots=True)
class LevelFit:
    """The fitted level at the cut from one side.

    Parameters
    ----------
    level, corrected : float
        Local linear level, and the same without its estimated bias.
    variance, robust : float
        Variance of each.
    within : int
        Observations within ``h``.
    """

    level: float
    corrected: float
    variance: float
    robust: float
    within: int


def weights(u: Floats, width: float) -> Floats:
    """Return triangular kernel weights, zero outside the bandwidth."""
    height: Floats = np.maximum(1 - np.abs(u / width), 0) / width
    return height


def powers(u: Floats, order: int) -> Floats:
    """Return the columns 1, u, ..., u^order, shape (m, order + 1)."""
    columns = np.empty((order + 1, len(u)))
    columns[0] = 1
    for k in range(order):
        np.multiply(columns[k], u, out=columns[k + 1])
    return columns.T


def bandwidth_terms(
    side: SideOfCut, orders: tuple[int, int, int], pilot: float, wide: float, *, regularise: bool
) -> BandwidthTerms:
    """Estimate the constants of the bandwidth that is optimal for one derivative of the fit.

    Parameters
    ----------
    orders : tuple of int
        Order of the fit, the derivative wanted, and the order of the fit that estimates the bias.
    pilot, wide : float
        Bandwidths of the variance and of the bias.
    regularise : bool
        Whether to penalise a bias that is estimated as small by chance.

    References
    ----------
    Calonico, Cattaneo and Farrell (2020), section 4; Calonico, Cattaneo and Titiunik (2014), section 6.
    """
    order, wanted, bias_order = orders
    inner = side.near(pilot)
    # in units of the bandwidth the normal equations are well conditioned; the factor h^wanted undoes it
    t = inner.u / pilot
    weighted, inverse, meat = _least_squares(inner, pilot, order)
    spread = (inverse @ meat() @ inverse)[wanted, wanted]
    shape = float((inverse @ (weighted.T @ t ** (order + 1)))[wanted])
    # h^(2 nu) from the variance constant and h^(-2 nu) from the scaled coefficients cancel
    constant = (2 * wanted + 1) * pilot * float(spread)
    slope, slope_variance = _curvature(side, order + 1, bias_order, wide, regularise=regularise)
    rate = 2 * (order + 1 - wanted)
    return BandwidthTerms(constant, np.sqrt(rate) * shape * slope, rate * 3 * shape**2 * slope_variance)


def _curvature(
    side: SideOfCut, coefficient: int, order: int, width: float, *, regularise: bool
) -> tuple[float, float]:
    """Estimate one coefficient of a polynomial at the cut, and its variance where it is asked for."""
    inner = side.near(width)
    weighted, inverse, meat = _least_squares(inner, width, order)
    slope = float((inverse[coefficient] @ (weighted.T @ inner.y)) / width**coefficient)
    if not regularise:
        return slope, 0.0
    spread = inverse[coefficient] @ meat() @ inverse[coefficient]
    return slope, float(spread) / width ** (2 * coefficient)


def _least_squares(side: SideOfCut, width: float, order: int) -> tuple[Floats, Floats, Callable[[], Floats]]:
    """Return weighted design of a polynomial, the inverse of its Gram matrix, and what gives its variance.

    Residuals for the variance come from neighbours, or from the fit where there are clusters.
    """
    design = powers(side.u / width, order)
    weighted = design * weights(side.u, width)[:, None]
    inverse = _pseudoinverse(design.T @ weighted)

    def meat() -> Floats:
        if side.cluster is None:
            return variance(weighted, neighbour_residuals(side), None)
        return variance(weighted, side.y - design @ (inverse @ (weighted.T @ side.y)), side.cluster)

    return weighted, inverse, meat


def _pseudoinverse(gram: Floats) -> Floats:
    """Return what ``numpy.linalg.pinv`` gives of a symmetric matrix, without what stacks of them need."""
    values, vectors = np.linalg.eigh(gram)
    sizes = np.abs(values)
    order = np.argsort(sizes)[::-1]
    sizes, vectors = sizes[order], vectors.take(order, axis=1)
    large = sizes > 1e-15 * sizes[0]
    sizes[large] = 1 / sizes[large]
    sizes[~large] = 0
    found: Floats = (vectors * np.sign(values)[order]) @ (sizes[:, None] * vectors.T)
    return found


def fit(side: SideOfCut, h: float, b: float) -> LevelFit:
    """LevelFit the level at the cut from one side, with its bias taken away, and both variances.

    Parameters
    ----------
    h, b : float
        Bandwidths of the linear fit and of the quadratic one that estimates its bias.

    References
    ----------
    Calonico, Cattaneo and Titiunik (2014), theorem 1 and remark 7.
    """
    inner = side.near(max(h, b))
    t = inner.u / h
    linear = powers(t, 1)
    linear_weighted = linear * weights(inner.u, h)[:, None]
    inverse = np.linalg.inv(linear.T @ linear_weighted)
    square = powers(inner.u / b, 2)
    square_weighted = square * weights(inner.u, b)[:, None]
    square_inverse = np.linalg.inv(square.T @ square_weighted)
    # what each observation adds to the bias: (curvature weights) x (how the linear fit bends on t^2)
    curvature = (square_weighted @ square_inverse[2]) * (h / b) ** 2
    scores = linear_weighted - curvature[:, None] * (linear_weighted.T @ t**2)[None, :]
    if inner.cluster is None:
        first = second = neighbour_residuals(inner)
    else:
        first = inner.y - linear @ (inverse @ (linear_weighted.T @ inner.y))
        second = inner.y - square @ (square_inverse @ (square_weighted.T @ inner.y))
    return LevelFit(
        level=float(inverse[0] @ (linear_weighted.T @ inner.y)),
        corrected=float(inverse[0] @ (scores.T @ inner.y)),
        variance=float(inverse[0] @ variance(linear_weighted, first, inner.cluster) @ inverse[0]),
        robust=float(inverse[0] @ variance(scores, second, inner.cluster, fitted=3) @ inverse[0]),
        within=len(side.near(h).u),
    )


def variance(scores: Floats, residual: Floats, cluster: Ints | None, *, fitted: int | None = None) -> Floats:
    """Sum the outer products of the scores, by observation or by cluster.

    Parameters
    ----------
    scores, residual : float arrays, shape (m, k) and (m,)
        Weighted design, and residuals.
    cluster : int vector, shape (m,), optional
        Clusters, numbered from 0: then with the small-sample factor of CR1,
        ((m - 1) / (m - fitted)) (g / (g - 1)).
    fitted : int, optional
        Coefficients fitted; the columns of ``scores`` if left out.
    """
    pieces = scores * residual[:, None]
    if cluster is None:
        return pieces.T @ pieces
    groups = int(np.count_nonzero(np.bincount(cluster)))
    sums = np.stack([np.bincount(cluster, column) for column in pieces.T], axis=1)
    m = len(residual)
    if groups < 2:
        return np.full((scores.shape[1], scores.shape[1]), np.nan)
    factor = (m - 1) / (m - (fitted or scores.shape[1])) * groups / (groups - 1)
    total: Floats = (factor * (sums.T @ sums)).astype(np.float64)
    return total


def neighbour_residuals(side: SideOfCut) -> Floats:
    """Return each value minus the mean of its nearest neighbours, scaled to the variance of one value.

    At least three neighbours; those at the same distance on both sides are taken together, and so are those
    that share a position.

    References
    ----------
    Calonico, Cattaneo and Titiunik (2014), section 5; Abadie and Imbens (2006).
    """
    m = len(side.u)
    wanted = min(NEIGHBOURS, m - 1)
    if wanted < 1:
        return np.zeros(m)
    at = np.arange(m)
    first = np.searchsorted(side.u, side.u, side="left")
    low, high = first.copy(), first + side.size - 1  # the run of neighbours, itself included
    for _ in range(wanted):
        short = high - low < wanted
        if not short.any():
            break
        to_left, to_right = _distances(side.u, low, high, at)
        slack = TINY * np.where(
            np.isfinite(to_left) & np.isfinite(to_right), np.maximum(to_left, to_right), 0
        )
        go_right = short & (to_right <= to_left + slack) & np.isfinite(to_right)
        go_left = short & (to_left <= to_right + slack) & np.isfinite(to_left)
        high = high + np.where(go_right, side.size[np.minimum(high + 1, m - 1)], 0)
        low = low - np.where(go_left, side.size[np.maximum(low - 1, 0)], 0)
    sums = np.concatenate(([0.0], np.cumsum(side.y)))
    others = high - low
    mean = (sums[high + 1] - sums[low] - side.y) / others
    scaled: Floats = np.sqrt(others / (others + 1)) * (side.y - mean)
    return scaled


def _distances(u: Floats, low: Ints, high: Ints, at: Ints) -> tuple[Floats, Floats]:
    """Return the distance to the next neighbour on either side, infinite where there is none."""
    to_left = np.where(low > 0, u[at] - u[np.maximum(low - 1, 0)], np.inf)
    to_right = np.where(high < len(u) - 1, u[np.minimum(high + 1, len(u) - 1)] - u[at], np.inf)
    return to_left, to_right
