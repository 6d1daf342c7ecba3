"""Figures of the candidates alone, for checks that treat them all alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.count import Sheets
    from veedor.count.sheets import IntMatrix, IntVector, TextVector


def candidate_votes(sheets: Sheets) -> tuple[IntMatrix, TextVector]:
    """Give the votes of the candidates, shape (n_sheets, n_candidates), and their choice ids."""
    names = np.array(sheets.contest.candidates)
    columns = np.array([sheets.column[c] for c in sheets.contest.candidates], dtype=np.int64)
    if len(columns) and bool((np.diff(columns) == 1).all()):
        return sheets.votes[:, columns[0] : columns[-1] + 1], names  # side by side: no copy
    return sheets.votes[:, columns], names


def gap_of_first_two(votes: IntMatrix) -> IntVector:
    """Votes between first and second on each sheet, shape (n_sheets,); all of them for one candidate."""
    if votes.shape[1] < 2:
        whole: IntVector = votes.sum(axis=1)
        return whole
    top = np.partition(votes, votes.shape[1] - 2, axis=1)
    gap: IntVector = top[:, -1] - top[:, -2]
    return gap
