"""How far off a total may be, in independent parts: each with its covariance and its degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from veedor.arrays import Floats
    from veedor.outstanding.area_spread import AreaPart, SizeByArea

UNLIKE = 4.0
"""How much more places that are out differ than counted ones, in variance, were everything out."""


def unlike_of(out: float, whole: float) -> float:
    """Say by how much more places of a size that is out may differ than counted ones: no random draw."""
    return float(np.sqrt(1 + UNLIKE * (out / max(whole, out, 1e-300)) ** 2))


@dataclass(frozen=True, eq=False)
class LevelSpread:
    """How much the places of a level differ within the places above them.

    Parameters
    ----------
    shape : float matrix, shape (m, m)
        Covariance of the columns, with a trace of one.
    amount, degrees : float vectors, shape (n_parents,)
        Variance (trace) among the children of each node above, and its degrees of freedom: its own spread,
        drawn towards that of all places of the level.
    """

    shape: Floats
    amount: Floats
    degrees: Floats


@dataclass(frozen=True, eq=False)
class PlaceSpread:
    """Variance of some total of votes, in independent parts.

    Parameters
    ----------
    amounts, squares : float vectors, shape (k,)
        Variance (trace) of each part, and the sum of squares over degrees of freedom of what it is made of.
    shapes : float array, shape (k, m, m)
        Covariances with a trace of one.
    """

    amounts: Floats
    squares: Floats
    shapes: Floats

    def variance(self, gradient: Floats) -> tuple[float, float]:
        """Give the variance of a linear measure and its degrees of freedom.

        The degrees are Satterthwaite's (*Biometrics Bulletin* 2, 1946, 110-114).

        Parameters
        ----------
        gradient : float vector, shape (m,)
            How the measure changes with each column.
        """
        # sums of squares are differences of larger ones: rounding can leave less than nothing
        along = np.maximum(np.einsum("i,kij,j->k", gradient, self.shapes, gradient), 0)
        whole = float(along @ self.amounts)
        below = float((along**2) @ self.squares)
        return whole, whole**2 / below if below > 0 else np.inf

    def draw(self, number: int, rng: np.random.Generator) -> Floats:
        """Draw deviations of the total, shape (number, m), each part with the tails that it has."""
        m = self.shapes.shape[1]
        found = np.zeros((number, m))
        for amount, square, shape in zip(self.amounts, self.squares, self.shapes, strict=True):
            if not amount > 0:
                continue
            values, vectors = np.linalg.eigh(shape)
            root = vectors * np.sqrt(np.maximum(values, 0) * amount)
            found += tailed(rng.standard_normal((number, m)) @ root.T, amount**2 / square, rng)
        return found


def tailed(normal: Floats, degrees: float, rng: np.random.Generator) -> Floats:
    """Give normal draws, shape (n, m), the tails of the t distribution."""
    if not np.isfinite(degrees):
        return normal
    scale: Floats = np.sqrt(degrees / rng.chisquare(degrees, len(normal)))
    return normal * scale[:, None]


class Fitted(Protocol):
    """What counted sheets lead one to expect of every polling place: a step that may be replaced."""

    @property
    def rates(self) -> Floats:
        """Expected votes per size, shape (n_leaves, m)."""

    def spread(self, size: Floats, squares: float) -> PlaceSpread:
        """How far off the expected votes of some sheets may be, see :class:`PlaceModel`."""

    def by_area(self, size: SizeByArea, squares: Floats) -> tuple[AreaPart, ...]:
        """Say the same of several areas together."""
