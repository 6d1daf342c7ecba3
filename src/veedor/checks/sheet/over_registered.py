"""More ballots than registered voters."""

from __future__ import annotations

from veedor.checks.base import Check, Flagged, Material, Reach, Unable, flag
from veedor.count import UNKNOWN
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets with ballots above registered voters plus the tolerance (``extra``)."""
    sheets = material.sheets
    known = sheets.registered != UNKNOWN
    if not known.any():
        return Unable("checks.unable.no_registered")
    excess = sheets.cast - sheets.registered
    return flag(
        sheets,
        known & (excess > material.whole(check, "extra")),
        known,
        {
            Column("registered", Unit.VOTERS): sheets.registered,
            Column("cast", Unit.BALLOTS): sheets.cast,
            Column("excess", Unit.BALLOTS): excess,
        },
    )


CHECK = Check(
    "over_registered",
    Reach.SHEET,
    "Nigeria, Electoral Act 2010, s. 53(2): votes above registered voters make the result of a unit void",
    find,
    {"extra": 0},
    ("checks.cannot_show.supplementary_rolls",),
)
