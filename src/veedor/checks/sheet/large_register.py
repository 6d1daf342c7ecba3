"""More registered voters than a table may have."""

from __future__ import annotations

from veedor.checks.base import Check, Flagged, Material, Reach, Unable, flag
from veedor.count import UNKNOWN
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets with more registered voters than ``limit``; cannot be asked where no law sets one."""
    sheets = material.sheets
    limit = material.whole(check, "limit")
    if not limit:
        return Unable("checks.unable.no_legal_size")
    known = sheets.registered != UNKNOWN
    if not known.any():
        return Unable("checks.unable.no_registered")
    return flag(
        sheets,
        known & (sheets.registered > limit),
        known,
        {Column("registered", Unit.VOTERS): sheets.registered},
    )


CHECK = Check(
    "large_register",
    Reach.SHEET,
    "Law of the country, from its pack; Mexico, LGIPE, art. 253(3): one table for every 750 electors",
    find,
    {"limit": 0},
    ("checks.cannot_show.special_tables",),
)
