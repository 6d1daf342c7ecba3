"""Tables to take along: as CSV that no spreadsheet runs, and as a page to print."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from veedor.intake.safe_cells import safe_cell
from veedor.report.tables import shown
from veedor.report.templates import render

if TYPE_CHECKING:
    from veedor.model import Table
    from veedor.report.wording import Wording


def as_csv(table: Table, wording: Wording) -> str:
    """Write a table as CSV with heads in words; cells that could be read as formulas are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([wording.column(column, table.name) for column in table.columns])
    terms = [column.unit == "term" for column in table.columns]
    for row in table.rows:
        cells = [wording.text(str(c)) if is_term else c for c, is_term in zip(row, terms, strict=True)]
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def as_page(table: Table, wording: Wording, *, title: str, note: str) -> str:
    """Write a table as one page that prints well and opens offline.

    Parameters
    ----------
    table : Table
        All its rows are printed.
    wording : Wording
        Language.
    title : str
        What it is of.
    note : str
        What fixes it: the hash of the draw.
    """
    ready = shown(table, wording, limit=max(1, len(table)))
    return render("list.html", wording, table=ready, title=title, note=note)
