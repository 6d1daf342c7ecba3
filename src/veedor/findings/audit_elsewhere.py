"""In words: the risk that somebody else's audit attained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.audit_coverage import coverage_findings, coverage_tables
from veedor.findings.words import ASSERTION, assertion_cells
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.audit.others import MeasuredElsewhere

METHOD = Method(
    "method.audit_elsewhere",
    "Stark, IEEE Trans. Inf. Forensics Secur. 4 (2009) 1005 (Kaplan-Markov); Stark, Ann. Appl. Stat. 2 "
    "(2008) 982 (maximum relative overstatement)",
)
ASSUMES = ("assume.audit_elsewhere", "assume.audit_paper", "assume.audit_cap")
NAMED = 12
"""Sheets that a sentence names."""
CANNOT = ("cannot.audit_elsewhere", "cannot.audit_paper_trail")


def findings(result: MeasuredElsewhere) -> tuple[Finding, ...]:
    """Say the risk, and what of their draw could be checked."""
    figures = (
        Figure("draws", len(result.draws), Unit.NUMBER, digits=0),
        Figure("units", len(result.units), Unit.NUMBER, digits=0),
        Figure("sheets", sum(len(unit.sheets) for unit in result.units), Unit.SHEETS),
        Figure("attained", result.attained, Unit.PROBABILITY, digits=9),
        Figure("macro", result.macro, Unit.PROBABILITY, digits=9),
        Figure("published", result.published, Unit.PROBABILITY, digits=9),
        Figure("assertions", len(result.p), Unit.NUMBER, digits=0),
    )
    says = "audit.elsewhere" if result.published is None else "audit.elsewhere.published"
    found = [Finding("audit.elsewhere", says, figures, METHOD, ASSUMES, CANNOT)]
    if result.bad_tickets:
        wrong = (
            Figure("wrong", len(result.bad_tickets), Unit.NUMBER, digits=0),
            Figure("first_wrong", result.bad_tickets[0], Unit.TEXT),
        )
        found.append(Finding("audit.elsewhere.tickets", "audit.elsewhere.tickets", wrong, METHOD))
    for name, sheets in (("without", result.without), ("beyond", result.beyond)):
        if sheets:
            says = f"audit.elsewhere.{name}"
            found.append(Finding(says, says, (Figure("named", _named(sheets), Unit.TEXT),), METHOD))
    return (*found, *coverage_findings(result.population))


def _named(sheets: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first of them, and how many there are where that is not all."""
    return sheets if len(sheets) <= NAMED else (*sheets[:NAMED], f"… ({len(sheets)})")


def tables(result: MeasuredElsewhere) -> tuple[Table, ...]:
    """Return the assertions with their P-values."""
    rows = tuple(
        (*assertion_cells(member.assertion), member.votes, member.ratio, p)
        for member, p in zip(result.population.members, result.p, strict=True)
    )
    columns = (
        *ASSERTION,
        Column("slack", Unit.VOTES, digits=1),
        Column("ratio", Unit.NUMBER, digits=4),
        Column("attained", Unit.PROBABILITY, digits=9),
    )
    return (Table("audit_assertions", columns, rows), *coverage_tables(result.population))
