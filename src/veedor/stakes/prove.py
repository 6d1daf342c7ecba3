"""Confirm the smallest number of units with a mixed integer program (HiGHS, through SciPy).

The program asks for a *smaller* set than the one in hand. Where there is none, that one is the smallest.
Units that weigh the same are one whole-numbered variable, which loses nothing and keeps the program small.
A free content needs one variable a choice only, however many sheets: within the ballots that the chosen
sheets can hold together, every distribution over choices can be laid out sheet by sheet.

The solver works in floating point. A set that it finds is laid out and decided again in whole numbers, so
an upper end never rests on it; *there is no smaller one* does rest on its tolerance (1e-6 on sums of whole
numbers).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from veedor.stakes.flip import Flip, at_least, size, smallest_flip
from veedor.stakes.problem import Filling, Problem, Proof
from veedor.stakes.program import Program, program_of
from veedor.stakes.rows import areas_emptied
from veedor.stakes.treated import aim_at
from veedor.stakes.treatments import ANNUL

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

    from veedor.arrays import Floats, Ints
    from veedor.rules.undoing import Undoing
    from veedor.stakes.problem import Pieces
    from veedor.stakes.stake import Stake
    from veedor.stakes.treatments import Treatment
    from veedor.stakes.units import Units

SECONDS = 120.0
"""Limit for the solver, for each program of a ground on which the outcome may fall."""
INFEASIBLE = 2
"""The solver's word for it."""
PRESOLVED = 5_000
"""Programs with fewer units than this are simplified by the solver first."""
MARGIN = 1e-4
"""Below a solver's bound, so that its rounding does not raise it to the next whole number."""


@dataclass(frozen=True, eq=False)
class Proven(Flip):
    """A smallest number of units together with what a solver makes of it.

    Parameters
    ----------
    confirmed : bool
        Whether the solver found that no smaller set exists on any ground.
    programs : int
        How many programs it solved.
    """

    confirmed: bool = False
    programs: int = 0


def prove(stake: Stake, treatment: str | Treatment = ANNUL, unit: str | Units = "sheet") -> Proven:
    """Find the smallest number of units, and have a solver confirm it or close its bracket.

    Parameters
    ----------
    stake : Stake
        What is at stake.
    treatment : Treatment or str
        What is done with a unit.
    unit : str or Units
        What is treated as one piece.

    Returns
    -------
    Proven
        With ``confirmed`` where every program ended; otherwise the bracket as far as it could be closed.
    """
    flip = smallest_flip(stake, treatment, unit)
    if stake.undetermined:
        return Proven(flip.lower, flip.pieces, flip.proof, flip.problem, confirmed=True)
    search = _SmallestSet(flip.problem, flip.pieces)
    for ground in stake.grounds:
        search.close(ground)
    best = search.best
    ends = [*search.lowers, *([] if best is None else [size(best)])]
    low = max(min(ends), flip.least) if ends else None
    confirmed = search.confirmed and not flip.problem.unbounded
    low = at_least(flip.problem, low)
    proof = Proof.SOLVER if low != flip.lower or confirmed else flip.proof
    return Proven(low, best, proof, flip.problem, confirmed, search.programs)


@dataclass(eq=False)
class _SmallestSet:
    """The smallest set found so far, and what the programs of the grounds proved."""

    problem: Problem
    best: Pieces | None
    lowers: list[int] = field(default_factory=list)
    confirmed: bool = True
    programs: int = 0

    @property
    def limit(self) -> int | None:
        """How many units a smaller set could have at the most; None where no set is known."""
        return None if self.best is None else size(self.best) - 1

    def close(self, ground: Undoing) -> None:
        """Look for smaller sets on one ground until there is none, or the solver gives up."""
        while not self._beyond(ground):
            program = program_of(self.problem, ground)
            if program is None:  # no unit helps
                break
            answer = _solve(program, self.limit)
            self.programs += 1
            if answer.infeasible:
                break
            if not self._taken(answer):
                self._left_open(max(answer.bound, 0))
                break
        # a program weighs votes; it does not see areas that lose their last votes or get their first
        members = [m for q in ground.quorums if not q.any_member for m in q.members]
        emptied = areas_emptied(self.problem, [*ground.assertions, *members])
        least = min((way.least for way in emptied), default=None)
        if self.problem.opens_areas and any(quorum.any_member for quorum in ground.quorums):
            least = 1
        if least is not None and (self.limit is None or least <= self.limit):
            self._left_open(least)

    def _beyond(self, ground: Undoing) -> bool:
        limit = self.limit
        if limit is None:
            return False
        return limit <= 0 or any(self.problem.out_of_reach(a, limit) for a in ground.assertions)

    def _taken(self, answer: _Answer) -> bool:
        """Take the solver's set where it is smaller and the rule gives another outcome on it."""
        found = None if answer.values is None else _laid_out(self.problem, answer)
        if found is None or (self.limit is not None and size(found) > self.limit):
            return False
        if not self.problem.falls(found):
            return False
        self.best = found
        return True

    def _left_open(self, lower: int) -> None:
        self.lowers.append(lower)
        self.confirmed = False


@dataclass(frozen=True, eq=False)
class _Answer:
    program: Program
    values: Floats | None
    infeasible: bool
    bound: int = 0


def _solve(program: Program, limit: int | None) -> _Answer:
    """Minimise the number of units, below a limit where one is known.

    The relaxation without whole numbers comes first: it often shows at once that there is no smaller set.
    """
    relaxed = _milp(program, limit, whole=False)
    if relaxed.status == INFEASIBLE:
        return _Answer(program, None, infeasible=True)
    result = _milp(program, limit, whole=True)
    values = None if result.x is None else np.round(result.x)
    bounds = [relaxed.fun, getattr(result, "mip_dual_bound", None)]
    known = [float(b) for b in bounds if b is not None and np.isfinite(b)]
    bound = int(np.ceil(max(known, default=0.0) - MARGIN))
    return _Answer(program, values, result.status == INFEASIBLE, bound)


def _milp(program: Program, limit: int | None, *, whole: bool) -> OptimizeResult:
    from scipy.optimize import Bounds, LinearConstraint, milp

    constraints = [LinearConstraint(program.matrix, program.least, program.most)]
    if limit is not None:
        constraints.append(LinearConstraint(program.cost[None, :], -np.inf, limit))
    return milp(
        program.cost,
        integrality=program.whole if whole else np.zeros_like(program.whole),
        bounds=Bounds(0, program.upper),
        constraints=constraints,
        # with tens of thousands of columns the solver's presolve takes minutes and ignores the time limit
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0, "presolve": len(program.members) < PRESOLVED},
    )


def _laid_out(problem: Problem, answer: _Answer) -> Pieces | None:
    """Turn the solver's numbers into units and contents."""
    program, values = answer.program, answer.values
    if values is None:
        return None
    counts = values[: len(program.members)].astype(np.int64).tolist()
    chosen = np.array(
        [u for units, n in zip(program.members, counts, strict=True) for u in units[:n]], dtype=np.int64
    )
    if not problem.treatment.free:
        return ((chosen, aim_at(problem.stake.binding)),)
    rows = problem.units.rows(chosen)
    contents = problem.stake.sheets.votes[rows].copy()
    contents[:, list(problem.treated.allowed)] = 0
    area = program.area_of[rows]
    for index in range(program.n_areas):
        here = np.flatnonzero(area == index)
        poured = program.poured(values, index)
        capacity = problem.treated.capacity[rows[here]]
        if sum(poured) > int(capacity.sum()):
            return None
        contents[np.ix_(here, np.array(problem.treated.allowed))] = _spread(capacity, poured)
    return ((chosen, Filling(contents)),)


def _spread(capacity: Ints, poured: list[int]) -> Ints:
    """Fill sheets one after the other with so many ballots of each choice, shape (n_sheets, n_choices)."""
    end = np.cumsum(capacity)
    start = end - capacity
    ballots = np.array(poured, dtype=np.int64)
    stop = np.cumsum(ballots)
    overlap = np.minimum(end[:, None], stop) - np.maximum(start[:, None], stop - ballots)
    filled: Ints = np.maximum(overlap, 0)
    return filled
