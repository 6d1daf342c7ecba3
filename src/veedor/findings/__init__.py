"""What results say: their findings and tables, with units, bases and digits; no arithmetic of votes.

One module a result, found by the type of the result as its pictures are. It has two functions::

    def findings(result: OutcomeResult) -> tuple[Finding, ...]: ...
    def tables(result: OutcomeResult) -> tuple[Table, ...]: ...

and stands in :data:`MODULES` under the name of the type. It is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.model import Result, Words

MODULES: Mapping[str, str] = {
    "veedor.audit.outlook.Outlook": "audit_outlook",
    "veedor.audit.others.MeasuredElsewhere": "audit_elsewhere",
    "veedor.audit.status.AuditStatus": "audit_status",
    "veedor.checks.card.SheetCard": "sheet_card",
    "veedor.checks.result.ChecksResult": "checks",
    "veedor.claims.result.ClaimsResult": "claims",
    "veedor.count.area_comparison.AreaComparison": "area_comparison",
    "veedor.count.comparison.Comparison": "comparison",
    "veedor.count.contests.Contests": "contests",
    "veedor.count.outcome.OutcomeResult": "outcome",
    "veedor.count.snapshots.SnapshotCheck": "snapshot_check",
    "veedor.count.timeline.Timeline": "timeline",
    "veedor.findings.document_diff.DocumentDiff": "document_diff_words",
    "veedor.findings.summary.Summary": "summary",
    "veedor.forensics.run.ForensicsResult": "forensics",
    "veedor.intake.reading.Reading": "reading",
    "veedor.ledger.comparing.LogComparison": "log_comparison",
    "veedor.ledger.verifying.LogReport": "log_report",
    "veedor.ledger.proofs.ProofReport": "log_proof",
    "veedor.lookup.history.SheetHistory": "sheet_history",
    "veedor.lookup.result.SheetList": "sheet_list",
    "veedor.outstanding.projection.Projection": "projection",
    "veedor.outstanding.sample.plan.SamplePlan": "sample_plan",
    "veedor.outstanding.sample.result.QuickCount": "quick_count",
    "veedor.outstanding.shift.result.Shift": "shift",
    "veedor.press.differences.Differences": "press_differences",
    "veedor.claims.propose.Proposals": "proposals",
    "veedor.press.reuse.Reuse": "press_reuse",
    "veedor.rules.assembly.Seats": "seats",
    "veedor.rules.decision.Decision": "decision",
    "veedor.stakes.results.InDoubt": "doubt",
    "veedor.stakes.results.Flips": "flips",
    "veedor.stakes.results.NamedSet": "named_set",
}
"""Type of result, by module and name -> module of this package that puts it in words."""


def words_of(kind: type[Result]) -> Words:
    """Find the words of a type of result.

    Raises
    ------
    LookupError
        Where neither the type nor one that it derives from stands in :data:`MODULES`.
    """
    from veedor.model import Words

    for base in kind.__mro__:
        name = MODULES.get(f"{base.__module__}.{base.__qualname__}")
        if name is not None:
            module = import_module(f"{__name__}.{name}")
            return Words(module.findings, module.tables)
    raise LookupError(f"{kind.__qualname__} has no words: name their module in veedor.findings.MODULES")
