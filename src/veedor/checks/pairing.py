"""The sheets that two counts have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.count.index import common_rows

if TYPE_CHECKING:
    from veedor.count import Sheets
    from veedor.count.sheets import BoolVector, IntMatrix, IntVector


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
    first, second = common_rows(before.ids, after.ids)
    # both ascend, so as many rows as there are are all of them
    return Pair(
        before if len(first) == len(before) else before.take(first),
        after if len(second) == len(after) else after.take(second),
    )


def leader(votes: IntMatrix) -> IntVector:
    """Give the column of the first candidate of each sheet: most votes, then higher on the ballot paper."""
    column: IntVector = votes.argmax(axis=1)
    return column


def sole_leader(votes: IntMatrix) -> BoolVector:
    """Whether one candidate alone has the most votes, sheet by sheet."""
    alone: BoolVector = (votes == votes.max(axis=1, keepdims=True)).sum(axis=1) == 1
    return alone
