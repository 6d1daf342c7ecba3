"""Connections to the engines, and the few things for which an engine must be known by name."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.engine.connection import Connection, Engine
from veedor.engine.memory import default_memory
from veedor.engine.sql import StoredRows, Table, literal
from veedor.errors import VeedorError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa


_MEMORY = re.compile(r"[0-9]+(?:\.[0-9]+)? ?[KMGT]i?B", re.IGNORECASE)

MAX_THREADS = 8


def connect(
    engine: Engine = "duckdb",
    *,
    memory: str | None = None,
    threads: int | None = None,
    spill: Path | None = None,
) -> Connection:
    """Connect to an engine.

    Parameters
    ----------
    engine : {"duckdb", "spark"}
        DuckDB is in the base install; Spark needs the extra ``veedor[spark]`` and Java.
    memory : str, optional
        Limit of DuckDB's memory, or memory of Spark's driver, such as ``4GB``; where it is not given, that of
        the environment's ``VEEDOR_MEMORY``, else half of the machine's, from 1 to 8 GB.
    threads : int, optional
        Threads of this machine; all of them, at most eight, where not given.
    spill : Path, optional
        Folder into which DuckDB may write what does not fit, the system's temporary folder else; on Spark the
        folder of the tables that are computed on the way, which every machine sees under this name.

    Raises
    ------
    VeedorError
        Where the engine is not installed, or the limit is not one.
    """
    memory = memory or os.environ.get("VEEDOR_MEMORY") or default_memory()
    if not _MEMORY.fullmatch(memory):
        raise VeedorError(
            sentence("{memory!r} is no limit of memory.", memory=memory),
            remedy="Write a number and its unit: VEEDOR_MEMORY=4GB.",
        )
    count = threads or min(MAX_THREADS, os.cpu_count() or 1)
    if engine == "spark":
        from veedor.engine.spark import SparkConnection

        return SparkConnection(memory, count, spill)
    from veedor.engine.duck import DuckConnection

    return DuckConnection(memory, count, spill)


@dataclass(frozen=True)
class CsvForm:
    """How a CSV file is written; nothing is left to be guessed by the engine.

    Parameters
    ----------
    columns : tuple of str
        Unique names, in the order of the file.
    delimiter, quote : str
        One character each; an empty quote means that nothing is quoted.
    skip : int
        Lines above the first row of data, the header included.
    """

    columns: tuple[str, ...]
    delimiter: str
    quote: str
    skip: int


def read_csv_text(connection: Connection, path: Path, form: CsvForm) -> Table:
    """Open a UTF-8 CSV file as a table of text, in the order of the file (DuckDB only).

    Parameters
    ----------
    connection : Connection
        From :func:`connect`.
    path : Path
        Its name holds none of the characters by which DuckDB names several files.
    form : CsvForm
        How it is written.

    Returns
    -------
    Table
        One text column for each of ``form.columns``; an empty cell is null.
    """
    kinds = ", ".join(f"{literal(name).text}: 'VARCHAR'" for name in form.columns)
    delimiter, quote = literal(form.delimiter).text, literal(form.quote).text
    source = (
        f"read_csv({literal(str(path)).text}, columns = {{{kinds}}}, delim = {delimiter}, quote = {quote}, "
        f"escape = {quote}, skip = {form.skip}, header = false, auto_detect = false, strict_mode = true, "
        "null_padding = false)"
    )
    return Table(StoredRows(source), form.columns, connection)


def fetch_rows(table: Table) -> list[dict[str, Any]]:
    """Compute a small table, and give its rows as plain Python values."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.connection.rows(table.query)]


def fetch_arrow(table: Table) -> pa.Table:
    """Compute a table, and give it whole as Arrow."""
    found: pa.Table = table.connection.arrow(table.query)
    return found


def count_rows(table: Table) -> int:
    """Count the rows of a table."""
    number: int = fetch_rows(table.aggregate(n=table.count()))[0]["n"]
    return number


def write_parquet(table: Table, path: Path) -> None:
    """Write a table as one Parquet file."""
    table.connection.write(table.query, path)
