"""In words: the papers of an audit - who agreed, who has seen what, what is contested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit.records import standing
from veedor.audit.sshsig import fingerprint
from veedor.findings.audit_words import risk_limit_of, things
from veedor.findings.rows import columns_in
from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.sentence import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from veedor.audit import AuditFolder, AuditStatus, Checked
    from veedor.model.finding import Value

PAPERS = Method("method.audit_papers", "OpenSSH PROTOCOL.sshsig; hash chain of the journal")


def paper_findings(result: AuditStatus) -> list[Finding]:
    """Say who agreed, whether the papers hold, who has seen them, and what is withheld, sealed or contested.

    Of an audit that cannot be read to the end: whether the papers hold.
    """
    if result.unreadable:
        return [_papers(result)]
    folder = result.folder
    found = [_agreement(folder), _papers(result), _seen(result)]
    if folder.only("seed") and folder.seed.withheld:
        found.append(_withheld(result))
    if folder.sealed:
        found.append(_sealed(folder))
    if folder.only("draw") and folder.contested:
        found.append(_contested(folder))
    return found


def paper_tables(result: AuditStatus) -> list[Table]:
    """Return checks, the parties with their keys, contested and other records, refusals, and the steps."""
    if result.unreadable:
        return [_checks(result.checked)]
    folder = result.folder
    made = [_checks(result.checked), _parties(result)]
    if folder.only("draw"):
        made += [_contested_records(folder), _records(folder)]
    return [*made, _refusals(folder), _steps_taken(folder)]


def _agreement(folder: AuditFolder) -> Finding:
    plan = folder.plan
    refused = tuple(party for party, _ in folder.refusals)
    figures = (
        Figure("title", plan.title, Unit.TEXT),
        risk_limit_of(plan.risk_limit),
        Figure("signed", len(folder.signed_by), Unit.NUMBER, digits=0),
        Figure("parties", len(plan.parties), Unit.NUMBER, digits=0),
        Figure("quorum", plan.quorum, Unit.NUMBER, digits=0),
        _named("signed_by", folder.signed_by),
        _named("refused_by", refused),
        Figure("place", plan.place, Unit.TEXT),
        Figure("plan_sha256", folder.plan_line.sha256, Unit.TEXT),
    )
    says = "audit.agreed" if len(folder.signed_by) >= plan.quorum else "audit.not_agreed"
    return Finding("audit.agreement", says, figures, PAPERS)


def _seen(result: AuditStatus) -> Finding:
    """Say up to which paper others than its author have seen them."""
    head = Figure("fixed_by", result.folder.head, Unit.TEXT)
    return Finding("audit.seen", "audit.seen", (*seen_figures(result), head), PAPERS)


def seen_figures(result: AuditStatus) -> tuple[Figure, ...]:
    """Return up to which paper one other, and a quorum of others, have seen them."""
    of, quorum = result.seen, result.folder.plan.quorum
    return (
        Figure("papers", of.papers, Unit.NUMBER, digits=0),
        Figure("seen", of.others(1), Unit.NUMBER, digits=0),
        Figure("others", quorum, Unit.NUMBER, digits=0),
        Figure("seen_by_others", of.others(quorum), Unit.NUMBER, digits=0),
        Figure("unseen", of.papers - of.others(1), Unit.NUMBER, digits=0),
    )


def _withheld(result: AuditStatus) -> Finding:
    """Say who did not open its share of the seed."""
    figures = (
        _named("withheld", result.folder.seed.withheld),
        Figure("factor", result.factor, Unit.NUMBER, digits=0),
        risk_limit_of(result.folder.plan.risk_limit),
    )
    return Finding("audit.seed", "audit.seed_withheld", figures, PAPERS)


def _sealed(folder: AuditFolder) -> Finding:
    figures = (Figure("sha256", folder.plan.commitment.sha256, Unit.TEXT),)
    return Finding("audit.figures", "audit.figures_sealed", figures, PAPERS)


def _contested(folder: AuditFolder) -> Finding:
    """Say on how many sheets parties have recorded different things."""
    open_ones = [sheet for sheet in folder.contested if folder.settled(sheet) is None]
    figures = (
        Figure("contested", len(folder.contested), things(folder.plan.design)),
        Figure("unsettled", len(open_ones), Unit.NUMBER, digits=0),
        Figure("quorum", folder.plan.quorum, Unit.NUMBER, digits=0),
    )
    says = "audit.contested.ballots" if folder.plan.design.of_ballots else "audit.contested"
    return Finding("audit.contested", says, figures, PAPERS)


def _papers(result: AuditStatus) -> Finding:
    problems = sum(len(check.problems) for check in result.checked)
    figures = (
        Figure("checks", sum(check.done for check in result.checked), Unit.NUMBER, digits=0),
        Figure("problems", problems, Unit.NUMBER, digits=0),
    )
    return Finding("audit.papers", "audit.papers_fail" if problems else "audit.papers_hold", figures, PAPERS)


def _parties(result: AuditStatus) -> Table:
    """Return each party and observer with the key that the plan names, for everybody to compare."""
    folder = result.folder
    refused = {party for party, _ in folder.refusals}
    rows = tuple(
        (
            one.name,
            "term.audit_observes"
            if one in folder.plan.observers
            else "term.audit_signed"
            if one.name in folder.signed_by
            else "term.audit_refused"
            if one.name in refused
            else "term.audit_undecided",
            fingerprint(one.key),
            len(folder.course.of_party[one.name]),
            result.seen.by[one.name],
        )
        for one in folder.plan.everybody
    )
    columns = (
        Column("party", Unit.TEXT),
        Column("state", Unit.TERM),
        Column("fingerprint", Unit.TEXT),
        *columns_in(Unit.NUMBER, "papers", "seen_up_to", digits=0),
    )
    return Table("audit_parties", columns, rows)


_RECORD = (
    Column("rank", Unit.NUMBER, digits=0),
    *columns_in(Unit.TEXT, "sheet", "party"),
    Column("found", Unit.TERM),
    Column("sha256", Unit.TEXT),
)


def _records(folder: AuditFolder) -> Table:
    """Return every record with the hash that a correction names."""
    return Table("audit_records", _RECORD, tuple(_record_rows(folder, folder.records)))


def _contested_records(folder: AuditFolder) -> Table:
    """Return the records of sheets that are contested and not settled."""
    open_ones = [sheet for sheet in folder.contested if folder.settled(sheet) is None]
    return Table("audit_contested", _RECORD, tuple(_record_rows(folder, open_ones)))


def _record_rows(folder: AuditFolder, sheets: Iterable[str]) -> Iterator[tuple[Value, ...]]:
    for sheet in sorted(sheets, key=folder.rank.__getitem__):
        stands = {one.sha256 for one, _ in standing(folder.records[sheet])}
        for one, record in folder.records[sheet]:
            state = "settles" if record.settles else record.status
            state = state if one.sha256 in stands else "replaced"
            yield folder.rank[sheet], sheet, one.paper.party, f"term.record_{state}", one.sha256


def _checks(checked: tuple[Checked, ...]) -> Table:
    rows = tuple(
        (f"audit.verify.{check.name}", _state(check), joined(check.problems, " ") or None)
        for check in checked
    )
    columns = (*columns_in(Unit.TERM, "check", "state"), Column("problems", Unit.TEXT))
    return Table("audit_checks", columns, rows)


def _state(check: Checked) -> str:
    if not check.done:
        return "term.audit_open"
    return "term.audit_wrong" if check.problems else "term.audit_good"


def _refusals(folder: AuditFolder) -> Table:
    rows = tuple((party, refusal.reason) for party, refusal in folder.refusals)
    return Table("audit_refusals", columns_in(Unit.TEXT, "party", "reason"), rows)


def _steps_taken(folder: AuditFolder) -> Table:
    rows = tuple(
        (f"step.{line.step}", line.who or None, line.at, line.file, line.sha256)
        for line in folder.lines
        if line.step != "record" and not line.is_signature
    )
    columns = (
        Column("step", Unit.TERM),
        *columns_in(Unit.TEXT, "who", "at", "file", "sha256"),
    )
    return Table("audit_steps", columns, rows)


def _named(name: str, parties: Iterable[str]) -> Figure:
    """Name some parties, or say that it is nobody."""
    named = ", ".join(parties)
    return Figure(name, named, Unit.TEXT) if named else Figure(name, "audit.nobody", Unit.TERM)
