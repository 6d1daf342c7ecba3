"""The valid total that a log states beside the sum of the published figures."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import HANDBOOK, Check, Flagged, Material, Reach, Unable, flag
from veedor.checks.printed import ways
from veedor.checks.sheet.printed_totals import of_kind
from veedor.count import UNKNOWN, Sheets
from veedor.count.logs import Verifications
from veedor.model import Column, Kind, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets whose stated valid total is more than ``off_by`` from the candidates' sum.

    The log is compared with the latest count of the same ``count_id``: a log of the preliminary count with
    the last preliminary snapshot. Of several entries of one sheet the last counts.
    """
    found = _log_and_count(material)
    if found is None:
        return Unable("checks.unable.no_log")
    log, sheets = found
    _, first, row = np.intersect1d(log.ids[::-1], sheets.ids, return_indices=True)
    stated = log.stated_valid[::-1][first]
    known = stated != UNKNOWN
    common = sheets.take(row[known])
    stated = stated[known]
    off = np.abs(stated - common.valid) > material.whole(check, "off_by")
    blank, null = of_kind(common, Kind.BLANK), of_kind(common, Kind.NULL)
    return flag(
        common,
        off,
        None,
        {
            Column("stated_valid", Unit.VOTES): stated,
            Column("summed_valid", Unit.VOTES): common.valid,
            Column("blank", Unit.VOTES): blank,
            Column("null", Unit.VOTES): null,
        },
        {f"checks.part.{way}": fits & off for way, fits in ways(stated, common.valid, blank, null).items()},
    )


def _log_and_count(material: Material) -> tuple[Verifications, Sheets] | None:
    for log in material.logs:
        if not (log.stated_valid != UNKNOWN).any():
            continue
        for sheets in reversed(material.counts):
            if sheets.count_id == log.count_id:
                return log, sheets
    return None


CHECK = Check(
    "stated_total",
    Reach.COUNTS,
    HANDBOOK,
    find,
    settings={"off_by": 0},
    cannot_show=("checks.cannot_show.which_figure_is_right",),
)
