"""Break-even: the value that the outstanding votes must have for an assertion to come true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count import UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veedor.model import Assertion, Contest
    from veedor.outstanding.measure import Columns, Measure
    from veedor.outstanding.ratio import Imputation
    from veedor.outstanding.situation import Situation

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BreakEven:
    """What the outstanding votes must bring.

    Parameters
    ----------
    measure : Measure
        The share or lead that an assertion is about.
    current : float
        Its value now.
    needed : float
        The value at which the outstanding votes bring the total to the threshold exactly; NaN without any
        outstanding votes.
    implied : float
        The value that the places which have reported imply for the outstanding sheets (hierarchical ratio).
    outstanding : float
        Base that is expected of the outstanding sheets (valid votes, say).
    holds_now : bool
        Whether the assertion holds on what is counted.
    settled : bool, optional
        Whether it holds (or fails) as it does now whatever the outstanding registered voters do; None where
        their number is not published.
    """

    measure: Measure
    current: float
    needed: float
    implied: float
    outstanding: float
    holds_now: bool
    settled: bool | None


def needed_value(threshold: float, top: float, base: float, outstanding: float) -> float:
    """Give the value of the outstanding votes that brings a ratio to its threshold.

    Parameters
    ----------
    threshold : float
        What the ratio is compared with.
    top, base : float
        Numerator and denominator of what is counted.
    outstanding : float
        Denominator of what is outstanding.

    Returns
    -------
    float
        ``(threshold (base + outstanding) - top) / outstanding``; NaN where nothing is outstanding.
    """
    if outstanding <= 0:
        return float("nan")
    return (threshold * (base + outstanding) - top) / outstanding


def settled(assertion: Assertion, contest: Contest, votes: Ints, outstanding_registered: Ints) -> bool | None:
    """Whether an assertion stays as it is, however the outstanding registered voters vote or stay away.

    Exact: it takes the worst vote for every outstanding voter.

    Parameters
    ----------
    assertion : Assertion
        Without a scope.
    contest : Contest
        What is voted on.
    votes : int vector, shape (n_choices,)
        Counted votes.
    outstanding_registered : int vector
        Registered voters of the outstanding sheets; any ``UNKNOWN`` makes the question unanswerable.

    Returns
    -------
    bool or None
        None where registered voters are not published.
    """
    if (outstanding_registered == UNKNOWN).any() or assertion.registered_weight:
        return None
    weights = assertion.vector(choice.choice_id for choice in contest.choices)
    value = assertion.constant + sum(w * int(v) for w, v in zip(weights, votes, strict=True))
    voters = int(outstanding_registered.sum())
    least = value + voters * min(0, *weights)
    most = value + voters * max(0, *weights)
    return assertion.satisfied_by(least) == assertion.satisfied_by(most)


def break_even(
    columns: Columns,
    measure: int,
    assertion: Assertion,
    known: Situation,
    total: Floats,
    ratio: Imputation,
    registered: Ints,
) -> BreakEven:
    """Put what the outstanding votes must bring beside what the reporting places imply.

    The outstanding base is the roll's: registered voters of the outstanding sheets at the rate of the
    counted ones.

    Parameters
    ----------
    columns : Columns
        What is measured.
    measure : int
        Which measure belongs to the assertion.
    assertion : Assertion
        Without a scope.
    known : Situation
        What is known.
    total : float vector, shape (n_columns,)
        Counted totals.
    ratio : Imputation
        The hierarchical ratio of the outstanding sheets.
    registered : int vector, shape (n_sheets,)
        Registered voters by sheet of the roll, ``UNKNOWN`` where not published.
    """
    asked = columns.measures[measure]
    top, base = columns.parts(measure, total)
    counted_size = float(known.size[known.counted].sum())
    rate = base / counted_size if counted_size > 0 else float("nan")
    outstanding = rate * float(known.size[~known.counted].sum())
    votes = known.votes.sum(axis=0) + known.beyond
    weights = assertion.vector(choice.choice_id for choice in known.contest.choices)
    value = assertion.constant + sum(w * int(v) for w, v in zip(weights, votes, strict=True))
    value += assertion.registered_weight * int(registered[registered >= 0].sum())
    return BreakEven(
        measure=asked,
        current=float(columns.values(total)[measure]),
        needed=needed_value(float(asked.threshold or 0), top, base, outstanding),
        implied=float(columns.values(ratio.total)[measure]),
        outstanding=outstanding,
        holds_now=assertion.satisfied_by(value),
        settled=settled(assertion, known.contest, votes, registered[~known.counted]),
    )
