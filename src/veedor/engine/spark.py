"""Spark, on a cluster or on this machine: the same queries, translated."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veedor.engine.connection import Connection
from veedor.engine.spark_words import translated
from veedor.errors import EngineError, VeedorError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.mapKeyDedupPolicy": "EXCEPTION",
}
"""What the queries rest on, set in a session of our own: names differ by their case, sums do not overflow."""

_SUBMITTED = ("SPARK_REMOTE", "PYSPARK_GATEWAY_PORT", "MASTER")
"""Environment variables by which a cluster is named: Spark Connect, spark-submit, a master."""


class SparkConnection(Connection):
    """A session of Spark.

    It is the user's where there is one (an active session, ``SPARK_REMOTE``, ``spark-submit``), else one of
    this machine.

    Parameters
    ----------
    memory : str
        Memory of the driver of a session of this machine.
    threads : int
        Number of its threads.
    folder : Path, optional
        Where tables are kept that are computed on the way; every machine must see it under this name.

    Raises
    ------
    VeedorError
        Where Spark or Java is not installed.
    """

    engine = "spark"

    def __init__(self, memory: str, threads: int, folder: Path | None = None) -> None:
        try:
            import sqlglot  # noqa: F401 - it comes with the same extra
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise VeedorError(
                "Spark is not installed.",
                remedy="Install veedor[spark] and Java, or use the engine 'duckdb'.",
            ) from error
        active = SparkSession.getActiveSession()
        self._own = active is None
        self._folder = folder
        self._read = 0
        self._session = _opened(memory, threads) if active is None else active.newSession()
        for name, value in SETTINGS.items():
            if self._session.conf.get(name) != value:
                self._session.conf.set(name, value)

    def run(self, text: str) -> Any:  # noqa: ANN401 - Spark is published without types
        """Run a query in the words of DuckDB."""
        return self._session.sql(translated(text))

    def arrow(self, text: str) -> pa.Table:
        """Run a query, and give its answer as Arrow."""
        return self.run(text).toArrow()

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Run a query, and give the rows of its answer as plain values."""
        return [tuple(row) for row in self.run(text).collect()]

    def columns(self, source: str) -> list[str]:
        """Name the columns of what stands behind FROM."""
        return list(self._session.table(source).columns)

    def close(self) -> None:
        """End the session, unless it is the user's."""
        if self._own:
            self._session.stop()

    def parquet(self, path: str) -> str:
        """Return a Parquet file, or a folder of them, a name that stands behind FROM."""
        self._read += 1
        return self._named(f"read{self._read}", path)

    def _named(self, name: str, path: str) -> str:
        # a name is resolved once; of a path Spark would list the files and read a footer in every query
        self._session.read.parquet(path).createOrReplaceTempView(name)
        return name

    def keep(self, name: str, text: str) -> str:
        """Compute a table once, as partitioned Parquet."""
        return self._kept(name, text, "errorifexists")

    def append(self, source: str, text: str) -> None:
        """Compute further rows of a table that is kept."""
        self._kept(source, text, "append")

    def forget(self, source: str) -> None:
        """Leave what is kept: it lies on disk, and goes with its folder."""

    def _kept(self, name: str, text: str, mode: str) -> str:
        return self._named(name, str(self._computed(name, text, mode)))

    def _computed(self, name: str, text: str, mode: str) -> Path:
        if self._folder is None:
            raise EngineError("Spark has no folder for what it computes on the way.", remedy="Name one.")
        path = self._folder / name
        self.run(text).write.mode(mode).parquet(str(path))
        return path

    def write(self, text: str, path: Path) -> None:
        """Compute a table on all machines, and put its pieces one behind the other in one file."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        folder = self._computed("written", text, "overwrite")
        writer = None
        for piece in sorted(folder.glob("part-*.parquet")):
            with pq.ParquetFile(piece) as file:
                schema = pa.schema([(f.name, f.type) for f in file.schema_arrow])
                writer = writer or pq.ParquetWriter(path, schema, compression="zstd")
                for batch in file.iter_batches(100_000):
                    writer.write_table(pa.Table.from_batches([batch]).cast(schema))
        if writer is not None:
            writer.close()
        shutil.rmtree(folder)

    def spread(self, function: Callable[[bytes], bytes], items: Sequence[bytes]) -> list[bytes]:
        """Run a function of ours on each of some items, wherever Spark has a machine free."""
        from pyspark.sql import functions

        # row by row, because Spark asks for pandas where Arrow is handed over
        call = functions.udf(lambda item: function(bytes(item)), "binary")
        frame = self._session.createDataFrame([(bytearray(item),) for item in items], "item binary")
        answers = frame.repartition(max(1, len(items))).select(call("item").alias("made")).collect()
        return [bytes(row[0]) for row in answers]


def _opened(memory: str, threads: int) -> Any:  # noqa: ANN401 - Spark is published without types
    """Start the session that the environment names, or one of this machine."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("veedor")
    if any(os.environ.get(name) for name in _SUBMITTED):
        return builder.getOrCreate()
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise VeedorError(
            "Spark needs Java, and there is none.", remedy="Install a Java runtime of version 17 or later."
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return (
        builder.master(f"local[{threads}]")
        .config("spark.driver.memory", _java_memory(memory))
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", str(threads))
        .getOrCreate()
    )


def _java_memory(text: str) -> str:
    """Write a limit of memory as Java reads it: whole megabytes.

    >>> _java_memory("1.5GB"), _java_memory("600 MiB")
    ('1536m', '600m')
    """
    number, unit = text.upper().replace(" ", "").rstrip("IB"), text.upper().strip().rstrip("IB")[-1]
    size = float(number[:-1]) * {"K": 1 / 1024, "M": 1, "G": 1024, "T": 1024**2}[unit]
    return f"{max(1, round(size))}m"
