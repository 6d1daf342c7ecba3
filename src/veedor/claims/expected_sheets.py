"""The expected sheets of a moment, in a place or in all: how many in which state, and their voters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.sheets import Sheets
from veedor.count.states import Completeness
from veedor.model import State
from veedor.stakes import where

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.arrays import Flags
    from veedor.count.selection import Selection
    from veedor.count.states import States
    from veedor.model import Tally

_WORDS = re.compile(r"[^\s=<>!(),'\"]+")


_VALUE = re.compile(
    r"(?P<sign>!?=)\s*(?P<value>[^\s'\"()=<>!,][^'\"()=<>!,]*?)(?=\s*(?:$|\)|\s(?:and|or)\s))"
)


def with_quotes(
    place: str, levels: Sequence[str] = (), names: Mapping[str, Sequence[str]] | None = None
) -> str:
    """Write a condition on places as the selection of sheets reads it.

    Values of several words need no quotes of their own: ``department = Santa Cruz``. A name alone is that of
    a place of the widest level that has it: ``Santa Cruz``.

    Parameters
    ----------
    place : str
        As the check has it.
    levels : sequence of str
        Levels of place, widest first.
    names : mapping of str to sequence of str
        Names of the places of each.
    """
    bare = place.strip().strip("'")
    if names and not re.search(r"[=<>]|\sin\s*\(", bare):
        level = next((level for level in levels if bare in names[level]), None)
        if level is not None:
            return f'{level} = "{bare}"'
    return _VALUE.sub(lambda m: f'{m["sign"]} "{m["value"]}"', place)


@dataclass(frozen=True, eq=False)
class ExpectedSheets:
    """The expected sheets of a publication of a count, those of a place or all.

    Parameters
    ----------
    selection : Selection
        The publication.
    place : str
        A condition on sheets; empty for all.
    """

    selection: Selection
    place: str = ""

    @property
    def states(self) -> States:
        """Every sheet in its state."""
        return self.selection.states

    @cached_property
    def condition(self) -> str:
        """The condition with its values in quotes."""
        places = self.states.roll.places
        return with_quotes(self.place, places.levels, places.names)

    @cached_property
    def counted(self) -> Sheets:
        """The counted ones.

        Raises
        ------
        QuestionError
            Where the condition cannot be read, or no counted sheet satisfies it.
        """
        whole = self.selection.sheets
        return whole.take(where(whole, self.condition)) if self.place else whole

    @cached_property
    def tally(self) -> Tally:
        """The sum of the counted ones, with the voters of all."""
        return replace(self.counted.tally(), registered=self.electorate)

    @cached_property
    def rows(self) -> Flags:
        """Which sheets of the roll lie in the place, shape (n,).

        A condition on figures holds of counted sheets only: what the others hold is not known.
        """
        here = np.zeros(len(self.states.roll), dtype=np.bool_)
        if not self.place:
            return ~here
        here[where(_of_the_roll(self.states), self.condition)] = True
        choices = self.states.counted.contest.choices
        figures = {"cast", "valid", *(str(choice.choice_id) for choice in choices)}
        on_figures = bool(figures & set(_WORDS.findall(self.place)))
        return here & self.states.of(State.COUNTED) if on_figures else here

    @property
    def completeness(self) -> Completeness:
        """What is known of how many sheets there should be; a number of all says nothing of a place."""
        known = self.states.completeness
        return Completeness.UNKNOWN if self.place and self.states.unnamed else known

    def number(self, state: State) -> int:
        """Count the sheets in a state, those that nobody names among the outstanding ones."""
        if not self.place:
            return self.states.number(state)
        return int((self.rows & self.states.of(state)).sum())

    @property
    def expected(self) -> int | None:
        """How many there should be; None where that is not known."""
        if self.completeness is Completeness.UNKNOWN:
            return None
        return int(self.rows.sum()) + (0 if self.place else self.states.unnamed)

    @property
    def electorate(self) -> int | None:
        """Registered voters of all of them, counted or not; None where some are not known."""
        return self.states.roll.voters(self.rows) if self.place else self.states.electorate

    @property
    def voters_counted(self) -> int | None:
        """Registered voters of the counted ones; None where some are not known."""
        return self.states.roll.voters(self.rows & self.states.of(State.COUNTED))


@lru_cache(maxsize=2)
def _of_the_roll(states: States) -> Sheets:
    """Return every sheet of the roll as a row, with the figures that were published of it."""
    roll, counted = states.roll, states.counted
    votes = np.zeros((len(roll), counted.votes.shape[1]), dtype=np.int64)
    for part in (states.aside, states.annulled, counted):
        votes[roll.rows(part.ids)] = part.votes
    return Sheets(
        counted.contest,
        counted.count_id,
        roll.ids,
        votes,
        np.zeros(votes.shape, dtype=np.bool_),
        roll.registered,
        roll.places,
        roll.stratum,
        areas=roll.areas,
    )
