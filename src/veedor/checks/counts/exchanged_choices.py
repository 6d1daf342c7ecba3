"""Two candidates have exchanged their figures."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import Check, Flagged, Material, Reach, Unable, flag
from veedor.checks.candidates import candidate_votes
from veedor.checks.counts.pairing import pair
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets on which exactly two candidates' figures differ, each now having the other's."""
    del check
    both = pair(material)
    if both is None:
        return Unable("checks.unable.one_count")
    before, names = candidate_votes(both.before)
    after, _ = candidate_votes(both.after)
    different = before != after
    rows = np.arange(len(before))
    first = different.argmax(axis=1)
    second = different.shape[1] - 1 - different[:, ::-1].argmax(axis=1)
    crossed = (before[rows, first] == after[rows, second]) & (before[rows, second] == after[rows, first])
    return flag(
        both.after,
        (different.sum(axis=1) == 2) & crossed,
        None,
        {
            Column("one", Unit.CHOICE): names[first],
            Column("one_before", Unit.VOTES): before[rows, first],
            Column("one_after", Unit.VOTES): after[rows, first],
            Column("other", Unit.CHOICE): names[second],
            Column("other_before", Unit.VOTES): before[rows, second],
            Column("other_after", Unit.VOTES): after[rows, second],
        },
    )


CHECK = Check(
    "exchanged_choices",
    Reach.COUNTS,
    "Cantu (2019), APSR 113, history of the sheet; definition: two candidates' figures exchanged",
    find,
    cannot_show=("checks.cannot_show.which_figure_is_right",),
)
