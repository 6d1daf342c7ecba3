"""The tables of an imported case: Parquet files in one folder, and the manifest that says what they are."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.engine.connect import connect
from veedor.errors import MissingDataError, nearest
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from veedor.engine.connection import Connection
    from veedor.engine.sql import Table

MANIFEST = "manifest.json"


class Store:
    """The tables of one import.

    Parameters
    ----------
    folder : Path
        Holds ``<name>.parquet`` for each table, and ``manifest.json``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __repr__(self) -> str:
        return f"Store({str(self.folder)!r})"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the tables that are there, sorted."""
        return tuple(sorted(file.stem for file in self.folder.glob("*.parquet")))

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was read, how, and what was found: the manifest as parsed JSON."""
        manifest: dict[str, Any] = json.loads(disk.read(self.folder / MANIFEST))
        return manifest

    @property
    def key(self) -> str:
        """What names the data and the mapping that the tables were made from."""
        return str(self.manifest["key"])

    def has(self, name: str) -> bool:
        """Say whether there is a table of that name."""
        return name in self.names

    def path(self, name: str) -> Path:
        """Return the Parquet file of a table.

        Raises
        ------
        MissingDataError
            Where the case has no such table.
        """
        if name not in self.names:
            raise MissingDataError(
                sentence("The case has no table {name!r}.", name=name), remedy=nearest(name, self.names)
            )
        return self.folder / f"{name}.parquet"

    def arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read a table, or some of its columns, without any engine: the quick way.

        Parameters
        ----------
        name : str
            Table.
        columns : sequence of str, optional
            Only these, in this order.
        """
        # The file alone: the data set machinery of read_table takes longer to import than to read, and
        # brings pandas where that is installed.
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.path(name), memory_map=True) as file:
            table = file.read(columns=None if columns is None else list(columns))
        return table if columns is None else table.select(list(columns))

    @cached_property
    def connection(self) -> Connection:
        """The engine, connected when it is first needed."""
        return connect()

    def table(self, name: str) -> Table:
        """Open a table, for work that is heavy enough for an engine."""
        return self.connection.read_parquet(self.path(name))
