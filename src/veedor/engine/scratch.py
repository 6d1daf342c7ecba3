"""Tables that an import computes on its way and throws away."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.engine.sql import StoredRows, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from veedor.engine.connection import Connection


_FEW = 6
"""Tables that are stacked as one expression."""


@dataclass
class Scratch:
    """Temporary tables of one connection.

    Parameters
    ----------
    connection : Connection
        Where they live.
    folder : Path
        An empty folder with a harmless name, for what comes from Python.
    """

    connection: Connection
    folder: Path
    _made: int = field(default=0, init=False)
    _kept: list[str] = field(default_factory=list, init=False)

    def keep(self, table: Table) -> Table:
        """Compute a table once; everything further reads the result."""
        self._made += 1
        name = f"kept{self._made}"
        with self._threads(table):
            source = self.connection.keep(name, table.query)
        self._kept.append(source)
        return Table(StoredRows(source), table.columns, self.connection)

    def instead(self, new: Table, old: Table) -> Table:
        """Compute a table once, and throw away the kept one that it is made of: nothing else reads that.

        Where the old one is an expression, all stays: it may read what was published, which others need.
        """
        kept = self.keep(new)
        if isinstance(old.form, StoredRows):
            self.connection.forget(old.form.text)
        return kept

    @contextmanager
    def _threads(self, table: Table) -> Iterator[None]:
        """Let one thread compute a table whose rows are numbered as they come.

        They pass one after the other in any case; the caller's thread would ask without a pause whether there
        is something to do for it, which costs as much processor time as the work itself.
        """
        if not table.passing or self.connection.engine != "duckdb":
            yield
            return
        before = self.connection.rows("SELECT current_setting('threads')")[0][0]
        self.connection.run("SET threads = 1")
        try:
            yield
        finally:
            self.connection.run(f"SET threads = {before}")

    def stack(self, tables: Sequence[Table]) -> Table:
        """Put tables of the same columns one below the other.

        A few are one expression; many are written one after the other, because the time to compile a union
        grows faster than its branches.
        """
        if len(tables) == 1:
            return tables[0]
        if len(tables) <= _FEW:
            return tables[0].union(*tables[1:])
        whole = self.keep(tables[0])
        for table in tables[1:]:
            self.connection.append(self._kept[-1], table.select(whole.columns).query)
        return whole

    @contextmanager
    def forgetting(self) -> Iterator[list[Table]]:
        """Throw away what is computed within, but for what the tables need that are put on the list."""
        before, needed = len(self._kept), list[Table]()
        yield needed
        used = {source for table in needed for source in table.sources}
        for source in self._kept[before:]:
            if source not in used:
                self.connection.forget(source)

    def put(self, columns: Mapping[str, Sequence[object]]) -> Table:
        """Make a small table of plain values: by way of Parquet, as all data reach an engine."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._made += 1
        path = self.folder / f"put{self._made}.parquet"
        pq.write_table(pa.table({name: list(values) for name, values in columns.items()}), path)
        return self.connection.read_parquet(path)
