"""Connections to the engines, and the few things for which an engine must be known by name."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from veedor.engine.memory import default_memory
from veedor.engine.sql import Source, Table, literal
from veedor.errors import VeedorError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyarrow as pa

Engine: TypeAlias = Literal["duckdb", "spark"]

_MEMORY = re.compile(r"[0-9]+(?:\.[0-9]+)? ?[KMGT]i?B", re.IGNORECASE)

MAX_THREADS = 8


class Connection:
    """A connection to an engine: all SQL goes through :meth:`run`, in the words of DuckDB.

    Parameters
    ----------
    engine : {"duckdb", "spark"}
        Which; an engine that is not DuckDB has the text translated.
    """

    engine: Engine

    def run(self, text: str) -> Any:  # noqa: ANN401 - each engine has an answer of its own
        """Run a query or command."""
        raise NotImplementedError

    def arrow(self, text: str) -> pa.Table:
        """Run a query, and give its answer as Arrow."""
        raise NotImplementedError

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Run a query, and give the rows of its answer as plain values."""
        raise NotImplementedError

    def columns(self, source: str) -> list[str]:
        """Name the columns of what stands behind FROM."""
        raise NotImplementedError

    def close(self) -> None:
        """End the connection; its tables are gone."""
        raise NotImplementedError

    def keep(self, name: str, text: str) -> str:
        """Compute a table once under a new name; give what stands behind FROM to read it."""
        raise NotImplementedError

    def append(self, name: str, text: str) -> None:
        """Compute further rows of a table that is kept."""
        raise NotImplementedError

    def write(self, text: str, path: Path) -> None:
        """Compute a table into one Parquet file, in its order."""
        raise NotImplementedError

    def spread(self, function: Callable[[bytes], bytes], items: Sequence[bytes]) -> list[bytes]:
        """Run a function of ours on each of some items, wherever the engine has a machine free."""
        return [function(item) for item in items]

    def parquet(self, path: str) -> str:
        """Write what stands behind FROM to read a Parquet file."""
        raise NotImplementedError

    def read_parquet(self, path: Path | str) -> Table:
        """Open a Parquet file as a table."""
        source = self.parquet(str(path))
        return Table(Source(source), self.columns(source), self)


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
        Where the engine is not installed, or the limit is none.
    """
    memory = memory or os.environ.get("VEEDOR_MEMORY") or default_memory()
    if not _MEMORY.fullmatch(memory):
        raise VeedorError(
            f"{memory!r} is no limit of memory.", remedy="Write a number and its unit: VEEDOR_MEMORY=4GB."
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
    return Table(Source(source), form.columns, connection)


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
