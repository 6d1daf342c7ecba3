"""The sheets that two counts have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.versions import pair

if TYPE_CHECKING:
    from veedor.count import Sheets
    from veedor.count.vectors import BoolMatrix, BoolVector, IntMatrix, IntVector


@dataclass(frozen=True, eq=False)
class PairedCounts:
    """Two counts of one contest, sheet by sheet.

    Parameters
    ----------
    before, after : Sheets
        The earlier and the later count, only the sheets that both have, in the same order.
    differs : bool matrix, shape (n_common, n_choices)
        Figures that differ; a blank cell differs from a written zero.
    """

    before: Sheets
    after: Sheets
    differs: BoolMatrix

    @property
    def changed(self) -> BoolVector:
        """Sheets on which any figure differs, shape (n_common,)."""
        changed: BoolVector = np.logical_or.reduce(self.differs, axis=1)
        return changed


def pair_of(before: Sheets, after: Sheets) -> PairedCounts:
    """Give the sheets that two counts of one contest have in common."""
    found = pair(before, after)
    return PairedCounts(found.earlier, found.later, found.differs)


def leader(votes: IntMatrix) -> IntVector:
    """Give the column of the first candidate of each sheet: most votes, then higher on the ballot paper."""
    column: IntVector = votes.argmax(axis=1)
    return column


def sole_leader(votes: IntMatrix) -> BoolVector:
    """Whether one candidate alone has the most votes, sheet by sheet."""
    alone: BoolVector = (votes == votes.max(axis=1, keepdims=True)).sum(axis=1) == 1
    return alone
