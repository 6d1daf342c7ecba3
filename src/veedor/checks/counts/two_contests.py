"""Two contests of one table with different numbers of ballots."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import Check, Evidence, Flagged, Material, Reach, Unable
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets whose ballots differ by more than ``off_by`` between two contests of one table.

    Each voter is handed one ballot paper, or one for each contest, at the same time. Ballots are summed
    over the figures of each contest.
    """
    sheets = material.sheets
    if not material.others:
        return Unable("checks.unable.one_contest")
    tolerance = material.whole(check, "off_by")
    found: dict[str, tuple[str, int, int]] = {}
    examined: set[str] = set()
    for other in material.others:
        ids, here, there = np.intersect1d(sheets.ids, other.ids, assume_unique=True, return_indices=True)
        examined.update(ids.tolist())
        one, two = sheets.cast[here], other.cast[there]
        for i in np.flatnonzero(np.abs(one - two) > tolerance):
            found.setdefault(str(ids[i]), (other.contest.title, int(one[i]), int(two[i])))
    if not examined:
        return Unable("checks.unable.one_contest")
    names = sorted(found)
    return Flagged(
        np.array(names, dtype=sheets.ids.dtype),
        len(examined),
        (
            Evidence(
                Column("other_contest", Unit.TEXT), np.array([found[i][0] for i in names], dtype=np.str_)
            ),
            Evidence(
                Column("cast_here", Unit.BALLOTS), np.array([found[i][1] for i in names], dtype=np.int64)
            ),
            Evidence(
                Column("cast_other", Unit.BALLOTS), np.array([found[i][2] for i in names], dtype=np.int64)
            ),
        ),
    )


CHECK = Check(
    "two_contests",
    Reach.COUNTS,
    "Peru, Ley Organica de Elecciones, art. 315 (two types of election on one sheet)",
    find,
    {"off_by": 0},
    ("checks.cannot_show.ballots_not_returned",),
)
