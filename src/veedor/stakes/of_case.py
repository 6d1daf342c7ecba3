"""Questions of stakes put to an opened case: which count, which sheets, which units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.stakes.ask import doubt, flips, named
from veedor.stakes.chance import RUNS, SEED
from veedor.stakes.outcome import question_about
from veedor.stakes.question import question_of
from veedor.stakes.select import rows_of, share_of, where
from veedor.stakes.treatments import treatment_named
from veedor.stakes.units import SHEET, named_units, units_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.count import Election, Sheets
    from veedor.count.sheets import IntVector
    from veedor.model import ChoiceId
    from veedor.stakes.question import Question
    from veedor.stakes.results import Doubt, Flips, NamedSet


@dataclass(frozen=True)
class Asked:
    """A question of stakes in the words of its user.

    Parameters
    ----------
    treatments : tuple of str
        Names of treatments; none: all that the data allow.
    unit : str
        ``sheet``, ``place``, a level, a division, ``stratum``.
    groups : mapping of str to str, optional
        Sheet id -> group: these groups are the units.
    sheets : tuple of str, optional
        Ids of a named set.
    condition : str, optional
        A condition that names a set (:mod:`veedor.stakes.select`).
    outside : str, optional
        A publication (``preliminary@...``): the set is the sheets that it lacks.
    number : int, optional
        How many units are in doubt.
    share : str, optional
        Which share of the units is in doubt (``0.22%``).
    assertion : str, optional
        Id of one assertion to ask about, instead of the outcome.
    donor, receiver : str, optional
        Whose votes are moved, and to whom, instead of the pair of the binding assertion.
    solver : bool
        Have a mixed integer program confirm the smallest numbers.
    seed, runs : int
        Of the random case.
    """

    treatments: tuple[str, ...] = ()
    unit: str = SHEET
    groups: Mapping[str, str] | None = None
    sheets: tuple[str, ...] | None = None
    condition: str | None = None
    outside: str | None = None
    number: int | None = None
    share: str | None = None
    assertion: str | None = None
    donor: str | None = None
    receiver: str | None = None
    solver: bool = False
    seed: int = SEED
    runs: int = RUNS

    def options(self) -> tuple[str, ...]:
        """Write the question as options of ``veedor stakes``; files of ids stand for themselves."""
        given = (
            *(("--treatment", name) for name in self.treatments),
            ("--unit", None if self.unit == SHEET else self.unit),
            ("--where", self.condition),
            ("--outside", self.outside),
            ("--count", self.number),
            ("--share", self.share),
            ("--assertion", self.assertion),
            ("--donor", self.donor),
            ("--receiver", self.receiver),
            ("--seed", None if self.seed == SEED else self.seed),
            ("--runs", None if self.runs == RUNS else self.runs),
        )
        words = [str(part) for name, value in given if value is not None for part in (name, value)]
        return (*words, *(("--prove",) if self.solver else ()))


def stakes(
    election: Election,
    asked: Asked,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    variant: str | None = None,
    command: str = "",
) -> Flips | Doubt | NamedSet:
    """Answer a question of stakes on a case.

    Parameters
    ----------
    election : Election
        An opened case.
    asked : Asked
        The question.
    count, contest, snapshot, variant : str, optional
        Which count and which reading of the rule.
    command : str
        The command that computes it again.

    Returns
    -------
    Flips, Doubt or NamedSet
        The smallest numbers; what so many units can do; what a named set means.

    Raises
    ------
    QuestionError
        Where sets are named in two ways, or the question cannot be asked of this count.
    MissingDataError
        Where the case has no rule, or a treatment needs registered voters that were not published.
    """
    states = election.states(count, contest=contest, snapshot=snapshot)
    sheets, rule = states.counted, election.rule(contest, variant)
    round_ = election.file.contests[election.contest_id(contest)].round or None
    question = _about(question_about(sheets, rule, round=round_, states=states), asked)
    treatments = [treatment_named(name) for name in asked.treatments]
    rows = _rows(election, sheets, asked, contest)
    if rows is not None:
        return named(question, rows, treatments, command=command)
    units = units_of(sheets, asked.unit) if asked.groups is None else named_units(sheets, asked.groups)
    number = share_of(len(units), asked.share) if asked.share is not None else asked.number
    if number is not None:
        return doubt(question, number, treatments, units, seed=asked.seed, runs=asked.runs, command=command)
    return flips(question, treatments, units, with_solver=asked.solver, command=command)


def _about(question: Question, asked: Asked) -> Question:
    """Turn to one assertion, or to another pair of choices."""
    if asked.assertion is not None:
        known = {a.assertion_id: a for a in question.assertions()}
        if asked.assertion not in known:
            shown = "; ".join(list(known)[:12])
            raise QuestionError(
                f"The outcome rests on no assertion {asked.assertion!r}.", remedy=f"There is: {shown}."
            )
        question = question_of(question.sheets, known[asked.assertion], question.states)
    choices = {str(c): c for c in question.sheets.column}
    donor, receiver = (_choice(choices, name) for name in (asked.donor, asked.receiver))
    return question.about(donor=donor, receiver=receiver)


def _choice(known: Mapping[str, ChoiceId], name: str | None) -> ChoiceId | None:
    if name is None:
        return None
    if name not in known:
        raise QuestionError(f"There is no choice {name!r}.", remedy=f"There is: {', '.join(known)}.")
    return known[name]


def _rows(election: Election, sheets: Sheets, asked: Asked, contest: str | None) -> IntVector | None:
    """The rows of a named set; None where none is named."""
    ways = [asked.sheets, asked.condition, asked.outside, asked.number, asked.share]
    if sum(way is not None for way in ways) > 1:
        raise QuestionError(
            "The sheets in doubt are named in more than one way.",
            remedy="Give one of --sheets, --where, --outside, --count and --share.",
        )
    if asked.sheets is not None:
        return rows_of(sheets, asked.sheets)
    if asked.condition is not None:
        return where(sheets, asked.condition)
    if asked.outside is None:
        return None
    count, snapshot = election.state(asked.outside)
    inside = election.sheets(count, contest=contest, snapshot=snapshot).ids
    rows = np.flatnonzero(~np.isin(sheets.ids, inside)).astype(np.int64)
    if not rows.size:
        raise QuestionError(f"Every sheet of this count is in {asked.outside!r}.")
    return rows
