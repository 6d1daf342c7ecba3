"""The ways to win of a round: which are open, what they ask beside a first place, how a round ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.rules.conditions import way_conditions
from veedor.rules.parts import TieRule

if TYPE_CHECKING:
    from veedor.model import ChoiceId, Condition
    from veedor.rules.conditions import Field
    from veedor.rules.parts import Round, Way


def open_ways(part: Round, field: Field) -> tuple[Way, ...]:
    """Give the ways to win that exist with so many candidates."""
    return tuple(way for way in part.ways if way.open_to(field.number))


def without_first(field: Field, way: Way, choice: ChoiceId) -> tuple[Condition, ...]:
    """Give the conditions of a way without those of being first."""
    return way_conditions(field, replace(way, first=False), choice)


def ties_end_otherwise(part: Round) -> bool:
    """Whether a shared first place ends a round that nobody wins otherwise than a first place of one."""
    rest = part.otherwise
    if rest.advance is not None or (rest.body is not None and rest.tie is not TieRule.BODY):
        return False
    return rest.void is None or rest.tie is not TieRule.UNSTATED
