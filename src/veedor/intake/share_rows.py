"""Rows that say in shares what others say in votes: "%" at the foot of a table, or below each sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import fetch_arrow, sql
from veedor.errors import InputError
from veedor.intake.drop import drop_of, names_of, places_of
from veedor.intake.problems import SHOWN, listed
from veedor.intake.stage import VOTES
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from veedor.engine.sql import Table
    from veedor.intake.stage import Part
    from veedor.intake.unreadable import Unreadable

WHOLE = 100
"""What shares come to."""


def share_rows(part: Part, rows: Table, cells: Sequence[Unreadable]) -> list[InputError]:
    """Name the rows whose figures are shares; nothing where most rows are such, or it is a slip in a row.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        Its staged rows.
    cells : sequence of Unreadable
        Cells that hold no figure.
    """
    first = {(cell.row, cell.source): cell for cell in reversed(cells) if cell.shares}
    if not first:
        return []
    table = fetch_arrow(rows.select("row", "source"))
    keys = places_of(table)
    found = _with_whole_shares(part, rows, table, [place for place, key in enumerate(keys) if key in first])
    if 2 * len(found) > len(table):
        return []
    drop = drop_of(part, table, found)
    problems = [
        InputError(
            "the row holds shares of votes, and is no sheet.",
            file=cell.source,
            row=cell.row,
            column=cell.column,
            value=cell.raw_text,
            expected="whole numbers from 0, or blank cells",
            remedy=sentence("Leave it out: {drop}.", drop=drop),
        )
        for cell in list(first.values())[::-1][:SHOWN]
    ]
    return listed(problems, len(found), part, sentence("hold shares of votes"))


def _with_whole_shares(part: Part, rows: Table, table: pa.Table, found: list[int]) -> list[int]:
    """Add rows that are called like those of shares and come to a hundred: "34.0" may be read as a figure."""
    called = names_of(part, table)
    shares = {called[place] for place in found} if called else set()
    votes = [rows[name].fill_null(0) for name in rows.columns if name.startswith(VOTES)]
    if not votes or not shares:
        return found
    sums = fetch_arrow(rows.select("row", "source", sum=sql.total(votes))).to_pylist()
    hundred = {(one["row"], one["source"]) for one in sums if abs(int(one["sum"]) - WHOLE) <= 1}
    keys = places_of(table)
    return [p for p, name in enumerate(called) if p in found or (name in shares and keys[p] in hundred)]
