"""Where an audit stands: its papers, its checks, and the risk that it has attained."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bets import RULES
from veedor.audit.folder import AuditFolder
from veedor.audit.full_count import FullCount, full_counts
from veedor.audit.manifest_file import contest_of
from veedor.audit.requirements import check_word
from veedor.audit.risk_measurement import MeasuredRisk, measure_risk, outcome_p, sheets_left
from veedor.audit.seed import FACTOR
from veedor.audit.seen import Seen, seen
from veedor.audit.sshsig import key_bytes
from veedor.audit.verification import Checked, verify_audit
from veedor.errors import InputErrors, VeedorError, reason_of
from veedor.model import Result

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from veedor.audit.design import Design
    from veedor.model import Contest


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
    def contests(self) -> tuple[Contest, ...]:
        """What was voted on; nothing where the plan cannot be read."""
        try:
            return tuple(contest_of(of) for of in self.folder.plan.contests)
        except VeedorError:
            return ()

    @property
    def contest(self) -> Contest | None:
        """The only contest; None of several, or of none that can be read."""
        return self.contests[0] if len(self.contests) == 1 else None

    @cached_property
    def unreadable(self) -> str:
        """What stops the reading of the audit beyond its checks, or an empty text."""
        try:
            _ = [contest_of(of) for of in self.folder.plan.contests], self.folder.course
            _ = [key_bytes(one.key) for one in self.folder.plan.everybody]
            if not self.folder.sealed:
                _ = self.folder.population, self.left
        except (VeedorError, InputErrors) as error:
            return reason_of(error)
        return ""

    @cached_property
    def seen(self) -> Seen:
        """Who has seen which papers."""
        return seen(self.folder)

    @property
    def good(self) -> bool:
        """Whether nothing that was checked is wrong."""
        return not any(check.problems for check in self.checked)

    @cached_property
    def measured(self) -> tuple[MeasuredRisk, ...]:
        """Risk of every assertion after each sheet; empty before the draw."""
        if not self.folder.only("draw") or self.folder.sealed:
            return ()
        return measure_risk(self.folder.population, self.folder.audited, self._design)

    @property
    def _design(self) -> Design:
        design = self.folder.plan.design
        check_word("rule", design.rule, RULES)
        return design

    @property
    def attained(self) -> float:
        """P-value of a wrong outcome: how often, at most, one would have looked this good; 1 at the start.

        Multiplied for each party that did not open its share of the seed: it could choose between two draws.
        """
        p = outcome_p(self.measured)
        return min(1.0, float(p[-1]) * self.factor) if len(p) else 1.0

    @property
    def factor(self) -> int:
        """What the P-value is multiplied by for those who did not open their share of the seed."""
        return int(FACTOR ** len(self.folder.seed.withheld)) if self.folder.only("seed") else 1

    @property
    def limit(self) -> Fraction:
        """Largest P-value of the draw that confirms."""
        return self.folder.plan.risk_limit / self.factor

    @property
    def confirmed(self) -> bool:
        """Whether the risk limit is met, by files in which nothing is wrong."""
        if not self.good or self.unreadable:
            return False
        said = [count.same for count in self.full_counts]
        if False in said:
            return False
        if said and None not in said:
            return True
        return self.attained <= float(self.folder.plan.risk_limit)

    @cached_property
    def full_counts(self) -> tuple[FullCount, ...]:
        """What the sums found give once every drawn sheet has a record; nothing before, and of images."""
        of_paper = self.folder.plan.question == "paper"
        return full_counts(self.folder) if self.measured and of_paper else ()

    @property
    def exhausted(self) -> bool:
        """Whether the most sheets that the plan allows were looked at without meeting the risk limit."""
        most = self.folder.plan.design.most_sheets
        return (
            most is not None
            and bool(self.measured)
            and len(self.folder.audited) >= most
            and not self.confirmed
        )

    @cached_property
    def left(self) -> int | None:
        """Sheets still needed if none of them shows an error; None where all of them would not be enough."""
        if not self.measured or not self.folder.only("draw"):
            return None
        rows = self.folder.population.row
        # with strata, some were looked at before others that come earlier in the list
        in_order = dict.fromkeys([*(one.sheet_id for one in self.folder.audited), *self.folder.drawn])
        order = np.array([rows[sheet] for sheet in in_order], dtype=np.int64)
        most = 0
        for one in sorted(self.measured, key=lambda m: (m.attained, m.bounds.ratio), reverse=True):
            needs = sheets_left(
                self.folder.population,
                order,
                one,
                self._design,
                self.limit,
                at_least=most,
            )
            if needs is None:
                return None
            most = needs
        return most


def audit_status(path: Path, figures: bytes | None = None) -> AuditStatus:
    """Read an audit from its files and say where it stands.

    Parameters
    ----------
    path : Path
        Folder of the audit.
    figures : bytes, optional
        The committed figures, where the folder has their hash only.

    Raises
    ------
    AuditError
        Where there is no audit in the folder, or one of another version.
    """
    folder = AuditFolder(path, figures, whole=False)
    return AuditStatus(folder, verify_audit(folder))
