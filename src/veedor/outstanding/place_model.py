"""Random places: what a place is expected to be by those around it, and how far off that may be.

Votes per size of a sheet are those of its polling place and chance; those of a place are those of the place
above it and a difference of its own; and so on up to the whole. So a place with one counted sheet is drawn
towards its neighbours, one with many hardly, and one with none is as they are, give or take what they
differ by. All of it is sums level by level: no matrix of places by places is ever made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.area_spread import LevelSpread, PlacePart, PlaceSpread
from veedor.outstanding.tree import SIBLINGS, add_up, class_effects

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats, Ints
    from veedor.outstanding.area_spread import AreaPart, SizeByArea
    from veedor.outstanding.counted_sheets import PlaceSums
    from veedor.outstanding.tree import Tree


OWN = 2.0
"""Degrees of freedom that the spread of all places of a level has in that of the places within one node."""
LEAST = 0.05
"""Part of what is seen between places that is theirs at least, however much of it chance explains."""


@dataclass(frozen=True, eq=False)
class PlaceModel:
    """What is expected of every polling place, counted or not.

    Parameters
    ----------
    tree : Tree
        Places.
    rates : float matrix, shape (n_leaves, m)
        Expected votes per size; NaN in columns that are not known.
    levels : tuple of LevelSpread
        From the finest level on, how much its places differ.
    apart : tuple of float vectors
        For each level but the last, how much each node is still as the node above it: 1 where nothing of it
        is counted, 0 where all of it is known.
    top : float
        Variance (trace) of what is expected of the whole; zero where nothing is counted.
    sheets : float matrix, shape (m, m)
        Covariance of the sheets of one place.
    degrees : float
        Its degrees of freedom.
    counted : float vector, shape (n_leaves,)
        Counted sheets.
    """

    tree: Tree
    rates: Floats
    levels: tuple[LevelSpread, ...]
    apart: tuple[Floats, ...]
    top: float
    sheets: Floats
    degrees: float
    counted: Floats

    def spread(self, size: Floats, squares: float) -> PlaceSpread:
        """Say how far off the expected votes of some sheets may be.

        Parameters
        ----------
        size : float vector, shape (n_leaves,)
            Their size in each polling place.
        squares : float
            Sum of the squares of their sizes.

        Notes
        -----
        Each place of which nothing is known adds its weight, squared, times the spread among its counted
        siblings; a place that is partly known adds what is not known of it.
        """
        amounts, below, shapes = [], [], []

        def add(amount: Floats, degrees: Floats, shape: Floats) -> None:
            amounts.append(float(amount.sum()))
            below.append(float((amount**2 / np.maximum(degrees, 1)).sum()))
            shapes.append(shape)

        weight: Floats = size
        for parent, level, apart in zip(self.tree.parents, self.levels, self.apart, strict=True):
            nodes = len(level.amount)
            add(np.bincount(parent, weight**2 * apart, nodes) * level.amount, level.degrees, level.shape)
            weight = add_up(parent, weight * apart, nodes)
        last = self.levels[-1]
        add(weight**2 * self.top, last.degrees[:1], last.shape)
        trace = max(float(np.trace(self.sheets)), 0.0)
        one = self.sheets / trace if trace > 0 else self.sheets
        add(np.array([squares * trace]), np.array([self.degrees]), one)
        add(*self._classes(size))
        return PlaceSpread(np.array(amounts), np.array(below), np.array(shapes))

    def by_area(self, size: SizeByArea, squares: Floats) -> tuple[AreaPart, ...]:
        """Say how far off the expected votes of some sheets may be in several areas, together.

        Parameters
        ----------
        size : SizeByArea
            Their size by polling place and area.
        squares : float vector, shape (n_areas,)
            Sums of the squares of their sizes.
        """
        found: list[AreaPart] = []
        weight = size
        for parent, level, apart in zip(self.tree.parents, self.levels, self.apart, strict=True):
            found.append(
                weight.part(apart * level.amount[parent], level.degrees[parent], parent, level.shape)
            )
            weight = weight.above(parent, apart)
        last, trace = self.levels[-1], max(float(np.trace(self.sheets)), 0.0)
        one = np.zeros(1, dtype=np.int64)
        found.append(weight.part(np.array([self.top]), last.degrees[:1], one, last.shape))
        amount = squares * trace
        shape = self.sheets / trace if trace > 0 else self.sheets
        found.append(PlacePart(amount, amount**2 / self.degrees, np.zeros((0, size.areas)), 1.0, shape))
        classes = self.tree.classes
        if classes is not None:
            amounts, degrees, shape = self._silent_classes(classes)
            by_class = size.above(classes, np.ones(self.tree.leaves))
            found.append(by_class.part(amounts, degrees, np.arange(len(amounts)), shape))
        return tuple(found)

    def _classes(self, size: Floats) -> tuple[Floats, Floats, Floats]:
        """Say what silent classes add: their weight, squared, times what regions differ by."""
        classes = self.tree.classes
        if classes is None:
            return np.zeros(1), np.ones(1), self.levels[-1].shape
        amounts, degrees, shape = self._silent_classes(classes)
        return np.bincount(classes, size, len(amounts)) ** 2 * amounts, degrees, shape

    def _silent_classes(self, classes: Ints) -> tuple[Floats, Floats, Floats]:
        """Return the variance of each class, its degrees of freedom and its shape; none of a counted one."""
        silent = np.bincount(classes, self.counted, int(classes.max()) + 1) == 0
        of = next((lv for lv in reversed(self.levels) if lv.degrees.max() >= SIBLINGS), self.levels[-1])
        widest = int(np.argmax(np.where(of.degrees >= min(SIBLINGS, of.degrees.max()), of.amount, 0)))
        return silent * of.amount[widest], np.full(len(silent), of.degrees[widest]), of.shape


def fit_places(tree: Tree, counted: PlaceSums) -> PlaceModel:
    """Fit random places to counted sheets.

    Parameters
    ----------
    tree : Tree
        Places; where its leaves have classes, these have effects of their own, across all places.
    counted : PlaceSums
        Sums of the counted sheets by leaf.

    Notes
    -----
    Variances are those of moments, level by level: what means of places differ by, less what chance in them
    makes. Expected values are the best linear predictions at these variances.

    References
    ----------
    Searle, Casella and McCulloch, *Variance Components* (1992), sections 3.6 and 7.4.
    """
    known = np.isfinite(np.diagonal(counted.squares))
    rates = np.where(known, counted.rates, 0)
    some = counted.sheets > 0
    mean = rates / np.where(some, counted.sheets, 1)[:, None]
    effects = class_effects(tree, counted.sheets, mean)
    if effects is not None:
        mean = np.where(some[:, None], mean - effects, 0)
        rates = mean * counted.sheets[:, None]
    free = counted.free
    within = _within(counted, known) / free if free else np.zeros((len(known), len(known)))
    chance = np.full(len(mean), np.inf)
    np.divide(max(float(np.trace(within)), 0.0), counted.sheets, out=chance, where=some)
    levels, means, chances = _climb(tree, mean, chance)
    expected, apart = _descend(tree, levels, means, chances)
    if effects is not None:
        expected = expected + effects
    return PlaceModel(
        tree,
        np.where(known, expected, np.nan),
        levels,
        apart,
        float(chances[-1][0]) if np.isfinite(chances[-1][0]) else 0.0,
        within,
        max(free, 1.0),
        counted.sheets,
    )


def _within(counted: PlaceSums, known: Flags) -> Floats:
    """Sum of squares and products of the sheets around the means of their places."""
    rates = np.where(known, counted.rates, 0)
    mean = rates / np.maximum(counted.sheets, 1)[:, None]
    found: Floats = np.where(known[:, None] & known, counted.squares, 0) - mean.T @ rates
    return found


def _climb(
    tree: Tree, mean: Floats, chance: Floats
) -> tuple[tuple[LevelSpread, ...], list[Floats], list[Floats]]:
    """Go up: the spread of each level, and the mean of each node with its variance (infinite where none)."""
    levels: list[LevelSpread | None] = []
    means, chances = [mean], [chance]
    for parent in tree.parents:
        mean, chance = means[-1], chances[-1]
        level = _level(parent, mean, chance)
        levels.append(level)
        nodes, some = int(parent.max()) + 1, np.isfinite(chance)
        amount = level.amount if level is not None else np.zeros(nodes)
        weight = np.zeros(len(parent))
        weight[some] = 1 / np.maximum(amount[parent[some]] + chance[some], 1e-300)
        total = np.bincount(parent, weight, nodes)
        full = total > 0
        means.append(add_up(parent, weight[:, None] * mean, nodes) / np.where(full, total, 1)[:, None])
        above = np.full(nodes, np.inf)
        np.divide(1, total, out=above, where=full)
        chances.append(above)
    return _filled(tree, levels, mean.shape[1]), means, chances


def _level(parent: Ints, mean: Floats, chance: Floats) -> LevelSpread | None:
    """Say how much counted nodes differ within those above; None where no two can be compared."""
    nodes, some = int(parent.max()) + 1, np.isfinite(chance)
    children = np.bincount(parent[some], minlength=nodes)
    rows = np.flatnonzero(some & (children[parent] > 1))
    if not len(rows):
        return None
    above = parent[rows]
    apart = mean[rows] - (add_up(above, mean[rows], nodes) / np.maximum(children, 1)[:, None])[above]
    products = apart.T @ apart
    whole, free = float(np.trace(products)), np.where(children > 1, children - 1, 0).astype(np.float64)
    seen = np.bincount(above, (apart**2).sum(axis=1), nodes)
    by_chance = np.bincount(above, (1 - 1 / children[above]) * chance[rows], nodes)
    pooled = max(whole - float(by_chance.sum()), LEAST * whole) / float(free.sum())
    own = np.maximum(seen - by_chance, LEAST * seen)
    borrowed = min(OWN, float(free.sum()))
    return LevelSpread(
        products / whole if whole > 0 else products,
        (own + OWN * pooled) / (free + OWN),
        free + borrowed,
    )


def _filled(tree: Tree, levels: list[LevelSpread | None], columns: int) -> tuple[LevelSpread, ...]:
    """Where a level has nothing to compare, its places may differ by as much as those of any other."""
    found = [level for level in levels if level is not None]
    widest = max(found, key=lambda level: float(level.amount.mean()), default=None)
    filled = []
    for parent, level in zip(tree.parents, levels, strict=True):
        if level is None:
            nodes = int(parent.max()) + 1
            amount, degrees = (0.0, 1.0) if widest is None else (widest.amount.mean(), widest.degrees.max())
            shape = np.zeros((columns, columns)) if widest is None else widest.shape
            level = LevelSpread(shape, np.full(nodes, float(amount)), np.full(nodes, float(degrees)))  # noqa: PLW2901
        filled.append(level)
    return tuple(filled)


def _descend(
    tree: Tree, levels: tuple[LevelSpread, ...], means: list[Floats], chances: list[Floats]
) -> tuple[Floats, tuple[Floats, ...]]:
    """Go down: each node is its own mean as far as that is known, and else the node above it."""
    expected, kept = means[-1], []
    for k in reversed(range(len(levels))):
        parent, mean, chance = tree.parents[k], means[k], chances[k]
        amount, some = levels[k].amount[parent], np.isfinite(chance)
        apart = np.ones(len(parent))
        both = amount[some] + chance[some]
        apart[some] = np.divide(chance[some], both, out=np.zeros(len(both)), where=both > 0)
        expected = expected[parent] * apart[:, None] + np.where(some[:, None], mean, 0) * (1 - apart)[:, None]
        kept.append(apart)
    return expected, tuple(reversed(kept))
