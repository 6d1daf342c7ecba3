"""Vectors go into Arrow's columns and come out of them as they were."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from veedor.count.columns import as_column, numbers, texts


@pytest.mark.parametrize("kind", ["i4", "i8", "bool"])
@pytest.mark.parametrize("length", [0, 1, 9, 70])
def test_a_vector_comes_back(kind: str, length: int) -> None:
    values = (np.arange(length) % 3).astype(kind)
    column = as_column(values)
    assert column.type == pa.from_numpy_dtype(values.dtype)
    assert column.to_pylist() == values.tolist()
    halves = pa.chunked_array([column[: length // 2], column[length // 2 :]])
    found = numbers(halves)
    assert found.dtype == values.dtype
    assert found.tolist() == values.tolist()


def test_a_column_without_chunks_is_empty() -> None:
    assert numbers(pa.chunked_array([], pa.int64())).tolist() == []
    assert texts(pa.chunked_array([], pa.string())).tolist() == []


def test_neither_way_asks_for_pandas() -> None:
    ask = (
        "import sys, numpy, pyarrow as pa; from veedor.count.columns import as_column, numbers;"
        "numbers(as_column(numpy.arange(3))); numbers(pa.chunked_array([], pa.int64()));"
        "assert 'pandas' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", ask], check=False).returncode == 0
