"""One candidate has every valid vote."""

from __future__ import annotations

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, candidate_votes, flag


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets where one candidate has all valid votes, of at least ``floor``."""
    sheets = dossier.sheets
    votes, names = candidate_votes(sheets)
    examined = sheets.valid >= max(1, dossier.whole(check, "floor"))
    named = examined & (votes.max(axis=1) == sheets.valid)
    return flag(
        sheets,
        named,
        examined,
        {
            "choice": names[votes.argmax(axis=1)],
            "valid": sheets.valid,
            "registered": sheets.registered,
        },
        {str(name): named & (votes[:, i] == sheets.valid) for i, name in enumerate(names)},
        by_choice=True,
    )


CHECK = Check(
    "one_choice_only",
    LooksAt.SHEET,
    "Mexico, LGIPE, art. 311(1)(d): all votes for one party",
    find,
    {"floor": 1},
    ("communal_voting", "small_tables"),
)
