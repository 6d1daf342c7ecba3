"""What rows lack without being wrong: said with the import and carried to the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.intake.vote_columns import cast_of, only_zeros, votes_of
from veedor.model import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.engine.sql import Table
    from veedor.intake.notices import Notice
    from veedor.intake.part import Part
    from veedor.intake.unreadable import Unreadable

SHOWN = 5
"""Examples that a notice gives."""


def kept_cells(part: Part, cells: Sequence[Unreadable]) -> list[Notice]:
    """Carry on the unreadable cells that the case keeps as missing: what they hold is open."""
    if not cells:
        return []
    values = tuple(cell.raw_text for cell in cells[:SHOWN])
    rows = tuple(cell.row for cell in cells[:SHOWN])
    return [part.notice("kept_unreadable", cells[0].column, len(cells), values=values, rows=rows)]


def without_place(part: Part, rows: Table) -> list[Notice]:
    """Say which rows name no place, where the others do: perhaps a blank repeats the cell above it."""
    if "place_id" not in rows.columns or "sheet_id" not in rows.columns:
        return []
    finest = part.case.election.levels[-1]
    nameless = rows.filter((rows[f"level:{finest}"] == "") | rows.place_id.isnull())
    found = fetch_rows(nameless.aggregate(n=nameless.count(), row=nameless["row"].min()))[0]
    if not found["n"]:
        return []
    assert part.source.place is not None  # noqa: S101 - its rows have a place
    column = part.source.place.levels[finest]
    return [part.notice("no_place", column, found["n"], rows=(found["row"],))]


def zero_sheets(part: Part, rows: Table) -> list[Notice]:
    """Say how many sheets hold nothing but zeros: perhaps they are still out, and zeros keep their places."""
    if not part.source.is_count or not votes_of(rows) or part.source.rows.zero_sheets == "outstanding":
        return []
    if part.source.choices.absent:  # a part of a sheet: the votes of the others stand elsewhere
        return []
    empty = rows.filter(only_zeros(rows) & (rows.state == State.COUNTED.value))
    asked = empty.aggregate(n=empty.count(), row=empty["row"].min(), sheet=empty.sheet_id.min())
    found = fetch_rows(asked)[0]
    if not found["n"]:
        return []
    return [part.notice("zero_sheets", number=found["n"], values=(found["sheet"],), rows=(found["row"],))]


def over_register(part: Part, rows: Table) -> list[Notice]:
    """Say in how many areas more votes are counted than voters are registered: that bounds nothing."""
    if "registered" not in rows.columns or part.entry is None or part.entry.votes_allowed > 1:
        return []
    bad = rows.filter((rows.registered > 0) & (cast_of(rows) > rows.registered))
    told = fetch_rows(bad.aggregate(n=bad.count(), row=bad["row"].min(), area=bad.sheet_id.min()))[0]
    if not told["n"]:
        return []
    return [part.notice("over_register", number=told["n"], values=(told["area"],), rows=(told["row"],))]
