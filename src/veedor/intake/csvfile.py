"""A CSV file, or one of fixed width, as text: by the engine where every line is plainly a row, or by row."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.engine import CsvForm, count_rows, fetch_rows, read_csv_text, sql
from veedor.errors import InputError
from veedor.intake.dialect import find_dialect
from veedor.intake.fixedwidth import find_widths, to_csv
from veedor.intake.lines import CarefulReader
from veedor.intake.notices import Notice
from veedor.intake.raw import ROW, Content, write_batches
from veedor.intake.scan import count_regular_rows
from veedor.intake.text import to_utf8
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from veedor.engine import Connection
    from veedor.engine.sql import Table
    from veedor.intake.case import FileForm
    from veedor.intake.dialect import Dialect

SMALL = 1024**2
"""Bytes up to which a file is read row by row, and kept in memory: thousands of them are stacked quickly."""


def open_csv(connection: Connection, file: Path, form: FileForm, label: str) -> Content:
    """Open a CSV file, or one whose columns have a fixed width, as a table of text.

    Raises
    ------
    InputError
        Where it cannot be read without a guess.
    """
    if file.stat().st_size == 0:
        raise InputError("it is empty.", file=label, expected="rows", remedy="Fetch the file again.")
    text = to_utf8(file, form, label, file.with_suffix(".utf8"))
    settings = {"format": "CSV", "encoding": text.encoding}
    if widths := find_widths(text.path, form):
        cut = text.path.with_suffix(".cut")
        form = to_csv(text.path, widths, form, label, cut)
        text = replace(text, path=cut)
        settings |= {"format": "fixed width", "widths": ", ".join(map(str, widths))}
    dialect = find_dialect(text.path, form, label)
    if not widths:
        delimiter = "tab" if dialect.delimiter == "\t" else dialect.delimiter
        settings |= {"delimiter": delimiter, "quote": dialect.quote}
    settings["skipped lines"] = str(form.skip)
    header_row = 0 if form.columns else dialect.first_row - 1
    small = text.path.stat().st_size <= SMALL
    reader = CarefulReader(text.path, dialect, form, label)
    if small:
        import pyarrow as pa

        table = pa.Table.from_batches(list(reader.batches()))
        header, unnamed = name_columns(table, dialect.header, label, beyond=dialect.beyond)
        notices = (*text.notices, *reader.notices(), *unnamed)
        return Content(header, table, settings, notices, {}, header_row)
    careful = form.foot or form.fill_down
    expected = (
        0 if careful else count_regular_rows(text.path, dialect, _start_of_rows(text.path, dialect.head))
    )
    if expected:
        rows, notices = _by_engine(connection, text.path, dialect, label, expected), text.notices
    else:
        kept = write_batches(reader.batches(), text.path.with_suffix(".rows.parquet"))
        rows, notices = connection.read_parquet(kept), (*text.notices, *reader.notices())
    header, unnamed = _name_engine_columns(rows, dialect, label)
    return Content(header, lambda: rows, settings, (*notices, *unnamed), {}, header_row)


def _start_of_rows(text: Path, head: int) -> int:
    """Return the byte at which the rows begin."""
    with text.open("rb") as file:
        mark = 3 if file.read(3) == b"\xef\xbb\xbf" else 0
    with text.open(encoding="utf-8-sig", newline="") as lines:
        return mark + sum(len(lines.readline().encode()) for _ in range(head))


def _by_engine(connection: Connection, text: Path, dialect: Dialect, label: str, expected: int) -> Table:
    """Let the engine read a file whose every line is a row, and see that it finds as many."""
    skip = dialect.head
    if skip > 1:
        # The engine counts lines to skip in its own way where a name in the header holds a line break.
        text, skip = _without_head(text, skip, text.with_suffix(".body")), 0
    names = tuple(f"c{i}" for i in range(len(dialect.header)))
    table = read_csv_text(connection, text, CsvForm(names, dialect.delimiter, dialect.quote, skip))
    found = count_rows(table)
    if found != expected:
        raise InputError(
            sentence(
                "it has {expected:,} lines below its header, and {found:,} rows were read.",
                expected=expected,
                found=found,
            ),
            file=label,
            expected="a row in every line",
            remedy="State `delimiter` and `quote` beside `name` in `files`, or save the file anew as CSV.",
        )
    return table.mutate(**{ROW: sql.row_number().over() + dialect.first_row})


def _without_head(text: Path, lines: int, to: Path) -> Path:
    """Copy a file without its first lines."""
    with text.open("rb") as source, to.open("wb") as target:
        for _ in range(lines):
            source.readline()
        shutil.copyfileobj(source, target)
    return to


def name_columns(
    rows: pa.Table, header: tuple[str, ...], label: str, *, beyond: int = 0
) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    """Leave empty columns without a name out of a header's end, and name those that hold something."""
    import pyarrow.compute as pc

    def filled(place: int) -> int:
        column = rows[f"c{place}"]
        return pc.sum(pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(column)), 0)).as_py() or 0

    def examples(place: int) -> tuple[tuple[int, str], ...]:
        pairs = zip(rows[ROW].to_pylist(), rows[f"c{place}"].to_pylist(), strict=True)
        return tuple((row, text) for row, text in pairs if text and text.strip())[:3]

    return _unnamed(header, label, beyond, filled, examples)


def _name_engine_columns(
    rows: Table, dialect: Dialect, label: str
) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    def filled(place: int) -> int:
        column = rows[f"c{place}"]
        return int(fetch_rows(rows.aggregate(n=(column.strip() != "").sum()))[0]["n"] or 0)

    def examples(place: int) -> tuple[tuple[int, str], ...]:
        column = rows[f"c{place}"]
        found = fetch_rows(rows.filter(column.strip() != "").select(ROW, text=column).limit(3))
        return tuple((row[ROW], row["text"]) for row in found)

    return _unnamed(dialect.header, label, dialect.beyond, filled, examples)


def _unnamed(
    header: tuple[str, ...],
    label: str,
    beyond: int,
    filled: Callable[[int], int],
    examples: Callable[[int], tuple[tuple[int, str], ...]],
) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    places = [place for place, name in enumerate(header) if not name]
    held = {place: number for place in places if (number := filled(place))}
    shown = [(row, text) for place in held for row, text in examples(place)]
    for place in held:
        if place >= len(header) - beyond:
            row, text = examples(place)[0]
            raise InputError(
                "the row has a cell beyond the last name of the header.",
                file=label,
                row=row,
                value=text,
                expected=sentence("{number_of_header} cells", number_of_header=len(header) - beyond),
                remedy="Name all columns in order with `columns = [...]`, and leave the header out with "
                "`skip`.",
            )
    end = len(header)
    while end and not header[end - 1] and end - 1 not in held:
        end -= 1
    if not held:
        return header[:end], ()
    notice = Notice(
        "nameless_columns",
        file=label,
        column=", ".join(str(place + 1) for place in held),
        number=len(held),
        values=tuple(text for _, text in shown),
        rows=tuple(row for row, _ in shown),
    )
    return header[:end], (notice,)
