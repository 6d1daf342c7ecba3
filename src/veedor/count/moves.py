"""Sheets that changed their state between two moments of a count, or between two counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.states import ORDER
from veedor.errors import QuestionError
from veedor.model import State

if TYPE_CHECKING:
    from veedor.arrays import Flags, Ints
    from veedor.count.states import States


@dataclass(frozen=True, eq=False)
class Moves:
    """The expected sheets whose state differs.

    Parameters
    ----------
    before, after : States
        The two moments, over one roll.
    rows : int vector
        Rows of the roll whose state differs.
    """

    before: States
    after: States
    rows: Ints

    def number(self, before: State, after: State) -> int:
        """Count the sheets that went from one state to another."""
        return int(self.of(before, after).sum())

    @property
    def pairs(self) -> tuple[tuple[State, State], ...]:
        """Which changes there are, in the order of the states."""
        return tuple((one, two) for one in ORDER for two in ORDER if one != two and self.number(one, two))

    @property
    def entered(self) -> int:
        """Sheets that came into the count."""
        return sum(self.number(one, two) for one, two in self.pairs if two is State.COUNTED)

    @property
    def left(self) -> int:
        """Sheets that left the count."""
        return sum(self.number(one, two) for one, two in self.pairs if one is State.COUNTED)

    @property
    def outside(self) -> int:
        """Sheets that changed their state and are in the count at neither moment."""
        return len(self.rows) - self.entered - self.left

    def of(self, before: State, after: State) -> Flags:
        """Say which of the rows went from one state to another."""
        one, two = self.before.code[self.rows], self.after.code[self.rows]
        found: Flags = (one == ORDER.index(before)) & (two == ORDER.index(after))
        return found

    def votes(self, before: State, after: State) -> tuple[int, int]:
        """Sum the votes that were published of those sheets, counted or not, before and after."""
        rows = self.rows[self.of(before, after)]
        old, new = (int(_figures(states)[rows].sum()) for states in (self.before, self.after))
        return old, new


def moves(before: States, after: States) -> Moves:
    """Find the sheets whose state differs.

    Raises
    ------
    QuestionError
        Where the two are not over one roll.
    """
    if before.roll.ids.shape != after.roll.ids.shape or bool((before.roll.ids != after.roll.ids).any()):
        raise QuestionError("Only states of one contest can be compared.")
    return Moves(before, after, np.flatnonzero(before.code != after.code).astype(np.int64))


def _figures(states: States) -> Ints:
    """Votes of every kind that were published of each sheet of the roll, counted or not."""
    found = np.zeros(len(states.roll), dtype=np.int64)
    for part in (states.counted, states.aside, states.annulled):
        found[states.roll.rows(part.ids)] = part.cast
    return found
