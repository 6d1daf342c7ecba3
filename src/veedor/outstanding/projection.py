"""What the outstanding votes will do: from the simplest method to the calibrated one, on one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import total_of
from veedor.model import OutcomeKind, Result, measure_of_share
from veedor.outstanding.breakeven import BreakEven, break_even
from veedor.outstanding.by_region import by_region
from veedor.outstanding.chances import OutcomeChance, outcome_chances
from veedor.outstanding.columns import Columns, measure_of_whole
from veedor.outstanding.earlier.use import EarlierUse, best_way
from veedor.outstanding.methods import reference_method, replayed, split
from veedor.outstanding.seats.outlook import SeatOutlook, seat_outlook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from veedor.arrays import Floats
    from veedor.model import Assertion, Contest, Measure, Tally
    from veedor.outstanding.by_region import RegionOutlook
    from veedor.outstanding.calibration import CalibrationRecord
    from veedor.outstanding.estimate import Estimate, Forecast
    from veedor.outstanding.guess import Coverage
    from veedor.outstanding.methods import BorrowedLevel
    from veedor.outstanding.partial_count import PartialCount
    from veedor.outstanding.seats.draws import SeatsAsked
    from veedor.rules import Decision


DRAWS = 1000
SEED = 1
CERTAIN = 0.001
"""Least probability of either side: so few replays cannot tell less from none."""


@dataclass(frozen=True, eq=False)
class Projection(Result):
    """What the outstanding votes will do.

    Vectors have one entry a measure: first those of the assertions, then the share of each candidate.

    Parameters
    ----------
    known : PartialCount
        What was known: sheets, their sizes and places, the order of arrival.
    taken_at : datetime, optional
        When it was published.
    assertions : tuple of Assertion
        What was asked.
    measures : tuple of Measure
        What is projected.
    coverage : Coverage
        Whether a projection is given.
    bounds : tuple of two float vectors, shape (n_measures,)
        What the measures can become at least and at most, whatever the open votes are; infinite where nothing
        bounds them.
    break_evens : tuple of BreakEven
        For each assertion.
    matches, matches_by_stratum : tuple of BorrowedLevel
        Outstanding sheets by the level that they borrow from; the second with strata on top, empty without.
    current, ratio, ratio_by_stratum, nested : float vectors, shape (n_measures,)
        Value of what is counted; hierarchical ratio, plain and with strata on top; plain nested Monte Carlo.
    reference : Estimate
        The nested Monte Carlo with measured drift.
    estimate : Estimate, optional
        The calibrated method; absent where coverage is too small or the order is not known.
    chances : tuple of OutcomeChance
        How probable each outcome under the rule is; empty without an estimate or a rule, and where the rule
        asks for more than totals.
    seats : tuple of SeatOutlook
        How many seats each list gets, for each name of seats that the rule shares out.
    without_seats : str
        Why the seats of the rule cannot be shared out, where they cannot; empty otherwise.
    regions : tuple of RegionOutlook
        The count region by region; empty where no places are known.
    record : CalibrationRecord, optional
        Its track record on this count.
    earlier : EarlierUse, optional
        The earlier election that the case has, and whether estimate and record rest on it.
    draws, seed : int
        Of the Monte Carlo.
    """

    known: PartialCount
    taken_at: datetime | None
    assertions: tuple[Assertion, ...]
    measures: tuple[Measure, ...]
    coverage: Coverage
    bounds: tuple[Floats, Floats]
    break_evens: tuple[BreakEven, ...]
    matches: tuple[BorrowedLevel, ...]
    matches_by_stratum: tuple[BorrowedLevel, ...]
    current: Floats
    ratio: Floats
    ratio_by_stratum: Floats
    nested: Floats
    reference: Estimate
    estimate: Estimate | None
    chances: tuple[OutcomeChance, ...]
    seats: tuple[SeatOutlook, ...]
    without_seats: str
    regions: tuple[RegionOutlook, ...]
    record: CalibrationRecord | None
    earlier: EarlierUse | None
    draws: int
    seed: int

    @property
    def contest(self) -> Contest:
        """What is voted on."""
        return self.known.contest

    @property
    def sheets(self) -> int:
        """Sheets that are or will be counted, those included that nobody names."""
        return len(self.known) + self.known.beside.unnamed

    @property
    def counted(self) -> int:
        """Sheets that are counted."""
        return int(self.known.counted.sum())

    @property
    def outstanding(self) -> int:
        """Sheets that are still out, set aside ones and those that nobody names among them."""
        return self.sheets - self.counted

    def probability(self, assertion: int) -> float | None:
        """Probability that a measure ends above its threshold, from the calibrated interval only.

        For an assertion that asks that the line is *not* reached, this is still the probability that it is.
        Where the assertion is settled it is 0 or 1; where something is silent it is no surer than the number
        of its counted siblings allows.
        """
        item = self.break_evens[assertion]
        if item.settled:
            return float(item.holds_now != self.measures[assertion].negated)
        if self.estimate is None:
            return None
        above = self.estimate.probability_above(float(self.measures[assertion].threshold), assertion)
        return self.no_surer(above) if np.isfinite(above) else None

    def chance_of(self, chance: OutcomeChance) -> float:
        """Return the probability of an outcome: 1 where nothing that is open can change it."""
        return 1.0 if chance.settled else self.no_surer(chance.probability)

    def no_surer(self, probability: float) -> float:
        """Return a probability, no nearer to 0 or 1 than what was seen allows."""
        known = self.earlier is not None and self.earlier.used
        silent = () if known else self.known.silent  # the earlier election speaks for them
        least = max([CERTAIN, *(1 / (part.siblings + 2) for part in silent)])
        return min(max(probability, least), 1 - least)


def project(
    known: PartialCount,
    assertions: Sequence[Assertion],
    tally: Tally,
    *,
    decide: Callable[[Tally], Decision] | None = None,
    seats: Sequence[SeatsAsked] = (),
    without_seats: str = "",
    draws: int = DRAWS,
    seed: int = SEED,
    taken_at: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Projection:
    """Project a count from one snapshot.

    Parameters
    ----------
    known : PartialCount
        What is known.
    assertions : sequence of Assertion
        What to ask; any without a scope.
    tally : Tally
        What is counted, with what is open: for what is settled whatever comes.
    decide : callable, optional
        The rule, to say how probable each outcome is.
    seats : sequence of SeatsAsked
        Seats to say the same of.
    without_seats, draws, seed, taken_at
        As :class:`Projection` has them.
    progress : callable, optional
        Told the steps done and their number.

    Raises
    ------
    QuestionError
        Where an assertion is about one area, or about ballots that are not published.
    """
    contest, n = known.contest, len(assertions)
    shares = (measure_of_share(choice, contest) for choice in contest.candidates)
    measures = [*(measure_of_whole(a, contest) for a in assertions), *shares]
    columns = Columns(measures, contest, whole=True)
    plain = split(known, known.tree, columns)
    nesting = plain if known.strata is None else split(known, known.strata, columns)
    best = split(known, known.crossed, columns)
    past = replayed(best, progress)
    nested, reference = reference_method(plain, past, n, draws, seed)
    way, earlier = best_way(best, past, n, progress)
    outlook = way.outlook
    voters = float("nan") if tally.registered is None else float(tally.registered)
    bounds = columns.bounds(plain.total, open_ballots(known, tally), voters)
    estimate = None if outlook is None or not outlook.degrees else outlook.estimate(*bounds)
    return Projection(
        known=known,
        taken_at=taken_at,
        assertions=tuple(assertions),
        measures=columns.measures,
        coverage=way.coverage,
        bounds=bounds,
        break_evens=tuple(break_even(plain, i, a, tally) for i, a in enumerate(assertions)),
        matches=plain.levels_borrowed(),
        matches_by_stratum=() if known.strata is None else nesting.levels_borrowed(),
        current=columns.values(plain.total),
        ratio=columns.values(plain.total + plain.ratio.total),
        ratio_by_stratum=columns.values(nesting.total + nesting.ratio.total),
        nested=nested,
        reference=reference,
        estimate=estimate,
        chances=chances_of(outlook, tally, decide, draws, seed) if estimate and outlook else (),
        seats=tuple(seat_outlook(one, way.parts, outlook, draws, seed) for one in seats),
        without_seats=without_seats,
        regions=by_region(way.parts, outlook, open_ballots(known, tally), draws, seed),
        record=way.record,
        earlier=earlier,
        draws=draws,
        seed=seed,
    )


def chances_of(
    view: Forecast, tally: Tally, decide: Callable[[Tally], Decision] | None, draws: int, seed: int
) -> tuple[OutcomeChance, ...]:
    """Say how probable each outcome under a rule is, from joint draws of all choices."""
    if decide is None:
        return ()
    now = decide(tally).outcome
    if now.kind is not OutcomeKind.UNDETERMINED:
        return (OutcomeChance(now, 1.0, settled=True),)
    columns = list(view.columns.choices)
    drawn = view.draws(draws, seed)[:, columns]
    if not np.isfinite(drawn).all():
        return ()
    votes = np.maximum(drawn, view.known[columns]).round().astype(np.int64)
    return outcome_chances(votes, tally, decide)


def open_ballots(known: PartialCount, tally: Tally) -> float:
    """Return how many ballots are open; NaN where nothing bounds them."""
    most = None if known.unbounded else total_of(group.ballots for group in tally.open)
    return float("nan") if most is None else float(most)
