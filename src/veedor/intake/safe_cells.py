"""CSV that is safe to open in a spreadsheet: no cell is taken for a formula.

Source: OWASP, *CSV Injection*.
"""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""First letters by which some spreadsheet takes a text for a formula or a command."""


def safe_cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula.

    Numbers stay numbers, negative ones too; a text that could be read as a formula gets an apostrophe in
    front, which spreadsheets show as the text itself.
    """
    if not isinstance(value, str):
        return "" if value is None else value
    if value.lstrip(" \u00a0\ufeff").startswith(_DANGEROUS):
        return f"'{value}"
    return value


def write_csv(path: Path, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV file that is safe to open in a spreadsheet: UTF-8 with a byte order mark, no formulas."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_cells(file, head, rows)


def write_cells(file: IO[str], head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write CSV that is safe to open in a spreadsheet into an open file."""
    writer = csv.writer(file)
    writer.writerow([safe_cell(name) for name in head])
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
