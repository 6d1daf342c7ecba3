"""The chances of all classes of numbers that are asked for, under the law of each sheet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from veedor.forensics.law_blocks import blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from veedor.arrays import Floats, Ints

    Classify = Callable[[Ints, Ints], Ints]

MANY = 100_000
"""Sheets up to which the chances of every single one are kept, and classes drawn sheet by sheet. Of more, the
numbers of sheets by class are drawn with their exact mean and covariance: nothing then grows with them."""


class LawKind(Enum):
    """Which law a sheet's number is drawn from.

    ``POOLED`` is the twin around the pooled rate of the place, ``DRAWN_IN`` the twin with rates drawn towards
    those of the wider places, ``OWN`` the binomial law around the sheet's own share.
    """

    POOLED = "pooled"
    DRAWN_IN = "drawn_in"
    OWN = "own"


@dataclass(frozen=True)
class Classes:
    """Classes of numbers whose chances a test needs.

    Parameters
    ----------
    law : LawKind
        Under which law.
    classify : function
        Takes numbers, shape (1, width), and trials, shape (rows, 1); gives class codes, shape (rows or 1,
        width), with -1 for none.
    k : int
        Number of classes.
    """

    law: LawKind
    classify: Classify
    k: int


class Chances:
    """Chances of some classes, over all sheets.

    Parameters
    ----------
    sheets, k : int
        How many sheets and classes.

    Attributes
    ----------
    rows : float matrix, shape (sheets, k), or None
        Chance of each class, sheet by sheet; kept of up to :data:`MANY` sheets, and of a single class.
    """

    def __init__(self, sheets: int, k: int) -> None:
        self.sheets = sheets
        self.rows: Floats | None = np.zeros((sheets, k)) if sheets <= MANY or k == 1 else None
        self._mean = np.zeros(k)
        self._products = np.zeros((k, k))

    def add(self, rows: Ints, chance: Floats, times: Ints | None = None) -> None:
        """Add the chances of some sheets.

        Parameters
        ----------
        rows : int vector, shape (n,)
            Which sheets.
        chance : float matrix, shape (laws, k)
            Chances of the classes, law by law.
        times : int vector, shape (laws,), optional
            How many of the sheets, in their order, each law is that of; by default one.
        """
        if self.rows is not None:
            self.rows[rows] = chance if times is None else np.repeat(chance, times, axis=0)
            return
        weighted = chance if times is None else chance * times[:, None]
        self._mean += weighted.sum(axis=0)
        some = np.flatnonzero(chance.any(axis=0))
        # not a BLAS product: its threads would fight with ours over a matrix this narrow
        self._products[np.ix_(some, some)] += np.einsum("ni,nj->ij", weighted[:, some], chance[:, some])

    @property
    def mean(self) -> Floats:
        """Expected sheets in each class, shape (k,)."""
        return self._mean if self.rows is None else self.rows.sum(axis=0)

    @property
    def of_one(self) -> Floats:
        """Chance of a single class, sheet by sheet, shape (sheets, 1)."""
        if self.rows is None:
            raise ValueError("Chances of several classes of so many sheets are not kept sheet by sheet.")
        return self.rows

    @property
    def any_class(self) -> tuple[float, float]:
        """Mean and standard deviation of the number of sheets in any of the classes."""
        if self.rows is None:
            variance = self._mean.sum() - self._products.sum()
            return float(self._mean.sum()), float(np.sqrt(max(variance, 0)))
        at_any = self.rows.sum(axis=1)
        return float(at_any.sum()), float(np.sqrt((at_any * (1 - at_any)).sum()))

    def draw(self, simulations: int, rng: np.random.Generator) -> Floats:
        """Draw numbers of sheets by class, shape (simulations, k)."""
        if self.rows is None:
            return self.draw_normal(simulations, rng)
        return count_classes(self.rows, simulations, rng)

    def draw_normal(self, simulations: int, rng: np.random.Generator) -> Floats:
        """Draw them from their exact mean and covariance: sums of very many independent sheets are normal."""
        mean = self.mean
        products = self._products if self.rows is None else np.einsum("ni,nj->ij", self.rows, self.rows)
        values, vectors = np.linalg.eigh(np.diag(mean) - products)
        root = vectors * np.sqrt(np.maximum(values, 0))
        drawn: Floats = np.maximum(mean + rng.standard_normal((simulations, len(mean))) @ root.T, 0)
        return drawn


def sums_by_class(trials: Ints, rate: Floats, rho: Floats, asked: list[tuple[Classes, Chances]]) -> None:
    """Write the law of each sheet once, and add up the chances of all classes that are asked for.

    Exact sums: a test that only counts sheets by class need not simulate the numbers themselves. Drawing the
    classes is the same in law, and many times faster.

    Parameters
    ----------
    trials : int vector, shape (n,)
        Ballots of each sheet.
    rate, rho : float vectors, shape (n,)
        Rate and overdispersion of its law.
    asked : list of (Classes, Chances)
        Classes of this law, and what their chances are added to.
    """
    for block in blocks(trials, rate, rho):
        # sheets of one size have their numbers in the same classes
        sizes, size = np.unique(block.trials, return_inverse=True)
        width = block.law.shape[1]
        grid = np.arange(block.first, block.first + width, dtype=np.int64)[None, :]
        for classes, chances in asked:
            code = classes.classify(grid, sizes[:, None])
            chances.add(block.rows, _by_class(block.law, code, size, classes.k), block.times)


def _by_class(law: Floats, code: Ints, size: Ints, k: int) -> Floats:
    """Sum laws by class, shape (rows, k); numbers of no class go into one more, which is dropped."""
    inside = code >= 0
    if not inside.all():
        column = np.flatnonzero(inside.any(axis=0))
        law, code = law[:, column], np.where(code < 0, k, code)[:, column]
    cell = np.arange(len(law))[:, None] * (k + 1) + (code if len(code) == 1 else code[size])
    sums = np.bincount(cell.ravel(), weights=law.ravel(), minlength=len(law) * (k + 1))
    found: Floats = sums.reshape(len(law), k + 1)[:, :k].astype(np.float64, copy=False)
    return found


def count_classes(chance: Floats, simulations: int, rng: np.random.Generator) -> Floats:
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


def _count_few(edges: NDArray[np.float32], simulations: int, rng: np.random.Generator) -> Floats:
    """Count classes that few sheets fall into: look closer only at those that fall into any."""
    n, k = len(edges), edges.shape[1]
    any_class = edges[:, -1].copy()
    counts = np.empty((simulations, k))
    for i in range(simulations):
        u = rng.random(n, dtype=np.float32)
        hit = np.flatnonzero(u < any_class)
        counts[i] = np.bincount((u[hit, None] >= edges[hit]).sum(axis=1), minlength=k)
    return counts
