"""In words: what audit would settle an outcome, and what it would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.audit_coverage import ASSUMES, CANNOT, METHOD, coverage_findings, coverage_tables
from veedor.findings.words import ASSERTION, assertion_cells, assertion_figures, over_or_alone
from veedor.model import Column, Figure, Finding, Table, Unit

if TYPE_CHECKING:
    from veedor.audit import Outlook


def findings(result: Outlook) -> tuple[Finding, ...]:
    """Say what it takes, or that nothing can confirm the outcome."""
    coverage = coverage_findings(result.population)
    cost = result.cost("proportional_safe")
    if not result.population.can_be_confirmed or cost is None or cost.sheets is None:
        return coverage
    fast = result.cost("proportional_full")
    binding = result.binding
    figures = (
        Figure("sheets", cost.sheets, Unit.SHEETS),
        Figure("ballots", cost.ballots, Unit.BALLOTS),
        Figure("all_sheets", len(result.population.sheets), Unit.SHEETS),
        Figure("risk_limit", result.risk_limit, Unit.SHARE, digits=0),
        Figure("fewest", fast.sheets if fast else None, Unit.SHEETS),
        Figure("ratio", binding.ratio, Unit.NUMBER, digits=4),
        Figure("slack", binding.votes, Unit.VOTES, digits=1),
        *assertion_figures(binding.assertion),
        Figure("assertions", len(result.population.members), Unit.NUMBER, digits=0),
        Figure("seed", result.seed, Unit.TEXT),
    )
    says = over_or_alone("audit.outlook", binding.assertion)
    return (*coverage, Finding("audit.outlook", says, figures, METHOD, ASSUMES, CANNOT))


def tables(result: Outlook) -> tuple[Table, ...]:
    """Give the costs by assertion and design, what a budget buys, and the sheets that cannot be drawn."""
    named = {m.assertion.assertion_id: assertion_cells(m.assertion) for m in result.population.members}
    costs = Table(
        "audit_costs",
        (
            *ASSERTION,
            Column("design", Unit.TERM),
            Column("ratio", Unit.NUMBER, digits=4),
            Column("audit_sheets", Unit.SHEETS),
            Column("audit_sheets_90", Unit.SHEETS),
            Column("audit_ballots", Unit.BALLOTS),
        ),
        tuple(
            (*named[c.assertion_id], f"design.{c.design}", c.ratio, c.sheets, c.sheets_90, c.ballots)
            for c in result.most_work_first
        ),
    )
    buys = Table(
        "audit_budget",
        (
            Column("audit_sheets", Unit.SHEETS),
            Column("audit_ballots", Unit.BALLOTS),
            Column("attained", Unit.PROBABILITY, digits=4),
        ),
        tuple((n, round(n * result.ballots_per_sheet), risk) for n, risk in result.buys),
    )
    made = [table for table in (costs, buys) if table.rows]
    return (*made, *coverage_tables(result.population))
