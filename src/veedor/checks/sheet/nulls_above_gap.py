"""More null votes than lie between the first and the second of the sheet."""

from __future__ import annotations

from veedor.checks.base import (
    Check,
    Dossier,
    Flagged,
    LooksAt,
    Unable,
    candidate_votes,
    flag,
    gap_of_first_two,
)
from veedor.checks.sheet.printed_totals import of_kind
from veedor.model import Kind


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets whose null votes exceed the gap between their first and their second candidate."""
    del check
    sheets = dossier.sheets
    if not sheets.contest.of_kind(Kind.NULL):
        return Unable("no_null")
    votes, _ = candidate_votes(sheets)
    null, gap = of_kind(sheets, Kind.NULL), gap_of_first_two(votes)
    return flag(
        sheets,
        null > gap,
        None,
        {"null": null, "gap": gap},
    )


CHECK = Check(
    "nulls_above_gap",
    LooksAt.SHEET,
    "Mexico, LGIPE, art. 311(1)(d): null votes above the difference of first and second",
    find,
    cannot_show=("close_tables",),
)
