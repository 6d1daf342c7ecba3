"""Where the sheets of a question lie: each place of a level with its sums and its states, for a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine.schemas import VOTES
from veedor.errors import QuestionError, nearest
from veedor.lookup.sheet_question import STATES
from veedor.lookup.sums import grouped_sums
from veedor.lookup.which import level_of, rows_meant
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Flags
    from veedor.lookup.cells import Wholes
    from veedor.lookup.sheet_question import SheetQuestion
    from veedor.lookup.table import SheetTable

MOST = 50_000
"""Places of one answer."""


@dataclass(frozen=True)
class MappedPlace:
    """A place, with the sheets in it that a question means.

    Parameters
    ----------
    place, name : str
        Its id, the whole path; its name alone.
    lat, lon : float, optional
        The middle of its polling places, in degrees, where published.
    states : mapping of str to int
        Sheets in each state, by the names that questions have for them.
    named : int
        Sheets that a check names.
    voters : int, optional
        Registered on all of them, counted or not; None where it is not known of any.
    cast, valid : int, optional
        Ballots and valid votes on the counted ones.
    votes : tuple of int
        Of each choice on the counted ones, in the order of the ballot paper.
    """

    place: str
    name: str
    lat: float | None
    lon: float | None
    states: Mapping[str, int]
    named: int
    voters: int | None
    cast: int | None
    valid: int | None
    votes: tuple[int, ...]

    @property
    def sheets(self) -> int:
        """How many sheets are meant."""
        return sum(self.states.values())


def place_level(table: SheetTable, question: SheetQuestion, level: str = "") -> str:
    """Return the level of the places that answer a question.

    Parameters
    ----------
    table : SheetTable
        Of which sheets.
    question : SheetQuestion
        What is asked.
    level : str
        One of the levels of the table; by default the one below the region that is asked.

    Returns
    -------
    str
        Empty where nothing lies below the region.

    Raises
    ------
    QuestionError
        Where the table has no such level, or no such region.
    """
    here = table.levels.index(level_of(table, question.region)) if question.region else -1
    if not level:
        return table.levels[here + 1] if here + 1 < len(table.levels) else ""
    if level not in table.levels:
        raise QuestionError(
            sentence("The sheets have no level {name!r}.", name=level[:60]),
            remedy=nearest(level[:60], table.levels),
        )
    return level


def places(table: SheetTable, question: SheetQuestion, level: str = "") -> tuple[MappedPlace, ...]:
    """Add the sheets of a question up by place.

    Parameters
    ----------
    table, question, level
        As for :func:`place_level`; the order and the page of the question do not matter.

    Returns
    -------
    tuple of MappedPlace
        In the order of their ids; only places with a sheet that is meant.

    Raises
    ------
    QuestionError
        Where a part of the question is not in the table, or there are more than
        :data:`MOST` places.
    """
    wanted = place_level(table, question, level)
    if not wanted:
        return ()
    places_ = table.selection.states.roll.places
    rows, code = rows_meant(table, question), table.at[wanted]
    groups = len(places_.ids[wanted])
    there = np.flatnonzero(np.bincount(code[rows], minlength=groups + 1)[:groups])
    if len(there) > MOST:
        raise QuestionError(
            sentence("These sheets lie in more than {most:,} places.", most=MOST),
            remedy="Ask for a region (in), or for a wider level.",
        )
    return _named(table, wanted, there.tolist(), _sums(table, rows, code, groups + 1))


def _sums(table: SheetTable, rows: Wholes, code: Wholes, groups: int) -> Mapping[str, list[int]]:
    """Sum what is meant by place: states, checks and voters of all, the other figures of those counted."""

    def number(which: Flags) -> list[int]:
        found: list[int] = np.bincount(code[rows[which[rows]]], minlength=groups).tolist()
        return found

    none = np.zeros(len(table), dtype=np.bool_)
    state, checks, voters = (table.cells.get(name) for name in ("state", "checks", "registered"))
    found = {name: number(none if state is None else state.equal(name)) for name in STATES}
    found["named"] = number(none if checks is None else checks.is_known)
    known = none if voters is None else voters.is_known
    found["known"] = number(known)
    total = np.zeros(groups, dtype=np.int64)
    if voters is not None:
        there = rows[known[rows]]
        np.add.at(total, code[there], voters.values[there].astype(np.int64))
    found["voters"] = total.tolist()
    counted = rows if table.all_counted else rows[table.counted[rows]]
    sums = grouped_sums(table.figures.matrix, counted, code[counted], groups)
    figures = zip(("n_counted", "n_known", *table.figures.names[2:]), sums.T.tolist(), strict=True)
    return found | dict(figures)


def _named(
    table: SheetTable, level: str, there: list[int], sums: Mapping[str, list[int]]
) -> tuple[MappedPlace, ...]:
    """Say which places they are, and where they lie."""
    known, middles = table.selection.states.roll.places, table.middles(level)
    made = []
    for code in there:
        lat, lon = middles.get(code, (None, None))
        counted = sums["n_counted"][code]
        made.append(
            MappedPlace(
                known.ids[level][code],
                known.names[level][code],
                lat,
                lon,
                {name: sums[name][code] for name in STATES},
                sums["named"][code],
                sums["voters"][code] if sums["known"][code] else None,
                sums["cast"][code] if counted else None,
                sums["valid"][code] if counted else None,
                tuple(sums[VOTES + str(choice.choice_id)][code] for choice in table.contest.choices),
            )
        )
    return tuple(sorted(made, key=lambda one: one.place))
