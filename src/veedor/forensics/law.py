"""The law of each sheet, written once, and the chances of all classes of numbers that are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veedor.count.betabinomial import pmf, window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from veedor.count.vectors import FloatMatrix, FloatVector, IntMatrix, IntVector

    Classify = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.int64]]

MANY = 100_000
"""Sheets up to which the chances of every single one are kept, and classes drawn sheet by sheet. Of more, the
numbers of sheets by class are drawn with their exact mean and covariance: nothing then grows with them."""
_WHOLE = 20_000_000
"""Cells up to which every law is written whole; of more, each only as far as it reaches."""
_ENOUGH = 100
"""Sheets of each size, on average, from which on those of one size are written together."""
_ALIKE = 250_000
"""Cells of a table of laws that are written to the same width."""
_BLOCK = 16_000
"""Cells of a block of laws: 128 kB, which stay in the cache of a processor."""


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
        self.rows: FloatMatrix | None = np.zeros((sheets, k)) if sheets <= MANY or k == 1 else None
        self._mean = np.zeros(k)
        self._products = np.zeros((k, k))

    def add(self, rows: IntVector, chance: FloatMatrix, times: IntVector | None = None) -> None:
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
    def mean(self) -> FloatVector:
        """Expected sheets in each class, shape (k,)."""
        return self._mean if self.rows is None else self.rows.sum(axis=0)

    @property
    def of_one(self) -> FloatMatrix:
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

    def draw(self, simulations: int, rng: np.random.Generator) -> FloatMatrix:
        """Draw numbers of sheets by class, shape (simulations, k)."""
        if self.rows is None:
            return self.draw_normal(simulations, rng)
        return count_classes(self.rows, simulations, rng)

    def draw_normal(self, simulations: int, rng: np.random.Generator) -> FloatMatrix:
        """Draw them from their exact mean and covariance: sums of very many independent sheets are normal."""
        mean = self.mean
        products = self._products if self.rows is None else np.einsum("ni,nj->ij", self.rows, self.rows)
        values, vectors = np.linalg.eigh(np.diag(mean) - products)
        root = vectors * np.sqrt(np.maximum(values, 0))
        drawn: FloatMatrix = np.maximum(mean + rng.standard_normal((simulations, len(mean))) @ root.T, 0)
        return drawn


def sums_by_class(
    trials: IntVector, rate: FloatVector, rho: FloatVector, asked: list[tuple[Classes, Chances]]
) -> None:
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
    for block in _blocks(trials, rate, rho):
        # sheets of one size have their numbers in the same classes
        sizes, size = np.unique(block.trials, return_inverse=True)
        width = block.law.shape[1]
        grid = np.arange(block.first, block.first + width, dtype=np.int64)[None, :]
        for classes, chances in asked:
            code = np.broadcast_to(classes.classify(grid, sizes[:, None]), (len(sizes), width))
            chances.add(block.rows, _by_class(block.law, code, size, classes.k), block.times)


def _by_class(law: FloatMatrix, code: IntMatrix, size: IntVector, k: int) -> FloatMatrix:
    """Sum laws by class, shape (rows, k); numbers of no class go into one more, which is dropped."""
    inside = code >= 0
    if not inside.all():
        column = np.flatnonzero(inside.any(axis=0))
        law, code = law[:, column], np.where(code < 0, k, code)[:, column]
    cell = np.arange(len(law))[:, None] * (k + 1) + (code if len(code) == 1 else code[size])
    sums = np.bincount(cell.ravel(), weights=law.ravel(), minlength=len(law) * (k + 1))
    found: FloatMatrix = sums.reshape(len(law), k + 1)[:, :k].astype(np.float64, copy=False)
    return found


class _Block(NamedTuple):
    """Laws of some sheets; ``times`` says how many of the rows, in their order, each law is that of."""

    rows: IntVector
    times: IntVector | None
    trials: IntVector
    first: int
    law: FloatMatrix


def _blocks(trials: IntVector, rate: FloatVector, rho: FloatVector) -> Iterator[_Block]:
    """Write all laws, in the way that costs least."""
    if int(trials.sum()) <= _WHOLE:
        return _whole(trials, rate, rho)
    of_one_size = len(np.unique(trials)) * _ENOUGH <= len(trials)
    return (_of_sizes if of_one_size else _of_widths)(trials, rate, rho)


def _whole(trials: IntVector, rate: FloatVector, rho: FloatVector) -> Iterator[_Block]:
    """Write each law once, however many sheets have it, with all of its numbers."""
    for alike in _alike(trials):
        width = int(trials[alike[-1]]) + 1
        step = max(1, _BLOCK // width)
        order, start = _sorted_laws(trials[alike], rate[alike], rho[alike])
        rows = alike[order]
        for i in range(0, len(start) - 1, step):
            ends = start[i : i + step + 1]
            one = rows[ends[:-1]]
            law = pmf(trials[one], rate[one], rho[one], width)
            yield _Block(rows[ends[0] : ends[-1]], np.diff(ends), trials[one], 0, law)


def _of_widths(trials: IntVector, rate: FloatVector, rho: FloatVector) -> Iterator[_Block]:
    """Write laws of any size as far as they reach, those together that reach about equally far."""
    low, high = window(trials, rate, rho)
    order = np.lexsort((low, np.ceil(2 * np.log2(high - low + 1))))
    start = 0
    while start < len(order):
        step = max(1, _BLOCK // int(high[order[start]] - low[order[start]] + 1))
        here = order[start : start + step]
        first = int(low[here].min())
        width = int(high[here].max()) - first + 1
        yield _Block(here, None, trials[here], first, pmf(trials[here], rate[here], rho[here], width, first))
        start += step


def _of_sizes(trials: IntVector, rate: FloatVector, rho: FloatVector) -> Iterator[_Block]:
    """Write each law once, however many sheets have it, as far as it reaches, size by size."""
    order, start = _sorted_laws(trials, rate, rho)
    one = order[start[:-1]]
    n, p, spread = trials[one], rate[one], rho[one]
    low, high = window(n, p, spread)
    # of one size, with windows about alike
    for begin, end in pairwise([0, *(np.flatnonzero(np.diff(n)) + 1).tolist(), len(n)]):
        step = max(1, _BLOCK // int(np.median(high[begin:end] - low[begin:end]) + 1))
        for i in range(begin, end, step):
            j = min(i + step, end)
            first = int(low[i:j].min())
            width = int(high[i:j].max()) - first + 1
            law = _of_one_size(n[i:j], p[i:j], spread[i:j], width, first)
            yield _Block(order[start[i] : start[j]], np.diff(start[i : j + 1]), n[i:j], first, law)


def _sorted_laws(trials: IntVector, rate: FloatVector, rho: FloatVector) -> tuple[IntVector, IntVector]:
    """Give sheets in the order of their laws, and where the sheets of each begin, with the end of all."""
    order = np.lexsort((rho, rate, trials))
    new = np.ones(len(order) + 1, dtype=bool)
    new[1:-1] = np.any([np.diff(values[order]) != 0 for values in (trials, rate, rho)], axis=0)
    return order, np.flatnonzero(new)


def _of_one_size(
    trials: IntVector, rate: FloatVector, rho: FloatVector, width: int, first: int
) -> FloatMatrix:
    """Give what :func:`~veedor.count.betabinomial.pmf` gives in half the time; all trials are equal."""
    k = np.arange(first, first + width - 1, dtype=float)
    left = float(trials[0]) - k
    p = np.clip(rate, 1e-12, 1 - 1e-12)
    law = np.ones((len(trials), width))
    ratio = law[:, 1:]
    np.multiply(rho[:, None], k, out=ratio)
    ratio += (p * (1 - rho))[:, None]
    ratio *= np.maximum(left, 0) / (k + 1)
    below = rho[:, None] * (left - 1)
    below += ((1 - p) * (1 - rho))[:, None]
    ratio /= np.maximum(below, 1e-300, out=below)
    with np.errstate(over="ignore", invalid="ignore"):
        np.multiply.accumulate(law, axis=1, out=law)
        total = law.sum(axis=1, keepdims=True)
    if not np.isfinite(total).all():  # very unlike rates in one block: on the scale of logarithms
        return pmf(trials, rate, rho, width, first)
    law /= total
    return law


def _alike(trials: IntVector) -> Iterator[IntVector]:
    """Part the rows by their size, so that no law is written far beyond its last number."""
    order = np.argsort(trials, kind="stable")
    width = trials[order] + 1
    start = 0
    while start < len(order):
        cells = width[start : start + _ALIKE] * np.arange(1, min(len(order) - start, _ALIKE) + 1)
        rows = order[start : start + max(1, int(np.searchsorted(cells, _ALIKE)))]
        yield rows
        start += len(rows)


def count_classes(chance: FloatMatrix, simulations: int, rng: np.random.Generator) -> FloatMatrix:
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


def _count_few(edges: NDArray[np.float32], simulations: int, rng: np.random.Generator) -> FloatMatrix:
    """Count classes that few sheets fall into: look closer only at those that fall into any."""
    n, k = len(edges), edges.shape[1]
    any_class = edges[:, -1].copy()
    counts = np.empty((simulations, k))
    for i in range(simulations):
        u = rng.random(n, dtype=np.float32)
        hit = np.flatnonzero(u < any_class)
        counts[i] = np.bincount((u[hit, None] >= edges[hit]).sum(axis=1), minlength=k)
    return counts
