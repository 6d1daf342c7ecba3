"""What a user asks of stakes: which sheets, units and treatments; and the answer on a count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.selection import select
from veedor.errors import QuestionError
from veedor.sentence import sentence
from veedor.stakes.chance import RUNS, SEED
from veedor.stakes.condition import where
from veedor.stakes.questions import doubt, flips, named
from veedor.stakes.seats import stake_of_seats
from veedor.stakes.select import named_rows, share_of
from veedor.stakes.stake import at_stake, stake_of_assertion
from veedor.stakes.treatments import treatment_of
from veedor.stakes.units import SHEET, named_units, units_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Ints
    from veedor.count.selection import Selection
    from veedor.model import ChoiceId
    from veedor.stakes.results import Flips, InDoubt, NamedSet
    from veedor.stakes.stake import Stake


@dataclass(frozen=True)
class StakesRequest:
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
        A condition that names a set (:mod:`veedor.stakes.condition`).
    outside : str, optional
        A publication (``preliminary@...``): the set is the sheets that it lacks.
    number : int, optional
        How many units are in doubt.
    share : str, optional
        Which share of the units is in doubt (``0.22%``).
    seats : str, optional
        Name of the seats that are asked about, instead of the outcome of a round; a rule without a round and
        with one ``[[seats]]`` is asked about those.
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
    seats: str | None = None
    assertion: str | None = None
    donor: str | None = None
    receiver: str | None = None
    solver: bool = False
    seed: int = SEED
    runs: int = RUNS

    @property
    def named_by_hand(self) -> bool:
        """Whether it names sheets one by one, which options show only as the file they came from."""
        return self.sheets is not None or self.groups is not None

    def options(self) -> tuple[str, ...]:
        """Write the question as options of ``veedor stakes``; files of ids stand for themselves."""
        given = (
            *(("--treatment", name) for name in self.treatments),
            ("--unit", None if self.unit == SHEET else self.unit),
            ("--where", self.condition),
            ("--outside", self.outside),
            ("--count", self.number),
            ("--share", self.share),
            ("--seats", self.seats),
            ("--assertion", self.assertion),
            ("--donor", self.donor),
            ("--receiver", self.receiver),
            ("--seed", None if self.seed == SEED else self.seed),
            ("--runs", None if self.runs == RUNS else self.runs),
        )
        words = [str(part) for name, value in given if value is not None for part in (name, value)]
        return (*words, *(("--prove",) if self.solver else ()))


def stakes(selection: Selection, request: StakesRequest) -> Flips | InDoubt | NamedSet:
    """Say whether what is in doubt could change an outcome.

    Parameters
    ----------
    selection : Selection
        Which contest, count, publication and reading of the rule.
    request : StakesRequest
        Treatments, units, a named set or a number.

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
    sheets = selection.states.counted
    of_seats = request.seats is not None or not selection.rule.rounds
    stake = _about(stake_of_seats(selection, request.seats) if of_seats else at_stake(selection), request)
    treatments = [treatment_of(name) for name in request.treatments]
    rows = _rows(selection, request)
    if rows is not None:
        return named(stake, rows, treatments)
    units = units_of(sheets, request.unit) if request.groups is None else named_units(sheets, request.groups)
    number = share_of(len(units), request.share) if request.share is not None else request.number
    if number is not None:
        return doubt(stake, number, treatments, units, seed=request.seed, runs=request.runs)
    return flips(stake, treatments, units, with_solver=request.solver)


def _about(stake: Stake, request: StakesRequest) -> Stake:
    """Turn to one assertion, or to another pair of choices."""
    if request.assertion is not None:
        known = {a.assertion_id: a for a in stake.assertions()}
        if request.assertion not in known:
            shown = "; ".join(list(known)[:12])
            raise QuestionError(
                sentence("The outcome rests on no assertion {assertion!r}.", assertion=request.assertion),
                remedy=sentence("There is: {shown}.", shown=shown),
            )
        stake = stake_of_assertion(stake.sheets, known[request.assertion], stake.states)
    choices = {str(c): c for c in stake.sheets.column}
    donor, receiver = (_choice(choices, name) for name in (request.donor, request.receiver))
    return stake.about(donor=donor, receiver=receiver)


def _choice(known: Mapping[str, ChoiceId], name: str | None) -> ChoiceId | None:
    if name is None:
        return None
    if name not in known:
        raise QuestionError(
            sentence("There is no choice {name!r}.", name=name),
            remedy=sentence("There is: {known}.", known=", ".join(known)),
        )
    return known[name]


def named_twice() -> QuestionError:
    """Say that the sheets in doubt are named in more than one way."""
    return QuestionError(
        "The sheets in doubt are named in more than one way.",
        remedy="Give one of --sheets, --selected, --where, --outside, --count and --share.",
    )


def _rows(selection: Selection, request: StakesRequest) -> Ints | None:
    """Find the rows of a named set; None where none is named."""
    ways = (request.sheets, request.condition, request.outside, request.number, request.share)
    if sum(way is not None for way in ways) > 1:
        raise named_twice()
    sheets = selection.states.counted
    if request.sheets is not None:
        return named_rows(sheets, request.sheets)
    if request.condition is not None:
        return where(sheets, request.condition)
    if request.outside is None:
        return None
    inside = select(selection.election, request.outside, contest=selection.contest_id).states.counted.ids
    rows = np.flatnonzero(~np.isin(sheets.ids, inside)).astype(np.int64)
    if not rows.size:
        raise QuestionError(sentence("Every sheet of this count is in {outside!r}.", outside=request.outside))
    return rows
