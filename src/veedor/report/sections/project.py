"""What the outstanding votes had to bring, what was expected of them, and the record of that method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.report.sections import Listing, Part, Said, Section, drawn, said

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.outstanding import Projection
    from veedor.report.wording import Wording

FOLDED = ("outstanding_levels", "outstanding_levels_by_stratum")


def build(case: Case, wording: Wording) -> Section:
    """Write the section; where nothing is outstanding it says so, with the record if there is one."""
    result = case.project()
    if not result.outstanding and result.record is None:
        return Section("project", (Said(result.findings[0]),))
    return Section("project", answer(result, wording))


def answer(result: Projection, wording: Wording) -> tuple[Part, ...]:
    """Return the parts that say what a projection came to.

    Parameters
    ----------
    result : Projection
        From any publication.
    wording : Wording
        With the labels of its choices.
    """
    shown = [table for table in result.tables if "calibration" not in table.name]
    return (
        *said(result),
        *drawn(result, wording),
        *(Listing(table, folded=table.name in FOLDED) for table in shown),
    )
