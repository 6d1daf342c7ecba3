"""The three questions of stakes, as the command line, the report and claims ask them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import UNKNOWN
from veedor.stakes.chance import RUNS, SEED, chance
from veedor.stakes.flip import check_number, smallest_flip
from veedor.stakes.problem import Problem, allowed
from veedor.stakes.prove import prove
from veedor.stakes.results import Answer, Flips, InDoubt, NamedSet, curve
from veedor.stakes.seats import by_area
from veedor.stakes.sets import as_one, block, effect, lost
from veedor.stakes.treatments import REPLACE, TREATMENTS, Treatment, treatment_of
from veedor.stakes.units import SHEET, units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints
    from veedor.stakes.flip import Flip
    from veedor.stakes.results import Point
    from veedor.stakes.stake import Stake
    from veedor.stakes.units import Units

OF_AREAS = ("annul", "move", "anything")
"""Treatments by which the seats of each area are asked about, where none is named."""


def flips(
    stake: Stake,
    treatments: Sequence[str | Treatment] = (),
    unit: str | Units = SHEET,
    *,
    with_solver: bool = False,
) -> Flips:
    """Find the smallest number of units that can change an outcome, under several treatments.

    Parameters
    ----------
    stake : Stake
        What is at stake.
    treatments : sequence of Treatment or str
        Which; by default all that the data allow, those left out being named in the result.
    unit : str or Units
        What is treated as one piece.
    with_solver : bool
        Have a mixed integer program confirm each.

    Raises
    ------
    MissingDataError
        Where a treatment that was asked for needs registered voters and no sheet has them.
    """
    chosen, left = possible(stake, treatments)
    units = units_of(stake.sheets, unit)
    find = prove if with_solver else smallest_flip
    apart = [t for t in chosen if treatments or t.name in OF_AREAS]
    areas = tuple((area, smallest_flip(part, t, units)) for area, part in by_area(stake) for t in apart)
    found: list[Flip] = []
    points: list[Point] = []
    used: dict[str, int] = {}
    for treatment in chosen:
        flip = find(stake, treatment, units)
        points += curve(flip)
        if treatment is REPLACE:
            used = _used(flip.problem, flip.problem.rows(flip.pieces) if flip.pieces else None)
        _ = flip.outcome, flip.without_last  # asked for now: they need what is let go of here
        flip.problem.release()
        found.append(flip)
    stake.__dict__.pop("columns", None)
    return Flips(stake, tuple(found), left, areas, tuple(points), used)


def doubt(
    stake: Stake,
    k: int,
    treatments: Sequence[str | Treatment] = (),
    unit: str | Units = SHEET,
    *,
    seed: int = SEED,
    runs: int = RUNS,
) -> InDoubt:
    """Say what k units can do at worst, and what k units drawn at random do.

    Parameters
    ----------
    stake, treatments, unit
        As for :func:`flips`.
    k : int
        How many units are in doubt.
    seed, runs : int
        Of the simulation.

    Raises
    ------
    QuestionError
        Where k is negative or more than there are units.
    """
    chosen, left = possible(stake, treatments)
    units = units_of(stake.sheets, unit)
    check_number(k, units)
    answers = []
    used: dict[str, int] = {}
    for treatment in chosen:
        found = smallest_flip(stake, treatment, units)
        if treatment is REPLACE:
            used = _used(found.problem)
        losses = found.problem.loss(stake.binding)
        drawn = chance(losses, stake.need(stake.binding), k, seed=seed, runs=runs)
        answers.append(Answer(found, k, drawn))
    return InDoubt(stake, k, tuple(answers), left, used)


def named(stake: Stake, rows: Ints, treatments: Sequence[str | Treatment] = ()) -> NamedSet:
    """Say what a named set of sheets means for the outcome.

    Parameters
    ----------
    stake, treatments
        As for :func:`flips`.
    rows : int vector
        The sheets (:func:`veedor.stakes.select.named_rows`, :func:`veedor.stakes.condition.where`).

    Raises
    ------
    QuestionError
        Where the set is empty.
    """
    chosen, left = possible(stake, treatments)
    effects = tuple(effect(stake, rows, treatment) for treatment in chosen)
    gone = lost(stake, rows)
    used: dict[str, int] = {}
    if REPLACE in chosen:
        used = _used(Problem(stake, REPLACE, as_one(stake, rows)), rows)
    return NamedSet(stake, np.sort(rows), effects, block(stake, rows), gone, used, left)


def _used(problem: Problem, rows: Ints | None = None) -> dict[str, int]:
    """Count which level the contents of replaced sheets are of; of all sheets where none are named."""
    every = np.arange(len(problem.stake.sheets)) if rows is None else rows
    return problem.treated.setting.replacement.used(every)


def possible(
    stake: Stake, treatments: Sequence[str | Treatment]
) -> tuple[tuple[Treatment, ...], tuple[str, ...]]:
    """Return the treatments to ask of, and those left out because the data do not allow them.

    Those that were asked for by name are never left out: they raise :class:`MissingDataError`.
    """
    if treatments:
        return tuple(treatment_of(t) for t in treatments), ()
    bounded = bool((stake.bound != UNKNOWN).any())
    kept = [t for t in TREATMENTS.values() if (bounded or not t.needs_registered) and allowed(stake, t)]
    return tuple(kept), tuple(t.name for t in TREATMENTS.values() if t not in kept)
