"""From a question to rows: conditions and orders as one query each, asked of the table of sheets."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from veedor.engine import fetch_rows, sql
from veedor.engine.connect import fetch_arrow
from veedor.errors import QuestionError, nearest
from veedor.lookup.question import PAGE, SheetQuestion
from veedor.lookup.result import SheetList, Sums
from veedor.lookup.table import AT, NAME, VOTES, plain
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from veedor.checks import Impact
    from veedor.engine.sql import Table, Value
    from veedor.lookup.table import SheetTable

T = TypeVar("T")

SECONDS = 20.0
"""After so long a question is broken off."""
KEPT = 500
"""Sums that a table keeps."""
ANNULLED_AT_ONCE = 100_000
"""Of a larger table it is worked out only when asked what annulling would do."""
USUAL = ("sheet", "place", "state", "valid", "winner", "margin", "turnout", "checks")
"""Columns that are shown where none is chosen."""
ANY = "any"
"""In place of a check: whether any names the sheet."""


def ask(table: SheetTable, question: SheetQuestion, *, annul: bool = False) -> SheetList:
    """Answer a question about sheets.

    Parameters
    ----------
    table : SheetTable
        Of which sheets.
    question : SheetQuestion
        What is asked.
    annul : bool
        Whether to say what annulling them would do, whatever it takes.

    Raises
    ------
    QuestionError
        Where a column, a check, a choice or a place is none of the table, or it takes too long.
    """
    return _kept(table, ("list", question, annul), lambda: _list(table, question, annul))


def _list(table: SheetTable, question: SheetQuestion, annul: bool) -> SheetList:
    columns = shown_columns(table, question)
    with table.connection.beside(SECONDS) as connection:
        meant = _meant(connection.shared(NAME), table, question)
        sums = _kept(table, ("sums", question.which), lambda: _sums(meant, table))
        parts = _kept(table, ("parts", question.which), lambda: _parts(meant, table, question))
        wanted = list(dict.fromkeys((*columns, "sheet")))
        page = _ordered(meant, question).limit(PAGE, (question.page - 1) * PAGE).select(wanted)
        found = fetch_rows(page)
        impact = None
        asked = annul or len(table.selection.states.roll) <= ANNULLED_AT_ONCE
        if asked and sums.counted and not question.of_all:
            impact = _kept(table, ("impact", question.which), lambda: _impact(meant, table))
    rows = tuple(tuple(row[name] for name in columns) for row in found)
    ids = tuple(str(row["sheet"]) for row in found)
    return SheetList(table, question, columns, rows, ids, sums, parts, impact)


def download(table: SheetTable, question: SheetQuestion) -> pa.Table:
    """Give every sheet that a question means, in its order, whatever its page.

    Parameters
    ----------
    table : SheetTable
        Of which sheets.
    question : SheetQuestion
        What is asked; all columns where it chooses none.

    Returns
    -------
    pyarrow.Table
        A row a sheet.
    """
    columns = shown_columns(table, question) if question.columns else table.columns
    with table.connection.beside(SECONDS) as connection:
        meant = _meant(connection.shared(NAME), table, question)
        return fetch_arrow(_ordered(meant, question).select(list(columns)))


def shown_columns(table: SheetTable, question: SheetQuestion) -> tuple[str, ...]:
    """Give the columns that a question shows.

    Raises
    ------
    QuestionError
        Where the table has no such column.
    """
    for name in (*question.columns, question.sort):
        if name not in table.columns:
            raise QuestionError(
                sentence("The sheets have no column {name!r}.", name=name[:60]),
                remedy=nearest(name[:60], table.columns),
            )
    return tuple(dict.fromkeys(question.columns)) or usual_columns(table)


def usual_columns(table: SheetTable) -> tuple[str, ...]:
    """Give the columns that are shown where none is chosen."""
    return tuple(name for name in USUAL if name in table.columns)


def _kept(table: SheetTable, key: tuple[object, ...], make: Callable[[], T]) -> T:
    """Give what is kept under a key, or make and keep it."""
    kept = table.kept
    if key not in kept:
        made = make()
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = made
    return kept[key]  # type: ignore[return-value] # what was made under this key


# which sheets


def _meant(rows: Table, table: SheetTable, question: SheetQuestion) -> Table:
    """Keep the sheets that a question means."""
    conditions = [
        *_found(rows, question),
        *_in_region(rows, table, question),
        *_named(rows, table, question),
        *_of_figures(rows, table, question),
    ]
    return rows.filter(*conditions) if conditions else rows


def _found(rows: Table, question: SheetQuestion) -> list[Value]:
    if not question.find:
        return []
    text = plain(question.find)
    within = [rows[name].contains(text) for name in ("seek", "seek_place") if name in rows.columns]
    return [sql.any_of(within)]


def _in_region(rows: Table, table: SheetTable, question: SheetQuestion) -> list[Value]:
    if not question.region:
        return []
    return [rows[AT + level_of(table, question.region)] == question.region]


def level_of(table: SheetTable, region: str) -> str:
    """Give the level of a place, the widest at which there is one of its id.

    Raises
    ------
    QuestionError
        Where no sheet lies in such a place.
    """
    places = table.selection.states.roll.places
    for level in table.levels:
        if region in places.ids[level]:
            return level
    known = [place for level in table.levels[:2] for place in places.ids[level]]
    raise QuestionError(
        sentence("No sheet lies in a place {region!r}.", region=region[:100]),
        remedy=nearest(region[:100], known),
    )


def _named(rows: Table, table: SheetTable, question: SheetQuestion) -> list[Value]:
    found: list[Value] = []
    if question.state:
        found.append(rows.state == question.state)
    if question.check:
        if question.check not in (ANY, *table.checks):
            raise QuestionError(
                sentence("No check {name!r} names a sheet here.", name=question.check[:60]),
                remedy=nearest(question.check[:60], (ANY, *table.checks)),
            )
        if "checks" not in rows.columns:
            found.append(sql.literal(False))
        else:
            wanted = (
                rows.checks.notnull()
                if question.check == ANY
                else rows.checks.contains(f" {question.check} ")
            )
            found.append(wanted)
    if question.winner:
        if question.winner not in table.contest.candidates:
            raise QuestionError(
                sentence("{name!r} is no candidate.", name=question.winner[:60]),
                remedy=nearest(question.winner[:60], table.contest.candidates),
            )
        found.append(rows.winner == question.winner)
    return found


def _of_figures(rows: Table, table: SheetTable, question: SheetQuestion) -> list[Value]:
    """Compare figures exactly: a turnout as ballots against voters, both whole."""
    found: list[Value] = []
    if question.margin is not None:
        _need(table, "margin")
        for end, least in ((question.margin.low, True), (question.margin.high, False)):
            if end is not None:
                left = rows.margin * end.denominator
                found.append(left >= end.numerator if least else left <= end.numerator)
    if question.turnout is not None:
        _need(table, "turnout")
        for end, least in ((question.turnout.low, True), (question.turnout.high, False)):
            if end is not None:
                cast, voters = rows.cast * (100 * end.denominator), rows.registered * end.numerator
                found += [rows.registered > 0, cast >= voters if least else cast <= voters]
    for name, wanted in (("changed", question.changed), ("late", question.late)):
        if wanted is not None:
            _need(table, name)
            found.append(rows[name] if wanted else ~rows[name])
    return found


def _need(table: SheetTable, name: str) -> None:
    if name not in table.columns:
        raise QuestionError(
            sentence("Of these sheets nothing is known that {name!r} could ask for.", name=name),
            remedy=sentence("Leave {name!r} out.", name=name),
        )


def _ordered(meant: Table, question: SheetQuestion) -> Table:
    """Put the sheets in the order of a question; those that are alike by their id."""
    key: Value = meant[question.sort]
    if question.sort == "sheet":
        return meant.order_by(meant.row.desc() if question.down else meant.row)
    return meant.order_by(key.desc() if question.down else key, meant.row)


# what they come to


def _sums(meant: Table, table: SheetTable) -> Sums:
    """Add the sheets up; figures of those only that are counted."""
    is_counted = meant.state == "counted"
    choices = [VOTES + str(choice.choice_id) for choice in table.contest.choices]
    summed = [name for name in ("registered", "cast", "valid", "adds", *choices) if name in meant.columns]
    named = {f"s{i}": meant[name].sum(where=is_counted) for i, name in enumerate(summed)}
    row = fetch_rows(meant.aggregate(sheets=meant.count(), counted=meant.count(where=is_counted), **named))[0]
    of = {name: row[f"s{i}"] for i, name in enumerate(summed)}
    adds = of.get("adds")
    return Sums(
        row["sheets"],
        row["counted"],
        of.get("registered"),
        of.get("cast"),
        of.get("valid"),
        tuple(of.get(name) or 0 for name in choices),
        None if adds is None else Fraction(adds, table.scale),
    )


def _parts(meant: Table, table: SheetTable, question: SheetQuestion) -> tuple[tuple[str, str, int], ...]:
    """Count the sheets in each place one level below the region that is asked."""
    levels = table.levels
    here = levels.index(level_of(table, question.region)) if question.region else -1
    below = levels[here + 1] if here + 1 < len(levels) else ""
    if not below:
        return ()
    column = AT + below
    places = table.selection.states.roll.places
    groups = meant.filter(meant[column].notnull()).group_by(column).aggregate(n=meant.count())
    found = {row[column]: row["n"] for row in fetch_rows(groups)}
    names = dict(zip(places.ids[below], places.names[below], strict=True))
    return tuple((place, names[place], found[place]) for place in sorted(found))


def _impact(meant: Table, table: SheetTable) -> Impact | None:
    """Say what annulling the counted sheets would do."""
    baseline = table.baseline
    if baseline is None:
        return None
    numbers = fetch_arrow(meant.filter(meant.state == "counted").select("row"))["row"].to_numpy()
    rows = baseline.sheets.ids.searchsorted(table.selection.states.roll.ids[numbers])
    return baseline.impact(np.sort(rows).astype(np.int64))
