"""Units in doubt against what is left: slack and lead when the k heaviest units are treated."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from veedor.stakes.prefix import heaviest
from veedor.stakes.treated import aim_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.count.vectors import IntVector
    from veedor.model import Sum
    from veedor.stakes.flip import Flip
    from veedor.stakes.problem import Problem
    from veedor.stakes.treated import Aim
    from veedor.stakes.treatments import Treatment

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
    aim = aim_at(binding)
    losses = problem.loss(binding)
    useful = int((losses > 0).sum())
    order = heaviest(losses, min(wanted[-1], useful))
    measure = problem.stake.measure
    at = [min(k, len(order)) for k in wanted]
    above, below = (_running(problem, part, aim, order, at) for part in (measure.over, measure.base))
    slack = np.concatenate([[0], losses[order].cumsum()])
    worst_value = problem.stake.worst(binding)
    value = problem.stake.value(binding) if worst_value is None else worst_value
    points = []
    for k, i, over, base in zip(wanted, at, above, below, strict=True):
        left = Fraction(value - int(slack[i]), binding.scale)
        points.append(Point(problem.treatment, k, left, over / base if base else None))
    return tuple(points)


def curve(flip: Flip) -> tuple[Point, ...]:
    """Give the curve of one treatment, past the number of units that changes the outcome."""
    n = len(flip.problem.units)
    ends = [k for k in (flip.lower, flip.upper) if k is not None]
    last = min(n, int(max(ends, default=n) * BEYOND) + 1)
    numbers = {round(last ** (i / POINTS)) for i in range(POINTS + 1)}  # even on a logarithmic axis
    numbers |= {0, *(round(last * i / POINTS) for i in range(POINTS + 1))}
    numbers |= {k for end in ends for k in (end - 1, end)}
    return worst(flip.problem, numbers - {-1})  # before nothing there is nothing


def _running(problem: Problem, part: Sum, aim: Aim, order: IntVector, at: list[int]) -> list[Fraction]:
    """Give a part of the measure after the first so many units."""
    stake = problem.stake
    scope = stake.binding.scope
    tally = stake.tally if scope is None else stake.tally.areas[scope.division][scope.area]
    before = cast("Fraction", part.of(tally))  # known, as the value of the assertion is
    scale = math.lcm(part.ballots.denominator, *(weight.denominator for weight in part.votes.values()))
    weights = {choice: int(weight * scale) for choice, weight in part.votes.items()}
    ballots = int(part.ballots * scale)
    form = replace(stake.binding, assertion_id="part", weights=weights, ballots_weight=ballots)
    losses = problem.units.sums(problem.treated.losses(form, aim))[order]
    lost = np.concatenate([[0], losses.cumsum()])
    return [before - Fraction(int(lost[i]), scale) for i in at]
