"""The back-test: predict what is known from its own beginnings, and measure how wrong that is.

Late places differ from early ones in ways that no draw of early places can show. What the count has
already shown of that difference is the only measure of it that needs no assumption about politics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.guess import Guess, classes_of, judged
from veedor.outstanding.imputation import nested_mean
from veedor.outstanding.place_model import fit_places
from veedor.outstanding.region_drift import RegionDrift, RegionErrors, region_drift, region_errors
from veedor.outstanding.replay import CLASSES, POWER, CountReplay, reach_beyond
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.arrays import Flags, Floats, Ints
    from veedor.outstanding.area_spread import Fitted, PlaceSpread
    from veedor.outstanding.counted_sheets import CountedSheets, PlaceSums
    from veedor.outstanding.guess import Coverage
    from veedor.outstanding.tree import Tree


REFERENCE_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Beginnings from which the reference method predicts the rest of what is known."""
EARLIEST = 0.3
"""Share of what is known below which it is no beginning to learn from."""
STEPS = tuple(step / 20 for step in range(1, 20))
"""Beginnings that are replayed: every 5 % of the count."""
BETWEEN = tuple(step / 40 for step in range(1, 10, 2))
"""Further ones from which the first of them learn."""


@dataclass(frozen=True, eq=False)
class Beginning:
    """What the first sheets lead one to expect of the others, to the end of each later beginning.

    Parameters
    ----------
    share : float
        The beginning as it was asked for, as a share of what is known.
    number : int
        Its sheets.
    recorded : bool
        Whether what the method said of it is part of the record.
    counted : float vector, shape (m,)
        Their votes.
    coverage : Coverage
        Whether a projection from them would have been given.
    expected, nested, actual : float arrays, shape (k, 3, m)
        Votes up to the end of each later beginning, and of all: by the method, by plain nested replacement,
        and as they came.
    size : float matrix, shape (k, 3)
        Their size.
    spread : PlaceSpread
        How far off the expected votes up to the end may be.
    classes : int vector, shape (n_leaves,)
        The class of each leaf.
    whole : float
        Size of all that is known in the end.
    by_region : RegionErrors, optional
        What regions were missed by at the end beyond what all of them were; of early beginnings nothing.
    """

    share: float
    number: int
    recorded: bool
    counted: Floats
    coverage: Coverage
    expected: Floats
    nested: Floats
    actual: Floats
    size: Floats
    spread: PlaceSpread
    classes: Ints
    whole: float
    by_region: RegionErrors | None = None

    @property
    def guess(self) -> Guess:
        """What is expected of all the rest."""
        return Guess(self.expected[-1], self.size[-1], self.spread, self.classes, self.whole)


@dataclass(frozen=True, eq=False)
class Backtest:
    """The method replayed from each beginning of what is known.

    Parameters
    ----------
    number : int
        Sheets that are known, in their order.
    beginnings : tuple of Beginning
        From early to late.
    power : float
        Of the reach, with which the error grows.
    """

    number: int
    beginnings: tuple[Beginning, ...]
    power: float = POWER

    def past(
        self,
        end: int | None,
        sheets: int,
        *,
        nested: bool = False,
        earliest: float = EARLIEST,
        only: Sequence[float] = (),
    ) -> tuple[CountReplay, ...]:
        """Return the replays that are known at a moment.

        Parameters
        ----------
        end : int, optional
            Which beginning is all that is known; by default everything is.
        sheets : int
            How many there are in all, outstanding ones included.
        nested : bool
            By plain nested replacement instead of the method.
        earliest : float
            Beginnings of a smaller share of what is known are left out.
        only : sequence of float
            The beginnings wanted, as shares of all that is known; by default all.
        """
        last = len(self.beginnings) if end is None else end
        n = self.number if end is None else self.beginnings[end].number
        found = []
        for i, early in enumerate(self.beginnings[:last]):
            if early.number < earliest * n or (only and early.share not in only):
                continue
            scale = reach_beyond(early.number, n, sheets, self.power)
            at = last - i - 1
            expected = (early.nested if nested else early.expected)[at]
            found.append(CountReplay(early.number / n, scale, expected, early.actual[at], early.size[at]))
        return tuple(found)

    def region_drift(self, sheets: int) -> RegionDrift | None:
        """Say how much more or less regions drift than the whole, of a count of so many sheets."""
        return region_drift(
            [
                (early.by_region, reach_beyond(early.number, self.number, sheets, self.power))
                for early in self.beginnings
            ]
        )


def backtest(
    known: CountedSheets,
    fit: Callable[[Tree, PlaceSums], Fitted] = fit_places,
    shares: Sequence[float] = STEPS,
    between: Sequence[float] = BETWEEN,
    whole: Floats | None = None,
    matched: Flags | None = None,
    region: Ints | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    power: float = POWER,
) -> Backtest:
    """Replay a method from several beginnings of what is known, each fitted once.

    Parameters
    ----------
    known : CountedSheets
        In the order of their arrival; a beginning is of whole steps.
    fit : callable
        The method.
    shares, between : sequences of float
        Beginnings, ascending, as shares of the sheets known: those of the record, and further ones.
    whole : float vector, shape (n_leaves,), optional
        Size of all sheets, outstanding ones included, which says what regions are; by default of those known.
    matched : bool vector, shape (n_leaves,), optional
        Places that an earlier election knows.
    region : int vector, shape (n_leaves,), optional
        The region of each polling place, where errors are wanted region by region.
    progress : callable, optional
        Told the steps done and their number.
    power : float
        Of the reach, with which the error grows.
    """
    tree, size = known.tree, add_up(known.leaf, known.size, known.tree.leaves)
    whole = size if whole is None else whole
    recorded = {number: share for share, number in known.beginnings(shares)}
    further = {number: share for share, number in known.beginnings(between)}
    asked = sorted((further | recorded).items())
    ends = np.array([number for number, _ in asked], dtype=np.int64)
    block, blocks = np.searchsorted(ends, np.arange(len(known)), side="right"), len(asked) + 1
    sizes = add_up(known.leaf * blocks + block, known.size, tree.leaves * blocks).reshape(-1, blocks)
    found: list[Beginning] = []
    regions = None if region is None else _Regions.of(known, region)
    pool: PlaceSums | None = None
    for i, (k, share) in enumerate(asked):
        more = known.rows(found[-1].number if found else 0, k).pool()
        pool = more if pool is None else pool.plus(more)
        rest, model = known.rows(k), fit(tree, pool)
        later = _Later(classes_of(tree, pool, whole), sizes[:, i + 1 :])
        found.append(
            Beginning(
                share=share,
                number=k,
                recorded=k in recorded,
                counted=pool.totals.sum(axis=0),
                coverage=judged(tree, pool, size, matched),
                expected=later.expected(model.rates),
                nested=later.expected(nested_mean(tree, pool, np.ones(tree.leaves)).expected),
                actual=later.actual(rest, block[k:] - i - 1),
                size=later.expected(np.ones((tree.leaves, 1)))[..., 0],
                spread=model.spread(size - pool.size, float(rest.size @ rest.size)),
                classes=later.classes,
                whole=float(size.sum()),
                by_region=None
                if regions is None or k < EARLIEST * len(known)
                else regions.missed(model, pool, size - pool.size, rest),
            )
        )
        if progress is not None:
            progress(i + 1, len(asked))
    return Backtest(len(known), tuple(found), power)


@dataclass(frozen=True, eq=False)
class _Later:
    """The sheets after a beginning, by class and by the blocks in which they came.

    Parameters
    ----------
    classes : int vector, shape (n_leaves,)
        Class of each leaf.
    sizes : float matrix, shape (n_leaves, n_blocks)
        Size that came in each leaf with each block.
    """

    classes: Ints
    sizes: Floats

    def expected(self, rates: Floats) -> Floats:
        """Sum rates times sizes up to the end of each block, by class, shape (n_blocks, 3, m)."""
        by_class = [self.sizes[self.classes == k].T @ rates[self.classes == k] for k in range(CLASSES)]
        found: Floats = np.stack(by_class, axis=1).cumsum(axis=0)
        return found

    def actual(self, rest: CountedSheets, block: Ints) -> Floats:
        """Sum the votes of these sheets likewise, given the block of each."""
        blocks = self.sizes.shape[1]
        sums = add_up(block * CLASSES + self.classes[rest.leaf], rest.votes, blocks * CLASSES)
        found: Floats = sums.reshape(blocks, CLASSES, -1).cumsum(axis=0)
        return found


@dataclass(frozen=True, eq=False)
class _Regions:
    """Regions of polling places, and what is known of each in the end.

    Parameters
    ----------
    of_leaf : int vector, shape (n_leaves,)
        The region of each place.
    votes : float matrix, shape (n_regions, m)
        Votes of all that is known.
    """

    of_leaf: Ints
    votes: Floats

    @classmethod
    def of(cls, known: CountedSheets, of_leaf: Ints) -> _Regions:
        """Add up what is known by region."""
        return cls(of_leaf, add_up(of_leaf[known.leaf], known.votes, int(of_leaf.max()) + 1))

    def missed(
        self, model: Fitted, pool: PlaceSums, size: Floats, rest: CountedSheets
    ) -> RegionErrors | None:
        """Say what a model of the first sheets misses in each region; None where regions are few.

        Parameters
        ----------
        model, pool
            Fitted to the sums of the first sheets by place.
        size : float vector, shape (n_leaves,)
            Size that came later.
        rest : CountedSheets
            The later sheets.
        """
        number = len(self.votes)
        later = self.votes - add_up(self.of_leaf, pool.totals, number)
        squares = add_up(self.of_leaf[rest.leaf], rest.size**2, number)
        return region_errors(model, pool, size, self.of_leaf, later, squares)
