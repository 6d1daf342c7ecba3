"""Whether what is in doubt could change the outcome, by unit and by what may be wrong with one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.questions import Asked
from veedor.claims.signatures import Parameter
from veedor.claims.types import Type, Unknown, Value
from veedor.errors import ClaimError
from veedor.stakes import TREATMENTS, Word

if TYPE_CHECKING:
    from veedor.claims.facts import Facts


def _smallest_flip(facts: Facts, unit: str, change: str) -> Value:
    flip = facts.flip(unit, change)
    if flip.lower is None:
        return Unknown("unknown.cannot_at_all", change)
    if flip.upper != flip.lower:
        return Unknown("unknown.bracket", f"{flip.lower}-{flip.upper}")
    return Fraction(flip.lower)


def _can_flip(facts: Facts, units: Fraction, unit: str, change: str) -> Value:
    if units.denominator != 1:
        raise ClaimError(f"{float(units):g} units are no whole number.", remedy="Use share_of(...).")
    word = facts.word(int(units), unit, change)
    return Unknown("unknown.bracket", change) if word is Word.OPEN else word is Word.COULD


def _share_of(facts: Facts, percent: Fraction, unit: str) -> Value:
    number = len(facts.flip(unit, "annul").problem.units)
    return Fraction(round(percent / 100 * number))


_UNIT = Parameter("unit", Type.TEXT, "sheet")
_CHANGE = Parameter("change", Type.TEXT, "annul", tuple(TREATMENTS))

STAKES: tuple[Asked, ...] = (
    Asked(
        "smallest_flip",
        (_UNIT, _CHANGE),
        Type.COUNT,
        _smallest_flip,
        "fewest units that can change the outcome",
    ),
    Asked(
        "can_flip",
        (Parameter("units", Type.COUNT), _UNIT, _CHANGE),
        Type.TRUTH,
        _can_flip,
        "whether some set of so many units can change the outcome",
    ),
    Asked(
        "share_of",
        (Parameter("percent", Type.PERCENT), _UNIT),
        Type.COUNT,
        _share_of,
        "a share of the units of the count, rounded to whole ones",
    ),
)
"""Questions of stakes."""
