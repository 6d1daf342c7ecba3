"""The smallest number of units that can change an outcome, and whether k of them can."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.sentence import sentence
from veedor.stakes.exact import weighed
from veedor.stakes.prefix import at_most, heaviest
from veedor.stakes.problem import Bracket, Filling, Problem, Proof, Solution, problem_of
from veedor.stakes.quorum import break_quorum, union
from veedor.stakes.rows import NEVER, break_all
from veedor.stakes.treated import aim_at
from veedor.stakes.treatments import ANNUL

if TYPE_CHECKING:
    from veedor.model import Outcome, Tally
    from veedor.rules.undoing import Undoing
    from veedor.stakes.problem import Pieces
    from veedor.stakes.stake import Stake
    from veedor.stakes.treatments import Treatment
    from veedor.stakes.units import Units

STRETCH = 64
"""How many units a set is lengthened by, one by one, until the rule itself gives another outcome."""


class Word(StrEnum):
    """What may be said of a number of units, or of a named set, under a treatment."""

    CANNOT = "cannot"
    """No set of at most so many units changes the outcome."""
    COULD = "could"
    """Some set of at most so many units changes it."""
    WOULD = "would"
    """This set changes it."""
    OPEN = "open"
    """The bounds proven so far do not settle it."""


@dataclass(frozen=True, eq=False)
class Flip(Bracket):
    """The smallest number of units that can change an outcome under a treatment.

    The set found was decided by the rule on exact totals.

    Parameters
    ----------
    problem : Problem
        Stake, treatment and units.
    """

    problem: Problem

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the units found, the heaviest first; equal ones in the order of their ids."""
        return tuple(name for units, _ in self.pieces or () for name in self.problem.units.names(units))

    @property
    def n_sheets(self) -> int:
        """How many sheets the units found hold."""
        return len(self.problem.rows(self.pieces or ()))

    @property
    def sheet_ids(self) -> tuple[str, ...]:
        """Ids of the sheets of the units found, ascending within each piece."""
        return tuple(self.problem.stake.sheets.ids[self.problem.rows(self.pieces or ())].tolist())

    @cached_property
    def tally(self) -> Tally:
        """The exact totals after the treatment of the units found."""
        return self.problem.tally(self.pieces or ())

    @cached_property
    def outcome(self) -> Outcome | None:
        """What the rule makes of these totals; None without a rule or a set."""
        return None if self.pieces is None else self.problem.stake.decided(self.tally)

    @cached_property
    def without_last(self) -> Tally | None:
        """The totals after the treatment of all units found but the last; None where there is none."""
        if not self.upper or self.pieces is None:
            return None
        *first, (units, aim) = [piece for piece in self.pieces if len(piece[0])]
        if isinstance(aim, Filling):
            return None
        return self.problem.tally((*first, (units[:-1], aim)))

    def word(self, k: int) -> Word:
        """Say whether k units can change the outcome."""
        if self.lower is None or k < self.lower:
            return Word.CANNOT
        return Word.COULD if self.upper is not None and k >= self.upper else Word.OPEN


def smallest_flip(stake: Stake, treatment: str | Treatment = ANNUL, unit: str | Units = "sheet") -> Flip:
    """Find the smallest number of units whose treatment changes an outcome.

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
    Flip
        Exact for one assertion, and wherever the bracket closes; otherwise a proven bracket, which
        :func:`veedor.stakes.prove.prove` closes with a mixed integer program. Zero where the open votes
        alone can change the outcome.

    Notes
    -----
    The outcome after the set found is decided by the rule on the exact new totals, so a win that the
    treatment creates somewhere else counts as a change too.
    """
    problem = problem_of(stake, treatment, unit)
    if stake.undetermined:
        return Flip(0, (), Proof.SORT, problem)
    best: Pieces | None = None
    lowers: list[tuple[int, Proof]] = []
    for ground in _nearest_first(stake):
        if best is not None and _beyond(problem, ground, size(best)):
            lowers.append((size(best), Proof.SORT))
            continue
        solution = undo(problem, ground)
        problem.forget()
        if solution.lower is None:
            continue
        lowers.append((solution.lower, solution.proof))
        if best is not None and (solution.upper is None or solution.upper >= size(best)):
            continue
        pieces = _confirmed(problem, solution)
        if pieces is not None and (best is None or size(pieces) < size(best)):
            best = pieces
    emptied = _nothing_left(problem, None if best is None else size(best))
    if emptied is not None:
        best = emptied
        lowers.append((size(emptied), Proof.SORT))
    problem.forget()
    lower, proof = min(lowers, key=lambda pair: pair[0], default=(None, Proof.SORT))
    return Flip(at_least(problem, lower), best, proof, problem)


def at_least(problem: Problem, lower: int | None) -> int | None:
    """Lower a proven end to one where a sheet has no bound: what it could hold nobody knows."""
    return min(1 if lower is None else lower, 1) if problem.unbounded else lower


def can_flip(stake: Stake, k: int, treatment: str | Treatment = ANNUL, unit: str | Units = "sheet") -> Word:
    """Say whether k units can change an outcome: *cannot*, *could*, or *open*.

    Parameters
    ----------
    stake : Stake
        What is at stake.
    k : int
        How many units are in doubt.
    treatment : Treatment or str
        What may be done with a unit.
    unit : str or Units
        What is treated as one piece.

    Raises
    ------
    QuestionError
        Where k is negative or more than there are units.
    """
    flip = smallest_flip(stake, treatment, unit)
    check_number(k, flip.problem.units)
    return flip.word(k)


def check_number(k: int, units: Units) -> None:
    """Refuse a number of units that cannot be.

    Raises
    ------
    QuestionError
        Where k is negative or more than there are units.
    """
    if not 0 <= k <= len(units):
        raise QuestionError(
            sentence(
                "{k:,} units of {units!r} were asked about, and the count has {number_of_units:,} of them.",
                k=k,
                units=units.name,
                number_of_units=len(units),
            ),
            remedy=sentence(
                "Ask about a number between 0 and {number_of_units:,}.", number_of_units=len(units)
            ),
        )


def size(pieces: Pieces) -> int:
    """Count the units of a set."""
    return sum(len(units) for units, _ in pieces)


def undo(problem: Problem, ground: Undoing) -> Solution:
    """Break every condition of one ground.

    Parameters
    ----------
    problem : Problem
        Treatment and units.
    ground : Undoing
        Its assertions and quorums.

    Returns
    -------
    Solution
        Its lower end is the hardest part's; its set is that part's where it breaks the rest as well, else the
        union of the parts' sets.
    """
    parts = [break_quorum(problem, quorum) for quorum in ground.quorums]
    if ground.assertions:
        parts.append(break_all(problem, ground.assertions))
    if any(part.lower is None for part in parts):
        return NEVER
    parts.sort(key=lambda part: -part.least)
    hardest = parts[0]
    if len(parts) == 1 or (hardest.pieces is not None and ground.happened(problem.tally(hardest.pieces))):
        return hardest
    return Solution(hardest.lower, union(parts), hardest.proof)


def _nearest_first(stake: Stake) -> list[Undoing]:
    """Grounds in the order in which they will probably bind, so that the others are soon out of reach."""

    def distance(ground: Undoing) -> tuple[bool, float]:
        needs = [stake.need(a) / a.scale for a in ground.assertions]
        return stake.binding not in ground.conditions, max(needs, default=0.0)

    return sorted(stake.grounds, key=distance)


def _beyond(problem: Problem, ground: Undoing, k: int) -> bool:
    """Whether fewer than k units cannot break one of its assertions, the hardest asked first.

    Without areas: an area that is emptied breaks a share before its sum does.
    """
    if any(problem.out_of_reach(assertion, k - 1) for assertion in ground.assertions):
        return True
    need = problem.stake.need
    hardest = sorted(ground.assertions, key=lambda a: -need(a) / a.scale)
    return any(a.scope is None and at_most(problem.loss(a), k - 1) < need(a) for a in hardest)


def _nothing_left(problem: Problem, known: int | None) -> Pieces | None:
    """Take every unit with a valid vote, where that is fewer than known so far.

    A rule decides nothing where no valid vote is left, whoever had them; an assertion that asks for a share
    of nothing does not notice.
    """
    stake = problem.stake
    if stake.decision is None or not problem.treatment.empties:
        return None
    valid = stake.sheets.contest.of_kind(*stake.sheets.contest.valid_kinds)
    votes = weighed(stake.columns, [int(choice in valid) for choice in stake.sheets.column])
    units = np.flatnonzero(problem.units.sums(votes))
    if known is not None and len(units) >= known:
        return None
    pieces: Pieces = ((units, aim_at(stake.binding)),)
    return pieces if problem.falls(pieces) else None


def _confirmed(problem: Problem, solution: Solution) -> Pieces | None:
    """Take a set only when the rule gives another outcome on its exact totals; lengthen it a little if not.

    The rule may resolve a tie in favour of the same people, one vote after the assertion is broken.
    """
    pieces = solution.pieces
    if not pieces or problem.falls(pieces):
        return pieces or None
    taken = np.zeros(len(problem.units), dtype=np.bool_)
    for units, _ in pieces:
        taken[units] = True
    aim = pieces[-1][1]
    if isinstance(aim, Filling):
        return None
    losses = np.where(taken, 0, problem.loss(aim[0][0], aim))
    order = heaviest(losses, min(STRETCH, int((losses > 0).sum())))
    for extra in range(1, len(order) + 1):
        longer = (*pieces, (order[:extra], aim))
        if problem.falls(longer):
            return longer
    return None
