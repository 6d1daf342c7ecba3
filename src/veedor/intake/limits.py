"""What is refused of a file of any format: one that cannot be laid out, is far too wide, or has no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

MAX_COLUMNS = 2_000

AGAIN = sentence("Fetch it again, and compare its SHA-256 with the published one.")
"""What to do with a file that is damaged or cut short."""


def check_bytes(path: Path, most: int, label: str) -> None:
    """Refuse a file that is too large for a reader that lays it out in memory as a whole.

    Raises
    ------
    InputError
        Where it has more bytes.
    """
    if (size := path.stat().st_size) > most:
        raise InputError(
            sentence("it has {size:,} bytes, and a file of this format is laid out in memory.", size=size),
            file=label,
            expected=sentence("at most {max_bytes:,} bytes", max_bytes=most),
            remedy="Save it as CSV or Parquet, and name that file.",
        )


def check_rows(rows: int, label: str) -> None:
    """Refuse a table without rows.

    Raises
    ------
    InputError
        Where it has none.
    """
    if not rows:
        raise InputError("it has no rows.", file=label, expected="rows", remedy="Fetch the file again.")


def check_width(columns: int, label: str) -> None:
    """Refuse a table with far more columns than one of results has.

    Raises
    ------
    InputError
        Where it has more.
    """
    if columns > MAX_COLUMNS:
        raise InputError(
            sentence("it has {columns:,} columns.", columns=columns),
            file=label,
            expected=sentence("at most {max_columns:,}", max_columns=MAX_COLUMNS),
            remedy="Save the columns that are used as CSV, and name that file.",
        )
