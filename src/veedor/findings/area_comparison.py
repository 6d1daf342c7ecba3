"""What a comparison of counts by area says: what came in where, and what a growing count does not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.area_changes import finding_of_changes, table_of_changes
from veedor.findings.comparison import both_sides, followed
from veedor.findings.comparison_tables import by_cause, line_cells, lines_of
from veedor.findings.rows import columns_in
from veedor.findings.words import level_term
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.count.area_comparison import AreaComparison
    from veedor.count.by_area import AreaCount
    from veedor.count.comparison import AssertionShift
    from veedor.model import Value

METHOD = Method("count.method.area_comparison", "figures of each area, later minus earlier, joined by its id")


def findings(result: AreaComparison) -> tuple[Finding, ...]:
    """Say how many areas moved and what that did to what decides, then what a growing count does not do."""
    found = [_areas(result), *(_moved(result, item) for item in result.assertions)]
    return (*found, *finding_of_changes("comparison", result.changes))


def tables(result: AreaComparison) -> tuple[Table, ...]:
    """Give the tables of a comparison; those without rows are left out."""
    made = (_choices(result), _assertions(result), _area_table(result), table_of_changes(result.changes))
    return tuple(table for table in made if len(table))


def _finding(finding_id: str, says: str, *figures: Figure) -> Finding:
    return Finding(
        finding_id,
        says,
        figures,
        METHOD,
        assumptions=("count.assumes.same_area_id",),
        cannot_show=("count.cannot.why_it_changed",),
    )


def _areas(result: AreaComparison) -> Finding:
    moved = len(result.moved)
    same = not moved and not result.changes
    says = "areas.comparison.same" if same else "areas.comparison"
    if result.level and not same:
        says = "areas.comparison.by_place"
    return _finding(
        "comparison.areas",
        says,
        *both_sides(result.before, result.after),
        Figure("level", level_term(result.level) if result.level else None, Unit.TERM),
        Figure("counted_before", result.before.sheets, Unit.SHEETS),
        Figure("total_before", result.old.named, Unit.SHEETS),
        Figure("counted_after", result.after.sheets, Unit.SHEETS),
        Figure("total_after", result.new.named, Unit.SHEETS),
        Figure("areas_moved", moved, Unit.AREAS),
        Figure("areas_appeared", result.areas("appeared"), Unit.AREAS),
        Figure("areas_vanished", result.vanished, Unit.AREAS),
    )


def _moved(result: AreaComparison, item: AssertionShift) -> Finding:
    a, moved = item.assertion, item.shift
    return _finding(
        f"comparison.moved.{a.assertion_id}",
        f"areas.comparison.moved_{'over' if a.rival is not None else 'alone'}",
        *followed(item, result.contest),
        Figure("areas_raised", moved.sheets_raised, Unit.AREAS),
        Figure("areas_lowered", moved.sheets_lowered, Unit.AREAS),
    )


def _choices(result: AreaComparison) -> Table:
    return Table(
        "comparison_choices_of_areas",
        (
            Column("choice", Unit.CHOICE),
            *columns_in(Unit.VOTES, "before", "after", "appeared", "vanished", "raised"),
            Column("areas_raised", Unit.AREAS),
            Column("lowered", Unit.VOTES),
            Column("areas_lowered", Unit.AREAS),
        ),
        by_cause(result.choices),
    )


def _assertions(result: AreaComparison) -> Table:
    named, unit = lines_of(result.assertions, result.contest)
    return Table(
        "comparison_lines_of_areas",
        (*named, *columns_in(unit, "before", "after", base="base.of_the_rule")),
        tuple((*line_cells(item.assertion), item.before, item.after) for item in result.assertions),
    )


def _area_table(result: AreaComparison) -> Table:
    """Give the areas that moved, those with most sheets that came in first."""
    old, new = _numbers(result.old), _numbers(result.new)
    rows: list[tuple[Value, ...]] = []
    for area in result.moved:
        before, after = old[area], new[area]
        rows.append((area, before[0], after[0], before[1], after[1], before[2], after[2]))
    rows.sort(key=lambda row: (-(row[2] - row[1]), row[0]))  # type: ignore[operator]
    return Table(
        "comparison_areas",
        (
            Column("area", Unit.TEXT),
            *columns_in(Unit.SHEETS, "counted_before", "counted_after", "total_before", "total_after"),
            *columns_in(Unit.VOTES, "valid_before", "valid_after"),
        ),
        tuple(rows),
    )


def _numbers(areas: AreaCount) -> dict[str, tuple[int, int, int]]:
    told = zip(areas.counted.tolist(), areas.total.tolist(), areas.figures.valid.tolist(), strict=True)
    return dict(zip(areas.ids.tolist(), told, strict=True))
