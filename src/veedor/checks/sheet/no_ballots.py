"""Sheets without a single ballot."""

from __future__ import annotations

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, flag


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets whose figures sum to zero; those with every cell left blank are a part of their own."""
    del check
    sheets = dossier.sheets
    empty = (~sheets.blank).sum(axis=1) == 0
    return flag(
        sheets,
        sheets.cast == 0,
        None,
        {"registered": sheets.registered},
        {"every_cell_blank": empty, "zeros_written": (sheets.cast == 0) & ~empty},
    )


CHECK = Check(
    "no_ballots",
    LooksAt.SHEET,
    "Peru, JNE, Res. 0076-2018, considering 3 (sheet without data)",
    find,
    cannot_show=("closed_tables",),
)
