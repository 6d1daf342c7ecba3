"""What the outstanding votes will do: from the simplest method to the calibrated one, on one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.model import Result
from veedor.outstanding.breakeven import BreakEven, break_even
from veedor.outstanding.gate import Gate, gate
from veedor.outstanding.measure import Columns, Measure, measure_of, share_of
from veedor.outstanding.ratio import hierarchical_ratio
from veedor.outstanding.situation import Sizing
from veedor.outstanding.steps import calibrated_method, cut, matches, reference_method

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from veedor.model import Assertion, Contest, CountId, Finding, SnapshotId, Table, Tally
    from veedor.outstanding.backtest import Estimate
    from veedor.outstanding.expected import Beside
    from veedor.outstanding.record import Record
    from veedor.outstanding.situation import Basis, Disagreements, Situation
    from veedor.outstanding.steps import Match

    Floats = NDArray[np.float64]

DRAWS = 1000
SEED = 1


@dataclass(frozen=True, eq=False)
class Projection(Result):
    """What the outstanding votes will do.

    Vectors have one entry a measure: first the assertions asked for, then the share of each candidate.

    Parameters
    ----------
    contest : Contest
        What is voted on.
    count_id, snapshot_id : CountId, SnapshotId
        Which publication of which count.
    taken_at : datetime, optional
        When it was published.
    sheets, counted : int
        Sheets that are or will be counted, those included that nobody names; and those that are counted.
    sizing, basis, disagreements
        What stands for the size of a sheet, where the order of arrival comes from, where roll and snapshot
        do not agree.
    beside : Beside
        Set aside, annulled and unnamed sheets, and those that nothing bounds.
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
    level : str
        The finest level of place, that counted sheets speak for; ``sheet`` where no places are published.
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
    beside: Beside
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
    level: str = "place"

    @property
    def outstanding(self) -> int:
        """Sheets that are still out, set aside ones and those that nobody names among them."""
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


def project(
    known: Situation,
    assertions: Sequence[Assertion],
    tally: Tally,
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
    tally : Tally
        What is counted, with what is open: for what is settled whatever comes.
    draws, seed : int
        Of the nested Monte Carlo.
    taken_at : datetime, optional
        When the snapshot was published.
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
    plain = cut(known, known.tree, votes)
    best = plain if known.strata is None else cut(known, known.strata, votes)
    ratio = hierarchical_ratio(plain.tree, plain.known.pool(), plain.outstanding)
    by_stratum = hierarchical_ratio(best.tree, best.known.pool(), best.outstanding)
    door = gate(plain.known.pool().sheets, plain.outstanding)
    nested, reference = reference_method(columns, known, plain, total, len(asked), draws, seed)
    estimate, record = calibrated_method(columns, known, best, total, len(asked), door, progress)
    breaks = tuple(
        break_even(columns, i, assertion, known, total, ratio, tally)
        for i, assertion in enumerate(assertions)
    )
    return Projection(
        contest=contest,
        count_id=known.count_id,
        snapshot_id=known.snapshot_id,
        taken_at=taken_at,
        sheets=len(known) + known.beside.unnamed,
        counted=int(known.counted.sum()),
        sizing=known.sizing,
        basis=known.basis,
        disagreements=known.disagreements,
        beside=known.beside,
        gate=door,
        break_evens=breaks,
        matches=matches(plain, ratio),
        matches_by_stratum=() if known.strata is None else matches(best, by_stratum),
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
        level=known.tree.levels[0],
    )
