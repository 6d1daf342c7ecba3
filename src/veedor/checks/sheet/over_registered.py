"""More ballots than registered voters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, flag
from veedor.count.vectors import UNKNOWN

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.count import Sheets


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets with ballots above registered voters plus the tolerance (``extra``).

    Sheets that share a register are held against it together. Zero voters are no register.
    """
    sheets = dossier.sheets
    registered, cast = _shared(dossier)
    known = registered > 0
    if not known.any():
        return Unable("no_registered")
    excess = cast - registered
    return flag(
        sheets,
        known & (excess > dossier.whole(check, "extra")),
        known,
        {
            "registered": registered,
            "cast": cast,
            "excess": excess,
        },
    )


def _shared(dossier: Dossier) -> tuple[Ints, Ints]:
    """Return voters and ballots of each sheet, of all that share its register where some do."""
    sheets = dossier.sheets
    registered, cast = sheets.registered, ballots_of(sheets)
    if dossier.states is None or not len(dossier.states.roll.unit_registered):
        return registered, cast
    roll = dossier.states.roll
    unit = roll.unit[roll.rows(sheets.ids)]
    shares = unit >= 0
    together = np.zeros(len(roll.unit_registered), dtype=np.int64)
    np.add.at(together, unit[shares], cast[shares])
    unlike = np.r_[together, 0][unit], np.r_[roll.unit_registered, UNKNOWN][unit]
    return np.where(shares, unlike[1], registered), np.where(shares, unlike[0], cast)


def ballots_of(sheets: Sheets) -> Ints:
    """Return the ballots of each sheet: as printed where a ballot may give several votes, else as summed."""
    printed = sheets.printed.get("cast")
    allowed = sheets.contest.votes_allowed
    if allowed == 1:
        return sheets.cast
    fewest = -(-sheets.cast // allowed)
    return fewest if printed is None else np.where(printed == UNKNOWN, fewest, printed)


CHECK = Check(
    "over_registered",
    LooksAt.SHEET,
    "Nigeria, Electoral Act 2010, s. 53(2): votes above registered voters make the result of a unit void",
    find,
    {"extra": 0},
    ("supplementary_rolls",),
)
