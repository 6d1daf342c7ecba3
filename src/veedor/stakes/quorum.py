"""The smallest set of units that undoes a quorum: points of enough areas.

Every area has a smallest set of its own. Where no unit lies in two areas, the areas do not disturb one
another, and the cheapest areas whose points suffice are found by dynamic programming over points: exact
when each area's own number is. Where units span areas, no fewer units suffice than the dearest area of the
best choice needs; the union of the sets is then a set to try, and the bracket may stay open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.rules.undoing import stands
from veedor.stakes.problem import Proof, Solution
from veedor.stakes.rows import NEVER, break_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Flags, Ints
    from veedor.model import Quorum
    from veedor.stakes.problem import Filling, Pieces, Problem
    from veedor.stakes.treated import Aim


@dataclass(frozen=True, eq=False)
class _Area:
    """What it takes to turn one group of a quorum."""

    points: int
    solution: Solution
    touched: Flags
    """The units that can change any of its assertions, shape (n_units,)."""


def break_quorum(problem: Problem, quorum: Quorum) -> Solution:
    """Find the smallest set of units after whose treatment a quorum is not reached.

    Parameters
    ----------
    problem : Problem
        Treatment and units.
    quorum : Quorum
        Points among assertions by area. One that is to be *gained* is given by its negation.

    Notes
    -----
    Where votes may come to an area that has none, its points may be gained without any member that says so:
    then one unit may be enough.
    """
    found = _of_members(problem, quorum)
    if quorum.any_member and problem.opens_areas and found.lower != 0:
        return Solution(1, found.pieces, Proof.SORT)
    return found


def _of_members(problem: Problem, quorum: Quorum) -> Solution:
    holds = [stands(member, problem.stake.tally) for member in quorum.members]
    enough = any if quorum.any_member else all
    scoring = [group for group, indices in enumerate(quorum.groups) if enough(holds[i] for i in indices)]
    missing = sum(quorum.points[group] for group in scoring) - quorum.need + 1
    if missing <= 0:
        return Solution(0, (), Proof.SORT)
    areas = [_area(problem, quorum, group) for group in scoring]
    turnable = [area for area in areas if area.solution.lower is not None]
    if sum(area.points for area in turnable) < missing:
        return NEVER
    return _joined(turnable, missing)


def union(solutions: Sequence[Solution]) -> Pieces | None:
    """Put the units of several sets together, each unit once, where each of them has one."""
    taken: set[int] = set()
    pieces: list[tuple[Ints, Aim | Filling]] = []
    for solution in solutions:
        if solution.pieces is None:
            return None
        for units, aim in solution.pieces:
            fresh = [u for u in units.tolist() if u not in taken]
            taken.update(fresh)
            if fresh:
                pieces.append((np.array(fresh, dtype=np.int64), aim))
    return tuple(pieces)


def _area(problem: Problem, quorum: Quorum, group: int) -> _Area:
    members = [quorum.members[i] for i in quorum.groups[group]]
    touched: Flags = np.logical_or.reduce([problem.loss(a) != 0 for a in members])
    if quorum.any_member:
        return _Area(quorum.points[group], break_all(problem, members), touched)
    ways = [break_all(problem, (member,)) for member in members]
    found = [way for way in ways if way.lower is not None]
    return _Area(quorum.points[group], min(found, key=lambda way: way.least, default=NEVER), touched)


def _joined(areas: list[_Area], missing: int) -> Solution:
    """Put areas together whose points suffice."""
    apart = bool((np.sum([area.touched for area in areas], axis=0) <= 1).all())
    found = [area for area in areas if area.solution.upper is not None]
    picked = _knapsack([(a.points, len(a.solution.chosen)) for a in found], missing)
    pieces = None if picked is None else union([found[i].solution for i in picked])
    if apart:
        least = _knapsack([(a.points, a.solution.least) for a in areas], missing) or ()
        return Solution(sum(areas[i].solution.least for i in least), pieces, Proof.KNAPSACK)
    return Solution(_dearest(areas, missing), pieces, Proof.SORT)


def _knapsack(areas: Sequence[tuple[int, int]], missing: int) -> tuple[int, ...] | None:
    """Find the cheapest areas with enough points.

    Parameters
    ----------
    areas : sequence of (points, cost)
        What each area brings and takes.
    missing : int
        Points needed.

    Returns
    -------
    tuple of int or None
        Positions; among equally cheap ones the first in order. None where there are not enough points.
    """
    best: list[tuple[int, tuple[int, ...]] | None] = [(0, ())] + [None] * missing
    for i, (points, cost) in enumerate(areas):
        for reached in range(missing - 1, -1, -1):
            before = best[reached]
            if before is None:
                continue
            target = min(reached + points, missing)
            candidate = (before[0] + cost, (*before[1], i))
            known = best[target]
            if known is None or candidate < known:
                best[target] = candidate
    last = best[missing]
    return None if last is None else last[1]


def _dearest(areas: list[_Area], missing: int) -> int:
    """Any choice of areas with enough points has a dearest one; the least that this can be."""
    points = 0
    for area in sorted(areas, key=lambda a: a.solution.least):
        points += area.points
        if points >= missing:
            return area.solution.least
    return 0
