"""Sheets whose id came more than once in the published file."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import HANDBOOK, Check, Dossier, Flagged, LooksAt, Unable, flag
from veedor.count.vectors import common_rows


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets whose id stands on more than one row of the published file."""
    del check
    sheets = dossier.sheets
    if dossier.duplicates is None:
        return Unable("rows_not_kept")
    ids, times = np.unique(dossier.duplicates, return_counts=True)
    repeated = np.zeros(len(sheets), dtype=np.int64)
    row, at = common_rows(sheets.ids, ids)
    repeated[row] = times[at]
    return flag(sheets, repeated > 0, None, {"further_rows": repeated})


CHECK = Check(
    "duplicate_ids",
    LooksAt.NEIGHBOURS,
    HANDBOOK,
    find,
    cannot_show=("which_figure_is_right",),
)
