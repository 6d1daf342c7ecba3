"""In words: what audit would settle an outcome, and what it would cost."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.audit.capacity import Cap
from veedor.findings.audit_coverage import coverage_findings, coverage_tables
from veedor.findings.audit_words import (
    CANNOT,
    METHOD,
    assumes_of,
    contest_of,
    member_cells,
    member_columns,
    method_of,
    risk_limit_of,
    things,
)
from veedor.findings.words import assertion_figures, over_or_alone
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
    several = _several(result) if len(result.contests) > 1 else ()
    return (*coverage, *_sizes(result, result.planned), *several)


def _several(result: Outlook) -> tuple[Finding, ...]:
    """Say which contests one sample confirms, and which of them makes the work."""
    figures = (
        Figure("contests", tuple(contest.title for contest in result.contests), Unit.CONTEST),
        Figure("hardest", contest_of(result.population, result.hardest).title, Unit.CONTEST),
    )
    return (Finding("audit.contests", "audit.contests", figures, method_of(result.design)),)


def _sizes(result: Outlook, planned: Cost) -> Iterator[Finding]:
    """Say the size of what would be signed, what makes the work, and what stands against the plan."""
    fast, hardest, design = result.cost("proportional_full"), result.hardest, result.design
    unit, of_ballots = things(design), ".ballots" if design.of_ballots else ""
    figures = (
        Figure("sheets", planned.sheets, unit),
        Figure("sheets_90", planned.sheets_90, unit),
        Figure("ballots", planned.ballots, Unit.BALLOTS),
        Figure("all_sheets", planned.all_sheets, unit),
        risk_limit_of(result.risk_limit),
        Figure("fewest", fast.sheets if fast else None, Unit.SHEETS),
        Figure("assertions", len(result.population.members), Unit.NUMBER, digits=0),
        Figure("runs", planned.runs, Unit.NUMBER, digits=0),
        Figure("seed", str(result.seed), Unit.TEXT),
    )
    seats = hardest.assertion.kind is AssertionKind.SEAT
    says = f"audit.outlook.{design.method}" if of_ballots else "audit.outlook"
    says = "audit.outlook.seats" if seats and not of_ballots else says
    says = f"audit.outlook.everything{of_ballots}" if planned.everything else says
    yield Finding("audit.outlook", says, figures, method_of(design), assumes_of(design), CANNOT)
    work = (
        Figure("ratio", hardest.ratio, Unit.NUMBER, digits=1),
        Figure("slack", hardest.votes, Unit.VOTES, digits=1),
        *assertion_figures(hardest.assertion),
    )
    contest = contest_of(result.population, hardest).contest_id
    says = over_or_alone(f"audit.hardest{of_ballots}", hardest.assertion)
    yield Finding("audit.hardest", says, work, METHOD, contest=contest)
    if result.too_few:
        limit = (
            Figure("most_sheets", design.most_sheets, unit),
            Figure("sheets", planned.sheets, unit),
        )
        yield Finding("audit.too_few", f"audit.too_few{of_ballots}", limit, METHOD)
    if design.cap == Cap.CAST:
        yield Finding("audit.cap_cast", "audit.cap_cast", (), METHOD)


def tables(result: Outlook) -> tuple[Table, ...]:
    """Return the costs by design, the assertions, what a budget buys, and the sheets that cannot be drawn."""
    made = [table for table in (_costs(result), _work(result), _buys(result)) if table.rows]
    return (*made, *coverage_tables(result.population))


def _looked(of_ballots: bool) -> tuple[Column, ...]:
    """Return the columns of what is looked at: ballots, or sheets and the ballots on them."""
    if of_ballots:
        return (Column("audit_ballots_looked", Unit.BALLOTS),)
    return Column("audit_sheets", Unit.SHEETS), Column("audit_ballots", Unit.BALLOTS)


def _costs(result: Outlook) -> Table:
    of_ballots = result.design.of_ballots
    looked, *within = _looked(of_ballots)
    return Table(
        "audit_costs",
        (
            Column("design", Unit.TERM),
            Column("ratio", Unit.NUMBER, digits=4),
            looked,
            Column("audit_sheets_90", things(result.design)),
            *within,
        ),
        tuple(
            (f"design.{c.design}", c.ratio, c.sheets, c.sheets_90, *([] if of_ballots else [c.ballots]))
            for c in result.costs
        ),
    )


def _work(result: Outlook) -> Table:
    """Return the assertions, what makes most work first."""
    return Table(
        "audit_work",
        (
            *member_columns(result.population),
            Column("slack", Unit.VOTES, digits=1),
            Column("ratio", Unit.NUMBER, digits=4),
        ),
        tuple(
            (
                *member_cells(result.population, member),
                Fraction(result.population.remaining(member), member.scale),
                member.ratio,
            )
            for member in result.most_work_first
            if member.slack > 0
        ),
    )


def _buys(result: Outlook) -> Table:
    """Return the risk that is left for a budget."""
    of_ballots = result.design.of_ballots
    return Table(
        "audit_budget_ballots" if of_ballots else "audit_budget",
        (*_looked(of_ballots), Column("attained", Unit.PROBABILITY, digits=4)),
        tuple((n, risk) for n, _, risk in result.buys) if of_ballots else result.buys,
    )
