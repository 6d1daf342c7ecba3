"""Break-even: the value that the outstanding votes must have for an assertion to come true."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.model import Assertion, Tally
    from veedor.outstanding.methods import SplitCount


@dataclass(frozen=True, slots=True)
class BreakEven:
    """What the outstanding votes must bring.

    Parameters
    ----------
    current : float
        Value of the measure now.
    needed : float
        The value at which the outstanding votes bring the total to the line exactly; NaN without any
        outstanding votes, and where nothing bounds how many there are.
    implied : float
        The value that the places which have reported imply for the outstanding sheets (hierarchical ratio).
    outstanding : float
        Base that is expected of the outstanding sheets (valid votes, say).
    holds_now : bool
        Whether the assertion holds on what is counted.
    settled : bool, optional
        Whether it holds (or fails) as it does now whatever the open votes are; None where nothing bounds
        them, or the assertion asks for registered voters that are not published.
    """

    current: float
    needed: float
    implied: float
    outstanding: float
    holds_now: bool
    settled: bool | None


def needed_value(threshold: float, top: float, base: float, outstanding: float, more: float = 0.0) -> float:
    """Return the value of the outstanding votes that brings a ratio to its line.

    It is ``(threshold (base + outstanding) + more - top) / outstanding``; NaN where nothing is out, or
    it is not known how much.

    Parameters
    ----------
    threshold : float
        What the ratio is compared with.
    top, base : float
        Numerator and denominator of what is counted.
    outstanding : float
        Denominator of what is outstanding.
    more : float
        Votes by which the numerator must lie above the threshold (one, where the law says "plus one").
    """
    if not outstanding > 0:
        return float("nan")
    return (threshold * (base + outstanding) + more - top) / outstanding


def settled(assertion: Assertion, tally: Tally) -> bool | None:
    """Whether an assertion stays as it is, whatever the open votes are; exact.

    None where nothing bounds the open votes that could change it, or registered voters are not published.
    """
    if assertion.registered_weight and tally.registered is None:
        return None
    low, high = assertion.range(tally)
    against = low if assertion.holds(tally) else high
    return None if against is None else assertion.satisfied_by(against) == assertion.holds(tally)


def break_even(parts: SplitCount, measure: int, assertion: Assertion, tally: Tally) -> BreakEven:
    """Put what the outstanding votes must bring beside what the reporting places imply.

    The outstanding base is the roll's: registered voters of the outstanding sheets at the rate of the
    counted ones.

    Parameters
    ----------
    parts : SplitCount
        What is counted, and what is out.
    measure : int
        Which measure is the assertion's.
    assertion, tally
        As for :func:`veedor.outstanding.project`.
    """
    known, columns = parts.known, parts.columns
    asked = columns.measures[measure]
    top, base = (float(parts.total[column]) for column in columns.at[measure])
    counted_size = float(known.size[known.counted].sum())
    rate = base / counted_size if counted_size > 0 and not known.unbounded else float("nan")
    outstanding = rate * float(known.size[~known.counted].sum())
    more = Fraction((1 if asked.negated else -1) * assertion.constant, assertion.scale)
    # registered voters of a tally may be unknown; then nothing is said to hold
    voters = tally.registered is not None or not assertion.registered_weight
    return BreakEven(
        current=float(columns.values(parts.total)[measure]),
        needed=needed_value(float(asked.threshold), top, base, outstanding, float(more)),
        implied=float(columns.values(parts.ratio.total)[measure]),
        outstanding=outstanding,
        holds_now=voters and assertion.holds(tally),
        settled=settled(assertion, tally),
    )
