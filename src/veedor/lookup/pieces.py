"""The table of sheets in pieces, for a page that asks without a server: by place, small, found by id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from veedor.engine.connect import fetch_arrow
from veedor.lookup.answer import download
from veedor.lookup.sheet_question import SheetQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from veedor.lookup.table import SheetTable

SHEETS = 400
"""Sheets a piece: some 60 kB, of which a page needs one or two."""
IDS = 5_000
"""Ids a list of ids."""
TEXT = frozenset({"place", "state", "status", "reason", "stratum", "winner", "checks"})
"""Columns whose values stand once in the words of a piece, and by their number in the column."""
VERSION = ("count_id", "first_snapshot", "last_snapshot", "state", "reason", "status")
"""What a version says in words, in this order; when it was verified and its figures come behind."""


@dataclass(frozen=True, eq=False)
class SheetPieces:
    """All sheets of a table in the order of their places: those of any place stand together.

    Parameters
    ----------
    table : SheetTable
        Whose sheets.
    rows : pyarrow.Table
        Every column that can be shown, in this order.
    number : numpy.ndarray
        Where each sheet stands in the table, in this order: the order of the ids.
    places : tuple of (str, int)
        Every place that holds sheets itself, by its whole path, and where its first sheet stands.
    """

    table: SheetTable
    rows: pa.Table
    number: np.ndarray[Any, np.dtype[np.int64]]
    places: tuple[tuple[str, int], ...]

    def __len__(self) -> int:
        return len(self.number)

    def pieces(self) -> Iterator[dict[str, Any]]:
        """Return each piece: a list a column, the words that they name by number, the versions of each sheet.

        A piece has ``row`` (the place of each sheet in the order of the ids), ``columns``, ``words`` and
        ``versions``: for each sheet, and each version, the numbers of the words of :data:`VERSION`, when it
        was verified, and its votes by choice; 0 in their place where they are those of the sheet itself.
        """
        versions = _Versions(self.table)
        for first in range(0, len(self), SHEETS):
            yield self._piece(first, versions)

    def ids(self) -> Iterator[tuple[list[str], list[int]]]:
        """Return the ids in their order, list by list, and where each sheet stands."""
        at = np.argsort(self.number, kind="stable")
        names = self.table.selection.states.roll.ids
        for first in range(0, len(self), IDS):
            yield names[first : first + IDS].tolist(), at[first : first + IDS].tolist()

    def known(self, column: str) -> list[str]:
        """Return the values that a column of words has, in their order."""
        if column not in self.rows.column_names:
            return []
        found = {value for value in self.rows[column].unique().to_pylist() if value is not None}
        return sorted(found if column != "checks" else {one for text in found for one in text.split()})

    def _piece(self, first: int, versions: _Versions) -> dict[str, Any]:
        rows = self.rows.slice(first, SHEETS)
        words: dict[str, int] = {}
        number = self.number[first : first + SHEETS]
        columns = {
            name: [self._cell(name, value, words) for value in column.to_pylist()]
            for name, column in zip(rows.column_names, rows.columns, strict=True)
        }
        votes = zip(*(columns[name] for name in columns if name.startswith("votes:")), strict=True)
        ids = columns["sheet"]
        own = list(votes) or [()] * len(ids)
        of = [versions.of(one, figures, words) for one, figures in zip(ids, own, strict=True)]
        return {"row": number.tolist(), "columns": columns, "words": list(words), "versions": of}

    def _cell(self, name: str, value: Any, words: dict[str, int]) -> Any:  # noqa: ANN401 - of any column
        if name in TEXT and value is not None:
            return words.setdefault(value.strip(), len(words))
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, datetime):
            return self.table.by_the_clock(value).strftime("%Y-%m-%d %H:%M:%S")
        return value


def in_pieces(table: SheetTable) -> SheetPieces:
    """Put the sheets of a table in the order of their places.

    Parameters
    ----------
    table : SheetTable
        Whose sheets.
    """
    where = _where(table)
    paths = sorted(set(where), key=lambda path: path.split(" / "))
    rank = {path: number for number, path in enumerate(paths)}
    code = np.array([rank[path] for path in where], dtype=np.int64)
    order = np.argsort(code, kind="stable")
    firsts = np.searchsorted(code[order], np.arange(len(paths)))
    places = tuple(zip(paths, firsts.tolist(), strict=True))
    return SheetPieces(table, download(table, SheetQuestion()).read_all().take(order), order, places)


def _where(table: SheetTable) -> list[str]:
    """Return the whole path of the narrowest place that is known of each sheet; empty where none is."""
    places = table.selection.states.roll.places
    found = [""] * len(table.selection.states.roll)
    for level in table.levels:
        ids, codes, known = places.ids[level], places.codes[level], places.known(level)
        for row in np.flatnonzero(known).tolist():
            found[row] = ids[codes[row]]
    return found


class _Versions:
    """Every version of every sheet of the contest, read once.

    Parameters
    ----------
    table : SheetTable
        Of which contest.
    """

    def __init__(self, table: SheetTable) -> None:
        self._table = table
        contest, store = table.contest, table.selection.election.store
        self._choices = [str(choice.choice_id) for choice in contest.choices]
        names = ("sheet_id", "count_id", "seq")
        own = self._read(store, "version", [*names, *VERSION[1:], "verified_at"])
        figures = self._read(store, f"votes-{contest.contest_id}", [*names, *self._choices])
        self._own = {sheet: list(of) for sheet, of in groupby(own, key=lambda row: row[0])}
        self._figures = {row[:3]: row[3:] for row in figures}
        self._counts = list(table.selection.election.file.counts)

    def _read(self, store: Any, name: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:  # noqa: ANN401
        if not store.has(name):
            return []
        table = store.table(name)
        mine = table.filter(table.contest_id == self._table.contest.contest_id).select(list(columns))
        found = fetch_arrow(mine.order_by(mine.sheet_id))
        return list(zip(*(column.to_pylist() for column in found.columns), strict=True))

    def of(self, sheet: str, figures: tuple[Any, ...], words: dict[str, int]) -> list[list[Any]]:
        """Return the versions of a sheet in the order of the counts and of their publications."""
        rows = sorted(self._own.get(sheet, ()), key=lambda row: (self._counts.index(row[1]), row[2]))
        none = (None,) * len(self._choices)
        return [self._one(row, self._figures.get(row[:3], none), figures, words) for row in rows]

    def _one(
        self, row: tuple[Any, ...], votes: tuple[Any, ...], figures: tuple[Any, ...], words: dict[str, int]
    ) -> list[Any]:
        _, count, _, first, last, state, reason, status, verified = row
        said = (count, first, last, state.replace(" ", "-"), (reason or "").replace(" ", "_"), status or "")
        numbers: list[Any] = [words.setdefault(text, len(words)) for text in said]
        clock = verified and self._table.by_the_clock(verified).strftime("%Y-%m-%d %H:%M:%S")
        return [*numbers, clock or 0, 0 if votes == figures else list(votes)]
