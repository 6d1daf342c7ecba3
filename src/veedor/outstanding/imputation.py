"""Imputation of outstanding sheets by those counted in the finest place that has any.

Two rates of that place: its ratio of votes to size, and the expectation of nested replacement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from veedor.outstanding.arrays import Floats, Ints
    from veedor.outstanding.counted_sheets import PlaceSums
    from veedor.outstanding.tree import Tree


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
    tree, counted : Tree, PlaceSums
        Places, and the counted sheets in them.
    outstanding : float vector, shape (n_leaves,)
        Outstanding size of each leaf.

    Notes
    -----
    ``expected = size * sum(votes) / sum(size)`` over the counted sheets of the matched place. It assumes that
    within that place outstanding sheets are like counted ones. Where nothing is counted, nothing is expected.

    References
    ----------
    Cochran, *Sampling Techniques*, 3rd ed., section 6.2 (ratio estimator), with post-strata that are
    collapsed upwards where they are empty.
    """
    level = tree.finest(counted.sheets)
    sums = zip(tree.ancestors, tree.up(counted.size), tree.up(counted.totals), strict=True)
    rate = np.zeros_like(counted.totals)
    for k, (node, size, votes) in enumerate(sums):
        place = node[level == k]
        rate[level == k] = votes[place] / size[place][:, None]
    return Imputation(rate * outstanding[:, None], level, outstanding)


def nested_mean(tree: Tree, counted: PlaceSums, outstanding: Floats) -> Imputation:
    """Give the expectation of nested replacement (see :mod:`veedor.outstanding.nested`), without drawing.

    Parameters
    ----------
    tree, counted, outstanding
        As for :func:`hierarchical_ratio`.

    Notes
    -----
    The mean of a leaf is the plain mean of its sheets' rates; that of a node is the plain mean of its
    children's. So a hamlet weighs as much as a town: a property of the method, kept as published.

    References
    ----------
    Long, Rosnick, Kharrazian and Cashman (CEPR, November 2019); Rosnick, ``monte_carlo_update.do`` (2020).
    """
    level = tree.finest(counted.sheets)
    some = counted.sheets > 0
    mean = counted.rates / np.where(some, counted.sheets, 1)[:, None]
    rate = np.zeros_like(mean)
    for k, node in enumerate(tree.ancestors):
        rate[level == k] = mean[node[level == k]]
        if k < len(tree.parents):
            parent = tree.parents[k]
            children = np.bincount(parent[some], minlength=int(parent.max()) + 1)
            sums = add_up(parent[some], mean[some], len(children))
            some = children > 0
            mean = sums / np.where(some, children, 1)[:, None]
    return Imputation(rate * outstanding[:, None], level, outstanding)
