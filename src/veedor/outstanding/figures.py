"""Values of measures as figures: in the unit of the measure, over its base, and absent where not finite."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from veedor.model import Figure, Unit

if TYPE_CHECKING:
    from veedor.outstanding.measure import Measure


def finite(value: float) -> float | None:
    """Give a number, or None where it is none."""
    number = float(value)
    return number if math.isfinite(number) else None


def measured(name: str, value: float, measure: Measure, digits: int = 2) -> Figure:
    """Give a value of a measure as a figure."""
    return Figure(name, finite(value), measure.unit, measure.base, digits)


def subjects(measure: Measure) -> tuple[Figure, ...]:
    """Say whom a measure is about."""
    found = []
    if measure.subject is not None:
        found.append(Figure("subject", measure.subject, Unit.CHOICE))
    if measure.rival is not None:
        found.append(Figure("rival", measure.rival, Unit.CHOICE))
    if measure.threshold is not None:
        found.append(Figure("threshold", measure.threshold, measure.unit, measure.base))
    return tuple(found)


def form(measure: Measure) -> str:
    """Say which sentence a measure needs: ``lead``, ``share``, ``turnout`` or ``other``."""
    if measure.subject is not None:
        return "lead" if measure.rival is not None else "share"
    return "turnout" if not measure.denominator else "other"
