"""From one sheet to the next, in the order of a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.lookup.ask import rows_in_order

if TYPE_CHECKING:
    from veedor.lookup.question import SheetQuestion
    from veedor.lookup.table import SheetTable


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
        Where a column, a check, a choice or a place is none of the table.
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
