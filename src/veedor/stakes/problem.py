"""One treatment on one kind of unit: what the searches for a smallest set work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import UNKNOWN
from veedor.errors import MissingDataError
from veedor.sentence import sentence
from veedor.stakes.exact import largest, narrowed
from veedor.stakes.treated import Treated, aim_at
from veedor.stakes.treatments import TREATMENTS, Ballots, Setting, treatment_of
from veedor.stakes.units import Units, units_of

if TYPE_CHECKING:
    from veedor.count.vectors import IntMatrix, IntVector
    from veedor.model import Assertion, Tally
    from veedor.stakes.exact import Amounts
    from veedor.stakes.stake import Stake
    from veedor.stakes.treated import Aim
    from veedor.stakes.treatments import Treatment

    Pieces = tuple[tuple[IntVector, "Aim | Filling"], ...]
    """Units with the aim that their contents are chosen against, or with the contents themselves."""


@dataclass(frozen=True, eq=False)
class Filling:
    """Contents laid out sheet by sheet.

    Parameters
    ----------
    votes : int matrix, shape (n_sheets_of_the_units, n_choices)
        In the ascending order of the rows of the units.
    """

    votes: IntMatrix


class Proof(StrEnum):
    """Why a smallest number is what it is said to be."""

    SORT = "sort"
    """Sort and cumulate: exact for one assertion (:mod:`veedor.stakes.prefix`)."""
    KNAPSACK = "knapsack"
    """Areas that share no unit: the cheapest areas whose points suffice, by dynamic programming."""
    SURROGATE = "surrogate"
    """Every set that breaks all assertions breaks their weighted sum; the best weights bound the number."""
    SOLVER = "solver"
    """A mixed integer program, its solution checked again in whole numbers."""


@dataclass(frozen=True, eq=False)
class Bracket:
    """Between which numbers the smallest number of units lies, and the set that reaches its upper end.

    Parameters
    ----------
    lower : int or None
        No set of fewer units does it; None: no set of any size does.
    pieces : tuple of (int vector, Aim), optional
        The units found and what their contents aim at; None where no set was found.
    proof : Proof
        Why the lower end holds.
    """

    lower: int | None
    pieces: Pieces | None
    proof: Proof

    @property
    def upper(self) -> int | None:
        """How many units were found; None where none were."""
        return None if self.pieces is None else sum(len(units) for units, _ in self.pieces)

    @property
    def least(self) -> int:
        """The lower end, zero where there is none."""
        return self.lower or 0

    @property
    def exact(self) -> bool:
        """Whether the smallest number is known."""
        return self.lower == self.upper


@dataclass(frozen=True, eq=False)
class Solution(Bracket):
    """A bracket for a part of a problem."""

    @cached_property
    def chosen(self) -> IntVector:
        """The units found, the heaviest of each piece first."""
        parts = [units for units, _ in self.pieces or ()]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Problem:
    """A question under one treatment of one kind of unit.

    Parameters
    ----------
    stake : Stake
        What is at stake.
    treatment : Treatment
        What is done with a unit.
    units : Units
        What is treated as one piece.

    Raises
    ------
    MissingDataError
        Where the treatment needs registered voters and no sheet has them, or the rule weighs ballots and it
        does not say how many there are.
    """

    stake: Stake
    treatment: Treatment
    units: Units
    _losses: dict[Assertion, Amounts] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not allowed(self.stake, self.treatment):
            kept = ", ".join(repr(t.name) for t in TREATMENTS.values() if allowed(self.stake, t))
            raise MissingDataError(
                sentence(
                    "The rule weighs the ballots cast, of which each gives several "
                    "votes, and {treatment!r} does not say how many ballots a sheet then "
                    "holds.",
                    treatment=self.treatment.name,
                ),
                remedy=sentence("Ask with one of: {kept}.", kept=kept),
            )

    @cached_property
    def treated(self) -> Treated:
        """The treatment on single sheets."""
        q = self.stake
        setting = Setting(q.sheets, q.donor, q.receiver, self.units, q.bound)
        return Treated(self.treatment, setting, q.columns)

    def release(self) -> None:
        """Let go of all that stands sheet by sheet; it is computed again where it is asked for."""
        self.__dict__.pop("treated", None)
        self._losses.clear()

    def loss(self, assertion: Assertion, aim: Aim | None = None) -> Amounts:
        """Say how much each unit takes from an assertion, shape (n_units,); see :meth:`Treated.losses`."""
        own = aim is None or not self.treatment.free or aim == aim_at(assertion)
        if not own:
            return self.units.sums(self.treated.losses(assertion, aim))
        if assertion not in self._losses:
            self._losses[assertion] = narrowed(self.units.sums(self.treated.losses(assertion)))
        return self._losses[assertion]

    def forget(self) -> None:
        """Drop the losses of all assertions but the binding one: a rule may have hundreds of them."""
        for assertion in self._losses.keys() - {self.stake.binding}:
            del self._losses[assertion]

    @cached_property
    def largest_unit(self) -> int:
        """The most ballots that any unit holds before or after the treatment."""
        ballots = self.stake.sheets.cast
        if self.treatment.needs_registered:
            ballots = np.maximum(ballots, self.stake.bound)
        return largest(self.units.sums(ballots))

    @cached_property
    def unbounded(self) -> int:
        """Sheets of the units that nothing bounds, under a treatment that asks for their voters."""
        if not self.treatment.needs_registered:
            return 0
        return int(((self.stake.bound == UNKNOWN) & (self.units.codes >= 0)).sum())

    @cached_property
    def opens_areas(self) -> bool:
        """Whether votes may come to an area that has none, for which no condition of the rule stands yet."""
        areas = self.stake.tally.areas.values()
        return self.treatment.needs_registered and any(
            not area.for_candidates for members in areas for area in members.values()
        )

    def out_of_reach(self, assertion: Assertion, k: int) -> bool:
        """Whether a bound without any sorting shows that k units cannot break an assertion.

        No ballot counts more than the heaviest weight before, nor less than the lightest after.
        """
        weights = [*assertion.vector(c.choice_id for c in self.stake.sheets.contest.choices), 0]
        most = self.largest_unit * (max(weights) - min(weights))
        if assertion.ballots_weight:
            most += largest(self.units.sums(self.stake.sheets.printed["cast"])) * abs(
                assertion.ballots_weight
            )
        return k * most < self.stake.need(assertion)

    def changed(self, pieces: Pieces) -> tuple[IntVector, IntMatrix]:
        """Give the rows of some units, ascending within each piece, and what they then hold."""
        rows, contents = [], []
        for chosen, aim in pieces:
            here = self.units.rows(chosen)
            rows.append(here)
            contents.append(aim.votes if isinstance(aim, Filling) else self.treated.contents(here, aim))
        if not rows:
            empty = np.empty(0, dtype=np.int64)
            return empty, self.stake.sheets.votes[empty]
        if len(rows) == 1:
            return rows[0], contents[0]
        return np.concatenate(rows), np.concatenate(contents)

    def tally(self, pieces: Pieces) -> Tally:
        """Give the exact totals after the treatment of some units."""
        if self.treatment.ballots is Ballots.GONE:
            return self.stake.altered(self.rows(pieces), None)
        return self.stake.altered(*self.changed(pieces))

    def rows(self, pieces: Pieces) -> IntVector:
        """Give the rows of the sheets of some units, ascending within each piece."""
        parts = [self.units.rows(chosen) for chosen, _ in pieces]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def falls(self, pieces: Pieces) -> bool:
        """Whether the rule gives another outcome on the exact totals after the treatment of some units."""
        return self.stake.fallen(self.tally(pieces))


def allowed(stake: Stake, treatment: Treatment) -> bool:
    """Whether a treatment says what becomes of the ballots, where the rule weighs them."""
    return not stake.weighs_ballots or treatment.ballots is not Ballots.OPEN


def problem_of(stake: Stake, treatment: str | Treatment, unit: str | Units = "sheet") -> Problem:
    """Put a question under a treatment of a kind of unit.

    Parameters
    ----------
    stake : Stake
        What is at stake.
    treatment : Treatment or str
        What is done with a unit.
    unit : str or Units
        Name of a unit (:func:`veedor.stakes.units.units_of`), or units put together before.
    """
    return Problem(stake, treatment_of(treatment), units_of(stake.sheets, unit))
