"""Imputation by the hierarchical ratio: the rate of the finest place that has reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veedor.outstanding.counted_sheets import PlaceSums
    from veedor.outstanding.tree import Tree

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Imputation:
    """What is expected of the outstanding sheets, by polling place.

    Parameters
    ----------
    expected : float matrix, shape (n_leaves, m)
        Votes, in the columns asked for.
    level : int vector, shape (n_leaves,)
        The level that each leaf borrows from: an index into the levels of the tree, -1 for none.
    size : float vector, shape (n_leaves,)
        Outstanding size of each leaf.
    """

    expected: Floats
    level: Ints
    size: Floats

    @property
    def total(self) -> Floats:
        """Expected votes of all outstanding sheets, shape (m,)."""
        total: Floats = self.expected.sum(axis=0)
        return total


def hierarchical_ratio(tree: Tree, counted: PlaceSums, outstanding: Floats) -> Imputation:
    """Give each outstanding sheet the votes per size of the finest place with counted sheets.

    Parameters
    ----------
    tree : Tree
        Places.
    counted : PlaceSums
        Counted sheets.
    outstanding : float vector, shape (n_leaves,)
        Outstanding size of each leaf.

    Notes
    -----
    ``expected = size * sum(votes) / sum(size)`` over the counted sheets of the matched place. It assumes that
    within that place outstanding sheets are like counted ones. A leaf without any counted place above it (an
    empty count) expects nothing.

    References
    ----------
    Cochran, *Sampling Techniques*, 3rd ed., section 6.2 (ratio estimator), with post-strata that are
    collapsed upwards where they are empty.
    """
    level = tree.finest(counted.sheets)
    rate = np.zeros_like(counted.totals)
    sizes, totals = tree.up(counted.size), tree.up(counted.totals)
    for k, node in enumerate(tree.ancestors):
        here = level == k
        if here.any():
            place = node[here]
            rate[here] = totals[k][place] / sizes[k][place][:, None]
    return Imputation(rate * outstanding[:, None], level, outstanding)
