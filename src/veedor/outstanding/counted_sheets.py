"""Counted sheets and their sums by polling place: all that a projection borrows from."""

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
class PlaceSums:
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

    def __add__(self, other: PlaceSums) -> PlaceSums:
        return PlaceSums(
            self.sheets + other.sheets,
            self.size + other.size,
            self.totals + other.totals,
            self.rates + other.rates,
        )

    def __sub__(self, other: PlaceSums) -> PlaceSums:
        return PlaceSums(
            self.sheets - other.sheets,
            self.size - other.size,
            self.totals - other.totals,
            self.rates - other.rates,
        )


@dataclass(frozen=True, eq=False)
class CountedSheets:
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

    def rows(self, start: int, end: int | None) -> CountedSheets:
        """Give the sheets from a position to another."""
        part = slice(start, end)
        return CountedSheets(self.tree, self.leaf[part], self.size[part], self.votes[part])

    def columns(self, number: int) -> CountedSheets:
        """Give the sheets with the first columns only."""
        return CountedSheets(self.tree, self.leaf, self.size, self.votes[:, :number])

    def pool(self, start: int = 0, end: int | None = None) -> PlaceSums:
        """Sum the sheets from a position to another.

        A sheet of size zero gives its votes to the totals, but nobody can be likened to it.
        """
        part = self.rows(start, end)
        leaf, size, votes = part.leaf, part.size, part.votes
        n = self.tree.leaves
        sized = size > 0
        rates = votes * np.where(sized, 1 / np.where(sized, size, 1), 0)[:, None]
        return PlaceSums(
            add_up(leaf, sized.astype(np.float64), n),
            add_up(leaf, size, n),
            add_up(leaf, votes, n),
            add_up(leaf, rates, n),
        )
