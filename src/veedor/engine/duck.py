"""DuckDB, bounded, and without a network."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from veedor.engine.connection import Connection
from veedor.engine.sql import written
from veedor.errors import VeedorError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa


_INTERRUPTED = "Query interrupted"
"""What DuckDB makes of Ctrl-C while it computes."""


class DuckConnection(Connection):
    """A connection to a DuckDB of our own, in memory.

    Parameters
    ----------
    memory : str
        Limit of its memory; it spills to disk beyond.
    threads : int
        Number of its threads.
    spill : Path, optional
        Where to.
    """

    engine = "duckdb"

    def __init__(self, memory: str, threads: int, spill: Path | None) -> None:
        import duckdb

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
        self._duck = duckdb.connect(config=settings)
        self.run("SET TimeZone = 'UTC'")
        self.run("SET enable_progress_bar = false")

    def run(self, text: str) -> Any:  # noqa: ANN401 - DuckDB is published without types
        """Run a query or command."""
        with _room():
            return self._duck.execute(text)

    def arrow(self, text: str) -> pa.Table:
        """Run a query, and give its answer as Arrow."""
        with _room():
            found: pa.Table = self._duck.sql(text).to_arrow_table()
        return found

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Run a query, and give the rows of its answer as plain values."""
        with _room():
            rows: list[tuple[Any, ...]] = self._duck.execute(text).fetchall()
        return rows

    def columns(self, source: str) -> list[str]:
        """Name the columns of what stands behind FROM."""
        return [column[0] for column in self.run(f"SELECT * FROM {source} LIMIT 0").description]

    def close(self) -> None:
        """End the connection; its tables are gone."""
        self._duck.close()

    def keep(self, name: str, text: str) -> str:
        """Compute a table once, in memory or spilt."""
        self.run(f"CREATE TEMP TABLE {name} AS {text}")
        return name

    def append(self, source: str, text: str) -> None:
        """Compute further rows of a table that is kept."""
        self.run(f"INSERT INTO {source} {text}")

    def forget(self, source: str) -> None:
        """Throw away a table that is kept, if it is still there."""
        self.run(f"DROP TABLE IF EXISTS {source}")

    def write(self, text: str, path: Path) -> None:
        """Compute a table into one Parquet file, in its order."""
        self.run(f"COPY ({text}) TO {written(str(path))} (FORMAT parquet, COMPRESSION zstd)")

    def parquet(self, path: str) -> str:
        """Write what stands behind FROM to read a Parquet file, whose name is no pattern."""
        return f"read_parquet({written(''.join(f'[{c}]' if c in '*?[' else c for c in path))})"


@contextmanager
def _room() -> Iterator[None]:
    """Say in our words that memory or disk are too small, and in Python's that Ctrl-C was pressed."""
    import duckdb

    try:
        yield
    except RuntimeError as error:
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from error
        raise
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        if "No space left" in str(error) or "failed to offload" in str(error):
            raise VeedorError(
                "The disk is full: what does not fit into memory could not be written to it.",
                remedy="Make room where the tables of the case and temporary files (TMPDIR) are, or give the "
                "engine more memory: VEEDOR_MEMORY=8GB.",
            ) from error
        if isinstance(error, duckdb.IOException):
            raise
        raise VeedorError(
            "The engine has too little memory for this step, although it writes what it can to disk.",
            remedy="Give it more: VEEDOR_MEMORY=8GB.",
        ) from error
