"""Sheets with any figure that differs from the count before."""

from __future__ import annotations

from veedor.checks.base import HANDBOOK, Check, Dossier, Flagged, Reach, Unable, flag
from veedor.checks.candidates import candidate_votes


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets of both counts on which a figure of any choice differs."""
    del check
    both = dossier.pair
    if both is None:
        return Unable("one_count")
    before, after = candidate_votes(both.before)[0], candidate_votes(both.after)[0]
    candidates = (before != after).any(axis=1)
    empty = both.before.cast == 0
    return flag(
        both.after,
        both.changed,
        None,
        {
            "valid_before": both.before.valid,
            "valid_after": both.after.valid,
            "cast_before": both.before.cast,
            "cast_after": both.after.cast,
        },
        {
            "candidates": candidates,
            "blank_or_null_only": both.changed & ~candidates,
            "was_empty": both.changed & empty,
        },
    )


CHECK = Check(
    "changed",
    Reach.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("which_figure_is_right",),
)
