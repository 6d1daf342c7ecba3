"""Tables of results as text in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from veedor.model import Unit
from veedor.report.wording import WORDS

if TYPE_CHECKING:
    from veedor.model import Column, Table, Value
    from veedor.report.wording import Wording

SHORT = 26
"""Words of so many letters or fewer stay on one line."""


@dataclass(frozen=True, slots=True)
class Head:
    """Head of a column.

    Parameters
    ----------
    text : str
        Its name.
    base : str
        Unit and base of its shares ("% of valid votes"); empty for anything else.
    kind : str
        How its cells are set: ``n`` (numbers, flush right), ``short`` and ``long`` words, ``hash``, ``url``.
    """

    text: str
    base: str
    kind: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table ready to be printed.

    Parameters
    ----------
    caption : str
        What it is.
    more : str
        That it is cut, and how many rows there are in all; empty where all are shown.
    heads : tuple of Head
        From left to right.
    rows : tuple of tuple of str
        Cells.
    name : str
        Of the table, for a file.
    keys : tuple of tuple of str
        What cells that hold times are sorted by, in seconds, empty for others; none at all where none does.
    """

    caption: str
    more: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    name: str = ""
    keys: tuple[tuple[str, ...], ...] = ()


def shown(table: Table, wording: Wording, limit: int = 60, only: tuple[str, ...] = ()) -> Shown:
    """Write a table in words; columns without any value are left out.

    Parameters
    ----------
    table : Table
        Any table of a result.
    wording : Wording
        The language.
    limit : int
        Rows to show at the most.
    only : tuple of str
        Names of the columns to show; all where empty.
    """
    more = wording.text("report.first_rows", shown=limit, rows=len(table)) if len(table) > limit else ""
    listed = table.rows[:limit]
    kept = [
        i
        for i, column in enumerate(table.columns)
        if (not only or column.name in only) and any(row[i] is not None for row in listed)
    ]
    columns = [table.columns[i] for i in kept]
    rows = tuple(
        tuple(wording.bare(row[i], c.unit, c.digits) for i, c in zip(kept, columns, strict=True))
        for row in listed
    )
    heads = tuple(
        _head(column, table, wording, max((len(row[i]) for row in rows), default=0))
        for i, column in enumerate(columns)
    )
    timed = any(isinstance(row[i], date | timedelta) for row in listed for i in kept)
    keys = tuple(tuple(_key(row[i]) for i in kept) for row in listed) if timed else ()
    return Shown(wording.table(table), more, heads, rows, table.name, keys)


def _key(value: Value) -> str:
    """Return what a time is sorted by, in seconds; empty for what is not a time."""
    match value:
        case datetime():
            return str(int(value.timestamp()))
        case date():
            return str(int(datetime.combine(value, time(), UTC).timestamp()))
        case timedelta():
            return str(int(value.total_seconds()))
        case _:
            return ""


def _head(column: Column, table: Table, wording: Wording, longest: int) -> Head:
    """Name a column; the unit of its shares stands here once, not in each cell."""
    unit = {Unit.SHARE: "%", Unit.POINTS: wording.text("unit.points"), Unit.SECONDS: "s"}.get(column.unit, "")
    base = f"{unit} {wording.base(column)}".strip()
    return Head(wording.column(column, table.name), base, _kind(column, longest))


def _kind(column: Column, longest: int) -> str:
    """Say how cells are set: words on one line where all of them are short."""
    if column.name in {"sha256", "url"}:
        return "hash" if column.name == "sha256" else "url"
    if column.unit not in WORDS:
        return "n"
    return "short" if longest <= SHORT else "long"
