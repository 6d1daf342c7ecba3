"""What a comparison of counts by area says: what came in where, and what a growing count does not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.comparison import both_sides, followed
from veedor.findings.comparison_tables import by_cause, line_cells, lines_of
from veedor.findings.rows import columns_in, table_of
from veedor.findings.words import level_term
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.area_comparison import AreaComparison
    from veedor.count.area_history import AreaChange
    from veedor.count.by_area import AreaCount
    from veedor.count.comparison import AssertionShift
    from veedor.model import Value


METHOD = Method("count.method.area_comparison", "figures of each area, later minus earlier, joined by its id")


def findings(result: AreaComparison) -> tuple[Finding, ...]:
    """Say how many areas moved and what that did to what decides, then what a growing count does not do."""
    found = [_areas(result), *(_moved(result, item) for item in result.assertions)]
    return (*found, *finding_of_changes("comparison", result.changes))


def tables(result: AreaComparison) -> tuple[Table, ...]:
    """Return the tables of a comparison; those without rows are left out."""
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
    """Return the areas that moved, those with most sheets that came in first."""
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


OF_CHANGES = Method("count.method.area_changes", "each area beside itself in the publication before")
KINDS = ("vanished", "sheets_counted", "votes", "same_sheets", "sheets_total", "registered", "appeared")
"""Kinds of change, the weightiest first."""


def finding_of_changes(about: str, changes: Sequence[AreaChange]) -> list[Finding]:
    """Return a finding for each kind of change, with the first of them.

    Parameters
    ----------
    about : str
        First part of the ids of the findings.
    changes : sequence of AreaChange
        In the order of the publications.
    """
    found = []
    for kind in KINDS:
        mine = [change for change in changes if change.what == kind]
        if not mine:
            continue
        first = mine[0]
        found.append(
            Finding(
                f"{about}.areas.{kind}",
                f"areas.changed.{kind}",
                (
                    Figure("areas_changed", len({change.area for change in mine}), Unit.AREAS),
                    Figure("changes", len(mine), Unit.NUMBER, digits=0),
                    Figure("change_area", first.area, Unit.TEXT),
                    Figure("change_file", first.snapshot, Unit.FILE),
                    Figure("change_choice", first.choice, Unit.CHOICE),
                    Figure("change_before", first.before, Unit.NUMBER, digits=0),
                    Figure("change_after", first.after, Unit.NUMBER, digits=0),
                ),
                OF_CHANGES,
                assumptions=("count.assumes.same_area_id",),
                cannot_show=("count.cannot.why_it_changed",),
            )
        )
    return found


def table_of_changes(changes: Sequence[AreaChange]) -> Table:
    """Return every change, in the order of the publications."""
    columns = (
        Column("snapshot", Unit.FILE),
        Column("area", Unit.TEXT),
        Column("change", Unit.TERM),
        Column("choice", Unit.CHOICE),
        *columns_in(Unit.NUMBER, "before", "after", digits=0),
    )
    return table_of("area_changes", columns, changes, change=lambda one: f"term.area_{one.what}")
