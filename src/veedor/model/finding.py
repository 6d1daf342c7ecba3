"""What an analysis found, with all that is needed to judge it and to compute it again."""

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


@dataclass(frozen=True, slots=True)
class Method:
    """How a figure was obtained.

    Parameters
    ----------
    name : str
        Message key that describes it.
    source : str
        Paper with equation, law with article, or handbook with page.
    """

    name: str
    source: str


@dataclass(frozen=True)
class Finding:
    """What an analysis found.

    Parameters
    ----------
    finding_id : str
        Stable: ``outcome.decision``.
    says : str
        Message key of the sentence; its ``{names}`` are names of figures.
    figures : tuple of Figure
        Everything the sentence says, and more where useful.
    method : Method
        How it was obtained.
    assumptions : tuple of str
        Message keys of what must be true for it to mean what it says.
    cannot_show : tuple of str
        Message keys of what it says nothing about.
    command : str
        The command that computes it again.
    sql : str, optional
        The query behind it, for DuckDB alone.
    contest : str
        Of which contest it is, for the labels of its choices; empty where it is of none, or of all.
    """

    finding_id: str
    says: str
    figures: tuple[Figure, ...]
    method: Method
    assumptions: tuple[str, ...] = ()
    cannot_show: tuple[str, ...] = ()
    command: str = ""
    sql: str | None = None
    contest: str = ""

    def figure(self, name: str) -> Figure:
        """Return one figure by its name.

        Raises
        ------
        KeyError
            Where there is none of that name.
        """
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(name)
