"""Rows by what stands in them: an order that knows no ids, so that no figure can depend on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veedor.arrays import Floats, Ints
    from veedor.count import Places

    Column = Floats | Ints
    Words = NDArray[np.uint64]


def by_contents(places: Places, *columns: Column) -> Ints:
    """Return the rows place by place, and within a place in an order that is drawn from their contents.

    The same sheets under other ids, or in another order of rows, come out the same. Sheets that are equal in
    everything stand side by side, where it does not matter which is first.

    Parameters
    ----------
    places : Places
        Where each row lies.
    *columns : vectors, shape (n,) or (n, m)
        What else is known of it.
    """
    codes = [places.codes[level] for level in places.levels]
    drawn = _mixed(np.zeros(len(codes[-1]), dtype=np.uint64))
    for column in (*codes, *columns):
        for vector in column.T if column.ndim == 2 else (column,):
            whole = np.ascontiguousarray(vector)
            bits = whole if whole.dtype.itemsize == 8 else whole.astype(np.int64)
            drawn = _mixed(drawn ^ bits.view(np.uint64))
    return np.lexsort((drawn, codes[-1])).astype(np.int64)


def _mixed(value: Words) -> Words:
    """Spread the bits of 64-bit words (splitmix64: Steele, Lea and Flood, OOPSLA 2014)."""
    value = value + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
