"""One candidate has more than a share of the valid votes."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, candidate_votes, flag


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets where a candidate has more than ``share`` of valid votes; a part for each candidate."""
    sheets = dossier.sheets
    votes, names = candidate_votes(sheets)
    share = dossier.share(check, "share")
    examined = sheets.valid >= max(1, dossier.whole(check, "floor"))
    line = sheets.valid * share.numerator
    above = {str(name): examined & (votes[:, i] * share.denominator > line) for i, name in enumerate(names)}
    top = votes.argmax(axis=1)
    return flag(
        sheets,
        np.logical_or.reduce(list(above.values())),
        examined,
        {
            "choice": names[top],
            "votes": votes[np.arange(len(sheets)), top],
            "valid": sheets.valid,
        },
        above,
        by_choice=True,
    )


CHECK = Check(
    "one_choice_above",
    LooksAt.SHEET,
    "Press and party claims of strongholds; the limit is a convention, no law names it",
    find,
    {"share": Fraction(9, 10), "floor": 1},
    ("communal_voting",),
)
