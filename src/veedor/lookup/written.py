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


def write_sheets(rows: pa.RecordBatchReader, path: Path) -> int:
    """Write sheets into a file; its suffix says how.

    Parameters
    ----------
    rows : pyarrow.RecordBatchReader
        From :func:`veedor.lookup.download`; read to its end.
    path : Path
        ``.csv``, ``.json`` or ``.parquet``; made anew.

    Returns
    -------
    int
        How many sheets.
    """
    with path.open("wb") as file:
        return write_to(rows, file, path.suffix[1:])


def write_to(rows: pa.RecordBatchReader, file: IO[bytes], kind: str) -> int:
    """Write sheets into an open file.

    Parameters
    ----------
    rows : pyarrow.RecordBatchReader
        From :func:`veedor.lookup.download`; read to its end, some sheets at a time.
    file : binary file
        Stays open.
    kind : {"csv", "json", "parquet"}
        How.

    Returns
    -------
    int
        How many sheets.
    """
    if kind == "parquet":
        return _write_parquet(rows, file)
    text = io.TextIOWrapper(file, "utf-8-sig" if kind == "csv" else "utf-8", newline="", write_through=True)
    lines = _Counted(_rows(rows))
    if kind == "csv":
        write_cells(text, rows.schema.names, lines)
    else:
        text.write("[")
        for number, row in enumerate(lines):
            cells = dict(zip(rows.schema.names, row, strict=True))
            text.write((",\n" if number else "\n") + json.dumps(cells, ensure_ascii=False))
        text.write("\n]\n")
    text.detach()
    return lines.number


def _write_parquet(rows: pa.RecordBatchReader, file: IO[bytes]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    with pq.ParquetWriter(pa.PythonFile(file, mode="w"), rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch)
            number += batch.num_rows
    return number


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterator[tuple[object, ...]]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        for row in self.rows:
            self.number += 1
            yield row


def _rows(rows: pa.RecordBatchReader) -> Iterator[tuple[object, ...]]:
    for batch in rows:
        yield from zip(*([_plain(v) for v in column.to_pylist()] for column in batch.columns), strict=True)


def _plain(value: object) -> object:
    """Return a value as files write it: times as ISO 8601."""
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value
