"""How a law shares out seats: the method, the areas, the threshold and who is exempt from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError
from veedor.model import Kind, Scope
from veedor.rules.conditions import Field, share, weights
from veedor.rules.rule_parts import TieRule, Weights

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from veedor.model import AreaId, ChoiceId, Condition, Tally
    from veedor.rules.rule_parts import Threshold


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


def admitted_to(part: SeatRule, field: Field, scope: Scope | None) -> tuple[ChoiceId, ...]:
    """Return the lists that may have seats, over the votes of an area or of all."""
    return tuple(
        choice
        for choice in lists(field.tally)
        if not (passes := passing(part, field, choice, scope)) or any(c.holds(field.tally) for c in passes)
    )


def passing(part: SeatRule, field: Field, choice: ChoiceId, scope: Scope | None) -> tuple[Condition, ...]:
    """Return the conditions of which one lets a list have seats; none where nothing is asked of it.

    Raises
    ------
    MissingDataError
        Where the threshold is of registered voters and they are not known.
    """
    exempt = part.exempt
    if part.threshold is None or (exempt is not None and choice in exempt.lists):
        return ()
    here = field.tally if scope is None else field.tally.areas[scope.division][scope.area]
    if part.threshold.base == "registered" and here.registered is None:
        raise MissingDataError(
            "The threshold is of registered voters, and the count has none.",
            remedy="Name the column of registered voters in the case.",
        )
    asked = share(field, part.threshold, choice, scope=scope)
    if exempt is None or exempt.first_in is None or exempt.level is None:
        return (asked,)
    level = exempt.level
    areas = Weights({level: dict.fromkeys(field.areas(level), 1)}, exempt.first_in)
    return (asked, weights(field, areas, choice))


def scope_of(part: SeatRule, area: AreaId | None) -> Scope | None:
    """Return an area as that of a sum; None for the whole country."""
    return None if area is None else Scope(part.level or "", area)


def lists(tally: Tally) -> tuple[ChoiceId, ...]:
    """Return the lists, and lumps of several of them, which no seat may go to."""
    return (*tally.contest.candidates, *tally.contest.of_kind(Kind.OTHERS))
