"""The same figures in other rows: a sheet that was misread or typed one row down."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, candidate_votes, flag


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets whose candidates have the same figures as before, but not each its own."""
    del check
    both = dossier.pair
    if both is None:
        return Unable("one_count")
    before, after = candidate_votes(both.earlier)[0], candidate_votes(both.later)[0]
    different = before != after
    same_figures = (np.sort(before, axis=1) == np.sort(after, axis=1)).all(axis=1)
    return flag(
        both.later,
        different.any(axis=1) & same_figures,
        None,
        {
            "rows_changed": different.sum(axis=1),
            "votes_moved": np.abs(after - before).sum(axis=1) // 2,
        },
        {
            "two_rows": different.sum(axis=1) == 2,
            "more_rows": different.sum(axis=1) > 2,
        },
    )


CHECK = Check(
    "shifted_rows",
    LooksAt.COUNTS,
    "Cantu (2019), APSR 113, history of the sheet; definition: equal multisets of candidates' figures",
    find,
    cannot_show=("which_figure_is_right",),
)
