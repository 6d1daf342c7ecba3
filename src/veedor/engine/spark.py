"""Spark, on this machine or a cluster: the same queries, translated."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

from veedor.engine.connect import Connection
from veedor.errors import VeedorError

if TYPE_CHECKING:
    import pyarrow as pa


class SparkConnection(Connection):
    """A session of Spark.

    Parameters
    ----------
    memory : str
        Memory of its driver.
    threads : int
        Number of its threads on this machine.

    Raises
    ------
    VeedorError
        Where Spark or Java is not installed.
    """

    engine = "spark"

    def __init__(self, memory: str, threads: int) -> None:
        try:
            import sqlglot  # noqa: F401 - it comes with the same extra
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise VeedorError(
                "Spark is not installed.",
                remedy="Install veedor[spark] and Java, or use the engine 'duckdb'.",
            ) from error
        if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
            raise VeedorError(
                "Spark needs Java, and there is none.", remedy="Install a Java runtime of version 17."
            )
        self._read = 0
        self._session = (
            SparkSession.builder.master(f"local[{threads}]")
            .appName("veedor")
            .config("spark.driver.memory", memory.upper().replace("I", "").replace(" ", ""))
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", str(threads))
            .getOrCreate()
        )

    def run(self, text: str) -> Any:  # noqa: ANN401 - Spark is published without types
        """Run a query in the words of DuckDB."""
        return self._session.sql(translated(text))

    def arrow(self, text: str) -> pa.Table:
        """Run a query, and give its answer as Arrow."""
        import pyarrow as pa

        answer = self.run(text)
        if hasattr(answer, "toArrow"):
            return answer.toArrow()
        names = answer.columns
        return pa.table({name: [row[i] for row in answer.collect()] for i, name in enumerate(names)})

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Run a query, and give the rows of its answer as plain values."""
        return [tuple(row) for row in self.run(text).collect()]

    def columns(self, source: str) -> list[str]:
        """Name the columns of what stands behind FROM."""
        return list(self._session.table(source).columns)

    def close(self) -> None:
        """End the session."""
        self._session.stop()

    def parquet(self, path: str) -> str:
        """Give a Parquet file, or a folder of them, a name that stands behind FROM."""
        self._read += 1
        name = f"read{self._read}"
        self._session.read.parquet(path).createOrReplaceTempView(name)
        return name


def translated(text: str) -> str:
    """Write a query of DuckDB's in Spark's words."""
    import sqlglot

    written: str = sqlglot.transpile(text, read="duckdb", write="spark")[0]
    return written
