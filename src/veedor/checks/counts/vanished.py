"""Sheets of an earlier count that a later one no longer has."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import HANDBOOK, Check, Flagged, Material, Reach, Unable, flag
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets that the earlier count has and the examined one has not."""
    del check
    before = material.before
    if before is None:
        return Unable("checks.unable.one_count")
    gone = ~np.isin(before.ids, material.sheets.ids, assume_unique=True)
    return flag(
        before,
        gone,
        None,
        {Column("registered", Unit.VOTERS): before.registered, Column("cast", Unit.BALLOTS): before.cast},
    )


CHECK = Check(
    "vanished",
    Reach.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("checks.cannot_show.annulled_by_law",),
)
