"""Reading the parts of a source on many machines: our own readers, one part at a time wherever there is room.

Every part is read by :func:`veedor.intake.read.open_raw`, as it is on one machine, and becomes Parquet in a
folder that every machine sees. Parts with the same columns lie in one folder and are one table.
"""

from __future__ import annotations

import pickle
import tempfile
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.engine import connect, write_parquet
from veedor.errors import InputError, InputErrors, VeedorError
from veedor.intake.raw import Raw, keeper
from veedor.intake.read import open_raw
from veedor.intake.stacked import merged_notices, stack
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from veedor.engine import Connection, Scratch
    from veedor.intake.locate import Located
    from veedor.intake.notices import Notice

_TASKS = 1_000
"""Tasks into which the parts of a source are dealt at the most."""


@dataclass(frozen=True)
class _ReadFile:
    """What is known of a part that was read, without its rows."""

    label: str
    header: tuple[str, ...]
    settings: dict[str, str]
    notices: tuple[Notice, ...]
    unusable: dict[str, str]
    header_row: int

    @property
    def form(self) -> str:
        """What parts have in common that lie in one table."""
        folded = Raw(self.label, self.header, lambda: None, lambda *_: None).folded  # type: ignore[arg-type, return-value]
        return sha256(repr((folded, self.unusable)).encode()).hexdigest()[:16]


def open_spread(scratch: Scratch, located: Sequence[Located], work: Path) -> Raw:
    """Open the parts of a source as one table of text.

    Parameters
    ----------
    scratch : Scratch
        Of Spark.
    located : sequence of Located
        The parts.
    work : Path
        An empty folder that every machine sees under this name, as it does the parts.

    Raises
    ------
    InputError, InputErrors
        Where parts cannot be read as they stand; all of them.
    """
    size = -(-len(located) // _TASKS)
    chunks = [list(located[i : i + size]) for i in range(0, len(located), size)]
    items = [pickle.dumps((number, chunk, work)) for number, chunk in enumerate(chunks)]
    made = scratch.connection.spread(_read_chunk, items)
    answers = sorted(
        (pickle.loads(answer) for answer in made),  # noqa: S301 - our own workers made them
        key=lambda answer: answer[0],
    )
    _raise([problem for _, _, problems in answers for problem in problems], located[0].source)
    files: list[_ReadFile] = [file for _, read, _ in answers for file in read]
    raw = stack([_table_of(scratch.connection, group, work) for group in _forms(files)], scratch)
    if len(files) == 1:
        return raw
    return replace(
        raw,
        label=sentence(
            "{file} and {number_of_files} more", file=files[0].label, number_of_files=len(files) - 1
        ),
        settings=files[0].settings | {"parts": str(len(files))},
        notices=merged_notices([file.notices for file in files]),
    )


def _forms(files: list[_ReadFile]) -> list[list[_ReadFile]]:
    groups: dict[str, list[_ReadFile]] = {}
    for file in files:
        groups.setdefault(file.form, []).append(file)
    return list(groups.values())


def _table_of(connection: Connection, files: list[_ReadFile], work: Path) -> Raw:
    """Return the parts of one form as one table."""
    first = files[0]
    folder = work / first.form
    return Raw(
        first.label,
        first.header,
        lambda: connection.read_parquet(folder),
        keeper(connection, work),
        None,
        first.settings,
        first.notices,
        first.unusable,
        first.header_row,
    )


def _raise(problems: list[VeedorError | InputErrors], source: str) -> None:
    if len(problems) == 1:
        raise problems[0]
    if problems:
        flat = [p for one in problems for p in (one.exceptions if isinstance(one, InputErrors) else (one,))]
        raise InputErrors(sentence("Source {source!r} cannot be read", source=source), flat)  # type: ignore[arg-type]


def _read_chunk(item: bytes) -> bytes:
    """Read some parts on a worker: their rows into Parquet, and what else is known of them as the answer.

    A task that is run again writes the same files again.
    """
    number, located, work = pickle.loads(item)  # noqa: S301 - made by our own driver
    read, problems = [], []
    with tempfile.TemporaryDirectory(prefix="veedor-") as name:
        writers = _Writers(work, number)
        connection = connect(memory="1GB", threads=1, spill=Path(name) / "spill")
        try:
            for place, file in enumerate(located):
                folder = Path(name) / f"part{place}"
                folder.mkdir()
                try:
                    raw = open_raw(connection, file.path, file.form, folder)
                    made = _ReadFile(
                        raw.label, raw.header, raw.settings, raw.notices, raw.unusable, raw.header_row
                    )
                    writers.add(made, raw, folder / "rows-of-part.parquet")
                    read.append(made)
                except (InputError, InputErrors) as problem:
                    problems.append(problem)
        finally:
            connection.close()
            writers.close()
    return pickle.dumps((number, read, problems))


class _Writers:
    """The Parquet files of one task, one for each form of its parts."""

    def __init__(self, work: Path, number: int) -> None:
        self._work = work
        self._number = number
        self._open: dict[str, tuple[pa.Schema, object, Path]] = {}

    def add(self, file: _ReadFile, raw: Raw, through: Path) -> None:
        """Write the rows of a part, in their order."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        for batch in _batches(raw, through):
            if file.form not in self._open:
                folder = self._work / file.form
                folder.mkdir(exist_ok=True)
                whole = pa.int64()
                schema = pa.schema([(n, whole if n == "row" else pa.string()) for n in batch.schema.names])
                path = folder / f".{self._number:06}.{through.parent.parent.name}"
                self._open[file.form] = schema, pq.ParquetWriter(path, schema, compression="lz4"), path
            schema, writer, _ = self._open[file.form]
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))  # type: ignore[attr-defined]

    def close(self) -> None:
        """Rename the files, now that they are whole."""
        for _, writer, path in self._open.values():
            writer.close()  # type: ignore[attr-defined]
            path.replace(path.with_name(f"part-{self._number:06}.parquet"))


def _batches(raw: Raw, through: Path) -> Iterator[pa.RecordBatch]:
    """Return the rows of a part that was opened, whether they are in memory or within the engine."""
    import pyarrow.parquet as pq

    if raw.arrow is not None:
        yield from raw.arrow.to_batches()
        return
    write_parquet(raw.table, through)
    with pq.ParquetFile(through) as file:
        yield from file.iter_batches(100_000)
