"""Where the sheets of a question lie: each place of a level with its sums and its states, for a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.engine import fetch_rows
from veedor.errors import QuestionError, nearest
from veedor.lookup.ask import SECONDS, level_of, meant_sheets
from veedor.lookup.question import STATES
from veedor.lookup.table import AT, NAME, VOTES
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.engine.sql import Table
    from veedor.lookup.question import SheetQuestion
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
    """Give the level of the places that answer a question.

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
        Where a part of the question is none of the table, it takes too long, or there are more than
        :data:`MOST` places.
    """
    wanted = place_level(table, question, level)
    if not wanted:
        return ()
    with table.connection.beside(SECONDS) as connection:
        meant = meant_sheets(connection.shared(NAME, table.names), table, question)
        rows = fetch_rows(_by_place(meant, table, wanted).limit(MOST + 1))
    if len(rows) > MOST:
        raise QuestionError(
            sentence("These sheets lie in more than {most:,} places.", most=MOST),
            remedy="Ask for a region (in), or for a wider level.",
        )
    return _named(table, wanted, rows)


def _by_place(meant: Table, table: SheetTable, level: str) -> Table:
    """Ask for the sums of each place."""
    code, there = AT + level, meant.columns
    values = {f"state_{name}": meant.count(where=meant.state == name) for name in STATES}
    if "checks" in there:
        values["named"] = meant.count(where=meant.checks.notnull())
    if "registered" in there:
        values["voters"] = meant.registered.sum()
    summed = {"cast": "cast", "valid": "valid", **_votes(table)}
    values |= {key: meant[name].sum(where=meant.is_counted) for key, name in summed.items() if name in there}
    return meant.filter(meant[code].notnull()).group_by(code).aggregate(**values)


def _votes(table: SheetTable) -> dict[str, str]:
    """Name the sum of each choice, and the column that it is of."""
    return {f"votes_{i}": VOTES + str(one.choice_id) for i, one in enumerate(table.contest.choices)}


def _named(table: SheetTable, level: str, rows: list[dict[str, Any]]) -> tuple[MappedPlace, ...]:
    """Say which places they are, and where they lie."""
    known, middles = table.selection.states.roll.places, table.middles(level)
    ids, names = known.ids[level], known.names[level]
    made = []
    for row in rows:
        code = row[AT + level]
        lat, lon = middles.get(code, (None, None))
        made.append(
            MappedPlace(
                ids[code],
                names[code],
                lat,
                lon,
                {name: row[f"state_{name}"] for name in STATES},
                row.get("named", 0),
                row.get("voters"),
                row.get("cast"),
                row.get("valid"),
                tuple(row.get(key) or 0 for key in _votes(table)),
            )
        )
    return tuple(sorted(made, key=lambda one: one.place))
