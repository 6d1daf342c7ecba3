"""Sheets whose id came more than once in the published file."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import HANDBOOK, Check, Flagged, Material, Reach, Unable, flag
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets whose id stands on more than one row of the published file."""
    del check
    sheets = material.sheets
    if material.duplicates is None:
        return Unable("checks.unable.rows_not_kept")
    ids, times = np.unique(material.duplicates, return_counts=True)
    repeated = np.zeros(len(sheets), dtype=np.int64)
    known, row, at = np.intersect1d(sheets.ids, ids, assume_unique=True, return_indices=True)
    repeated[row] = times[at]
    del known
    return flag(sheets, repeated > 0, None, {Column("further_rows", Unit.ROWS): repeated})


CHECK = Check(
    "duplicate_ids",
    Reach.NEIGHBOURS,
    HANDBOOK,
    find,
    cannot_show=("checks.cannot_show.which_figure_is_right",),
)
