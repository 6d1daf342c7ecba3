"""Connections to the engines, and the few things for which an engine must be known by name."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from veedor.errors import VeedorError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

Engine: TypeAlias = Literal["duckdb", "spark"]

MEMORY_LIMIT = "1GB"
"""What DuckDB may hold in memory before it spills to disk."""

MAX_THREADS = 8


def connect(
    engine: Engine = "duckdb",
    *,
    memory: str = MEMORY_LIMIT,
    threads: int | None = None,
    spill: Path | None = None,
) -> BaseBackend:
    """Connect to an engine.

    Parameters
    ----------
    engine : {"duckdb", "spark"}
        DuckDB is in the base install; Spark needs the extra ``veedor[spark]`` and Java.
    memory : str
        Limit of DuckDB's memory, or memory of Spark's driver.
    threads : int, optional
        Threads of this machine; all of them, at most eight, where not given.
    spill : Path, optional
        Folder into which DuckDB may write what does not fit; the system's temporary folder else.

    Returns
    -------
    ibis.backends.BaseBackend
        Give it Parquet only: ``connection.read_parquet(path)``.

    Raises
    ------
    VeedorError
        Where the engine is not installed.
    """
    count = threads or min(MAX_THREADS, os.cpu_count() or 1)
    return _duckdb(memory, count, spill) if engine == "duckdb" else _spark(memory, count)


def _duckdb(memory: str, threads: int, spill: Path | None) -> BaseBackend:
    import ibis

    # No extension is fetched or loaded unasked: an import must not depend on a network.
    settings: dict[str, Any] = {
        "memory_limit": memory,
        "threads": threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": True,
    }
    if spill is not None:
        settings["temp_directory"] = str(spill)
    connection = ibis.duckdb.connect(**settings)
    connection.raw_sql("SET enable_progress_bar = false")
    return connection


def _spark(memory: str, threads: int) -> BaseBackend:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise VeedorError(
            "Spark is not installed.", remedy="Install veedor[spark] and Java, or use the engine 'duckdb'."
        ) from error
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise VeedorError(
            "Spark needs Java, and there is none.", remedy="Install a Java runtime of version 17."
        )
    import ibis

    session = (
        SparkSession.builder.master(f"local[{threads}]")
        .appName("veedor")
        .config("spark.driver.memory", memory.replace("GB", "g"))
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", str(threads))
        .getOrCreate()
    )
    return ibis.pyspark.connect(session)


def sql_text(value: str | Path) -> str:
    """Write a text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def literal_path(path: Path) -> str:
    """Write a path so that DuckDB does not take its brackets and stars for a pattern."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))


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


def read_csv_text(connection: BaseBackend, path: Path, form: CsvForm) -> ir.Table:
    """Open a UTF-8 CSV file as a table of text, in the order of the file (DuckDB only).

    Parameters
    ----------
    connection : BaseBackend
        From :func:`connect`.
    path : Path
        Its name holds none of the characters by which DuckDB names several files.
    form : CsvForm
        How it is written.

    Returns
    -------
    ibis table
        One text column for each of ``form.columns``; an empty cell is null.
    """
    options: Mapping[str, Any] = {
        "delim": form.delimiter,
        "quote": form.quote,
        "escape": form.quote,
        "skip": form.skip,
        "header": False,
        "auto_detect": False,
        "strict_mode": True,
        "null_padding": False,
    }
    table: ir.Table = connection.read_csv(
        str(path), columns=dict.fromkeys(form.columns, "VARCHAR"), **options
    )
    return table


def fetch_rows(table: ir.Table) -> list[dict[str, Any]]:
    """Compute a small table, and give its rows as plain Python values (DuckDB only).

    Ibis's own way imports pandas wherever that is installed, which takes longer than most queries.
    """
    rows: list[dict[str, Any]] = fetch_arrow(table).to_pylist()
    return rows


def fetch_arrow(table: ir.Table) -> pa.Table:
    """Compute a table, and give it whole as Arrow (DuckDB only)."""
    connection = table.get_backend()
    found = connection.raw_sql(connection.compile(table)).fetch_arrow_table()
    # DuckDB sums into 128 bits; the schema says what the expression means.
    return found.cast(table.schema().to_pyarrow())


def count_rows(table: ir.Table) -> int:
    """Count the rows of a table (DuckDB only)."""
    number: int = fetch_rows(table.aggregate(n=table.count()))[0]["n"]
    return number


def write_parquet(connection: BaseBackend, table: ir.Table, path: Path) -> None:
    """Write a table as one Parquet file (DuckDB only: Spark writes folders).

    Ibis's own writer does not quote a path with an apostrophe.
    """
    connection.raw_sql(
        f"COPY ({connection.compile(table)}) TO {sql_text(path)} (FORMAT parquet, COMPRESSION zstd)"
    )
