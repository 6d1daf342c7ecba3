"""What audit would settle the outcome, and where the audits that the case holds stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.audit import audit_status
from veedor.case.command_line import command_line
from veedor.report.sections import Listing, Part, Section, attempt, drawn, said

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit import Outlook
    from veedor.case import Case
    from veedor.report.wording import Wording

FOLDED = frozenset({"audit_differing", "audit_records", "audit_steps"})


def build(case: Case, wording: Wording) -> Section:
    """Write the section: every audit under ``audits/`` of the case, then what an audit would take.

    Raises
    ------
    MissingDataError, QuestionError
        Where the case holds no audit, and none can be planned.
    """
    plans = sorted((case.election.file.folder / "audits").glob("*/plan.json"))
    parts: list[Part] = []
    for plan in plans:
        parts += attempt("audit", lambda plan=plan: _held(plan, wording))  # type: ignore[misc]
    if not plans:
        return Section("audit", answer(case.audit(), wording))
    return Section("audit", (*parts, *attempt("audit", lambda: answer(case.audit(), wording))))


def _held(plan: Path, wording: Wording) -> tuple[Part, ...]:
    """Say where an audit that the case holds stands."""
    status = replace(audit_status(plan.parent), command=command_line("audit verify", plan.parent.name))
    tables = [table for table in status.tables if table.name != "audit_path" and table.rows]
    listed = (Listing(table, folded=table.name in FOLDED) for table in tables)
    return (*said(status), *drawn(status, wording), *listed)


def answer(result: Outlook, wording: Wording) -> tuple[Part, ...]:
    """Return the parts that say what an audit would take.

    Parameters
    ----------
    result : Outlook
        Of any design.
    wording : Wording
        With the labels of its choices.
    """
    work = (Listing(table, folded=True) for table in result.tables if table.name == "audit_work")
    return (*said(result), *drawn(result, wording), *work)
