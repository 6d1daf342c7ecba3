"""A list of sheets as a file: CSV that no spreadsheet runs, JSON, Parquet."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import IO, TYPE_CHECKING

from veedor.intake.safe_cells import write_cells

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa


def write_sheets(rows: pa.Table, path: Path) -> None:
    """Write sheets into a file; its suffix says how.

    Parameters
    ----------
    rows : pyarrow.Table
        From :func:`veedor.lookup.download`.
    path : Path
        ``.csv``, ``.json`` or ``.parquet``; made anew.
    """
    with path.open("wb") as file:
        write_to(rows, file, path.suffix[1:])


def write_to(rows: pa.Table, file: IO[bytes], kind: str) -> None:
    """Write sheets into an open file.

    Parameters
    ----------
    rows : pyarrow.Table
        From :func:`veedor.lookup.download`.
    file : binary file
        Stays open.
    kind : {"csv", "json", "parquet"}
        How.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if kind == "parquet":
        pq.write_table(rows, pa.PythonFile(file, mode="w"))
        return
    text = io.TextIOWrapper(file, "utf-8-sig" if kind == "csv" else "utf-8", newline="", write_through=True)
    if kind == "csv":
        write_cells(text, rows.column_names, _rows(rows))
    else:
        text.write("[")
        for number, row in enumerate(_rows(rows)):
            cells = dict(zip(rows.column_names, row, strict=True))
            text.write((",\n" if number else "\n") + json.dumps(cells, ensure_ascii=False))
        text.write("\n]\n")
    text.detach()


def _rows(table: pa.Table) -> Iterator[tuple[object, ...]]:
    for batch in table.to_batches(max_chunksize=20_000):
        columns = [
            [_plain(name, v) for v in c.to_pylist()]
            for name, c in zip(table.column_names, batch.columns, strict=True)
        ]
        yield from zip(*columns, strict=True)


def _plain(name: str, value: object) -> object:
    """Give a value as files write it: checks without the blanks around them, times as ISO 8601."""
    if name == "checks" and isinstance(value, str):
        return value.strip()
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value
