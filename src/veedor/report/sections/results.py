"""Results by choice, by region and by polling place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.report.charts.areas import areas_counted
from veedor.report.charts.outlines import read_rings
from veedor.report.charts.places import place_map
from veedor.report.charts.results import choices, regions
from veedor.report.sections import Listing, Part, Picture, Section, attempt

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.count import OutcomeResult, Places
    from veedor.report.charts import ChartSpec
    from veedor.report.charts.outlines import Ring
    from veedor.report.wording import Wording


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    result = case.outcome()
    parts: list[Part] = []
    rings: list[Ring] = []

    def borders() -> tuple[Part, ...]:
        file = case.election.file
        if file.election.outline:
            rings.extend(read_rings(file.folder / file.election.outline))
        return ()

    lost = attempt("results-outline", borders)
    for what, draw in (
        ("results-choices", lambda: choices(result, wording)),
        ("results-regions", lambda: regions(result, wording)),
        ("areas-counted", lambda: areas_counted(result, wording)),
        ("results-map", lambda: place_map(result, _places(case, result), wording, rings)),
    ):
        parts += attempt(what, lambda draw=draw: _picture(draw()))  # type: ignore[misc]
    parts += lost
    parts += [Listing(table) for table in result.tables if table.name == "results_by_stratum"]
    return Section("results", tuple(parts))


def _places(case: Case, result: OutcomeResult) -> Places:
    """Return where the polling places lie; of a count by area, where the areas do."""
    return case.election.roll().places if result.by_area is None else result.by_area.figures.places


def _picture(spec: ChartSpec | None) -> tuple[Picture, ...]:
    return () if spec is None else (Picture(spec),)
