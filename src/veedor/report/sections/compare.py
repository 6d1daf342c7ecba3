"""What changed from each publication of the counts to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.count.area_comparison import AreaComparison
from veedor.errors import MissingDataError
from veedor.report.charts.comparison import state_name
from veedor.report.sections import Folded, Listing, Part, Section, attempt, drawn, said

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.count import Comparison
    from veedor.report.wording import Wording

LISTED = (
    "comparison_states", "comparison_choices", "comparison_places", "comparison_figures", "comparison_areas",
    "comparison_choices_of_areas", "area_changes",
)  # fmt: skip
"""Tables of a comparison that stand, folded, on the page; findings.json has all."""


def build(case: Case, wording: Wording) -> Section:
    """Write the section.

    Raises
    ------
    MissingDataError
        Where there is one state only.
    """
    results = case.comparisons()
    if not results:
        raise MissingDataError("The case has one publication of the count only.")
    *earlier, last = results
    parts = list(attempt("compare", lambda: _one(last, wording)))
    for result in reversed(earlier):
        before, after = (state_name(state, wording) for state in (result.before, result.after))
        title = wording.text("report.from_to", before=before, after=after)
        parts.append(Folded(title, attempt("compare", lambda result=result: _one(result, wording))))  # type: ignore[misc]
    return Section("compare", tuple(parts))


def _one(result: Comparison | AreaComparison, wording: Wording) -> list[Part]:
    tables = [table for table in result.tables if table.name in LISTED]
    return [
        *said(result),
        *(() if isinstance(result, AreaComparison) else drawn(result, wording)),
        *(Listing(table, folded=True) for table in tables),
    ]
