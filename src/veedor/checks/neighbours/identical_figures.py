"""Sheets with the very same figures as another sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable

if TYPE_CHECKING:
    from veedor.arrays import Ints, Texts


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets whose figures, row by row, are those of another sheet.

    Only sheets with at least ``floor`` ballots on at least ``rows`` different rows: small or simple sheets
    agree by chance. The part ``same_place`` holds those that agree with a sheet of their own polling place.
    """
    sheets = dossier.sheets
    examined = (sheets.cast >= dossier.whole(check, "floor")) & (
        (sheets.votes > 0).sum(axis=1) >= dossier.whole(check, "rows")
    )
    rows = _perhaps_equal(sheets.votes, np.flatnonzero(examined))
    group, twin = equal_rows(sheets.votes[rows], sheets.ids[rows])
    rows, group, twin = rows[group > 1], group[group > 1], twin[group > 1]
    places = sheets.places.apart(sheets.places.finest)[rows]
    shared, _ = equal_rows(np.column_stack([sheets.votes[rows], places]), sheets.ids[rows])
    return Flagged(
        sheets.ids[rows],
        int(examined.sum()),
        {"alike": group, "twin": twin, "cast": sheets.cast[rows]},
        {"same_place": shared > 1},
    )


def _perhaps_equal(matrix: Ints, rows: Ints) -> Ints:
    """Return those of some rows whose figures, mixed to one number, are those of another of them, ascending.

    All that are equal are among them, and by chance others.
    """
    mixed = (matrix @ np.random.default_rng(1).integers(1, 2**62, matrix.shape[1]))[rows]  # modulo 2^64
    order = np.argsort(mixed)
    ranked = mixed[order]
    after = np.flatnonzero(ranked[1:] == ranked[:-1])
    found: Ints = rows[np.unique(order[np.append(after, after + 1)])]
    return found


def equal_rows(matrix: Ints, ids: Texts) -> tuple[Ints, Texts]:
    """For each row, how many rows are equal to it (itself counted), and the id of the first other one.

    Rows are compared as bytes, so the work is one sort however many columns there are.

    Parameters
    ----------
    matrix : int matrix, shape (n, k)
        The figures.
    ids : text vector, shape (n,)
        Ids of the rows.
    """
    if not len(matrix):
        return np.zeros(0, dtype=np.int64), ids[:0]
    whole = np.ascontiguousarray(matrix)
    keys = whole.view(np.dtype((np.void, whole.dtype.itemsize * whole.shape[1]))).ravel()
    _, code, count = np.unique(keys, return_inverse=True, return_counts=True)
    order = np.argsort(code, kind="stable")
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    first = order[start[code]]
    second = order[np.minimum(start[code] + 1, len(order) - 1)]
    twin = np.where(first == np.arange(len(matrix)), second, first)
    size: Ints = count[code].astype(np.int64)
    return size, np.where(size > 1, ids[twin], "")


CHECK = Check(
    "identical_figures",
    LooksAt.NEIGHBOURS,
    "Definition: equal figures on every row of two sheets; no law or handbook names it",
    find,
    {"floor": 50, "rows": 3},
    ("chance_agreement",),
)
