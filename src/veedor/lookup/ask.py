"""From a question to rows: conditions and orders as one query each, asked of the table of sheets."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from veedor.engine import fetch_rows, sql
from veedor.engine.connect import fetch_arrow
from veedor.errors import QuestionError, nearest
from veedor.lookup.question import PAGE, SheetQuestion
from veedor.lookup.result import RegionPart, SheetList, SheetSums
from veedor.lookup.table import AT, NAME, VOTES, plain
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pyarrow as pa

    from veedor.checks import Impact
    from veedor.engine.sql import Table, Value
    from veedor.lookup.table import SheetTable

    Parts = tuple[RegionPart, ...]

T = TypeVar("T")

SECONDS = 20.0
"""After so long a question is broken off."""
KEPT = 500
"""SheetSums that a table keeps."""
USUAL = ("sheet", "place", "state", "valid", "turnout", "winner", "margin", "checks")
"""Columns that are shown where none is chosen, in the order of the table, as a form gives them."""
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
        Whether to say what annulling them could do with any contents too, which takes longer; and what it
        would do where the rule needs more than their sums.

    Raises
    ------
    QuestionError
        Where a column, a check, a choice or a place is none of the table, or it takes too long.
    """
    return _kept(table, ("list", question, annul), lambda: _list(table, question, annul))


def _list(table: SheetTable, question: SheetQuestion, annul: bool) -> SheetList:
    columns = shown_columns(table, question)
    with table.connection.beside(SECONDS) as connection:
        meant = meant_sheets(connection.shared(NAME, table.names), table, question)
        sums, parts = _kept(table, ("sums", question.which), lambda: _sums(meant, table, question))
        wanted = list(dict.fromkeys((*columns, "sheet")))
        page = _ordered(meant, question).limit(PAGE, (question.page - 1) * PAGE).select(wanted)
        found = fetch_rows(page)
        impact = None
        if sums.counted and not question.of_all:
            key = ("impact", question.which, annul)
            impact = _kept(table, key, lambda: _impact(meant, table) if annul else _annulled(table, sums))
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
    chosen = shown_columns(table, question)  # refuses an order that is none, too
    columns = chosen if question.columns else table.columns
    with table.connection.beside(SECONDS) as connection:
        meant = meant_sheets(connection.shared(NAME, table.names), table, question)
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


def meant_sheets(rows: Table, table: SheetTable, question: SheetQuestion) -> Table:
    """Keep the sheets that a question means.

    Parameters
    ----------
    rows : Table
        All sheets.
    table : SheetTable
        Where they lie, and what is known of them.
    question : SheetQuestion
        What is asked.
    """
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
    level = level_of(table, question.region)
    return [rows[AT + level] == table.selection.states.roll.places.ids[level].index(question.region)]


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


def _sums(meant: Table, table: SheetTable, question: SheetQuestion) -> tuple[SheetSums, Parts]:
    """Add the sheets up, by place one level below the region that is asked; one query gives both.

    Figures are of those sheets only that are counted.
    """
    below = _below(table, question)
    summed = [
        name for name in ("registered", "cast", "valid", "adds", *_votes(table)) if name in meant.columns
    ]
    values = {f"s{i}": meant[name].sum(where=meant.is_counted) for i, name in enumerate(summed)}
    groups = meant.group_by(*([AT + below] if below else []))
    rows = fetch_rows(
        groups.aggregate(sheets=meant.count(), counted=meant.count(where=meant.is_counted), **values)
    )
    each = [_sums_of(row, summed, table) for row in rows]
    parts = {row[AT + below]: one for row, one in zip(rows, each, strict=True)} if below else {}
    return _together(each, table), _parts(table, below, parts)


def _sums_of(row: Mapping[str, Any], summed: Sequence[str], table: SheetTable) -> SheetSums:
    of = {name: row[f"s{i}"] for i, name in enumerate(summed)}
    adds = of.get("adds")
    return SheetSums(
        row["sheets"],
        row["counted"],
        of.get("registered"),
        of.get("cast"),
        of.get("valid"),
        tuple(of.get(name) or 0 for name in _votes(table)),
        None if adds is None else Fraction(adds, table.scale),
    )


def _together(each: Sequence[SheetSums], table: SheetTable) -> SheetSums:
    """Add sums up."""
    none = (0,) * len(table.contest.choices)
    adds = [one.adds for one in each if one.adds is not None]
    return SheetSums(
        sum(one.sheets for one in each),
        sum(one.counted for one in each),
        _added(one.registered for one in each),
        _added(one.cast for one in each),
        _added(one.valid for one in each),
        tuple(map(sum, zip(*(one.votes for one in each), strict=True))) or none,
        sum(adds, Fraction(0)) if adds else None,
    )


def _votes(table: SheetTable) -> list[str]:
    return [VOTES + str(choice.choice_id) for choice in table.contest.choices]


def _added(values: Iterable[int | None]) -> int | None:
    """Add what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _below(table: SheetTable, question: SheetQuestion) -> str:
    """Give the level below the region that is asked; empty below the finest."""
    here = table.levels.index(level_of(table, question.region)) if question.region else -1
    return table.levels[here + 1] if here + 1 < len(table.levels) else ""


def _parts(table: SheetTable, level: str, sums: Mapping[int | None, SheetSums]) -> Parts:
    """Name the places of a level, in the order of their ids, with the middle of their polling places."""
    if not level:
        return ()
    places = table.selection.states.roll.places
    ids, names, middles = places.ids[level], places.names[level], table.middles(level)
    found = [
        (ids[code], names[code], one, *middles.get(code, (None, None)))
        for code, one in sums.items()
        if code is not None
    ]
    return tuple(RegionPart(*part) for part in sorted(found, key=lambda part: part[0]))


def _annulled(table: SheetTable, sums: SheetSums) -> Impact | None:
    """Say whether the outcome stands without some sheets, of their sums where the rule needs no more."""
    baseline = table.baseline
    if baseline is None:
        return None
    return baseline.without(dict(zip(table.contest.choices, sums.votes, strict=True)), sums.registered or 0)


def _impact(meant: Table, table: SheetTable) -> Impact | None:
    """Say what annulling the counted sheets would do."""
    baseline = table.baseline
    if baseline is None:
        return None
    numbers = fetch_arrow(meant.filter(meant.is_counted).select("row"))["row"].to_numpy()
    rows = baseline.sheets.ids.searchsorted(table.selection.states.roll.ids[numbers])
    return baseline.impact(np.sort(rows).astype(np.int64))
