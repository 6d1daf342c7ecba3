"""The sheets that a projection is about: those that will be counted, and what is known beside them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.states import Completeness
from veedor.count.vectors import UNKNOWN
from veedor.model import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.arrays import Ints, Texts
    from veedor.count import Places
    from veedor.count.states import States


@dataclass(frozen=True)
class BesideTheRoll:
    """What is known of a count beside the sheets that have a name and a size.

    Parameters
    ----------
    set_aside : int
        Sheets whose figures are set aside: open until decided, and among the outstanding ones here.
    annulled : int
        Sheets that are annulled: no part of the roll to come.
    unnamed : int
        Sheets that should exist and that nobody names: without place and size.
    unbounded : tuple of str
        Open sheets with neither registered voters above zero nor a cap: nothing bounds their ballots.
    listed : bool
        Whether a list or a number says how many sheets there should be.
    """

    set_aside: int = 0
    annulled: int = 0
    unnamed: int = 0
    unbounded: tuple[str, ...] = ()
    listed: bool = True


@dataclass(frozen=True, eq=False)
class RollToCome:
    """The sheets that are or will be counted, as far as they are known by name.

    Parameters
    ----------
    ids : text vector, shape (n,)
        Unique, ascending.
    places : Places
        Where each lies.
    registered : int vector, shape (n,)
        Registered voters above zero, ``UNKNOWN`` where none are published; of a shared register each of its
        sheets has an equal part.
    stratum : text vector, shape (n,)
        Empty where not published.
    members : mapping of str to text vector, shape (n,)
        The area of each in the levels and divisions that seats are shared out by.
    """

    ids: Texts
    places: Places
    registered: Ints
    stratum: Texts
    members: Mapping[str, Texts] = field(default_factory=dict)


ABROAD = "abroad"
"""The class of sheets outside the country, where no stratum of their own is published for them."""


def with_abroad(roll: RollToCome, level: str, home: Sequence[str]) -> RollToCome:
    """Make sheets outside the country a class of their own.

    Parameters
    ----------
    roll : RollToCome
        The sheets that are or will be counted.
    level : str
        The level of place that tells.
    home : sequence of str
        Names of it that lie in the country.
    """
    if level not in roll.places.levels:
        return roll
    names = np.array(roll.places.names[level])[roll.places.codes[level]]
    away = ~np.isin(names, [*home, ""])
    shared = away & np.isin(roll.stratum, np.unique(roll.stratum[~away]))
    if not shared.any() or away.all():
        return roll
    return replace(roll, stratum=np.where(shared, ABROAD, roll.stratum))


def expected_of(states: States, divisions: Sequence[str] = ()) -> tuple[RollToCome, BesideTheRoll]:
    """Return the sheets that a projection is about, and what is known beside them.

    Parameters
    ----------
    states : States
        Every expected sheet in its state.
    divisions : sequence of str
        Levels and divisions that seats are shared out by.
    """
    roll = states.roll
    rows = np.flatnonzero(~states.of(State.ANNULLED)).astype(np.int64)
    registered = np.where(roll.registered > 0, roll.registered, UNKNOWN)
    if len(roll.unit_registered):
        sharing = np.bincount(roll.unit[roll.unit >= 0], minlength=len(roll.unit_registered))
        known = roll.unit_registered > 0
        part = np.where(known, np.maximum(roll.unit_registered // np.maximum(sharing, 1), 1), UNKNOWN)
        registered = np.where(roll.unit >= 0, np.r_[part, UNKNOWN][roll.unit], registered)
    members = {division: roll.member_of(division)[rows] for division in divisions}
    expected = RollToCome(
        roll.ids[rows], roll.places.take(rows), registered[rows], roll.stratum[rows], members
    )
    return expected, BesideTheRoll(
        states.number(State.SET_ASIDE),
        states.number(State.ANNULLED),
        states.unnamed,
        tuple(roll.ids[states.is_open & (states.capacity == UNKNOWN)].tolist()),
        states.completeness is not Completeness.UNKNOWN,
    )
