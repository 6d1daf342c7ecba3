"""In words: where an audit stands."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.audit.discrepancy import Discrepancy
from veedor.audit.risk_measurement import outcome_p
from veedor.findings.audit_coverage import ASSUMES, CANNOT, METHOD, coverage_findings, coverage_tables
from veedor.findings.audit_full_count import full_count_finding, full_count_table
from veedor.findings.words import ASSERTION, assertion_cells
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.audit import AuditFolder, AuditStatus, Checked

PAPERS = Method("method.audit_papers", "OpenSSH PROTOCOL.sshsig; hash chain of the journal")


def findings(result: AuditStatus) -> tuple[Finding, ...]:
    """Say who agreed, whether the papers hold, and the risk."""
    population = result.folder.population
    found = [_agreement(result.folder), _papers(result), *coverage_findings(population)]
    if population.can_be_confirmed and result.measured:
        found.append(_risk(result))
    if result.full_count is not None:
        found.append(full_count_finding(result.full_count))
    return tuple(found)


def _agreement(folder: AuditFolder) -> Finding:
    plan = folder.plan
    refused = tuple(refusal.party for refusal in folder.refusals)
    figures = (
        Figure("title", plan.title, Unit.TEXT),
        Figure("risk_limit", plan.risk_limit, Unit.SHARE, digits=0),
        Figure("signed", len(folder.signed_by), Unit.NUMBER, digits=0),
        Figure("parties", len(plan.parties), Unit.NUMBER, digits=0),
        Figure("quorum", plan.quorum, Unit.NUMBER, digits=0),
        _named("signed_by", folder.signed_by),
        _named("refused_by", refused),
        Figure("plan_sha256", folder.plan_line.sha256, Unit.TEXT),
    )
    says = "audit.agreed" if len(folder.signed_by) >= plan.quorum else "audit.not_agreed"
    return Finding("audit.agreement", says, figures, PAPERS)


def _papers(result: AuditStatus) -> Finding:
    problems = sum(len(check.problems) for check in result.checked)
    figures = (
        Figure("checks", sum(check.done for check in result.checked), Unit.NUMBER, digits=0),
        Figure("problems", problems, Unit.NUMBER, digits=0),
        Figure("fixed_by", result.folder.head, Unit.TEXT),
    )
    return Finding("audit.papers", "audit.papers_fail" if problems else "audit.papers_hold", figures, PAPERS)


def _risk(result: AuditStatus) -> Finding:
    folder = result.folder
    differ = sum(one.discrepancy is not Discrepancy.NONE for one in folder.audited)
    figures = (
        Figure("looked", len(folder.audited), Unit.SHEETS),
        Figure("waiting", folder.out_of_order, Unit.NUMBER, digits=0),
        Figure("differ", differ, Unit.NUMBER, digits=0),
        Figure("attained", result.attained, Unit.PROBABILITY, digits=4),
        Figure("risk_limit", folder.plan.risk_limit, Unit.SHARE, digits=0),
        Figure("left", result.left, Unit.SHEETS),
    )
    if result.confirmed:
        says = "audit.images_confirmed" if folder.plan.question == "images" else "audit.confirmed"
    elif result.exhausted or result.left is None:
        says = "audit.full_count"
    else:
        says = "audit.open"
    return Finding("audit.risk", says, figures, METHOD, ASSUMES, CANNOT)


def tables(result: AuditStatus) -> tuple[Table, ...]:
    """Give the assertions, the checks, the discrepancies, the risk by sheet, refusals, and the steps."""
    made = [_assertions(result), _checks(result.checked)]
    if result.measured:
        made += [_discrepancies(result), _path(result)]
    if result.full_count is not None:
        made.insert(0, full_count_table(result.full_count, result.folder.population.sheets.tally()))
    made += coverage_tables(result.folder.population)
    return (*made, _refusals(result.folder), _steps(result.folder))


def _assertions(result: AuditStatus) -> Table:
    attained = {m.bounds.assertion.assertion_id: m.attained for m in result.measured}
    rows = tuple(
        (*assertion_cells(m.assertion), m.votes, m.ratio, attained.get(m.assertion.assertion_id, 1.0))
        for m in result.folder.population.members
    )
    columns = (
        *ASSERTION,
        Column("slack", Unit.VOTES, digits=1),
        Column("ratio", Unit.NUMBER, digits=4),
        Column("attained", Unit.PROBABILITY, digits=4),
    )
    return Table("audit_assertions", columns, rows)


def _checks(checked: tuple[Checked, ...]) -> Table:
    rows = tuple(
        (f"audit.verify.{check.name}", _state(check), " ".join(check.problems) or None) for check in checked
    )
    columns = (Column("check", Unit.TERM), Column("state", Unit.TERM), Column("problems", Unit.TEXT))
    return Table("audit_checks", columns, rows)


def _state(check: Checked) -> str:
    if not check.done:
        return "term.audit_open"
    return "term.audit_wrong" if check.problems else "term.audit_good"


def _discrepancies(result: AuditStatus) -> Table:
    binding = max(result.measured, key=lambda m: m.attained)
    scale = binding.bounds.assertion.scale
    rows = tuple(
        (one.sheet_id, rank, f"found.{one.discrepancy}", Fraction(error, scale))
        for rank, (one, error) in enumerate(
            zip(result.folder.audited, binding.overstated, strict=True), start=1
        )
        if one.discrepancy is not Discrepancy.NONE
    )
    columns = (
        Column("sheet", Unit.TEXT),
        Column("rank", Unit.NUMBER, digits=0),
        Column("found", Unit.TERM),
        Column("overstated", Unit.VOTES, digits=1),
    )
    return Table("audit_differing", columns, rows)


def _path(result: AuditStatus) -> Table:
    p = outcome_p(result.measured).tolist()
    rows = tuple(
        (rank, one.sheet_id, f"found.{one.discrepancy}", risk)
        for rank, (one, risk) in enumerate(zip(result.folder.audited, p, strict=True), start=1)
    )
    columns = (
        Column("rank", Unit.NUMBER, digits=0),
        Column("sheet", Unit.TEXT),
        Column("found", Unit.TERM),
        Column("attained", Unit.PROBABILITY, digits=4),
    )
    return Table("audit_path", columns, rows)


def _refusals(folder: AuditFolder) -> Table:
    rows = tuple((refusal.party, refusal.reason) for refusal in folder.refusals)
    return Table("audit_refusals", (Column("party", Unit.TEXT), Column("reason", Unit.TEXT)), rows)


def _steps(folder: AuditFolder) -> Table:
    rows = tuple(
        (f"step.{line.step}", line.who or None, line.at, line.file, line.sha256)
        for line in folder.lines
        if line.step != "record"
    )
    columns = (
        Column("step", Unit.TERM),
        Column("who", Unit.TEXT),
        Column("at", Unit.TEXT),
        Column("file", Unit.TEXT),
        Column("sha256", Unit.TEXT),
    )
    return Table("audit_steps", columns, rows)


def _named(name: str, parties: Iterable[str]) -> Figure:
    """Name some parties, or say that it is nobody."""
    named = ", ".join(parties)
    return Figure(name, named, Unit.TEXT) if named else Figure(name, "audit.nobody", Unit.TERM)
