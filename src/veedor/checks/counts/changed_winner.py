"""Sheets whose first candidate is another one than in the count before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.checks.base import HANDBOOK, Check, Dossier, Flagged, LooksAt, Unable, candidate_votes, flag

if TYPE_CHECKING:
    from veedor.arrays import Flags, Ints


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
    before, names = candidate_votes(both.earlier)
    after, _ = candidate_votes(both.later)
    first, second = before.argmax(axis=1), after.argmax(axis=1)
    clear = _sole_leader(before) & _sole_leader(after)
    return flag(
        both.later,
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
            "tie": ~clear & (both.earlier.valid > 0) & (both.later.valid > 0),
            "was_empty": both.earlier.valid == 0,
        },
    )


def _sole_leader(votes: Ints) -> Flags:
    """Whether one candidate alone has the most votes, sheet by sheet."""
    alone: Flags = (votes == votes.max(axis=1, keepdims=True)).sum(axis=1) == 1
    return alone


CHECK = Check(
    "changed_winner",
    LooksAt.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("which_figure_is_right",),
)
