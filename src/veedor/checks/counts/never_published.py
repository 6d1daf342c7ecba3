"""Sheets that a log says were verified and that no published file of its count has."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import HANDBOOK, Check, Evidence, Flagged, Material, Reach, Unable
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets of a log that no published snapshot of its count has."""
    del check
    for log in material.logs:
        published = [sheets.ids for sheets in material.counts if sheets.count_id == log.count_id]
        if log.count_id in material.published:
            published = [material.published[log.count_id]]
        if not sum(len(ids) for ids in published):
            continue
        known, first = np.unique(log.ids, return_index=True)
        missing = ~np.isin(known, np.concatenate(published))
        times = np.array([material.shown(at) for at in log.verified_at[first[missing]]], dtype=np.str_)
        return Flagged(
            known[missing],
            len(known),
            (Evidence(Column("verified_at", Unit.TEXT), times),),
            basis="checks.base.log",
        )
    return Unable("checks.unable.no_log")


CHECK = Check(
    "never_published",
    Reach.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("checks.cannot_show.published_elsewhere",),
)
