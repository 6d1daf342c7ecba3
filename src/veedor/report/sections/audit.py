"""What audit would settle the outcome, and where the audits that the case holds stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit import audit_status
from veedor.report.sections import Listing, Part, Section, drawn, said

if TYPE_CHECKING:
    from veedor.findings import Case
    from veedor.report.wording import Wording

RUNS = 40
"""Simulated draws of each design: without errors their sizes hardly differ."""
FOLDED = frozenset({"audit_differing", "audit_steps"})


def build(case: Case, wording: Wording) -> Section | None:
    """Write the section: every audit under ``audits/`` of the case, then what an audit would take."""
    parts: list[Part] = []
    for plan in sorted((case.election.file.folder / "audits").glob("*/plan.json")):
        status = audit_status(plan.parent, command=f"veedor audit verify {plan.parent.name}")
        parts += [*said(status), *drawn(status, wording)]
        parts += [
            Listing(table, folded=table.name in FOLDED)
            for table in status.tables
            if table.name != "audit_path" and table.rows
        ]
    result = case.audit(runs=RUNS)
    parts += [*said(result), *drawn(result, wording)]
    return Section("audit", tuple(parts))
