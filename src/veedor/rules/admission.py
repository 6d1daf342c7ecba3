"""Which lists may have seats: above a threshold, or exempt from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import MissingDataError
from veedor.model import Kind, Scope
from veedor.rules.conditions import Field, share, weights
from veedor.rules.parts import Weights

if TYPE_CHECKING:
    from veedor.model import AreaId, ChoiceId, Condition, Tally
    from veedor.rules.seat_rule import SeatRule


def admitted_to(part: SeatRule, field: Field, scope: Scope | None) -> tuple[ChoiceId, ...]:
    """Give the lists that may have seats, over the votes of an area or of all."""
    return tuple(
        choice
        for choice in lists(field.tally)
        if not (passes := passing(part, field, choice, scope)) or any(c.holds(field.tally) for c in passes)
    )


def passing(part: SeatRule, field: Field, choice: ChoiceId, scope: Scope | None) -> tuple[Condition, ...]:
    """Give the conditions of which one lets a list have seats; none where nothing is asked of it.

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
    """Give an area as that of a sum; None for the whole country."""
    return None if area is None else Scope(part.level or "", area)


def lists(tally: Tally) -> tuple[ChoiceId, ...]:
    """Give the lists, and lumps of several of them, which no seat may go to."""
    return (*tally.contest.candidates, *tally.contest.of_kind(Kind.OTHERS))
