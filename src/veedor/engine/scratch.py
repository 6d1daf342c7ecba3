"""Tables that an import computes on its way and throws away."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend


_FEW = 6
"""Tables that are stacked as one expression."""


@dataclass
class Scratch:
    """Temporary tables of one connection (DuckDB only).

    Parameters
    ----------
    connection : BaseBackend
        Where they live.
    folder : Path
        An empty folder with a harmless name, for what comes from Python.
    """

    connection: BaseBackend
    folder: Path
    _made: int = field(default=0, init=False)

    def keep(self, table: ir.Table) -> ir.Table:
        """Compute a table once; everything further reads the result."""
        self._made += 1
        with self._threads(table):
            kept: ir.Table = self.connection.create_table(f"kept{self._made}", table, temp=True)
        return kept

    @contextmanager
    def _threads(self, table: ir.Table) -> Iterator[None]:
        """Let one thread compute a table whose rows are numbered as they come.

        They pass one after the other in any case; the caller's thread would ask without a pause whether there
        is something to do for it, which costs as much processor time as the work itself.
        """
        from ibis.expr.operations import WindowFunction

        if not any(not w.group_by and not w.order_by for w in table.op().find(WindowFunction)):
            yield
            return
        before = self.connection.raw_sql("SELECT current_setting('threads')").fetchone()[0]
        self.connection.raw_sql("SET threads = 1")
        try:
            yield
        finally:
            self.connection.raw_sql(f"SET threads = {before}")

    def stack(self, tables: Sequence[ir.Table]) -> ir.Table:
        """Put tables of the same columns one below the other.

        A few are one expression; many are written one after the other, because the time to compile a union
        grows faster than its branches.
        """
        if len(tables) == 1:
            return tables[0]
        if len(tables) <= _FEW:
            return tables[0].union(*tables[1:])
        whole = self.keep(tables[0])
        name = f"kept{self._made}"
        for table in tables[1:]:
            self.connection.raw_sql(f"INSERT INTO temp.main.{name} {self.connection.compile(table)}")
        return whole

    def put(self, columns: Mapping[str, Sequence[object]]) -> ir.Table:
        """Make a small table of plain values: by way of Parquet, as all data reach an engine."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._made += 1
        path = self.folder / f"put{self._made}.parquet"
        pq.write_table(pa.table({name: list(values) for name, values in columns.items()}), path)
        table: ir.Table = self.connection.read_parquet(str(path))
        return table
