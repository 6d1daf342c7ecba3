"""Sheets whose first candidate is another one than in the count before."""

from __future__ import annotations

from veedor.checks.base import HANDBOOK, Check, Flagged, Material, Reach, Unable, flag
from veedor.checks.candidates import candidate_votes
from veedor.checks.counts.pairing import leader, pair, sole_leader
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets whose leader changed.

    The leader has the most votes, and of equals is higher on the ballot paper, so that every sheet has one.
    The parts tell the sheets with a sole leader both times from those with a tie (an empty sheet is a tie
    at zero).
    """
    del check
    both = pair(material)
    if both is None:
        return Unable("checks.unable.one_count")
    before, names = candidate_votes(both.before)
    after, _ = candidate_votes(both.after)
    first, second = leader(before), leader(after)
    clear = sole_leader(before) & sole_leader(after)
    return flag(
        both.after,
        first != second,
        None,
        {
            Column("leader_before", Unit.CHOICE): names[first],
            Column("leader_after", Unit.CHOICE): names[second],
            Column("votes_before", Unit.VOTES): before.max(axis=1),
            Column("votes_after", Unit.VOTES): after.max(axis=1),
        },
        {
            "checks.part.sole_leaders": clear,
            "checks.part.tie": ~clear & (both.before.valid > 0) & (both.after.valid > 0),
            "checks.part.was_empty": both.before.valid == 0,
        },
    )


CHECK = Check(
    "changed_winner",
    Reach.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("checks.cannot_show.which_figure_is_right",),
)
