"""Counted sheets, summed by polling place: all that a projection borrows from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.tree import Tree, add_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pool:
    """Sums over some sheets by leaf.

    Parameters
    ----------
    sheets, size : float vectors, shape (n_leaves,)
        How many sheets with a size above zero, and the sizes of all.
    totals : float matrix, shape (n_leaves, m)
        Votes, in the columns asked for.
    rates : float matrix, shape (n_leaves, m)
        Sum over sheets of votes per size.
    """

    sheets: Floats
    size: Floats
    totals: Floats
    rates: Floats

    def __add__(self, other: Pool) -> Pool:
        return Pool(
            self.sheets + other.sheets,
            self.size + other.size,
            self.totals + other.totals,
            self.rates + other.rates,
        )

    def __sub__(self, other: Pool) -> Pool:
        return Pool(
            self.sheets - other.sheets,
            self.size - other.size,
            self.totals - other.totals,
            self.rates - other.rates,
        )


@dataclass(frozen=True, eq=False)
class Sample:
    """Sheets with their places, sizes and votes, in an order that matters to the caller.

    Parameters
    ----------
    tree : Tree
        Places.
    leaf : int vector, shape (k,)
        The leaf of each sheet.
    size : float vector, shape (k,)
        Its size.
    votes : float matrix, shape (k, m)
        Its votes, in the columns asked for.
    """

    tree: Tree
    leaf: Ints
    size: Floats
    votes: Floats

    def __len__(self) -> int:
        return len(self.leaf)

    def pool(self, start: int = 0, end: int | None = None) -> Pool:
        """Sum the sheets from a position to another.

        A sheet of size zero gives its votes to the totals, but nobody can be likened to it.
        """
        rows = slice(start, len(self) if end is None else end)
        leaf, size, votes = self.leaf[rows], self.size[rows], self.votes[rows]
        n = self.tree.leaves
        sized = size > 0
        rates = votes * np.where(sized, 1 / np.where(sized, size, 1), 0)[:, None]
        return Pool(
            add_up(leaf, sized.astype(np.float64), n),
            add_up(leaf, size, n),
            add_up(leaf, votes, n),
            add_up(leaf, rates, n),
        )
