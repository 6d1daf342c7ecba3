"""Parquet and Arrow files as text, figure by figure as they stand in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.errors import InputError
from veedor.intake import archive
from veedor.intake.formats import Format, format_of
from veedor.intake.limits import AGAIN, MAX_COLUMNS, check_rows, check_width
from veedor.intake.raw import ROW, Content, write_batches
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from veedor.engine import Connection
    from veedor.intake.case import FileForm

MAX_ROWS = 20_000_000
"""Rows from which on a file may not have ten times as many as bytes."""

_BATCH = 100_000
_SMALL_ROWS = 20_000
_EXACT = {"float": 2**24, "halffloat": 2**11, "double": 2**53}
"""Whole numbers from which on a type of fractions leaves some out."""


def open_parquet(connection: Connection, file: Path, label: str) -> Content:
    """Open a Parquet file as a table of text.

    Raises
    ------
    InputError
        Where it is damaged, or a page is not the one whose checksum the file states.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        opened = pq.ParquetFile(file, page_checksum_verification=True)
        schema = opened.schema_arrow
        _refuse_bomb(opened.metadata, file.stat().st_size, label)
        batches = opened.iter_batches(_BATCH)
        return _content(connection, batches, schema, opened.metadata.num_rows, file, label)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(error, label, "Parquet") from error


def _refuse_bomb(found: Any, size: int, label: str) -> None:  # noqa: ANN401 - pyarrow has no types
    """Refuse a file that holds far more than its size could hold of a count."""
    unpacked = sum(found.row_group(i).total_byte_size for i in range(found.num_row_groups))
    bomb = unpacked > archive.RATIO_FROM and unpacked > archive.MAX_RATIO * size
    if bomb or found.num_rows > max(MAX_ROWS, 10 * size) or found.num_columns > MAX_COLUMNS:
        raise InputError(
            sentence(
                "it says that {size:,} bytes hold {num_rows:,} rows of {num_columns:,} columns.",
                size=size,
                num_rows=found.num_rows,
                num_columns=found.num_columns,
            ),
            file=label,
            expected=sentence(
                "at most {max_columns:,} columns, and no more rows than its bytes can hold",
                max_columns=MAX_COLUMNS,
            ),
            remedy="Save the part that is used as CSV, and name that file.",
        )


def damaged(error: Exception, label: str, kind: str) -> InputError:
    """Say in our words that a file is not what it should be, or not whole."""
    text = str(error).lower()
    if "crc" in text or "checksum" in text:
        what = sentence(
            "a page does not have the checksum that the file states for it: it was damaged or altered."
        )
    else:
        what = sentence("it is not {kind}, or it is cut short or damaged.", kind=kind)
    return InputError(what, file=label, remedy=AGAIN)


def _content(
    connection: Connection,
    batches: Iterable[pa.RecordBatch],
    schema: pa.Schema,
    rows: int,
    file: Path,
    label: str,
) -> Content:
    import pyarrow as pa

    check_rows(rows, label)
    header = tuple(name.strip() for name in schema.names)
    unusable = unusable_columns(schema)
    made = as_text(batches, header, unusable, label)
    if rows <= _SMALL_ROWS:
        table = pa.Table.from_batches(list(made))
        return Content(header, table, {"format": "Parquet"}, (), unusable)
    opened = connection.read_parquet(write_batches(made, file.with_suffix(".rows.parquet")))
    return Content(header, lambda: opened, {"format": "Parquet"}, (), unusable)


def as_text(
    batches: Iterable[pa.RecordBatch],
    header: tuple[str, ...],
    unusable: dict[str, str],
    label: str,
) -> Iterator[pa.RecordBatch]:
    """Return batches with every column as text, and the number of each row."""
    import pyarrow as pa

    done = 0
    for batch in batches:
        batch.validate(full=True)
        columns: dict[str, Any] = {}
        for place, name in enumerate(header):
            key = f"c{place}"
            if key in unusable:
                columns[key] = pa.nulls(len(batch), pa.string())
            else:
                columns[key] = column_text(batch.column(place), name, label, done)
        columns[ROW] = pa.array(range(done + 1, done + len(batch) + 1), pa.int64())
        done += len(batch)
        yield pa.RecordBatch.from_pydict(columns)


def unusable_columns(schema: pa.Schema) -> dict[str, str]:
    """Return the columns, as the engine names them, without text, figures or times, and what they hold."""
    return {
        f"c{i}": what for i, field in enumerate(schema) if (what := _what_it_holds(field.type)) is not None
    }


def _what_it_holds(kind: pa.DataType) -> str | None:
    """Say what a column holds that is neither text, figure nor time; None for one that can be read."""
    from pyarrow import types

    if types.is_dictionary(kind):
        return _what_it_holds(kind.value_type)
    if types.is_nested(kind):
        return "lists or records, not one value a row"
    if types.is_duration(kind) or types.is_interval(kind):
        return "lengths of time"
    readable = (
        types.is_null(kind)
        or types.is_boolean(kind)
        or types.is_integer(kind)
        or types.is_floating(kind)
        or types.is_decimal(kind)
        or types.is_string(kind)
        or types.is_large_string(kind)
        or types.is_string_view(kind)
        or types.is_temporal(kind)
        or types.is_binary(kind)
        or types.is_large_binary(kind)
    )
    return None if readable else sentence("values of the type {kind}", kind=kind)


def column_text(column: pa.Array, name: str, label: str, done: int) -> pa.Array:
    """Write a column as text: whole numbers without decimals, times as ISO 8601, an empty text as nothing.

    Raises
    ------
    InputError
        Where a whole number is larger than its type keeps exactly, or bytes are no text.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    kind = column.type
    if types.is_dictionary(kind):
        return column_text(column.dictionary_decode(), name, label, done)
    if types.is_floating(kind):
        return _fractions_text(column, name, label, done)
    if types.is_decimal(kind):
        texts = [None if value is None else f"{value:f}" for value in column.to_pylist()]
        return pc.replace_substring_regex(pa.array(texts, pa.string()), r"\.0+$", "")
    if types.is_binary(kind) or types.is_large_binary(kind):
        try:
            text = column.cast(pa.large_string() if types.is_large_binary(kind) else pa.string()).cast(
                pa.string()
            )
        except pa.ArrowInvalid as error:
            raise InputError(
                "its bytes are no text in UTF-8.",
                file=label,
                column=name,
                remedy="Save the file with this column as text.",
            ) from error
    elif types.is_timestamp(kind):
        text = pc.replace_substring_regex(column.cast(pa.string()), r"\.0+(Z?)$", r"\1")
        text = pc.replace_substring(text, " ", "T")
    elif types.is_time(kind):
        text = pc.replace_substring_regex(column.cast(pa.string()), r"\.0+$", "")
    else:
        text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _fractions_text(column: pa.Array, name: str, label: str, done: int) -> pa.Array:
    """Write a column of binary fractions: most hold whole numbers, because some cells were missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    limit = _EXACT[str(column.type)]
    if pa.types.is_float16(column.type):
        column = column.cast(pa.float32())
    whole = pc.and_(pc.is_finite(column), pc.equal(pc.floor(column), column))
    over = pc.fill_null(pc.and_(whole, pc.greater_equal(pc.abs(column), limit)), fill_value=False)
    if pc.any(over).as_py():
        at = pc.index(over, pa.scalar(True)).as_py()
        raise InputError(
            sentence(
                "the column is kept as {type}, which leaves out whole numbers from {limit:,}.",
                type=column.type,
                limit=limit,
            ),
            file=label,
            row=done + at + 1,
            column=name,
            value=str(column[at].as_py()),
            remedy="Ask for a file in which this column is text or whole numbers, or use a CSV of it.",
        )
    inner = pc.if_else(whole, column, pa.scalar(0, column.type)).cast(pa.int64()).cast(pa.string())
    text = pc.if_else(whole, inner, column.cast(pa.string()))
    return pc.if_else(pc.is_nan(column), pa.scalar("NaN"), text)


def read(path: Path, form: FileForm, label: str) -> Content:
    """Read an Arrow file or stream as a table of text.

    Arguments and errors are those of :func:`veedor.intake.apart.read_apart`.
    """
    import pyarrow as pa
    from pyarrow import ipc

    del form
    kind = format_of(path, label)
    try:
        with pa.OSFile(str(path)) as source:
            table = (ipc.open_stream if kind is Format.ARROW_STREAM else ipc.open_file)(source).read_all()
            table.validate(full=True)
    except MemoryError:
        raise  # said with the bound of memory
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(error, label, "Arrow") from error
    check_rows(table.num_rows, label)
    check_width(table.num_columns, label)
    header = tuple(name.strip() for name in table.schema.names)
    unusable = unusable_columns(table.schema)
    rows = pa.Table.from_batches(list(as_text(table.to_batches(), header, unusable, label)))
    return Content(header, rows, {"format": "Arrow"}, (), unusable)
