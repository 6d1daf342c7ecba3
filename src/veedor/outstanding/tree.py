"""The tree of places, from the polling place up to the whole electorate, as codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints, Texts
    from veedor.count import Places

ALL = "all"
"""The level above all places."""
STRATUM = "stratum"
"""The level of strata, where they stand above the places."""
SIZES = 4
"""Classes of polling places by size, where there are that many different ones."""
ALONE = "sheet"
"""The finest level where no place is published: every sheet is alone."""


@dataclass(frozen=True, eq=False)
class Tree:
    """Nested places: every sheet lies in a leaf, every leaf in one node of each level above.

    Parameters
    ----------
    levels : tuple of str
        From the finest (the polling place) to ``all``.
    leaf : int vector, shape (n_sheets,)
        The leaf of each sheet.
    parents : tuple of int vectors
        For each level but the last, the node of the next level that each node lies in.
    classes : int vector, shape (n_leaves,), optional
        The class (stratum) of each leaf, where classes cross the places.
    sizes : int vector, shape (n_leaves,), optional
        The class of each leaf by how large its polling place is.
    """

    levels: tuple[str, ...]
    leaf: Ints
    parents: tuple[Ints, ...]
    classes: Ints | None = None
    sizes: Ints | None = None

    @property
    def places(self) -> bool:
        """Whether the leaves are places; False where every sheet is alone because none are published."""
        return self.levels[0] != ALONE

    @property
    def leaves(self) -> int:
        """How many polling places there are."""
        return len(self.parents[0])

    @cached_property
    def ancestors(self) -> tuple[Ints, ...]:
        """For each level, the node that each leaf lies in, shape (n_leaves,)."""
        above = [np.arange(self.leaves, dtype=np.int64)]
        for parent in self.parents:
            above.append(parent[above[-1]])
        return tuple(above)

    def up(self, of_leaf: Floats) -> list[Floats]:
        """Sum what each leaf has, shape (n_leaves,) or (n_leaves, m), over the nodes of every level."""
        sums = [of_leaf]
        for parent in self.parents:
            sums.append(add_up(parent, sums[-1], int(parent.max()) + 1))
        return sums

    def finest(self, counted: Floats | Ints) -> Ints:
        """Return the finest level at which each leaf has any counted sheet, shape (n_leaves,).

        It is an index into ``levels``; -1 where nothing at all is counted.

        Parameters
        ----------
        counted : vector, shape (n_leaves,)
            Counted sheets of each leaf, or their size.
        """
        found = np.full(self.leaves, -1, dtype=np.int64)
        sums = self.up(counted.astype(np.float64))
        for level, node in enumerate(self.ancestors):
            found[(found < 0) & (sums[level][node] > 0)] = level
        return found


def crossed(places: Places, stratum: Texts, size: Floats) -> Tree:
    """Build the tree from the places of some sheets, with classes that cross it: strata, and sizes of places.

    The sheets of one stratum in a place are a leaf; where a place has several, it stands above them. What
    towns and villages differ by is in the size of their polling places also where no strata are published.

    Parameters
    ----------
    places : Places
        Where each sheet lies.
    stratum : text vector, shape (n_sheets,)
        Of which class each is; the same text everywhere where none are published.
    size : float vector, shape (n_sheets,)
        How large each sheet is.
    """
    plain = grow(places)
    code = np.unique(stratum, return_inverse=True)[1].astype(np.int64)
    number = int(code.max(initial=0)) + 1
    cells, leaf = np.unique(plain.leaf * number + code, return_inverse=True)
    levels, parents = plain.levels, plain.parents
    if len(cells) > plain.leaves:
        levels, parents = (STRATUM, *levels), (cells // number, *parents)
    sizes = _by_size(add_up(plain.leaf, size, plain.leaves))[cells // number]
    return Tree(
        levels,
        leaf.astype(np.int64),
        parents,
        cells % number if number > 1 else None,
        sizes if int(sizes.max(initial=0)) else None,
    )


def _by_size(size: Floats) -> Ints:
    """Part places by size into classes of about as many voters each, shape (n_places,)."""
    order = np.argsort(size, kind="stable")
    reached = np.cumsum(size[order]) / max(float(size.sum()), 1e-300)
    # places of equal size stay together
    ends = size[order][np.searchsorted(reached, np.arange(1, SIZES) / SIZES).clip(0, len(size) - 1)]
    found: Ints = np.searchsorted(ends, size, side="left").astype(np.int64)
    return found


def grow(places: Places, stratum: Texts | None = None) -> Tree:
    """Build the tree from the places of some sheets, of the levels that have a named place.

    A sheet without a place is a leaf of its own, under the region that it has. Without any places every
    sheet is one, and nothing is borrowed but from the whole.

    Parameters
    ----------
    places : Places
        Where each sheet lies.
    stratum : text vector, shape (n_sheets,), optional
        Strata to put above the places: then nothing is borrowed across them before all else fails.
    """
    n = len(places.codes[places.finest])
    node = np.zeros(n, dtype=np.int64)
    above: list[tuple[str, Ints]] = [(ALL, node)]
    codes = [(level, places.apart(level)) for level in places.levels_known]
    if not codes:
        codes = [(ALONE, np.arange(n, dtype=np.int64))]
    if stratum is not None:
        codes.insert(0, (STRATUM, np.unique(stratum, return_inverse=True)[1].astype(np.int64)))
    for level, code in codes:
        # a node is its code within its parent, so levels nest even where a file's codes do not
        pair = node * (int(code.max(initial=0)) + 1) + code
        node = np.unique(pair, return_inverse=True)[1].astype(np.int64)
        above.append((level, node))
    above.reverse()
    parents = tuple(_first_of_each(below, over) for (_, below), (_, over) in pairwise(above))
    return Tree(tuple(level for level, _ in above), above[0][1], parents)


def add_up(groups: Ints, amounts: Floats, size: int) -> Floats:
    """Sum amounts, shape (n,) or (n, m), by the group of each row, from 0 to ``size`` - 1."""
    if amounts.ndim == 1:
        return np.bincount(groups, amounts, size).astype(np.float64)
    columns = [np.bincount(groups, column, size) for column in amounts.T]
    return np.stack(columns, axis=1) if columns else np.zeros((size, 0))


def _first_of_each(below: Ints, over: Ints) -> Ints:
    """Return, for each node below, the node above it."""
    parent = np.zeros(int(below.max(initial=0)) + 1, dtype=np.int64)
    parent[below] = over
    return parent


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
