"""The steps of a projection: cut what is known, borrow, correct, replay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.backtest import REFERENCE_SHARES, SHARES, calibrated, measured_drift, replays
from veedor.outstanding.nested import nested_draws, nested_mean
from veedor.outstanding.pool import Sample
from veedor.outstanding.record import Record, replay_count
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from veedor.outstanding.backtest import Estimate
    from veedor.outstanding.gate import Gate
    from veedor.outstanding.measure import Columns
    from veedor.outstanding.ratio import Imputation
    from veedor.outstanding.situation import Situation
    from veedor.outstanding.tree import Tree

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

ORDERED_FROM = 0.8
"""Share of counted sheets whose order must be known for the back-test to speak for the count."""


@dataclass(frozen=True, slots=True)
class Match:
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
class Parts:
    """A situation cut into what is counted and what is out, over one tree."""

    tree: Tree
    known: Sample
    out_leaf: Ints
    out_size: Floats
    outstanding: Floats


def cut(known: Situation, tree: Tree, votes: Floats) -> Parts:
    """Take counted sheets in their order (those without one first), and the sizes of the rest."""
    ordered = known.in_order
    without = np.flatnonzero(known.counted & ~np.isfinite(known.arrival))
    rows = np.concatenate((without, ordered))
    out = np.flatnonzero(~known.counted)
    leaf, size = tree.leaf[out], known.size[out]
    return Parts(
        tree=tree,
        known=Sample(tree, tree.leaf[rows], known.size[rows], votes[rows]),
        out_leaf=leaf,
        out_size=size,
        outstanding=add_up(leaf, size, tree.leaves),
    )


def reference_method(
    columns: Columns,
    known: Situation,
    parts: Parts,
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
        votes = parts.known.votes[:, few.kept]
        sample = Sample(parts.tree, parts.known.leaf, parts.known.size, votes)
        drawn = nested_draws(sample, parts.out_leaf, parts.out_size, draws, seed)
        results = few.values(total[few.kept] + drawn)
        values[:asked], spread[:asked] = results.mean(axis=0), results.std(axis=0, ddof=1)
    past = replays(timed(known, parts), len(known), REFERENCE_SHARES) if well_ordered(known) else ()
    return values, measured_drift(columns, total, mean.total, past, spread)


def calibrated_method(
    columns: Columns,
    known: Situation,
    parts: Parts,
    total: Floats,
    asked: int,
    door: Gate,
    progress: Callable[[int, int], None] | None,
) -> tuple[Estimate | None, Record | None]:
    """Give the calibrated projection, widened to what its own record needs, and that record."""
    if not well_ordered(known):
        return None, None
    ordered = timed(known, parts)
    # the record is that of the assertions; the shares are widened as much as the worst of them
    few = columns.first(asked) if asked else columns
    replayed = Sample(ordered.tree, ordered.leaf, ordered.size, ordered.votes[:, few.kept])
    aside = (total - ordered.votes.sum(axis=0))[few.kept]
    record = replay_count(few, replayed, aside, progress)
    if record is None or not door.passes:
        return None, record
    guess = nested_mean(parts.tree, parts.known.pool(), parts.outstanding)
    estimate = calibrated(columns, total, guess, replays(ordered, len(known), SHARES))
    widening = record.widening()
    factor = np.full(len(columns.measures), widening.max())
    factor[: len(widening)] = widening
    return replace(estimate, half=estimate.half * factor), record


def well_ordered(known: Situation) -> bool:
    """Whether the order of so many counted sheets is known that a back-test speaks for the count."""
    counted = int(known.counted.sum())
    return counted > 0 and len(known.in_order) >= ORDERED_FROM * counted


def timed(known: Situation, parts: Parts) -> Sample:
    """Give the counted sheets whose order is known, in that order."""
    skip = len(parts.known) - len(known.in_order)
    whole = parts.known
    return Sample(whole.tree, whole.leaf[skip:], whole.size[skip:], whole.votes[skip:])


def matches(parts: Parts, imputed: Imputation) -> tuple[Match, ...]:
    """Count outstanding sheets by the level that they borrow from."""
    level = imputed.level[parts.out_leaf]
    names = [*parts.tree.levels, ""]
    found = []
    for k in (*range(len(parts.tree.levels)), -1):
        here = level == k
        if k >= 0 or here.any():
            found.append(Match(names[k], int(here.sum()), float(parts.out_size[here].sum())))
    return tuple(found)
