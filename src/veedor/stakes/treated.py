"""How much each assertion can lose by a treatment, and what the treated sheets then hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.stakes.exact import VoteColumns, added, columns_of, largest, scaled, weighed
from veedor.stakes.treatments import Ballots, Fixed, Refill, Setting, Treatment, VoteChange

if TYPE_CHECKING:
    from veedor.count.vectors import BoolVector, IntMatrix, IntVector
    from veedor.model import Assertion, Scope
    from veedor.stakes.exact import Amounts

    Aim = tuple[tuple[Assertion, int], ...]
    """What a free content is chosen against: assertions, each with a non-negative weight."""

LEFT_OUT = -1
"""Instead of a column: the ballots are not cast at all."""
KEPT = -2
"""Instead of a column: nothing on the sheet matters to the aim, so it stays as published."""


def aim_at(assertion: Assertion) -> Aim:
    """Give the aim that hurts one assertion and no other."""
    return ((assertion, 1),)


@dataclass(frozen=True, eq=False)
class Treated:
    """A treatment on the sheets of a count.

    Parameters
    ----------
    treatment : Treatment
        What is done.
    setting : Setting
        To which sheets, between whom.
    columns : VoteColumns, optional
        The votes of the sheets, where they were laid out before.

    Raises
    ------
    MissingDataError
        Where the treatment needs what the count lacks.
    """

    treatment: Treatment
    setting: Setting
    columns: VoteColumns | None = None

    def __post_init__(self) -> None:
        self.treatment.check(self.setting)

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
        weights = assertion.vector(c.choice_id for c in self.setting.sheets.contest.choices)
        aim = aim_at(assertion) if aim is None else aim
        change = self.change
        if change is None:
            losses = self._free(weights, aim)
        else:
            losses = weighed(self._added, [-weights[column] for column in change.columns])
        if assertion.ballots_weight and self.treatment.ballots is Ballots.GONE:
            losses = added(losses, scaled(self.setting.sheets.printed["cast"], assertion.ballots_weight))
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
        if self.change is None:
            return self._refilled(rows, self._column(aim, rows))
        votes = self.setting.sheets.votes[rows]
        for j, column in enumerate(self.change.columns):
            votes[:, column] += self.change.votes[rows, j]
        return votes

    @cached_property
    def change(self) -> VoteChange | None:
        """What comes and goes on every sheet; None where the content is free."""
        if not isinstance(self.treatment, Fixed):
            return None
        change = self.treatment.change(self.setting)
        return replace(change, votes=columns_of(change.votes).votes)

    @cached_property
    def _added(self) -> VoteColumns:
        if self.change is None:
            raise TypeError(f"the treatment {self.treatment} leaves the content open")
        return VoteColumns(self.change.votes, largest(self.change.votes))

    @cached_property
    def _votes(self) -> VoteColumns:
        return columns_of(self.setting.sheets.votes) if self.columns is None else self.columns

    @cached_property
    def capacity(self) -> IntVector:
        """How many ballots a free content holds (at most, for some), shape (n_sheets,)."""
        return self._refill.capacity(self.setting)

    @cached_property
    def allowed(self) -> tuple[int, ...]:
        """The columns that a free content may fill; the others stay as published."""
        return tuple(self._refill.columns(self.setting))

    @property
    def at_most(self) -> bool:
        """Whether a content may hold fewer ballots than its capacity."""
        return isinstance(self.treatment, Refill) and self.treatment.at_most

    @property
    def _refill(self) -> Refill:
        if not isinstance(self.treatment, Refill):
            raise TypeError(f"the treatment {self.treatment} leaves no content open")
        return self.treatment

    def _free(self, weights: tuple[int, ...], aim: Aim) -> Amounts:
        """Losses when the content is the one that hurts the aim most."""
        kept = [w if j in self.allowed else 0 for j, w in enumerate(weights)]
        before = weighed(self._votes, kept)
        if all(assertion.scope is None for assertion, _ in aim):
            column = self._worst(self._aimed(aim))
            return added(before, scaled(self.capacity, -self._weight(weights, column)))
        columns = self._column(aim, np.arange(len(self.setting.sheets)))
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
        weights = [0] * self.setting.sheets.votes.shape[1]
        for assertion, multiplier in aim:
            for j, choice in enumerate(self.setting.sheets.contest.choices):
                weights[j] += multiplier * assertion.weight(choice.choice_id)
        return weights

    def _worst(self, weights: list[int]) -> int:
        """The column whose ballots hurt most; of equal ones the receiver, then the first on the ballot."""
        receiver = self.setting.columns[1]
        columns = sorted(self.allowed, key=lambda j: (weights[j], j != receiver, j))
        best = columns[0]
        return LEFT_OUT if self.at_most and weights[best] > 0 else best

    def _refilled(self, rows: IntVector, columns: IntVector) -> IntMatrix:
        new: IntMatrix = self.setting.sheets.votes[rows]  # a copy
        filled = columns != KEPT
        for j in self.allowed:
            new[filled, j] = 0
        cast = np.flatnonzero(columns >= 0)
        new[cast, columns[cast]] += self.capacity[rows[cast]]
        return new

    @staticmethod
    def _weight(weights: tuple[int, ...], column: int) -> int:
        return weights[column] if column >= 0 else 0

    def _inside(self, scope: Scope) -> BoolVector:
        """Which sheets lie in an area."""
        inside: BoolVector = self.setting.sheets.member_of(scope.division) == scope.area
        return inside
