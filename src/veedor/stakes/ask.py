"""The three questions of stakes, as the command line, the report and claims ask them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.sheets import UNKNOWN
from veedor.stakes.chance import RUNS, SEED, chance
from veedor.stakes.flip import check_number, smallest_flip
from veedor.stakes.problem import Problem
from veedor.stakes.prove import prove
from veedor.stakes.results import Answer, Doubt, Flips, NamedSet
from veedor.stakes.sets import as_one, block, effect, lost
from veedor.stakes.treatments import NEEDS_REGISTERED, Treatment
from veedor.stakes.units import SHEET, units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.sheets import IntVector
    from veedor.stakes.question import Question
    from veedor.stakes.units import Units


def flips(
    question: Question,
    treatments: Sequence[Treatment | str] = (),
    unit: str | Units = SHEET,
    *,
    with_solver: bool = False,
    command: str = "",
) -> Flips:
    """Find the smallest number of units that can change an outcome, under several treatments.

    Parameters
    ----------
    question : Question
        What is at stake.
    treatments : sequence of Treatment or str
        Which; by default all that the data allow, those left out being named in the result.
    unit : str or Units
        What is treated as one piece.
    with_solver : bool
        Have a mixed integer program confirm each.
    command : str
        The command that computes it again.

    Raises
    ------
    MissingDataError
        Where a treatment that was asked for needs registered voters and no sheet has them.
    """
    chosen, left = possible(question, treatments)
    units = units_of(question.sheets, unit) if isinstance(unit, str) else unit
    find = prove if with_solver else smallest_flip
    return Flips(question, tuple(find(question, t, units) for t in chosen), left, command=command)


def doubt(
    question: Question,
    k: int,
    treatments: Sequence[Treatment | str] = (),
    unit: str | Units = SHEET,
    *,
    seed: int = SEED,
    runs: int = RUNS,
    command: str = "",
) -> Doubt:
    """Say what k units can do at worst, and what k units drawn at random do.

    Parameters
    ----------
    question, treatments, unit, command
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
    chosen, left = possible(question, treatments)
    units = units_of(question.sheets, unit) if isinstance(unit, str) else unit
    check_number(k, units)
    answers = []
    for treatment in chosen:
        found = smallest_flip(question, treatment, units)
        losses = found.problem.loss(question.binding)
        drawn = chance(losses, question.need(question.binding), k, seed=seed, runs=runs)
        answers.append(Answer(found, k, drawn))
    return Doubt(question, k, tuple(answers), left, command=command)


def named(
    question: Question, rows: IntVector, treatments: Sequence[Treatment | str] = (), *, command: str = ""
) -> NamedSet:
    """Say what a named set of sheets means for the outcome.

    Parameters
    ----------
    question, treatments, command
        As for :func:`flips`.
    rows : int vector
        The sheets (:func:`veedor.stakes.select.rows_of`, :func:`veedor.stakes.select.where`).

    Raises
    ------
    QuestionError
        Where the set is empty.
    """
    chosen, left = possible(question, treatments)
    effects = tuple(effect(question, rows, treatment) for treatment in chosen)
    gone = lost(question, rows)
    used: dict[str, int] = {}
    if Treatment.REPLACE in chosen:
        used = Problem(question, Treatment.REPLACE, as_one(question, rows)).treated.replacement.used(rows)
    return NamedSet(
        question, np.sort(rows), effects, block(question, rows), gone, used, left, command=command
    )


def possible(
    question: Question, treatments: Sequence[Treatment | str]
) -> tuple[tuple[Treatment, ...], tuple[str, ...]]:
    """Give the treatments to ask of, and those left out because the data do not allow them.

    Those that were asked for by name are never left out: they raise :class:`MissingDataError`.
    """
    if treatments:
        return tuple(Treatment(t) for t in treatments), ()
    if bool((question.bound != UNKNOWN).any()):
        return tuple(Treatment), ()
    kept = tuple(t for t in Treatment if t not in NEEDS_REGISTERED)
    return kept, tuple(t.value for t in Treatment if t in NEEDS_REGISTERED)
