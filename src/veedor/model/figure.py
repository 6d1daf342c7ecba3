"""A number with its unit and its base, as it may be shown to a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

Value = bool | int | float | Fraction | str | date | datetime | timedelta | tuple[str, ...] | None
"""What a figure can hold. Verdicts rest on int and Fraction; floats are for statistics only."""


class Unit(StrEnum):
    """What a value counts. Per cent and points are different things and never mixed."""

    VOTES = "votes"
    BALLOTS = "ballots"
    VOTERS = "voters"
    SHEETS = "sheets"
    PLACES = "places"
    AREAS = "areas"
    """Areas of a count that is published by area."""
    UNITS = "units"
    ROWS = "rows"
    CELLS = "cells"
    SEATS = "seats"
    ARTICLES = "articles"
    SHARE = "share"
    """A fraction of a base, written in per cent: 2/5 is 40 %."""
    POINTS = "points"
    """A difference of two shares, written in percentage points: 1/10 is 10 points."""
    PROBABILITY = "probability"
    """Between 0 and 1, written as it is."""
    SECONDS = "seconds"
    DURATION = "duration"
    """A timedelta."""
    MOMENT = "moment"
    """A datetime with its zone."""
    DAY = "day"
    CHOICE = "choice"
    """A choice_id, shown by its label."""
    CONTEST = "contest"
    """A contest by its title, shown by the one in the reader's language where the case gives that."""
    PLACE = "place"
    TEXT = "text"
    """Free text as published; escaped wherever it is shown."""
    FILE = "file"
    """A published file of a count, or ``count@file``; one that is named by its moment is shown as that."""
    TERM = "term"
    """A message key, shown in the reader's language."""
    NUMBER = "number"
    """A plain number: a statistic, a ratio."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A named value as it may be shown.

    Parameters
    ----------
    name : str
        By which a message refers to it: ``{lead}``.
    value : Value
        Exact where a verdict rests on it.
    unit : Unit
        What it counts.
    base : str
        Message key of the denominator (``base.valid``), for shares and points; else empty.
    digits : int
        Decimals to show for shares, points, numbers and probabilities.
    """

    name: str
    value: Value
    unit: Unit
    base: str = ""
    digits: int = 2
