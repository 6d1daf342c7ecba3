"""What the outstanding votes will do: from the simplest method to the calibrated one, on one snapshot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.model import Result
from veedor.outstanding.backtest import REFERENCE_SHARES, SHARES, calibrated, measured_drift, replays
from veedor.outstanding.breakeven import BreakEven, break_even
from veedor.outstanding.gate import Gate, gate
from veedor.outstanding.measure import Columns, Measure, measure_of, share_of
from veedor.outstanding.nested import nested_draws, nested_mean
from veedor.outstanding.pool import Sample
from veedor.outstanding.ratio import Imputation, hierarchical_ratio
from veedor.outstanding.record import Record, replay_count
from veedor.outstanding.situation import Sizing
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from veedor.model import Assertion, Contest, CountId, Finding, SnapshotId, Table
    from veedor.outstanding.backtest import Estimate
    from veedor.outstanding.situation import Basis, Disagreements, Situation
    from veedor.outstanding.tree import Tree

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

DRAWS = 1000
SEED = 1
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
class Projection(Result):
    """What the outstanding votes will do.

    Vectors have one entry a measure: first the assertions asked for, then the share of each candidate.

    Parameters
    ----------
    contest : Contest
        What is voted on.
    count_id, snapshot_id : CountId, SnapshotId
        Which published state of which count.
    taken_at : datetime, optional
        When it was published.
    sheets, counted : int
        Sheets on the roll, and those that the snapshot holds of them.
    sizing, basis, disagreements
        What stands for the size of a sheet, where the order of arrival comes from, where roll and snapshot
        do not agree.
    gate : Gate
        Whether a projection is given.
    break_evens : tuple of BreakEven
        For each assertion.
    matches, matches_by_stratum : tuple of Match
        Outstanding sheets by the level that they borrow from; the second with strata on top, empty without.
    measures : tuple of Measure
        What is projected.
    assertions : int
        How many of the measures are assertions; the others are shares.
    current, ratio, ratio_by_stratum, nested : float vectors, shape (n_measures,)
        Value of what is counted; hierarchical ratio, plain and with strata on top; plain nested Monte Carlo.
    reference : Estimate
        The nested Monte Carlo with measured drift.
    estimate : Estimate, optional
        The calibrated method; absent where the gate is shut or the order is not known.
    record : Record, optional
        Its track record on this count.
    draws, seed : int
        Of the Monte Carlo.
    command : str
        The command that computes it again.
    """

    contest: Contest
    count_id: CountId
    snapshot_id: SnapshotId | None
    taken_at: datetime | None
    sheets: int
    counted: int
    sizing: Sizing
    basis: Basis
    disagreements: Disagreements
    gate: Gate
    break_evens: tuple[BreakEven, ...]
    matches: tuple[Match, ...]
    matches_by_stratum: tuple[Match, ...]
    measures: tuple[Measure, ...]
    assertions: int
    current: Floats
    ratio: Floats
    ratio_by_stratum: Floats
    nested: Floats
    reference: Estimate
    estimate: Estimate | None
    record: Record | None
    draws: int
    seed: int
    command: str = ""

    @property
    def outstanding(self) -> int:
        """Sheets that are still out."""
        return self.sheets - self.counted

    def probability(self, measure: int) -> float | None:
        """Probability that a measure ends above its threshold, from the calibrated interval only.

        Between 0.001 and 0.999: so few replays cannot tell more from certainty.

        Parameters
        ----------
        measure : int
            Which assertion. For one that asks that the line is *not* reached, this is still the probability
            that it is.
        """
        asked = self.measures[measure]
        if self.estimate is None or asked.threshold is None:
            return None
        above = self.estimate.probability_above(float(asked.threshold), measure)
        return min(max(above, 0.001), 0.999) if np.isfinite(above) else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Break-even first, then the projection with its record, then what it rests on."""
        from veedor.outstanding.projection_findings import findings

        return findings(self)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Assertions, shares, levels of borrowing, and the record."""
        from veedor.outstanding.projection_tables import tables

        return tables(self)


@dataclass(frozen=True, eq=False)
class _Parts:
    """A situation cut into what is counted and what is out, over one tree."""

    tree: Tree
    known: Sample
    out_leaf: Ints
    out_size: Floats
    outstanding: Floats


def project(
    known: Situation,
    assertions: Sequence[Assertion],
    registered: Ints,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    taken_at: datetime | None = None,
    command: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Projection:
    """Project a count from one snapshot.

    Parameters
    ----------
    known : Situation
        What is known.
    assertions : sequence of Assertion
        What to ask; any with integer weights and without a scope.
    registered : int vector, shape (n_sheets,)
        Registered voters by sheet of the roll, ``UNKNOWN`` where not published: for what is settled whatever
        comes.
    draws, seed : int
        Of the nested Monte Carlo.
    taken_at : datetime, optional
        When the snapshot was published.
    command : str
        The command that computes it again.
    progress : callable, optional
        Told the steps done and their number.
    """
    contest = known.contest
    asked = [measure_of(assertion, contest) for assertion in assertions]
    shares = [share_of(choice, contest) for choice in contest.candidates]
    columns = Columns([*asked, *shares])
    voters = np.full(len(known), np.nan) if known.sizing is Sizing.SHEETS else known.size
    votes = columns.of(known.votes, voters)
    total = votes[known.counted].sum(axis=0) + columns.of(known.beyond, 0.0)
    plain = _cut(known, known.tree, votes)
    best = plain if known.strata is None else _cut(known, known.strata, votes)
    ratio = hierarchical_ratio(plain.tree, plain.known.pool(), plain.outstanding)
    by_stratum = hierarchical_ratio(best.tree, best.known.pool(), best.outstanding)
    door = gate(plain.known.pool().sheets, plain.outstanding)
    nested, reference = _reference(columns, known, plain, total, len(asked), draws, seed)
    estimate, record = _calibrated(columns, known, best, total, len(asked), door, progress)
    breaks = tuple(
        break_even(columns, i, assertion, known, total, ratio, registered)
        for i, assertion in enumerate(assertions)
    )
    return Projection(
        contest=contest,
        count_id=known.count_id,
        snapshot_id=known.snapshot_id,
        taken_at=taken_at,
        sheets=len(known),
        counted=int(known.counted.sum()),
        sizing=known.sizing,
        basis=known.basis,
        disagreements=known.disagreements,
        gate=door,
        break_evens=breaks,
        matches=_matches(plain, ratio),
        matches_by_stratum=() if known.strata is None else _matches(best, by_stratum),
        measures=columns.measures,
        assertions=len(asked),
        current=columns.values(total),
        ratio=columns.values(total + ratio.total),
        ratio_by_stratum=columns.values(total + by_stratum.total),
        nested=nested,
        reference=reference,
        estimate=estimate,
        record=record,
        draws=draws,
        seed=seed,
        command=command,
    )


def _cut(known: Situation, tree: Tree, votes: Floats) -> _Parts:
    """Take counted sheets in their order (those without one first), and the sizes of the rest."""
    ordered = known.in_order
    without = np.flatnonzero(known.counted & ~np.isfinite(known.arrival))
    rows = np.concatenate((without, ordered))
    out = np.flatnonzero(~known.counted)
    leaf, size = tree.leaf[out], known.size[out]
    return _Parts(
        tree=tree,
        known=Sample(tree, tree.leaf[rows], known.size[rows], votes[rows]),
        out_leaf=leaf,
        out_size=size,
        outstanding=add_up(leaf, size, tree.leaves),
    )


def _reference(
    columns: Columns,
    known: Situation,
    parts: _Parts,
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
    past = replays(_timed(known, parts), len(known), REFERENCE_SHARES) if _ordered(known) else ()
    return values, measured_drift(columns, total, mean.total, past, spread)


def _calibrated(
    columns: Columns,
    known: Situation,
    parts: _Parts,
    total: Floats,
    asked: int,
    door: Gate,
    progress: Callable[[int, int], None] | None,
) -> tuple[Estimate | None, Record | None]:
    """Give the calibrated projection, widened to what its own record needs, and that record."""
    if not _ordered(known):
        return None, None
    timed = _timed(known, parts)
    # the record is that of the assertions; the shares are widened as much as the worst of them
    few = columns.first(asked) if asked else columns
    replayed = Sample(timed.tree, timed.leaf, timed.size, timed.votes[:, few.kept])
    aside = (total - timed.votes.sum(axis=0))[few.kept]
    record = replay_count(few, replayed, aside, progress)
    if record is None or not door.passes:
        return None, record
    guess = nested_mean(parts.tree, parts.known.pool(), parts.outstanding)
    estimate = calibrated(columns, total, guess, replays(timed, len(known), SHARES))
    widening = record.widening()
    factor = np.full(len(columns.measures), widening.max())
    factor[: len(widening)] = widening
    return replace(estimate, half=estimate.half * factor), record


def _ordered(known: Situation) -> bool:
    counted = int(known.counted.sum())
    return counted > 0 and len(known.in_order) >= ORDERED_FROM * counted


def _timed(known: Situation, parts: _Parts) -> Sample:
    """Give the counted sheets whose order is known, in that order."""
    skip = len(parts.known) - len(known.in_order)
    whole = parts.known
    return Sample(whole.tree, whole.leaf[skip:], whole.size[skip:], whole.votes[skip:])


def _matches(parts: _Parts, imputed: Imputation) -> tuple[Match, ...]:
    """Count outstanding sheets by the level that they borrow from."""
    level = imputed.level[parts.out_leaf]
    names = [*parts.tree.levels, ""]
    found = []
    for k in (*range(len(parts.tree.levels)), -1):
        here = level == k
        if k >= 0 or here.any():
            found.append(Match(names[k], int(here.sum()), float(parts.out_size[here].sum())))
    return tuple(found)
