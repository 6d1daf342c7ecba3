"""What a random sample of sheets says, where the case has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.report.sections import Listing, Section, said

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.report.wording import Wording


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    del wording
    result = case.quickcount()
    shares, strata = result.tables
    return Section("quickcount", (*said(result), Listing(shares), Listing(strata, folded=True)))
