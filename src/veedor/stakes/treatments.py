"""What may be done with a sheet in doubt, and how much each assertion can lose by it.

Eight treatments say exactly what a sheet holds afterwards; three leave it open within a bound (*refill*),
and the worst content is then chosen for the assertion at hand. All of them act on each sheet by itself, so
losses add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.sheets import UNKNOWN
from veedor.errors import MissingDataError, QuestionError, nearest
from veedor.model import Kind
from veedor.stakes.exact import added, scaled, weighed
from veedor.stakes.replaced import Replacement, replacement

if TYPE_CHECKING:
    from veedor.count.sheets import BoolVector, IntMatrix, IntVector, Sheets
    from veedor.model import Assertion, ChoiceId, Scope
    from veedor.stakes.exact import Amounts
    from veedor.stakes.units import Units

    Aim = tuple[tuple[Assertion, int], ...]
    """What a free content is chosen against: assertions, each with a non-negative weight."""


class Treatment(StrEnum):
    """What is done with a sheet."""

    ANNUL = "annul"
    """Its ballots leave the count; its voters stay on the roll."""
    STRIKE = "strike"
    """The donor's votes are struck; nobody else gets them."""
    MOVE = "move"
    """The donor's votes are given to the receiver."""
    SWAP = "swap"
    """The votes of donor and receiver change places."""
    BLANKS = "blanks"
    """Blank ballots become votes for the receiver."""
    NULLS = "nulls"
    """Null ballots become votes for the receiver."""
    ABSTAINERS = "abstainers"
    """Registered voters who did not vote become votes for the receiver."""
    REPLACE = "replace"
    """It holds what the rest of its polling place voted (:mod:`veedor.stakes.replaced`)."""
    REFILL_VALID = "refill-valid"
    """As many votes for candidates as before, for any of them; all other ballots stay."""
    REFILL_CAST = "refill-cast"
    """As many ballots as before, of any kind."""
    ANYTHING = "anything"
    """Any ballots up to its registered voters (up to its ballots cast, should these be more)."""


FREE = frozenset({Treatment.REFILL_VALID, Treatment.REFILL_CAST, Treatment.ANYTHING})
"""Treatments that leave the content open."""
NEEDS_REGISTERED = frozenset({Treatment.ABSTAINERS, Treatment.ANYTHING})
"""Treatments that mean nothing without registered voters."""
LEFT_OUT = -1
"""Instead of a column: the ballots are not cast at all."""
KEPT = -2
"""Instead of a column: nothing on the sheet matters to the aim, so it stays as published."""


def treatment_named(name: str) -> Treatment:
    """Give a treatment by its name.

    Raises
    ------
    QuestionError
        Where there is none of that name; the message gives the nearest.
    """
    try:
        return Treatment(name)
    except ValueError:
        raise QuestionError(
            f"There is no treatment {name!r}.", remedy=nearest(name, [t.value for t in Treatment])
        ) from None


@dataclass(frozen=True, eq=False)
class Treated:
    """A treatment on the sheets of a count.

    Parameters
    ----------
    sheets : Sheets
        The count.
    treatment : Treatment
        What is done.
    donor : ChoiceId
        Whose votes are struck, moved or swapped.
    receiver : ChoiceId
        Who gets them.
    units : Units
        What is treated as one piece (it matters to ``replace`` only).
    bound : int vector, shape (n_sheets,)
        Ballots that each sheet can hold at the most, ``UNKNOWN`` where nothing bounds it: such a sheet is
        taken to hold what it holds.

    Raises
    ------
    MissingDataError
        Where the treatment needs registered voters and no sheet has them.
    """

    sheets: Sheets
    treatment: Treatment
    donor: ChoiceId
    receiver: ChoiceId
    units: Units
    bound: IntVector

    def __post_init__(self) -> None:
        if self.treatment in NEEDS_REGISTERED and bool((self.bound == UNKNOWN).all()):
            raise MissingDataError(
                f"The treatment {self.treatment.value!r} needs registered voters by sheet, and none of the "
                f"{len(self.sheets):,} counted sheets has any of its own.",
                remedy="Ask with 'refill-cast' (bounded by ballots cast), or add the voters to the case.",
            )

    def losses(self, assertion: Assertion, aim: Aim | None = None) -> Amounts:
        """Say how much each sheet takes from an assertion.

        Parameters
        ----------
        assertion : Assertion
            What loses.
        aim : tuple of (Assertion, int), optional
            What a free content is chosen against; the assertion itself where it is left out, and the answer
            is then the largest loss that the treatment allows.

        Returns
        -------
        amounts, shape (n_sheets,)
            In units of 1/scale votes; negative where the assertion gains.
        """
        weights = assertion.vector(c.choice_id for c in self.sheets.contest.choices)
        aim = ((assertion, 1),) if aim is None else aim
        losses = self._free(weights, aim) if self.treatment in FREE else self._fixed(weights)
        return losses if assertion.scope is None else np.where(self._inside(assertion.scope), losses, 0)

    def contents(self, rows: IntVector, aim: Aim) -> IntMatrix:
        """Give what some sheets hold after the treatment.

        Parameters
        ----------
        rows : int vector, shape (k,)
            Which sheets.
        aim : tuple of (Assertion, int)
            What a free content is chosen against.

        Returns
        -------
        int matrix, shape (k, n_choices)
        """
        if self.treatment in FREE:
            return self._refilled(rows, self._column(aim, rows))
        votes = self.sheets.votes[rows]
        if self.treatment is Treatment.ANNUL:
            return np.zeros_like(votes)
        if self.treatment is Treatment.REPLACE:
            return self.replacement.votes[rows]
        new = votes.copy()
        donor, receiver = self._columns
        match self.treatment:
            case Treatment.STRIKE:
                new[:, donor] = 0
            case Treatment.MOVE:
                new[:, receiver] += new[:, donor]
                new[:, donor] = 0
            case Treatment.SWAP:
                new[:, [donor, receiver]] = votes[:, [receiver, donor]]
            case Treatment.ABSTAINERS:
                new[:, receiver] += self._abstainers[rows]
            case Treatment.BLANKS | Treatment.NULLS:
                given = self._kind_columns
                new[:, given] = 0
                new[:, receiver] += votes[:, given].sum(axis=1)
        return new

    @cached_property
    def replacement(self) -> Replacement:
        """What each sheet would hold after the rest of its place."""
        return replacement(self.sheets, self.units)

    @cached_property
    def capacity(self) -> IntVector:
        """How many ballots a free content holds (at most, for *anything*), shape (n_sheets,)."""
        if self.treatment is Treatment.REFILL_VALID:
            votes: IntVector = self.sheets.votes[:, list(self.allowed)].sum(axis=1)
            return votes
        if self.treatment is Treatment.REFILL_CAST:
            return self.sheets.cast
        return np.maximum(self.bound, self.sheets.cast)

    @cached_property
    def allowed(self) -> tuple[int, ...]:
        """The columns that a free content may fill; the others stay as published."""
        if self.treatment is Treatment.REFILL_VALID:
            return tuple(self.sheets.column[c] for c in self.sheets.contest.candidates)
        return tuple(range(self.sheets.votes.shape[1]))

    def _fixed(self, weights: tuple[int, ...]) -> Amounts:
        """Losses under a treatment that says what a sheet holds."""
        votes = self.sheets.votes
        donor, receiver = self._columns
        of_donor, of_receiver = weights[donor], weights[receiver]
        match self.treatment:
            case Treatment.ANNUL:
                return weighed(votes, weights)
            case Treatment.REPLACE:
                return added(weighed(votes, weights), scaled(weighed(self.replacement.votes, weights), -1))
            case Treatment.STRIKE:
                return scaled(votes[:, donor], of_donor)
            case Treatment.MOVE:
                return scaled(votes[:, donor], of_donor - of_receiver)
            case Treatment.SWAP:
                return scaled(votes[:, donor] - votes[:, receiver], of_donor - of_receiver)
            case Treatment.ABSTAINERS:
                return scaled(self._abstainers, -of_receiver)
            case _:
                given = self._kind_columns
                return weighed(votes[:, given], [weights[j] - of_receiver for j in given])

    def _free(self, weights: tuple[int, ...], aim: Aim) -> Amounts:
        """Losses when the content is the one that hurts the aim most."""
        kept = [w if j in self.allowed else 0 for j, w in enumerate(weights)]
        before = weighed(self.sheets.votes, kept)
        if all(assertion.scope is None for assertion, _ in aim):
            column = self._worst(self._aimed(aim))
            return added(before, scaled(self.capacity, -self._weight(weights, column)))
        columns = self._column(aim, np.arange(len(self.sheets)))
        losses = before
        for column in np.unique(columns).tolist():
            share = np.where(columns == column, self.capacity, 0)
            losses = added(losses, scaled(share, -self._weight(weights, column)))
        return np.where(columns == KEPT, 0, losses)

    def _column(self, aim: Aim, rows: IntVector) -> IntVector:
        """The column that the worst content of some sheets fills, shape (k,)."""
        scoped = [(a, self._inside(a.scope)[rows]) for a, _ in aim if a.scope is not None]
        columns = np.full(len(rows), KEPT, dtype=np.int64)
        pattern = np.zeros(len(rows), dtype=np.int64)
        for bit, (_, inside) in enumerate(scoped):
            pattern += inside.astype(np.int64) << bit
        for value in set(pattern.tolist()):
            here = {id(assertion) for bit, (assertion, _) in enumerate(scoped) if value >> bit & 1}
            active = tuple((a, m) for a, m in aim if a.scope is None or id(a) in here)
            if active:
                columns[pattern == value] = self._worst(self._aimed(active))
        return columns

    def _aimed(self, aim: Aim) -> list[int]:
        """The weights of a combination of assertions, by column."""
        weights = [0] * self.sheets.votes.shape[1]
        for assertion, multiplier in aim:
            for j, choice in enumerate(self.sheets.contest.choices):
                weights[j] += multiplier * assertion.weight(choice.choice_id)
        return weights

    def _worst(self, weights: list[int]) -> int:
        """The column whose ballots hurt most; of equal ones the receiver, then the first on the ballot."""
        receiver = self._columns[1]
        columns = sorted(self.allowed, key=lambda j: (weights[j], j != receiver, j))
        best = columns[0]
        return LEFT_OUT if self.treatment is Treatment.ANYTHING and weights[best] > 0 else best

    def _refilled(self, rows: IntVector, columns: IntVector) -> IntMatrix:
        new = self.sheets.votes[rows].copy()
        new[:, list(self.allowed)] = 0
        cast = np.flatnonzero(columns >= 0)
        new[cast, columns[cast]] += self.capacity[rows][cast]
        kept = columns == KEPT
        new[kept] = self.sheets.votes[rows][kept]
        return new

    @staticmethod
    def _weight(weights: tuple[int, ...], column: int) -> int:
        return weights[column] if column >= 0 else 0

    def _inside(self, scope: Scope) -> BoolVector:
        """Which sheets lie in an area."""
        inside: BoolVector = self.sheets.member_of(scope.division) == scope.area
        return inside

    @property
    def _columns(self) -> tuple[int, int]:
        column = self.sheets.column
        return column[self.donor], column[self.receiver]

    @property
    def _abstainers(self) -> IntVector:
        left: IntVector = np.maximum(self.bound - self.sheets.cast, 0)
        return left

    @property
    def _kind_columns(self) -> list[int]:
        kind = Kind.BLANK if self.treatment is Treatment.BLANKS else Kind.NULL
        return [self.sheets.column[c] for c in self.sheets.contest.of_kind(kind)]
