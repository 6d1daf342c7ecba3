"""Tables to take along, as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from veedor.intake.safe_cells import safe_cell

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
