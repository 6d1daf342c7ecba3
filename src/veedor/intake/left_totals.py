"""Totals that stay when others are left out: a `rows.drop` that names only some of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.intake.drop import drop_of, naming_columns
from veedor.intake.looked import look_for_totals
from veedor.intake.names import fold
from veedor.intake.problems import SHOWN, listed
from veedor.intake.stray_drops import dropped_rows, keys_of
from veedor.intake.subtotals import search

if TYPE_CHECKING:
    from veedor.engine import Scratch
    from veedor.engine.sql import Table
    from veedor.intake.stage import Part


def left_totals(part: Part, rows: Table, scratch: Scratch) -> list[InputError]:
    """Name the rows that stay although they are sums, told so by the rows that are left out.

    The rows that stay and those left out by what names them are looked at together, as if nothing were left
    out. If rows that stay are sums then, and the rows that stay hold more votes than all rows that are no
    sums, votes are counted more than once.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        The rows that are kept, one a sheet.
    scratch : Scratch
        Holds tables on the way.
    """
    source = part.source
    if source.rows.totals == "accept" or not source.is_count or source.sheet is None:
        return []
    naming = {fold(column) for column in naming_columns(part)}
    columns = [c for c in source.rows.drop if fold(c) in naming and c not in source.rows.keep]
    if not columns:
        return []
    kept = look_for_totals(part, rows)
    places = {key: row for row, key in enumerate(keys_of(kept.table))}
    together = rows
    for column in columns:
        dropped = dropped_rows(part, scratch, column)
        common = [c for c in together.columns if c in dropped.columns]
        together = together.select(common).union(dropped.select(common))
    looked = look_for_totals(part, together)
    totals = {total.row for total in search(looked)}
    keys = keys_of(looked.table)
    stay = sorted(places[keys[row]] for row in totals if keys[row] in places)
    sheets = np.array([row not in totals for row in range(len(keys))], bool)
    if not stay or _votes(kept.matrix, kept.votes) <= _votes(looked.matrix[sheets], looked.votes):
        return []
    remedy = f"Leave them out too: {drop_of(part, kept.table, stay)}."
    return listed(
        (
            InputError(
                "this row is the sum of others, as the rows that rows.drop leaves out show: its votes "
                "would be counted once more.",
                file=kept.text("source", row),
                row=kept.number(row),
                column=source.sheet.id,
                value=kept.text("sheet_id", row),
                expected="one sheet a row",
                remedy=f'{remedy} If they are sheets all the same, state rows.totals = "accept".',
            )
            for row in stay[:SHOWN]
        ),
        len(stay),
        part,
        "are sums of others and are not left out",
    )


def _votes(matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]], votes: int) -> float:
    return float(np.nansum(matrix[:, :votes]))
