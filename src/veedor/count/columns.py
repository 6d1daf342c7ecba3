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
    from numpy.typing import NDArray

    from veedor.count.vectors import BoolVector, IntVector, TextVector, TimeVector
    from veedor.engine.store import Store

    Column: TypeAlias = "pa.Array | pa.ChunkedArray"


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
    # the file alone, not the data set machinery of read_table, which takes longer to import than to read
    import pyarrow.parquet as pq

    with pq.ParquetFile(store.path(name), memory_map=True) as file:
        return file.read(columns=list(columns), use_threads=True)


def column_names(store: Store, name: str) -> tuple[str, ...]:
    """Give the names of the columns of a table."""
    import pyarrow.parquet as pq

    return tuple(pq.read_schema(store.path(name)).names)


def texts(column: Column) -> TextVector:
    """Give a column of text; missing values become empty."""
    whole = _whole(column)
    if whole.null_count:
        return np.array([text or "" for text in whole.to_pylist()], dtype=np.str_)
    return np.array(whole.to_pylist(), dtype=np.str_)


def few_texts(column: Column) -> TextVector:
    """Give a column of text as :func:`texts` does, faster where a few words repeat."""
    code, names = codes(column)
    return np.array([*(name or "" for name in names), ""], dtype=np.str_)[code]  # -1, missing, takes the last


def codes(column: Column) -> tuple[IntVector, tuple[str, ...]]:
    """Give a column of text as codes and the texts they stand for; missing values have the code -1."""
    encoded = _whole(column)
    if not hasattr(encoded, "dictionary"):
        encoded = encoded.dictionary_encode()
    return integers(encoded.indices, -1), tuple(encoded.dictionary.to_pylist())


def positions(column: Column, order: Mapping[str, int]) -> IntVector:
    """Give the place of each text of a column in an order; ``UNKNOWN`` for a missing one."""
    code, names = codes(column)
    found: IntVector = np.array([*(order[name] for name in names), UNKNOWN], dtype=np.int64)[code]
    return found


def integers(column: Column, missing: int = UNKNOWN) -> IntVector:
    """Give a column of whole numbers; missing values become ``missing``."""
    whole = _whole(column)
    numbers: IntVector = _values(whole, f"i{whole.type.bit_width // 8}").astype(np.int64, copy=False)
    return np.where(blanks(whole), missing, numbers) if whole.null_count else numbers


def degrees(column: Column) -> NDArray[np.float64]:
    """Give a column of numbers; missing values become NaN."""
    whole = _whole(column)
    numbers = _values(whole, "f8")
    return np.where(blanks(whole), np.nan, numbers) if whole.null_count else numbers


def times(column: Column) -> TimeVector:
    """Give a column of instants (UTC) to the second; missing values become NaT."""
    whole = _whole(column)
    stamps: TimeVector = _values(whole, f"M8[{whole.type.unit}]").astype("datetime64[s]")
    if whole.null_count:
        stamps = np.where(blanks(whole), np.datetime64("NaT", "s"), stamps)
    return stamps


def blanks(column: Column) -> BoolVector:
    """Say which values are missing."""
    missing: BoolVector = np.zeros(len(column), dtype=np.bool_)
    if column.null_count:
        import pyarrow as pa

        missing = _values(_whole(column).is_null().cast(pa.uint8()), "u1").astype(np.bool_)
    return missing


def row_index(rows: IntVector) -> pa.Array:
    """Give rows of a table as Arrow takes them."""
    import pyarrow as pa

    return pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(np.ascontiguousarray(rows))])


def row_mask(truth: BoolVector) -> pa.Array:
    """Give a mask over the rows of a table as Arrow filters by it."""
    import pyarrow as pa

    bits = pa.py_buffer(np.packbits(truth, bitorder="little"))
    return pa.Array.from_buffers(pa.bool_(), len(truth), [None, bits])


def equal(table: pa.Table, **wanted: str) -> pa.Array:
    """Give a mask over the rows of a table whose columns of text hold what is wanted."""
    truth: BoolVector = np.ones(table.num_rows, dtype=np.bool_)
    for name, text in wanted.items():
        code, names = codes(table[name])
        truth &= code == (names.index(text) if text in names else UNKNOWN - 1)
    return row_mask(truth)


def _whole(column: Column) -> pa.Array:
    return column if hasattr(column, "buffers") else column.combine_chunks()


def _values(whole: pa.Array, kind: str) -> NDArray[Any]:
    """Read the values of an array in place; where one is missing, anything may stand."""
    data = whole.buffers()[1]
    if data is None:
        return np.zeros(len(whole), dtype=kind)
    return np.frombuffer(data, dtype=kind)[whole.offset : whole.offset + len(whole)]
