"""Sheets with any figure that differs from the count before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import HANDBOOK, Check, Dossier, Flagged, LooksAt, Unable, flag

if TYPE_CHECKING:
    from veedor.arrays import Flags


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets of both counts on which a figure of any choice differs."""
    del check
    both = dossier.pair
    if both is None:
        return Unable("one_count")
    columns = [both.later.column[c] for c in both.later.contest.candidates]
    candidates: Flags = np.logical_or.reduce(both.differs[:, columns], axis=1)
    empty = both.earlier.cast == 0
    return flag(
        both.later,
        both.is_changed,
        None,
        {
            "valid_before": both.earlier.valid,
            "valid_after": both.later.valid,
            "cast_before": both.earlier.cast,
            "cast_after": both.later.cast,
        },
        {
            "candidates": candidates,
            "blank_or_null_only": both.is_changed & ~candidates,
            "was_empty": both.is_changed & empty,
        },
    )


CHECK = Check(
    "changed",
    LooksAt.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("which_figure_is_right",),
)
