"""Figures of the candidates alone, for checks that treat them all alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.count import Sheets
    from veedor.count.vectors import IntMatrix, IntVector, TextVector


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
    first, second = np.maximum(votes[:, 0], votes[:, 1]), np.minimum(votes[:, 0], votes[:, 1])
    for column in range(2, votes.shape[1]):
        second = np.maximum(second, np.minimum(first, votes[:, column]))
        first = np.maximum(first, votes[:, column])
    gap: IntVector = first - second
    return gap
