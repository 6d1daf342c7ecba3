"""What the check of a snapshot says: whether a file is what its row in the log of publications says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.count.snapshots import SnapshotCheck

METHOD = Method(
    "count.method.snapshot_check", "totals of the file minus the row of the log with the same time"
)


def findings(result: SnapshotCheck) -> tuple[Finding, ...]:
    """One finding: equal, different by exactly these sheets, or different."""
    if result.equal:
        says = "snapshot.equals_its_publication"
    elif result.explained:
        ways = {(True, False): "by_named_sheets", (False, True): "lacks", (True, True): "both_ways"}
        says = f"snapshot.differs_{ways[bool(result.suspects), bool(result.lacking)]}"
    else:
        says = "snapshot.differs"
    figures = (
        Figure("snapshot_name", str(result.snapshot_id), Unit.FILE),
        Figure("published_at", result.published_at, Unit.MOMENT),
        Figure("sheets_counted", result.sheets, Unit.SHEETS),
        Figure("more_sheets", result.differences.get("sheets", 0), Unit.SHEETS),
        Figure("more_valid", result.differences.get("valid", 0), Unit.VOTES),
        Figure("sheets_named", tuple(s.sheet_id for s in result.suspects), Unit.TEXT),
        Figure("sheets_lacking", tuple(s.sheet_id for s in result.lacking), Unit.TEXT),
    )
    return (
        Finding(
            f"snapshot.{result.count_id}.{result.snapshot_id}",
            says,
            figures,
            METHOD,
            assumptions=("count.assumes.log_complete",),
            cannot_show=("count.cannot.why_it_differs",)
            if not result.equal
            else ("count.cannot.truth_of_sheets",),
        ),
    )


def tables(result: SnapshotCheck) -> tuple[Table, ...]:
    """The differences, and the sheets that make them."""
    shown = Table(
        "snapshot_differences",
        (Column("item", Unit.TERM), Column("difference", Unit.NUMBER, digits=0)),
        # what is no choice is named by the head of its column; a choice has no such words and stays
        tuple((f"column.{n}" if n in {"sheets", "valid"} else n, d) for n, d in result.differences.items()),
    )
    if not result.explained:
        return (shown,)
    named = Table(
        "snapshot_sheets",
        (
            *columns_in(Unit.TEXT, "sheet", "published"),
            Column("verified_at", Unit.MOMENT),
            Column("valid", Unit.VOTES),
        ),
        tuple(
            (s.sheet_id, there, s.verified_at, s.valid)
            for there, sheets in ((True, result.suspects), (False, result.lacking))
            for s in sheets
        ),
    )
    return shown, named
