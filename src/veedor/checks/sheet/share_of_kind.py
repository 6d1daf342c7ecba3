"""Blank or null votes above a share of the ballots."""

from __future__ import annotations

from collections.abc import Callable

from veedor.checks.base import Check, Flagged, Material, Unable, flag
from veedor.checks.sheet.printed_totals import of_kind
from veedor.model import Column, Kind, Unit


def finder(kind: Kind) -> Callable[[Check, Material], Flagged | Unable]:
    """Make the function that names sheets with more than ``share`` of their ballots of one kind."""

    def find(check: Check, material: Material) -> Flagged | Unable:
        sheets = material.sheets
        if not sheets.contest.of_kind(kind):
            return Unable(f"checks.unable.no_{kind}")
        votes = of_kind(sheets, kind)
        share = material.share(check, "share")
        examined = sheets.cast >= max(1, material.whole(check, "floor"))
        return flag(
            sheets,
            examined & (votes * share.denominator > sheets.cast * share.numerator),
            examined,
            {Column(str(kind), Unit.VOTES): votes, Column("cast", Unit.BALLOTS): sheets.cast},
        )

    return find


CONVENTION = "Convention of observers; no law names the limit"
