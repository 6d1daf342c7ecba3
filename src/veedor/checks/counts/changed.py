"""Sheets with any figure that differs from the count before."""

from __future__ import annotations

from veedor.checks.base import HANDBOOK, Check, Flagged, Material, Reach, Unable, flag
from veedor.checks.candidates import candidate_votes
from veedor.checks.counts.pairing import pair
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets of both counts on which a figure of any choice differs."""
    del check
    both = pair(material)
    if both is None:
        return Unable("checks.unable.one_count")
    before, after = candidate_votes(both.before)[0], candidate_votes(both.after)[0]
    candidates = (before != after).any(axis=1)
    empty = both.before.cast == 0
    return flag(
        both.after,
        both.changed,
        None,
        {
            Column("valid_before", Unit.VOTES): both.before.valid,
            Column("valid_after", Unit.VOTES): both.after.valid,
            Column("cast_before", Unit.BALLOTS): both.before.cast,
            Column("cast_after", Unit.BALLOTS): both.after.cast,
        },
        {
            "checks.part.candidates": candidates,
            "checks.part.blank_or_null_only": both.changed & ~candidates,
            "checks.part.was_empty": both.changed & empty,
        },
    )


CHECK = Check(
    "changed",
    Reach.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("checks.cannot_show.which_figure_is_right",),
)
