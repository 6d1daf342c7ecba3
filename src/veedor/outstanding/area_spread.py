"""How far off the votes of several areas may be: what each has alone, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints

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
        """Return the variance of a linear measure and its degrees of freedom.

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
    """Return normal draws, shape (n, m), the tails of the t distribution."""
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


class AreaPart(Protocol):
    """One independent part of the errors of all areas."""

    def draw(self, number: int, columns: Sequence[int], rng: np.random.Generator) -> Floats:
        """Draw deviations in some columns, shape (number, n_areas, n_columns)."""

    @property
    def trace(self) -> Floats:
        """The variance of each area, of all columns together, shape (n_areas,)."""

    def variance(self, gradients: Floats) -> tuple[Floats, Floats]:
        """Return variance along a gradient of each area, shape (n_areas, m), and its degrees of freedom."""


@dataclass(frozen=True, eq=False)
class PlacePart:
    """What places of one level make areas differ by.

    Parameters
    ----------
    own, squares : float vectors, shape (n_areas,)
        Variance (trace) of places that lie in one area, and the sum of squares over degrees of freedom.
    common : float matrix, shape (k, n_areas)
        Standard deviations by which places that lie in several areas move each.
    degrees : float
        Degrees of freedom of these.
    shape : float matrix, shape (m, m)
        Covariance of the columns, with a trace of one.
    """

    own: Floats
    squares: Floats
    common: Floats
    degrees: float
    shape: Floats

    def draw(self, number: int, columns: Sequence[int], rng: np.random.Generator) -> Floats:
        """Draw deviations in some columns, shape (number, n_areas, n_columns)."""
        few = self.shape[np.ix_(columns, columns)]
        values, vectors = np.linalg.eigh(few)
        root = (vectors * np.sqrt(np.maximum(values, 0))).T
        found = np.zeros((number, len(self.own), len(few)))
        some = self.own > 0
        if some.any():
            degrees = self.own[some] ** 2 / self.squares[some]
            scale = np.sqrt(self.own[some] * degrees / rng.chisquare(degrees, (number, int(some.sum()))))
            found[:, some] = rng.standard_normal((number, int(some.sum()), len(few))) * scale[..., None]
        if len(self.common):
            both = rng.standard_normal((number, len(self.common), len(few)))
            both *= np.sqrt(self.degrees / rng.chisquare(self.degrees, number))[:, None, None]
            found += np.einsum("nfm,fa->nam", both, self.common, optimize=True)
        drawn: Floats = found @ root
        return drawn

    @property
    def trace(self) -> Floats:
        """The variance of each area, of all columns together, shape (n_areas,)."""
        found: Floats = self.own + (self.common**2).sum(axis=0)
        return found

    def variance(self, gradients: Floats) -> tuple[Floats, Floats]:
        """Return the variance along a gradient of each area, and its degrees of freedom."""
        along = np.maximum(np.einsum("ai,ij,aj->a", gradients, self.shape, gradients), 0)
        common = (self.common**2).sum(axis=0)
        below = along**2 * (self.squares + common**2 / self.degrees)
        return with_degrees(along * (self.own + common), below)


@dataclass(frozen=True, eq=False)
class SlopePart:
    """What the error of slopes moves areas by.

    Parameters
    ----------
    moved : float array, shape (k, n_areas, m)
        What each of k independent errors moves each area by.
    degrees : float
        Degrees of freedom.
    """

    moved: Floats
    degrees: float

    def draw(self, number: int, columns: Sequence[int], rng: np.random.Generator) -> Floats:
        """Draw deviations in some columns, shape (number, n_areas, n_columns)."""
        normal = rng.standard_normal((number, len(self.moved)))
        normal *= np.sqrt(self.degrees / rng.chisquare(self.degrees, number))[:, None]
        found: Floats = np.tensordot(normal, self.moved[..., list(columns)], axes=1)
        return found

    @property
    def trace(self) -> Floats:
        """The variance of each area, of all columns together, shape (n_areas,)."""
        found: Floats = (self.moved**2).sum(axis=(0, 2))
        return found

    def variance(self, gradients: Floats) -> tuple[Floats, Floats]:
        """Return the variance along a gradient of each area, and its degrees of freedom."""
        along = (np.einsum("kam,am->ka", self.moved, gradients) ** 2).sum(axis=0)
        return with_degrees(along, along**2 / self.degrees)


def with_degrees(amount: Floats, below: Floats) -> tuple[Floats, Floats]:
    """Return a variance of each area with its degrees of freedom: its square over the sum ``below``."""
    degrees = np.divide(amount**2, below, out=np.full(len(amount), np.inf), where=below > 0)
    return amount, degrees


@dataclass(frozen=True, eq=False)
class SizeByArea:
    """The size of some sheets by node of a level and by area: one row wherever there is any.

    Parameters
    ----------
    node, area : int vectors, shape (k,)
        Which.
    size : float vector, shape (k,)
        How much.
    areas : int
        How many areas there are.
    """

    node: Ints
    area: Ints
    size: Floats
    areas: int

    @classmethod
    def of(cls, node: Ints, area: Ints, size: Floats, areas: int) -> SizeByArea:
        """Add up the sizes of sheets, or of places, by node and area."""
        cells, row = np.unique(node * areas + area, return_inverse=True)
        return cls(cells // areas, cells % areas, add_up(row, size, len(cells)), areas)

    def part(self, amount: Floats, degrees: Floats, group: Ints, shape: Floats) -> PlacePart:
        """Return what nodes of some variance each make the areas differ by.

        Parameters
        ----------
        amount, degrees : float vectors, shape (n_nodes,)
            Variance (trace) of each node, and its degrees of freedom.
        group : int vector, shape (n_nodes,)
            Nodes of one group have their variance from the same sum of squares.
        shape : float matrix, shape (m, m)
            Covariance of the columns, with a trace of one.
        """
        number = int(self.node.max(initial=0)) + 1
        alone = np.bincount(self.node, minlength=number)[self.node] == 1
        seen = self.size**2 * amount[self.node]
        own = add_up(self.area[alone], seen[alone], self.areas)
        pairs, row = np.unique(group[self.node[alone]] * self.areas + self.area[alone], return_inverse=True)
        sums = np.bincount(row, seen[alone], len(pairs))
        below = np.zeros(len(pairs))
        below[row] = degrees[self.node[alone]]
        squares = add_up(pairs % self.areas, sums**2 / np.maximum(below, 1), self.areas)
        rows = ~alone & (amount[self.node] > 0)
        nodes, at = np.unique(self.node[rows], return_inverse=True)
        common = np.zeros((len(nodes), self.areas))
        common[at, self.area[rows]] = self.size[rows] * np.sqrt(amount[self.node[rows]])
        if len(nodes) > self.areas:  # fewer errors of the same covariance do as well
            values, vectors = np.linalg.eigh(common.T @ common)
            common = (vectors * np.sqrt(np.maximum(values, 0))).T
        return PlacePart(
            own, squares, common, float(np.maximum(degrees[nodes], 1).mean()) if len(nodes) else 1.0, shape
        )

    def above(self, parent: Ints, factor: Floats) -> SizeByArea:
        """Return the same by the nodes above, each node with a factor."""
        return SizeByArea.of(parent[self.node], self.area, self.size * factor[self.node], self.areas)
