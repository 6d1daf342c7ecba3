"""Sheets that changed their state between two moments of a count, or between two counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.states import ORDER
from veedor.errors import QuestionError
from veedor.model import Column, State, Table, Unit

if TYPE_CHECKING:
    from veedor.count.sheets import BoolVector, IntVector
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
    rows: IntVector

    def number(self, before: State, after: State) -> int:
        """Count the sheets that went from one state to another."""
        return int(self._of(before, after).sum())

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

    def _of(self, before: State, after: State) -> BoolVector:
        one, two = self.before.code[self.rows], self.after.code[self.rows]
        found: BoolVector = (one == ORDER.index(before)) & (two == ORDER.index(after))
        return found

    @property
    def table(self) -> Table:
        """How many sheets went from which state to which, with the figures published before and after."""
        old, new = (_figures(states)[self.rows] for states in (self.before, self.after))
        rows = []
        for one, two in self.pairs:
            here = self._of(one, two)
            figures = (int(here.sum()), int(old[here].sum()), int(new[here].sum()))
            rows.append((state_term(one), state_term(two), *figures))
        columns = (
            Column("state_before", Unit.TERM),
            Column("state_after", Unit.TERM),
            Column("sheets", Unit.SHEETS),
            Column("before", Unit.VOTES),
            Column("after", Unit.VOTES),
        )
        return Table("comparison_states", columns, tuple(rows))

    @property
    def sheets(self) -> Table:
        """The sheets whose state changed otherwise than by coming in."""
        roll = self.after.roll
        came = self._of(State.OUTSTANDING, State.COUNTED)
        rows = self.rows[~came].tolist()
        place = roll.member_of(roll.places.finest)
        columns = (
            Column("sheet", Unit.TEXT),
            Column("place", Unit.PLACE),
            Column("state_before", Unit.TERM),
            Column("state_after", Unit.TERM),
            Column("word_after", Unit.TEXT),
        )
        return Table(
            "comparison_state_sheets",
            columns,
            tuple(
                (
                    str(roll.ids[i]),
                    str(place[i]),
                    state_term(ORDER[self.before.code[i]]),
                    state_term(ORDER[self.after.code[i]]),
                    str(self.after.word[i]),
                )
                for i in rows
            ),
        )


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


def state_term(state: State) -> str:
    """Give the message key of a state."""
    return f"term.state_{state.name.lower()}"


def _figures(states: States) -> IntVector:
    """Votes of every kind that were published of each sheet of the roll, counted or not."""
    found = np.zeros(len(states.roll), dtype=np.int64)
    for part in (states.counted, states.aside, states.annulled):
        found[states.roll.rows(part.ids)] = part.cast
    return found
