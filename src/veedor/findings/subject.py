"""Whom a lead, a share or a turnout is about, and the values of the statistics of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.words import TURNOUT, base_key, finite, measured, quantity_of, whom
from veedor.model import Figure, Unit

if TYPE_CHECKING:
    from veedor.model import Assertion, Measure


def sentence_of(key: str, measure: Measure) -> str:
    """Give the message key for a lead, a share or a turnout."""
    return f"{key}.{quantity_of(measure)}"


def subject_figures(assertion: Assertion, measure: Measure) -> tuple[Figure, ...]:
    """Give the figures that say whom an assertion is about, and its line."""
    subject, rival = whom(assertion), assertion.rival
    found = [] if subject == TURNOUT else [Figure("subject", subject, Unit.CHOICE)]
    if rival is not None:
        found.append(Figure("rival", rival, Unit.CHOICE))
    found.append(measured("threshold", measure.threshold, measure))
    if not measure.is_lead:  # a lead is one of valid votes; a share may be of anything
        found.append(Figure("threshold_base", base_key(measure.base_name), Unit.TERM))
    return tuple(found)


def difference(name: str, value: float | None, measure: Measure, digits: int = 2) -> Figure:
    """Give a difference of two values of a measure as a figure: in points, of leads and of shares alike."""
    number = None if value is None else finite(value)
    return Figure(name, number, Unit.POINTS, base_key(measure.base_name), digits)
