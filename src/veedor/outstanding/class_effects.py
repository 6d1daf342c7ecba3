"""What the classes of places (strata, sizes) differ by, across all places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from veedor.arrays import Floats
    from veedor.outstanding.tree import Tree


ROUNDS = 8
"""Times that the effects of places and of each kind of class are taken from one another."""
SIBLINGS = 3
"""Degrees of freedom that a spread needs to stand for that of classes of which nothing is counted."""


def class_effects(tree: Tree, sheets: Floats, mean: Floats) -> Floats | None:
    """Say what the classes of leaves differ by within the widest places, shape (n_leaves, m).

    They cross the places: what town and country differ by is learnt wherever both are counted. Strata and
    sizes of places have effects that add up. None without classes.

    Parameters
    ----------
    sheets, mean : float vector and matrix, shape (n_leaves,) and (n_leaves, m)
        Counted sheets, and their mean rates.
    """
    crossing = [classes for classes in (tree.classes, tree.sizes) if classes is not None]
    if not crossing:
        return None
    leaves = [tree.ancestors[max(1, len(tree.parents) - 1)], *crossing]
    numbers = [int(codes.max()) + 1 for codes in leaves]
    # leaves that are alike in everything here are one cell: there are few
    cell = np.ravel_multi_index(leaves, numbers)
    factors = np.unravel_index(np.arange(np.prod(numbers)), numbers)
    # a place of many sheets tells hardly more of its class than one of a few
    weight = sheets / (sheets + SIBLINGS)
    cells = np.bincount(cell, weight, len(factors[0]))
    rest = add_up(cell, weight[:, None] * mean, len(cells)) / np.maximum(cells, 1e-12)[:, None]
    parts = [np.zeros((n, mean.shape[1])) for n in numbers]
    for _ in range(ROUNDS):
        for k, (codes, n) in enumerate(zip(factors, numbers, strict=True)):
            rest += parts[k][codes]
            below = np.maximum(np.bincount(codes, cells, n), 1e-12)[:, None]
            parts[k] = add_up(codes, cells[:, None] * rest, n) / below
            rest -= parts[k][codes]
    found = np.zeros_like(rest)
    for part, codes in zip(parts[1:], factors[1:], strict=True):
        found += part[codes]
    by_leaf: Floats = found[cell]
    return by_leaf
