"""The methods of a projection on a count split into known and outstanding: impute, correct, replay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.backtest import REFERENCE_SHARES, SHARES, calibrated, measured_drift, replays
from veedor.outstanding.calibration import CalibrationRecord, replay_count
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.imputation import hierarchical_ratio
from veedor.outstanding.nested import nested_draws, nested_mean
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from veedor.outstanding.backtest import Estimate
    from veedor.outstanding.columns import Columns
    from veedor.outstanding.coverage import Coverage
    from veedor.outstanding.imputation import Imputation
    from veedor.outstanding.partial_count import PartialCount
    from veedor.outstanding.tree import Tree

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

ORDERED_FROM = 0.8
"""Share of counted sheets whose order must be known for the back-test to speak for the count."""


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
class KnownAndOut:
    """A partial count split over one tree.

    Parameters
    ----------
    known : CountedSheets
        In their order, those without one first.
    out_leaf, out_size : vectors, shape (n_outstanding,)
        Leaf and size of each outstanding sheet.
    outstanding : float vector, shape (n_leaves,)
        Outstanding size of each leaf.
    """

    known: CountedSheets
    out_leaf: Ints
    out_size: Floats
    outstanding: Floats

    @property
    def tree(self) -> Tree:
        """Places."""
        return self.known.tree

    @cached_property
    def ratio(self) -> Imputation:
        """The outstanding sheets by the hierarchical ratio."""
        return hierarchical_ratio(self.tree, self.known.pool(), self.outstanding)


def split(known: PartialCount, tree: Tree, votes: Floats) -> KnownAndOut:
    """Take counted sheets in their order (those without one first), and the sizes of the rest."""
    ordered = known.in_order
    without = np.flatnonzero(known.counted & ~np.isfinite(known.arrival))
    rows = np.concatenate((without, ordered))
    out = np.flatnonzero(~known.counted)
    leaf, size = tree.leaf[out], known.size[out]
    return KnownAndOut(
        known=CountedSheets(tree, tree.leaf[rows], known.size[rows], votes[rows]),
        out_leaf=leaf,
        out_size=size,
        outstanding=add_up(leaf, size, tree.leaves),
    )


def reference_method(
    columns: Columns,
    known: PartialCount,
    parts: KnownAndOut,
    total: Floats,
    asked: int,
    draws: int,
    seed: int,
) -> tuple[Floats, Estimate]:
    """Give the plain nested Monte Carlo and the same with measured drift."""
    if not known.counted.any() or not len(parts.out_leaf):
        nothing = np.zeros(len(columns))
        values = columns.values(total)
        estimate = measured_drift(columns, total, nothing, (), np.zeros(len(values)))
        return values, estimate
    mean = nested_mean(parts.tree, parts.known.pool(), parts.outstanding)
    values = columns.values(total + mean.total)
    spread = np.zeros(len(values))
    if asked:
        # only what the assertions need is drawn; of the other measures the expectation is exact
        few = columns.first(asked)
        sample = parts.known.columns(len(few))
        drawn = nested_draws(sample, parts.out_leaf, parts.out_size, draws, seed)
        results = few.values(total[: len(few)] + drawn)
        values[:asked], spread[:asked] = results.mean(axis=0), results.std(axis=0, ddof=1)
    past = replays(timed(known, parts), len(known), REFERENCE_SHARES) if well_ordered(known) else ()
    return values, measured_drift(columns, total, mean.total, past, spread)


def calibrated_method(
    columns: Columns,
    known: PartialCount,
    parts: KnownAndOut,
    total: Floats,
    asked: int,
    coverage: Coverage,
    progress: Callable[[int, int], None] | None,
) -> tuple[Estimate | None, CalibrationRecord | None]:
    """Give the calibrated projection, widened to what its own record needs, and that record."""
    if not well_ordered(known):
        return None, None
    ordered = timed(known, parts)
    # the record is that of the assertions; the shares are widened as much as the worst of them
    few = columns.first(asked) if asked else columns
    aside = (total - ordered.votes.sum(axis=0))[: len(few)]
    record = replay_count(few, ordered.columns(len(few)), aside, progress)
    if record is None or not coverage.passes:
        return None, record
    guess = nested_mean(parts.tree, parts.known.pool(), parts.outstanding)
    estimate = calibrated(columns, total, guess, replays(ordered, len(known), SHARES))
    widening = record.widening()
    factor = np.full(len(columns.measures), widening.max())
    factor[: len(widening)] = widening
    return replace(estimate, half=estimate.half * factor), record


def well_ordered(known: PartialCount) -> bool:
    """Whether the order of so many counted sheets is known that a back-test speaks for the count."""
    counted = int(known.counted.sum())
    return counted > 0 and len(known.in_order) >= ORDERED_FROM * counted


def timed(known: PartialCount, parts: KnownAndOut) -> CountedSheets:
    """Give the counted sheets whose order is known, in that order."""
    return parts.known.rows(len(parts.known) - len(known.in_order), None)


def levels_borrowed(parts: KnownAndOut) -> tuple[BorrowedLevel, ...]:
    """Count outstanding sheets by the level that they borrow from."""
    level = parts.ratio.level[parts.out_leaf]
    found = []
    for k, name in (*enumerate(parts.tree.levels), (-1, "")):
        here = level == k
        if k >= 0 or here.any():
            found.append(BorrowedLevel(name, int(here.sum()), float(parts.out_size[here].sum())))
    return tuple(found)
