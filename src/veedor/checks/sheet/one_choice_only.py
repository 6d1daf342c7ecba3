"""One candidate has every valid vote."""

from __future__ import annotations

from veedor.checks.base import Check, Flagged, Material, Reach, Unable, flag
from veedor.checks.candidates import candidate_votes
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets where one candidate has all valid votes, of at least ``floor``."""
    sheets = material.sheets
    votes, names = candidate_votes(sheets)
    examined = sheets.valid >= max(1, material.whole(check, "floor"))
    named = examined & (votes.max(axis=1) == sheets.valid)
    return flag(
        sheets,
        named,
        examined,
        {
            Column("choice", Unit.CHOICE): names[votes.argmax(axis=1)],
            Column("valid", Unit.VOTES): sheets.valid,
            Column("registered", Unit.VOTERS): sheets.registered,
        },
        {str(name): named & (votes[:, i] == sheets.valid) for i, name in enumerate(names)},
        by_choice=True,
    )


CHECK = Check(
    "one_choice_only",
    Reach.SHEET,
    "Mexico, LGIPE, art. 311(1)(d): all votes for one party",
    find,
    {"floor": 1},
    ("checks.cannot_show.communal_voting", "checks.cannot_show.small_tables"),
)
