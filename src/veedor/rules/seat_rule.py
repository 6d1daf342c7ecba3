"""How a law shares out seats: the method, the areas, the threshold and who is exempt from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.rules.parts import TieRule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from veedor.model import AreaId, ChoiceId
    from veedor.rules.parts import Threshold


@dataclass(frozen=True)
class Exempt:
    """Lists for which no threshold holds.

    Parameters
    ----------
    lists : tuple of ChoiceId
        By name: lists of minorities.
    first_in : int, optional
        Whoever is first in so many areas.
    level : str, optional
        Level of those areas.
    """

    lists: tuple[ChoiceId, ...] = ()
    first_in: int | None = None
    level: str | None = None


@dataclass(frozen=True)
class SeatRule:
    """How the seats of an assembly follow from votes.

    Parameters
    ----------
    name : str
        Which seats.
    method : str
        One of :data:`~veedor.rules.allocation.METHODS`.
    level : str, optional
        Level whose areas share out seats each for itself; absent: the whole country is one.
    seats : int or mapping of AreaId to int
        In each area, or area by area: an area that is not named has none.
    threshold : Threshold, optional
        Share below which a list gets no seat.
    threshold_in : str
        ``nation`` or ``area``: over which votes the threshold is taken.
    exempt : Exempt, optional
        Lists for which the threshold does not hold.
    excluded : tuple of AreaId
        Areas without a seat.
    tie : TieRule
        What the law does with equal claims; they are never settled here.
    majorities : tuple of Fraction
        Parts of all seats, beside more than half, at least which the law asks of some decisions.
    """

    name: str
    method: str
    level: str | None
    seats: int | Mapping[AreaId, int]
    threshold: Threshold | None = None
    threshold_in: str = "nation"
    exempt: Exempt | None = None
    excluded: tuple[AreaId, ...] = ()
    tie: TieRule = TieRule.UNSTATED
    majorities: tuple[Fraction, ...] = ()

    @property
    def divisions(self) -> tuple[str, ...]:
        """Levels whose areas a tally must hold for these seats."""
        levels = (self.level, None if self.exempt is None else self.exempt.level)
        return tuple(dict.fromkeys(level for level in levels if level is not None))
