"""From a published file to a table of text: CSV, workbook or Parquet, each also inside a zip."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from veedor.engine import CsvForm, read_csv_text
from veedor.errors import CaseError, InputError, nearest
from veedor.intake.archive import take_member
from veedor.intake.dialect import find_dialect, to_utf8
from veedor.intake.workbook import read_workbook

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

    from veedor.intake.case import FileForm
    from veedor.intake.notices import Notice

WORKBOOKS = {".xlsx", ".xlsm", ".xls"}
PARQUET = {".parquet", ".pq"}


@dataclass(frozen=True, eq=False)
class Raw:
    """A published table as text.

    Parameters
    ----------
    label : str
        Name of the file, with the member of an archive behind it.
    header : tuple of str
        Published names of the columns.
    table : ibis table
        ``c0``, ``c1``, ... as text (null where empty), ``row`` and ``source``.
    settings : mapping of str to str
        What was found out about how the file is written.
    file : Path
        The file that the engine reads: a copy or link with a harmless name.
    above : int
        Rows of the published file that this one lacks at its top.
    notices : tuple of Notice
        What a reader of the figures must know of how the file was read.
    """

    label: str
    header: tuple[str, ...]
    table: ir.Table
    settings: dict[str, str] = field(default_factory=dict)
    file: Path | None = None
    above: int = 0
    notices: tuple[Notice, ...] = ()

    def column(self, name: str, key: str) -> str:
        """Give the engine's name of a published column.

        Raises
        ------
        CaseError
            Where there is no such column, or two of the name.
        """
        places = [i for i, known in enumerate(self.header) if known == name.strip()]
        if not places:
            raise CaseError(
                f"there is no column {name!r} (named by `{key}`): it is missing or renamed.",
                file=self.label,
                row=1 + int(self.settings.get("skipped lines", "0")),
                remedy=nearest(name, self.header),
            )
        if len(places) > 1:
            raise CaseError(
                f"there are {len(places)} columns {name!r} (named by `{key}`).",
                file=self.label,
                remedy="Which of them is meant cannot be told; rename them in a copy of the file.",
            )
        return f"c{places[0]}"

    def pseudo(self, name: str) -> ir.StringValue:
        """Say of every row where it was read: its ``row``, ``file`` or ``worksheet``."""
        if name == "row":
            return self.table.row.cast("string")
        if name == "worksheet" and name in self.table.columns:
            return self.table.worksheet
        return self.table.source


def open_raw(connection: BaseBackend, path: Path, form: FileForm, work: Path) -> Raw:
    """Open a published file as a table of text.

    Parameters
    ----------
    connection : BaseBackend
        DuckDB.
    path : Path
        The file as found.
    form : FileForm
        What the case says of it.
    work : Path
        An empty folder with a harmless name, which outlives the table.

    Raises
    ------
    InputError
        Where the file cannot be read as it stands.
    """
    label, suffix = path.name, path.suffix.lower()
    file = work / f"published{suffix if suffix in WORKBOOKS | PARQUET else '.txt'}"
    if suffix == ".zip":
        unpacked = work / "unpacked"
        member = take_member(path, form.member, unpacked)
        label, suffix = f"{path.name}!{member}", PurePosixPath(member).suffix.lower()
        file = unpacked.rename(work / f"published{suffix if suffix in WORKBOOKS | PARQUET else '.txt'}")
    else:
        # The engine takes brackets and stars in a name for a pattern.
        file.symlink_to(path.resolve())
    if suffix in WORKBOOKS:
        return _open_workbook(connection, file, form, label)
    if suffix in PARQUET:
        return _open_parquet(connection, file, label)
    return _open_csv(connection, file, form, label)


def _open_csv(connection: BaseBackend, file: Path, form: FileForm, label: str) -> Raw:
    import ibis

    if file.stat().st_size == 0:
        raise InputError("it is empty.", file=label, expected="rows", remedy="Fetch the file again.")
    text, encoding = to_utf8(file, form, label, file.with_suffix(".utf8"))
    dialect = find_dialect(text, form, label, encoding)
    names = tuple(f"c{i}" for i in range(len(dialect.header)))
    above = 0
    if dialect.skip > 1:
        # The engine counts lines to skip in its own way where a name in the header holds a line break.
        text, above = _without_head(text, dialect.skip, file.with_suffix(".body")), dialect.first_row - 1
    form_read = CsvForm(names, dialect.delimiter, dialect.quote, skip=0 if above else 1)
    table = read_csv_text(connection, text, form_read)
    numbered = table.mutate(row=ibis.row_number() + dialect.first_row, source=ibis.literal(label))
    settings = {
        "format": "CSV",
        "encoding": dialect.encoding,
        "delimiter": "tab" if dialect.delimiter == "\t" else dialect.delimiter,
        "quote": dialect.quote,
        "skipped lines": str(form.skip),
    }
    return Raw(label, dialect.header, numbered, settings, text, above)


def _without_head(text: Path, lines: int, to: Path) -> Path:
    """Copy a file without its first lines."""
    with text.open("rb") as source, to.open("wb") as target:
        for _ in range(lines):
            source.readline()
        shutil.copyfileobj(source, target)
    return to


def _open_workbook(connection: BaseBackend, file: Path, form: FileForm, label: str) -> Raw:
    import pyarrow.parquet as pq

    rows, header, notices = read_workbook(file, form, label)
    kept = file.with_suffix(".rows.parquet")
    pq.write_table(rows, kept)
    table = connection.read_parquet(str(kept))
    settings = {
        "format": "workbook",
        "sheets": ", ".join(form.sheets) or "the first visible",
        "skipped lines": str(form.skip),
    }
    return Raw(label, header, table, settings, kept, notices=notices)


def _open_parquet(connection: BaseBackend, file: Path, label: str) -> Raw:
    import ibis
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(file)
        rows = pq.read_metadata(file).num_rows
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"it is not Parquet, or it is cut short: {error}.", file=label, remedy="Fetch it again."
        ) from error
    if not rows:
        raise InputError("it has no rows.", file=label, expected="rows", remedy="Fetch the file again.")
    table = connection.read_parquet(str(file))
    columns = {f"c{i}": table[name].cast("string") for i, name in enumerate(schema.names)}
    numbered = table.select(**columns).mutate(row=ibis.row_number() + 1, source=ibis.literal(label))
    return Raw(label, tuple(name.strip() for name in schema.names), numbered, {"format": "Parquet"}, file)


_LINE = re.compile(r"Line:\s*(\d+)", re.IGNORECASE)


def explain_reading(error: Exception, raw: Raw) -> InputError:
    """Say in our words why the engine could not read a file."""
    text = str(error)
    line = _LINE.search(text)
    row = int(line[1]) if line else None
    seen, width = _line_of(raw, row) if row else (None, 0)
    if seen is not None and width != len(raw.header):
        return InputError(
            f"the row has {width} cells, the header {len(raw.header)}.",
            file=raw.label,
            row=row + raw.above if row else None,
            value=seen,
            expected=f"{len(raw.header)} cells",
            remedy="Mend the row in a copy, or state `delimiter` and `quote`.",
        )
    first = text.strip().splitlines()[0] if text.strip() else type(error).__name__
    return InputError(
        f"it cannot be read: {first}",
        file=raw.label,
        row=row + raw.above if row else None,
        value=seen,
        remedy="State `delimiter`, `quote` or `encoding` of the file, or fetch it again.",
    )


def _line_of(raw: Raw, row: int) -> tuple[str | None, int]:
    if raw.file is None or raw.settings.get("format") != "CSV":
        return None, 0
    delimiter: Any = {"tab": "\t"}.get(raw.settings["delimiter"], raw.settings["delimiter"])
    with raw.file.open(encoding="utf-8-sig", newline="") as lines:
        for number, line in enumerate(lines, 1):
            if number == row:
                cells = next(csv.reader([line], delimiter=delimiter, quotechar=raw.settings["quote"]), [])
                return line.rstrip("\r\n"), len(cells)
    return None, 0
