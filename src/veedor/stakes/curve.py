"""Units in doubt against what is left: slack and lead when the k heaviest units are treated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.stakes.exact import total
from veedor.stakes.prefix import heaviest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.count.sheets import IntVector
    from veedor.model import Assertion
    from veedor.stakes.flip import Flip
    from veedor.stakes.problem import Problem
    from veedor.stakes.treatments import Aim, Treatment

POINTS = 24
"""Places on a curve in equal steps, and as many in equal ratios, beside those of the change."""
BEYOND = 1.6
"""A curve goes on to this multiple of the number that changes the outcome."""


@dataclass(frozen=True)
class Point:
    """What is left when the k heaviest units are treated.

    Parameters
    ----------
    treatment : Treatment
        What is done with them.
    k : int
        How many.
    slack : Fraction
        Of the binding assertion, in votes: the least that any k units leave, with the open votes at their
        worst as far as something bounds them.
    measure : Fraction or None
        Its lead or share with these same units.
    """

    treatment: Treatment
    k: int
    slack: Fraction
    measure: Fraction | None


def worst(problem: Problem, numbers: Iterable[int]) -> tuple[Point, ...]:
    """Treat the k heaviest units, for several k.

    Parameters
    ----------
    problem : Problem
        Treatment and units.
    numbers : iterable of int
        The k. Units that would lose nothing are left as they are: *at most* k units.
    """
    wanted = sorted(set(numbers))
    if not wanted:
        return ()
    binding = problem.stake.binding
    aim: Aim = ((binding, 1),)
    losses = problem.loss(binding)
    useful = int((losses > 0).sum())
    order = heaviest(losses, min(wanted[-1], useful))
    above, below = (_running(problem, part, aim, order) for part in _parts(problem))
    slack = np.concatenate([[0], losses[order].cumsum()])
    worst_value = problem.stake.worst(binding)
    value = problem.stake.value(binding) if worst_value is None else worst_value
    fixed = problem.stake.tally.registered if not problem.stake.measure.base else None
    points = []
    for k in wanted:
        at = min(k, len(order))
        base = fixed if fixed is not None else below[at]
        measure = Fraction(above[at], base) if base else None
        points.append(Point(problem.treatment, k, Fraction(value - int(slack[at]), binding.scale), measure))
    return tuple(points)


def curve(flip: Flip) -> tuple[Point, ...]:
    """Give the curve of one treatment, past the number of units that changes the outcome."""
    n = len(flip.problem.units)
    ends = [k for k in (flip.lower, flip.upper) if k is not None]
    last = min(n, int(max(ends, default=n) * BEYOND) + 1)
    numbers = {round(last ** (i / POINTS)) for i in range(POINTS + 1)}  # even on a logarithmic axis
    numbers |= {0, *(round(last * i / POINTS) for i in range(POINTS + 1))}
    numbers |= {k for end in ends for k in (end - 1, end) if 0 <= k <= n}
    return worst(flip.problem, numbers)


def _parts(problem: Problem) -> tuple[Assertion, Assertion]:
    """Numerator and denominator of the measure, as sums that sheets contribute to."""
    stake = problem.stake
    part = replace(stake.binding, registered_weight=0, constant=0)
    return (
        replace(part, assertion_id="above", weights=stake.measure.over),
        replace(part, assertion_id="below", weights=stake.measure.base),
    )


def _running(problem: Problem, part: Assertion, aim: Aim, order: IntVector) -> list[int]:
    """The total of a sum after each further unit, none first."""
    before = total(problem.stake.sheets.contributions(part))
    losses = problem.units.sums(problem.treated.losses(part, aim))[order]
    return [before, *(before - losses.cumsum()).tolist()]
