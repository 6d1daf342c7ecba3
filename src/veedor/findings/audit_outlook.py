"""In words: what audit would settle an outcome, and what it would cost."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.audit.bounds import Cap
from veedor.findings.audit_coverage import ASSUMES, CANNOT, METHOD, coverage_findings, coverage_tables
from veedor.findings.words import ASSERTION, assertion_cells, assertion_figures, over_or_alone
from veedor.model import AssertionKind, Column, Figure, Finding, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.audit import Outlook
    from veedor.audit.simulated import Cost


def findings(result: Outlook) -> tuple[Finding, ...]:
    """Say what it takes, or that nothing can confirm the outcome."""
    coverage = coverage_findings(result.population)
    if result.planned is None:
        return coverage
    return (*coverage, *_sizes(result, result.planned))


def _sizes(result: Outlook, planned: Cost) -> Iterator[Finding]:
    """Say the size of what would be signed, what makes the work, and what stands against the plan."""
    fast, hardest, design = result.cost("proportional_full"), result.hardest, result.design
    figures = (
        Figure("sheets", planned.sheets, Unit.SHEETS),
        Figure("sheets_90", planned.sheets_90, Unit.SHEETS),
        Figure("ballots", planned.ballots, Unit.BALLOTS),
        Figure("all_sheets", planned.all_sheets, Unit.SHEETS),
        Figure("risk_limit", result.risk_limit, Unit.SHARE, digits=0),
        Figure("fewest", fast.sheets if fast else None, Unit.SHEETS),
        Figure("assertions", len(result.population.members), Unit.NUMBER, digits=0),
        Figure("runs", planned.runs, Unit.NUMBER, digits=0),
        Figure("seed", str(result.seed), Unit.TEXT),
    )
    seats = hardest.assertion.kind is AssertionKind.SEAT
    says = "audit.outlook.everything" if planned.everything else "audit.outlook"
    says = "audit.outlook.seats" if seats and not planned.everything else says
    yield Finding("audit.outlook", says, figures, METHOD, ASSUMES, CANNOT)
    work = (
        Figure("ratio", hardest.ratio, Unit.NUMBER, digits=4),
        Figure("slack", hardest.votes, Unit.VOTES, digits=1),
        *assertion_figures(hardest.assertion),
    )
    yield Finding("audit.hardest", over_or_alone("audit.hardest", hardest.assertion), work, METHOD)
    if result.too_few:
        limit = (
            Figure("most_sheets", design.most_sheets, Unit.SHEETS),
            Figure("sheets", planned.sheets, Unit.SHEETS),
        )
        yield Finding("audit.too_few", "audit.too_few", limit, METHOD)
    if design.cap == Cap.CAST:
        yield Finding("audit.cap_cast", "audit.cap_cast", (), METHOD)


def tables(result: Outlook) -> tuple[Table, ...]:
    """Give the costs by design, the assertions, what a budget buys, and the sheets that cannot be drawn."""
    costs = Table(
        "audit_costs",
        (
            Column("design", Unit.TERM),
            Column("ratio", Unit.NUMBER, digits=4),
            Column("audit_sheets", Unit.SHEETS),
            Column("audit_sheets_90", Unit.SHEETS),
            Column("audit_ballots", Unit.BALLOTS),
        ),
        tuple((f"design.{c.design}", c.ratio, c.sheets, c.sheets_90, c.ballots) for c in result.costs),
    )
    work = Table(
        "audit_work",
        (*ASSERTION, Column("slack", Unit.VOTES, digits=1), Column("ratio", Unit.NUMBER, digits=4)),
        tuple(
            (
                *assertion_cells(member.assertion),
                Fraction(result.population.remaining(member), member.assertion.scale),
                member.ratio,
            )
            for member in result.most_work_first
            if member.slack > 0
        ),
    )
    buys = Table(
        "audit_budget",
        (
            Column("audit_sheets", Unit.SHEETS),
            Column("audit_ballots", Unit.BALLOTS),
            Column("attained", Unit.PROBABILITY, digits=4),
        ),
        result.buys,
    )
    made = [table for table in (costs, work, buys) if table.rows]
    return (*made, *coverage_tables(result.population))
