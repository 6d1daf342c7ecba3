"""In words: where an audit stands, and what a count of everything by hand gives."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.audit.risk_measurement import outcome_p
from veedor.findings.audit_coverage import coverage_findings, coverage_tables
from veedor.findings.audit_papers import paper_findings, paper_tables, seen_figures
from veedor.findings.audit_words import (
    CANNOT,
    assumes_of,
    member_cells,
    member_columns,
    method_of,
    risk_limit_of,
    things,
)
from veedor.findings.rows import columns_in
from veedor.findings.words import outcome_term
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit import AuditStatus
    from veedor.audit.full_count import FullCount
    from veedor.model import Tally, Value


def findings(result: AuditStatus) -> tuple[Finding, ...]:
    """Say what the papers say, and the risk."""
    found = paper_findings(result)
    if result.unreadable or result.folder.sealed:
        return tuple(found)
    population = result.folder.population
    found += coverage_findings(population)
    counted = result.full_counts
    # once everything is counted by hand there is no risk to speak of, unless what is unread leaves it open
    decided = bool(counted) and all(one.same is not None for one in counted)
    if population.can_be_confirmed and result.measured and not decided:
        found.append(_risk(result))
    found += [full_count_finding(one, things(result.folder.plan.design)) for one in counted]
    return tuple(found)


def _risk(result: AuditStatus) -> Finding:
    folder = result.folder
    differ = sum(one.found.differs for one in folder.audited)
    design = folder.plan.design
    figures = (
        Figure("looked", len(folder.audited), things(design)),
        Figure("waiting", folder.out_of_order, Unit.NUMBER, digits=0),
        Figure("differ", differ, Unit.NUMBER, digits=0),
        Figure("attained", result.attained, Unit.PROBABILITY, digits=4),
        risk_limit_of(folder.plan.risk_limit),
        Figure("left", result.left, things(design)),
        *seen_figures(result),
    )
    if result.confirmed:
        says = "audit.images_confirmed" if folder.plan.question == "images" else "audit.confirmed"
    elif result.exhausted or result.left is None:
        says = "audit.full_count"
    else:
        says = "audit.open"
    says += ".ballots" if design.of_ballots else ""
    return Finding("audit.risk", says, figures, method_of(design), assumes_of(design), CANNOT)


def tables(result: AuditStatus) -> tuple[Table, ...]:
    """Return the assertions, what the papers say, the discrepancies, and the risk by sheet."""
    papers = paper_tables(result)
    if result.unreadable or result.folder.sealed:
        return tuple(papers)
    made = [_assertions(result), *papers]
    if result.measured:
        made += [_discrepancies(result), _path(result)]
    if result.full_counts:
        reported = [manifest.sheets.tally() for manifest in result.folder.population.manifests]
        made.insert(0, full_count_table(result.full_counts, reported))
    return (*made, *coverage_tables(result.folder.population))


def _assertions(result: AuditStatus) -> Table:
    population = result.folder.population
    attained = [one.attained for one in result.measured] or [1.0] * len(population.members)
    rows = tuple(
        (*member_cells(population, member), member.votes, member.ratio, p)
        for member, p in zip(population.members, attained, strict=True)
    )
    columns = (
        *member_columns(population),
        Column("slack", Unit.VOTES, digits=1),
        Column("ratio", Unit.NUMBER, digits=4),
        Column("attained", Unit.PROBABILITY, digits=4),
    )
    return Table("audit_assertions", columns, rows)


def _discrepancies(result: AuditStatus) -> Table:
    binding = max(result.measured, key=lambda m: m.attained)
    scale = binding.bounds.scale
    rows = tuple(
        (one.sheet_id, rank, f"found.{one.found.discrepancy}", Fraction(error, scale))
        for rank, (one, error) in enumerate(
            zip(result.folder.audited, binding.overstated, strict=True), start=1
        )
        if one.found.differs
    )
    columns = (
        Column(_one(result), Unit.TEXT),
        Column("rank", Unit.NUMBER, digits=0),
        Column("found", Unit.TERM),
        Column("overstated", Unit.VOTES, digits=1),
    )
    return Table("audit_differing", columns, rows)


def _path(result: AuditStatus) -> Table:
    p = outcome_p(result.measured).tolist()
    rows = tuple(
        (rank, one.sheet_id, f"found.{one.found.discrepancy}", risk)
        for rank, (one, risk) in enumerate(zip(result.folder.audited, p, strict=True), start=1)
    )
    columns = (
        Column("rank", Unit.NUMBER, digits=0),
        Column(_one(result), Unit.TEXT),
        Column("found", Unit.TERM),
        Column("attained", Unit.PROBABILITY, digits=4),
    )
    return Table("audit_path", columns, rows)


def _one(result: AuditStatus) -> str:
    """Return the name of the column of what was drawn."""
    return "ballot" if result.folder.plan.design.of_ballots else "sheet"


RECOUNTED = Method("method.audit_full_count", "the rule that the plan names, applied to the sums found")


def full_count_finding(count: FullCount, things: Unit) -> Finding:
    """Say what the rule gives on the sums found, and whether it is the reported outcome.

    Parameters
    ----------
    count : FullCount
        Every drawn sheet has a record.
    things : Unit
        Sheets or ballots.
    """
    figures = [
        Figure("sheets", count.sheets, things),
        Figure("unread", count.unread, things),
    ]
    if count.outcome is not None:
        figures += [
            Figure("outcome", outcome_term(count.outcome), Unit.TERM),
            Figure("who", tuple(count.outcome.choices), Unit.CHOICE),
        ]
    else:
        figures.append(Figure("seats", ", ".join(count.seats), Unit.TEXT))
    how = {True: "same", False: "other", None: "open"}[count.same]
    what = "seats" if count.outcome is None else "outcome"
    says = "audit.full_count.open" if count.same is None else f"audit.full_count.{what}.{how}"
    if what == "outcome" and count.same is not None and not count.unread:
        says += ".all"
    contest = count.contest.contest_id
    return Finding("audit.full_count", says, tuple(figures), RECOUNTED, contest=contest)


def full_count_table(counts: Sequence[FullCount], reported: Sequence[Tally]) -> Table:
    """Return the votes reported and found, by choice; of several contests by the labels of each.

    Parameters
    ----------
    counts : sequence of FullCount
        What was found.
    reported : sequence of Tally
        The committed figures of the counted sheets.
    """
    several = len(counts) > 1
    rows: list[tuple[Value, ...]] = []
    for count, tally in zip(counts, reported, strict=True):
        labels = {choice.choice_id: choice.label for choice in count.contest.choices}
        for choice, n in count.votes.items():
            named = (count.contest.title, labels[choice]) if several else (choice,)
            rows.append((*named, tally.votes.get(choice, 0), n))
    columns = (
        *((Column("contest", Unit.CONTEST),) if several else ()),
        Column("choice", Unit.TEXT if several else Unit.CHOICE),
        *columns_in(Unit.VOTES, "votes_reported", "votes_found"),
    )
    return Table("audit_full_count", columns, tuple(rows))
