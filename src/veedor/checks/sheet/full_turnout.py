"""As many ballots as registered voters, to the last one."""

from __future__ import annotations

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, flag
from veedor.count.vectors import UNKNOWN


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets with exactly 100 % turnout and at least ``floor`` registered voters.

    More than 100 % is another check. ``large`` parts small tables, where everybody may well have voted, from
    the others.
    """
    sheets = dossier.sheets
    known = sheets.registered != UNKNOWN
    if not known.any():
        return Unable("no_registered")
    examined = known & (sheets.registered >= max(1, dossier.whole(check, "floor")))
    large = sheets.registered >= dossier.whole(check, "large")
    return flag(
        sheets,
        examined & (sheets.cast == sheets.registered),
        examined,
        {"registered": sheets.registered, "cast": sheets.cast},
        {"small_table": ~large, "large_table": large},
    )


CHECK = Check(
    "full_turnout",
    LooksAt.SHEET,
    "Klimek, Yegorov, Hanel, Thurner (2012), PNAS 109, 16469-16473, turnout near 100 %",
    find,
    {"floor": 1, "large": 50},
    ("small_tables", "compulsory_voting"),
)
