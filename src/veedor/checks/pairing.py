"""The sheets that two counts have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.count import Sheets
    from veedor.count.sheets import BoolVector, IntMatrix, IntVector, TextVector


@dataclass(frozen=True, eq=False)
class Pair:
    """Two counts of one contest, sheet by sheet.

    Parameters
    ----------
    before, after : Sheets
        The earlier and the later count, only the sheets that both have, in the same order.
    """

    before: Sheets
    after: Sheets

    @property
    def changed(self) -> BoolVector:
        """Sheets on which any figure changed, blanks read as zeros, shape (n_common,)."""
        different: BoolVector = (self.before.votes != self.after.votes).any(axis=1)
        return different


def pair_of(before: Sheets, after: Sheets) -> Pair:
    """Give the sheets that two counts of one contest have in common."""
    _, first, second = np.intersect1d(before.ids, after.ids, assume_unique=True, return_indices=True)
    return Pair(before.take(first), after.take(second))


def rows_of(known: TextVector, ids: TextVector) -> IntVector:
    """Give the row of each of some ids among ascending ones, -1 for one that is none of them."""
    if not len(known):
        return np.full(len(ids), -1, dtype=np.int64)
    if ids.dtype.itemsize < known.dtype.itemsize:
        ids = ids.astype(known.dtype)  # else all known ids would be widened
    at = np.searchsorted(known, ids)
    there = known[np.minimum(at, len(known) - 1)] == ids
    rows: IntVector = np.where(there, at, -1)
    return rows


def leader(votes: IntMatrix) -> IntVector:
    """Give the column of the first candidate of each sheet: most votes, then higher on the ballot paper."""
    column: IntVector = votes.argmax(axis=1)
    return column


def sole_leader(votes: IntMatrix) -> BoolVector:
    """Whether one candidate alone has the most votes, sheet by sheet."""
    alone: BoolVector = (votes == votes.max(axis=1, keepdims=True)).sum(axis=1) == 1
    return alone
