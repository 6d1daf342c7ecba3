"""Imputation of outstanding sheets: by the ratio of their place, or by nested replacement, drawn or not.

Of the finest place above a sheet that has counted sheets: its ratio of votes to size, and nested replacement.
A polling place that has not reported takes the place of one that has: from that place one goes down, at each
level to one of the places with counted sheets, each as likely. Then each outstanding sheet takes one of the
counted sheets of its own or the replacing place, each as likely; that sheet's votes are scaled by size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints
    from veedor.outstanding.counted_sheets import CountedSheets, PlaceSums
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
    """Return each outstanding sheet the votes per size of the finest place with counted sheets.

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
    """Return expectation of nested replacement (see :mod:`veedor.outstanding.imputation`), without drawing.

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


CHUNK = 250_000
"""Replacements drawn at a time: they stay in the cache, and memory does not grow with the number of draws."""


@dataclass(frozen=True, eq=False)
class _Ladder:
    """Children with counted sheets, level by level.

    Parameters
    ----------
    first, number : tuples of int vectors
        For each level, where the children of a node begin in ``children`` and how many there are. At the
        finest level the children are sheets.
    children : tuple of int vectors
        Nodes of the level below, or rows of counted sheets.
    """

    first: tuple[Ints, ...]
    number: tuple[Ints, ...]
    children: tuple[Ints, ...]


def nested_draws(counted: CountedSheets, leaf: Ints, size: Floats, draws: int, seed: int) -> Floats:
    """Draw totals of the outstanding sheets by nested replacement.

    Parameters
    ----------
    counted : CountedSheets
        From whom to draw.
    leaf, size : vectors, shape (k,)
        The leaf of each outstanding sheet, and its size.
    draws, seed : int
        How many, and the seed of the pseudo-random numbers.

    Returns
    -------
    float matrix, shape (draws, m)
        Totals. **Their spread is not an interval**: it leaves out that late places are unlike early ones,
        which is most of the error. See `veedor.outstanding.calibrated`.
    """
    tree = counted.tree
    ladder = _climb(counted)
    finest = tree.finest(ladder.number[0])
    order = np.argsort(leaf, kind="stable")
    leaf, size = leaf[order], size[order]
    reported = finest[leaf] == 0
    # votes per size in the order of the ladder, one contiguous vector a column: gathering stays cheap
    rows = ladder.children[0]
    totals = np.zeros((draws, counted.votes.shape[1]))
    if not len(rows):  # nobody can be likened to sheets without voters
        return totals
    rates = [np.ascontiguousarray(c) for c in (counted.votes[rows] / counted.size[rows][:, None]).T]
    rng = np.random.default_rng(seed)
    missing, which = np.unique(leaf[~reported], return_inverse=True)
    step = max(1, CHUNK // max(1, len(leaf)))
    for begin in range(0, draws, step):
        batch = slice(begin, min(begin + step, draws))
        k = batch.stop - batch.start
        totals[batch] += _pick(ladder, leaf[reported], (k, int(reported.sum())), rates, size[reported], rng)
        replacing = _replace(ladder, tree, missing, finest[missing], k, rng)[:, which]
        totals[batch] += _pick(ladder, replacing, replacing.shape, rates, size[~reported], rng)
    return totals


def _pick(
    ladder: _Ladder,
    leaf: Ints,
    shape: tuple[int, int],
    rates: list[Floats],
    size: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Draw a counted sheet for each outstanding one from its leaf, and sum what they stand for."""
    at = _uniform(ladder.number[0][leaf], shape, rng)
    at += ladder.first[0][leaf]
    # einsum stays in one thread: for so little arithmetic, threads of BLAS cost more than they save
    return np.stack([np.einsum("ij,j->i", rate[at], size) for rate in rates], axis=1)


def _replace(
    ladder: _Ladder, tree: Tree, leaves: Ints, level: Ints, draws: int, rng: np.random.Generator
) -> Ints:
    """Draw, for each leaf that has not reported, one that has, shape (draws, n_leaves)."""
    found = np.empty((draws, len(leaves)), dtype=np.int64)
    for k in np.unique(level).tolist():
        here = np.flatnonzero(level == k)
        node = np.broadcast_to(tree.ancestors[k][leaves[here]], (draws, len(here)))
        for below in range(k, 0, -1):
            at = _uniform(ladder.number[below][node], node.shape, rng)
            node = ladder.children[below][ladder.first[below][node] + at]
        found[:, here] = node
    return found


def _uniform(number: Ints, shape: tuple[int, ...], rng: np.random.Generator) -> Ints:
    """Draw integers from 0 to number - 1, each as likely but for 2^-24."""
    step = rng.random(shape, dtype=np.float32)
    step *= number.astype(np.float32)
    # a product can be rounded up to the number itself
    return np.minimum(step.astype(np.int64), number - 1)


def _climb(counted: CountedSheets) -> _Ladder:
    """Sort the counted sheets by leaf, and the nodes that have any by the node above."""
    tree = counted.tree
    rows = np.flatnonzero(counted.size > 0)
    first, number, children = [], [], []
    below, over, nodes = rows, counted.leaf[rows], tree.leaves
    for k in range(len(tree.levels)):
        order = np.argsort(over, kind="stable")
        count = np.bincount(over, minlength=nodes)
        children.append(below[order])
        first.append(np.cumsum(count) - count)
        number.append(count)
        below = np.flatnonzero(count > 0)
        if k < len(tree.parents):
            over, nodes = tree.parents[k][below], int(tree.parents[k].max()) + 1
    return _Ladder(tuple(first), tuple(number), tuple(children))
