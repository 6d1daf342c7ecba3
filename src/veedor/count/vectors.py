"""Vectors of sheets: their types, and what stands in them for what is not known.

What was not published is a null in a table, :data:`UNKNOWN` in a vector of whole numbers, and None in a
record. Tables become vectors in :mod:`veedor.count.columns`, vectors become numbers here, and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    IntVector = NDArray[np.int64]
    IntMatrix = NDArray[np.int64]
    BoolMatrix = NDArray[np.bool_]
    BoolVector = NDArray[np.bool_]
    TextVector = NDArray[np.str_]
    TimeVector = NDArray[np.datetime64]
    FloatVector = NDArray[np.float64]
    FloatMatrix = NDArray[np.float64]

UNKNOWN = -1
"""Stands for "not published" in integer vectors (registered voters, printed totals)."""


def known(value: int) -> int | None:
    """Return a number of a vector; None where it was not published."""
    return None if value == UNKNOWN else int(value)
