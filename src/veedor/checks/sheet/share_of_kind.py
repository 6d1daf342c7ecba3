"""Blank or null votes above a share of the ballots."""

from __future__ import annotations

from collections.abc import Callable

from veedor.checks.base import Check, Dossier, Flagged, Unable, flag
from veedor.checks.sheet.printed_totals import of_kind
from veedor.model import Kind


def finder(kind: Kind) -> Callable[[Check, Dossier], Flagged | Unable]:
    """Make the function that names sheets with more than ``share`` of their ballots of one kind."""

    def find(check: Check, dossier: Dossier) -> Flagged | Unable:
        sheets = dossier.sheets
        if not sheets.contest.of_kind(kind):
            return Unable(f"no_{kind}")
        votes = of_kind(sheets, kind)
        share = dossier.share(check, "share")
        examined = sheets.cast >= max(1, dossier.whole(check, "floor"))
        return flag(
            sheets,
            examined & (votes * share.denominator > sheets.cast * share.numerator),
            examined,
            {str(kind): votes, "cast": sheets.cast},
        )

    return find


CONVENTION = "Convention of observers; no law names the limit"
