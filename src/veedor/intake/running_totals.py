"""Rows that are the state of one count at several moments: each holds all votes of the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.intake.case import Layout

if TYPE_CHECKING:
    from veedor.arrays import Floats
    from veedor.intake.looked import Looked

LEAST_ROWS = 10
"""Rows from which on figures that never fall are more than chance."""

SMALL_STEP = 0.25
"""Usual growth from row to row, at the most: places in order of their size differ by more."""


def running_totals(looked: Looked) -> list[InputError]:
    """Refuse rows whose votes never fall from one to the next: they are added up already.

    Parameters
    ----------
    looked : Looked
        The rows of a part, in the order of the file.

    Returns
    -------
    list of InputError
        One, or nothing: a table of sheets in any order but that of all of its columns at once gives none.
    """
    votes = looked.matrix[:, : looked.votes]
    if looked.part.source.layout is Layout.PUBLICATION or looked.part.source.area is not None:
        return []
    last = len(votes) - 1
    if _only_grow(votes):
        first = 0
    elif _only_grow(votes[::-1]):
        first, last = last, 0
    else:
        return []
    shown = [
        f"{looked.columns[c].partition(':')[2]}: {votes[first, c]:.0f} … {votes[last, c]:.0f}"
        for c in range(3)[: votes.shape[1]]
    ]
    return [
        InputError(
            "from row to row no figure ever falls: the rows look like one count at several moments, "
            "each with all votes of the one before. Added up, every vote would count many times.",
            file=looked.text("source", first),
            row=looked.number(last),
            value=", ".join(shown),
            expected="one sheet or place a row",
            remedy="Look for the table by polling station or place. If each row is a sheet of its own, in "
            'order of its size, state rows.totals = "accept".',
        )
    ]


def _only_grow(votes: Floats) -> bool:
    """Whether no column ever falls, two or more rise, and by steps that are small and not all alike."""
    if len(votes) < LEAST_ROWS or votes.shape[1] < 2 or np.isnan(votes).any():
        return False
    steps = np.diff(votes, axis=0)
    if (steps < 0).any():
        return False
    alive = (votes[-1] > votes[0]) & (np.ptp(steps, axis=0) > 0)
    size = votes.sum(axis=1)
    if alive.sum() < 2 or size[0] <= 0:
        return False
    return bool(np.median(np.diff(size) / size[:-1]) <= SMALL_STEP)
