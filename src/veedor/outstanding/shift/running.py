"""The running value of a count, and what its places' other sheets would have made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.outstanding.arrays import Floats, Ints
    from veedor.outstanding.shift.lateness import Lateness


POINTS = 200


@dataclass(frozen=True, eq=False)
class Running:
    """The running value at some points of the order.

    Parameters
    ----------
    sheets : int vector, shape (k,)
        Sheets counted by then.
    value : float vector, shape (k,)
        Value of what was counted.
    expected : float vector, shape (k,)
        The same, had each sheet been like the other sheets of its place.
    """

    sheets: Ints
    value: Floats
    expected: Floats


def run(sheets: Lateness, others: Floats, points: int = POINTS) -> Running:
    """Follow the value through the order of arrival.

    Parameters
    ----------
    sheets : Lateness
        Sheets with their measure and times.
    others : float vector, shape (n_ordered,)
        Value of the other sheets of each ordered sheet's place.
    points : int
        How many points to keep.
    """
    rows = sheets.rows
    top, base = np.cumsum(sheets.top[rows]), np.cumsum(sheets.base[rows])
    known = np.isfinite(others)
    weight = sheets.base[rows] * known
    expected = np.cumsum(np.where(known, others, 0) * weight)
    kept = np.unique(np.linspace(0, len(rows), points + 1).astype(np.int64)[1:] - 1)
    share = np.cumsum(weight)[kept]
    return Running(
        kept + 1,
        top[kept] / base[kept],
        np.divide(expected[kept], share, out=np.full(len(kept), np.nan), where=share > 0),
    )
