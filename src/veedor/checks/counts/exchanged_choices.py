"""Two candidates have exchanged their figures."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, candidate_votes, flag


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets on which exactly two candidates' figures differ, each now having the other's."""
    del check
    both = dossier.pair
    if both is None:
        return Unable("one_count")
    before, names = candidate_votes(both.earlier)
    after, _ = candidate_votes(both.later)
    different = before != after
    rows = np.arange(len(before))
    first = different.argmax(axis=1)
    second = different.shape[1] - 1 - different[:, ::-1].argmax(axis=1)
    crossed = (before[rows, first] == after[rows, second]) & (before[rows, second] == after[rows, first])
    return flag(
        both.later,
        (different.sum(axis=1) == 2) & crossed,
        None,
        {
            "one": names[first],
            "one_before": before[rows, first],
            "one_after": after[rows, first],
            "other": names[second],
            "other_before": before[rows, second],
            "other_after": after[rows, second],
        },
    )


CHECK = Check(
    "exchanged_choices",
    LooksAt.COUNTS,
    "Cantu (2019), APSR 113, history of the sheet; definition: two candidates' figures exchanged",
    find,
    cannot_show=("which_figure_is_right",),
)
