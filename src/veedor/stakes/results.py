"""What the questions of stakes give: frozen results."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from veedor.model import Result
from veedor.stakes.prefix import heaviest
from veedor.stakes.treated import aim_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veedor.arrays import Ints
    from veedor.model import Contest, Sum
    from veedor.stakes.chance import Chance
    from veedor.stakes.flip import Flip, Word
    from veedor.stakes.problem import Problem
    from veedor.stakes.sets import Block, Effect, Lost
    from veedor.stakes.stake import Stake
    from veedor.stakes.treated import Aim
    from veedor.stakes.treatments import Treatment


@dataclass(frozen=True, eq=False)
class OfStake:
    """What is said of something at stake.

    Parameters
    ----------
    stake : Stake
        What is at stake.
    """

    stake: Stake

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.stake.sheets.contest


@dataclass(frozen=True, eq=False)
class Flips(OfStake, Result):
    """The smallest number of units that can change an outcome, by treatment.

    Parameters
    ----------
    flips : tuple of Flip
        One a treatment.
    left_out : tuple of str
        Treatments that the case has no data for.
    areas : tuple of (str, Flip)
        Of seats that are shared out by area: what changes those of each area.
    curve : tuple of Point
        What is left when the k heaviest units are treated, one line a treatment.
    used : mapping of str to int
        For ``replace``: how many of the sheets found (of all, if none are) took the pattern of which level.
    """

    flips: tuple[Flip, ...]
    left_out: tuple[str, ...] = ()
    areas: tuple[tuple[str, Flip], ...] = ()
    curve: tuple[Point, ...] = ()
    used: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Answer:
    """What k units can do under one treatment.

    Parameters
    ----------
    flip : Flip
        The smallest number that changes the outcome.
    k : int
        How many are in doubt.
    chance : Chance
        What k units drawn at random do.
    """

    flip: Flip
    k: int
    chance: Chance

    @property
    def word(self) -> Word:
        """*cannot* or *could*; *open* where the bracket does not settle it."""
        return self.flip.word(self.k)

    @property
    def worst(self) -> Point:
        """What the k heaviest units leave."""
        (point,) = worst(self.flip.problem, [self.k])
        return point


@dataclass(frozen=True, eq=False)
class InDoubt(OfStake, Result):
    """What k units can do, by treatment.

    Parameters
    ----------
    k : int
        How many units are in doubt.
    answers : tuple of Answer
        One a treatment.
    left_out : tuple of str
        Treatments that the case has no data for.
    used : mapping of str to int
        For ``replace``: how many sheets of all took the pattern of which level.
    """

    k: int
    answers: tuple[Answer, ...]
    left_out: tuple[str, ...] = ()
    used: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class NamedSet(OfStake, Result):
    """What a named set of sheets means for the outcome.

    Parameters
    ----------
    rows : int vector, shape (k,)
        The sheets.
    effects : tuple of Effect
        One a treatment.
    block : Block, optional
        The lead or share that they must have; None where nothing bounds what is open besides.
    lost : Lost, optional
        What is left when nothing on them can be relied on; None where nothing bounds them, or what is open.
    used : mapping of str to int
        For ``replace``: how many sheets took the pattern of which level.
    left_out : tuple of str
        Treatments that the case has no data for.
    """

    rows: Ints
    effects: tuple[Effect, ...]
    block: Block | None
    lost: Lost | None
    used: Mapping[str, int]
    left_out: tuple[str, ...] = ()


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
    """Return the curve of one treatment, past the number of units that changes the outcome."""
    n = len(flip.problem.units)
    ends = [k for k in (flip.lower, flip.upper) if k is not None]
    last = min(n, int(max(ends, default=n) * BEYOND) + 1)
    numbers = {round(last ** (i / POINTS)) for i in range(POINTS + 1)}  # even on a logarithmic axis
    numbers |= {0, *(round(last * i / POINTS) for i in range(POINTS + 1))}
    numbers |= {k for end in ends for k in (end - 1, end)}
    return worst(flip.problem, numbers - {-1})  # before nothing there is nothing


def _running(problem: Problem, part: Sum, aim: Aim, order: Ints, at: list[int]) -> list[Fraction]:
    """Return a part of the measure after the first so many units."""
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
