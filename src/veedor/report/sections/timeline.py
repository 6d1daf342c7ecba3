"""The count over time: pictures first, then each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.report.sections import Listing, Section, drawn, said

if TYPE_CHECKING:
    from veedor.findings import Case
    from veedor.report.wording import Wording

LISTED = ("interruptions", "snapshot_sheets")
"""Tables of the result that stand on the page; findings.json has all."""


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    result = case.timeline()
    tables = [table for table in result.tables if table.name in LISTED]
    return Section(
        "timeline",
        (*drawn(result, wording), *said(result), *(Listing(table, folded=True) for table in tables)),
    )
