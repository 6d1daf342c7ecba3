"""Results by choice, by region and by polling place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.report.charts.places import place_map
from veedor.report.charts.results import choices, regions
from veedor.report.sections import Listing, Picture, Section

if TYPE_CHECKING:
    from veedor.findings import Case
    from veedor.report.wording import Wording


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    result = case.outcome()
    drawn = (
        choices(result, wording),
        regions(result, wording),
        place_map(result, case.election.roll().places, wording),
    )
    strata = [table for table in result.tables if table.name == "results_by_stratum"]
    return Section(
        "results",
        (
            *(Picture(spec) for spec in drawn if spec is not None),
            *(Listing(table) for table in strata),
        ),
    )
