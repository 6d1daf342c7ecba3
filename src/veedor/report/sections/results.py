"""Results by choice, by region and by polling place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.report.charts.places import place_map
from veedor.report.charts.results import choices, regions
from veedor.report.sections import Listing, Part, Picture, Section, attempt

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.report.charts import ChartSpec
    from veedor.report.wording import Wording


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    result = case.outcome()
    parts: list[Part] = []
    for what, draw in (
        ("results-choices", lambda: choices(result, wording)),
        ("results-regions", lambda: regions(result, wording)),
        ("results-map", lambda: place_map(result, case.election.roll().places, wording)),
    ):
        parts += attempt(what, lambda draw=draw: _picture(draw()))  # type: ignore[misc]
    parts += [Listing(table) for table in result.tables if table.name == "results_by_stratum"]
    return Section("results", tuple(parts))


def _picture(spec: ChartSpec | None) -> tuple[Picture, ...]:
    return () if spec is None else (Picture(spec),)
