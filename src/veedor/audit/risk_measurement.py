"""What the records show so far: the attained risk after every sheet, and what is left to do.

Only sheets that were looked at *in the order of the draw* count, up to the first one without a record:
evidence that is picked out of order would not be random. A sheet that cannot be audited, whose readings
disagree, or that has two records that contradict each other counts at its worst.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.discrepancy import AuditedSheet, Discrepancy
from veedor.audit.risk import martingale, mean_proportional, p_values
from veedor.audit.stratified import StratumSample, intersection
from veedor.audit.weighing import bet_of, shown, sizes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.arrays import Floats, Ints
    from veedor.audit.bounds import SheetBounds
    from veedor.audit.design import Design
    from veedor.audit.population import Population
    from veedor.audit.risk import Bet


@dataclass(frozen=True, eq=False)
class MeasuredRisk:
    """Risk of one assertion, sheet by sheet.

    Parameters
    ----------
    bounds : SheetBounds
        The assertion and its slack.
    overstated : tuple of int
        Overstatement of each sheet looked at, in 1/scale votes; the whole bound where it counts at its worst.
    p : float vector, shape (n_looked,)
        P-value after each sheet.
    """

    bounds: SheetBounds
    overstated: tuple[int, ...]
    p: Floats

    @property
    def attained(self) -> float:
        """P-value now; 1 before the first sheet."""
        return float(self.p[-1]) if len(self.p) else 1.0


LOOKS = 12
"""How often evidence of several strata is combined on the way: each takes a search for the worst split."""


def measure_risk(
    population: Population, audited: Sequence[AuditedSheet], design: Design
) -> tuple[MeasuredRisk, ...]:
    """Measure the risk of every assertion after each sheet.

    Parameters
    ----------
    population : Population
        What was committed.
    looked : sequence of AuditedSheet
        Drawn sheets with a record, in the order of the draw, without a gap (in any stratum).
    design : Design
        How sheets were drawn and evidence is weighed.
    """
    rows = np.array([population.row[one.sheet_id] for one in audited], dtype=np.int64)
    found = []
    for member in population.members:
        overstated = _overstatements(member, rows, audited)
        p = _p_values(population, member, rows, overstated, design)
        found.append(MeasuredRisk(member, overstated, p))
    return tuple(found)


def _p_values(
    population: Population,
    member: SheetBounds,
    rows: Ints,
    overstated: Sequence[int] | Floats,
    design: Design,
    looks: int = LOOKS,
) -> Floats:
    """Return the P-value after each sheet, for sheets in the order in which they count."""
    slack = population.remaining(member) / member.parts
    if not len(rows):
        return np.empty(0)
    if slack <= 0:
        return np.ones(len(rows))
    errors, bet = np.array(overstated, dtype=np.float64) / member.parts, bet_of(design, member)
    # every sheet's size is at least its bound for this assertion, so 1 - taint is negative only where more
    # ballots were found than a sheet can hold
    sizes = sizes_of(design, population, member)
    if population.strata is None:
        total = float(sizes.sum())
        x = 1.0 - np.divide(errors, sizes[rows], out=np.zeros(len(rows)), where=sizes[rows] > 0)
        mu = mean_proportional(sizes[rows], x, total, slack)
        p = p_values(martingale(shown(design, x), mu, bet))
    else:
        p = np.ones(len(rows))
        if float(sizes.sum()) > slack:
            p = _combined(population, sizes, rows, errors, slack, bet, looks)
    # what the sheets not yet seen could hold beside what was found is less than the slack: proven
    could = float(sizes.sum()) - np.cumsum(sizes[rows]) + np.cumsum(errors)
    return np.where(np.logical_or.accumulate(could < slack - 0.5), 0.0, p)


def _combined(
    population: Population,
    sizes: Floats,
    rows: Ints,
    errors: Floats,
    slack: float,
    bet: Bet,
    looks: int,
) -> Floats:
    """Combine the strata at some points of the way, the end among them; in between, nothing is new."""
    p = np.ones(len(rows))
    now = 1.0
    at = np.unique(np.ceil(np.linspace(len(rows) / looks, len(rows), looks)).astype(np.int64)).tolist()
    for begin, end in zip(at, [*at[1:], len(rows) + 1], strict=True):
        now = min(now, intersection(_strata(population, sizes, rows[:begin], errors[:begin]), slack, bet))
        p[begin - 1 : end - 1] = now
    return p


def _strata(population: Population, sizes: Floats, rows: Ints, errors: Floats) -> tuple[StratumSample, ...]:
    """Split what was found into strata."""
    strata = []
    for name, members in population.rows_of_strata.items():
        mine = np.isin(rows, members)
        strata.append(StratumSample(name, sizes[rows[mine]], errors[mine], float(sizes[members].sum())))
    return tuple(stratum for stratum in strata if stratum.total > 0)


def _overstatements(member: SheetBounds, rows: Ints, audited: Sequence[AuditedSheet]) -> tuple[int, ...]:
    """Return exact overstatements; at least the whole bound for a sheet that counts at its worst."""
    errors = []
    for row, sheet in zip(rows.tolist(), audited, strict=True):
        one = sheet.contests[member.contest]
        if one is None or not member.within[row]:
            errors.append(0)
        elif one.votes is None:
            errors.append(int(member.bounds[row]))
        else:
            error = member.overstated(row, one.votes)
            # more ballots than a sheet can hold are no evidence for anybody: it counts at its worst, or as
            # what was found if that is worse still
            above = one.discrepancy is Discrepancy.ABOVE_ROLL
            errors.append(max(error, int(member.bounds[row])) if above else error)
    return tuple(errors)


def outcome_p(measured: Sequence[MeasuredRisk]) -> Floats:
    """Return the P-value of the outcome after each sheet: that of its least confirmed assertion.

    The outcome is wrong only if one of its assertions is false, so no correction for their number is needed.
    """
    return np.max(np.stack([one.p for one in measured]), axis=0) if measured else np.empty(0)


def risk_after(
    population: Population,
    member: SheetBounds,
    rows: Ints,
    overstated: Sequence[int] | Floats,
    design: Design,
) -> float:
    """Return the P-value of one assertion after some sheets, looked at once; 1 before the first.

    Parameters
    ----------
    population : Population
        What was committed.
    member : SheetBounds
        The assertion.
    rows : int vector, shape (n_drawn,)
        Rows of the sheets, in the order in which they count.
    overstated : sequence of number
        By how much each was, in 1/scale votes.
    design : Design
        From the plan.
    """
    p = _p_values(population, member, rows, overstated, design, looks=1)
    return float(p[-1]) if len(p) else 1.0


def first_enough(
    enough: Callable[[int], bool], most: int, least: int = 0, guess: int = 0, about: int = 0
) -> int | None:
    """Return the smallest number from ``least`` to ``most`` that is enough, or None where not even that is.

    Parameters
    ----------
    enough : callable
        Whether a number is; what is more than enough has to be enough too.
    most, least : int
        Where to look.
    guess : int
        About which number it will be; 0: unknown.
    about : int
        How much more than the smallest number is good enough: one part in so many; 0: nothing is.
    """
    if least > 0 and enough(min(least, most)):
        return least
    low, high = least, min(most, guess * 5 // 4 or 2 * least + 64)
    if least < guess * 4 // 5 < most and not enough(guess * 4 // 5):
        low = guess * 4 // 5
    while not enough(high):
        if high == most:
            return None
        low, high = high, min(most, 2 * high)
    while high - low > max(1, high // about if about else 1):
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def sheets_left(
    population: Population,
    order: Ints,
    measured: MeasuredRisk,
    design: Design,
    risk_limit: Fraction,
    *,
    at_least: int = 0,
) -> int | None:
    """Return how many more sheets are needed if none of them shows an error.

    Parameters
    ----------
    population : Population
        What was committed.
    order : int vector
        Rows of the sheets that were looked at, then of the others in the order of the draw.
    measured : MeasuredRisk
        What one assertion has attained so far.
    design : Design
        From the plan.
    risk_limit : Fraction
        Of the draw: that of the plan, divided for parties that did not open.
    at_least : int
        How many more another assertion needs: nothing less is looked for.

    Returns
    -------
    int or None
        None where not even all sheets without a further error would do.
    """
    done = len(measured.overstated)
    errors = np.zeros(len(order), dtype=np.int64)
    errors[:done] = measured.overstated

    def enough(sheets: int) -> bool:
        rows, found = order[:sheets], errors[:sheets].tolist()
        p = risk_after(population, measured.bounds, rows, found, design)
        return p <= float(risk_limit)

    needed = first_enough(enough, len(order), done + at_least)
    return None if needed is None else needed - done
