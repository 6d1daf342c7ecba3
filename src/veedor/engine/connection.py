"""What an engine can be asked, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from veedor.engine.sql import StoredRows, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyarrow as pa

Engine: TypeAlias = Literal["duckdb", "spark"]


class Connection(ABC):
    """A connection to an engine: all SQL goes through :meth:`run`, in the words of DuckDB.

    Parameters
    ----------
    engine : {"duckdb", "spark"}
        Which; an engine that is not DuckDB has the text translated.
    """

    engine: Engine

    @abstractmethod
    def run(self, text: str) -> Any:  # noqa: ANN401 - each engine has an answer of its own
        """Run a query or command."""

    @abstractmethod
    def arrow(self, text: str) -> pa.Table:
        """Run a query, and give its answer as Arrow."""

    @abstractmethod
    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Run a query, and give the rows of its answer as plain values."""

    @abstractmethod
    def columns(self, source: str) -> list[str]:
        """Name the columns of what stands behind FROM."""

    @abstractmethod
    def close(self) -> None:
        """End the connection; its tables are gone."""

    @abstractmethod
    def keep(self, name: str, text: str) -> str:
        """Compute a table once under a new name; give what stands behind FROM to read it."""

    @abstractmethod
    def append(self, source: str, text: str) -> None:
        """Compute further rows of a table that is kept."""

    @abstractmethod
    def forget(self, source: str) -> None:
        """Throw away a table that is kept, where that gives room."""

    @abstractmethod
    def write(self, text: str, path: Path) -> None:
        """Compute a table into one Parquet file, in its order."""

    def spread(self, function: Callable[[bytes], bytes], items: Sequence[bytes]) -> list[bytes]:
        """Run a function of ours on each of some items, wherever the engine has a machine free."""
        return [function(item) for item in items]

    @abstractmethod
    def parquet(self, path: str) -> str:
        """Write what stands behind FROM to read a Parquet file."""

    def read_parquet(self, path: Path | str) -> Table:
        """Open a Parquet file as a table."""
        source = self.parquet(str(path))
        return Table(StoredRows(source), self.columns(source), self)
