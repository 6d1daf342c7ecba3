"""Where an audit stands: its papers, its checks, and the risk that it has attained."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit import naming
from veedor.audit.bets import named_bet
from veedor.audit.check import Checked, check_audit, fixed_by
from veedor.audit.folder import AuditFolder
from veedor.audit.found import Found
from veedor.audit.measure import Measured, expected_left, measure, outcome_p
from veedor.audit.not_drawn import ASSUMES, CANNOT, METHOD, left_findings, not_drawn_tables
from veedor.model import Column, Figure, Finding, Method, Result, Table, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit.risk import Bet
    from veedor.model import Contest, Value

PAPERS = Method("method.audit_papers", "OpenSSH PROTOCOL.sshsig; hash chain of the journal")


@dataclass(frozen=True)
class AuditStatus(Result):
    """Where an audit stands.

    Parameters
    ----------
    folder : AuditFolder
        The audit, read from its files.
    checked : tuple of Checked
        What was checked, step by step.
    """

    folder: AuditFolder
    checked: tuple[Checked, ...]

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.folder.population.sheets.contest

    @property
    def good(self) -> bool:
        """Whether nothing that was checked is wrong."""
        return not any(check.problems for check in self.checked)

    @cached_property
    def measured(self) -> tuple[Measured, ...]:
        """Risk of every assertion after each sheet; empty before the draw."""
        if not self.folder.only("draw"):
            return ()
        return measure(self.folder.population, self.folder.looked, self._bet, proportional=self._proportional)

    @property
    def _bet(self) -> Bet:
        design = self.folder.plan.design
        return named_bet(design.rule, float(Fraction(design.bet)))

    @property
    def _proportional(self) -> bool:
        return self.folder.plan.design.draw == "proportional"

    @property
    def attained(self) -> float:
        """P-value of a wrong outcome: how often, at most, one would have looked this good; 1 at the start."""
        p = outcome_p(self.measured)
        return float(p[-1]) if len(p) else 1.0

    @property
    def confirmed(self) -> bool:
        """Whether the risk limit is met, by files in which nothing is wrong."""
        return self.good and self.attained <= float(self.folder.plan.risk_limit)

    @property
    def exhausted(self) -> bool:
        """Whether the most sheets that the plan allows were looked at without meeting the risk limit."""
        most = self.folder.plan.design.most_sheets
        return (
            most is not None
            and bool(self.measured)
            and len(self.folder.looked) >= most
            and not self.confirmed
        )

    @cached_property
    def left(self) -> int | None:
        """Sheets still needed if none of them shows an error; None where not even all would do."""
        if not self.measured or not self.folder.only("draw"):
            return None
        rows = self.folder.population.sheets.row
        # with strata, some were looked at before others that come earlier in the list
        in_order = dict.fromkeys([*(one.sheet_id for one in self.folder.looked), *self.folder.drawn])
        order = np.array([rows[sheet] for sheet in in_order], dtype=np.int64)
        most = 0
        for one in sorted(self.measured, key=lambda m: (m.attained, m.bounds.ratio), reverse=True):
            needs = expected_left(
                self.folder.population,
                order,
                one,
                self._bet,
                self.folder.plan.risk_limit,
                proportional=self._proportional,
                at_least=most,
            )
            if needs is None:
                return None
            most = needs
        return most

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The agreement, whether the papers hold, and the risk."""
        found = [self._agreement(), self._papers()]
        found += left_findings(self.folder.population, self.command)
        if self.folder.population.can_be_confirmed and self.measured:
            found.append(self._risk())
        return tuple(found)

    def _agreement(self) -> Finding:
        plan = self.folder.plan
        refused = tuple(refusal.party for refusal in self.folder.refusals)
        figures = (
            Figure("title", plan.title, Unit.TEXT),
            Figure("risk_limit", plan.risk_limit, Unit.SHARE, digits=0),
            Figure("signed", len(self.folder.signed_by), Unit.NUMBER, digits=0),
            Figure("parties", len(plan.parties), Unit.NUMBER, digits=0),
            Figure("quorum", plan.quorum, Unit.NUMBER, digits=0),
            Figure("signed_by", ", ".join(self.folder.signed_by) or "-", Unit.TEXT),
            Figure("refused_by", ", ".join(refused) or "-", Unit.TEXT),
            Figure("plan_sha256", self.folder.plan_line.sha256, Unit.TEXT),
        )
        says = "audit.agreed" if len(self.folder.signed_by) >= plan.quorum else "audit.not_agreed"
        return Finding("audit.agreement", says, figures, PAPERS, command=self.command)

    def _papers(self) -> Finding:
        problems = sum(len(check.problems) for check in self.checked)
        figures = (
            Figure("checks", sum(check.done for check in self.checked), Unit.NUMBER, digits=0),
            Figure("problems", problems, Unit.NUMBER, digits=0),
            Figure("fixed_by", fixed_by(self.folder.path), Unit.TEXT),
        )
        says = "audit.papers_hold" if not problems else "audit.papers_fail"
        return Finding("audit.papers", says, figures, PAPERS, command=self.command)

    def _risk(self) -> Finding:
        looked = self.folder.looked
        figures = (
            Figure("looked", len(looked), Unit.SHEETS),
            Figure("waiting", self.folder.waiting, Unit.NUMBER, digits=0),
            Figure("differ", sum(one.found is not Found.AGREES for one in looked), Unit.NUMBER, digits=0),
            Figure("attained", self.attained, Unit.PROBABILITY, digits=4),
            Figure("risk_limit", self.folder.plan.risk_limit, Unit.SHARE, digits=0),
            Figure("left", self.left, Unit.SHEETS),
        )
        says = "audit.open" if self.left is not None else "audit.full_count"
        if self.exhausted:
            says = "audit.full_count"
        if self.confirmed:
            says = "audit.images_confirmed" if self.folder.plan.question == "images" else "audit.confirmed"
        return Finding("audit.risk", says, figures, METHOD, ASSUMES, CANNOT, self.command)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Assertions with their risk, checks, sheets that differ, the risk sheet by sheet, the steps."""
        tables = [self._assertions(), self._checks()]
        if self.measured:
            tables += [self._differing(), self._path()]
        return (*tables, *not_drawn_tables(self.folder.population), self._refusals(), self._steps())

    def _refusals(self) -> Table:
        rows = tuple((refusal.party, refusal.reason) for refusal in self.folder.refusals)
        return Table("audit_refusals", (Column("party", Unit.TEXT), Column("reason", Unit.TEXT)), rows)

    def _assertions(self) -> Table:
        attained = {m.bounds.assertion.assertion_id: m.attained for m in self.measured}
        rows = tuple(
            (*naming.cells(m.assertion), m.votes, m.ratio, attained.get(m.assertion.assertion_id, 1.0))
            for m in self.folder.population.members
        )
        columns = (
            *naming.COLUMNS,
            Column("slack", Unit.VOTES, digits=1),
            Column("ratio", Unit.NUMBER, digits=4),
            Column("attained", Unit.PROBABILITY, digits=4),
        )
        return Table("audit_assertions", columns, rows)

    def _checks(self) -> Table:
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (
                f"audit.verify.{check.name}",
                "term.audit_open"
                if not check.done
                else "term.audit_wrong"
                if check.problems
                else "term.audit_good",
                " ".join(check.problems) or None,
            )
            for check in self.checked
        )
        columns = (Column("check", Unit.TERM), Column("state", Unit.TERM), Column("problems", Unit.TEXT))
        return Table("audit_checks", columns, rows)

    def _differing(self) -> Table:
        binding = max(self.measured, key=lambda m: m.attained)
        scale = binding.bounds.assertion.scale
        rows = tuple(
            (one.sheet_id, rank, f"found.{one.found}", Fraction(error, scale))
            for rank, (one, error) in enumerate(
                zip(self.folder.looked, binding.overstated, strict=True), start=1
            )
            if one.found is not Found.AGREES
        )
        columns = (
            Column("sheet", Unit.TEXT),
            Column("rank", Unit.NUMBER, digits=0),
            Column("found", Unit.TERM),
            Column("overstated", Unit.VOTES, digits=1),
        )
        return Table("audit_differing", columns, rows)

    def _path(self) -> Table:
        p = outcome_p(self.measured).tolist()
        rows = tuple(
            (rank, one.sheet_id, f"found.{one.found}", risk)
            for rank, (one, risk) in enumerate(zip(self.folder.looked, p, strict=True), start=1)
        )
        columns = (
            Column("rank", Unit.NUMBER, digits=0),
            Column("sheet", Unit.TEXT),
            Column("found", Unit.TERM),
            Column("attained", Unit.PROBABILITY, digits=4),
        )
        return Table("audit_path", columns, rows)

    def _steps(self) -> Table:
        lines = [line for line in self.folder.lines if line.step != "record"]
        rows = tuple(
            (f"step.{line.step}", line.who or None, line.at, line.file, line.sha256) for line in lines
        )
        columns = (
            Column("step", Unit.TERM),
            Column("who", Unit.TEXT),
            Column("at", Unit.TEXT),
            Column("file", Unit.TEXT),
            Column("sha256", Unit.TEXT),
        )
        return Table("audit_steps", columns, rows)


def audit_status(path: Path, command: str = "") -> AuditStatus:
    """Read an audit from its files and say where it stands.

    Parameters
    ----------
    path : Path
        Folder of the audit.
    command : str
        Computes it again.

    Raises
    ------
    AuditError
        Where there is no plan to speak of.
    """
    folder = AuditFolder(path)
    checked = check_audit(folder)
    _ = folder.plan
    return AuditStatus(folder, checked, command=command)
