"""Whether the late shift is which places came late, or a change within places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.report.second_process import ask_shift
from veedor.report.sections import Listing, Section, drawn, said

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.report.wording import Wording

LISTED = ("shift_terms", "shift_jumps", "shift_traps", "shift_contrasts")


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    result = ask_shift(case)
    tables = [table for table in result.tables if table.name in LISTED]
    return Section(
        "shift",
        (
            *said(result),
            *drawn(result, wording),
            *(Listing(table, folded=table.name == "shift_contrasts") for table in tables),
        ),
    )
