"""From columns of an imported table to the vectors of an analysis, without an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.sheets import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from veedor.count.sheets import IntVector, TextVector, TimeVector
    from veedor.engine.store import Store


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


def texts(column: pa.ChunkedArray) -> TextVector:
    """Give a column of text; missing values become empty."""
    dictionary, names = codes(column)
    if len(names) * 4 < len(column):
        return np.array([*names, ""])[dictionary]
    filled = column.to_numpy()
    if column.null_count:
        filled = np.where([value is None for value in filled], "", filled)
    return np.asarray(filled.astype(np.str_))


def codes(column: pa.ChunkedArray) -> tuple[IntVector, tuple[str, ...]]:
    """Give a column of text as codes and the texts they stand for; missing values have the code -1."""
    import pyarrow as pa

    encoded = column.combine_chunks()
    if not pa.types.is_dictionary(encoded.type):
        encoded = encoded.dictionary_encode()
    code: IntVector = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return code, tuple(encoded.dictionary.to_pylist())


def integers(column: pa.ChunkedArray, missing: int = UNKNOWN) -> IntVector:
    """Give a column of whole numbers; missing values become ``missing``."""
    filled = column.fill_null(missing) if column.null_count else column
    numbers: IntVector = filled.to_numpy().astype(np.int64, copy=False)
    return numbers


def times(column: pa.ChunkedArray) -> TimeVector:
    """Give a column of local times to the second; missing values become NaT."""
    stamps: TimeVector = column.to_numpy().astype("datetime64[s]")
    return stamps


def blanks(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Say which values are missing."""
    if not column.null_count:
        return np.zeros(len(column), dtype=np.bool_)
    missing: NDArray[np.bool_] = column.is_null().to_numpy()
    return missing
