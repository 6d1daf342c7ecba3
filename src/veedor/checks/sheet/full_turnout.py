"""As many ballots as registered voters, to the last one."""

from __future__ import annotations

from veedor.checks.base import Check, Flagged, Material, Reach, Unable, flag
from veedor.count import UNKNOWN
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets with exactly 100 % turnout and at least ``floor`` registered voters.

    More than 100 % is another check. ``large`` parts small tables, where everybody may well have voted, from
    the others.
    """
    sheets = material.sheets
    known = sheets.registered != UNKNOWN
    if not known.any():
        return Unable("checks.unable.no_registered")
    examined = known & (sheets.registered >= max(1, material.whole(check, "floor")))
    large = sheets.registered >= material.whole(check, "large")
    return flag(
        sheets,
        examined & (sheets.cast == sheets.registered),
        examined,
        {Column("registered", Unit.VOTERS): sheets.registered, Column("cast", Unit.BALLOTS): sheets.cast},
        {"checks.part.small_table": ~large, "checks.part.large_table": large},
    )


CHECK = Check(
    "full_turnout",
    Reach.SHEET,
    "Klimek, Yegorov, Hanel, Thurner (2012), PNAS 109, 16469-16473, turnout near 100 %",
    find,
    {"floor": 1, "large": 50},
    ("checks.cannot_show.small_tables", "checks.cannot_show.compulsory_voting"),
)
