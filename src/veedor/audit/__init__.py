"""What would settle it, and did it: risk-limiting audits of tally sheets, agreed before the draw."""

from veedor.audit.bounds import Cap, SheetBounds, sheet_bounds
from veedor.audit.costs import RUNS, Cost, Errors, costs
from veedor.audit.discrepancy import AuditedSheet, Discrepancy
from veedor.audit.folder import AuditFolder
from veedor.audit.form import form, read_form
from veedor.audit.manifest import SheetManifest, all_counted
from veedor.audit.outlook import Outlook, outlook
from veedor.audit.papers import AuditPlan, Design, Party
from veedor.audit.population import Population
from veedor.audit.procedure import (
    add_records,
    draw_sheets,
    record_seed,
    refuse_plan,
    sign_plan,
    start,
    witness,
)
from veedor.audit.propose import propose
from veedor.audit.risk_measurement import measure_risk, outcome_p
from veedor.audit.sshsig import load_private, needs_password
from veedor.audit.status import AuditStatus, audit_status
from veedor.audit.steps import AuditRecord, Interpretation
from veedor.audit.verification import Checked, verify_audit

__all__ = [
    "RUNS",
    "AuditFolder",
    "AuditPlan",
    "AuditRecord",
    "AuditStatus",
    "AuditedSheet",
    "Cap",
    "Checked",
    "Cost",
    "Design",
    "Discrepancy",
    "Errors",
    "Interpretation",
    "Outlook",
    "Party",
    "Population",
    "SheetBounds",
    "SheetManifest",
    "add_records",
    "all_counted",
    "audit_status",
    "costs",
    "draw_sheets",
    "form",
    "load_private",
    "measure_risk",
    "needs_password",
    "outcome_p",
    "outlook",
    "propose",
    "read_form",
    "record_seed",
    "refuse_plan",
    "sheet_bounds",
    "sign_plan",
    "start",
    "verify_audit",
    "witness",
]
