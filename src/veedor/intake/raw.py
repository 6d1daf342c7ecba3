"""A published table as text, wherever its rows are kept."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.errors import CaseError, nearest
from veedor.intake.characters import plain_columns
from veedor.intake.names import fold
from veedor.intake.toml import (
    OTHER_FILE,
    OTHER_WIDTHS,
    columns_line,
    header_elsewhere,
    parted_otherwise,
    quoted,
)
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pyarrow as pa

    from veedor.engine import Connection
    from veedor.engine.sql import Table, Value
    from veedor.intake.characters import PlainText
    from veedor.intake.notices import Notice

_SINGLE = {"sheet.id", "sheet.verified_at", "sheet.status", "log.at", "choices.choice", "choices.votes"}
"""Keys, within a source, that name one column."""

ROW = "row"
SOURCE = "source"
FILE = "file"
WORKSHEET = "worksheet"
PSEUDO = (ROW, FILE, WORKSHEET)
"""Names that a template may use beside those of columns."""


@dataclass(frozen=True, eq=False)
class Raw:
    """A published table as text.

    Parameters
    ----------
    label : str
        Name of the file, with the member of an archive behind it.
    header : tuple of str
        Published names of the columns, outer blanks removed; further columns of the case at the end.
    opened : callable
        Gives the table to the engine; called once, when it is first asked for.
    keep : callable
        Gives a table in memory to the engine, under a name for its file.
    arrow : pyarrow.Table, optional
        The same table in memory, where it is small.
    settings : mapping of str to str
        What was found out about how the file is written.
    notices : tuple of Notice
        What a reader of the figures must know of how the file was read.
    unusable : mapping of str to str
        Columns that hold no text or figures, and what they hold.
    header_row : int
        Row of the (last row of the) header; 0 where the file has none.
    plain : mapping of str to type
        Columns of which it is known that their cells need no care.
    """

    label: str
    header: tuple[str, ...]
    opened: Callable[[], Table]
    keep: Callable[[pa.Table, str], Table]
    arrow: pa.Table | None = None
    settings: dict[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    unusable: dict[str, str] = field(default_factory=dict)
    header_row: int = 0
    plain: dict[str, type[PlainText]] = field(default_factory=dict)

    @cached_property
    def words(self) -> dict[int, list[str] | None]:
        """Different words of columns as they were asked for, by place; nothing of columns of many."""
        return {}

    @cached_property
    def table(self) -> Table:
        """``c0``, ``c1``, ... as text (null where empty), ``row``, ``source``, ``file`` and ``worksheet``."""
        return self.opened()

    @cached_property
    def single(self) -> frozenset[str]:
        """Names that one column alone bears."""
        return frozenset(name for name, times in Counter(self.header).items() if times == 1)

    def in_engine(self) -> Raw:
        """Return it as a table of the engine, which holds nothing in memory."""
        table = self.table
        plain = self.plain if self.arrow is None else plain_columns(self.arrow)
        return replace(self, opened=lambda: table, arrow=None, plain=plain)

    def cell(self, name: str, key: str) -> Value:
        """Return a published column as a value, as plain as it is known to be; raises as :meth:`column`."""
        column = self.column(name, key)
        value = self.table[column]
        kind = self.plain.get(column)
        return value if kind is None else kind(value.text, value.columns, value.name)

    def column(self, name: str, key: str) -> str:
        """Return the engine's name of a published column.

        Names are compared as :func:`veedor.intake.names.fold` writes them.

        Raises
        ------
        CaseError
            Where there is no such column, or two of the name, or it holds neither text nor figures.
        """
        wanted = fold(name)
        places = [i for i, known in enumerate(self.folded) if known == wanted]
        if not places or not wanted:
            raise CaseError(
                sentence(
                    "there is no column {name!r} (named by `{key}`): it is missing or renamed.",
                    name=name,
                    key=key,
                ),
                file=self.label,
                row=self.header_row or None,
                remedy=parted_otherwise(name, self.header)
                + header_elsewhere(self.header)
                + self._where(name, key),
            )
        if len(places) > 1:
            raise CaseError(
                sentence(
                    "there are {number_of_places} columns {name!r} (named by `{key}`).",
                    number_of_places=len(places),
                    name=name,
                    key=key,
                ),
                file=self.label,
                row=self.header_row or None,
                remedy=(
                    sentence(
                        "Which of them is meant cannot be told: name the columns yourself, "
                        "in the order of the file, as in {columns_line}; or take the other "
                        "one out in a copy of the file.",
                        columns_line=columns_line(self.header, self.header_row),
                    )
                ),
            )
        if reason := self.unusable.get(f"c{places[0]}"):
            raise CaseError(
                sentence(
                    "the column {name!r} (named by `{key}`) holds {reason}.",
                    name=name,
                    key=key,
                    reason=reason,
                ),
                file=self.label,
                remedy="Save the file as CSV, with this column as text or whole numbers, and name that file.",
            )
        return f"c{places[0]}"

    def _where(self, name: str, key: str) -> str:
        """Say what to state instead of the name of a column that is not there."""
        words = nearest(name, {known for known in self.header if known})
        short = re.sub(r"^source\.[^.]+\.", "", key)
        near = re.fullmatch(r"Did you mean ('.*'|\".*\")\?", words)
        if near and (short in _SINGLE or short.startswith(("place.", "numbers."))):
            words += sentence(" Then state {short} = {near}.", short=short, near=quoted(near[1][1:-1]))
        if not near:
            words += f" {OTHER_FILE}"
        if self.settings.get("format") == "fixed width":
            words += f" {OTHER_WIDTHS}"
            if any(fold(name) in fold(cell).split(" ") for cell in self.header):
                words += ' If a blank parts its cells, state `delimiter = " "` beside `name`.'
        if short.startswith(("rows.", "numbers.", "stratum")):
            words += sentence(
                " Where no column says so, remove `{short}`.", short=short.removesuffix(".column")
            )
        return words

    def pseudo(self, name: str) -> Value:
        """Return where a row was read, as text: ``row``, ``file`` or ``worksheet`` (empty without one).

        Raises
        ------
        KeyError
            For any other name.
        """
        if name not in PSEUDO:
            raise KeyError(name)
        return self.table[name].cast("string")

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The names of the columns as they are compared."""
        return tuple(fold(name) for name in self.header)


@dataclass(frozen=True, eq=False)
class Content:
    """What a reader of one format found, before the case adds columns to it.

    Parameters
    ----------
    header : tuple of str
        Names of the columns.
    rows : pyarrow.Table or callable
        ``c0``, ``c1``, ..., ``row``, and of a workbook ``source``: in memory, or as the engine opens it.
    settings : mapping of str to str
        How the file is written.
    notices : tuple of Notice
        What must be known of the reading.
    unusable : mapping of str to str
        Engine's name of a column -> what it holds that is neither text nor a figure.
    header_row : int
        Row of the header; 0 where there is none.
    """

    header: tuple[str, ...]
    rows: pa.Table | Callable[[], Table]
    settings: dict[str, str]
    notices: tuple[Notice, ...] = ()
    unusable: dict[str, str] = field(default_factory=dict)
    header_row: int = 0


def keeper(connection: Connection, work: Path) -> Callable[[pa.Table, str], Table]:
    """Return the way from a table in memory to the engine: a file in a folder that outlives the table."""

    def keep(rows: pa.Table, name: str) -> Table:
        import pyarrow.parquet as pq

        file = work / f"{name}.parquet"
        pq.write_table(rows, file, compression="lz4")
        return connection.read_parquet(file)

    return keep


def write_batches(batches: Iterable[pa.RecordBatch], to: Path) -> Path:
    """Write rows to a Parquet file as they come, so that they are never in memory as a whole."""
    import pyarrow.parquet as pq

    writer = None
    try:
        for batch in batches:
            writer = writer or pq.ParquetWriter(to, batch.schema, compression="lz4")
            writer.write_batch(batch)
    finally:
        if writer is not None:
            writer.close()
    return to
