"""The state of every expected sheet of a contest at a moment of a count.

Only counted sheets are summed (:class:`~veedor.count.Sheets`); the others stay in sight here, with the voters
they may hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veedor.model import State

if TYPE_CHECKING:
    from veedor.count.roll import Roll
    from veedor.count.sheets import BoolVector, IntVector, Sheets, TextVector

ORDER = (State.COUNTED, State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)
"""Codes of states are positions in this."""


class Completeness(StrEnum):
    """What is known of how many sheets there should be."""

    LIST = "list"
    """A list names every sheet."""
    NUMBER = "number"
    """A number is stated; sheets beyond those that are known by name have no name."""
    UNKNOWN = "unknown"
    """Neither: the sheets that some published file names are all that is known."""


@dataclass(frozen=True, eq=False)
class States:
    """Every expected sheet of a contest in its state, as one count had it at a moment.

    Parameters
    ----------
    roll : Roll
        The expected sheets that are known by name.
    code : int vector, shape (n,)
        State of each: position in :data:`ORDER`.
    reason : text vector, shape (n,)
        Why: ``absent`` (no row), ``no figure``, ``status``, ``repeated``, ...
    word : text vector, shape (n,)
        The published word; empty where there is none.
    counted, aside, annulled : Sheets
        The figures of the counted, the set aside and the annulled sheets.
    completeness : Completeness
        What is known of how many sheets there should be.
    expected : int, optional
        How many sheets there should be; None where that is not known.
    most_ballots : int, optional
        The case states that no sheet can hold more.
    """

    roll: Roll
    code: IntVector
    reason: TextVector
    word: TextVector
    counted: Sheets
    aside: Sheets
    annulled: Sheets
    completeness: Completeness
    expected: int | None
    most_ballots: int | None = None

    def of(self, *states: State) -> BoolVector:
        """Say which sheets of the roll are in one of some states, shape (n,)."""
        found: BoolVector = np.isin(self.code, [ORDER.index(state) for state in states])
        return found

    def number(self, state: State) -> int:
        """Count the sheets in a state; outstanding ones include those that nobody names."""
        named = int(self.of(state).sum())
        return named + self.unnamed if state is State.OUTSTANDING else named

    @property
    def unnamed(self) -> int:
        """Sheets that should exist beyond those that are known by name."""
        return max(0, (self.expected or 0) - len(self.roll))

    @property
    def is_open(self) -> BoolVector:
        """Which sheets of the roll are open: outstanding, or set aside and not decided, shape (n,)."""
        return self.of(State.OUTSTANDING, State.SET_ASIDE)
