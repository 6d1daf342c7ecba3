"""Counted sheets and their sums by polling place: all that a projection borrows from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.arrival import beginnings
from veedor.outstanding.tree import Tree, add_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints


@dataclass(frozen=True, eq=False)
class PlaceSums:
    """Sums over some sheets by leaf.

    Parameters
    ----------
    sheets, size : float vectors, shape (n_leaves,)
        How many sheets with a size above zero, and the sizes of all.
    totals, rates : float matrices, shape (n_leaves, m)
        Sums of votes, and of votes per size, in the columns asked for.
    squares : float matrix, shape (m, m)
        Sums of squares and products of votes per size, over all sheets.
    observed : float vector, shape (n_leaves,), optional
        How many observations the sheets are, where several come as one; each is one where it is not given.
    """

    sheets: Floats
    size: Floats
    totals: Floats
    rates: Floats
    squares: Floats
    observed: Floats | None = None

    @property
    def free(self) -> float:
        """Observations beyond the first of each leaf: what is left to tell how sheets of one leaf differ."""
        seen = self.sheets if self.observed is None else np.minimum(self.observed, self.sheets)
        return float(np.maximum(seen - (self.sheets > 0), 0).sum())

    def plus(self, other: PlaceSums) -> PlaceSums:
        """Add the sums of other sheets."""
        return PlaceSums(
            self.sheets + other.sheets,
            self.size + other.size,
            self.totals + other.totals,
            self.rates + other.rates,
            self.squares + other.squares,
            None if self.observed is None or other.observed is None else self.observed + other.observed,
        )


@dataclass(frozen=True, eq=False)
class CountedSheets:
    """Sheets with their places, sizes and votes, in the order of their arrival where it matters.

    Parameters
    ----------
    tree : Tree
        Places.
    leaf, size : vectors, shape (k,)
        The leaf of each sheet, and its size.
    votes : float matrix, shape (k, m)
        Its votes, in the columns asked for.
    ends : int vector, optional
        How many sheets had come at the end of each step of the order: within a step there is none. By default
        every sheet is a step.
    share : float vector, shape (k,), optional
        What part of an observation each sheet is; by default a whole one.
    """

    tree: Tree
    leaf: Ints
    size: Floats
    votes: Floats
    ends: Ints | None = None
    share: Floats | None = None

    def __len__(self) -> int:
        return len(self.leaf)

    def rows(self, start: int, end: int | None = None) -> CountedSheets:
        """Return the sheets from a position to another."""
        part = slice(start, end)
        ends = self.ends
        if ends is not None:
            last = len(self) if end is None else end
            ends = ends[(ends > start) & (ends <= last)] - start
        share = None if self.share is None else self.share[part]
        return CountedSheets(self.tree, self.leaf[part], self.size[part], self.votes[part], ends, share)

    def columns(self, number: int) -> CountedSheets:
        """Return the sheets with the first columns only."""
        return replace(self, votes=self.votes[:, :number])

    def beginnings(self, shares: Sequence[float]) -> list[tuple[float, int]]:
        """Return beginnings of whole steps, see :func:`veedor.outstanding.arrival.beginnings`."""
        return beginnings(np.arange(1, len(self) + 1) if self.ends is None else self.ends, shares)

    def pool(self) -> PlaceSums:
        """Sum by leaf. A sheet of size zero gives its votes, but nobody can be likened to it."""
        sized = self.size > 0
        rates = self.votes * np.where(sized, 1 / np.where(sized, self.size, 1), 0)[:, None]
        amounts = (sized.astype(np.float64), self.size, self.votes, rates)
        sheets, size, totals, per_size = (add_up(self.leaf, amount, self.tree.leaves) for amount in amounts)
        observed = None if self.share is None else add_up(self.leaf, self.share * sized, self.tree.leaves)
        return PlaceSums(sheets, size, totals, per_size, rates.T @ rates, observed)
