"""The one join by sheet id: where the sheets of one vector stand in another.

Ids are unique and ascend in text order, as in every :class:`~veedor.count.Roll` and
:class:`~veedor.count.Sheets`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import UNKNOWN

if TYPE_CHECKING:
    from veedor.count.vectors import IntVector, TextVector


def rows_of(wanted: TextVector, ids: TextVector) -> IntVector:
    """Return the row of each of some ids in a vector of ids, ``UNKNOWN`` (-1) where it is absent.

    Parameters
    ----------
    wanted : text vector, shape (k,)
        In any order.
    ids : text vector, shape (n,)
        Unique, ascending.

    Returns
    -------
    int vector, shape (k,)
    """
    if not len(ids):
        return np.full(len(wanted), UNKNOWN, dtype=np.int64)
    if len(wanted) == len(ids) and bool((wanted == ids).all()):
        return np.arange(len(ids), dtype=np.int64)
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1).astype(np.int64)
    return np.where(ids[at] == wanted, at, UNKNOWN)


def common_rows(first: TextVector, second: TextVector) -> tuple[IntVector, IntVector]:
    """Return the rows of the ids that two vectors have in common, in the order of the first.

    Parameters
    ----------
    first, second : text vectors
        Each unique; the second ascending.

    Returns
    -------
    tuple of int vectors, shape (n_common,)
        Rows of ``first`` and rows of ``second``.
    """
    at = rows_of(first, second)
    here: IntVector = np.flatnonzero(at != UNKNOWN)
    return here, at[here]
