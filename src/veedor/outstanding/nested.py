"""Nested replacement: an outstanding sheet is replaced by a counted one, drawn place by place.

A polling place that has not reported takes the place of one that has: from the finest place above it that
has counted sheets one goes down, at each level to one of the places with counted sheets, each as likely.
Then each outstanding sheet takes one of the counted sheets of its own or the replacing place, each as
likely; that sheet's votes are scaled by size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.outstanding.arrays import Floats, Ints
    from veedor.outstanding.counted_sheets import CountedSheets
    from veedor.outstanding.tree import Tree


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
