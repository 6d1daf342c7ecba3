"""Two contests of one table with different numbers of ballots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, flag
from veedor.count.vectors import common_rows

if TYPE_CHECKING:
    from veedor.arrays import Texts


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets whose ballots differ by more than ``off_by`` between two contests of one table.

    Each voter is handed one ballot paper, or one for each contest, at the same time. Ballots are summed
    over the figures of each contest.
    """
    sheets = dossier.sheets
    if not dossier.others:
        return Unable("one_contest")
    tolerance = dossier.whole(check, "off_by")
    examined = np.zeros(len(sheets), dtype=bool)
    cast_other = np.zeros(len(sheets), dtype=np.int64)
    which = np.full(len(sheets), -1, dtype=np.int64)
    for i, other in enumerate(dossier.others):
        here, there = common_rows(sheets.ids, other.ids)
        examined[here] = True
        cast = other.cast[there]
        off = (np.abs(sheets.cast[here] - cast) > tolerance) & (which[here] < 0)
        which[here[off]], cast_other[here[off]] = i, cast[off]
    if not examined.any():
        return Unable("one_contest")
    titles: Texts = np.array([other.contest.title for other in dossier.others], dtype=np.str_)
    return flag(
        sheets,
        which >= 0,
        examined,
        {"other_contest": titles[which], "cast_here": sheets.cast, "cast_other": cast_other},
    )


CHECK = Check(
    "two_contests",
    LooksAt.COUNTS,
    "Peru, Ley Organica de Elecciones, art. 315 (two types of election on one sheet)",
    find,
    {"off_by": 0},
    ("ballots_not_returned",),
)
