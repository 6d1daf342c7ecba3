"""From columns of an imported table to the vectors of an analysis, without an engine.

Values are read from Arrow's buffers. Arrow's own conversions to and from numpy import pandas where it is
installed, which takes longer than to read a count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from veedor.count.vectors import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    import pyarrow.parquet as pq
    from numpy.typing import NDArray

    from veedor.arrays import Flags, Floats, Ints, Texts, Times
    from veedor.engine.store import Store

    Column: TypeAlias = "pa.Array | pa.ChunkedArray"

REPEATING = frozenset(
    {
        "contest_id", "count_id", "first_snapshot", "last_snapshot", "level", "parent_id", "place_id",
        "reason", "state", "status", "stratum",
    }
)  # fmt: skip
"""Columns of text in which few texts repeat: they are read as codes, as the files hold them."""
_UNIQUE = frozenset({("place", "place_id")})
"""Tables and their columns of those in which none does."""


def open_table(store: Store, name: str, columns: Sequence[str]) -> pq.ParquetFile:
    """Open a table to read some of its columns, those of few texts as codes."""
    # the file alone, not the data set machinery of read_table, which takes longer to import than to read
    import pyarrow.parquet as pq

    repeating = [column for column in columns if column in REPEATING and (name, column) not in _UNIQUE]
    return pq.ParquetFile(store.path(name), memory_map=True, read_dictionary=repeating)


def read(store: Store, name: str, columns: Sequence[str]) -> pa.Table:
    """Read some columns of a table.

    Parameters
    ----------
    store : Store
        Tables of an imported case.
    name : str
        Which one.
    columns : sequence of str
        Those wanted, in this order.
    """
    with open_table(store, name, columns) as file:
        return file.read(columns=list(columns), use_threads=True)


def holds(table: pa.Table, **wanted: str) -> Flags:
    """Say which rows of a table hold what is wanted in columns of text, shape (n,)."""
    truth: Flags = np.ones(table.num_rows, dtype=np.bool_)
    for name, text in wanted.items():
        code, names = codes(table[name])
        truth &= code == (names.index(text) if text in names else UNKNOWN - 1)
    return truth


def only(table: pa.Table, **wanted: str) -> pa.Table:
    """Return the rows of a table that hold what is wanted in columns of text."""
    return rows_where(table, holds(table, **wanted))


def rows_where(table: pa.Table, truth: Flags) -> pa.Table:
    """Return some rows of a table; the table itself where they are all."""
    if truth.all():
        return table
    return table.filter(as_column(truth))


def column_names(store: Store, name: str) -> tuple[str, ...]:
    """Return the names of the columns of a table."""
    import pyarrow.parquet as pq

    return tuple(pq.read_schema(store.path(name)).names)


def texts(column: Column) -> Texts:
    """Return a column of text; missing values become empty."""
    whole = _whole(column)
    if hasattr(whole, "dictionary") or whole.null_count:
        code, names = codes(whole)
        return np.array([*names, ""], dtype=np.str_)[code]  # -1 takes the last
    plain = _ascii(whole)
    return np.array(whole.to_pylist(), dtype=np.str_) if plain is None else plain


def _ascii(whole: pa.Array) -> Texts | None:
    """Return a column of ASCII text without missing values; None where a letter is another, or a NUL."""
    _, ends, data = whole.buffers()
    if data is None or str(whole.type) != "string":
        return None
    end = np.frombuffer(ends, dtype="i4")[whole.offset : whole.offset + len(whole) + 1]
    letters = np.frombuffer(data, dtype="u1")[end[0] : end[-1]]
    length = np.diff(end)
    width = int(length.max(initial=0))
    if not width or bool((letters > 127).any()) or not letters.all():
        return None
    if bool((length == width).all()):
        found = letters.astype("u4")
    else:
        found = np.zeros(len(whole) * width, dtype="u4")
        found.reshape(-1, width)[np.arange(width) < length[:, None]] = letters
    return found.view(f"U{width}")


def codes(column: Column) -> tuple[Ints, tuple[str, ...]]:
    """Return a column of text as codes and the texts they stand for; missing values have the code -1."""
    encoded = as_codes(column)
    return integers(encoded.indices, -1), tuple(encoded.dictionary.to_pylist())


def as_codes(column: Column) -> pa.DictionaryArray:
    """Return a column of text as codes into an Arrow array of texts, some of which may not occur."""
    whole = _whole(column)
    return whole if hasattr(whole, "dictionary") else whole.dictionary_encode()


def positions(column: Column, order: Mapping[str, int]) -> Ints:
    """Return the place of each text of a column in an order; ``UNKNOWN`` for one missing, or not in it."""
    code, names = codes(column)
    places = [order.get(name, UNKNOWN) for name in names]
    found: Ints = np.array([*places, UNKNOWN], dtype=np.int64)[code]
    return found


def first_and_last(table: pa.Table, snapshots: Sequence[str]) -> tuple[Ints, Ints]:
    """Return in which of some snapshots versions were first and last seen; ``UNKNOWN`` where in none."""
    order = {name: i for i, name in enumerate(snapshots)}
    return positions(table["first_snapshot"], order), positions(table["last_snapshot"], order)


def integers(column: Column, missing: int = UNKNOWN) -> Ints:
    """Return a column of whole numbers; missing values become ``missing``."""
    whole = _whole(column)
    numbers: Ints = _values(whole, f"i{whole.type.bit_width // 8}").astype(np.int64, copy=False)
    return np.where(blanks(whole), missing, numbers) if whole.null_count else numbers


def degrees(column: Column) -> Floats:
    """Return a column of numbers; missing values become NaN."""
    whole = _whole(column)
    numbers = _values(whole, "f8")
    return np.where(blanks(whole), np.nan, numbers) if whole.null_count else numbers


def times(column: Column) -> Times:
    """Return a column of instants (UTC) to the second; missing values become NaT."""
    whole = _whole(column)
    stamps: Times = _values(whole, f"M8[{whole.type.unit}]").astype("datetime64[s]")
    if whole.null_count:
        stamps = np.where(blanks(whole), np.datetime64("NaT", "s"), stamps)
    return stamps


def blanks(column: Column) -> Flags:
    """Say which values are missing."""
    whole = _whole(column)
    missing: Flags = np.zeros(len(whole), dtype=np.bool_)
    if whole.null_count:
        bits = whole.buffers()[0]  # a bit a value, 0 where it is missing; none where every value is
        if bits is None:
            return ~missing
        there = np.unpackbits(np.frombuffer(bits, dtype="u1"), bitorder="little")
        missing = there[whole.offset : whole.offset + len(whole)] == 0
    return missing


def numbers(column: Column) -> NDArray[Any]:
    """Return a column of whole numbers or truths, without missing ones, in a type of its own size."""
    import pyarrow as pa

    whole = _whole(column)
    if pa.types.is_boolean(whole.type):
        return _values(whole.cast(pa.uint8()), "u1").astype(np.bool_)
    return _values(whole, f"i{whole.type.bit_width // 8}")


def as_column(values: NDArray[Any]) -> pa.Array:
    """Return whole numbers or truths as Arrow takes them."""
    import pyarrow as pa

    held = (
        np.packbits(values, bitorder="little") if values.dtype == np.bool_ else np.ascontiguousarray(values)
    )
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(held)])


def _whole(column: Column) -> pa.Array:
    if hasattr(column, "buffers"):
        return column
    if column.num_chunks:
        return column.combine_chunks()
    import pyarrow as pa

    return pa.nulls(0, column.type)  # to combine none would ask for pandas


def _values(whole: pa.Array, kind: str) -> NDArray[Any]:
    """Read the values of an array in place; where one is missing, anything may stand."""
    data = whole.buffers()[1]
    if data is None:
        return np.zeros(len(whole), dtype=kind)
    return np.frombuffer(data, dtype=kind)[whole.offset : whole.offset + len(whole)]
