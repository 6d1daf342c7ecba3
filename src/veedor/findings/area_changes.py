"""What areas do that a growing count does not: their changes in words, for a timeline and a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in, table_of
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.area_history import AreaChange

METHOD = Method("count.method.area_changes", "each area beside itself in the publication before")
KINDS = ("vanished", "sheets_counted", "votes", "same_sheets", "sheets_total", "registered", "appeared")
"""Kinds of change, the weightiest first."""


def finding_of_changes(about: str, changes: Sequence[AreaChange]) -> list[Finding]:
    """Give a finding for each kind of change, with the first of them.

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
                METHOD,
                assumptions=("count.assumes.same_area_id",),
                cannot_show=("count.cannot.why_it_changed",),
            )
        )
    return found


def table_of_changes(changes: Sequence[AreaChange]) -> Table:
    """Give every change, in the order of the publications."""
    columns = (
        Column("snapshot", Unit.FILE),
        Column("area", Unit.TEXT),
        Column("change", Unit.TERM),
        Column("choice", Unit.CHOICE),
        *columns_in(Unit.NUMBER, "before", "after", digits=0),
    )
    return table_of("area_changes", columns, changes, change=lambda one: f"term.area_{one.what}")
