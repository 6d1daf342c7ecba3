"""The valid total that a log states beside the sum of the published figures."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import HANDBOOK, Check, Dossier, Flagged, LooksAt, Unable, flag
from veedor.checks.printed import ways
from veedor.checks.sheet.printed_totals import of_kind
from veedor.count import Sheets
from veedor.count.logs import Verifications
from veedor.count.vectors import UNKNOWN
from veedor.model import Kind


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets whose stated valid total is more than ``off_by`` from the candidates' sum.

    The log is compared with the latest count of the same ``count_id``: a log of the preliminary count with
    the last preliminary snapshot. Of several entries of one sheet the last counts.
    """
    found = _log_and_count(dossier)
    if found is None:
        return Unable("no_log")
    log, sheets = found
    stated = np.r_[log.stated_valid, UNKNOWN][log.rows(sheets.ids)]
    known = stated != UNKNOWN
    common, stated = sheets.take(known), stated[known]
    off = np.abs(stated - common.valid) > dossier.whole(check, "off_by")
    blank, null = of_kind(common, Kind.BLANK), of_kind(common, Kind.NULL)
    return flag(
        common,
        off,
        None,
        {
            "stated_valid": stated,
            "summed_valid": common.valid,
            "blank": blank,
            "null": null,
        },
        {way: fits & off for way, fits in ways(stated, common.valid, blank, null).items()},
    )


def _log_and_count(dossier: Dossier) -> tuple[Verifications, Sheets] | None:
    for log in dossier.logs:
        if not (log.stated_valid != UNKNOWN).any():
            continue
        for sheets in reversed(dossier.counts):
            if sheets.count_id == log.count_id:
                return log, sheets
    return None


CHECK = Check(
    "stated_total",
    LooksAt.COUNTS,
    HANDBOOK,
    find,
    settings={"off_by": 0},
    cannot_show=("which_figure_is_right",),
)
