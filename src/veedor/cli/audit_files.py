"""Lists that an audit is told besides the case: what sheets can hold, and which have no paper."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from veedor import disk
from veedor.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_LIST = 64 << 20
"""No honest list of sheets has more bytes."""


def cap_list_of(path: Path) -> dict[str, int]:
    """Read the most ballots of each sheet: a CSV file with the columns ``sheet`` and ``most``.

    Raises
    ------
    InputError
        Where a column is missing, a sheet stands twice, or a cell is no number, with its row.
    """
    text = disk.read(path, LARGEST_LIST).decode("utf-8-sig", errors="replace")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not {"sheet", "most"} <= set(rows.fieldnames or ()):
        raise InputError(
            "The list of what sheets can hold has other columns.",
            file=str(path), row=1, value=",".join(rows.fieldnames or ()), expected="sheet,most",
            remedy="Give it the columns sheet and most, with commas.",
        )  # fmt: skip
    found: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        sheet, most = (row["sheet"] or "").strip(), (row["most"] or "").strip()
        if sheet in found:
            raise InputError(
                "The sheet stands twice in the list of what sheets can hold.",
                file=str(path), row=number, column="sheet", value=sheet, remedy="Keep one of the rows.",
            )  # fmt: skip
        if not (most.isascii() and most.isdigit()) or len(most) > 9:
            raise InputError(
                "Not a number of ballots.",
                file=str(path), row=number, column="most", value=most, expected="0, 1, 2, ...",
                remedy="Write the number in digits alone.",
            )  # fmt: skip
        found[sheet] = int(most)
    return found


def ids_of(path: Path | None) -> tuple[str, ...]:
    """Read sheet ids, one a line; empty lines and lines that begin with # are left out."""
    if path is None:
        return ()
    text = disk.read(path, LARGEST_LIST).decode("utf-8-sig", errors="replace")
    lines = [line.strip() for line in text.split("\n")]
    return tuple(line for line in lines if line and not line.startswith("#"))
