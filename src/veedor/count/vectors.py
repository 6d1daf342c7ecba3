"""Vectors of sheets: what stands in them for what is not known, and the join by sheet id.

What was not published is a null in a table, :data:`UNKNOWN` in a vector of whole numbers, and None in a
record. Tables become vectors in :mod:`veedor.count.columns`, vectors become numbers here, and nowhere else.

Ids are unique and ascend in text order, as in every :class:`~veedor.count.Roll` and
:class:`~veedor.count.Sheets`: :func:`rows_of` is the one join by sheet id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.arrays import Ints, Texts

UNKNOWN = -1
"""Stands for "not published" in integer vectors (registered voters, printed totals)."""


def known(value: int) -> int | None:
    """Return a number of a vector; None where it was not published."""
    return None if value == UNKNOWN else int(value)


def coded(number: int | None) -> int:
    """Return a number as it stands in a vector; ``UNKNOWN`` for None."""
    return UNKNOWN if number is None else number


def total(values: Ints) -> int | None:
    """Return the sum of some numbers; None where one of them was not published."""
    return None if bool((values == UNKNOWN).any()) else int(values.sum())


def total_of(numbers: Iterable[int | None]) -> int | None:
    """Return the sum of some numbers of records; None where one of them is not known."""
    told = list(numbers)
    known_ = [number for number in told if number is not None]
    return sum(known_) if len(known_) == len(told) else None


def rows_of(wanted: Texts | Ints, ids: Texts | Ints) -> Ints:
    """Return the row of each of some ids in a vector of ids, ``UNKNOWN`` (-1) where it is absent.

    Parameters
    ----------
    wanted : text or int vector, shape (k,)
        In any order.
    ids : text or int vector, shape (n,)
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


def common_rows(first: Texts | Ints, second: Texts | Ints) -> tuple[Ints, Ints]:
    """Return the rows of the ids that two vectors have in common, in the order of the first.

    Parameters
    ----------
    first, second : text or int vectors
        Each unique; the second ascending.

    Returns
    -------
    tuple of int vectors, shape (n_common,)
        Rows of ``first`` and rows of ``second``.
    """
    at = rows_of(first, second)
    here: Ints = np.flatnonzero(at != UNKNOWN)
    return here, at[here]
