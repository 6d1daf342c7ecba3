"""Sheets whose first candidate is another one than in the count before."""

from __future__ import annotations

from veedor.checks.base import HANDBOOK, Check, Dossier, Flagged, LooksAt, Unable, flag
from veedor.checks.candidates import candidate_votes
from veedor.checks.pairing import leader, sole_leader


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets whose leader changed.

    The leader has the most votes, and of equals is higher on the ballot paper, so that every sheet has one.
    The parts tell the sheets with a sole leader both times from those with a tie (an empty sheet is a tie
    at zero).
    """
    del check
    both = dossier.pair
    if both is None:
        return Unable("one_count")
    before, names = candidate_votes(both.before)
    after, _ = candidate_votes(both.after)
    first, second = leader(before), leader(after)
    clear = sole_leader(before) & sole_leader(after)
    return flag(
        both.after,
        first != second,
        None,
        {
            "leader_before": names[first],
            "leader_after": names[second],
            "votes_before": before.max(axis=1),
            "votes_after": after.max(axis=1),
        },
        {
            "sole_leaders": clear,
            "tie": ~clear & (both.before.valid > 0) & (both.after.valid > 0),
            "was_empty": both.before.valid == 0,
        },
    )


CHECK = Check(
    "changed_winner",
    LooksAt.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("which_figure_is_right",),
)
