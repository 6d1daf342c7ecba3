"""Sheets that a log says were verified and that no published file of its count has."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import HANDBOOK, Check, Dossier, Flagged, LooksAt, Unable


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets of a log that no published snapshot of its count has."""
    del check
    for log in dossier.logs:
        published = [sheets.ids for sheets in dossier.counts if sheets.count_id == log.count_id]
        if log.count_id in dossier.published:
            published = [dossier.published[log.count_id]]
        if not sum(len(ids) for ids in published):
            continue
        known, first = np.unique(log.ids, return_index=True)
        missing = ~np.isin(known, np.concatenate(published))
        times = np.array([dossier.shown(at) for at in log.verified_at[first[missing]]], dtype=np.str_)
        return Flagged(
            known[missing],
            len(known),
            {"verified_at": times},
            of_log=True,
        )
    return Unable("no_log")


CHECK = Check(
    "never_published",
    LooksAt.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("published_elsewhere",),
)
