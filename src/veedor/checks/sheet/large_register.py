"""More registered voters than a table may have."""

from __future__ import annotations

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, flag
from veedor.count.vectors import UNKNOWN


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets with more registered voters than ``limit``; cannot be asked where no law sets one."""
    sheets = dossier.sheets
    limit = dossier.whole(check, "limit")
    if not limit:
        return Unable("no_legal_size")
    known = sheets.registered != UNKNOWN
    if not known.any():
        return Unable("no_registered")
    return flag(
        sheets,
        known & (sheets.registered > limit),
        known,
        {"registered": sheets.registered},
    )


CHECK = Check(
    "large_register",
    LooksAt.SHEET,
    "Law of the country, from its pack; Mexico, LGIPE, art. 253(3): one table for every 750 electors",
    find,
    {"limit": 0},
    ("special_tables",),
)
