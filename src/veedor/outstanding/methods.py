"""The methods of a projection, on a count split into what is counted and what is out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veedor.outstanding.backtest import REFERENCE_SHARES, backtest
from veedor.outstanding.calibration import MINIMUM, CalibrationRecord, calibration_record
from veedor.outstanding.counted_sheets import CountedSheets, PlaceSums
from veedor.outstanding.earlier import fit_with_baseline
from veedor.outstanding.estimate import measured_drift, outlook
from veedor.outstanding.guess import guess, judged
from veedor.outstanding.imputation import Imputation, hierarchical_ratio, nested_draws, nested_mean
from veedor.outstanding.partial_count import Sizing
from veedor.outstanding.place_model import fit_places
from veedor.outstanding.replay import AREA_POWER, POWER
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.arrays import Flags, Floats, Ints
    from veedor.outstanding.area_spread import Fitted
    from veedor.outstanding.backtest import Backtest
    from veedor.outstanding.columns import Columns
    from veedor.outstanding.estimate import Estimate, Forecast
    from veedor.outstanding.guess import Coverage
    from veedor.outstanding.partial_count import PartialCount
    from veedor.outstanding.tree import Tree


class Learnt(NamedTuple):
    """A method, and the places of which it knows something beforehand, shape (n_leaves,)."""

    fit: Callable[[Tree, PlaceSums], Fitted]
    matched: Flags | None


PLACES_ALONE = Learnt(fit_places, None)
"""The method that knows nothing but today's count."""


@dataclass(frozen=True, slots=True)
class BorrowedLevel:
    """Outstanding sheets that borrow from one level.

    Parameters
    ----------
    level : str
        The finest level at which they have counted sheets; empty where nothing is counted.
    sheets : int
        How many.
    size : float
        Their size (registered voters, where known).
    """

    level: str
    sheets: int
    size: float


@dataclass(frozen=True, eq=False)
class SplitCount:
    """A partial count split into what is counted and what is out, over one tree, in some columns.

    Parameters
    ----------
    known : PartialCount
        What is known.
    columns : Columns
        What is measured.
    total : float vector, shape (m,)
        Counted totals.
    counted : CountedSheets
        In their order, those without one first.
    out_leaf, out_size : vectors, shape (n_outstanding,)
        Leaf and size of each outstanding sheet.
    by : Learnt
        The method, and the places of which it knows something beforehand.
    """

    known: PartialCount
    columns: Columns
    total: Floats
    counted: CountedSheets
    out_leaf: Ints
    out_size: Floats
    by: Learnt = PLACES_ALONE

    @property
    def tree(self) -> Tree:
        """Places."""
        return self.counted.tree

    @cached_property
    def outstanding(self) -> Floats:
        """Outstanding size of each leaf, shape (n_leaves,)."""
        return add_up(self.out_leaf, self.out_size, self.tree.leaves)

    @cached_property
    def ratio(self) -> Imputation:
        """The outstanding sheets by the hierarchical ratio."""
        return hierarchical_ratio(self.tree, self.pool, self.outstanding)

    @cached_property
    def nested(self) -> Imputation:
        """The outstanding sheets by the expectation of nested replacement."""
        return nested_mean(self.tree, self.pool, self.outstanding)

    @cached_property
    def coverage(self) -> Coverage:
        """How much of what is out lies in places of which something is known."""
        pool = self.pool
        return judged(self.tree, pool, pool.size + self.outstanding, self.by.matched)

    def by_earlier(self) -> SplitCount | None:
        """Return the same by the method that learns from an earlier election; None where there is none."""
        baseline, tree = self.known.baseline, self.tree
        if baseline is None:
            return None
        features, matched = baseline.of_leaves(tree.leaf, self.known.size, tree.leaves)
        return replace(self, by=Learnt(fit_with_baseline(features, matched), matched))

    @cached_property
    def pool(self) -> PlaceSums:
        """Sums of the counted sheets by leaf."""
        return self.counted.pool()

    @cached_property
    def model(self) -> Fitted:
        """What the counted sheets lead one to expect of every place."""
        return self.by.fit(self.tree, self.pool)

    @cached_property
    def region(self) -> Ints:
        """The region of each polling place."""
        found = np.zeros(self.tree.leaves, dtype=np.int64)
        found[self.tree.leaf] = self.known.regions.codes
        return found

    @cached_property
    def ordered(self) -> CountedSheets | None:
        """The counted sheets whose order is known, in it; None where it is known of none."""
        ends = self.known.steps
        if not len(ends):
            return None
        return replace(self.counted.rows(len(self.counted) - int(ends[-1])), ends=ends)

    def levels_borrowed(self) -> tuple[BorrowedLevel, ...]:
        """Count outstanding sheets by the level that they borrow from."""
        level = self.ratio.level[self.out_leaf]
        found = []
        for k, name in (*enumerate(self.tree.levels), (-1, "")):
            here = level == k
            if k >= 0 or here.any():
                found.append(BorrowedLevel(name, int(here.sum()), float(self.out_size[here].sum())))
        return tuple(found)


def split(known: PartialCount, tree: Tree, columns: Columns) -> SplitCount:
    """Take counted sheets in their order (those without one first), and the sizes of the rest."""
    votes, total = known.columns(columns)
    without = np.flatnonzero(known.counted & ~np.isfinite(known.arrival))
    rows = np.concatenate((without, known.in_order))
    out = np.flatnonzero(~known.counted)
    share = None if known.share is None else known.share[rows]
    counted = CountedSheets(tree, tree.leaf[rows], known.size[rows], votes[rows], share=share)
    return SplitCount(known, columns, total, counted, tree.leaf[out], known.size[out])


def reference_method(
    parts: SplitCount, past: Backtest | None, asked: int, draws: int, seed: int
) -> tuple[Floats, Estimate]:
    """Return the plain nested Monte Carlo and the same with measured drift.

    Only what the first measures need, the assertions asked for, is drawn; of the others the expectation is
    exact.
    """
    columns, total = parts.columns, parts.total
    spread = np.zeros(len(columns.measures))
    if not len(parts.counted) or not len(parts.out_leaf):
        return columns.values(total), measured_drift(columns, total, np.zeros(len(columns)), (), spread)
    values = columns.values(total + parts.nested.total)
    if asked:
        few = columns.first(asked)
        drawn = nested_draws(parts.counted.columns(len(few)), parts.out_leaf, parts.out_size, draws, seed)
        results = few.values(total[: len(few)] + drawn)
        values[:asked], spread[:asked] = results.mean(axis=0), results.std(axis=0, ddof=1)
    replays = () if past is None else past.past(None, len(parts.known), nested=True, only=REFERENCE_SHARES)
    return values, measured_drift(columns, total, parts.nested.total, replays, spread)


def replayed(parts: SplitCount, progress: Callable[[int, int], None] | None) -> Backtest | None:
    """Replay a count; None where its order is not known, or of too few sheets."""
    ordered = parts.ordered
    if ordered is None or len(ordered) < MINIMUM:
        return None
    whole = parts.pool.size + parts.outstanding
    region = parts.region if parts.known.regions.level else None
    return backtest(
        ordered,
        parts.by.fit,
        whole=whole,
        matched=parts.by.matched,
        region=region,
        progress=progress,
        power=POWER if parts.known.share is None else AREA_POWER,
    )


def recorded(parts: SplitCount, past: Backtest) -> CalibrationRecord | None:
    """Say what the calibrated method would have said so far."""
    ordered = parts.ordered
    if ordered is None:
        return None
    whole = ordered.votes.sum(axis=0)
    sizes = ordered.size if parts.known.sizing is Sizing.REGISTERED else None
    return calibration_record(parts.columns, past, whole, parts.total - whole, sizes)


def calibrated_method(parts: SplitCount, past: Backtest) -> Forecast | None:
    """Return the outlook of the calibrated method; None where coverage is too small."""
    if not parts.coverage.passes:
        return None
    rest = guess(parts.model, parts.pool, parts.tree, parts.out_leaf, parts.out_size)
    sheets = len(parts.known)
    view = outlook(parts.columns, parts.total, rest, past.past(None, sheets))
    return replace(view, by_region=past.region_drift(sheets))
