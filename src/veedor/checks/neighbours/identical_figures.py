"""Sheets with the very same figures as another sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Check, Dossier, Flagged, Reach, Unable, flag

if TYPE_CHECKING:
    from veedor.count.sheets import IntMatrix, IntVector, TextVector


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets whose figures, row by row, are those of another sheet.

    Only sheets with at least ``floor`` ballots on at least ``rows`` different rows: small or simple sheets
    agree by chance. The part ``same_place`` holds those that agree with a sheet of their own polling place.
    """
    sheets = dossier.sheets
    examined = (sheets.cast >= dossier.whole(check, "floor")) & (
        (sheets.votes > 0).sum(axis=1) >= dossier.whole(check, "rows")
    )
    rows = np.flatnonzero(examined)
    votes = np.ascontiguousarray(sheets.votes[rows])
    places = sheets.places.apart(sheets.places.finest)[rows]
    group, twin = equal_rows(votes, sheets.ids[rows])
    shared, _ = equal_rows(np.column_stack([votes, places]), sheets.ids[rows])
    size = np.zeros(len(sheets), dtype=np.int64)
    near = np.zeros(len(sheets), dtype=bool)
    other = np.full(len(sheets), "", dtype=sheets.ids.dtype)
    size[rows], near[rows], other[rows] = group, shared > 1, twin
    return flag(
        sheets,
        size > 1,
        examined,
        {
            "alike": size,
            "twin": other,
            "cast": sheets.cast,
        },
        {"same_place": near},
    )


def equal_rows(matrix: IntMatrix, ids: TextVector) -> tuple[IntVector, TextVector]:
    """For each row, how many rows are equal to it (itself counted), and the id of the first other one.

    Rows are mixed down to one number each; only those that share their number are compared whole, as bytes.

    Parameters
    ----------
    matrix : int matrix, shape (n, k)
        The figures.
    ids : text vector, shape (n,)
        Ids of the rows.
    """
    size = np.ones(len(matrix), dtype=np.int64)
    twin = np.full(len(matrix), "", dtype=ids.dtype)
    rows = _perhaps_equal(matrix)
    if not len(rows):
        return size, twin
    alike = np.ascontiguousarray(matrix[rows])
    keys = alike.view(np.dtype((np.void, alike.dtype.itemsize * alike.shape[1]))).ravel()
    _, code, count = np.unique(keys, return_inverse=True, return_counts=True)
    order = np.argsort(code, kind="stable")
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    first = order[start[code]]
    second = order[np.minimum(start[code] + 1, len(order) - 1)]
    other = np.where(first == np.arange(len(rows)), second, first)
    size[rows] = count[code]
    twin[rows] = np.where(count[code] > 1, ids[rows[other]], "")
    return size, twin


def _perhaps_equal(matrix: IntMatrix) -> IntVector:
    """Give the rows whose figures, mixed, are those of another row: all equal ones, and by chance others."""
    mixed = matrix @ np.random.default_rng(1).integers(1, 2**62, matrix.shape[1])  # modulo 2^64
    order = np.argsort(mixed)
    ranked = mixed[order]
    after = np.flatnonzero(ranked[1:] == ranked[:-1])
    rows: IntVector = np.unique(order[np.append(after, after + 1)])
    return rows


CHECK = Check(
    "identical_figures",
    Reach.NEIGHBOURS,
    "Definition: equal figures on every row of two sheets; no law or handbook names it",
    find,
    {"floor": 50, "rows": 3},
    ("chance_agreement",),
)
