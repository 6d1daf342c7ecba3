"""From a question to its answer: a page of sheets with the sums of all, or all of them for a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError, nearest
from veedor.lookup.result import SheetList, SheetSums
from veedor.lookup.sheet_question import PAGE, SheetQuestion
from veedor.lookup.sums import RegionParts, sums_of_rows
from veedor.lookup.which import rows_meant
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from veedor.checks import Impact
    from veedor.lookup.cells import Wholes
    from veedor.lookup.table import SheetTable


USUAL = ("sheet", "place", "state", "valid", "turnout", "winner", "margin", "checks")
"""Columns that are shown where none is chosen, in the order of the table, as a form gives them."""
BATCH = 20_000
"""Sheets that are written into a file at once."""
FEW = 16
"""Rows are sorted by themselves where they are fewer than one in so many of the table."""
_CELL = 80
"""Bytes of a cell that is kept, about."""


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
        Where a column, a check, a choice or a place is not in the table.
    """
    return table.kept.or_made(
        ("list", question, annul),
        lambda: _list(table, question, annul=annul),
        lambda found: _CELL * (len(found.columns) + 1) * (len(found.rows) + 8),
    )


def _list(table: SheetTable, question: SheetQuestion, *, annul: bool) -> SheetList:
    columns = shown_columns(table, question)
    rows = rows_meant(table, question)
    sums, parts = _summed(table, question, rows)
    until = question.page * PAGE
    page = _ordered(table, question, rows, until)[until - PAGE : until]
    values = [table.cells[name].of(page) for name in columns]
    impact = None
    if sums.counted and not question.of_all:
        impact = _impact(table, question, rows) if annul else _annulled(table, sums)
    ids = tuple(str(sheet) for sheet in table.cells["sheet"].of(page))
    return SheetList(table, question, columns, tuple(zip(*values, strict=True)), ids, sums, parts, impact)


def _summed(table: SheetTable, question: SheetQuestion, rows: Wholes) -> tuple[SheetSums, RegionParts]:
    return table.kept.or_made(
        ("sums", question.which), lambda: sums_of_rows(table, question, rows), lambda made: made[1].nbytes
    )


def rows_in_order(table: SheetTable, question: SheetQuestion) -> Wholes:
    """Return the rows of the sheets that a question means, in its order; those that are alike by their id.

    Parameters
    ----------
    table : SheetTable
        Of which sheets.
    question : SheetQuestion
        What is asked; its page is not looked at.

    Raises
    ------
    QuestionError
        As :func:`ask`.
    """
    return _ordered(table, question, rows_meant(table, question), None)


def _ordered(table: SheetTable, question: SheetQuestion, rows: Wholes, most: int | None) -> Wholes:
    """Put rows in the order of a question, the first so many of them at least.

    Few rows are sorted; of many those are picked out of the order of all, which is made once.
    """
    if question.sort == "sheet":
        return rows[::-1] if question.down else rows
    if len(rows) * FEW < len(table):
        return table.cells[question.sort].order(rows, down=question.down)
    order = table.order(question.sort, down=question.down)
    if len(rows) == len(order):
        return order
    is_meant = np.zeros(len(order), dtype=np.bool_)
    is_meant[rows] = True
    found: list[Wholes] = []
    step, number = len(order) if most is None else 8 * most, 0
    for start in range(0, len(order), step):
        part = order[start : start + step]
        found.append(part[is_meant[part]])
        number += len(found[-1])
        if most is not None and number >= most:
            break
    return np.concatenate(found)


def download(table: SheetTable, question: SheetQuestion) -> pa.RecordBatchReader:
    """Return every sheet that a question means, in its order, whatever its page, some at a time.

    Parameters
    ----------
    table : SheetTable
        Of which sheets.
    question : SheetQuestion
        What is asked; all columns where it chooses none.

    Returns
    -------
    pyarrow.RecordBatchReader
        A row a sheet; ``read_all()`` gives them as one table.

    Raises
    ------
    QuestionError
        As :func:`ask`.
    """
    import pyarrow as pa

    chosen = shown_columns(table, question)  # refuses an unknown order, too
    columns = chosen if question.columns else table.columns
    rows = rows_in_order(table, question)
    schema = pa.schema([(name, table.cells[name].kind) for name in columns])

    def batches() -> Iterator[pa.RecordBatch]:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            yield pa.record_batch([table.cells[name].arrow(part) for name in columns], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def shown_columns(table: SheetTable, question: SheetQuestion) -> tuple[str, ...]:
    """Return the columns that a question shows.

    Raises
    ------
    QuestionError
        Where the table has no such column.
    """
    for name in (*question.columns, question.sort):
        if name not in table.cells:
            raise QuestionError(
                sentence("The sheets have no column {name!r}.", name=name[:60]),
                remedy=nearest(name[:60], table.columns),
            )
    return tuple(dict.fromkeys(question.columns)) or usual_columns(table)


def usual_columns(table: SheetTable) -> tuple[str, ...]:
    """Return the columns that are shown where none is chosen."""
    return tuple(name for name in USUAL if name in table.cells)


# what annulling them would do


def _annulled(table: SheetTable, sums: SheetSums) -> Impact | None:
    """Say whether the outcome stands without some sheets, of their sums where the rule needs no more."""
    baseline = table.baseline
    if baseline is None:
        return None
    return baseline.without(dict(zip(table.contest.choices, sums.votes, strict=True)), sums.registered or 0)


def _impact(table: SheetTable, question: SheetQuestion, rows: Wholes) -> Impact | None:
    """Say what annulling the counted sheets would do."""
    baseline = table.baseline
    if baseline is None:
        return None
    place = np.cumsum(table.counted) - 1  # among the counted sheets, in the same order
    found = place[rows[table.counted[rows]]].astype(np.int64)
    return table.kept.or_made(("impact", question.which), lambda: baseline.impact(found), lambda _: 1000)


@dataclass(frozen=True)
class SheetSteps:
    """Where a sheet stands among those that a question means.

    Parameters
    ----------
    number, of : int
        Which it is, from 1, and how many there are.
    before, after : str
        Ids of its neighbours; empty at the ends.
    """

    number: int
    of: int
    before: str
    after: str


def steps(table: SheetTable, question: SheetQuestion, sheet: str) -> SheetSteps | None:
    """Say which sheets stand before and after one.

    Parameters
    ----------
    table : SheetTable
        Of which sheets.
    question : SheetQuestion
        Which are meant, in which order; its page is not looked at.
    sheet : str
        Id of the one.

    Returns
    -------
    SheetSteps or None
        None where the question does not mean that sheet.

    Raises
    ------
    QuestionError
        Where a column, a check, a choice or a place is not in the table.
    """
    ids = table.selection.states.roll.ids
    rows = rows_in_order(table, question)
    here = np.flatnonzero(ids[rows] == sheet)
    if not len(here):
        return None
    at = int(here[0])
    before = str(ids[rows[at - 1]]) if at else ""
    after = str(ids[rows[at + 1]]) if at + 1 < len(rows) else ""
    return SheetSteps(at + 1, len(rows), before, after)
