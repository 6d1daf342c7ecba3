"""Sums of a count by place, for what is written out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.states import ORDER
from veedor.model import ChoiceId, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Ints
    from veedor.count.roll import Roll
    from veedor.count.selection import Selection
    from veedor.count.states import States

NOT_COUNTED = ORDER[1:]
"""States of the sheets that are in no sum, in the order in which they are written."""
WHOLE = ""
"""Place id of everything together."""


@dataclass(frozen=True)
class PlaceTotals:
    """Sums over the sheets of one place.

    Parameters
    ----------
    place_id, name, level, parent_id : str
        The place; empty for everything together.
    votes : mapping of ChoiceId to int
        Of the counted sheets, by choice; a blank cell adds nothing.
    sheets : mapping of State to int
        Tally sheets in each state.
    voters : mapping of State to int
        Their registered voters; those without a published number count as none. A register that several
        sheets share stands once, in the first state, in the order of the states, of any of them.
    """

    place_id: str
    name: str
    level: str
    parent_id: str
    votes: Mapping[ChoiceId, int]
    sheets: Mapping[State, int]
    voters: Mapping[State, int]

    @property
    def expected(self) -> int:
        """Tally sheets that should exist."""
        return sum(self.sheets.values())

    @property
    def electorate(self) -> int:
        """Registered voters of all sheets, counted or not."""
        return sum(self.voters.values())


def sum_places(selection: Selection, finest: str = "") -> dict[str, PlaceTotals]:
    """Sum a publication of a count by place, for every level down to ``finest``.

    Parameters
    ----------
    selection : Selection
        What to sum.
    finest : str
        Level; everything together alone where empty.

    Returns
    -------
    dict of str to PlaceTotals
        By place id, wider places first; everything together under :data:`WHOLE`.
    """
    states, levels = selection.states, selection.election.file.election.levels
    places = states.roll.places
    whole = np.zeros(len(states.roll), dtype=np.int64)
    made = _summed(states, whole, [(WHOLE, selection.election.title, "", "")])
    table = selection.election.store.arrow("place", ["place_id", "parent_id"]).to_pydict()
    parents = dict(zip(table["place_id"], table["parent_id"], strict=True))
    for level in levels[: levels.index(finest) + 1] if finest else ():
        named = [
            (place_id, name, level, parents.get(place_id) or WHOLE)
            for place_id, name in zip(places.ids[level], places.names[level], strict=True)
        ]
        # a sheet whose place was not published lies in none
        made += [place for place in _summed(states, places.codes[level], named) if place.place_id]
    return {place.place_id: place for place in made}


def _summed(states: States, code: Ints, named: list[tuple[str, str, str, str]]) -> list[PlaceTotals]:
    """Sum by code; each code stands for the place of that number."""
    roll, counted, n = states.roll, states.counted, len(named)
    votes: Ints = np.zeros((n, counted.votes.shape[1]), dtype=np.int64)
    np.add.at(votes, code[roll.rows(counted.ids)], counted.votes)
    sheets: Ints = np.zeros((n, len(ORDER)), dtype=np.int64)
    np.add.at(sheets, (code, states.code), 1)
    voters: Ints = np.zeros((n, len(ORDER)), dtype=np.int64)
    np.add.at(voters, (code, states.code), np.where(roll.registered > 0, roll.registered, 0))
    _add_shared(voters, roll, code, states.code)
    return [
        PlaceTotals(
            *place,
            dict(zip(counted.column, votes[i].tolist(), strict=True)),
            dict(zip(ORDER, sheets[i].tolist(), strict=True)),
            dict(zip(ORDER, voters[i].tolist(), strict=True)),
        )
        for i, place in enumerate(named)
    ]


def _add_shared(voters: Ints, roll: Roll, code: Ints, state: Ints) -> None:
    """Add the voters of shared registers, each once a place."""
    sharing = np.flatnonzero(roll.unit >= 0)
    # in the order of the states, the first of a place and register is the one that counts
    sharing = sharing[np.argsort(state[sharing], kind="stable")]
    keys = np.column_stack([code[sharing], roll.unit[sharing]])
    _, first = np.unique(keys, axis=0, return_index=True)
    rows = sharing[first]
    known = np.maximum(roll.unit_registered[roll.unit[rows]], 0)
    np.add.at(voters, (code[rows], state[rows]), known)
