"""Totals printed on the sheet that are not the sum of its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, flag
from veedor.checks.printed import WAYS, ways
from veedor.count.vectors import UNKNOWN
from veedor.model import Kind

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.count import Sheets


def sums_of(sheets: Sheets) -> dict[str, Ints]:
    """What each printed total should be; ballots that give several votes are no sum of them."""
    one = {"cast": sheets.cast} if sheets.contest.votes_allowed == 1 else {}
    return one | {
        "valid": sheets.valid,
        "blank": of_kind(sheets, Kind.BLANK),
        "null": of_kind(sheets, Kind.NULL),
    }


def of_kind(sheets: Sheets, kind: Kind) -> Ints:
    """Votes of one kind by sheet; zero where the contest has no such choice."""
    columns = [sheets.column[c] for c in sheets.contest.of_kind(kind)]
    votes: Ints = sheets.votes[:, columns].sum(axis=1)
    return votes


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets with a printed total that is more than ``off_by`` from its sum."""
    sheets = dossier.sheets
    sums = sums_of(sheets)
    printed = {name: total for name, total in sheets.printed.items() if name in sums}
    known = np.zeros(len(sheets), dtype=bool)
    named = np.zeros(len(sheets), dtype=bool)
    parts = {way: np.zeros(len(sheets), dtype=bool) for way in WAYS}
    evidence = {}
    tolerance = dossier.whole(check, "off_by")
    for name, stated in printed.items():
        has = stated != UNKNOWN
        off = has & (np.abs(stated - sums[name]) > tolerance)
        known |= has
        named |= off
        if not off.any():
            continue
        none = np.zeros(len(sheets), dtype=np.int64)
        extra = (sums["blank"], sums["null"]) if name == "valid" else (none, none)
        for way, fits in ways(stated, sums[name], *extra).items():
            parts[way] |= fits & off
        evidence[f"printed_{name}"] = stated
        evidence[f"summed_{name}"] = sums[name]
    if not known.any():
        return Unable("no_printed")
    return flag(sheets, named, known, evidence, parts)


CHECK = Check(
    "printed_totals",
    LooksAt.SHEET,
    "Peru, JNE, Res. 0076-2018, considering 3 (material error)",
    find,
    {"off_by": 0},
    ("which_figure_is_right",),
)
